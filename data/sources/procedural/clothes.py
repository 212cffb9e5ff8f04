"""What figures wear on the torso and below the waist. Units as in `head`; places as `Pose.at` has them."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, along, ellipse, mirrored, points, smooth
from data.palettes import Palette, Rgb
from data.parts import Part
from data.sources.procedural.accents import draw_waistband
from data.sources.procedural.body import Outfit
from data.sources.procedural.layers import draw_collar, draw_layer
from data.sources.procedural.pose import Pose, shell
from data.sources.procedural.trims import draw_folds, frill, fur, gathers, hatch

Rng = np.random.Generator


def draw_torso(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette) -> None:
    form = canvas.new_form()
    base = pose.shoulder_y - 0.16
    body, _, _ = shell(pose, 1.0, base, pose.hip_y + 0.1 * pose.scale)
    canvas.fill(body, Part.SKIN, colors.skin, form=form)
    n = pose.neck
    neck = points((-n * 0.9, 0.25), (n * 0.9, 0.25), (n * 1.02, base + 0.02), (-n * 1.02, base + 0.02))
    canvas.fill(neck, Part.SKIN, colors.skin, form=form, stroke=None)
    for side in (-1, 1):
        canvas.stroke(points((side * n * 0.9, 0.3), (side * n, base + 0.03)), 1.0, taper=False)
    canvas.erase(
        points((-n * 0.92, base - 0.06), (n * 0.92, base - 0.06), (n * 1.5, base + 0.12), (-n * 1.5, base + 0.12))
    )
    for side in (-1, 1):
        bone = pose.path(
            (side * 0.1, pose.shoulder_y + 0.06), (side * 0.45, pose.shoulder_y - 0.01), (side * 0.7, pose.shoulder_y)
        )
        canvas.stroke(smooth(bone, samples=5), 0.6)
    if rng.random() < 0.4:
        canvas.stroke(points((n * 0.5, base - 0.12), (n * 0.1, base + 0.08)), 0.5)
    if outfit.top != "dress":
        _bottom(canvas, rng, pose, outfit, form)
    _top(canvas, rng, pose, outfit, colors, form)


def _bottom(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, form: int) -> None:
    top_y, color, k = pose.waist_y - 0.02, outfit.colors[1], pose.scale
    if outfit.bottom in ("trousers", "shorts"):
        crotch = pose.hip_y + 0.3 * k
        side = shell(pose, rng.uniform(1.0, 1.1), top_y, pose.hip_y + 0.08 * k)
        outline = np.vstack(
            [
                side[2],
                [pose.at(0.55, crotch - 0.05 * k), pose.at(0, crotch), pose.at(-0.55, crotch - 0.05 * k)],
                side[1][::-1],
            ]
        )
        mask = canvas.fill(outline, Part.BOTTOM, color, form=form)
        # The legs go on below: no line across them.
        for u in (-0.6, 0.6):
            x, y = pose.at(u, crotch - 0.05 * k)
            r = pose.half(crotch) * 0.36
            canvas.erase(
                points((x - r, y - 0.08 * k), (x + r, y - 0.08 * k), (x + r, y + 0.03 * k), (x - r, y + 0.03 * k))
            )
        canvas.stroke(pose.path((0, top_y + 0.08 * k), (0.03, pose.hip_y), (0, crotch)), 0.7, within=mask)
        for side_ in (-1, 1):
            if rng.random() < 0.5:
                canvas.stroke(
                    smooth(
                        pose.path(
                            (side_ * 0.45, top_y + 0.06), (side_ * 0.7, top_y + 0.16 * k), (side_ * 1, top_y + 0.22 * k)
                        )
                    ),
                    0.6,
                )
    else:
        hem = pose.hip_y + (rng.uniform(1.1, 2.2) if outfit.bottom == "long skirt" else outfit.hem) * k
        draw_skirt(canvas, rng, pose, outfit, top_y, hem, Part.BOTTOM, color, form, outfit.bottom == "pleated")


def draw_skirt(
    canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, top_y: float, hem_y: float, part: Part, color: Rgb, form: int,
    pleated: bool,
) -> None:  # fmt: skip
    """Flared cloth from the waist to a hem, blown a little to one side, over knees that are apart."""
    n, often = int(rng.integers(2, 11)), 0.4 * min(outfit.folds, 1) + 0.05
    waist, middle = pose.half(top_y) * 1.03, pose.middle(top_y)
    flare = max(
        pose.half(pose.hip_y) * rng.uniform(1.05, 2.2) * rng.choice([1, 1, 1, 1.3]),
        np.abs(pose.knee[:, 0] - middle).max() + 0.12 * pose.scale if pose.legs != "kick" else 0,
    )
    blow = rng.normal(0, 0.15) * flare
    u = np.linspace(1, -1, 2 * n + 1)
    depth = hem_y - top_y
    drop = (0.06 * (1 - u**2) + rng.normal(0, 0.06) * u) * depth
    zig = np.where(np.arange(2 * n + 1) % 2 == 1, rng.uniform(0.0, 0.08) * depth, 0.0)
    xs = middle + blow + u * flare
    hem = smooth(np.stack([xs, hem_y + drop + zig], 1), samples=4, tension=0.2 if pleated else 0.5)
    belly = rng.uniform(0.25, 0.62)

    def side(sign: int) -> Points:
        a, b = (middle + sign * waist, top_y), (xs[0 if sign > 0 else -1], hem[0 if sign > 0 else -1][1])
        bulge = (a[0] * (1 - belly) + b[0] * belly + sign * 0.04 * depth, top_y + 0.42 * depth)
        return smooth(points(a, bulge, b), samples=8)

    outline = np.vstack([side(1), hem, side(-1)[::-1]])
    mask = canvas.fill(outline, part, color, form=form)
    for i in range(1, 2 * n):
        if pleated or rng.random() < often:
            reach = 1.0 if pleated or rng.random() < 0.2 else rng.uniform(0.25, 0.9)
            foot = np.array([xs[i], hem_y + drop[i] + zig[i]])
            top = np.array([middle + u[i] * waist, top_y]) * reach + foot * (1 - reach)
            bend = (foot + top) / 2 + (u[i] * 0.05 * depth + rng.normal(0, 0.01), 0)
            canvas.stroke(smooth(np.stack([foot, bend, top])), 0.7, within=mask)
    for _ in range(rng.poisson(2.5 * outfit.folds)):
        v = rng.uniform(-0.9, 0.9)
        a = np.array([middle + v * waist, top_y])
        b = a + np.array([v * flare * 0.3, depth * rng.uniform(0.1, 0.4)])
        canvas.stroke(np.stack([a, (a + b) / 2 + rng.normal(0, 0.01, 2), b]), 0.7, within=mask)
    if rng.random() < 0.06:
        hatch(canvas, rng, mask, np.array([rng.normal(), 0.5]))
    line = hem[::-1]
    if outfit.trim == "line":
        for _ in range(int(rng.integers(1, 3))):
            canvas.stroke(line - (0, rng.uniform(0.05, 0.2) * depth), 0.7, within=mask)
    elif outfit.trim == "frill":
        frill(canvas, rng, line, rng.uniform(0.06, 0.18) * pose.scale, part, color, form)
    elif outfit.trim == "fur":
        fur(canvas, rng, line, rng.uniform(0.08, 0.18) * pose.scale, part, (250, 248, 246), form)


def _neckline(pose: Pose, outfit: Outfit) -> Points:
    """From left to right; where the top leaves the neck and chest bare."""
    y, k = pose.shoulder_y, pose.scale
    depth = {"round": 0.06, "v": 0.32, "shirt": 0.1, "high": -0.1, "none": 0.0, "deep": 0.35, "lace": 0.12}[
        outfit.collar
    ] * k
    depth *= outfit.open
    u = {"deep": 0.62, "round": 0.4, "lace": 0.5}.get(outfit.collar, 0.3 * min(outfit.open, 1.3))
    line = pose.path(
        (-u, y - 0.07),
        (-u * 0.7, y - 0.05 + depth * 0.6),
        (0, y + depth),
        (u * 0.7, y - 0.05 + depth * 0.6),
        (u, y - 0.07),
    )
    return line[[0, 2, 4]] if outfit.collar == "v" else smooth(line, samples=5)


def _top(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette, form: int) -> None:
    k, color = pose.scale, outfit.colors[0]
    ease = {"sweater": 1.1, "hoodie": 1.16, "robe": 1.18, "bare": 1.0, "tank": 1.01}.get(outfit.top, 1.03)
    tucked = outfit.top == "dress" or rng.random() < 0.4
    end = pose.waist_y + 0.03 if tucked else pose.hip_y + rng.uniform(-0.2, 0.15) * k
    if outfit.top == "crop":
        end = pose.down(rng.uniform(0.4, 0.55))
    line = _neckline(pose, outfit)
    if outfit.top in ("tank", "bare"):
        y = pose.shoulder_y
        chest = y + rng.uniform(0.22, 0.34) * k
        bare = pose.path(
            (-0.9, chest), (-0.4, chest - 0.04 * k), (0, chest + 0.05 * k), (0.4, chest - 0.04 * k), (0.9, chest)
        )
        if outfit.top == "tank":
            strap = rng.uniform(0.35, 0.6)
            bare = pose.path(
                (-0.92, chest + 0.05),
                (-strap - 0.13, y + 0.12 * k),
                (-strap - 0.1, y - 0.03),
                (-strap + 0.12, y - 0.05),
                (-strap * 0.5, chest - 0.06 * k),
            )
            bare = np.vstack(
                [bare, [pose.at(0, chest)], 2 * np.array([pose.at(0, 0)[0], 0]) * (1, 0) + mirrored(bare, reverse=True)]
            )
        outline, left, right = shell(pose, ease, chest + 0.06, end, smooth(bare, samples=4))
    else:
        outline, left, right = shell(pose, ease, pose.shoulder_y - 0.08, end, line)
    mask = canvas.fill(outline, Part.TOP, color, form=form)
    draw_folds(
        canvas, rng, left[6:], right[6:], mask, rng.uniform(2, 9) * outfit.folds, float(rng.choice([0.3, 0.5, 0.9]))
    )
    hold = along(pose.path((-1, end), (0, end + 0.04 * k), (1, end)), 16)
    gathers(canvas, rng, hold, -0.3 * k, mask, float(rng.choice([0.0, 3.0, 8.0])) * min(outfit.folds, 1))
    _bust(canvas, rng, pose, mask)
    if rng.random() < 0.06:
        hatch(canvas, rng, mask, np.array([rng.normal(), 0.5]))
    if rng.random() < 0.35 and outfit.top in ("shirt", "robe", "dress", "sweater"):
        front = pose.path((0, pose.shoulder_y), (0, (pose.shoulder_y + end) / 2), (0, end + 0.05))
        canvas.stroke(smooth(front), 0.8, within=mask)
        for t in np.arange(0.15, 0.95, 0.16 / max(k, 0.6)):
            at = pose.at(0.05, pose.shoulder_y + t * (end - pose.shoulder_y))
            canvas.fill(
                ellipse(*at, 0.018 * k + 0.005, 0.018 * k + 0.005, 10),
                Part.ACCESSORY,
                outfit.colors[2],
                within=mask,
                stroke=0.5,
            )
    if rng.random() < 0.2:
        at = pose.at(rng.choice([-0.5, 0.5]), pose.down(0.4))
        canvas.stroke(
            np.array([[-0.1, 0], [0.1, 0], [0.1, 0.14], [0, 0.17], [-0.1, 0.14], [-0.1, 0]]) * k + at, 0.6, within=mask
        )
    if outfit.top == "dress":
        hem = pose.hip_y + rng.uniform(0.3, 1.9) * k
        draw_skirt(canvas, rng, pose, outfit, pose.waist_y, hem, Part.TOP, color, form, rng.random() < 0.25)
    elif not tucked and outfit.trim == "frill":
        edge = pose.path((-1.05, end), (0, end + 0.05 * k), (1.05, end))
        frill(canvas, rng, smooth(edge), 0.1 * k, Part.TOP, color, form)
    if rng.random() < (0.5 if outfit.top == "dress" else 0.62 if tucked or outfit.top == "crop" else 0.25):
        color = colors.accent if rng.random() < 0.5 else outfit.colors[3]
        draw_waistband(canvas, rng, pose, pose.waist_y + 0.01, color, form)
    draw_layer(canvas, rng, pose, outfit, form)
    draw_collar(canvas, rng, pose, outfit, colors, form, line)


def _bust(canvas: Canvas, rng: Rng, pose: Pose, mask: Mask) -> None:
    kind, k = rng.random(), pose.scale
    if kind > 0.5 or k < 0.8:
        return
    y = pose.down(rng.uniform(0.36, 0.46))
    for side in (-1, 1):
        curve = pose.path(
            (side * 0.12, y), (side * 0.45, y + 0.09 * k), (side * 0.85, y - 0.03 * k), (side * 0.95, y - 0.12 * k)
        )
        curve = smooth(curve, samples=6)
        a, b = sorted(rng.integers(0, len(curve), 2))
        canvas.stroke(curve if kind < 0.2 else curve[a : b + 3], 0.7, within=mask)
