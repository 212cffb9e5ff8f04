"""Which regions belong together, by geometry alone: place, size, nesting, symmetry and ink.

There is no part network here. A family is a guess that an illustrator would find plausible (the mass
of hair over a face, a pair of sleeves, the shoes), never a claim about what a region is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.faces import crowns, find_faces
from engine.pieces import Pieces, join_pieces
from engine.types import U8, Regions

KINDS = ("cloth", "skin", "hair", "white", "iris", "mouth", "detail", "coat", "pale", "tip")
"""What a family is taken for. `coat` and `pale` are a creature's fur and its lighter places; `tip` is what
ends the figure at its feet; every family of `cloth` is a cluster of like pieces."""

CLOTH, SKIN, HAIR, WHITE, IRIS, MOUTH, DETAIL, COAT, PALE, TIP = range(len(KINDS))
_CLUSTERS = 4
_CREATURE_PARTS = 10
"""An animal is drawn in few pieces; a dressed figure in more."""


@dataclass(frozen=True)
class Families:
    """The families 0..m - 1 of a picture.

    family   int32 (n + 1,): the family of each region, -1 for paper
    piece    int32 (n + 1,): regions that are one thing have one number
    kind     int32 (m,): an index into `KINDS`
    area     float64 (m,): share of the figures' area
    x, y     float64 (m,): mean distance from the figure's middle (0..0.5) and place from its top (0..1)
    touch    float64 (m, m): length of shared borders, px
    """

    family: NDArray[np.int32]
    piece: NDArray[np.int32]
    kind: NDArray[np.int32]
    area: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    touch: NDArray[np.float64]


def find_families(regions: Regions, line_alpha: U8) -> Families:
    """Group the regions of the figures into families."""
    pieces = join_pieces(regions, line_alpha)
    kind = np.full(regions.count + 1, -1, np.int32)
    cluster = np.zeros(regions.count + 1, np.int32)
    if not len(pieces.large):
        return _table(regions, pieces, kind, cluster)
    faces = _believable(pieces, find_faces(regions, pieces, line_alpha))
    for face in faces:
        kind[face] = SKIN
    for face in faces:
        _around_face(pieces, kind, face)
    for piece in pieces.large:
        if kind[piece] < 0 and _is_one_body(pieces, kind, piece):
            _make_creature(pieces, kind, piece)
    _name_tips(pieces, kind, bool(faces))
    cloth = np.array([p for p in pieces.large if kind[p] < 0], np.int32)
    kind[cloth] = CLOTH
    cluster[cloth] = _cluster(cloth, pieces)
    _match_twins(pieces, kind, cluster)
    for island in sorted(pieces.islands, key=lambda p: (-pieces.area[p], p)):
        kind[island] = _name_island(pieces, kind, island)
    return _table(regions, pieces, kind, cluster)


def _believable(pieces: Pieces, faces: list[int]) -> list[int]:
    """A face that nothing crowns is an animal's: not beside a crowned one, nor in a figure of many pieces."""
    crowned = {face for face in faces if crowns(pieces, face)}
    people = {int(pieces.figure[face]) for face in crowned}

    def simple(face: int) -> bool:
        figure = int(pieces.figure[face])
        return figure not in people and _count_parts(pieces, figure) <= _CREATURE_PARTS

    return [face for face in faces if face in crowned or simple(face)]


def _count_parts(pieces: Pieces, figure: int) -> int:
    """How many pieces of a figure are more than a detail."""
    least = 0.015 * pieces.whole[figure]
    return sum(pieces.figure[p] == figure and pieces.area[p] > least for p in pieces.large)


