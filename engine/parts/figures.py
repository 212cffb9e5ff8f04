"""Figures: which regions belong to which head, so that two girls have two heads of hair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import hang_together, shares
from engine.cells import sample
from engine.types import Regions, Sight
from models.parts import WORN, Part

I32 = NDArray[np.int32]

OF_HEAD = (Part.SKIN, Part.EYES, Part.EYE_WHITE, Part.MOUTH, Part.HAIR, Part.HEADWEAR, Part.CREATURE)
NOBODYS = (Part.BACKGROUND, Part.SCENERY)
OF_ITSELF = 0.08
"""What no head is joined to is a figure of its own from this share of all figures' area on."""
GRAZES = 0.1
"""What has less of itself than this in the middle of a head only grazes it."""
HOP = 0.02
"""What it costs to step from one region to the next, beside the way, in shares of the picture's longer side."""
INK_COSTS = 1.5
SIDEWAYS = 3
"""... and so many times as much of the way across, but for hair: a body hangs down from its head. On generated crowds
so 89 % of the clothes find their wearer, and 84 % without ..."""
HAIR_COSTS = 4
"""... and so many times as much from hair to clothes: hair hangs over whoever is behind, a neck wears its collar."""


def find_figures(regions: Regions, part: NDArray[np.uint8], sight: Sight) -> tuple[I32, I32]:
    """(figure int32 (n + 1,), head int32 (k + 1, 4)), as in `Parts`.

    From every head its figure grows over the regions that touch, the nearest first; animals and other figures
    without a head that was seen are what hangs together. Numbered from left to right.
    """
    count = regions.count + 1
    somebody = ~np.isin(part, NOBODYS) & ~regions.background & (regions.area > 0)
    somebody[0] = False
    heads = _pixels(sight, regions.labels.shape)
    owner = _grow(regions, part, somebody, _seeds(regions, part, somebody, sight))
    owner = _rooted(regions, part, somebody & (part == Part.HAIR), owner)
    boxes = {number: tuple(heads[number].tolist()) for number in np.unique(owner[owner >= 0]).tolist()}
    loose = somebody & (owner < 0)
    number = len(heads)
    whole = max(int(regions.area[somebody].sum()), 1)
    for piece in _pieces(regions, loose):
        if not boxes or regions.area[piece].sum() >= OF_ITSELF * whole:
            owner[piece] = number
            boxes[number] = (0, 0, 0, 0)
            number += 1
    for label in np.flatnonzero(somebody & (owner < 0)).tolist():
        owner[label] = _nearest(regions, label, owner)
    figures = sorted(boxes, key=lambda n: (_middle(regions, owner, n, boxes[n]), n))
    table = np.zeros((len(figures) + 1, 4), np.int32)
    figure = np.zeros(count, np.int32)
    for place, number in enumerate(figures, start=1):
        figure[owner == number] = place
        table[place] = boxes[number]
    return figure, table


def _pixels(sight: Sight, shape: tuple[int, ...]) -> I32:
    """int32 (k, 4): the boxes of the heads in the picture's pixels, within its edges."""
    cells = sight.belief.shape
    scale = np.array([shape[1] / cells[1], shape[0] / cells[0]] * 2)
    heads = np.round(np.array(sight.heads, np.float64).reshape(-1, 4) * scale)
    return np.clip(heads, 0, [shape[1], shape[0]] * 2).astype(np.int32)


def _seeds(regions: Regions, part: NDArray[np.uint8], somebody: NDArray[np.bool_], sight: Sight) -> I32:
    """int32 (n + 1,): the head that a region is part of, -1 for none: what lies in its face, or is most of it."""
    seen = sample(regions.labels, sight.belief.shape[:2])
    count = regions.count + 1
    cells = np.bincount(seen.ravel(), minlength=count)
    best = np.zeros(count)
    owner = np.full(count, -1, np.int32)
    for number, (x0, y0, x1, y1) in enumerate(sight.heads):
        # The middle of the box: the face without the hair around it.
        dx, dy = (x1 - x0) // 5, (y1 - y0) // 5
        inner = seen[max(0, y0 + dy) : max(0, y1 - dy), max(0, x0 + dx) : max(0, x1 - dx)]
        held = np.bincount(inner.ravel(), minlength=count).astype(float)
        held[~somebody | ~np.isin(part, OF_HEAD)] = 0
        held[held < np.minimum(GRAZES * cells, held.max())] = 0
        more = held > best
        best[more] = held[more]
        owner[more] = number
    return owner


