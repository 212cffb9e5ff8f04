"""Skin ends at the neckline: what a line parts from the neck, and cloth holds from below, is a collar or a shirt; and
further down is cloth what is rather worn than bare; a trinket on one side of the neck is of the collar.

A collar lies on the neck, and is as bare of folds as skin, so the network takes one for the other by halves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together, share_on, shares
from engine.types import Regions
from models.parts import CLOTH, ON_BODY, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

ON_NECK, INKED = 0.1, 0.9
"""A collar has this share of its border on the neck, and so much of that is a line ..."""
ON_FACE = 0.15
"""... no more than this on the face, of which another piece has more, or it is the neck ..."""
ON_CLOTH = 0.2
"""... and this on cloth ..."""
BELIEVED = 0.85
"""... and cloth is believed this much, compared with skin. On generated figures three of four such pieces are cloth."""
CLOSED = 0.95
"""What no border with less ink joins to skin is parted from it, and cloth if all that is worn is believed more ..."""
JUTS = 0.25
"""... unless this share of its border lies on paper, as that of an arm does. The neck, below the middle of the face, is
bare. On generated figures three of four such pieces are worn, or are not of the figure at all."""
SHOULDER, SMALL = (0.7, 1.6), 0.1
"""What lies between these shares of a head's height, smaller than this share of its box, on one side of the neck ..."""
BETWEEN, TRINKET = 0.15, 0.65
"""... with so much of its border on skin, and on cloth, is cloth unless it is surely a trinket: of eleven such pieces
on generated figures five are cloth and three trinkets, of which there are more in the middle."""
INNER = 0.25
"""The face lies in the middle of its head, so far from each side of the box."""


def see_collars(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with cloth where skin would go on beyond a neckline.

    `head` is int32 (k + 1, 4), a box a figure, as in `Parts`; `pooled` is `find.pool`'s belief, float32
    (n + 1, P).
    """
    skin = (part == Part.SKIN) & ~regions.background
    face = find_faces(regions, skin, head)
    if not face.any():
        return part
    count = regions.count + 1
    one, other, share = shares(regions)
    ink = np.tile(regions.ink, 2)
    both = skin[one] & skin[other] & (figure[one] == figure[other])
    on_face = np.bincount(one, share * (both & face[other]), count)
    neck = skin & (on_face > 0)
    length = on_face * around(regions) * ~face
    longest = np.zeros(len(head))
    np.maximum.at(longest, figure, length)
    flap = skin & ~face & (on_face <= ON_FACE) & ((length == 0) | (length < longest[figure]))
    worn = pooled[:, ON_BODY].sum(1)
    flap &= worn >= BELIEVED * pooled[:, Part.SKIN]
    lined = np.bincount(one, share * (both & neck[other] & ~face[other] & (ink >= INKED)), count)
    below = share_on(regions, np.isin(part, CLOTH))
    flap &= (lined >= ON_NECK) & (below >= ON_CLOTH)

    middle = np.zeros(len(head))
    middle[figure[face]] = regions.box[face][:, (0, 2)].mean(1)
    under = (regions.box[:, 0] < middle[figure]) & (middle[figure] < regions.box[:, 2])
    throat = (length > 0) & (length == longest[figure]) & under
    mass = hang_together(count, regions.pairs[skin[regions.pairs].all(1)])
    of_face = np.isin(mass, mass[face])
    rather = skin & of_face & ~face & ~throat & (regions.box[:, 3] > head[figure, 3]) & (head[figure, 3] > 0)
    rather &= (worn >= pooled[:, Part.SKIN]) & (np.bincount(one, skin[other] & (ink < CLOSED), count) == 0)
    rather &= share_on(regions, regions.background) < JUTS
    return np.where(flap | rather | _aside(regions, part, figure, head, pooled), np.uint8(Part.TOP), part)


def _aside(
    regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32
) -> NDArray[np.bool_]:
    """bool (n + 1,): what would be a trinket between neck and cloth, on one side only: scarves and bows are in the
    middle, earrings touch no cloth, and of two that touch one may be a knot."""
    x0, y0, x1, y1 = head[figure].T
    high = y1 - y0
    trinket = (part == Part.ACCESSORY) & ~regions.background
    neck, cloth, more = (
        share_on(regions, ~regions.background & (part == kind)) for kind in (Part.SKIN, Part.TOP, Part.ACCESSORY)
    )
    middle, y = (x0 + x1) / 2, regions.anchor[:, 1]
    aside = trinket & ((regions.box[:, 0] > middle) | (regions.box[:, 2] < middle)) & (more == 0)
    aside &= (y > y0 + SHOULDER[0] * high) & (y < y0 + SHOULDER[1] * high) & (regions.area < SMALL * (x1 - x0) * high)
    return aside & (neck >= BETWEEN) & (cloth >= BETWEEN) & (pooled[:, Part.ACCESSORY] < TRINKET)


def find_faces(regions: Regions, skin: NDArray[np.bool_], head: NDArray[np.int32]) -> NDArray[np.bool_]:
    """bool (n + 1,): the skin that holds most of the middle of a head."""
    face = np.zeros(regions.count + 1, bool)
    for x0, y0, x1, y1 in head.tolist():
        dx, dy = round((x1 - x0) * INNER), round((y1 - y0) * INNER)
        middle = regions.labels[y0 + dy : y1 - dy, x0 + dx : x1 - dx]
        held = np.bincount(middle.ravel(), minlength=regions.count + 1) * skin
        face[held.argmax()] = held.any()
    face[0] = False
    return face