def _around_face(pieces: Pieces, kind: NDArray[np.int32], face: int) -> None:
    """Hair is what crowns a face and hangs beside it; a face that nothing crowns is a creature's."""
    x0, y0, x1, y1 = (int(v) for v in pieces.box[face])
    tall, wide = y1 - y0, x1 - x0
    crown = [p for p in crowns(pieces, face) if kind[p] < 0 or kind[p] == HAIR]
    if not crown:
        _make_creature(pieces, kind, face)
        return
    for piece in crown:
        kind[piece] = HAIR
    for piece, border in pieces.around[face].items():
        if kind[piece] >= 0 or pieces.paper[piece] or piece in pieces.islands:
            continue
        px0, py0, px1, _ = (int(v) for v in pieces.box[piece])
        small = pieces.area[piece] < 0.06 * pieces.area[face]
        outside = max(x0 - px0, px1 - x1) > 0.12 * wide
        middle = x0 - 0.1 * wide <= px0 and px1 <= x1 + 0.1 * wide
        if small and outside and py0 > y0 + 0.2 * tall and pieces.y[piece] < y0 + 0.85 * tall:
            kind[piece] = SKIN  # an ear
        elif py0 < y0 + 0.62 * tall and (outside or py0 < y0 + 0.2 * tall) and border > 0.12 * tall:
            kind[piece] = HAIR
        elif middle and pieces.y[piece] > y0 + 0.8 * tall and pieces.area[piece] < 0.35 * pieces.area[face]:
            kind[piece] = SKIN  # the neck
    _grow_hair(pieces, kind, floor=y1 + 1.2 * tall, ceiling=y0 - 0.6 * tall)


def _grow_hair(pieces: Pieces, kind: NDArray[np.int32], floor: float, ceiling: float) -> None:
    """Strands and buns: pieces that lie mostly along hair, not far below the face nor high above it."""
    grew = True
    while grew:
        grew = False
        for piece in pieces.large:
            if kind[piece] >= 0 or not ceiling < pieces.y[piece] < floor:
                continue
            near = pieces.around[piece]
            figure = sum(b for p, b in near.items() if not pieces.paper[p])
            along = sum(b for p, b in near.items() if kind[p] == HAIR)
            if along > 0.1 * figure and pieces.y[piece] < floor * 0.8:
                along += sum(b for p, b in near.items() if kind[p] == SKIN)
                along *= 0.6
            if along > (0.34 if pieces.y[piece] < floor * 0.8 else 0.6) * max(figure, 1):
                kind[piece] = HAIR
                grew = True


def _is_one_body(pieces: Pieces, kind: NDArray[np.int32], piece: int) -> bool:
    """Whether a piece is most of an animal or a thing: large, among few others, and nobody with hair about."""
    figure = pieces.figure[piece]
    whole = pieces.whole[int(figure)]
    others = [p for p in pieces.large if pieces.figure[p] == figure and p != piece]
    few = _count_parts(pieces, int(figure)) <= 6
    return pieces.area[piece] > 0.38 * whole and few and all(kind[p] != HAIR for p in others)


def _make_creature(pieces: Pieces, kind: NDArray[np.int32], face: int) -> None:
    """A face without hair, or one body that is most of a figure: fur of one colour, with paler ends."""
    figure = pieces.figure[face]
    whole = pieces.whole[figure]
    for piece in pieces.large:
        if pieces.figure[piece] != figure or (kind[piece] >= 0 and piece != face):
            continue
        ends = len([p for p in pieces.around[piece] if not pieces.paper[p]]) <= 1
        kind[piece] = PALE if ends and pieces.area[piece] < 0.035 * whole else COAT


def _name_tips(pieces: Pieces, kind: NDArray[np.int32], faces: bool) -> None:
    """What ends the figure: hands where a face is (skin), shoes at its foot."""
    for piece in pieces.large:
        if kind[piece] >= 0:
            continue
        whole = pieces.whole[pieces.figure[piece]]
        near = [p for p in pieces.around[piece] if not pieces.paper[p] and p not in pieces.islands]
        open_air = sum(b for p, b in pieces.around[piece].items() if pieces.paper[p])
        ends = len(near) == 1 and open_air > 0 and pieces.area[piece] < 0.05 * whole
        if not ends:
            continue
        v = pieces.v[piece]
        if v > 0.86:
            kind[piece] = TIP
        elif faces and v > 0.22 and kind[near[0]] != HAIR and pieces.area[piece] < 0.03 * whole:
            kind[piece] = SKIN