def _grow(regions: Regions, part: NDArray[np.uint8], somebody: NDArray[np.bool_], owner: I32) -> I32:
    """Each region takes the owner that is nearest on the way over regions that touch; -1 where none is."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    sources = np.flatnonzero(owner >= 0)
    if not len(sources) or not len(regions.pairs):
        return owner
    both = somebody[regions.pairs].all(1)
    a, b = regions.pairs[both].T
    hair, cloth = part == Part.HAIR, np.isin(part, WORN)
    across, down = (regions.anchor[a] - regions.anchor[b]).T
    way = np.hypot(np.where(hair[a] | hair[b], 1, SIDEWAYS) * across, down) / max(regions.labels.shape)
    cost = (way + HOP) * (1 + INK_COSTS * regions.ink[both])
    cost = np.where((hair[a] & cloth[b]) | (hair[b] & cloth[a]), HAIR_COSTS * cost, cost)
    graph = csr_matrix((cost, (a, b)), shape=(len(owner),) * 2)
    _, _, source = dijkstra(graph, directed=False, indices=sources, min_only=True, return_predecessors=True)
    return np.where(source >= 0, owner[np.maximum(source, 0)], -1).astype(np.int32)


def _rooted(regions: Regions, part: NDArray[np.uint8], hair: NDArray[np.bool_], owner: I32) -> I32:
    """The owners, with hair on the head that it grows from: a piece that lies apart from the rest of its owner's hair
    is of who has most of its border but for clothes, over which it hangs, if it touches hair of theirs."""
    both = hair[regions.pairs].all(1)
    a, b = regions.pairs[both].T
    same = owner[a] == owner[b]
    if same.all():
        return owner
    mass = hang_together(len(hair), regions.pairs[both][same])
    area = np.bincount(mass, regions.area * hair)
    one, other, _ = shares(regions)
    length = np.tile(regions.border, 2)
    after = owner.copy()
    for piece in np.unique(mass[np.concatenate([a[~same], b[~same]])]).tolist():
        mine = hair & (mass == piece)
        now = owner[mine][0]
        if now >= 0 and area[piece] == area[mass[hair & (owner == now)]].max():
            continue
        out = mine[one] & ~mine[other] & (owner[other] >= 0) & ~np.isin(part[other], WORN)
        border = np.bincount(owner[other][out], length[out])
        best = int(border.argmax())
        if best != now and (hair[other] & out & (owner[other] == best)).any():
            after[mine] = best
    return after


def _pieces(regions: Regions, loose: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The labels of what hangs together among the loose regions, the largest piece first."""
    piece = hang_together(len(loose), regions.pairs[loose[regions.pairs].all(1)])
    found = [np.flatnonzero(loose & (piece == n)) for n in np.unique(piece[loose]).tolist()]
    return sorted(found, key=lambda labels: (-int(regions.area[labels].sum()), int(labels[0])))


def _nearest(regions: Regions, label: int, owner: I32) -> int:
    owned = np.flatnonzero(owner >= 0)
    gap = ((regions.anchor[owned] - regions.anchor[label]) ** 2).sum(1)
    return int(owner[owned[gap.argmin()]])


def _middle(regions: Regions, owner: I32, number: int, head: tuple[int, ...]) -> float:
    """Where a figure stands from left to right: its head's middle, else its regions'."""
    if head[2] > head[0]:
        return (head[0] + head[2]) / 2
    mine = owner == number
    return float(np.average(regions.anchor[mine, 0], weights=regions.area[mine]))
