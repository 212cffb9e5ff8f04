"""Which basins are one region: by the width of the opening between them and the ink on their border."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.basins import Basins, borders, group_pairs, ink_depth, on_ink
from engine.types import U8

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]

NARROW = 0.6
"""An opening at least this wide, in shares of the narrower basin, is no gap in a line."""
LEVEL = 0.8
"""A basin whose way to a deeper one has this share of its own width is part of it."""
OUTSIDE = 0.6
"""How much less line suffices to part a region from one that reaches the picture's edge."""
PASSAGE = 0.5
"""An opening this wide, in shares of the widest gap, may be a passage, between banks that are no line across it."""
BROAD = 2.0
"""Half the thickness from which a line is drawn with a broad pen, px: of thinner ones the pixels tell too little."""
ROUNDS = 3


class Groups:
    """Union-find over 0..n; a group's root is its smallest member."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count + 1))

    def find(self, item: int) -> int:
        parent = self.parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, two: int) -> int:
        """Join two roots; the smaller one stays the root."""
        low, high = (one, two) if one < two else (two, one)
        self.parent[high] = low
        return low

    def roots(self) -> I32:
        """int32 (n + 1,): the root of each item."""
        root = np.array(self.parent, np.int32)
        while True:
            above = root[root]
            if (above == root).all():
                return root
            root = above


@dataclass
class Borders:
    """The border of each two basins that touch.

    pairs   int32 (m, 2): the basins
    saddle  float32 (m,): half the widest opening in it, in pixels; 0 where ink closes it
    open    int32 (m,): pixels of it on paper
    inked   int32 (m,): pixels of it under ink
    bank    float32 (m,): half the thickness of the thickest line on it, in pixels
    """

    pairs: I32
    saddle: F32
    open: I32
    inked: I32
    bank: F32

    def between(self, root: I32) -> Borders:
        """The borders that are left when basins are joined by `root`."""
        pairs = np.sort(root[self.pairs], axis=1)
        apart = pairs[:, 0] != pairs[:, 1]
        keys, row = np.unique(_keys(pairs[apart]), return_inverse=True)
        saddle, bank = np.zeros(len(keys), np.float32), np.zeros(len(keys), np.float32)
        np.maximum.at(saddle, row, self.saddle[apart])
        np.maximum.at(bank, row, self.bank[apart])
        return Borders(
            np.column_stack([keys >> 32, keys & 0xFFFFFFFF]).astype(np.int32),
            saddle,
            np.bincount(row, self.open[apart], len(keys)).astype(np.int32),
            np.bincount(row, self.inked[apart], len(keys)).astype(np.int32),
            bank,
        )


def _keys(pairs: NDArray[np.integer]) -> NDArray[np.int64]:
    """int64 (m,): a number for each two labels, smaller first; in the order of the pairs."""
    return pairs[:, 0].astype(np.int64) << 32 | pairs[:, 1]


@dataclass
class Openings:
    """Where borders lie on paper: `pairs` int32 (k, 2) basins, smaller first, and `number` int32 (k,) of the opening,
    a connected piece of all that is on paper."""

    pairs: I32
    number: I32

    def between(self, root: I32, pairs: I32) -> NDArray[np.int64]:
        """int64 (m,): how many openings each of `pairs` (sorted) has when basins are joined by `root`."""
        mine = np.sort(root[self.pairs], axis=1)
        apart = mine[:, 0] != mine[:, 1]
        rows = np.searchsorted(_keys(pairs), _keys(mine[apart]))
        found = np.unique(rows.astype(np.int64) << 32 | self.number[apart])
        return np.bincount(found >> 32, minlength=len(pairs))


def merge_basins(basins: Basins, line_alpha: U8, gap: float) -> I32:
    """int32 (n + 1,): the group of each basin. `gap` is the widest gap to close, in pixels."""
    count = len(basins.radius) - 1
    groups = Groups(count)
    area = np.bincount(basins.labels.ravel(), minlength=count + 1)
    found, openings = measure_borders(basins, line_alpha, PASSAGE * gap)
    lake = _climb(found, basins.radius)
    groups.parent = lake.tolist()
    widest = np.zeros(count + 1, np.float32)
    np.maximum.at(widest, lake, basins.radius)
    radius = widest.tolist()
    found = found.between(lake)
    edges = basins.labels
    frame = np.unique(np.concatenate([edges[0], edges[-1], edges[:, 0], edges[:, -1]]))
    _join_open_water(groups, found, radius, 2 * gap)
    for _ in range(ROUNDS):
        root = groups.roots()
        left = found.between(root)
        before = len(np.unique(root))
        sea = np.zeros(count + 1, bool)
        sea[root[frame]] = True
        _join_passages(groups, left, openings.between(root, left.pairs), radius, sea, gap)
        _join_slivers(groups, left, radius, sea, np.bincount(root, area, count + 1), gap)
        if len(np.unique(groups.roots())) == before:
            break
    return groups.roots()


def measure_borders(basins: Basins, line_alpha: U8, passage: float) -> tuple[Borders, Openings]:
    """Every border, and its openings of at least `passage` pixels: narrower ones are worn spots of a line."""
    p, q = borders(basins.labels)
    if not len(p):
        none = np.zeros(0, np.int32)
        empty = np.zeros((0, 2), np.int32)
        return Borders(empty, none.astype(np.float32), none, none, none.astype(np.float32)), Openings(empty, none)
    pairs, row = group_pairs(basins.labels, p, q)
    distance = basins.distance.ravel()
    saddle, bank = np.zeros(len(pairs), np.float32), np.zeros(len(pairs), np.float32)
    np.maximum.at(saddle, row, np.minimum(distance[p], distance[q]))
    inked = on_ink(line_alpha, p, q)
    np.maximum.at(bank, row[inked], ink_depth(line_alpha).ravel()[p[inked]])
    length = np.bincount(row, minlength=len(pairs))
    under = np.bincount(row, inked, len(pairs)).astype(np.int32)
    number = _number_openings(line_alpha.shape, p[~inked], q[~inked])
    wide = np.bincount(number)[number] >= passage
    found = np.unique(row[~inked][wide].astype(np.int64) << 32 | number[wide])
    openings = Openings(pairs[found >> 32], (found & 0xFFFFFFFF).astype(np.int32))
    return Borders(pairs, saddle, (length - under).astype(np.int32), under, bank), openings


def _number_openings(shape: tuple[int, ...], p: NDArray[np.int64], q: NDArray[np.int64]) -> I32:
    """int32 (k,): the connected piece that each border pixel on paper belongs to."""
    import cv2

    on_paper = np.zeros(shape, np.uint8)
    on_paper.ravel()[p] = on_paper.ravel()[q] = 1
    _, pieces = cv2.connectedComponents(on_paper, connectivity=8, ltype=cv2.CV_32S)
    return np.asarray(pieces, np.int32).ravel()[p]


def _climb(found: Borders, radius: F32) -> I32:
    """int32 (n + 1,): each basin joined to the deepest of the water it opens into, at once and cheaply.

    A basin goes over its widest opening to a deeper one, if that opening is nearly as wide as itself; each
    takes one way only, so two waters on both sides of a passage stay two.
    """
    count = len(radius)
    rank = np.empty(count, np.int64)
    rank[np.lexsort((-np.arange(count), radius))] = np.arange(count)
    one, two = found.pairs.T
    low = np.where(rank[one] < rank[two], one, two)
    high = one + two - low
    wide = found.saddle >= LEVEL * radius[low]
    low, high, saddle = low[wide], high[wide], found.saddle[wide]
    order = np.lexsort((rank[high], saddle, low))  # the last one written wins
    root = np.arange(count, dtype=np.int32)
    root[low[order]] = high[order]
    while True:
        above = root[root]
        if (above == root).all():
            break
        root = above
    first = np.full(count, count, np.int32)
    np.minimum.at(first, root, np.arange(count, dtype=np.int32))
    return first[root]


def _join_open_water(groups: Groups, found: Borders, radius: list[float], widest: float) -> None:
    """Join over openings that are wide: wider than any gap, or nearly as wide as the narrower basin."""
    pairs, saddle = found.pairs.tolist(), found.saddle.tolist()
    for edge in np.argsort(-found.saddle, kind="stable").tolist():
        width = saddle[edge]
        if width <= 0:
            break
        one, two = groups.find(pairs[edge][0]), groups.find(pairs[edge][1])
        if one == two:
            continue
        if 2 * width > widest or width >= NARROW * min(radius[one], radius[two]):
            _join(groups, radius, one, two)


def _join_passages(
    groups: Groups,
    left: Borders,
    openings: NDArray[np.int64],
    radius: list[float],
    sea: NDArray[np.bool_],
    gap: float,
) -> None:
    """Join over openings that are no gap in a line: too little of the shared border is line."""
    # Where an opening meets its two banks, the border lies under their ink: that is no line across it.
    # (Counted in steps along the axes, a border is up to 1.4 times as long as it is.)
    banks = openings * np.minimum(3 * left.bank, 1.2 * gap)
    line = np.maximum(left.inked - np.where(sea[left.pairs].any(axis=1), banks, np.maximum(banks, 2 + 0.2 * gap)), 0)
    share = line / np.maximum(left.open + line, 1)
    # The wider the opening, the more line there must be beside it to call it a gap.
    needed = np.interp(2 * left.saddle / gap, [0.3, 1.0, 2.0], [0.3, 0.6, 0.9])
    # A leak into the paper around is the worst of faults: what may be outside is joined last.
    needed *= np.where(sea[left.pairs].any(axis=1), OUTSIDE, 1)
    edges = np.flatnonzero((left.saddle > 0) & (share < needed))
    for edge in edges[np.argsort(share[edges] - needed[edges], kind="stable")].tolist():
        one, two = (groups.find(int(b)) for b in left.pairs[edge])
        if one != two:
            _join(groups, radius, one, two)


def _join_slivers(
    groups: Groups,
    left: Borders,
    radius: list[float],
    sea: NDArray[np.bool_],
    area: NDArray[np.number],
    gap: float,
) -> None:
    """Join specks, and slivers between the strokes of one line, to the neighbour with least ink between.

    Of neighbours inside a drawing, a sliver is drawn to one over a line half as thick four times as much: hatching is
    finer than the outline at which it ends, where that is drawn with a broad pen.
    """
    width = np.array(radius)
    length = left.open + left.inked
    small = (width < max(1.2, 0.12 * gap)) | ((width < 0.4 * gap) & (np.pi * width**2 < 0.2 * area))
    small &= area > 0
    score = length - 0.5 * left.inked
    within = np.where(sea[left.pairs].any(axis=1), 0, score / np.maximum(left.bank, BROAD) ** 2)
    best = _best(left.pairs, score, small)
    inner = _best(left.pairs, within, small)
    best |= {speck: inner[speck] for speck, (_, other) in best.items() if speck in inner and not sea[other]}
    for speck, (_, other) in sorted(best.items()):
        one, two = groups.find(speck), groups.find(other)
        if one != two:
            _join(groups, radius, one, two)


def _best(pairs: I32, scores: NDArray[np.floating], small: NDArray[np.bool_]) -> dict[int, tuple[float, int]]:
    """For each small label the highest score of its pairs, and the other label of that pair."""
    best: dict[int, tuple[float, int]] = {}
    for (one, two), score in zip(pairs.tolist(), scores.tolist(), strict=True):
        for speck, other in ((one, two), (two, one)):
            if small[speck] and score > best.get(speck, (0.0, 0))[0]:
                best[speck] = (score, other)
    return best


def _join(groups: Groups, radius: list[float], one: int, two: int) -> None:
    widest = max(radius[one], radius[two])
    radius[groups.join(one, two)] = widest
