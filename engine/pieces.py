"""Pieces: regions that are one thing (joined over open borders, slivers with their neighbour), measured."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.types import U8, Regions

I32 = NDArray[np.int32]
F64 = NDArray[np.float64]

_OPEN = 0.4
"""A border with less ink than this share parts nothing."""


@dataclass
class Pieces:
    """Arrays are of n + 1, indexed by a piece's number, which is the label of its largest region.

    u and v are the place within the figure (a group of touching pieces): distance from its middle
    0..0.5, and from its top 0..1; `region_u`, `region_v` are the same of each region.
    """

    piece: I32
    paper: NDArray[np.bool_]
    large: list[int]
    islands: set[int]
    host: I32
    area: F64
    x: F64
    y: F64
    ink: F64
    box: I32
    figure: I32
    u: F64
    v: F64
    region_u: F64
    region_v: F64
    whole: dict[int, float] = field(default_factory=dict)
    around: dict[int, dict[int, float]] = field(default_factory=dict)


def join_pieces(regions: Regions, line_alpha: U8) -> Pieces:
    """The pieces of the figures, which of them are islands in another, and where each lies."""
    n = regions.count
    figure = ~regions.background & (regions.area > 0)
    figure[0] = False
    near = _neighbours(regions)
    links = _Links(regions.area)
    for (a, b), ink in zip(regions.pairs.tolist(), regions.ink.tolist(), strict=True):
        if ink < _OPEN and figure[a] and figure[b]:
            links.join(a, b)
    whole = float(regions.area[figure].sum())
    islands: set[int] = set()
    for label in np.argsort(regions.area, kind="stable").tolist():
        if not figure[label] or links.root(label) != label or regions.area[label] > 0.03 * whole:
            continue
        touching = {k: b for k, b in near.get(label, {}).items() if figure[k]}
        if not touching:
            continue
        best = max(touching, key=lambda k: (touching[k], -k))
        if _is_island(regions, label, touching[best], near[label], whole):
            islands.add(label)
        elif regions.area[label] < 0.003 * whole:
            links.join(label, best)
    piece = np.array([links.root(k) for k in range(n + 1)], np.int32)
    islands = {k for k in islands if piece[k] == k}
    return _measure(regions, line_alpha, figure, piece, islands)


def _is_island(regions: Regions, label: int, longest: float, near: dict[int, float], whole: float) -> bool:
    """Small, compact, and almost wholly inside one neighbour."""
    x0, y0, x1, y1 = (int(v) for v in regions.box[label])
    compact = regions.area[label] > 0.38 * (x1 - x0) * (y1 - y0)
    return compact and longest > 0.78 * sum(near.values()) and regions.area[label] > 0.0004 * whole


def _measure(regions: Regions, line_alpha: U8, figure: NDArray[np.bool_], piece: I32, islands: set[int]) -> Pieces:
    n = regions.count
    rx, ry, rink = _places(regions, line_alpha)
    weight = np.where(figure, regions.area, 0).astype(np.float64)
    area = np.bincount(piece, weight, n + 1).astype(np.float64)
    share = np.maximum(area, 1)
    x, y, ink = (np.bincount(piece, weight * value, n + 1) / share for value in (rx, ry, rink))
    box = regions.box.copy()
    inside = np.flatnonzero(figure)
    np.minimum.at(box[:, :2], piece[inside], regions.box[inside, :2])
    np.maximum.at(box[:, 2:], piece[inside], regions.box[inside, 2:])

    around: dict[int, dict[int, float]] = {int(p): {} for p in np.unique(piece)}
    bodies = _Links(regions.area)
    for (a, b), border in zip(piece[regions.pairs].tolist(), regions.border.tolist(), strict=True):
        if a != b:
            around[a][b] = around[a].get(b, 0.0) + border
            around[b][a] = around[b].get(a, 0.0) + border
            if figure[a] and figure[b]:
                bodies.join(a, b)
    body = np.array([bodies.root(int(p)) for p in piece], np.int32)
    whole = {int(b): float(weight[body == b].sum()) for b in np.unique(body[figure])}
    u, v, region_u, region_v = (np.zeros(n + 1) for _ in range(4))
    for b in whole:
        mine = (body == b) & figure
        x0, y0 = regions.box[mine, :2].min(0)
        x1, y1 = regions.box[mine, 2:].max(0)
        for us, vs, xs, ys in ((u, v, x, y), (region_u, region_v, rx, ry)):
            us[mine] = np.abs(xs[mine] - (x0 + x1) / 2) / max(x1 - x0, 1)
            vs[mine] = (ys[mine] - y0) / max(y1 - y0, 1)
    host = np.zeros(n + 1, np.int32)
    for island in islands:
        near = {p: b for p, b in around[island].items() if figure[p]}
        host[island] = max(near, key=lambda p: (near[p], -p)) if near else 0
    large = [int(p) for p in np.unique(piece[figure]) if int(p) not in islands]
    return Pieces(
        piece, ~figure, large, islands, host, area, x, y, ink, box, body, u, v, region_u, region_v, whole, around
    )


def _places(regions: Regions, line_alpha: U8) -> tuple[F64, F64, F64]:
    """Mean x, mean y and mean ink (0..1) of each region, on a grid of about a quarter million pixels."""
    height, width = regions.labels.shape
    step = max(1, int(np.sqrt(height * width / 2**18)))
    grid = np.ascontiguousarray(regions.labels[::step, ::step])
    rows, columns = grid.shape
    labels, n = grid.ravel(), regions.count + 1
    count = np.bincount(labels, minlength=n)
    x = np.bincount(labels, np.tile(np.arange(columns) * step, rows), n)
    y = np.bincount(labels, np.repeat(np.arange(rows) * step, columns), n)
    ink = np.bincount(labels, line_alpha[::step, ::step].ravel(), n)
    seen, share = count > 0, np.maximum(count, 1)
    middle = (regions.box[:, :2] + regions.box[:, 2:]) / 2
    return (
        np.where(seen, x / share, middle[:, 0]),
        np.where(seen, y / share, middle[:, 1]),
        np.where(seen, ink / share / 255, 0.3),
    )


def _neighbours(regions: Regions) -> dict[int, dict[int, float]]:
    """For each region its neighbours and the length of the border, open borders counted for more."""
    near: dict[int, dict[int, float]] = {}
    for (a, b), border, ink in zip(regions.pairs.tolist(), regions.border.tolist(), regions.ink.tolist(), strict=True):
        near.setdefault(a, {})[b] = border * (1.6 - ink)
        near.setdefault(b, {})[a] = border * (1.6 - ink)
    return near


class _Links:
    """Union-find that keeps the label of the largest region."""

    def __init__(self, area: NDArray[np.int64]) -> None:
        self._area = area
        self._parent = list(range(len(area)))

    def root(self, label: int) -> int:
        parent = self._parent
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    def join(self, a: int, b: int) -> None:
        a, b = self.root(a), self.root(b)
        if a != b:
            big, small = (a, b) if (self._area[a], -a) >= (self._area[b], -b) else (b, a)
            self._parent[small] = big
