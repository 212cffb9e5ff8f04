"""What plants are made of: stems, leaves and blossoms. They are props, and accessories where they are worn.

A blossom is drawn about (0, 0), one unit in radius, its stem's end below; `Garden.bloom` puts it in its place.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, disc, ellipse, normals, points, ribbon, smooth
from data.palettes import Rgb, hsv, mixed
from data.parts import Part
from data.sources.procedural.trims import hatch

Rng = np.random.Generator

HUES = (0.0, 0.02, 0.08, 0.13, 0.15, 0.62, 0.74, 0.83, 0.92, 0.95, 0.98)
"""Petals are of any colour but green."""


class Garden:
    """The plants of one drawing share their greens, their way of drawing and two colours of petals."""

    def __init__(self, canvas: Canvas, rng: Rng, part: Part = Part.PROP) -> None:
        self.canvas, self.rng, self.part = canvas, rng, part
        self.green = hsv(rng.uniform(0.22, 0.42), rng.uniform(0.3, 0.75), rng.uniform(0.4, 0.85))
        self.petals = tuple(
            hsv(float(rng.choice(HUES)), rng.uniform(0.05, 0.85), rng.uniform(0.75, 1.0)) for _ in range(2)
        )
        self.heart: Rgb = hsv(rng.uniform(0.07, 0.16), rng.uniform(0.5, 0.9), rng.uniform(0.35, 1.0))
        self.solid = rng.random() < 0.15
        self.veins = rng.random() * (rng.random() < 0.7)
        self.shaded = rng.random() < 0.12

    def color(self) -> Rgb:
        return self.petals[int(self.rng.random() < 0.35)]

    def leaf(self, outline: Points, form: int | None = None) -> Mask:
        color = mixed(self.green, (30, 70, 40), self.rng.uniform(0, 0.25))
        mask = self.canvas.fill(outline, self.part, color, form=form or self.canvas.new_form())
        if self.shaded:
            hatch(self.canvas, self.rng, mask, np.array([1.0, 0.5]), 0.45)
        return mask

    def petal(self, outline: Points, color: Rgb, form: int, within: Mask | None = None, stroke: float = 1.0) -> Mask:
        return self.canvas.fill(outline, self.part, color, form=form, within=within, stroke=stroke)

    def line(self, *p: tuple[float, float], pressure: float = 0.6, within: Mask | None = None) -> None:
        self.canvas.stroke(smooth(points(*p), samples=5), pressure, within=within)

    def stem(self, spine: Points, wide: float) -> None:
        """A stem in two lines, or in solid ink; the thinnest are one line."""
        outline = ribbon(spine, [wide, wide * 1.2], n=20)[0]
        self.leaf(outline)
        if self.solid:
            self.canvas.black(outline)

    def blade(self, spine: Points, wide: float) -> None:
        """A long leaf from its foot to its tip: even, wavy at the edges, or folded along its middle."""
        curl = self.rng.uniform(0, 0.3) if self.rng.random() < 0.6 else 0.0
        rise = np.array([self.rng.uniform(0.3, 0.7), 0.9, 1.0, 0.75, 0.4, 0.02])
        _, left, right = ribbon(spine, wide * rise, n=28)
        middle = (left + right) / 2
        edges = []
        for edge in (left, right):
            wave = 1 + curl * np.sin(np.linspace(0, self.rng.uniform(6, 16), 28) + self.rng.uniform(0, 6))
            edges.append(middle + (edge - middle) * wave[:, None])
        mask = self.leaf(np.vstack([edges[0], edges[1][::-1]]))
        if self.rng.random() < self.veins:
            self.canvas.stroke(middle[: int(self.rng.integers(12, 28))], 0.7, within=mask)
        elif self.rng.random() < 0.25:
            # The far half looks over the near one's edge.
            k = int(self.rng.integers(6, 16))
            fold = smooth(np.stack([edges[0][k], middle[k + 4] * 0.6 + edges[1][k + 4] * 0.4, edges[0][-1]]), samples=6)
            self.canvas.stroke(fold, 0.9, within=mask)

    def broad(self, at: Points, tip: Points, wide: float) -> None:
        """A broad leaf from its stalk to its tip, with veins; some are toothed."""
        spine = smooth(np.stack([at, (at + tip) / 2 + self.rng.normal(0, 0.08, 2) * np.hypot(*(tip - at)), tip]))
        long = float(np.hypot(*(tip - at)))
        rise = np.array([0.05, 0.75, 1.0, 0.85, 0.5, 0.02]) * long * wide
        _, left, right = ribbon(spine, rise, n=25)
        if self.rng.random() < 0.25:
            for edge in (left, right):
                edge[1:-1:2] += normals(edge)[1:-1:2] * rise.max() * 0.1 * (1 if edge is left else -1)
        mask = self.leaf(np.vstack([left, right[::-1]]))
        if self.rng.random() < max(self.veins, 0.2):
            middle = (left + right) / 2
            self.canvas.stroke(middle, 0.7, within=mask)
            for k in range(4, 20, int(self.rng.integers(3, 7))):
                for edge in (left, right) if self.rng.random() < 0.8 else ():
                    end = middle[k] * 0.2 + edge[min(k + 4, 24)] * 0.8
                    self.canvas.stroke(np.stack([middle[k], end]), 0.5, within=mask)

    def bloom(self, kind: Blossom, at: Points, size: float, turn: float = 0.0, squash: float = 1.0) -> None:
        c, s = np.cos(turn) * size, np.sin(turn) * size
        with self.canvas.place(np.array([[c, -s * squash, at[0]], [s, c * squash, at[1]]])):
            kind(self)


Blossom = Callable[[Garden], None]


def tulip(g: Garden) -> None:
    """A cup seen from the side: one outline with a lobed rim, or petals that overlap."""
    color, form = g.color(), g.canvas.new_form()
    wide = g.rng.uniform(0.7, 1.05)
    side = points((0, 1.0), (wide * 0.62, 0.86), (wide, 0.2), (wide * g.rng.uniform(0.9, 1.15), -0.55))
    if g.rng.random() < 0.45:
        for s in (-1, 1):
            g.petal(
                smooth(points((0, 1), (s * wide, 0.4), (s * wide * 1.1, -1), (s * 0.3, -0.5)), True, 6), color, form
            )
        g.petal(smooth(points((0, 1), (-wide * 0.65, 0), (0, -1.1), (wide * 0.65, 0)), True, 6), color, form)
    else:
        n = int(g.rng.integers(3, 6))
        right, left = smooth(side, samples=6), smooth(side * (-1, 1), samples=6)[::-1]
        xs = np.linspace(right[-1, 0], left[0, 0], n + 1)
        ys = np.concatenate([[right[-1, 1]], g.rng.uniform(-0.8, -0.5, n - 1), [left[0, 1]]])
        rim = []
        for k in range(n):
            a, b = (xs[k], ys[k]), (xs[k + 1], ys[k + 1])
            peak = (float(xs[k] + xs[k + 1]) / 2 + g.rng.normal(0, 0.06), -g.rng.uniform(0.85, 1.15))
            rim.append(smooth(points(a, (a[0] * 0.8 + peak[0] * 0.2, peak[1] + 0.08), peak, b), samples=5))
        mask = g.petal(np.vstack([right, *rim, left]), color, form)
        if g.rng.random() < 0.5:
            for x, y in zip(xs[1:-1], ys[1:-1], strict=True):
                g.line((x, y), (x * 0.95, y + 0.5), (x * 0.5, g.rng.uniform(0.2, 0.8)), within=mask)
    if g.rng.random() < (0.8 if g.solid else 0.15):
        calyx = points(
            (-0.5, 0.88), (-0.3, 0.82), (-0.16, 0.9), (0, 0.66), (0.15, 0.88), (0.34, 0.8), (0.5, 0.88), (0, 1.06)
        )
        g.canvas.black(smooth(calyx, True, 5))


def _ring(g: Garden, n: int, inner: float, outer: float, wide: float, kind: str, color: Rgb, form: int) -> None:
    """Petals all about: round, pointed or notched."""
    start = g.rng.uniform(0, 6)
    for k in g.rng.permutation(n) if g.rng.random() < 0.5 else range(n):
        a = start + k * 2 * np.pi / n + g.rng.normal(0, 0.03)
        long = outer * g.rng.uniform(0.92, 1.05)
        if kind == "pointed":
            shape = points((inner, 0.02), ((inner + long) * 0.5, wide), (long, 0), ((inner + long) * 0.5, -wide))
            petal = smooth(shape, True, 5, 0.3)
        elif kind == "notched":
            petal = smooth(
                points((inner, 0), (long * 0.7, wide), (long, wide * 0.6), (long * 0.86, 0), (long, -wide * 0.6),
                       (long * 0.7, -wide)), True, 5,
            )  # fmt: skip
        else:
            petal = ellipse((inner + long) / 2, 0, (long - inner) / 2, wide, 20)
        c, s = np.cos(a), np.sin(a)
        mask = g.petal(petal @ np.array([[c, s], [-s, c]]), color, form)
        if g.rng.random() < 0.3:
            g.line((c * inner, s * inner), (c * long * g.rng.uniform(0.6, 0.85), s * long * 0.75), within=mask)


def _heart(g: Garden, r: float, form: int) -> None:
    """The middle of an open blossom: plain, dotted or netted."""
    mask = g.petal(ellipse(0, 0, r, r, 24), g.heart, form)
    kind = g.rng.random()
    if kind < 0.35:
        for _ in range(int(g.rng.integers(4, 14))):
            x, y = g.rng.normal(0, r * 0.4, 2)
            g.canvas.stroke(disc((x, y), r * 0.08, r * 0.08, 8), 0.6, within=mask)
    elif kind < 0.55:
        for t in np.linspace(-r, r, int(g.rng.integers(4, 9))):
            g.line((t, -r), (t * 0.8, 0), (t, r), within=mask)
            g.line((-r, t), (0, t * 0.8), (r, t), within=mask)
    elif kind < 0.63:
        g.canvas.black(ellipse(0, 0, r, r, 24))


def daisy(g: Garden) -> None:
    n, form, r = int(g.rng.integers(6, 17)), g.canvas.new_form(), g.rng.uniform(0.2, 0.4)
    _ring(g, n, r * 0.7, 1.0, g.rng.uniform(2.2, 3.4) / n, str(g.rng.choice(["round", "pointed"])), g.color(), form)
    _heart(g, r, form)


def sunflower(g: Garden) -> None:
    n, form, color = int(g.rng.integers(11, 19)), g.canvas.new_form(), g.color()
    for long in (1.0, 0.92):
        _ring(g, n, 0.35, long, 2.8 / n, "pointed", color, form)
    _heart(g, g.rng.uniform(0.42, 0.58), form)


def blossom(g: Garden) -> None:
    """Five petals: cherry, primrose, hibiscus."""
    form = g.canvas.new_form()
    kind = str(g.rng.choice(["round", "notched", "pointed"]))
    _ring(g, int(g.rng.choice([4, 5, 5, 6])), 0.02, 1.0, g.rng.uniform(0.4, 0.62), kind, g.color(), form)
    if g.rng.random() < 0.8:
        _heart(g, g.rng.uniform(0.12, 0.26), form)


def rose(g: Garden) -> None:
    """Petals in layers about a rolled heart, seen from above or from the side."""
    color, form = g.color(), g.canvas.new_form()
    for reach, n in ((0.62, 6), (0.42, 5), (0.24, 3)):
        start, size = g.rng.uniform(0, 6), reach * g.rng.uniform(0.75, 0.95) if reach < 0.6 else 0.45
        for k in range(n):
            a = start + k * 2 * np.pi / n
            at = np.array([np.cos(a), np.sin(a)]) * reach
            outline = ellipse(0, 0, size * 0.75, size * g.rng.uniform(0.9, 1.15), 16, turn=0)
            outline *= 1 + g.rng.normal(0, 0.03, (16, 1))
            c, s = np.cos(a), np.sin(a)
            g.petal(smooth(outline @ np.array([[c, s], [-s, c]]) + at, True, 3), color, form)
    mask = g.petal(ellipse(0, 0, 0.26, 0.26, 20), color, form)
    t = np.linspace(0, g.rng.uniform(7, 12), 40)
    spiral = np.stack([np.cos(t), np.sin(t)], 1) * (0.02 + 0.22 * t[:, None] / t[-1])
    g.canvas.stroke(spiral, 0.7, within=mask)


def goblet(g: Garden) -> None:
    """A rose or a peony from the side: a rolled heart in a cup of petals, sepals below."""
    color, form = g.color(), g.canvas.new_form()
    for s in (-1, 1):
        sepal = points((0, 0.8), (s * 0.4, 0.75), (s * g.rng.uniform(0.5, 0.9), 1.0 + g.rng.normal(0, 0.1)))
        g.leaf(ribbon(sepal, [0.08, 0.12, 0.01], n=12)[0])
    g.petal(smooth(points((-0.55, -0.5), (0, -0.95), (0.55, -0.5), (0.5, 0.3), (-0.5, 0.3)), True, 6), color, form)
    heart = g.petal(ellipse(0, -0.55, 0.42, 0.28, 20), color, form)
    t = np.linspace(0, g.rng.uniform(6, 10), 30)
    g.canvas.stroke(
        np.stack([np.cos(t) * 0.4, np.sin(t) * 0.26 - 0.0], 1) * (t[:, None] / t[-1]) + (0, -0.55), 0.7, within=heart
    )
    for s in (-1, 1) if g.rng.random() < 0.5 else (1, -1):
        outer = points((0, 0.9), (s * 0.75, 0.6), (s * 1.0, -0.1), (s * 0.8, -0.6), (s * 0.45, -0.35), (-s * 0.15, 0.2))
        g.petal(smooth(outer, True, 6), color, form)
    if g.rng.random() < 0.6:
        front = points((0, 0.95), (0.5, 0.6), (0.45, 0.0), (0, -0.2), (-0.45, 0.0), (-0.5, 0.6))
        g.petal(smooth(front, True, 6), color, form)


def pompon(g: Garden) -> None:
    """A carnation or a dahlia: rings of frilled edges."""
    color, form = g.color(), g.canvas.new_form()
    for r in np.linspace(1.0, 0.25, int(g.rng.integers(3, 6))):
        n = int(g.rng.integers(7, 13))
        a = np.linspace(0, 2 * np.pi, 2 * n, endpoint=False) + g.rng.uniform(0, 1)
        radius = r * np.where(np.arange(2 * n) % 2, 1.0, g.rng.uniform(0.7, 0.88))
        g.petal(smooth(np.stack([np.cos(a), np.sin(a)], 1) * radius[:, None], True, 4), color, form)


def bud(g: Garden) -> None:
    color, form = g.color(), g.canvas.new_form()
    mask = g.petal(smooth(points((0, 0.9), (-0.45, 0.4), (-0.3, -0.4), (0, -1), (0.3, -0.4), (0.45, 0.4)), True, 6),
                   color, form)  # fmt: skip
    g.line((0, -1), (0.15, -0.2), (-0.1, 0.6), within=mask)
    for s in (-1, 1):
        g.leaf(smooth(points((0, 1.0), (s * 0.45, 0.6), (s * 0.4, 0.0), (s * 0.1, 0.6)), True, 5, 0.3))


BLOSSOMS: tuple[Blossom, ...] = (tulip, daisy, sunflower, blossom, rose, goblet, pompon, bud)
OPEN: tuple[Blossom, ...] = (daisy, blossom, rose, pompon, sunflower)
"""Seen from above, as they are worn."""
