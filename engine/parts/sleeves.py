"""Sleeves: an arm comes out of one that is wider, two arms of one body are dressed alike, and cuffs end a sleeve.

A long plain sleeve has the look of an arm, so of two the network may take one for skin, and one of the cuffs, too.
"""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import shares
from engine.twins import twins_of
from engine.types import U8, Regions
from models.parts import Part

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

CUFF = 0.5
"""A cuff has less than this share of the area of its sleeve."""
TIE = 0.85
"""An arm beside its body, believed so many times as much cloth as skin, is what its twin is: nine of ten on generated
figures."""
CLOTH = (Part.TOP, Part.BOTTOM)
LARGE, SURELY = 0.1, 0.75
"""An arm has this share of the area of its head, and is bare where the belief in skin is so much."""
INKED = 0.8
"""A line parts an arm from its hand along this share of their border ..."""
ARM, HAND = 0.4, 0.5
"""... and so much of their own borders is on paper ..."""
SEWN, BARE = 0.1, 0.02
"""... and so much of the arm's on cloth, at most this of the hand's. Of such an arm is cloth ..."""
MOUTH = 1.25, 2.2
"""... what is so many times as wide as the hand where they meet: on generated figures nothing bare is, of 18 arms."""


def see_sleeves(regions: Regions, part: U8, figure: I32, head: I32, pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with sleeves of cloth where they would be bare arms.

    `figure` and `head` are as in `Parts`; what lies on a head is left as it is. `pooled` is `find.pool`'s belief,
    float32 (n + 1, P).
    """
    x0, y0, x1, y1 = head[figure].T
    x, y = regions.anchor.T
    away = ((x < x0) | (x >= x1) | (y < y0) | (y >= y1)) & (x1 > x0) & ~regions.background & (regions.area > 0)
    arms = away & (part == Part.SKIN) & (pooled[:, Part.SKIN] < SURELY)
    arms &= regions.area >= LARGE * (x1 - x0) * (y1 - y0)
    axis = (x0 + x1) / 2
    beside = (regions.box[:, 2] <= axis) | (regions.box[:, 0] >= axis)
    tie = beside & (pooled[:, Part.TOP] >= TIE * pooled[:, Part.SKIN])
    return _see_twins(regions, _see_mouths(regions, part, arms, pooled), figure, head, away, arms & tie)


def _see_mouths(regions: Regions, part: U8, arms: Mask, pooled: F32) -> U8:
    """The parts, with a sleeve where a hand comes out of something wider: on a bare wrist a line makes no step."""
    after = part.copy()
    one, other, share = shares(regions)
    air, cloth = (
        np.bincount(one, share * kind[other], regions.count + 1) for kind in (regions.background, np.isin(part, CLOTH))
    )
    arm = arms & (air >= ARM) & (cloth >= SEWN)
    hand = (part == Part.SKIN) & (air >= HAND) & (cloth <= BARE)
    for k in np.flatnonzero(arm[one] & hand[other] & (np.tile(regions.ink, 2) >= INKED)).tolist():
        if MOUTH[0] <= _step(regions, int(one[k]), int(other[k]), np.tile(regions.border, 2)[k]) < MOUTH[1]:
            after[one[k]] = CLOTH[int(pooled[one[k], CLOTH].argmax())]
    return after


def _step(regions: Regions, arm: int, hand: int, border: int) -> float:
    """How many times as wide an arm is as a hand, near the border between them, of such a length in px."""
    boxes = regions.box[[arm, hand]]
    (x0, y0), (x1, y1) = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    labels = regions.labels[y0:y1, x0:x1]
    sides = [(labels == one).astype(np.uint8) for one in (arm, hand)]
    seam = cv2.min(*(cv2.dilate(side, np.ones((3, 3), np.uint8)) for side in sides))
    near = cv2.distanceTransform(1 - seam, cv2.DIST_L2, 5) < border / 2
    return float(near[sides[0] > 0].sum() / max(near[sides[1] > 0].sum(), 1))


def _see_twins(regions: Regions, part: U8, figure: I32, head: I32, away: Mask, tie: Mask) -> U8:
    """The parts, with two sleeves of cloth where one of two twins is, and the other may be or both end in a cuff.

    A cuff parts a sleeve from a hand and has a twin of its own, and one of the two at least is seen as cloth, as is
    what the arm hangs on: a bangle on a bare arm is no cuff.
    """
    after = part.copy()
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
        some = np.flatnonzero((skin | cloth) & (figure == one))
        width = float(np.ptp(regions.box[some][:, (0, 2)]))
        twin = twins_of(regions, some, head[one], width)
        for bare in np.flatnonzero(skin & cloth[twin]).tolist():
            sleeve = int(twin[bare])
            after[bare] = Part.TOP if tie[bare] else after[bare]
            for end, other in product(near.get(bare, ()), near.get(sleeve, ())):
                seen = cloth[[end, other]].any() and (skin | cloth)[[end, other]].all()
                alike = seen and twins_of(regions, np.array([end, other]), head[one], width)[end] == other
                sewn = any(cloth[at] for at in near[bare] - {end})
                if alike and sewn and is_cuff(end, bare) and is_cuff(other, sleeve):
                    after[[bare, sleeve, end, other]] = Part.TOP
    return after
