"""Regions and hints -> regions of one hint colour each: a region with two hints is split between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.basins import F32, INK, distance_to_ink, flood
from engine.claims import BESIDE, Claims, depths, inmost_counts, lightest, most_say
from engine.regions import describe
from engine.request import Note
from engine.types import U8, HintMap, Regions, Seed

GRAZE_SHARE = 0.2
"""A stroke with less than this share of its pixels in a region may only graze it."""
GRAZE_COVER = 0.35
"""... unless it covers this share of the region."""
REACH = 4.0
"""How far a hint reaches that differs from what most of its region's hints say, in units of its clearance."""
OPEN = 0.02
"""... unless it lies so far from ink, in shares of the longer side: in the open a hint means all around it."""
PAPER_REACH = 1.0
"""The same on paper: what lies there beside a figure was seldom meant for the paper."""
PATCH = 6.5 / 2048
"""Radius, in shares of the longer side, of what a hint beside a line keeps where others hold the region."""


def split_regions(
    regions: Regions, line_alpha: U8, hint_map: HintMap
) -> tuple[Regions, dict[int, Seed], tuple[Note, ...]]:
    """Refine regions until each has at most one hint colour.

    Returns the refined regions (old labels keep their numbers, new ones are appended), the seed that each
    hinted label takes, and notes on hints that lost their only pixels to a later hint. The pixel under
    every point of a point seed lies in a region with that seed's colour; where two points claim one
    pixel, the later one has it. Points outside the picture are moved to its edge. A seed for whole regions has
    those of its regions in which there is no other seed.
    """
    seeds = hint_map.seeds
    if not seeds:
        return regions, {}, ()
    refined, hinted, kept = _share_out(
        regions, line_alpha, [replace(s, points=s.points[:0]) if s.whole else s for s in seeds]
    )
    for number, seed in enumerate(seeds):
        if seed.whole:
            under = regions.labels[seed.points[:, 1], seed.points[:, 0]].tolist()
            free = [label for label in under if label not in hinted or hinted[label].whole]
            hinted |= dict.fromkeys(free, seed)
            kept |= {number} if free else set()
    return refined, hinted, _lost(seeds, kept)


def _share_out(regions: Regions, line_alpha: U8, seeds: Sequence[Seed]) -> tuple[Regions, dict[int, Seed], set[int]]:
    """(refined regions, the seed of each hinted label, the numbers of the seeds that have a pixel left)."""
    if not any(len(seed.points) for seed in seeds):
        return regions, {}, set()
    spots = _Spots(seeds, regions.labels.shape)
    spots.keep(~_grazing(spots, seeds, regions, line_alpha))
    spots.keep(spots.last_at_each_pixel())
    keys, first_of_key = _keys(seeds)
    label_at = regions.labels.ravel()[spots.at]
    key_at = keys[spots.seed]

    hinted: dict[int, Seed] = {}
    wishes = np.unique(np.column_stack([label_at, key_at]), axis=0)
    wanted = np.bincount(wishes[:, 0], minlength=regions.count + 1)
    contested = wanted > 1
    if contested.any():
        depth, weak, inked = depths(spots.at, line_alpha)
        claims = inmost_counts(Claims(spots.at, label_at, key_at, depth, weak, inked), regions, first_of_key)
        stray = _stray(regions, claims, wanted)
        contested |= stray
        regions = _split(regions, line_alpha, contested, stray, claims, first_of_key, hinted)
    for label, key in wishes[~contested[wishes[:, 0]]].tolist():
        hinted[label] = first_of_key[key]
    return regions, hinted, set(np.unique(spots.seed).tolist())


class _Spots:
    """Every pixel of every seed: `at` its flat index, `seed` the number of the seed."""

    def __init__(self, seeds: Sequence[Seed], shape: tuple[int, ...]) -> None:
        height, width = shape[:2]
        points = np.concatenate([s.points.reshape(-1, 2) for s in seeds]).astype(np.int64)
        self.at = np.clip(points[:, 1], 0, height - 1) * width + np.clip(points[:, 0], 0, width - 1)
        self.seed = np.repeat(np.arange(len(seeds)), [len(s.points.reshape(-1, 2)) for s in seeds])
        self.stroke = np.array([s.stroke for s in seeds], bool)[self.seed]

    def keep(self, mask: NDArray[np.bool_]) -> None:
        self.at, self.seed, self.stroke = self.at[mask], self.seed[mask], self.stroke[mask]

    def last_at_each_pixel(self) -> NDArray[np.bool_]:
        """Points before strokes, then the later seed: one claim a pixel."""
        order = np.lexsort((self.seed, ~self.stroke, self.at))
        last = np.ones(len(order), bool)
        last[:-1] = self.at[order][1:] != self.at[order][:-1]
        mask = np.zeros(len(order), bool)
        mask[order[last]] = True
        return mask


