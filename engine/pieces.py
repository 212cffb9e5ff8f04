"""Pieces: regions of one part that are one thing (joined over open borders, slivers with their neighbour), measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.twins import find_twins
from engine.types import U8, Parts, Regions
from models.parts import Part

I32 = NDArray[np.int32]
F64 = NDArray[np.float64]

_OPEN = 0.4
"""A border with less ink than this share parts nothing."""
_SLIVER = 0.003
"""What is smaller than this share of its figure and no island belongs to its neighbour."""
_HEAD = 0.4
"""Down to this share of its height a figure's head is looked for where none was seen."""


@dataclass(frozen=True)
class Pieces:
    """Arrays are of n + 1, indexed by a piece's number, which is the label of its largest region.

    piece    int32 (n + 1,): the piece of each region, 0 for paper
    host     int32 (n + 1,): the piece that an island (small, compact) lies in, 0 for all others
    u, v     float64: the place within the figure, from its axis (to the left: below 0) and from its top, 0..1
    area     float64: share of its figure          ink   float64: mean ink, 0..1
    central  bool: it lies across the figure's axis, evenly
    on_head  bool: its middle lies in its figure's head
    open_air float64: the share of the border that lies on paper      near   int32: how many pieces it touches
    box      int32 (n + 1, 4): x0, y0, x1, y1 (ends excluded)
    twin     int32: the piece across the figure's axis that mirrors it, of its part, 0 for none
    beside   int32 (t, 2): pieces that touch, both ways
    """

    piece: I32
    host: I32
    u: F64
    v: F64
    area: F64
    ink: F64
    central: NDArray[np.bool_]
    on_head: NDArray[np.bool_]
    open_air: F64
    near: I32
    box: I32
    twin: I32
    beside: I32


def join_pieces(regions: Regions, parts: Parts, line_alpha: U8) -> Pieces:
    """The pieces of everything that is not paper, and which of them are islands in another."""
    n = regions.count
    inside = ~regions.background & (regions.area > 0) & (parts.part != Part.BACKGROUND)
    inside[0] = False
    whole = np.bincount(parts.figure, np.where(inside, regions.area, 0))
    share = regions.area / np.maximum(whole[parts.figure], 1)
    near = neighbours(regions)
    alike = (parts.part[regions.pairs] == parts.part[regions.pairs][:, :1]).all(1)
    alike &= (parts.figure[regions.pairs] == parts.figure[regions.pairs][:, :1]).all(1)
    alike &= inside[regions.pairs].all(1)
    links = Links(regions.area)
    for a, b in regions.pairs[alike & (regions.ink < _OPEN)].tolist():
        links.join(a, b)
    mates = {(a, b) for a, b in regions.pairs[alike].tolist()}
    islands: set[int] = set()
    for label in np.argsort(regions.area, kind="stable").tolist():
        if not inside[label] or links.root(label) != label or share[label] > 0.03:
            continue
        around = {k: b for k, b in near.get(label, {}).items() if inside[k]}
        if not around:
            continue
        best = max(around, key=lambda k: (around[k], -k))
        if _is_island(regions, label, around[best], near[label], float(share[label])):
            islands.add(label)
        elif share[label] < _SLIVER and (min(label, best), max(label, best)) in mates:
            links.join(label, best)
    piece = np.array([links.root(k) for k in range(n + 1)], np.int32)
    piece[~inside] = 0
    return _measure(regions, parts, line_alpha, piece, {k for k in islands if piece[k] == k}, share)


def _is_island(regions: Regions, label: int, longest: float, near: dict[int, float], share: float) -> bool:
    """Small, compact, and almost wholly inside one neighbour."""
    x0, y0, x1, y1 = (int(v) for v in regions.box[label])
    compact = regions.area[label] > 0.38 * (x1 - x0) * (y1 - y0)
    return compact and longest > 0.78 * sum(near.values()) and share > 0.0004


