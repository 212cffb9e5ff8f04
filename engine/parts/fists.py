"""A hand ends an arm: a palm with fingers at it, that hangs on a sleeve or a bare arm by a narrow wrist, in the open.

A fist is a heap of small pieces, and the network is sure of none of them. On generated figures nothing has this shape
that is not believed surely; the figures are those of small cartoon people.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import around, shares
from engine.types import U8, Regions
from models.parts import Part

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Mask = NDArray[np.bool_]

NO_PALM = (Part.HAIR, Part.EYES, Part.EYE_WHITE, Part.MOUTH)
UNSURE, BARE = 0.45, 0.1
"""Of a palm nothing is believed so much, and skin no less than this."""
PALM, HAND, FINGER = 0.004, 0.09, 0.0005
"""A palm is at least this share of its figure's head, a hand at most this, a finger at least this ..."""
FOLDED = 0.3
"""... and has so much of its border on the palm and other fingers, and is smaller ..."""
OPEN, LONGER = 0.85, 1.7
"""... or is parted from them by a border with less ink, and is at most so many times as large as the palm."""
WRIST = 0.15
"""A wrist is no more than this share of a hand's outline ..."""
GROUND, AROUND = 0.8, 0.6
"""... which has so much on one other thing; or where the wrist is open, so much on paper and things."""
FILLED = 0.87
"""Fingers stand out: a hand fills no more than this of its hull."""


def see_fists(regions: Regions, part: U8, figure: I32, head: I32, pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with hands made skin.

    `figure` and `head` are as in `Parts`; on a head there is no palm. `pooled` is `find.pool`'s belief,
    float32 (n + 1, P).
    """
    x0, y0, x1, y1 = head[figure].T
    x, y = regions.anchor.T
    size = (x1 - x0) * (y1 - y0)
    small = (
        ~regions.background & ~np.isin(part, NO_PALM) & (regions.area >= FINGER * size) & (regions.area <= HAND * size)
    )
    palms = small & (regions.area >= PALM * size) & (part != Part.SKIN) & (pooled.max(1) < UNSURE) & (size > 0)
    palms &= (x < x0) | (x >= x1) | (y < y0) | (y >= y1)
    after = part.copy()
    for palm in np.flatnonzero(palms).tolist():
        hand = _with_fingers(regions, part, small, palm)
        area = regions.area[hand]
        if hand.sum() < 2 or area.sum() > HAND * size[palm] or area @ pooled[hand, Part.SKIN] < BARE * area.sum():
            continue
        if _ends_an_arm(regions, part, hand) and _fills(regions, hand) <= FILLED:
            after[hand] = Part.SKIN
    return after


def _with_fingers(regions: Regions, part: U8, small: Mask, palm: int) -> Mask:
    """bool (n + 1,): a palm with what hangs on it as fingers do."""
    one, other, share = shares(regions)
    ink = np.tile(regions.ink, 2)
    hand = np.arange(regions.count + 1) == palm
    fits = small & (regions.area <= regions.area[palm])
    nearly = small & (regions.area <= LONGER * regions.area[palm]) & (part != Part.SKIN)
    for _ in range(3):
        folded = fits & (np.bincount(one, share * hand[other], len(hand)) >= FOLDED)
        joined = nearly & (np.bincount(one, hand[other] & (ink < OPEN), len(hand)) > 0)
        hand = hand | folded | joined
    return hand


def _ends_an_arm(regions: Regions, part: U8, hand: Mask) -> bool:
    """Whether what is around a hand is one arm, at a narrow wrist, and what a hand is seen against."""
    one, other, share = shares(regions)
    outer = hand[one] & ~hand[other]
    length = share[outer] * around(regions)[one[outer]]
    beside = np.bincount(other[outer], length, len(hand)) / max(length.sum(), 1)
    limb = np.isin(part, (Part.TOP, Part.SKIN)) & ~regions.background & (beside > 0)
    wrist = limb & (beside <= WRIST)
    if beside.max(initial=0) >= GROUND:
        return int(wrist.sum()) == 1
    gap = np.bincount(other[outer], np.tile(regions.ink, 2)[outer] < OPEN, len(hand)) > 0
    clear = beside[regions.background | (part == Part.PROP)].sum()
    return bool(clear >= AROUND and (wrist & gap & (part == Part.SKIN)).sum() == 1)


def _fills(regions: Regions, hand: Mask) -> float:
    """How much of its hull a hand fills."""
    boxes = regions.box[hand]
    (x0, y0), (x1, y1) = boxes[:, :2].min(0), boxes[:, 2:].max(0)
    ys, xs = np.nonzero(hand[regions.labels[y0:y1, x0:x1]])
    hull = cv2.convexHull(np.stack([xs, ys], 1).astype(np.int32))
    return float(len(xs) / max(cv2.contourArea(hull), 1))