def _grazing(spots: _Spots, seeds: Sequence[Seed], regions: Regions, line_alpha: U8) -> NDArray[np.bool_]:
    """Which spots belong to a stroke that merely grazes the region under them."""
    if not spots.stroke.any():
        return np.zeros(len(spots.at), bool)
    label_at = regions.labels.ravel()[spots.at]
    touched = np.column_stack([spots.seed, label_at])
    pairs, row, count = np.unique(touched, axis=0, return_inverse=True, return_counts=True)
    row = row.reshape(-1)
    length = np.bincount(spots.seed, minlength=len(seeds))
    longest = np.zeros(len(seeds), np.int64)
    np.maximum.at(longest, pairs[:, 0], count)
    near = max(4.0, BESIDE * max(line_alpha.shape))
    depth = np.zeros(len(pairs), np.float32)
    np.maximum.at(depth, row, distance_to_ink(line_alpha).ravel()[spots.at])
    grazes = (
        (count < GRAZE_SHARE * length[pairs[:, 0]])
        & (count < longest[pairs[:, 0]])
        & (count < GRAZE_COVER * regions.area[pairs[:, 1]])
        & (depth <= near)
    )
    return grazes[row] & spots.stroke


def _keys(seeds: Sequence[Seed]) -> tuple[NDArray[np.int64], list[Seed]]:
    """(for each seed the number of its colour, for each colour its first seed)."""
    numbers: dict[object, int] = {}
    first: list[Seed] = []
    keys = np.zeros(len(seeds), np.int64)
    for i, seed in enumerate(seeds):
        key = (seed.color, seed.to, seed.source)
        if key not in numbers:
            numbers[key] = len(first)
            first.append(seed)
        keys[i] = numbers[key]
    return keys, first


