"""Plain cartoon heads, turned half to the side: few bold lines, dots for eyes, short hair, beards, bald heads.

Units as in `head`; the head looks to the right, the canvas mirrors it.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, along, ellipse, normals, points, ribbon, smooth
from data.palettes import Palette, mixed
from data.parts import Part
from data.sources.procedural.pose import pick

Rng = np.random.Generator

HAIR = {
    "none": 0.12, "short": 0.26, "quiff": 0.16, "curls": 0.16, "bob": 0.14, "bun": 0.08, "tail": 0.08,
}  # fmt: skip


def draw_cartoon_head(canvas: Canvas, rng: Rng, colors: Palette, skull: int, mass: int) -> None:
    """The whole head with its hair, over a neck that is already there."""
    hair = pick(rng, HAIR)
    _behind(canvas, rng, hair, colors, mass)
    long, jaw = rng.uniform(0.9, 1.15), rng.uniform(0.75, 1.15)
    outline = points(
        (-0.36, -0.12), (-0.26, -0.4), (0.0, -0.5), (0.26, -0.44), (0.37, -0.2), (0.385, 0.05), (0.36, 0.3 * jaw),
        (0.22, 0.46), (0.02, 0.46), (-0.18, 0.3 * jaw), (-0.3, 0.12),
    ) + rng.normal(0, 0.012, (11, 2))  # fmt: skip
    outline = smooth(outline * (1, long), closed=True, samples=5)
    if rng.random() < 0.4:
        # The shadow under the chin, brushed in.
        canvas.black(
            ellipse(0.02, 0.44 * long, rng.uniform(0.14, 0.24), rng.uniform(0.05, 0.12), 20, rng.normal(0, 0.2))
        )
    face = canvas.fill(outline, Part.SKIN, colors.skin, form=skull)
    if rng.random() < 0.5:
        # The jaw's line ends before it meets the neck.
        canvas.erase(ellipse(-0.2, 0.3 * long, rng.uniform(0.05, 0.14), 0.08))
    beard = rng.random() < 0.22
    if beard:
        _beard(canvas, rng, colors, face, mass, long)
    ear = ellipse(-0.26 + rng.normal(0, 0.03), 0.06, rng.uniform(0.06, 0.1), rng.uniform(0.08, 0.14), 22)
    hair_first = rng.random() < 0.6
    if hair_first:
        _cap(canvas, rng, hair, colors, mass)
    canvas.fill(ear, Part.SKIN, colors.skin, form=skull, stroke=None)
    canvas.stroke(np.roll(ear, -4, 0)[:17], 1.0)
    canvas.stroke(smooth(ear[[6, 10, 14]] * 0.5 + ear.mean(0) * 0.5), 0.8)
    if not hair_first:
        _cap(canvas, rng, hair, colors, mass)
    _features(canvas, rng, colors, face, beard)


def _features(canvas: Canvas, rng: Rng, colors: Palette, face: Mask, beard: bool) -> None:
    y, gap, x = rng.uniform(-0.06, 0.08), rng.uniform(0.1, 0.14), rng.uniform(0.1, 0.2)
    kind = pick(rng, {"dots": 0.4, "ovals": 0.25, "open": 0.2, "lids": 0.15})
    r, thick = rng.uniform(0.018, 0.035), rng.uniform(0.012, 0.035)
    for side in (-1, 1):
        cx = x + side * gap * (1.1 if side < 0 else 0.95)
        if kind == "lids":
            canvas.stroke(smooth(points((cx - 0.05, y), (cx, y + 0.025), (cx + 0.05, y))), 1.3)
        elif kind == "open":
            white = canvas.fill(ellipse(cx, y, r * 2.4, r * 2, 22), Part.EYE_WHITE, (250, 250, 250), within=face)
            iris = ellipse(cx + r * 0.4, y, r * 1.3, r * 1.6, 18)
            inside = canvas.fill(iris, Part.EYES, colors.eyes, within=white)
            canvas.black(ellipse(cx + r * 0.4, y, r * 0.7, r * 0.8, 14), inside)
        else:
            spot = ellipse(cx, y, r, r * (1.0 if kind == "dots" else 1.7), 18)
            inside = canvas.fill(spot, Part.EYES, colors.eyes, within=face)
            if rng.random() < 0.75:
                canvas.black(spot, inside)
        if rng.random() < 0.9:
            lift, tilt = rng.uniform(0.08, 0.13), rng.normal(0, 0.025)
            brow = smooth(points((cx - 0.08, y - lift + tilt), (cx, y - lift - 0.02), (cx + 0.07, y - lift - tilt)))
            canvas.stroke(brow, 1.2, width=thick)
    nx, ny = x + rng.uniform(0.02, 0.1), y + rng.uniform(0.12, 0.17)
    nose = {
        "hook": [(-0.03, -0.1), (0.045, 0.0), (-0.02, 0.03)],
        "cup": [(-0.04, -0.02), (0.0, 0.04), (0.045, -0.02)],
        "corner": [(0.0, -0.12), (0.05, 0.02), (-0.01, 0.02)],
        "round": [(-0.04, 0.0), (0.0, -0.05), (0.05, 0.0), (0.0, 0.045), (-0.03, 0.03)],
    }[pick(rng, {"hook": 0.3, "cup": 0.3, "corner": 0.2, "round": 0.2})]
    canvas.stroke(smooth(np.array(nose) * rng.uniform(0.8, 1.5) + (nx, ny)), 1.1)
    mx, my, w = x + rng.uniform(-0.04, 0.05), ny + rng.uniform(0.1, 0.15), rng.uniform(0.05, 0.12)
    bend, full = rng.normal(0, 0.02), rng.uniform(0.012, 0.03)
    if rng.random() < 0.35:
        full = rng.uniform(0.04, 0.08)
    lips = smooth(
        points((mx - w, my - bend), (mx, my + bend - full), (mx + w, my - bend), (mx, my + bend + full)),
        closed=True, samples=5,
    )  # fmt: skip
    drawn = full > 0.03 or rng.random() < 0.3
    inside = canvas.fill(lips, Part.MOUTH, colors.mouth, within=face, stroke=0.9 if drawn else None, hide=drawn)
    canvas.stroke(smooth(points((mx - w, my - bend), (mx, my + bend), (mx + w, my - bend))), 1.0)
    if drawn and rng.random() < 0.2:
        canvas.black(lips, inside)
    if beard or rng.random() < 0.06:
        tip = rng.uniform(0.06, 0.14)
        lash = points((mx - tip, my), (mx, my - 0.07), (mx + tip, my), (mx, my - 0.025))
        canvas.fill(smooth(lash, closed=True, samples=5), Part.HAIR, colors.hair, within=face)
    if rng.random() < 0.14:
        lens = rng.uniform(0.07, 0.11)
        for side in (-1, 1):
            ring = ellipse(x + side * gap, y, lens, lens * rng.uniform(0.75, 1.0), 26)
            canvas.stroke(np.vstack([ring, ring[:1]]), 1.2)
        canvas.stroke(points((x - gap - lens, y), (-0.26, y)), 1.2)


def _beard(canvas: Canvas, rng: Rng, colors: Palette, face: Mask, form: int, long: float) -> None:
    deep = rng.uniform(0.04, 0.14)
    edge = smooth(
        points((-0.22, 0.1), (-0.14, 0.26 * long), (0.04, 0.34 * long), (0.22, 0.34 * long), (0.37, 0.16)), samples=6
    )
    low = smooth(
        points((0.4, 0.2), (0.36, 0.36 * long), (0.22, 0.46 * long + deep), (0.0, 0.46 * long + deep), (-0.26, 0.2)),
        samples=6,
    )
    mask = canvas.fill(np.vstack([edge, low]), Part.HAIR, colors.hair, form=form)
    for _ in range(rng.poisson(6)):
        a = np.array([rng.uniform(-0.2, 0.36), rng.uniform(0.2, 0.5)])
        canvas.stroke(np.stack([a, a + rng.normal(0, 0.03, 2) + (0, 0.05)]), 0.6, within=mask)


def _behind(canvas: Canvas, rng: Rng, hair: str, colors: Palette, form: int) -> None:
    if hair == "bob":
        low = rng.uniform(0.25, 0.75)
        back = points((0.3, -0.45), (-0.1, -0.62), (-0.46, -0.4), (-0.52, 0.0), (-0.5, low), (-0.2, low + 0.05),
                      (0.1, low - 0.1), (0.3, 0.2))  # fmt: skip
        mask = canvas.fill(smooth(back, closed=True, samples=6), Part.HAIR, colors.hair, form=form)
        _strands(canvas, rng, mask, points((-0.5, -0.3), (-0.2, low)))
    elif hair == "bun":
        r = rng.uniform(0.12, 0.22)
        ball = canvas.fill(_lumpy(rng, -0.3, -0.55, r, r), Part.HAIR, colors.hair, form=form)
        _strands(canvas, rng, ball, points((-0.45, -0.7), (-0.2, -0.45)))
    elif hair == "tail":
        end = (-rng.uniform(0.5, 0.8), rng.uniform(0.1, 0.8))
        spine = points((-0.3, -0.35), (-0.6, -0.3), (-0.65, 0.0), end)
        mask = canvas.fill(ribbon(spine, [0.08, 0.14, 0.13, 0.03], n=24)[0], Part.HAIR, colors.hair, form=form)
        _strands(canvas, rng, mask, points((-0.7, -0.4), (-0.5, 0.2)))


def _lumpy(rng: Rng, x: float, y: float, rx: float, ry: float) -> Points:
    n = int(rng.integers(7, 16))
    a = np.linspace(0, 2 * np.pi, 2 * n, endpoint=False)
    r = 1 + np.where(np.arange(2 * n) % 2, 0.07, -0.07) + rng.normal(0, 0.03, 2 * n)
    return smooth(np.stack([x + rx * r * np.cos(a), y + ry * r * np.sin(a)], 1), closed=True, samples=4)


def _cap(canvas: Canvas, rng: Rng, hair: str, colors: Palette, form: int) -> None:
    """The hair on the skull: from the ear along the temple and the forehead, and back over the crown."""
    if hair == "none":
        if rng.random() < 0.5:
            fringe = points((-0.2, -0.12), (-0.34, -0.25), (-0.42, -0.05), (-0.36, 0.2), (-0.26, 0.12))
            canvas.fill(smooth(fringe, closed=True, samples=5), Part.HAIR, colors.hair, form=form)
        return
    high = 0.56 + rng.uniform(0, 0.14) + (rng.uniform(0.05, 0.25) if hair == "quiff" else 0)
    line = rng.uniform(-0.34, -0.14)
    inner = points(
        (-0.2, 0.06), (-0.12, line * 0.5), (0.0, line + rng.normal(0, 0.04)), (0.2, line + rng.normal(0, 0.05)),
        (0.38, line + rng.normal(0, 0.04)),
    )  # fmt: skip
    outer = points(
        (0.43, -0.3), (0.36, -high + rng.normal(0, 0.05)), (0.05, -high - 0.06), (-0.28, -0.54), (-0.45, -0.3),
        (-0.42, 0.0), (-0.32, rng.uniform(0.1, 0.3)),
    )  # fmt: skip
    outer = smooth(outer, samples=6)
    if hair == "curls" or rng.random() < 0.2:
        bumps = along(outer, int(rng.integers(10, 22)))
        bumps[1::2] -= normals(bumps)[1::2] * rng.uniform(0.03, 0.09)
        outer = smooth(bumps, samples=4)
    inner = smooth(inner, samples=5)
    if rng.random() < 0.3:
        zig = along(inner, 11)
        zig[1:-1:2] += (0, rng.uniform(0.03, 0.1))
        inner = smooth(zig, samples=3, tension=0.2)
    mask = canvas.fill(np.vstack([inner, outer]), Part.HAIR, colors.hair, form=form)
    _strands(canvas, rng, mask, points((-0.4, -0.6), (0.35, -0.15)))
    if colors.hair[0] + colors.hair[1] + colors.hair[2] < 200 and rng.random() < 0.5:
        canvas.fill(np.vstack([inner, outer]), Part.HAIR, mixed(colors.hair, (10, 10, 14), 0.5), form=form)
        canvas.black(np.vstack([inner, outer]))


def _strands(canvas: Canvas, rng: Rng, mask: Mask, box: Points) -> None:
    for _ in range(rng.poisson(float(rng.choice([0.5, 4, 10])))):
        a = rng.uniform(box[0], box[1])
        d = np.array([rng.normal(0.05, 0.1), rng.normal(0.1, 0.06)])
        canvas.stroke(
            smooth(np.stack([a, a + d / 2 + rng.normal(0, 0.02, 2), a + d])), rng.uniform(0.6, 1.2), within=mask
        )
