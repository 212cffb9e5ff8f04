"""A dress is one cloth: scraps of a skirt beside tops that reach as low are no skirt.

The network tells a skirt from a top by how low it lies, so it doubts itself at the hem of a dress, and a hand that
hangs there has the look of more hem.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together, shares
from engine.types import Regions
from models.parts import Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

SCRAPS = 0.06
"""Trousers or a skirt are together at least this share of the tops of their figure, or lie below them ..."""
UNDER = 0.33
"""... or begin beside them: a hem begins under a top, along this share of its upper edge."""


def see_garments(regions: Regions, part: U8, figure: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with scraps of trousers and skirts made what they hang on: the top, or a hand.

    What nothing but tops surround is trousers seen between the fronts of a coat, and stays. On generated figures
    nearly all others are tops. `figure` is as in `Parts`; `pooled` is `find.pool`'s belief, float32 (n + 1, P).
    """
    count = regions.count + 1
    shown = ~regions.background & (regions.area > 0)
    top, bottom = shown & (part == Part.TOP), shown & (part == Part.BOTTOM)
    figures = int(figure.max()) + 1
    low = np.zeros((2, figures), np.int32)
    for kind, lowest in zip((top, bottom), low, strict=True):
        np.maximum.at(lowest, figure[kind], regions.box[kind, 3])
    tops, bottoms = (np.bincount(figure[kind], regions.area[kind], figures) for kind in (top, bottom))
    scrap = bottom & ((bottoms < SCRAPS * tops) & (low[0] >= low[1]))[figure]
    if not scrap.any():
        return part
    mass = hang_together(count, regions.pairs[scrap[regions.pairs].all(1)])
    one, other, share = shares(regions)
    length = share * around(regions)[one] * (scrap[one] & ~scrap[other])
    over, under = regions.labels[:-1], regions.labels[1:]
    upper = scrap[under] & ~scrap[over]
    edge = mass[under[upper]]
    below = np.bincount(edge, top[over[upper]], count) >= UNDER * np.maximum(np.bincount(edge, minlength=count), 1)
    hem = (np.bincount(mass[one], length * ~top[other], count) > 0) & below
    limb = np.bincount(mass[one], length * (shown & (part == Part.SKIN))[other], count) > 0
    bare, worn = (np.bincount(mass, regions.area * scrap * pooled[:, kind], count) for kind in (Part.SKIN, Part.TOP))
    # A hand ends an arm: what touches nothing bare is cloth.
    seen = np.where(limb & (bare > worn), Part.SKIN, Part.TOP)
    return np.where(scrap & hem[mass], seen[mass], part).astype(np.uint8)
