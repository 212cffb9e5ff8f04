"""merge_by_part: strands of one head of hair, and what hatching cuts off within one part, are one region.

Lines say where a region may end, parts say which of those lines are outlines: a line that has the same part of the same
figure on both sides, and cuts off little of it, is a stroke within it. Hatching is drawn with a finer pen than the
outline that it meets, so a piece goes over the finer lines to the body that it shades.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.basins import borders, group_pairs, ink_depth
from engine.borders import hang_together
from engine.pieces import Links, neighbours
from engine.request import Hint
from engine.types import U8, Parts, Regions, Seed
from models.parts import Part

I32 = NDArray[np.int32]
F64 = NDArray[np.float64]

OPEN = 0.5
"""A border with less ink than this share lies across a gap: with one part on both sides it is no outline."""
STRAND = 0.04
"""A region of hair with less than this share of the mass that it hangs together with is a strand of it."""
SMALL = 0.008
"""Of other parts, a region with less than this share may be hatching or a fold ..."""
CROWD = 6
"""... where so many small ones of the part touch: three toes are toes, and two cuffs are cuffs."""
FINE = 0.6
"""A line at most so many times as thick as the outlines around the figures are on the mean is a stroke ..."""
STROKE, SHADED = 10, 0.1
"""... over which a piece is drawn to its neighbour so many times as much; and what is of a crowd or of a thing, also
where it has as much as this share: hatching covers a side of a body."""
SPECK = 1e-4
"""A region smaller than this share of the picture is no thing of its own."""
DENSE = 3
"""So many colours in one region are said by somebody who means its cells."""
STREWN = 40
"""So many points in one drawing are a picture's own colours, put where they belong."""
KEPT = (Part.BACKGROUND, Part.EYES, Part.EYE_WHITE, Part.MOUTH)
"""What is small here is meant: pupils, catchlights, teeth."""
HELD = 0.12
"""A region belongs to a neighbour that holds this share of its border, and not to one that it touches in a corner."""
COMPACT, SURROUNDED = 0.38, 0.78
"""What fills so much of its box, and has so much of its border with one neighbour, is a thing on it: a button."""


def merge_by_part(regions: Regions, parts: Parts, line_alpha: U8) -> tuple[Regions, Parts]:
    """Join regions of one part and figure over open borders, and small ones with the neighbour that holds most of
    their border, the smallest first.

    Labels are numbered anew, in reading order of their anchors; a region has the anchor of its largest piece.
    """
    one, two = regions.pairs.T
    alike = (parts.part[one] == parts.part[two]) & (parts.figure[one] == parts.figure[two])
    alike &= ~(np.isin(parts.part[one], KEPT) | regions.background[regions.pairs].any(1))
    if not alike.any():
        return regions, parts
    limit, most = _limits(regions, parts, regions.pairs[alike])
    fine = _fine(regions, line_alpha) if (regions.area < limit)[1:].any() else np.zeros(len(regions.pairs), bool)
    clumps = _Clumps(regions, parts, fine)
    for a, b in regions.pairs[alike & (regions.ink < OPEN)].tolist():
        clumps.join(a, b)
    small = [(clumps.area[n], n) for n in np.unique(regions.pairs[alike]).tolist() if clumps.root(n) == n]
    heapq.heapify(small)
    while small:
        area, label = heapq.heappop(small)
        if clumps.root(label) != label or clumps.area[label] != area or area >= most[label]:
            continue
        holder = clumps.holder(label)
        if holder is not None and (area < limit[label] or clumps.is_fine(label, holder)):
            kept = clumps.join(label, holder)
            most[kept] = max(most[label], most[kept])
            heapq.heappush(small, (clumps.area[kept], kept))
    root = np.array([clumps.root(n) for n in range(regions.count + 1)], np.int32)
    return _renumber(regions, parts, root)


