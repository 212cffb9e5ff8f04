"""What figures wear above and below the waist: tops, layers, collars, ties, skirts, capes. Units as in `head`."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import along, ellipse, mirrored, points, ribbon, smooth
from data.palettes import Palette, Rgb, hsv, mixed
from data.parts import Part
from data.sources.procedural.body import Outfit, Pose, draw_folds

Rng = np.random.Generator


def torso_half(pose: Pose, loose: float) -> list[tuple[float, float]]:
    """The right half of a torso from the neck to the hips."""
    w = float(pose.shoulder[1][0])
    b = pose.bulk * loose
    return [
        (0.11 * pose.bulk, 0.6),
        (0.2, 0.7),
        (w * 0.85, 0.73),
        (w * 1.06, 0.83),
        (w * 0.86 * b, 1.02),
        (w * 0.72 * b, pose.waist_y),
        (w * 0.9 * b, pose.hip_y),
    ]


def draw_torso(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette) -> None:
    form = canvas.new_form()
    neck = 0.1 * pose.bulk
    half = torso_half(pose, 1.0)
    body = smooth(np.vstack([half, mirrored(half)]), closed=True, samples=6)
    canvas.fill(body, Part.SKIN, colors.skin, form=form)
    canvas.fill(
        points((-neck, 0.3), (neck, 0.3), (neck * 1.1, 0.68), (-neck * 1.1, 0.68)), Part.SKIN, colors.skin, form=form
    )
    canvas.erase(points((-neck * 0.9, 0.55), (neck * 0.9, 0.55), (neck * 1.3, 0.78), (-neck * 1.3, 0.78)))
    for side in (-1, 1):
        canvas.stroke(smooth(points((side * 0.05, 0.76), (side * 0.2, 0.74), (side * 0.3, 0.75))), 0.6)
    if outfit.top != "dress":
        _bottom(canvas, rng, pose, outfit, form)
    _top(canvas, rng, pose, outfit, colors, form)


def _bottom(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, form: int) -> None:
    w = float(pose.shoulder[1][0])
    top_y, color = pose.waist_y - 0.02, outfit.colors[1]
    if outfit.bottom in ("trousers", "shorts"):
        half = [(w * 0.72, top_y), (w * 0.95, pose.hip_y), (w * 0.85, pose.hip_y + 0.16), (0.02, pose.hip_y + 0.2)]
        mask = canvas.fill(
            smooth(np.vstack([half, mirrored(half)]), closed=True, samples=5, tension=0.3),
            Part.BOTTOM,
            color,
            form=form,
        )
        canvas.stroke(points((0, top_y + 0.05), (0, pose.hip_y + 0.18)), 0.7, within=mask)
    else:
        long = outfit.bottom == "long skirt"
        hem_y = pose.hip_y + (1.2 if long else outfit.hem)
        flare = w * rng.uniform(1.0, 1.9)
        _skirt(canvas, rng, w * 0.7, top_y, flare, hem_y, Part.BOTTOM, color, outfit, form, outfit.bottom == "pleated")
    if rng.random() < 0.5:
        belt = points(
            (-w * 0.76, top_y - 0.03), (w * 0.76, top_y - 0.03), (w * 0.78, top_y + 0.05), (-w * 0.78, top_y + 0.05)
        )
        canvas.fill(belt, Part.ACCESSORY if rng.random() < 0.6 else Part.BOTTOM, outfit.colors[3], form=form)


def _skirt(
    canvas,
    rng: Rng,
    waist: float,
    top_y: float,
    flare: float,
    hem_y: float,
    part: Part,
    color: Rgb,
    outfit,
    form: int,
    pleated: bool,
):
    n = int(rng.integers(5, 11))
    xs = np.linspace(flare, -flare, n * 2 + 1)
    drop = 0.05 * (1 - (xs / flare) ** 2)
    zig = np.where(np.arange(len(xs)) % 2 == 1, rng.uniform(0.0, 0.06), 0.0)
    hem = smooth(np.stack([xs, hem_y + drop + zig], 1), samples=4, tension=0.2 if pleated else 0.5)
    right = smooth(
        points((waist, top_y), (waist * 1.1 + (flare - waist) * 0.4, (top_y * 0.55 + hem_y * 0.45)), (flare, hem_y))
    )
    outline = np.vstack([right, hem, mirrored(right)])
    mask = canvas.fill(outline, part, color, form=form)
    for i in range(1, len(xs) - 1):
        if pleated or rng.random() < 0.35:
            x = xs[i]
            reach = 1.0 if pleated else rng.uniform(0.3, 0.8)
            top = np.array([x * waist / flare, top_y]) * reach + np.array([x, hem_y + drop[i]]) * (1 - reach)
            foot = np.array([x, hem_y + drop[i] + zig[i]])
            canvas.stroke(smooth(np.stack([foot, (foot + top) / 2 + (x * 0.06, 0), top])), 0.7, within=mask)
    if rng.random() < 0.35:
        canvas.stroke(hem - (0, rng.uniform(0.05, 0.12)), 0.7, within=mask)


def _top(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette, form: int) -> None:
    w = float(pose.shoulder[1][0])
    loose = {"sweater": 1.12, "hoodie": 1.2, "robe": 1.25}.get(outfit.top, 1.04)
    half = torso_half(pose, loose)
    neck_x = half[0][0]
    if outfit.top == "tank":
        half = [(w * 0.5, 0.74), (w * 0.55, 0.95), *half[4:]]
    else:
        half = [(neck_x + 0.01, 0.64), *half[1:]]
    end_y = pose.hip_y - rng.uniform(-0.1, 0.3)
    half[-1] = (half[-1][0], end_y)
    opening = {"round": 0.1, "v": 0.3, "shirt": 0.12, "high": -0.03, "none": 0.05}[outfit.collar]
    neckline = points((neck_x, 0.66), (0.0, 0.68 + opening), (-neck_x, 0.66))
    if outfit.collar != "v":
        neckline = smooth(neckline, samples=6)
    right = smooth(np.array(half), samples=6)
    outline = np.vstack([right, mirrored(right), neckline[::-1][1:-1]])
    mask = canvas.fill(outline, Part.TOP, outfit.colors[0], form=form)
    edges = along(right, 30)
    draw_folds(canvas, rng, edges, edges[8:], mirrored(edges, reverse=False)[8:], mask, 6)
    if rng.random() < 0.3:
        bust_y = 1.05
        for side in (-1, 1):
            canvas.stroke(
                smooth(points((side * 0.04, bust_y), (side * 0.18, bust_y + 0.06), (side * 0.3, bust_y - 0.03))),
                0.7,
                within=mask,
            )
    if rng.random() < 0.35 and outfit.top in ("shirt", "robe", "dress"):
        canvas.stroke(points((0, 0.68 + opening), (0.005, end_y)), 0.8, within=mask)
        for y in np.arange(0.8 + opening, end_y, 0.17):
            canvas.fill(ellipse(0.03, y, 0.014, 0.014, 10), Part.ACCESSORY, outfit.colors[2], within=mask, stroke=0.5)
    if outfit.top == "dress":
        _skirt(
            canvas,
            rng,
            w * 0.74,
            pose.waist_y,
            w * rng.uniform(1.0, 2.0),
            pose.hip_y + rng.uniform(0.4, 1.3),
            Part.TOP,
            outfit.colors[0],
            outfit,
            form,
            rng.random() < 0.3,
        )
        if rng.random() < 0.5:
            belt = points(
                (-w * 0.76, pose.waist_y - 0.05),
                (w * 0.76, pose.waist_y - 0.05),
                (w * 0.78, pose.waist_y + 0.05),
                (-w * 0.78, pose.waist_y + 0.05),
            )
            canvas.fill(belt, Part.ACCESSORY, colors.accent, form=form)
    _layer(canvas, rng, pose, outfit, form, half, end_y)
    _collar(canvas, rng, outfit, colors, form, neck_x, opening)


def _layer(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, form: int, half, end_y: float) -> None:
    if outfit.layer not in ("jacket", "vest", "apron"):
        return
    w = float(pose.shoulder[1][0])
    gap = rng.uniform(0.05, 0.2)
    color = outfit.colors[2]
    if outfit.layer == "apron":
        shape = points(
            (-0.2, 0.95), (0.2, 0.95), (0.24, pose.waist_y), (w, end_y + 0.3), (-w, end_y + 0.3), (-0.24, pose.waist_y)
        )
        canvas.fill(smooth(shape, closed=True, samples=5, tension=0.25), Part.TOP, (250, 248, 245), form=form)
        return
    outer = np.array(half, float) * (1.06, 1.0)
    inner = points((gap * 1.6, end_y + 0.05), (gap, 1.1), (0.12, 0.72))
    edge = smooth(outer, samples=6)
    shape = np.vstack([edge, smooth(inner, samples=6)])
    for side in (1, -1):
        mask = canvas.fill(shape * (side, 1), Part.TOP, color, form=form)
        if rng.random() < 0.6:
            lapel = points((0.12, 0.68), (0.24, 0.8), (0.2, 0.92), (gap + 0.02, 1.15), (gap, 1.0)) * (side, 1)
            canvas.fill(lapel, Part.TOP, color, within=mask, form=form)
        if rng.random() < 0.4:
            canvas.stroke(points((side * 0.18, end_y - 0.22), (side * 0.32, end_y - 0.24)), 0.8, within=mask)


def _collar(
    canvas: Canvas, rng: Rng, outfit: Outfit, colors: Palette, form: int, neck_x: float, opening: float
) -> None:
    if outfit.top == "sailor":
        for side in (-1, 1):
            flap = points(
                (side * neck_x, 0.62), (side * 0.34, 0.74), (side * 0.3, 0.92), (0, 1.05), (side * 0.02, 0.98)
            )
            canvas.fill(flap, Part.TOP, outfit.colors[1], form=form)
            canvas.stroke(flap[1:4] * (0.88, 0.98), 0.6)
    elif outfit.collar == "shirt":
        for side in (-1, 1):
            flap = points(
                (side * neck_x * 0.9, 0.58),
                (side * (neck_x + 0.09), 0.68),
                (side * 0.13, 0.8),
                (0, 0.7 + opening * 0.3),
            )
            canvas.fill(flap, Part.TOP, mixed(outfit.colors[0], (255, 255, 255), 0.5), form=form)
    elif outfit.collar == "high":
        canvas.fill(
            points((-neck_x * 1.25, 0.54), (neck_x * 1.25, 0.54), (neck_x * 1.4, 0.7), (-neck_x * 1.4, 0.7)),
            Part.TOP,
            outfit.colors[0],
            form=form,
        )
    if outfit.top == "hoodie":
        hood = smooth(
            points(
                (-0.34, 0.68), (-0.2, 0.6), (0, 0.78), (0.2, 0.6), (0.34, 0.68), (0.16, 0.86), (0, 0.92), (-0.16, 0.86)
            ),
            closed=True,
        )
        canvas.fill(hood, Part.TOP, outfit.colors[0], form=form)
        for side in (-1, 1):
            canvas.stroke(points((side * 0.07, 0.88), (side * 0.08, 1.08)), 0.9)
    if outfit.tie == "tie":
        canvas.fill(points((-0.05, 0.7), (0.05, 0.7), (0.035, 0.77), (-0.035, 0.77)), Part.ACCESSORY, colors.accent)
        canvas.fill(
            points((-0.03, 0.77), (0.03, 0.77), (0.07, 1.15), (0, 1.23), (-0.07, 1.15)), Part.ACCESSORY, colors.accent
        )
    elif outfit.tie == "bow":
        draw_bow(canvas, rng, (0.0, 0.78), rng.uniform(0.1, 0.17), colors.accent, Part.ACCESSORY)
    elif outfit.tie == "scarf":
        wrap = smooth(
            points((-0.26, 0.55), (0, 0.66), (0.26, 0.55), (0.3, 0.68), (0.1, 0.83), (-0.12, 0.83), (-0.3, 0.68)),
            closed=True,
        )
        mask = canvas.fill(wrap, Part.ACCESSORY, colors.accent)
        end = ribbon(points((0.1, 0.76), (0.16, 1.0), (0.12, 1.3)), [0.07, 0.08, 0.09])[0]
        canvas.fill(end, Part.ACCESSORY, colors.accent)
        for y in (0.66, 0.73):
            canvas.stroke(smooth(points((-0.2, y - 0.03), (0, y + 0.05), (0.22, y - 0.04))), 0.6, within=mask)


def draw_bow(canvas: Canvas, rng: Rng, at: tuple[float, float], size: float, color: Rgb, part: Part) -> None:
    x, y = at
    for side in (-1, 1):
        tail = points((x, y), (x + side * size * 0.5, y + size * 1.3), (x + side * size * 0.9, y + size * 1.1))
        canvas.fill(tail, part, color)
        wing = smooth(
            points(
                (x, y - size * 0.1),
                (x + side * size, y - size * 0.6),
                (x + side * size * 1.15, y + size * 0.1),
                (x + side * size, y + size * 0.5),
                (x, y + size * 0.1),
            ),
            closed=True,
            samples=6,
        )
        mask = canvas.fill(wing, part, color)
        canvas.stroke(points((x + side * size * 0.2, y), (x + side * size * 0.7, y - size * 0.12)), 0.6, within=mask)
    canvas.fill(ellipse(x, y, size * 0.2, size * 0.22, 14), part, color)


def cape(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit) -> None:
    """A cape hangs behind everything but the back hair."""
    if outfit.layer != "cape":
        return
    w = float(pose.shoulder[1][0])
    low = pose.hip_y + rng.uniform(0, 1.0)
    half = points(
        (0.15, 0.62), (w * 1.15, 0.75), (w * 1.5, pose.waist_y), (w * rng.uniform(1.3, 2.0), low), (0, low + 0.1)
    )
    mask = canvas.fill(
        smooth(np.vstack([half, mirrored(half)]), closed=True, samples=6),
        Part.TOP,
        hsv(*rng.random(3)),
        form=canvas.new_form(),
    )
    for _ in range(5):
        x = rng.uniform(-1.3, 1.3) * w
        canvas.stroke(points((x * 0.6, 0.8), (x, low)), 0.7, within=mask)
