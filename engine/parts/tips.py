"""Hair ends in tips: what hangs beside a neck, and is as wide where it ends on cloth as anywhere, is a sleeve.

Hair lies on shoulders, so the network takes a plain sleeve below it for more of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on
from engine.types import U8, Regions
from models.parts import CLOTH, Part

I32 = NDArray[np.int32]

LEAST = 0.03
"""A sleeve is at least this share of its figure's head ..."""
IN_AIR = 0.1
"""... has so much of its border on paper, and as much on cloth as on hair ..."""
END = 0.15
"""... and from this share of its height up from its end it is ..."""
WIDE = 0.6
"""... at least so wide, compared with its widest row ..."""
SEWN = 0.9
"""... and lies on cloth along so much of that."""


def see_tips(regions: Regions, part: U8, figure: I32, head: I32) -> U8:
    """uint8 (n + 1,): the parts, with cloth where hair below the chin would have no tips.

    `figure` and `head` are as in `Parts`.
    """
    hair, cloth = (np.isin(part, parts) & ~regions.background for parts in ((Part.HAIR,), CLOTH))
    x0, y0, x1, y1 = head[figure].T
    below = (y1 > y0) & (regions.anchor[:, 1] >= y1) & (regions.area >= LEAST * (x1 - x0) * (y1 - y0))
    sleeve = hair & below & (share_on(regions, regions.background) >= IN_AIR)
    sleeve &= share_on(regions, cloth) >= share_on(regions, hair)
    after = part.copy()
    for label in np.flatnonzero(sleeve).tolist():
        under = _under(regions, label)
        if len(under) and cloth[under].mean() >= SEWN:
            after[label] = part[np.bincount(under[cloth[under]]).argmax()]
    return after


def _under(regions: Regions, label: int) -> I32:
    """The labels right under the lower end of a region, from left to right; none where it ends in a tip."""
    left, top, right, low = regions.box[label].tolist()
    mine = regions.labels[top:low, left:right] == label
    rows = mine.sum(1)
    first = int((1 - END) * len(rows))
    if rows[first] < WIDE * rows.max():
        return np.zeros(0, np.int32)
    columns = np.flatnonzero(mine[first:].any(0))
    last = low - 1 - mine[::-1, columns].argmax(0)
    return regions.labels[np.minimum(last + 1, len(regions.labels) - 1), left + columns]
