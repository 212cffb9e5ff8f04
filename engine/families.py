"""Which regions take one colour: those of one part, on one figure, that look alike.

A head of hair, a skin, a pair of eyes or shoes is one family. Clothes, things and fur are sorted into a
few by place, size, symmetry and ink: a guess that an illustrator would find plausible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.coats import sort_coat
from engine.parts.adrift import find_adrift
from engine.parts.strewn import find_strewn
from engine.parts.waters import find_water
from engine.pieces import Pieces, join_pieces
from engine.types import U8, Parts, Regions
from models.parts import Part

I32 = NDArray[np.int32]

MAIN, DETAIL, SMOKE, FLAME, GLOW, WATER = 0, 5, 6, 7, 8, 9
"""Roles: `MAIN` up to 3 are clusters of like pieces, the largest first; `DETAIL` is small and lies on one thing: a
button, a knob. What is adrift beside an animal is smoke, or a flame where it glows within; `WATER` is what carries a
boat. Those of fur are in `engine.coats`."""

_CLUSTERS = 4
"""As many colours things and surroundings have."""
_DETAIL_SHARE = 0.012
_INNER, _LEVEL = 0.05, 0.5
"""What shows between fronts is at least this share of a garment, and they lie beside this share of its height."""
_FRONTS = 1.5
"""Fronts are together so many times as large as what shows between them: pleats are much alike."""
_SHOWN = 0.25
"""... and no more than this share of its border is open air: the fronts are on both sides of it."""
_BAND = 0.5
"""The band of a hat has less than this share of the area of what it lies on."""


@dataclass(frozen=True)
class Families:
    """The families 0..m - 1 of a picture.

    family   int32 (n + 1,): the family of each region, -1 for paper
    part     int32 (m,): numbers of `Part`         figure   int32 (m,): whose it is
    role     int32 (m,): `MAIN`.., `DETAIL`; of fur those in `engine.coats`
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
    # A boat is one thing, whoever sits in which end of it.
    parts = replace(parts, figure=np.where(parts.part == Part.PROP, 0, parts.figure).astype(np.int32))
    pieces = join_pieces(regions, parts, line_alpha)
    role = np.zeros(regions.count + 1, np.int32)
    whole = np.unique(pieces.piece[pieces.piece > 0])
    part, figure = parts.part[whole], parts.figure[whole]
    water = np.unique(pieces.piece[find_water(regions, parts.part)])
    role[water] = WATER
    dry = ~np.isin(whole, water)
    for one in np.unique(np.stack([part, figure], 1)[dry], axis=0).tolist():
        mine = whole[dry & (part == one[0]) & (figure == one[1])]
        kind = Part(one[0])
        if kind in _SORTED:
            small = (pieces.host[mine] > 0) & (pieces.near[mine] == 1) & (pieces.area[mine] < _DETAIL_SHARE)
            role[mine[small]] = DETAIL
            role[mine[~small]] = _SORTED[kind](mine[~small], pieces) if not small.all() else 0
        elif kind == Part.CREATURE:
            role[mine] = sort_coat(mine, regions, parts, pieces)
    strewn = pieces.piece[find_strewn(regions)]
    role[strewn[parts.part[strewn] == Part.PROP]] = DETAIL
    adrift = pieces.piece[find_adrift(regions, parts.part, line_alpha) & (parts.part == Part.PROP)]
    role[adrift] = np.where(pieces.near[adrift] == 0, SMOKE, np.where(pieces.open_air[adrift] > 0, FLAME, GLOW))
    return _table(regions, parts, pieces, role)


