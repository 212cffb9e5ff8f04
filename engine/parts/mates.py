"""Mates: what a body has on its left it has on its right, so what looks like a hill beside somebody with one bent knee
is the other knee.

The network learns surroundings as large open forms without detail, which a bent knee is too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on
from engine.twins import find_twins
from engine.types import U8, Regions
from models.parts import Part

I32 = NDArray[np.int32]

LIMBS = (Part.SKIN, Part.TOP, Part.BOTTOM, Part.FOOTWEAR)
"""What comes in pairs below a head."""
JOINED = 0.1
"""What is a limb has this share of its border on its figure ..."""
JUTS = 0.3
"""... this on paper, for it juts out: what a figure encloses is seen through it ..."""
ALONE = 0.02
"""... and no more than this on other surroundings: those go on behind somebody."""
LEAST = 0.003
"""It is at least this share of the picture: chips have twins everywhere."""


def see_mates(regions: Regions, part: U8, figure: I32, head: I32) -> tuple[U8, I32]:
    """(parts uint8 (n + 1,), figures int32 (n + 1,)), with surroundings that are the twin of somebody's limb made that.

    `head` is int32 (k + 1, 4), a box a figure, as in `Parts`.
    """
    seen = ~regions.background & (regions.area >= LEAST * regions.labels.size)
    edge = np.unique(np.concatenate([regions.labels[(0, -1), :].ravel(), regions.labels[:, (0, -1)].ravel()]))
    hill = seen & (part == Part.SCENERY)
    hill[edge] = False
    hill &= share_on(regions, (part == Part.SCENERY) & ~regions.background) <= ALONE
    hill &= share_on(regions, regions.background) >= JUTS
    after, whose = part.copy(), figure.copy()
    for person in np.flatnonzero(head[:, 2] > head[:, 0]).tolist():
        mine = (figure == person) & ~regions.background
        joined = share_on(regions, mine) >= JOINED
        limb = mine & seen & np.isin(part, LIMBS) & (regions.anchor[:, 1] > head[person, 3])
        some = np.flatnonzero(limb | (hill & joined))
        if not hill[some].any():
            continue
        x0, y0, x1, y1 = regions.box[some].T.astype(np.float64)
        # Limbs are on the two sides of the trunk, over which a head leans.
        trunk = mine & (part == Part.TOP)
        weight = regions.area * trunk if trunk.any() else regions.area * mine
        axis = float(np.average(regions.box[:, (0, 2)].mean(1), weights=weight))
        wide = float(regions.box[mine, 2].max() - regions.box[mine, 0].min())
        size = np.stack([x1 - x0, y1 - y0], 1)
        twin = find_twins((x0 + x1) / 2, (y0 + y1) / 2, regions.area[some].astype(np.float64), size, axis, wide)
        found = (twin >= 0) & hill[some] & limb[some[twin]]
        after[some[found]] = part[some[twin[found]]]
        whose[some[found]] = person
    return after, whose
