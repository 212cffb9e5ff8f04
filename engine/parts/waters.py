"""Water: what lies below everything, wide and open to the paper, and carries things but nobody's feet.

The network has no name for it, so it is a thing as the boat on it is. What rises out of it are its waves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import shares
from engine.types import U8, Regions
from models.parts import Part

WIDE, FLAT = 0.5, 0.35
"""Water is at least so wide, and at most so high, in shares of all that is drawn ..."""
SHORE = 0.25
"""... and so much of its border is paper."""
WAVE, CREST = 0.1, 0.35
"""A wave has this share of its border on the water, and is at most this share of it: a hull is larger."""


def find_water(regions: Regions, part: U8) -> NDArray[np.bool_]:
    """bool (n + 1,): the things that are water or its waves, in a picture of people; `part` is as in `Parts`."""
    shown = ~regions.background & (regions.area > 0)
    shown[0] = False
    things = shown & (part == Part.PROP)
    none = np.zeros(len(part), bool)
    if not things.any() or not (shown & (part == Part.SKIN)).any():
        return none
    (x0, y0), (x1, y1) = regions.box[shown, :2].min(0), regions.box[shown, 2:].max(0)
    lowest = int(np.flatnonzero(shown)[regions.box[shown, 3].argmax()])
    wide, high = (regions.box[lowest, 2:] - regions.box[lowest, :2]).tolist()
    one, other, share = shares(regions)
    beside = one == lowest
    shore = share[beside & regions.background[other]].sum()
    if not things[lowest] or wide < WIDE * (x1 - x0) or high > FLAT * (y1 - y0) or shore < SHORE:
        return none
    if (beside & shown[other] & ~things[other]).any() or not (beside & things[other]).any():
        return none
    on_it = np.bincount(one, share * (other == lowest), len(part))
    water = things & (on_it >= WAVE) & (regions.area <= CREST * regions.area[lowest])
    water[lowest] = True
    return water