def _match_twins(pieces: Pieces, kind: NDArray[np.int32], cluster: NDArray[np.int32]) -> None:
    """Two sleeves, two legs, two shoes: mirrored pieces of a size take the larger one's family."""
    order = sorted(pieces.large, key=lambda p: (-pieces.area[p], p))
    for i, piece in enumerate(order):
        for twin in order[i + 1 :]:
            if pieces.area[twin] < 0.6 * pieces.area[piece]:
                break
            level = abs(pieces.v[piece] - pieces.v[twin]) < 0.04 and abs(pieces.u[piece] - pieces.u[twin]) < 0.06
            if level and pieces.figure[piece] == pieces.figure[twin] and pieces.u[piece] > 0.05:
                kind[twin], cluster[twin] = kind[piece], cluster[piece]
                break


def _name_island(pieces: Pieces, kind: NDArray[np.int32], island: int) -> int:
    """Eyes and mouth in a face, belly and eyes of a creature, buttons on cloth."""
    host = pieces.host[island]
    if host and kind[host] == WHITE:
        return IRIS
    whole = pieces.whole[pieces.figure[island]]
    if host and kind[host] in (SKIN, COAT) and pieces.area[host] > 4 * pieces.area[island]:
        y0, y1 = int(pieces.box[host][1]), int(pieces.box[host][3])
        low = (pieces.y[island] - y0) / max(y1 - y0, 1)
        twin = any(
            other != island
            and pieces.host[other] == host
            and abs(pieces.y[other] - pieces.y[island]) < 0.12 * (y1 - y0)
            and 0.3 < pieces.area[other] / pieces.area[island] < 3.3
            for other in pieces.islands
        )
        if twin or low < 0.66:
            return WHITE
        return MOUTH if pieces.area[island] < 0.12 * pieces.area[host] else PALE
    if host and kind[host] == HAIR:
        return HAIR
    return DETAIL if pieces.area[island] < 0.012 * whole else PALE


def _cluster(cloth: NDArray[np.int32], pieces: Pieces) -> NDArray[np.int32]:
    """K-means of pieces by place (mirrored), size and ink: the index of each one's cluster."""
    if not len(cloth):
        return np.zeros(0, np.int32)
    size = np.log(np.maximum(pieces.area[cloth], 1) / np.array([pieces.whole[int(pieces.figure[p])] for p in cloth]))
    features = np.stack([pieces.v[cloth] * 2.6, pieces.u[cloth] * 1.0, size * 0.1, pieces.ink[cloth] * 1.2], 1)
    weight = np.sqrt(pieces.area[cloth])
    k = int(np.clip(round(0.6 + len(cloth) ** 0.5), 1, _CLUSTERS))
    centres = [features[np.argmax(weight)]]
    for _ in range(1, k):
        gap = np.min([((features - c) ** 2).sum(1) for c in centres], axis=0) * weight
        centres.append(features[int(gap.argmax())])
    centre = np.array(centres)
    index = np.zeros(len(cloth), np.int32)
    for _ in range(12):
        index = ((features[:, None] - centre[None]) ** 2).sum(2).argmin(1).astype(np.int32)
        for c in range(k):
            if (index == c).any():
                centre[c] = np.average(features[index == c], axis=0, weights=weight[index == c])
    return index


def _table(regions: Regions, pieces: Pieces, kind: NDArray[np.int32], cluster: NDArray[np.int32]) -> Families:
    key = np.where(kind >= 0, kind * _CLUSTERS + np.where(kind == CLOTH, cluster, 0), -1)[pieces.piece]
    key[pieces.paper] = -1
    found = np.unique(key[key >= 0])
    family = np.where(key >= 0, np.searchsorted(found, key), -1).astype(np.int32)
    m = len(found)
    area, x, y = np.zeros(m), np.zeros(m), np.zeros(m)
    mine = family >= 0
    np.add.at(area, family[mine], regions.area[mine])
    np.add.at(x, family[mine], pieces.region_u[mine] * regions.area[mine])
    np.add.at(y, family[mine], pieces.region_v[mine] * regions.area[mine])
    weight = np.maximum(area, 1)
    touch = np.zeros((m, m))
    if len(regions.pairs):
        a, b = family[regions.pairs[:, 0]], family[regions.pairs[:, 1]]
        both = (a >= 0) & (b >= 0) & (a != b)
        np.add.at(touch, (a[both], b[both]), regions.border[both])
        touch += touch.T
    kinds = (found // _CLUSTERS).astype(np.int32)
    return Families(family, pieces.piece, kinds, area / max(area.sum(), 1), x / weight, y / weight, touch)