def cells_where_dense(
    cells: Regions, merged: Regions, seeds: Sequence[Seed], hints: Sequence[Hint] = ()
) -> tuple[Regions, I32, tuple[Seed, ...]]:
    """The merged regions, but cells again where hints give one `DENSE` colours or more: who says so much means them;
    and where two cells that are larger than strands get different colours, a pot and the belt around it. Where a
    drawing is strewn with `STREWN` points, every region is; but one that a hint names by its number stays.

    `cells` are the regions before `merge_by_part`, `merged` those after. Returns the regions (merged labels keep their
    numbers, cells are appended), the merged label of each, int32 (n + 1,), and the seeds: those for whole regions
    hold for every cell of them.
    """
    same = np.arange(merged.count + 1, dtype=np.int32)
    owner = merged.labels[cells.anchor[:, 1], cells.anchor[:, 0]]
    owner[0] = 0
    opened = np.isin(owner, _dense(cells, merged, seeds, hints)) & (np.bincount(owner)[owner] > 1)
    if not opened.any():
        return merged, same, tuple(seeds)
    first = np.zeros(merged.count + 1, np.int32)
    first[1:] = cells.labels[merged.anchor[1:, 1], merged.anchor[1:, 0]]
    number = owner.copy()
    more = np.setdiff1d(np.flatnonzero(opened), first)
    number[more] = merged.count + 1 + np.arange(len(more))
    regions = _join(cells, number, np.concatenate([first, more]))
    drawn = np.concatenate([same, owner[more]])
    anchors = {label: regions.anchor[drawn == label] for label in np.unique(owner[more]).tolist()}
    spread = []
    for seed in seeds:
        under = np.unique(_under(merged, seed)).tolist() if seed.whole else []
        points = [anchors[label] for label in under if label in anchors]
        spread.append(replace(seed, points=np.concatenate([seed.points, *points])) if points else seed)
    return regions, drawn, tuple(spread)


def _dense(cells: Regions, merged: Regions, seeds: Sequence[Seed], hints: Sequence[Hint]) -> list[int]:
    """The labels that are to be cells again."""
    colors: dict[int, set[object]] = {}
    apart: dict[int, dict[int, set[object]]] = {}
    numbered: set[int] = set()
    points = 0
    for seed in seeds:
        if seed.whole:
            continue
        hint = hints[seed.hint] if seed.hint is not None and seed.hint < len(hints) else None
        under = np.unique(_under(merged, seed)).tolist()
        numbered.update(under if hint is not None and hint.regions else ())
        points += bool(hint is not None and hint.place is not None and hint.place.exact)
        said = seed.color, seed.to, seed.source
        for label in under:
            colors.setdefault(label, set()).add(said)
        for cell, label in np.unique([_under(cells, seed), _under(merged, seed)], axis=1).T.tolist():
            if cells.area[cell] >= STRAND * merged.area[label]:
                apart.setdefault(label, {}).setdefault(cell, set()).add(said)
    if points >= STREWN:
        return [label for label in range(1, merged.count + 1) if label not in numbered]
    meant = {label for label, found in apart.items() if len({frozenset(said) for said in found.values()}) > 1}
    return [label for label, found in colors.items() if len(found) >= DENSE or label in meant]


def _under(regions: Regions, seed: Seed) -> I32:
    height, width = regions.labels.shape
    x, y = np.clip(seed.points, 0, [width - 1, height - 1]).T
    return regions.labels[y, x]


def _fine(regions: Regions, line_alpha: U8) -> NDArray[np.bool_]:
    """bool (m,): whether the line between each two regions is a stroke, most of it as thick as `FINE` at most."""
    p, q = borders(regions.labels)
    row = group_pairs(regions.labels, p, q)[1]
    depth = ink_depth(line_alpha).ravel()[p]
    outline = depth[np.any(regions.background[regions.pairs], axis=1)[row]]
    stroke = depth <= FINE * (outline.mean() if len(outline) else 0.0)
    count = len(regions.pairs)
    return np.asarray(np.bincount(row, stroke, count) > 0.5 * np.bincount(row, minlength=count), np.bool_)


def _limits(regions: Regions, parts: Parts, pairs: I32) -> tuple[F64, F64]:
    """float64 (n + 1,) twice: below which area, in pixels, each region may be a piece of another, and below which it
    may be over a fine line. `pairs` are the borders within a part."""
    hair = parts.part == Part.HAIR
    mass = hang_together(regions.count + 1, pairs)
    whole = np.bincount(mass, regions.area)[mass]
    limit = np.where(hair, STRAND, SMALL) * whole
    small = regions.area < limit
    crowd = hang_together(regions.count + 1, pairs[small[pairs].all(1)])
    crowded = np.bincount(crowd)[crowd] >= CROWD
    limit = np.maximum(np.where(hair | crowded, limit, 0), SPECK * regions.labels.size)
    thing = np.isin(parts.part, (Part.PROP, Part.SCENERY))
    return limit, np.where(crowded | thing, np.maximum(limit, SHADED * whole), limit)


