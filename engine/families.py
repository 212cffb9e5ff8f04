"""Which regions take one colour: those of one part, on one figure, that look alike.

A head of hair, a skin, a pair of eyes or shoes is one family. Clothes, things and fur are sorted into a
few by place, size, symmetry and ink: a guess that an illustrator would find plausible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.pieces import Pieces, join_pieces
from engine.types import U8, Parts, Regions
from models.parts import Part

I32 = NDArray[np.int32]

MAIN, PALE, DETAIL = 0, 4, 5
"""Roles: `MAIN` up to 3 are clusters of like pieces, the largest first; `PALE` is the lighter fur of a
creature's belly, muzzle and ends; `DETAIL` is small and lies on something: a button, a nose, a knob."""

_CLUSTERS = {
    Part.TOP: 3,
    Part.BOTTOM: 2,
    Part.HEADWEAR: 2,
    Part.ACCESSORY: 2,
    Part.PROP: 3,
    Part.SCENERY: 4,
}
"""How many colours a part may have on one figure; every other part has one."""
_DETAIL_SHARE = 0.012


@dataclass(frozen=True)
class Families:
    """The families 0..m - 1 of a picture.

    family   int32 (n + 1,): the family of each region, -1 for paper
    part     int32 (m,): numbers of `Part`         figure   int32 (m,): whose it is
    role     int32 (m,): `MAIN`.., `PALE`, `DETAIL`
    area     float64 (m,): share of the area of all families
    x, y     float64 (m,): mean distance from the figure's middle (0..0.5) and place from its top (0..1)
    touch    float64 (m, m): length of shared borders, px
    """

    family: I32
    part: I32
    figure: I32
    role: I32
    area: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    touch: NDArray[np.float64]


def find_families(regions: Regions, parts: Parts, line_alpha: U8) -> Families:
    """Group all regions that are not paper into families."""
    pieces = join_pieces(regions, parts, line_alpha)
    role = np.zeros(regions.count + 1, np.int32)
    whole = np.unique(pieces.piece[pieces.piece > 0])
    part, figure = parts.part[whole], parts.figure[whole]
    for one in np.unique(np.stack([part, figure], 1), axis=0).tolist():
        mine = whole[(part == one[0]) & (figure == one[1])]
        kind = Part(one[0])
        if kind in _CLUSTERS:
            small = (pieces.host[mine] > 0) & (pieces.area[mine] < _DETAIL_SHARE)
            role[mine[small]] = DETAIL
            role[mine[~small]] = _sort(mine[~small], pieces, _CLUSTERS[kind])
        elif kind == Part.CREATURE:
            role[mine] = _fur(mine, pieces)
    return _table(regions, parts, pieces, role)


def _fur(mine: I32, pieces: Pieces) -> I32:
    """A coat of one colour, with paler islands and ends, and details (a nose)."""
    inside = (pieces.near[mine] == 1) & (pieces.open_air[mine] == 0) & (pieces.area[mine] < 0.3)
    island = (pieces.host[mine] > 0) | inside
    end = (pieces.near[mine] <= 1) & (pieces.area[mine] < 0.035) & (pieces.open_air[mine] > 0)
    detail = island & (pieces.area[mine] < _DETAIL_SHARE)
    role = np.where(island | end, PALE, MAIN)
    return np.where(detail, DETAIL, role).astype(np.int32)


def _sort(mine: I32, pieces: Pieces, most: int) -> I32:
    """The cluster of each piece, the largest 0. What folds cut off takes the cluster of what it hangs on."""
    if not len(mine):
        return np.zeros(0, np.int32)
    twin = _twins(mine, pieces)
    share = pieces.area[mine] / pieces.area[mine].sum()
    # A garment is large, has a twin on the other side, or lies in the middle as ties and belts do.
    garment = (share > 0.14) | (twin >= 0) | (pieces.u[mine] < 0.07)
    host = np.searchsorted(mine, pieces.mate[mine])
    hangs = ~garment & (pieces.mate[mine] > 0)
    index = np.zeros(len(mine), np.int32)
    index[~hangs] = _cluster(mine[~hangs], pieces, most)
    pair = (twin >= 0) & ~hangs
    index[pair] = index[twin[pair]]
    for piece in np.flatnonzero(hangs)[np.argsort(-share[hangs], kind="stable")].tolist():
        index[piece] = index[host[piece]]
    order = np.argsort(-np.bincount(index, share, most), kind="stable")
    return np.argsort(order)[index].astype(np.int32)


def _cluster(mine: I32, pieces: Pieces, most: int) -> I32:
    """K-means of pieces by place (mirrored), size and ink: the index of each one's cluster."""
    if not len(mine):
        return np.zeros(0, np.int32)
    share = np.maximum(pieces.area[mine], 1e-6)
    features = np.stack([pieces.v[mine] * 2.6, pieces.u[mine], np.log(share) * 0.1, pieces.ink[mine] * 1.2], 1)
    weight = np.sqrt(share)
    k = int(np.clip(round(0.6 + len(mine) ** 0.5), 1, most))
    centres = [features[np.argmax(weight)]]
    for _ in range(1, k):
        gap = np.min([((features - c) ** 2).sum(1) for c in centres], axis=0) * weight
        centres.append(features[int(gap.argmax())])
    centre = np.array(centres)
    index = np.zeros(len(mine), np.int32)
    for _ in range(12):
        index = ((features[:, None] - centre[None]) ** 2).sum(2).argmin(1).astype(np.int32)
        for c in range(k):
            if (index == c).any():
                centre[c] = np.average(features[index == c], axis=0, weights=weight[index == c])
    return index


def _twins(mine: I32, pieces: Pieces) -> I32:
    """Two sleeves, two legs of trousers: for each piece the larger mirrored one of its size, or -1."""
    twin = np.full(len(mine), -1, np.int32)
    order = np.argsort(-pieces.area[mine], kind="stable").tolist()
    for i, large in enumerate(order):
        a = mine[large]
        for other in order[i + 1 :]:
            b = mine[other]
            if pieces.area[b] < 0.6 * pieces.area[a]:
                break
            level = abs(pieces.v[a] - pieces.v[b]) < 0.04 and abs(pieces.u[a] - pieces.u[b]) < 0.06
            if level and pieces.u[a] > 0.05:
                twin[other] = large if twin[large] < 0 else twin[large]
                break
    return twin


def _table(regions: Regions, parts: Parts, pieces: Pieces, role: I32) -> Families:
    rows = np.stack([parts.part[pieces.piece], parts.figure[pieces.piece], role[pieces.piece]], 1).astype(np.int32)
    seen = pieces.piece > 0
    found, family = np.unique(rows[seen], axis=0, return_inverse=True)
    table = np.full(regions.count + 1, -1, np.int32)
    table[seen] = family.ravel()
    m = len(found)
    mine = table[seen]
    weight = regions.area[seen].astype(np.float64)
    area = np.bincount(mine, weight, m)
    x = np.bincount(mine, weight * pieces.u[pieces.piece[seen]], m) / np.maximum(area, 1)
    y = np.bincount(mine, weight * pieces.v[pieces.piece[seen]], m) / np.maximum(area, 1)
    touch = np.zeros((m, m))
    if len(regions.pairs):
        a, b = table[regions.pairs[:, 0]], table[regions.pairs[:, 1]]
        both = (a >= 0) & (b >= 0) & (a != b)
        np.add.at(touch, (a[both], b[both]), regions.border[both])
        touch += touch.T
    return Families(table, found[:, 0], found[:, 1], found[:, 2], area / max(area.sum(), 1e-9), x, y, touch)
