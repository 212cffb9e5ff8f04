"""Eyes come in pairs: beside an eye that is seen, one that is half seen is its twin, and what is more are spots.

A face is turned, so one of its eyes is narrower, nearer to the outline or under hair, and the network doubts it; and it
takes the spots of a ladybird, or buttons, for eyes.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import hang_together
from engine.types import Regions, Sight
from models.parts import EYE, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

SEEN, HALF = 0.65, 0.3
"""Belief in eyes at the middle of one that is seen, and at least at that of one that is half seen."""
EDGE = 0.15
"""Belief at which an eye ends."""
SLOPE = 0.6
"""One eye lies so much higher than the other at most, in shares of how far they are apart: heads tilt."""
APART = 5
"""... which is at most so many times the width of the one that is seen."""
SIZES = 3
"""Their areas differ by this factor at most."""


def pair_eyes(sight: Sight) -> Sight:
    """The same sight, but surer of the other eye of each head of which one eye alone is seen."""
    after: F32 | None = None
    height, width = sight.belief.shape[:2]
    for x0, y0, x1, y1 in sight.heads:
        x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        belief = np.ascontiguousarray(sight.belief[y0:y1, x0:x1, Part.EYES])
        if not belief.size:
            continue
        count, blobs, stats, middles = cv2.connectedComponentsWithStats((belief > EDGE).astype(np.uint8))
        peak = np.array([belief[blobs == blob].max(initial=0) for blob in range(1, count)])
        seen = np.flatnonzero(peak > SEEN) + 1
        if len(seen) != 1:
            continue
        one = int(seen[0])
        dx, dy = np.abs(middles[1:] - middles[one]).T
        size = stats[1:, cv2.CC_STAT_AREA] / stats[one, cv2.CC_STAT_AREA]
        twin = (peak >= HALF) & (dy <= SLOPE * dx) & (dx <= APART * stats[one, cv2.CC_STAT_WIDTH])
        twin &= (size * SIZES >= 1) & (size <= SIZES)
        twin[one - 1] = False
        if twin.sum() != 1:
            continue
        other = int(np.flatnonzero(twin)[0]) + 1
        cells = blobs == other
        after = sight.belief.copy() if after is None else after
        mine = after[y0:y1, x0:x1]
        was = mine[cells, Part.EYES]
        now = np.minimum(was * (peak[one - 1] / peak[other - 1]), 0.99)
        mine[cells] *= ((1 - now) / np.maximum(1 - was, 1e-6))[:, None]
        mine[cells, Part.EYES] = now
    return sight if after is None else replace(sight, belief=after)


def see_spots(regions: Regions, part: U8, figure: NDArray[np.int32]) -> U8:
    """uint8 (n + 1,): the parts, with things for the eyes of a figure beyond its uppermost two that are a pair.

    Where no two are alike and level nothing is known, and all stay. `figure` is as in `Parts`.
    """
    after = part.copy()
    eye = np.isin(part, EYE) & ~regions.background & (regions.area > 0)
    for one in np.unique(figure[eye & (part == Part.EYES)]).tolist():
        groups = _eyes(regions, part, np.flatnonzero(eye & (figure == one)))
        if len(groups) < 3:
            continue
        box = [(*regions.box[g, :2].min(0), *regions.box[g, 2:].max(0)) for g in groups]
        middle = np.array([((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in box])
        area = [int(regions.area[g].sum()) for g in groups]
        pairs = []
        for i, j in combinations(range(len(groups)), 2):
            dx, dy = np.abs(middle[i] - middle[j])
            if dy <= SLOPE * dx and max(area[i], area[j]) <= SIZES * min(area[i], area[j]):
                pairs.append((middle[i][1] + middle[j][1], i, j))
        if pairs:
            kept = min(pairs)[1:]
            for spot in (g for i, g in enumerate(groups) if i not in kept):
                after[spot] = Part.PROP
    return after


def _eyes(regions: Regions, part: U8, pieces: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """The pieces by the eye that they are of: what touches, or lies as near as half the smaller one's size."""
    x0, y0, x1, y1 = regions.box[pieces].T
    half = np.minimum(x1 - x0, y1 - y0) / 2
    reach = np.minimum(half[:, None], half[None])
    near = (x0[:, None] - x1[None] < reach) & (x0[None] - x1[:, None] < reach)
    near &= (y0[:, None] - y1[None] < reach) & (y0[None] - y1[:, None] < reach)
    group = hang_together(len(pieces), np.argwhere(near).astype(np.int32))
    found = [pieces[group == n] for n in np.unique(group).tolist()]
    return [labels for labels in found if (part[labels] == Part.EYES).any()]
