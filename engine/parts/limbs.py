"""What lies below the chin: a pocket and a frill are no skin, a folded finger is no trinket, and whose legs are cut has
no shoes.

The network is unsure of what is small; what lies around it says what it can be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on, shares
from engine.parts.chips import see_chips
from engine.parts.strays import see_strays
from engine.types import Regions
from models.parts import CLOTH, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

NO_SHOE = (Part.SKIN, Part.ACCESSORY)
"""What has the look of a shoe where none can be: fingers, and what is worn on them."""
HELD = 0.75
"""What has this share of its border with one piece of cloth lies in that cloth ..."""
SURELY = 0.75
"""... and is bare skin only where the belief in skin is this much."""
FINGER = 0.15
"""An accessory with nothing but a hand beside it is a finger where skin is believed this much ..."""
GRASP = 0.25
"""... that this share of its border lies on ..."""
ELSE = 0.02
"""... and no more than this on cloth, hair or a face."""
CUT = 0.003
"""Where the lower edge cuts trousers or a skirt of this share of the picture, their figure's feet are outside it."""

LOW, DEEP = 0.65, 2.0
"""Below this share of a figure's height, and so many heads below its chin, skin is a leg ..."""
HEM, BARELY = 0.6, 0.5
"""... and not what has this share of its border on cloth, where skin is believed less than this: of 145 generated
pictures two have such a piece, a skirt and a shoe."""


def see_limbs(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with what lies in cloth made cloth, fingers made skin, and skin of no body what it is.

    `head` is int32 (k + 1, 4), a box a figure, as in `Parts`: what lies on it is left as it is. `pooled` is
    `find.pool`'s belief, float32 (n + 1, P).
    """
    count = regions.count + 1
    x0, y0, x1, y1 = head[figure].T
    x, y = regions.anchor.T
    away = ((x < x0) | (x >= x1) | (y < y0) | (y >= y1)) & ~regions.background
    one, other, share = shares(regions)
    skin = part == Part.SKIN
    hand = share_on(regions, skin & away)
    # Paper beside it is the air around a hand, and one finger lies on another; a face wears glasses and earrings.
    hands = (skin & away) | (part == Part.ACCESSORY) | regions.background
    worn = share_on(regions, ~hands)
    after = part.copy()
    finger = (part == Part.ACCESSORY) & (hand > GRASP) & (worn < ELSE)
    after[finger & (pooled[:, Part.SKIN] > FINGER)] = Part.SKIN
    bare = away & skin & (np.bincount(one, skin[other], count) == 0) & (pooled[:, Part.SKIN] < SURELY)
    held = bare[one] & np.isin(part[other], CLOTH) & (share >= HELD)
    after[one[held]] = part[other[held]]
    after = see_strays(regions, after, away, y < y0, pooled)
    after = _see_hems(regions, after, figure, away & (y - y1 > DEEP * (y1 - y0)) & (y1 > y0), pooled)
    at_edge = np.zeros(count, bool)
    at_edge[regions.labels[-1]] = True
    cut = np.zeros(len(head), bool)
    cut[figure[at_edge & (after == Part.BOTTOM) & (regions.area >= CUT * regions.labels.size)]] = True
    cut[0] = False
    shoe = cut[figure] & (after == Part.FOOTWEAR) & ~at_edge
    after[shoe] = np.array(NO_SHOE)[pooled[shoe][:, NO_SHOE].argmax(1)]
    return see_chips(regions, after, away, (x1 - x0).astype(np.int64) * (y1 - y0), pooled)


def _see_hems(regions: Regions, part: U8, figure: NDArray[np.int32], deep: NDArray[np.bool_], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with cloth where skin would border a skirt far below: no arm reaches there, and a leg
    comes out of a skirt, not along it. `deep` is bool (n + 1,): what lies far below its head."""
    shown = ~regions.background & (regions.area > 0)
    top = np.full(int(figure.max()) + 1, regions.labels.shape[0])
    bottom = np.zeros(len(top), np.int64)
    np.minimum.at(top, figure[shown], regions.box[shown, 1])
    np.maximum.at(bottom, figure[shown], regions.box[shown, 3])
    low = regions.anchor[:, 1] - top[figure] > LOW * (bottom - top)[figure]
    bare = deep & low & (part == Part.SKIN) & (pooled[:, Part.SKIN] < BARELY)
    one, other, share = shares(regions)
    cloth = np.isin(part, CLOTH) & ~regions.background
    hem = bare & (share_on(regions, cloth) >= HEM)
    held = np.flatnonzero(hem[one] & cloth[other])
    # The last one written, the longest border, stays.
    held = held[np.argsort(share[held], kind="stable")]
    after = part.copy()
    after[one[held]] = part[other[held]]
    return after
