"""A hand at a face: what lies before face, hair and air at once, no lower than the chin, is no cloth.

Collars lie below the chin, scarves and hoods behind it or around it. The network learns hands beside a body, so one
before a face it takes for what is worn there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on, shares
from engine.parts.collars import find_faces
from engine.types import Regions
from models.parts import ON_BODY, Part

U8 = NDArray[np.uint8]
I32 = NDArray[np.int32]

LEAST, MOST = 0.03, 0.35
"""A hand has a share between these of the area of its head's box ..."""
BROW, CHIN = 0.5, 1.05
"""... and lies between these shares of the box's height: above are hats and bands, below are collars."""
ARM = 0.1
"""So much of the box's height its figure goes on below it: an arm is there, and a shoulder ends where a bust does."""
HELD = 0.75
"""What has so much of its border on a hand and the face, and is smaller than the hand, is a finger of it."""


def see_hands(regions: Regions, part: U8, figure: I32, head: I32) -> U8:
    """uint8 (n + 1,): the parts, with skin where a hand is raised to a face.

    `figure` and `head` are as in `Parts`. On generated figures every such piece is a hand.
    """
    skin = (part == Part.SKIN) & ~regions.background
    face = find_faces(regions, skin, head)
    if not face.any():
        return part
    count = regions.count + 1
    x0, y0, x1, y1 = head[figure].T
    y = regions.anchor[:, 1]
    size = (x1 - x0).astype(np.int64) * (y1 - y0)
    one, other, _ = shares(regions)
    own = figure[one] == figure[other]
    before = [np.bincount(one, own & kind[other], count) > 0 for kind in (face, part == Part.HAIR)]
    worn = np.isin(part, ON_BODY) & ~regions.background
    hand = worn & before[0] & before[1] & (share_on(regions, regions.background) > 0)
    hand &= (regions.area >= LEAST * size) & (regions.area < MOST * size)
    hand &= (y >= y0 + BROW * (y1 - y0)) & (y < y0 + CHIN * (y1 - y0))
    lowest = np.zeros(len(head), np.int32)
    np.maximum.at(lowest, figure, regions.box[:, 3])
    hand &= regions.box[:, 3] + ARM * (y1 - y0) < lowest[figure]
    after = part.copy()
    after[hand] = Part.SKIN
    of_hand = np.zeros(count, np.int64)
    np.maximum.at(of_hand, one, regions.area[other] * hand[other])
    after[worn & (share_on(regions, hand | face) >= HELD) & (regions.area < of_hand)] = Part.SKIN
    return after