def _garments(mine: I32, pieces: Pieces) -> I32:
    """For each piece of a top which garment it belongs to: 0 the outer or only one, 1 what
    shows between its fronts, which are twins and clearly larger. All else is one cloth: sleeves and folds, too."""
    index = np.zeros(len(mine), np.int32)
    if len(mine) < 2:
        return index
    share = pieces.area[mine] / pieces.area[mine].sum()
    twin = _twins(mine, pieces)
    paired = twin >= 0
    top, bottom = pieces.box[mine, 1], pieces.box[mine, 3]
    beside = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top) > _LEVEL * (bottom - top)[:, None]
    beside &= _touching(mine, pieces)
    between = pieces.central[mine] & (share > _INNER) & (pieces.open_air[mine] <= _SHOWN)
    for one in np.flatnonzero(between).tolist():
        fronts = beside[one] & paired & (index == 0) & ~pieces.central[mine]
        fronts &= fronts[twin]
        if share[fronts].sum() > _FRONTS * share[one]:
            index[one] = 1
    return index


def _below(mine: I32, pieces: Pieces) -> I32:
    """A skirt or trousers are of one cloth; what shows clearly below it is of another."""
    share, height = pieces.area[mine], pieces.v[mine]
    below = height > height[share.argmax()] + 0.2
    # One shin alone is no garment: what lies below shows on both sides.
    even = abs(float((pieces.u[mine] * share)[below].sum())) < 0.08 * float(share[below].sum())
    return (below & even & (share[below].sum() > 0.15 * share.sum())).astype(np.int32)


def _hat(mine: I32, pieces: Pieces) -> I32:
    """Crown and brim are one, ears and tails too; a band is another: small, with a larger piece above and one below."""
    touch = _touching(mine, pieces) & (pieces.area[mine][:, None] < _BAND * pieces.area[mine])
    above = pieces.v[mine][:, None] > pieces.v[mine]
    return np.asarray((touch & above).any(1) & (touch & ~above).any(1), np.int32)


def _cluster(mine: I32, pieces: Pieces) -> I32:
    """K-means of pieces by place (mirrored), size and ink: the index of each one's cluster, the largest 0."""
    if not len(mine):
        return np.zeros(0, np.int32)
    share = np.maximum(pieces.area[mine], 1e-6)
    features = np.stack([pieces.v[mine] * 2.6, np.abs(pieces.u[mine]), np.log(share) * 0.1, pieces.ink[mine] * 1.2], 1)
    weight = np.sqrt(share)
    k = int(np.clip(round(0.6 + len(mine) ** 0.5), 1, _CLUSTERS))
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
    # Of twins the larger one decides.
    twin = _twins(mine, pieces)
    index = np.where((twin >= 0) & (share[twin] > share), index[twin], index)
    order = np.argsort(-np.bincount(index, share, k), kind="stable")
    return np.argsort(order)[index].astype(np.int32)


def _twins(mine: I32, pieces: Pieces) -> I32:
    """For each piece where its twin is among these, or -1."""
    return _place(mine, pieces)[pieces.twin[mine]]


def _touching(mine: I32, pieces: Pieces) -> NDArray[np.bool_]:
    """bool (k, k): which of the pieces touch each other."""
    beside = _place(mine, pieces)[pieces.beside]
    touch = np.zeros((len(mine), len(mine)), bool)
    touch[tuple(beside[(beside >= 0).all(1)].T)] = True
    return touch


def _place(mine: I32, pieces: Pieces) -> I32:
    """int32 (n + 1,): where each piece is among these, or -1."""
    place = np.full(len(pieces.piece), -1, np.int32)
    place[mine] = np.arange(len(mine))
    return place


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


def _alike(mine: I32, pieces: Pieces) -> I32:
    return np.zeros(len(mine), np.int32)


_SORTED: dict[Part, Callable[[I32, Pieces], I32]] = {
    Part.TOP: _garments,
    Part.BOTTOM: _below,
    Part.HEADWEAR: _hat,
    Part.ACCESSORY: _alike,
    Part.PROP: _cluster,
    Part.SCENERY: _cluster,
}
"""How the pieces of a part are sorted into families, details left out; every other part, but fur, is one family."""
