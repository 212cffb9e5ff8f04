"""Heads seen from the side and from behind. Units as in `head`; the side view looks to the right."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import ellipse, points, smooth
from data.palettes import Palette
from data.parts import Part
from data.sources.procedural.hair import HairStyle, lower_edge
from data.sources.procedural.headstyle import HeadStyle

Rng = np.random.Generator


def draw_profile(
    canvas: Canvas, rng: Rng, style: HeadStyle, mane: HairStyle, colors: Palette, skull: int, mass: int
) -> None:
    """A face in profile with its hair from the forehead to the nape."""
    v, nose, chin = mane.volume, rng.uniform(0.06, 0.14), rng.uniform(-0.03, 0.05)
    outline = points(
        (0.28, -0.36), (0.36, -0.15), (0.34, 0.02), (0.36 + nose, 0.16), (0.37, 0.2), (0.385, 0.26), (0.36, 0.29),
        (0.375, 0.33), (0.34 + chin, 0.46), (0.22, 0.48), (0.02, 0.36), (-0.1, 0.2), (-0.3, 0.1), (-0.3, -0.4),
        (0.0, -0.5),
    )  # fmt: skip
    face = canvas.fill(smooth(outline, closed=True, samples=5, tension=0.4), Part.SKIN, colors.skin, form=skull)
    x, y, w = 0.24, style.eye_y - 0.02, style.eye_size * 0.75
    h = style.eye_size * style.eye_height
    if style.expression == "closed":
        canvas.stroke(smooth(points((x - w, y), (x, y + style.lid * 0.05), (x + w, y))), 1.5)
    elif style.eyes != "anime":
        spot = ellipse(x, y, w * 0.5, h * 0.9, 20)
        canvas.fill(spot, Part.EYES, colors.eyes, stroke=None)
        canvas.black(spot)
    else:
        shape = points(
            (x + w * 0.75, y - h * 0.8), (x + w * 0.55, y + h * 0.7), (x - w * 0.3, y + h * 0.6), (x - w, y - h * 0.2)
        )
        white = canvas.fill(
            smooth(shape, closed=True, samples=5, tension=0.3),
            Part.EYE_WHITE,
            (250, 248, 250),
            within=face,
            stroke=None,
        )
        iris = ellipse(x + w * 0.25, y - h * 0.05, w * 0.4, h * 0.75, 22)
        inside = canvas.fill(iris, Part.EYES, colors.eyes, within=white, stroke=0.8)
        if style.iris != "plain":
            canvas.black(ellipse(x + w * 0.3, y, w * 0.2, h * 0.4, 14), inside)
        canvas.stroke(smooth(points((x + w * 0.85, y - h * 0.85), (x, y - h * 0.8), (x - w * 1.1, y - h * 0.1))), 1.7)
    canvas.stroke(smooth(points((x + w, y - h - 0.06), (x, y - h - 0.1), (x - w, y - h - 0.04))), 1.0)
    if style.mouth in ("open", "teeth"):
        lips = smooth(points((0.39, 0.26), (0.27, 0.27), (0.3, 0.34), (0.37, 0.33)), closed=True, samples=4)
        canvas.fill(lips, Part.MOUTH, colors.mouth, within=face)
    else:
        canvas.stroke(points((0.375, 0.285), (0.28, 0.29 + rng.normal(0, 0.015))), 0.9)
    ear = smooth(points((-0.1, 0.02), (-0.02, -0.03), (0.03, 0.03), (0.0, 0.14), (-0.06, 0.18)), closed=True, samples=4)
    bang = min(style.eye_y - 0.02, -0.02) + mane.bang_depth * 0.4
    over_ear = rng.random() < 0.6
    if over_ear:
        canvas.fill(ear, Part.SKIN, colors.skin, form=skull)
    front, valleys = lower_edge(rng, (0.05, 0.12), (0.38 + v * 0.4, bang), max(2, mane.bangs // 2), 0.09, 0.0)
    nape = points((-0.08, rng.uniform(0.2, 0.4)), (-0.2, 0.38), (-0.34, rng.uniform(0.3, 0.48)))
    back = smooth(
        points(
            (-0.34, nape[2][1]),
            (-0.47 - v, 0.05),
            (-0.42 - v, -0.35),
            (-0.1, -0.52 - v),
            (0.22, -0.47 - v),
            (0.38 + v * 0.4, bang),
        ),
        samples=6,
    )
    mask = canvas.fill(np.vstack([front, nape, back]), Part.HAIR, colors.hair, form=mass)
    crown = np.array([-0.05, -0.35])
    for valley in [*valleys, *(np.array([a, b]) for a, b in nape)]:
        end = valley + (crown - valley) * rng.uniform(0.4, 0.9)
        canvas.stroke(smooth(np.stack([valley, (valley + end) / 2 + rng.normal(0, 0.02, 2), end])), 0.8, within=mask)
    for _ in range(min(20, rng.poisson(5 * mane.strands))):
        a = back[rng.integers(2, len(back))]
        t0, t1 = sorted(rng.uniform(0.1, 0.9, 2))
        bend = (a + crown) / 2 + rng.normal(0, 0.04, 2)
        curve = smooth(np.stack([a, bend, crown]), samples=8)
        canvas.stroke(curve[int(t0 * 16) : int(t1 * 16) + 3], 0.6, within=mask)
    if not over_ear:
        canvas.fill(ear, Part.SKIN, colors.skin, form=skull)


def draw_behind(canvas: Canvas, rng: Rng, mane: HairStyle, colors: Palette, mass: int) -> None:
    """The back of a head: hair all over, down to the nape or far below it."""
    v = mane.volume
    low = rng.uniform(0.3, 0.5) if mane.back not in ("loose", "flow") else 0.2 + mane.length
    wide = rng.uniform(0.3, 0.55)
    tips, valleys = lower_edge(rng, (-wide, low), (wide, low), int(rng.integers(4, 11)), rng.uniform(0.04, 0.16), 0.03)
    side = smooth(points((0, -0.5 - v), (0.31, -0.42 - v), (0.44 + v, -0.12), (0.46 + v, 0.15), (wide, low)), samples=7)
    mask = canvas.fill(np.vstack([side, tips, side[::-1] * (-1, 1)]), Part.HAIR, colors.hair, form=mass)
    crown = np.array([rng.normal(0, 0.05), -0.35])
    for valley in valleys:
        end = valley + (crown - valley) * rng.uniform(0.2, 0.8)
        canvas.stroke(smooth(np.stack([valley, (valley + end) / 2 + ((valley[0]) * 0.2, 0), end])), 0.8, within=mask)
    for _ in range(min(24, rng.poisson(6 * mane.strands))):
        x, y = rng.uniform(-0.4, 0.4), rng.uniform(-0.3, low)
        curve = points((x * 0.8, y - rng.uniform(0.1, 0.4)), (x * 1.05, y - 0.05), (x, y + rng.uniform(0.05, 0.3)))
        canvas.stroke(smooth(curve), 0.6, within=mask)
