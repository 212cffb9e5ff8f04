"""Buns: what stands out of a head on both sides, at one height, is a pair; where one of the two is hair, both are.

A bun is as round as a bow, so the network may take one of a pair for something worn. What a head turns from us it hides
in part: of its width, not of its height.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import hang_together
from engine.twins import find_twins
from engine.types import U8, Regions
from models.parts import Part

I32 = NDArray[np.int32]

FINE = 64
"""A head is looked at on a grid of so many cells across."""
ROUND = 0.25
"""What a disc of this radius, in shares of the head's width, does not reach stands out of the head ..."""
LEAST = 0.01
"""... and is a knob from this share of the head's box on."""
MOSTLY = 0.5
"""Most of a knob is of one part ..."""
TIED = 0.35
"""... and so much of each thing that it shows lies in it: a line parts it from the crown."""
ON_HEAD = (Part.ACCESSORY, Part.HEADWEAR)


def see_buns(regions: Regions, part: U8, figure: I32, head: I32) -> U8:
    """uint8 (n + 1,): the parts, with what would be worn on one side of a head made hair where its twin is hair.

    `figure` and `head` are as in `Parts`.
    """
    worn, hair = np.isin(part, ON_HEAD) & ~regions.background, part == Part.HAIR
    after = part.copy()
    if not (worn.any() and hair.any()):
        return after
    mass = hang_together(regions.count + 1, regions.pairs[worn[regions.pairs].all(1)])
    # What is worn is one thing with all that hangs together with it; strands are things each.
    whole = np.bincount(mass, regions.area)

    def shown(knob: I32, kind: NDArray[np.bool_]) -> I32:
        """The numbers of the things of a kind that a knob, the label of each pixel, shows; none if it is not of it."""
        held = np.bincount(mass[knob], minlength=len(whole)) >= TIED * whole
        mine = mass[knob[kind[knob] & held[mass[knob]]]]
        return np.unique(mine) if len(mine) >= MOSTLY * len(knob) else mine[:0]

    for one in np.unique(figure[worn]).tolist():
        for pair in _pairs_of_knobs(regions, figure == one, head[one]):
            for knob, twin in (pair, pair[::-1]):
                if len(shown(twin, hair)):
                    after[worn & np.isin(mass, shown(knob, worn))] = Part.HAIR
    return after


def _pairs_of_knobs(regions: Regions, mine: NDArray[np.bool_], head: I32) -> list[tuple[I32, I32]]:
    """The label of each pixel of either of two knobs on both sides of a head, for each such pair."""
    x0, y0, x1, y1 = head.tolist()
    wide, tall = x1 - x0, y1 - y0
    if min(wide, tall) <= 0:
        return []
    left, top = max(x0 - wide // 2, 0), max(y0 - tall // 2, 0)
    step = max(1, wide // FINE)
    labels = regions.labels[top:y1:step, left : x1 + wide // 2 : step]
    solid = mine[labels].astype(np.uint8)
    # The rest of the figure goes on below.
    solid = cv2.copyMakeBorder(solid, 0, tall // step, 0, 0, cv2.BORDER_REPLICATE)
    solid = cv2.copyMakeBorder(solid, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    radius = ROUND * wide / step
    core = cv2.distanceTransform(solid, cv2.DIST_L2, cv2.DIST_MASK_PRECISE) > radius
    if not core.any():
        return []
    reach = cv2.distanceTransform((~core).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    out = ((solid > 0) & (reach > radius))[1 : len(labels) + 1, 1:-1].astype(np.uint8)
    count, knobs, stats, middle = cv2.connectedComponentsWithStats(out, connectivity=4)
    kept = [k for k in range(1, count) if stats[k, cv2.CC_STAT_AREA] * step**2 >= LEAST * wide * tall]
    x, height = middle[kept, 0], stats[kept, cv2.CC_STAT_HEIGHT].astype(np.float64)
    size = np.stack([height, height], 1)
    twin = find_twins(x, middle[kept, 1], height, size, ((x0 + x1) / 2 - left) / step, wide / step)
    of = [np.repeat(labels[knobs == k], step**2) for k in kept]
    return [(of[i], of[j]) for i, j in enumerate(twin.tolist()) if j > i]