def _stray(regions: Regions, claims: Claims, wanted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """bool (n + 1,): paper in which hints lie beside lines only, while elsewhere on the paper one lies in the open.

    That one says what the paper is; these were meant for what they lie beside.
    """
    strong = np.bincount(claims.label[~claims.weak], minlength=regions.count + 1) > 0
    return regions.background & (wanted > 0) & ~strong & bool((regions.background & strong).any())


def _split(
    regions: Regions,
    line_alpha: U8,
    contested: NDArray[np.bool_],
    stray: NDArray[np.bool_],
    claims: Claims,
    seed_of_key: Sequence[Seed],
    hinted: dict[int, Seed],
) -> Regions:
    """Share each contested region out among its colours; `hinted` gets the seeds of the pieces.

    Of a `stray` one the hints have patches, and the rest is nobody's.
    """
    labels = regions.labels.copy()
    width = labels.shape[1]
    anchors = [regions.anchor.copy()]
    parents = [np.arange(regions.count + 1)]
    count = regions.count
    order = np.argsort(claims.label, kind="stable")
    chosen = np.flatnonzero(contested)
    starts = np.searchsorted(claims.label[order], chosen)
    ends = np.searchsorted(claims.label[order], chosen, side="right")
    for label, start, end in zip(chosen.tolist(), starts, ends, strict=True):
        mine = order[start:end]
        at, key, weak, inked = claims.at[mine], claims.key[mine], claims.weak[mine], claims.inked[mine]
        colors = np.unique(key)  # the first colour keeps the old label, the others get new ones
        new = np.arange(count, count + len(colors), dtype=np.int32) + int(stray[label])
        if not stray[label]:
            new[0] = label
        mark = new[np.searchsorted(colors, key)]
        points = np.column_stack([at % width, at // width])
        # A hint close to a line was seldom meant for all that is behind it: the deep ones reach farther.
        weight = np.maximum(claims.depth[mine], 1)
        open_ = claims.depth[mine] > OPEN * max(line_alpha.shape)
        most = open_ | most_say(colors, key, np.where(weak | inked, 0, claims.depth[mine]), seed_of_key)
        reach = PAPER_REACH if regions.background[label] else REACH
        if regions.background[label] and not open_.any() and not inked.all():
            most = lightest(colors, key, inked, seed_of_key)
            weak = ~most
        spots = _Marks(points, mark, weak, inked, weight, most)
        _split_one(labels, line_alpha, regions.box[label], label, spots, reach, stray=bool(stray[label]))
        middle = np.array([points[mark == n][np.count_nonzero(mark == n) // 2] for n in new], np.int32)
        own = int(not stray[label])
        anchors[0][[label] * own] = middle[:own]
        anchors.append(middle[own:])
        parents.append(np.full(len(colors) - own, label))
        count += len(colors) - own
        for n, k in zip(new.tolist(), colors.tolist(), strict=True):
            hinted[n] = seed_of_key[k]
    split = describe(labels, np.concatenate(anchors).astype(np.int32), line_alpha)
    parent = np.concatenate(parents).astype(np.int32)
    return replace(split, background=regions.background[parent], drawn=parent)


@dataclass(frozen=True)
class _Marks:
    """The spots of one region: (x, y), the new label of each, whether weak, under ink; how far it reaches by weight,
    and whether most of the region says the like."""

    points: NDArray[np.int64]
    mark: NDArray[np.int32]
    weak: NDArray[np.bool_]
    inked: NDArray[np.bool_]
    weight: F32
    most: NDArray[np.bool_]


def _split_one(
    labels: NDArray[np.int32],
    line_alpha: U8,
    box: NDArray[np.int32],
    label: int,
    marks: _Marks,
    reach: float,
    *,
    stray: bool,
) -> None:
    """Share the pixels of one label out among its marks, in place, along the drawing.

    Strong marks flood the region, nearest first in units of their weight, and cross ink last; what most of them say
    has also what is out of the others' reach. A weak one keeps a small patch, and one under ink a patch of ink.
    """
    x0, y0, x1, y1 = box.tolist()
    inside = labels[y0:y1, x0:x1] == label
    ink = line_alpha[y0:y1, x0:x1]
    x, y, mark, inked = marks.points[:, 0] - x0, marks.points[:, 1] - y0, marks.mark, marks.inked
    choices = (~marks.weak & ~inked, ~inked, ~marks.weak, np.ones(len(mark), bool))
    strong = next(s for s in choices if s.any()) & (not stray)

    def flooded(chosen: NDArray[np.bool_]) -> NDArray[np.int32]:
        if len(np.unique(mark[chosen])) == 1:
            return np.where(inside, mark[chosen][0], 0).astype(np.int32)
        markers = np.zeros(inside.shape, np.int32)
        markers[y[chosen], x[chosen]] = mark[chosen]
        distance = np.sqrt(_away(inside.shape, x[chosen], y[chosen], marks.weight[chosen]))
        height = (distance * (199 / max(float(distance.max()), 1e-6))).astype(np.uint8)
        return flood(np.where(ink >= INK, 200 + ink // 6, height).astype(np.uint8), markers, inside)

    shares = flooded(strong) if strong.any() else np.where(inside, label, 0).astype(np.int32)
    others, most = strong & ~marks.most, strong & marks.most
    if others.any() and most.any():
        near = _away(inside.shape, x[others], y[others], marks.weight[others]) <= reach
        if not near[inside].all():
            shares = np.where(near, shares, flooded(most))
    radius = max(1.5, PATCH * max(line_alpha.shape))
    under = shares.copy()
    _patches(shares, x[~strong & inked], y[~strong & inked], mark[~strong & inked], radius)
    shares = np.where(ink >= INK, shares, under)
    _patches(shares, x[~strong & ~inked], y[~strong & ~inked], mark[~strong & ~inked], radius)
    shares[y, x] = mark
    labels[y0:y1, x0:x1][inside] = shares[inside]


def _away(shape: tuple[int, ...], x: NDArray[np.int64], y: NDArray[np.int64], weight: F32) -> F32:
    """float32 (H, W): the distance to the nearest of some points, in units of its weight (by octaves)."""
    import cv2

    octave = np.round(np.log2(np.maximum(weight, 1e-3))).astype(int)
    nearest = np.full(shape, np.inf, np.float32)
    for step in np.unique(octave).tolist():
        away = np.ones(shape, np.uint8)
        away[y[octave == step], x[octave == step]] = 0
        distance = cv2.distanceTransform(away, cv2.DIST_L2, 5)
        np.minimum(nearest, distance * np.float32(2.0**-step), out=nearest)
    return nearest


def _patches(
    shares: NDArray[np.int32],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    mark: NDArray[np.int32],
    radius: float,
) -> None:
    """Lay discs of the marks over the shares, in place; where discs meet, the nearer one has the pixel."""
    reach = int(radius)
    dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    far = dy**2 + dx**2
    height, width = shares.shape
    for k in np.argsort(-far, axis=None, kind="stable").tolist():
        if far.flat[k] > radius**2:
            continue
        rows, columns = y + dy.flat[k], x + dx.flat[k]
        ok = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        shares[rows[ok], columns[ok]] = mark[ok]


def _lost(seeds: Sequence[Seed], alive: set[int]) -> tuple[Note, ...]:
    """Notes for the hints of which no pixel is left."""
    return tuple(
        Note("hint.covered", "Another hint lies on the same place and was taken instead.", hint=seed.hint)
        for i, seed in enumerate(seeds)
        if i not in alive and len(seed.points) and not (seed.whole and seed.hint is None)
    )