def _measure(regions: Regions, parts: Parts, line_alpha: U8, piece: I32, islands: set[int], share: F64) -> Pieces:
    n = regions.count + 1
    x, y, ink = _places(regions, line_alpha)
    weight = np.where(piece > 0, regions.area, 0).astype(np.float64)
    u, v, axis, on_head = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n, bool)
    for figure in np.unique(parts.figure[piece > 0]).tolist():
        mine = (piece > 0) & (parts.figure == figure)
        x0, y0 = regions.box[mine, :2].min(0)
        x1, y1 = regions.box[mine, 2:].max(0)
        head = parts.head[figure] if figure < len(parts.head) else np.zeros(4, np.int32)
        axis[mine] = (head[0] + head[2]) / 2 if head[2] > head[0] else (x0 + x1) / 2
        u[mine] = (x[mine] - axis[mine]) / max(x1 - x0, 1)
        v[mine] = (y[mine] - y0) / max(y1 - y0, 1)
        if head[2] > head[0]:
            on_head[mine] = (x[mine] > head[0]) & (x[mine] < head[2]) & (y[mine] > head[1]) & (y[mine] < head[3])
        else:
            on_head[mine] = v[mine] < _HEAD
    total = np.maximum(np.bincount(piece, weight, n), 1)
    x, y, u, v, ink = (np.bincount(piece, weight * value, n) / total for value in (x, y, u, v, ink))
    box = regions.box.copy()
    np.minimum.at(box[:, :2], piece, regions.box[:, :2])
    np.maximum.at(box[:, 2:], piece, regions.box[:, 2:])
    size = (box[:, 2:] - box[:, :2]).astype(np.float64)
    central = np.abs((box[:, 0] + box[:, 2]) / 2 - axis) < 0.25 * size[:, 0]
    area = np.bincount(piece, np.where(piece > 0, share, 0), n).astype(np.float64)
    twin = np.zeros(n, np.int32)
    whole = np.unique(piece[piece > 0])
    for part, figure in np.unique(np.stack([parts.part[whole], parts.figure[whole]], 1), axis=0).tolist():
        mine = whole[(parts.part[whole] == part) & (parts.figure[whole] == figure)]
        own = (piece > 0) & (parts.figure == figure)
        wide = float(np.ptp(regions.box[own][:, [0, 2]]))
        found = find_twins(x[mine], y[mine], area[mine], size[mine], float(axis[mine[0]]), wide)
        twin[mine] = np.where(found >= 0, mine[found], 0)

    a, b = piece[regions.pairs[:, 0]], piece[regions.pairs[:, 1]]
    apart = a != b
    border, outside = np.zeros(n), np.zeros(n)
    near, host = np.zeros(n, np.int32), np.zeros(n, np.int32)
    ends = np.concatenate([np.stack([a, b], 1), np.stack([b, a], 1)])[np.tile(apart, 2)]
    length = np.tile(regions.border, 2)[np.tile(apart, 2)]
    np.add.at(border, ends[:, 0], length)
    np.add.at(outside, ends[:, 0], np.where(ends[:, 1] == 0, length, 0))
    touching, row = np.unique(ends, axis=0, return_inverse=True)
    lengths = np.bincount(row.ravel(), length, len(touching)) if len(touching) else np.zeros(0)
    np.add.at(near, touching[touching[:, 1] > 0, 0], 1)
    for island in islands:
        mine = (touching[:, 0] == island) & (touching[:, 1] > 0)
        host[island] = touching[mine, 1][lengths[mine].argmax()] if mine.any() else 0
    open_air = outside / np.maximum(border, 1)
    beside = touching[(touching > 0).all(1)].astype(np.int32)
    return Pieces(piece, host, u, v, area, ink, central, on_head, open_air, near, box, twin, beside)


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


def neighbours(regions: Regions) -> dict[int, dict[int, float]]:
    """For each region its neighbours and the length of the border, open borders counted for more."""
    near: dict[int, dict[int, float]] = {}
    for (a, b), border, ink in zip(regions.pairs.tolist(), regions.border.tolist(), regions.ink.tolist(), strict=True):
        near.setdefault(a, {})[b] = border * (1.6 - ink)
        near.setdefault(b, {})[a] = border * (1.6 - ink)
    return near


class Links:
    """Union-find that keeps the label of the larger one; who adds areas up as they join has clumps compared."""

    def __init__(self, area: NDArray[np.int64] | list[int]) -> None:
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
