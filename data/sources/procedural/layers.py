"""What is worn over a top: open jackets, coats and aprons, collars, hoods, ties and scarves, capes.

Units as in `head`; places as `Pose.at` has them.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import Points, along, points, ribbon, smooth
from data.palettes import Palette, hsv, mixed
from data.parts import Part
from data.sources.procedural.accents import draw_choker, draw_neckwear
from data.sources.procedural.body import Outfit
from data.sources.procedural.pose import Pose, torso_edge
from data.sources.procedural.trims import draw_bow, draw_folds, frill, fur

Rng = np.random.Generator


def draw_layer(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, form: int) -> None:
    """What is worn open over the top."""
    y, k, color = pose.shoulder_y, pose.scale, outfit.colors[2]
    if outfit.layer == "apron":
        bib, low = rng.uniform(0.3, 0.55), pose.hip_y + rng.uniform(0.3, 0.9) * k
        shape = pose.path(
            (-bib, pose.down(0.25)),
            (bib, pose.down(0.25)),
            (bib + 0.1, pose.waist_y),
            (1.1, pose.hip_y + 0.1),
            (1.2, low),
            (-1.2, low),
            (-1.1, pose.hip_y + 0.1),
            (-bib - 0.1, pose.waist_y),
        )
        canvas.fill(smooth(shape, closed=True, samples=5, tension=0.25), Part.TOP, (250, 248, 245), form=form)
        if outfit.trim == "frill":
            frill(canvas, rng, shape[[5, 4]], 0.1 * k, Part.TOP, (250, 248, 245), form)
        for side in (-1, 1):
            strap = ribbon(
                pose.path((side * bib * 0.8, pose.down(0.25)), (side * 0.5, y - 0.04)), [0.04 * k, 0.04 * k], n=6
            )[0]
            canvas.fill(strap, Part.TOP, (250, 248, 245), form=form)
        return
    if outfit.layer not in ("jacket", "vest", "coat"):
        return
    end = (
        pose.hip_y
        + {"jacket": rng.uniform(-0.35, 0.3), "vest": rng.uniform(-0.4, 0.0), "coat": rng.uniform(0.5, 1.6)}[
            outfit.layer
        ]
        * k
    )
    ease = rng.uniform(1.06, 1.2)
    gap, wide = rng.uniform(0.02, 0.55), rng.uniform(0.0, 0.5)
    neck = rng.uniform(0.28, 0.45)
    pinch = rng.uniform(0.3, 0.9)
    for side in (1, -1):
        outer = torso_edge(pose, side, ease, y - 0.07, end)
        if outfit.layer == "coat":
            low = outer[:, 1] > pose.hip_y
            outer[low, 0] += side * (outer[low, 1] - pose.hip_y) * rng.uniform(0.05, 0.4)
        inner = smooth(
            pose.path(
                (min(gap + wide, 0.95) * side, end + 0.05 * k),
                (side * gap, pose.down(pinch)),
                (side * (gap + neck) / 2, pose.down(0.25)),
                (side * neck, y - 0.08),
            ),
            samples=6,
        )
        mask = canvas.fill(np.vstack([outer, inner]), Part.TOP, color, form=form)
        folds = along(inner[::-1], 24)
        draw_folds(canvas, rng, along(outer, 24), folds, mask, rng.uniform(1, 6) * outfit.folds)
        if rng.random() < 0.55:
            mid = pose.down(rng.uniform(0.25, 0.6))
            lapel = pose.path(
                (side * neck, y - 0.08),
                (side * (neck + 0.3), y + 0.12 * k),
                (side * (neck + 0.1), y + 0.16 * k),
                (side * (neck + 0.22), y + 0.22 * k),
                (side * (gap + 0.02), mid),
            )
            canvas.fill(
                np.vstack([lapel, inner[inner[:, 1] < mid][: len(inner)]]), Part.TOP, color, within=mask, form=form
            )
        if rng.random() < 0.4:
            pocket = pose.path((side * 0.55, end - 0.3 * k), (side * 0.9, end - 0.32 * k))
            canvas.stroke(pocket, 0.8, within=mask)
        if rng.random() < 0.3:
            canvas.stroke(np.vstack([outer[-1:], inner[:1]]) - (0, 0.1 * k), 0.7, within=mask)
        if outfit.trim == "fur" and outfit.layer != "vest":
            fur(canvas, rng, inner, 0.1 * k, Part.TOP, (250, 248, 246), form)


def draw_collar(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette, form: int, line: Points) -> None:
    y, k = pose.shoulder_y, pose.scale
    if outfit.top in ("tank", "bare"):
        if rng.random() < 0.25:
            band = pose.path((-0.26, y - 0.16), (0, y - 0.1), (0.26, y - 0.16))
            canvas.fill(ribbon(band, [0.03, 0.03], n=12)[0], Part.ACCESSORY, colors.accent)
        elif rng.random() < 0.3:
            draw_choker(canvas, rng, pose, colors.accent)
    elif outfit.top == "sailor":
        for side in (-1, 1):
            flap = pose.path(
                (side * 0.25, y - 0.12),
                (side * 0.62, y - 0.02),
                (side * 0.7, y + 0.22 * k),
                (0, y + 0.42 * k),
                (side * 0.03, y + 0.3 * k),
            )
            canvas.fill(flap, Part.TOP, outfit.colors[1], form=form)
            canvas.stroke(flap[1:4] * (0.9, 1) + (0, -0.03 * k), 0.6)
    elif outfit.top == "robe":
        for side in (1, -1):
            band = pose.path((side * 0.25, y - 0.14), (side * 0.3, y + 0.1 * k), (-side * 0.3, pose.waist_y))
            canvas.fill(ribbon(band, [0.05 * k + 0.02] * 2, n=16)[0], Part.TOP, outfit.colors[2], form=form)
    elif outfit.collar == "shirt":
        for side in (-1, 1):
            spread = rng.uniform(0.3, 0.5)
            flap = pose.path(
                (side * 0.22, y - 0.18),
                (side * (spread + 0.05), y - 0.04),
                (side * spread * 0.8, y + 0.17 * k),
                (0, y + 0.07 * k),
            )
            canvas.fill(flap, Part.TOP, mixed(outfit.colors[0], (255, 255, 255), 0.5), form=form)
    elif outfit.collar == "high":
        n = pose.neck * rng.uniform(1.15, 1.5)
        tall = y - rng.uniform(0.2, 0.3)
        neck = points(
            (-n, tall), (0, tall + 0.05), (n, tall), (n * 1.15, y - 0.02), (0, y + 0.04), (-n * 1.15, y - 0.02)
        )
        canvas.fill(neck, Part.TOP, outfit.colors[0], form=form)
    elif outfit.collar == "lace":
        frill(
            canvas,
            rng,
            line,
            rng.uniform(0.06, 0.14) * k,
            Part.TOP,
            mixed(outfit.colors[0], (255, 255, 255), 0.5),
            form,
        )
    else:
        # A hem or a facing: one or two lines beside the edge.
        for step in (1, 2.2)[: int(rng.integers(0, 3))]:
            canvas.stroke(line + np.array([0, step * rng.uniform(0.02, 0.045) * k]), float(rng.choice([0.7, 1.3])))
        if outfit.tie == "none" and rng.random() < 0.25:
            draw_choker(canvas, rng, pose, colors.accent)
    if outfit.top == "hoodie" or (outfit.long_coat and rng.random() < 0.15):
        color = outfit.colors[2] if outfit.long_coat else outfit.colors[0]
        hood = pose.path(
            (-0.65, y),
            (-0.42, y - 0.2),
            (-0.2, y - 0.1),
            (0, y + 0.06 * k),
            (0.2, y - 0.1),
            (0.42, y - 0.2),
            (0.65, y),
            (0.3, y + 0.16 * k),
            (0, y + 0.24 * k),
            (-0.3, y + 0.16 * k),
        )
        mask = canvas.fill(smooth(hood, closed=True, samples=5), Part.TOP, color, form=form)
        for side in (-1, 1):
            canvas.stroke(
                smooth(pose.path((side * 0.1, y + 0.14 * k), (side * 0.35, y - 0.02), (side * 0.45, y - 0.12))),
                0.6,
                within=mask,
            )
            canvas.stroke(pose.path((side * 0.14, y + 0.2 * k), (side * rng.uniform(0.05, 0.2), y + 0.5 * k)), 0.9)
    if outfit.layer == "capelet":
        low = pose.down(rng.uniform(0.35, 0.6))
        half = pose.path(
            (0.2, y - 0.1),
            (0.75, y - 0.03),
            (1.15, y + 0.14 * k),
            (1.4, low),
            (0.6, low + 0.08 * k),
            (0.0, low + 0.06 * k),
        )
        shape = smooth(
            np.vstack(
                [
                    half,
                    pose.path(
                        (-0.6, low + 0.08 * k),
                        (-1.4, low),
                        (-1.15, y + 0.14 * k),
                        (-0.75, y - 0.03),
                        (-0.2, y - 0.1),
                        (0, y),
                    ),
                ]
            ),
            closed=True,
            samples=4,
        )
        mask = canvas.fill(shape, Part.TOP, outfit.colors[2], form=form)
        for _ in range(rng.poisson(4)):
            u = rng.uniform(-1.2, 1.2)
            canvas.stroke(pose.path((u, low + 0.05), (u * 0.8, low - rng.uniform(0.1, 0.4) * k)), 0.7, within=mask)
        if outfit.trim == "fur":
            fur(canvas, rng, pose.path((-0.5, y), (0, y + 0.08), (0.5, y)), 0.12, Part.TOP, (250, 248, 246), form)
    _tie(canvas, rng, pose, outfit, colors)


def _tie(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette) -> None:
    y, k = pose.shoulder_y, pose.scale
    x, top = pose.at(0, y + 0.02)
    if outfit.tie == "tie":
        w, end = rng.uniform(0.04, 0.07) * (0.5 + k / 2), pose.down(rng.uniform(0.5, 1.0))
        knot = points((x - w, top - 0.03), (x + w, top - 0.03), (x + w * 0.7, top + 0.07), (x - w * 0.7, top + 0.07))
        low = pose.at(0, end)
        blade = points(
            (x - w * 0.6, top + 0.07),
            (x + w * 0.6, top + 0.07),
            (low[0] + w * 1.3, end - 0.1),
            low,
            (low[0] - w * 1.3, end - 0.1),
        )
        canvas.fill(knot, Part.ACCESSORY, colors.accent)
        canvas.fill(blade, Part.ACCESSORY, colors.accent)
        if rng.random() < 0.2:
            canvas.black(blade)
            canvas.black(knot)
    elif outfit.tie == "bow":
        draw_bow(canvas, rng, (x, top + 0.04), rng.uniform(0.1, 0.22) * (0.5 + k / 2), colors.accent, Part.ACCESSORY)
    elif outfit.tie == "ribbon":
        draw_neckwear(canvas, rng, (x, top + rng.uniform(0, 0.06) * k), k, colors.accent)
    elif outfit.tie == "scarf":
        n = max(pose.neck * 2.2, 0.24)
        wrap = smooth(
            points(
                (-n, y - 0.26),
                (0, y - 0.16),
                (n, y - 0.26),
                (n * 1.2, y - 0.08),
                (n * 0.4, y + 0.08),
                (-n * 0.5, y + 0.08),
                (-n * 1.2, y - 0.08),
            ),
            closed=True,
        )
        mask = canvas.fill(wrap, Part.ACCESSORY, colors.accent)
        if rng.random() < 0.7:
            end = ribbon(
                points(
                    (n * 0.4, y), (n * 0.6, y + 0.3 * k), (n * rng.uniform(0.2, 0.8), y + rng.uniform(0.4, 1.0) * k)
                ),
                [0.07, 0.09, 0.1],
                n=16,
            )[0]
            canvas.fill(end, Part.ACCESSORY, colors.accent)
        for _ in range(int(rng.integers(2, 6))):
            v = y - 0.12 + rng.normal(0, 0.05)
            a, b = sorted(rng.uniform(-n, n, 2))
            canvas.stroke(
                smooth(points((a, v - 0.03), ((a + b) / 2, v + 0.04), (b, v + rng.normal(0, 0.05)))), 0.6, within=mask
            )


def cape(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit) -> None:
    """A cape hangs behind everything but the back hair."""
    if outfit.layer != "cape":
        return
    low = pose.hip_y + rng.uniform(0, 1.4) * pose.scale
    w = rng.uniform(1.4, 2.2)
    half = pose.path((0.4, pose.shoulder_y - 0.12), (1.15, pose.shoulder_y), (1.5, pose.waist_y))
    x, h = pose.middle(low), pose.half(low)
    outline = np.vstack(
        [
            half,
            [(x + w * h, low), (x, low + 0.1), (x - w * h, low)],
            pose.path((-1.5, pose.waist_y), (-1.15, pose.shoulder_y), (-0.4, pose.shoulder_y - 0.12)),
        ]
    )
    mask = canvas.fill(smooth(outline, closed=True, samples=6), Part.TOP, hsv(*rng.random(3)), form=canvas.new_form())
    for _ in range(6):
        u = rng.uniform(-1.4, 1.4)
        canvas.stroke(points(pose.at(u * 0.6, pose.shoulder_y), (x + u * h, low)), 0.7, within=mask)
