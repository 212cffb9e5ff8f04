"""What is worn on a head: a hat is one thing with its ears and its brim, a hat is no speck, and a gap in a fringe is
no hairpin.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together, share_on, shares
from engine.twins import find_twins
from engine.types import Regions
from models.parts import Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

LEAST = 0.04
"""All of a hat is at least this share of its head's box; the pieces of a smaller one are something else."""
HAT = 0.1
"""A hat so large takes in the accessories that hang together with it ..."""
SEWN = 0.15
"""... each by this share of its border ..."""
AS_LARGE = 0.5
"""... where together they are this large beside it: ears and brims are; bands, pins and flowers are less."""
BRIM = 0.15
"""Skin with so much of its border on a hat, believed hat so much ..."""
ALONE = 0.03
"""... and with no more than this of it on the rest of the figure is the hat's: ears are on faces, hands on arms."""
FRAMED = 0.9
"""An accessory with so much of its border on both hair and skin shows what is behind the hair ..."""
SURE = 0.6
"""... unless it is believed one this surely."""
EACH = 0.08
"""Both hair and skin have this much of it."""
SPRUNG = 0.95
"""Ears have so much of their outline on hair and on paper: they spring from the one into the other."""


def see_headgear(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with hats whole and without specks of hats and pins on heads.

    `figure` and `head` are as in `Parts`; `pooled` is `find.pool`'s belief, float32 (n + 1, P).
    """
    box = head[figure]
    size = (box[:, 2] - box[:, 0]) * (box[:, 3] - box[:, 1])
    shown = (size > 0) & ~regions.background & (regions.area > 0)
    worn = shown & np.isin(part, (Part.HEADWEAR, Part.ACCESSORY))
    if not worn.any():
        return part
    after = part.copy()
    hat = np.bincount(figure[worn & (part == Part.HEADWEAR)], regions.area[worn & (part == Part.HEADWEAR)], len(head))
    specks = worn & (part == Part.HEADWEAR) & (hat[figure] < LEAST * size)
    after[specks] = _next_best(pooled[specks], Part.HEADWEAR)

    one, other, share = shares(regions)
    skin, hair = share_on(regions, after == Part.SKIN), share_on(regions, after == Part.HAIR)
    gap = worn & (after == Part.ACCESSORY) & (skin + hair >= FRAMED) & (np.minimum(skin, hair) >= EACH)
    gap &= pooled[:, Part.ACCESSORY] < SURE
    behind = np.where(pooled[:, Part.SKIN] >= pooled[:, Part.HAIR], Part.SKIN, Part.HAIR)
    after[gap] = behind[gap]

    rest = shown & (after != Part.HEADWEAR)
    brim = shown & (after == Part.SKIN) & (pooled[:, Part.HEADWEAR] >= BRIM)
    brim &= (share_on(regions, after == Part.HEADWEAR) >= BRIM) & (share_on(regions, rest) <= ALONE)
    after[brim] = Part.HEADWEAR

    there = worn & _on_head(regions, box) & np.isin(after, (Part.HEADWEAR, Part.ACCESSORY))
    mass = _hang_together(there, one, other, share)
    hats = np.bincount(mass, regions.area * (there & (after == Part.HEADWEAR)))[mass]
    sewn = there & (after == Part.ACCESSORY)
    more = np.bincount(mass, regions.area * sewn)[mass]
    after[sewn & (hats >= HAT * size) & (more >= AS_LARGE * hats)] = Part.HEADWEAR
    return after


def see_ears(regions: Regions, part: U8, figure: NDArray[np.int32]) -> U8:
    """uint8 (n + 1,): the parts, with ears made hair: a hat is in one place, two alike on both sides of hair are ears.

    `figure` is as in `Parts`. No head need be seen: ears show from behind, too.
    """
    hats = (part == Part.HEADWEAR) & ~regions.background & (regions.area > 0)
    after = part.copy()
    if hats.sum() < 2:
        return after
    one, other, share = shares(regions)
    mass = _hang_together(hats, one, other, np.ones(len(one)))
    length = share * around(regions)[one]
    for number in np.unique(figure[hats]).tolist():
        masses = np.unique(mass[hats & (figure == number)])
        hair = (part == Part.HAIR) & (figure == number) & ~regions.background
        if len(masses) != 2 or not hair.any():
            continue
        ears = [np.flatnonzero(hats & (mass == ear)) for ear in masses]
        outline = [np.isin(one, ear) & ~np.isin(other, ear) for ear in ears]
        springs = [length[o & hair[other]].sum() for o in outline]
        sprung = [
            root > 0 and root + length[o & regions.background[other]].sum() >= SPRUNG * length[o].sum()
            for root, o in zip(springs, outline, strict=True)
        ]
        box = np.array([[*regions.box[ear, :2].min(0), *regions.box[ear, 2:].max(0)] for ear in ears], np.float64)
        x, y = (box[:, :2] + box[:, 2:]).T / 2
        left, right = regions.box[hair, 0].min(), regions.box[hair, 2].max()
        area = np.array([regions.area[ear].sum() for ear in ears], np.float64)
        twin = find_twins(x, y, area, box[:, 2:] - box[:, :2], (left + right) / 2, float(right - left))
        if all(sprung) and (twin >= 0).all():
            after[np.concatenate(ears)] = Part.HAIR
    return after


def _hang_together(
    there: NDArray[np.bool_], one: NDArray[np.int32], other: NDArray[np.int32], share: NDArray[np.float64]
) -> NDArray[np.int32]:
    """int32 (n + 1,): a number for each piece of what is `there`; `share` is that of `one`'s border with `other`."""
    near = there[one] & there[other] & (share >= SEWN)
    return hang_together(len(there), np.column_stack([one[near], other[near]]))


def _next_best(belief: F32, but: Part) -> NDArray[np.intp]:
    rest = belief.copy()
    rest[:, (Part.BACKGROUND, but)] = 0
    return rest.argmax(1)


def _on_head(regions: Regions, box: NDArray[np.int32]) -> NDArray[np.bool_]:
    """bool (n + 1,): the region lies on its figure's head or, as ears do, above it."""
    x, y = regions.anchor.T
    wide, tall = (box[:, 2] - box[:, 0]) * 0.35, (box[:, 3] - box[:, 1]) * 0.6
    return (x >= box[:, 0] - wide) & (x < box[:, 2] + wide) & (y >= box[:, 1] - tall) & (y < box[:, 3])
