"""Scraps in cloth: what is small and lies among cloth is a chip of that cloth, no trinket, no shoe and no skin.

Folds cut bows and frills into pieces too small for the network to know them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together, shares
from engine.types import Regions
from models.parts import CLOTH, WORN, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

CHIP = 0.1
"""A scrap is smaller than this share of the head."""
HELD = 0.75
"""Accessories that hang together and have so much of their outline, apart from paper, on cloth are chips of it ..."""
TRINKET = 0.5
"""... and trinkets only where that is believed so much."""
JUTTING = (Part.FOOTWEAR, Part.PROP)
LODGED = 0.55
"""A shoe ends a leg, and a thing is held by a hand: what has so much of all its outline on cloth is no such thing."""
MANY = 5
"""Skin that so many pieces of cloth enclose, with nothing else beside it, is one of them: a hand lies on a few ..."""
BELIEVED = 0.85
"""... where all that is worn is believed so much, compared with skin."""


def see_chips(regions: Regions, part: U8, away: NDArray[np.bool_], head: NDArray[np.int64], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with scraps in cloth made cloth.

    `away` is bool (n + 1,): the region lies on no head; `head` int64 (n + 1,) is the area of its figure's head in
    px; `pooled` is `find.pool`'s belief, float32 (n + 1, P).
    """
    count = regions.count + 1
    one, other, share = shares(regions)
    cloth = np.isin(part, CLOTH) & ~regions.background
    enclosed = np.bincount(one, cloth[other], count)
    scrap = away & (part == Part.SKIN) & (enclosed >= MANY) & (enclosed == np.bincount(one, minlength=count))
    scrap &= (regions.area < CHIP * head) & (pooled[:, WORN].sum(1) >= BELIEVED * pooled[:, Part.SKIN])

    chip = away & (part == Part.ACCESSORY) & (pooled[:, Part.ACCESSORY] < TRINKET)
    mass = hang_together(count, regions.pairs[chip[regions.pairs].all(1)])
    chip &= np.bincount(mass, regions.area * chip, count)[mass] < CHIP * head
    lodged = away & np.isin(part, JUTTING) & (pooled[np.arange(count), part] < TRINKET)
    same = lodged[regions.pairs].all(1) & (part[regions.pairs[:, 0]] == part[regions.pairs[:, 1]])
    mass = hang_together(count, regions.pairs[chip[regions.pairs].all(1) | same])
    mine = scrap | chip | lodged
    # Paper beside a trinket says nothing; a shoe stands out into it.
    counts = mine[one] & (mass[one] != mass[other]) & (lodged[one] | ~regions.background[other])
    length = share * around(regions)[one] * counts
    on = np.stack([np.bincount(mass[one], length * (cloth & (part == kind))[other], count) for kind in CLOTH])
    held = (
        on.sum(0)[mass] >= np.where(lodged, LODGED, HELD) * np.maximum(np.bincount(mass[one], length, count), 1)[mass]
    )
    return np.where(mine & held, np.array(CLOTH)[on.argmax(0)][mass], part).astype(np.uint8)
