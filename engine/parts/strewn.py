"""What is strewn about a figure, stars, petals, drops or notes, is nobody's part, and all of it is alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import hang_together
from engine.types import Regions

SMALL, LEAST = 0.004, 0.0003
"""What is strewn is so small each, and no speck, in shares of the picture ..."""
MANY = 4
"""... and there are so many ..."""
SIZES = 2.5
"""... whose sizes lie this far apart at most, to either side of the middle one ..."""
FILLING = 0.12
"""... and who fill their boxes alike, to such a share."""


def find_strewn(regions: Regions) -> NDArray[np.bool_]:
    """bool (n + 1,): the regions of small like shapes that lie in the open, each alone or a few together."""
    count = regions.count + 1
    shown = ~regions.background & (regions.area > 0)
    shown[0] = False
    heap = hang_together(count, regions.pairs[shown[regions.pairs].all(1)])
    whole = np.bincount(heap, regions.area * shown)[heap]
    picture = regions.labels.size
    sides = (regions.box[:, 2:] - regions.box[:, :2]).prod(1)
    filled = regions.area / np.maximum(sides, 1)
    loose = shown & (whole < SMALL * picture) & (regions.area >= LEAST * picture)
    if loose.sum() < MANY:
        return np.zeros(count, bool)
    middle, filling = np.median(regions.area[loose]), np.median(filled[loose])
    alike = loose & (regions.area < SIZES * middle) & (regions.area * SIZES > middle)
    alike &= np.abs(filled - filling) < FILLING
    return alike if len(np.unique(heap[alike])) >= MANY else np.zeros(count, bool)
