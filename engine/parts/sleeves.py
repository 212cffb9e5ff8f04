"""Sleeves: what goes from a shoulder to a cuff is cloth, and two arms of one body are dressed alike.

A long plain sleeve has the look of an arm, so of two the network may take one for skin, and one of the cuffs, too.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from engine.twins import find_twins
from engine.types import U8, Regions
from models.parts import Part

I32 = NDArray[np.int32]

CUFF = 0.5
"""A cuff has less than this share of the area of its sleeve."""


def see_sleeves(regions: Regions, part: U8, figure: I32, head: I32) -> U8:
    """uint8 (n + 1,): the parts, with two sleeves of cloth where one of two twins is, and both end in a cuff.

    A cuff parts a sleeve from a hand and has a twin of its own, and one of the two at least is seen as cloth, as is
    what the arm hangs on: a bangle on a bare arm is no cuff. `figure` and `head` are as in `Parts`; what lies on a
    head is left as it is.
    """
    after = part.copy()
    x0, y0, x1, y1 = head[figure].T
    x, y = regions.anchor.T
    away = ((x < x0) | (x >= x1) | (y < y0) | (y >= y1)) & (x1 > x0) & ~regions.background & (regions.area > 0)
    skin, cloth = away & (part == Part.SKIN), away & (part == Part.TOP)
    near: dict[int, set[int]] = {}
    for a, b in regions.pairs[away[regions.pairs].all(1)].tolist():
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)

    def is_cuff(end: int, limb: int) -> bool:
        """Whether this end of a limb parts it from a hand."""
        hands = near[end] - near[limb] - {limb}
        return regions.area[end] < CUFF * regions.area[limb] and any(skin[hand] for hand in hands)

    for one in np.unique(figure[skin]).tolist():
        twin = _twins(regions, np.flatnonzero((skin | cloth) & (figure == one)), head[one])
        for bare in np.flatnonzero(skin & cloth[twin]).tolist():
            sleeve = int(twin[bare])
            for end, other in product(near.get(bare, ()), near.get(sleeve, ())):
                seen = cloth[[end, other]].any() and (skin | cloth)[[end, other]].all()
                alike = seen and _twins(regions, np.array([end, other]), head[one])[end] == other
                sewn = any(cloth[at] for at in near[bare] - {end})
                if alike and sewn and is_cuff(end, bare) and is_cuff(other, sleeve):
                    after[[bare, sleeve, end, other]] = Part.TOP
    return after


def _twins(regions: Regions, some: NDArray[np.intp], head: I32) -> I32:
    """int32 (n + 1,): the twin of each of some regions about the middle of a head, 0 for none."""
    twin = np.zeros(regions.count + 1, np.int32)
    box = regions.box[some].astype(np.float64)
    if len(some) < 2:
        return twin
    x, y = ((box[:, :2] + box[:, 2:]) / 2).T
    wide = float(box[:, 2].max() - box[:, 0].min())
    found = find_twins(x, y, regions.area[some].astype(float), box[:, 2:] - box[:, :2], (head[0] + head[2]) / 2, wide)
    twin[some] = np.where(found >= 0, some[found], 0)
    return twin