class _Clumps:
    """Regions that have become one, with their borders. A clump goes by the label of its largest region."""

    def __init__(self, regions: Regions, parts: Parts, fine: NDArray[np.bool_]) -> None:
        self._kind = list(zip(parts.part.tolist(), parts.figure.tolist(), regions.background.tolist(), strict=True))
        self._box = regions.box.tolist()
        self.area: list[int] = regions.area.tolist()
        self._links = Links(self.area)
        self.root = self._links.root
        near = neighbours(regions)
        self._near = [near.get(label, {}) for label in range(regions.count + 1)]
        # Of a border, what is stroke and what is outline.
        self._strokes: list[dict[int, float]] = [{} for _ in range(regions.count + 1)]
        for (a, b), stroke in zip(regions.pairs.tolist(), fine.tolist(), strict=True):
            self._strokes[a][b] = self._strokes[b][a] = stroke * self._near[a][b]

    def join(self, a: int, b: int) -> int:
        """Make two clumps one; its label."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return a
        self._links.join(a, b)
        big = self.root(a)
        little = a + b - big
        self.area[big] += self.area[little]
        x0, y0, x1, y1 = self._box[little]
        left, top, right, bottom = self._box[big]
        self._box[big] = [min(left, x0), min(top, y0), max(right, x1), max(bottom, y1)]
        for near in (self._near, self._strokes):
            for other, held in near[little].items():
                del near[other][little]
                if other != big:
                    near[other][big] = near[big][other] = near[big].get(other, 0.0) + held
            near[little] = {}
        return big

    def is_fine(self, a: int, b: int) -> bool:
        """Whether most of the line between two clumps is a stroke."""
        return self._strokes[a][b] > 0.5 * self._near[a][b]

    def holder(self, label: int) -> int | None:
        """The clump of the same part and figure that a small one is a piece of."""
        near = self._near[label]
        around = sum(near.values())
        mine = {other: held for other, held in near.items() if self._kind[other] == self._kind[label]}
        if not mine:
            return None
        strokes = self._strokes[label]
        best = max(mine, key=lambda other: (mine[other] + STROKE * strokes[other], -other))
        x0, y0, x1, y1 = self._box[label]
        button = self.area[label] > COMPACT * (x1 - x0) * (y1 - y0) and max(near.values()) > SURROUNDED * around
        return None if button or mine[best] < HELD * around else best


def _renumber(regions: Regions, parts: Parts, root: I32) -> tuple[Regions, Parts]:
    """The regions and their parts when labels are joined by `root`, int32 (n + 1,)."""
    groups = np.unique(root[1:])
    if len(groups) == regions.count:
        return regions, parts
    x, y = regions.anchor[groups].T
    groups = np.concatenate([[0], groups[np.lexsort((x, y))]]).astype(np.int32)
    number = np.zeros(regions.count + 1, np.int32)
    number[groups] = np.arange(len(groups))
    joined = _join(regions, number[root], groups)
    return joined, Parts(parts.part[groups], parts.sure[groups], parts.figure[groups], parts.head)


def _join(regions: Regions, number: I32, first: I32) -> Regions:
    """Regions under new numbers, some of them one: the tables need no pixels. `first` is the old label that each new
    one has its anchor from."""
    area = np.zeros(len(first), np.int64)
    np.add.at(area, number, regions.area)
    box = regions.box[first].copy()
    np.minimum.at(box[:, :2], number, regions.box[:, :2])
    np.maximum.at(box[:, 2:], number, regions.box[:, 2:])
    labels = np.take(number, regions.labels)
    return Regions(labels, area, box, regions.anchor[first], regions.background[first], *_borders(regions, number))


def _borders(regions: Regions, number: I32) -> tuple[I32, I32, NDArray[np.float32]]:
    pairs = np.sort(number[regions.pairs], axis=1)
    apart = pairs[:, 0] != pairs[:, 1]
    found, row = np.unique(pairs[apart].astype(np.int64) @ [1 << 32, 1], return_inverse=True)
    border = np.bincount(row, regions.border[apart], len(found))
    inked = np.bincount(row, (regions.border * regions.ink)[apart], len(found))
    both = np.column_stack([found >> 32, found & 0xFFFFFFFF])
    return both.astype(np.int32), border.astype(np.int32), (inked / np.maximum(border, 1)).astype(np.float32)
