"""Air between two legs that the picture's lower edge cuts: paper, though lines and the edge close it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.types import Regions
from models.parts import Part

F32 = NDArray[np.float32]

LEGS = (Part.SKIN, Part.BOTTOM)
ON_LEGS = (*LEGS, Part.TOP)
HANGING = 0.75
"""Cloth that hangs down between the legs is believed so surely."""
LEAST = 0.002
"""What is smaller, as a share of the picture, lies in a fold."""
BELOW, WIDER = 0.25, 1.3
"""Below this share of its height, the air between legs that stand apart widens so many times as much as a leg does:
pleats all widen alike."""
ALIKE = 2.5
"""One leg is at most so many times as wide as the other."""


def find_air_between_legs(regions: Regions, pooled: F32) -> NDArray[np.bool_]:
    """bool (n + 1,): what the lower edge cuts between two legs, and is no leg. `pooled` is `find.pool`'s
    belief, float32 (n + 1, P)."""
    air = np.zeros(regions.count + 1, bool)
    seen = pooled[:, 1:].argmax(1) + 1
    part = np.where(regions.background, Part.BACKGROUND, seen)
    cloth = np.isin(part, ON_LEGS)
    air_or_cloth = np.isin(pooled.argmax(1), (Part.BACKGROUND, *ON_LEGS)) & (pooled.max(1) < HANGING)
    may = air_or_cloth & (regions.area >= LEAST * regions.labels.size) & ~regions.background
    along = regions.labels[-1]
    runs = along[np.flatnonzero(np.diff(along, prepend=0))].tolist()
    for beside, left, middle, right, beyond in zip(runs, runs[1:], runs[2:], runs[3:], runs[4:], strict=False):
        if not may[middle] or len({left, middle, right}) < 3 or cloth[beside] or cloth[beyond]:
            continue
        if part[left] in LEGS and part[right] in LEGS:
            air[middle] = _stand_apart(regions, left, middle, right)
    return air


def _stand_apart(regions: Regions, left: int, middle: int, right: int) -> bool:
    top, bottom = regions.box[middle, 1], regions.box[middle, 3]

    def width(label: int, share: float) -> float:
        """Pixels in a row, around a share of the middle's height."""
        y = top + share * (bottom - top)
        reach = max(1.0, 0.05 * (bottom - top))
        rows = regions.labels[max(int(y - reach), 0) : int(y + reach) + 1] == label
        return float(rows.sum() / max(rows.any(1).sum(), 1))

    legs = width(left, 1), width(right, 1)
    if max(legs) > ALIKE * min(legs):
        return False
    widening = 1.0
    for leg in (left, right):
        # A leg may come out of a skirt below that.
        wide = next((w for w in (width(leg, share) for share in (BELOW, 0.5, 0.7, 0.9)) if w), 0.0)
        if not wide:
            return False
        widening = max(widening, width(leg, 1) / wide)
    return width(middle, 1) >= WIDER * widening * width(middle, BELOW)
