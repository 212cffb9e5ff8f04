"""Eyes come in pairs: beside an eye that is seen, one that is half seen is its twin.

A face is turned, so one of its eyes is narrower, nearer to the outline or under hair, and the network doubts it.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import Sight
from models.parts import Part

F32 = NDArray[np.float32]

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
