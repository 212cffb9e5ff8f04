"""Sleeves: an arm comes out of one that is wider, two arms of one body are dressed alike, and cuffs end a sleeve.

A long plain sleeve has the look of an arm, so of two the network may take one for skin, and one of the cuffs, too.
"""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on, shares
from engine.twins import twins_of
from engine.types import U8, Regions
from models.parts import CLOTH, Part

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

CUFF = 0.5
"""A cuff has less than this share of the area of its sleeve."""
LARGE, SURELY = 0.1, 0.75
"""An arm has this share of the area of its head, and is bare where the belief in skin is so much."""
JUTS = 0.15
"""It lies beside its body, with so much of its border on paper ..."""
TIE = 0.85
"""... and believed so many times as much cloth as skin, it is what its twin is: six of seven on generated figures."""
ARM, HAND = 0.4, 0.6
"""An arm and its hand have so much of their borders on paper where they are seen whole ..."""
INKED = 0.8
"""... and a line parts them along this share of their own."""
SEWN, BARE = 0.1, 0.02
"""A sleeve has this share of its border on cloth, a hand at most that much."""
MOUTH = 1.25, 2.2
"""Where they meet, a sleeve is so many times as wide as the hand: of 20 bare arms on generated figures none is."""


def see_sleeves(regions: Regions, part: U8, figure: I32, head: I32, pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with sleeves of cloth where they would be bare arms.

    `figure` and `head` are as in `Parts`; what lies on a head is left as it is. `pooled` is `find.pool`'s belief,
    float32 (n + 1, P).
    """
    x0, y0, x1, y1 = head[figure].T
    x, y = regions.anchor.T
    away = ((x < x0) | (x >= x1) | (y < y0) | (y >= y1)) & (x1 > x0) & ~regions.background & (regions.area > 0)
    air = share_on(regions, regions.background)
    axis = (x0 + x1) / 2
    arms = away & (part == Part.SKIN) & (pooled[:, Part.SKIN] < SURELY)
    arms &= regions.area >= LARGE * (x1 - x0) * (y1 - y0)
    tie = arms & (air >= JUTS) & (pooled[:, Part.TOP] >= TIE * pooled[:, Part.SKIN])
    tie &= (regions.box[:, 2] <= axis) | (regions.box[:, 0] >= axis)
    after = part.copy()
    for arm in _mouths(regions, part, arms & (air >= ARM), (part == Part.SKIN) & (air >= HAND)):
        after[arm] = CLOTH[int(pooled[arm, CLOTH].argmax())]
    return _see_twins(regions, after, figure, head, away, tie, air >= ARM)


def _mouths(regions: Regions, part: U8, arms: Mask, hands: Mask) -> list[int]:
    """Those of the arms out of which a hand comes that is narrower: on a bare wrist a line makes no step."""
    one, other, _ = shares(regions)
    cloth = share_on(regions, np.isin(part, CLOTH))
    meet = (arms & (cloth >= SEWN))[one] & (hands & (cloth <= BARE))[other] & (np.tile(regions.ink, 2) >= INKED)
    pairs = zip(one[meet].tolist(), other[meet].tolist(), np.tile(regions.border, 2)[meet].tolist(), strict=True)
    return [arm for arm, hand, border in pairs if MOUTH[0] <= _step(regions, arm, hand, border) < MOUTH[1]]


def _step(regions: Regions, arm: int, hand: int, border: int) -> float:
    """How many times as wide an arm is as a hand, near the border between them, of such a length in px."""
    boxes = regions.box[[arm, hand]]
    (x0, y0), (x1, y1) = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    labels = regions.labels[y0:y1, x0:x1]
    sides = [(labels == one).astype(np.uint8) for one in (arm, hand)]
    seam = cv2.min(*(cv2.dilate(side, np.ones((3, 3), np.uint8)) for side in sides))
    near = cv2.distanceTransform(1 - seam, cv2.DIST_L2, 5) < border / 2
    return float(near[sides[0] > 0].sum() / max(near[sides[1] > 0].sum(), 1))


def _see_twins(regions: Regions, part: U8, figure: I32, head: I32, away: Mask, tie: Mask, out: Mask) -> U8:
    """The parts, with two sleeves of cloth where one of two twins is, and the other may be, or both are out in the
    air and end in a cuff.

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
            if not out[[bare, sleeve]].all():
                continue
            for end, other in product(near.get(bare, ()), near.get(sleeve, ())):
                seen = cloth[[end, other]].any() and (skin | cloth)[[end, other]].all()
                alike = seen and twins_of(regions, np.array([end, other]), head[one], width)[end] == other
                sewn = any(cloth[at] for at in near[bare] - {end})
                if alike and sewn and is_cuff(end, bare) and is_cuff(other, sleeve):
                    after[[bare, sleeve, end, other]] = Part.TOP
    return after
