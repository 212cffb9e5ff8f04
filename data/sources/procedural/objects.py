"""Things that stand for themselves: a teapot, fruit, tulips, a boat, a house, a basket, stars, furniture.

Units: about one head. Each is drawn about (0, 0) and is `Part.PROP` throughout.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, ellipse, mirrored, points, ribbon, smooth
from data.palettes import Rgb, hsv, mixed
from data.parts import Part
from data.sources.procedural.trims import hatch

Rng = np.random.Generator


class Maker:
    """A canvas that paints one object: every shape is a prop of one form, and may be hatched."""

    def __init__(self, canvas: Canvas, rng: Rng) -> None:
        self.canvas, self.rng, self.form = canvas, rng, canvas.new_form()
        self.color = hsv(rng.random(), rng.uniform(0.2, 0.8), rng.uniform(0.4, 0.98))
        self.other = hsv(rng.random(), rng.uniform(0.2, 0.7), rng.uniform(0.6, 0.98))
        self.shaded = rng.random() < 0.25

    def fill(self, outline: Points, color: Rgb | None = None, within: Mask | None = None) -> Mask:
        mask = self.canvas.fill(outline, Part.PROP, color or self.color, form=self.form, within=within)
        if self.shaded:
            hatch(self.canvas, self.rng, mask, np.array([1.0, 0.4]), 0.45)
        return mask

    def line(self, *p: tuple[float, float], pressure: float = 0.7, within: Mask | None = None) -> None:
        self.canvas.stroke(smooth(points(*p), samples=5), pressure, within=within)


def teapot(m: Maker) -> None:
    wide, tall = m.rng.uniform(0.4, 0.6), m.rng.uniform(0.3, 0.45)
    handle = ellipse(-wide - 0.08, 0, 0.22, 0.26, 26)[5:-5]
    m.fill(ribbon(handle, [0.04, 0.05, 0.04], n=24)[0])
    m.fill(ribbon(points((wide * 0.8, 0.15), (wide + 0.25, 0.05), (wide + 0.35, -0.35)), [0.14, 0.08, 0.05], n=16)[0])
    m.fill(ellipse(0, -tall * 0.85, wide * 0.6, 0.22, 30))
    m.fill(ellipse(0, -tall - 0.2, 0.07, 0.07, 16))
    body = m.fill(ellipse(0, 0.05, wide, tall, 36))
    for y in (-0.12, 0.16):
        if m.rng.random() < 0.7:
            m.line((-wide, y), (0, y + 0.08), (wide, y), within=body)


def apple(m: Maker) -> None:
    half = points((0.03, -0.26), (0.24, -0.34), (0.4, -0.1), (0.3, 0.26), (0.06, 0.33))
    m.fill(smooth(np.vstack([half, mirrored(half)]), closed=True, samples=5))
    m.line((0.0, -0.24), (0.03, -0.38), (0.1, -0.46), pressure=1.0)
    m.fill(
        smooth(points((0.06, -0.38), (0.2, -0.5), (0.4, -0.44), (0.22, -0.36)), closed=True, samples=4), (90, 160, 80)
    )


def tulips(m: Maker) -> None:
    green = (95, 160, 85)
    for _ in range(int(m.rng.integers(1, 5))):
        x, y, r = m.rng.uniform(-0.6, 0.6), m.rng.uniform(-0.9, -0.2), m.rng.uniform(0.16, 0.32)
        m.fill(ribbon(points((x, y), (x * 0.8, 0.4), (x * 0.5, 1.2)), [0.025, 0.03], n=14)[0], green)
        for s in (-1, 1):
            petal = points(
                (x, y + r), (x + s * r, y + r * 0.4), (x + s * r * 1.1, y - r), (x + s * r * 0.3, y - r * 0.5)
            )
            m.fill(smooth(petal, closed=True, samples=5))
        m.fill(smooth(points((x, y + r), (x - r * 0.6, y), (x, y - r * 1.1), (x + r * 0.6, y)), closed=True, samples=5))
    for _ in range(int(m.rng.integers(1, 5))):
        x, lean = m.rng.uniform(-0.5, 0.5), m.rng.uniform(-0.7, 0.7)
        spine = points((x, 1.2), (x + lean * 0.4, 0.6), (x + lean, m.rng.uniform(-0.2, 0.5)))
        m.fill(ribbon(spine, [0.05, 0.12, 0.1, 0.004], n=20)[0], green)
        m.canvas.stroke(smooth(spine), 0.6)


def boat(m: Maker) -> None:
    m.fill(ribbon(points((0, -1.2), (0.02, 0.4)), [0.025, 0.03], n=8)[0], (150, 110, 70))
    m.fill(
        smooth(points((-0.06, -1.15), (-0.75, 0.2), (-0.06, 0.25)), closed=True, samples=6, tension=0.25),
        (250, 248, 240),
    )
    if m.rng.random() < 0.7:
        m.fill(smooth(points((0.08, -1.0), (0.6, 0.2), (0.08, 0.22)), closed=True, samples=6, tension=0.25), m.other)
    hull = m.fill(
        smooth(points((-0.8, 0.35), (0.85, 0.35), (0.55, 0.8), (-0.5, 0.8)), closed=True, samples=6, tension=0.2)
    )
    m.line((-0.8, 0.48), (0, 0.54), (0.85, 0.46), within=hull)
    for k in range(int(m.rng.integers(2, 6))):
        x = -0.9 + 0.4 * k
        m.line((x, 0.85), (x + 0.15, 0.75), (x + 0.3, 0.86))


def house(m: Maker) -> None:
    m.fill(points((-0.6, -0.1), (0.6, -0.1), (0.6, 0.7), (-0.6, 0.7)))
    m.fill(points((0.3, -0.7), (0.45, -0.7), (0.45, -0.3), (0.3, -0.3)), m.other)
    roof = m.fill(points((-0.75, -0.08), (0, -0.7), (0.75, -0.08)), mixed(m.other, (120, 40, 30), 0.5))
    for y in (-0.2, -0.35):
        m.line((-0.7, y), (0.7, y), within=roof)
    m.fill(points((-0.12, 0.2), (0.14, 0.2), (0.14, 0.7), (-0.12, 0.7)), (150, 110, 70))
    for x in (-0.4, 0.38):
        m.fill(points((x - 0.13, 0.1), (x + 0.13, 0.1), (x + 0.13, 0.38), (x - 0.13, 0.38)), (215, 232, 245))
        m.line((x, 0.1), (x, 0.38))


def basket(m: Maker) -> None:
    m.fill(ribbon(ellipse(0, -0.1, 0.45, 0.6, 30)[15:], [0.03, 0.03], n=24)[0])
    for _ in range(int(m.rng.integers(0, 5))):
        m.fill(ellipse(m.rng.uniform(-0.3, 0.3), -0.2, 0.17, 0.17), m.other)
    body = m.fill(
        smooth(points((-0.5, -0.15), (0.5, -0.15), (0.38, 0.45), (-0.38, 0.45)), closed=True, samples=5, tension=0.2)
    )
    for y in np.arange(-0.05, 0.42, 0.1):
        for x in np.arange(-0.42, 0.42, 0.1) + m.rng.uniform(0, 0.05):
            m.canvas.stroke(points((x, y), (x + 0.01, y + 0.06)), 0.6, within=body)


def stars(m: Maker) -> None:
    for _ in range(int(m.rng.integers(2, 9))):
        x, y, r = m.rng.uniform(-1, 1), m.rng.uniform(-0.8, 0.8), m.rng.uniform(0.08, 0.22)
        a = np.arange(10) * np.pi / 5 + m.rng.uniform(0, 1)
        size = np.where(np.arange(10) % 2, 0.45, 1.0) * r
        m.fill(np.stack([x + size * np.cos(a), y + size * np.sin(a)], 1), (250, 215, 90))


def heart(m: Maker) -> None:
    half = points((0.0, -0.2), (0.2, -0.38), (0.42, -0.2), (0.3, 0.12), (0.0, 0.42))
    m.fill(smooth(np.vstack([half, mirrored(half)[1:-1]]), closed=True, samples=5))


def chair(m: Maker) -> None:
    for x in (-0.4, 0.35):
        m.fill(ribbon(points((x, 0.1), (x * 1.05, 0.9)), [0.04, 0.03], n=6)[0])
    m.fill(points((-0.42, -0.9), (0.38, -0.9), (0.4, 0.0), (-0.42, 0.0)), m.other)
    m.fill(points((-0.45, 0.0), (0.42, 0.0), (0.55, 0.18), (-0.55, 0.18)))
    for x in (-0.5, 0.48):
        m.fill(ribbon(points((x, 0.16), (x * 1.02, 1.0)), [0.045, 0.03], n=6)[0])


def bottle(m: Maker) -> None:
    half = points((0.08, -0.6), (0.08, -0.35), (0.24, -0.2), (0.25, 0.5), (0.2, 0.55))
    body = m.fill(smooth(np.vstack([half, mirrored(half)]), closed=True, samples=4, tension=0.3))
    m.fill(points((-0.26, 0.0), (0.26, 0.0), (0.26, 0.3), (-0.26, 0.3)), m.other, within=body)
    m.fill(points((-0.1, -0.72), (0.1, -0.72), (0.1, -0.58), (-0.1, -0.58)), m.other)


def notebook(m: Maker) -> None:
    """Closed, with a spine, a row of rings or a strap, and often something on its cover."""
    wide, tall = m.rng.uniform(0.24, 0.4), m.rng.uniform(0.34, 0.5)
    m.fill(points((-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall)))
    bound = m.rng.random()
    if bound < 0.4:
        m.line((-wide * 0.8, -tall), (-wide * 0.8, 0), (-wide * 0.8, tall))
    elif bound < 0.75:
        for x in np.linspace(-wide * 0.85, wide * 0.85, int(m.rng.integers(6, 13))):
            m.fill(ellipse(x, -tall, 0.014, 0.05, 8), m.other)
    else:
        x = wide * m.rng.uniform(0.3, 0.7)
        m.fill(points((x, -tall), (x + 0.05, -tall), (x + 0.05, tall), (x, tall)), m.other)
    sign = m.rng.random()
    at = np.array([m.rng.uniform(-0.3, 0.5) * wide, m.rng.uniform(-0.5, 0.3) * tall])
    if sign < 0.35:
        half = points((0.0, -0.2), (0.2, -0.38), (0.42, -0.2), (0.3, 0.12), (0.0, 0.42)) * 0.25
        m.fill(smooth(np.vstack([half, mirrored(half)[1:-1]]), closed=True, samples=4) + at, m.other)
    elif sign < 0.7:
        m.fill(points((-0.14, -0.08), (0.14, -0.08), (0.14, 0.08), (-0.14, 0.08)) + at, (250, 250, 245))


OBJECTS = (teapot, apple, tulips, boat, house, basket, stars, heart, chair, bottle, notebook)
