"""Each head that was seen has a face of skin, and what hangs behind that face is hair.

The belief is believed less where it says that a head has none: the head was seen by its face.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around
from engine.cells import sample
from engine.types import Regions, Sight
from models.parts import FACE, Part

F32 = NDArray[np.float32]

INNER = 0.25
"""The face lies in the middle of its head, so far from each side of the box."""
BARE = 0.2
"""What holds the middle of a head is its face where the belief in skin is this much ..."""
SHELTERED = 0.25
"""... and no more than this share of its border lies on paper: no back of a head is so sheltered."""
COVERED = 0.45
"""What hangs behind a face is hair where hair is believed this much, compared with skin ..."""
OPEN_AIR, BEHIND = 0.35, 0.12
"""... and so much of its border lies on paper, and so much on the face."""
INKED = 0.75
"""A line parts two regions where so much of their border is inked."""


def see_faces(regions: Regions, belief: F32, agreed: F32, sight: Sight) -> F32:
    """float32 (n + 1, P): the belief, with a face in each head and hair behind it; the same object where all is well.

    `belief` is `find.pool`'s and `agreed` `find.agree`'s, both float32 (n + 1, P).
    """
    if not sight.heads or not len(regions.pairs):
        return belief
    part = agreed.argmax(1)
    part[regions.background] = Part.BACKGROUND
    air = _open_air(regions)
    seen = sample(regions.labels, sight.belief.shape[:2])
    to_skin: set[int] = set()
    to_hair: set[int] = set()
    for x0, y0, x1, y1 in sight.heads:
        wide, tall = round((x1 - x0) * INNER), round((y1 - y0) * INNER)
        inner = seen[max(y0 + tall, 0) : max(y1 - tall, 0), max(x0 + wide, 0) : max(x1 - wide, 0)]
        if not inner.size:
            continue
        held = np.bincount(inner.ravel(), minlength=regions.count + 1)
        face = int(held.argmax())
        if part[face] in (Part.HAIR, Part.HEADWEAR) and not np.isin(part[inner], FACE).mean() > BARE:
            if belief[face, Part.SKIN] >= BARE and air[face] <= SHELTERED:
                to_skin.add(face)
        elif part[face] == Part.SKIN:
            to_hair |= _behind(regions, belief, part, air, face)
    if not to_skin and not to_hair:
        return belief
    after = belief.copy()
    after[np.ix_(sorted(to_skin), (Part.HAIR, Part.HEADWEAR, Part.ACCESSORY))] = 0
    after[sorted(to_hair), Part.SKIN] = 0
    return (after / np.maximum(after.sum(1, keepdims=True), 1e-6)).astype(np.float32)


def _behind(regions: Regions, belief: F32, part: NDArray[np.intp], air: NDArray[np.float64], face: int) -> set[int]:
    """The regions of skin that hang behind a face, parted from it by a line, beside hair, with paper at the back."""
    a, b = regions.pairs.T
    mine = (a == face) | (b == face)
    other = np.where(a == face, b, a)[mine]
    border, ink = regions.border[mine], regions.ink[mine]
    whole = around(regions)
    top, bottom = regions.box[face, (1, 3)]
    hangs = (regions.anchor[other, 1] >= top) & (regions.anchor[other, 1] < bottom)
    hangs &= (part[other] == Part.SKIN) & (regions.area[other] < regions.area[face])
    hangs &= (ink >= INKED) & (border >= BEHIND * whole[other]) & (air[other] >= OPEN_AIR)
    hangs &= belief[other, Part.HAIR] >= COVERED * belief[other, Part.SKIN]
    hair = part == Part.HAIR
    found: set[int] = set()
    # A lock hangs from hair, or from another lock.
    while True:
        hairy = np.zeros(len(part), bool)
        hairy[a[hair[b]]] = hairy[b[hair[a]]] = True
        more = set(other[hangs & hairy[other]].tolist()) - found
        if not more:
            return found
        found |= more
        hair[list(more)] = True


def _open_air(regions: Regions) -> NDArray[np.float64]:
    """float64 (n + 1,): the share of each region's border that lies on paper."""
    a, b = regions.pairs.T
    count = regions.count + 1
    on_paper = np.bincount(a, regions.border * regions.background[b], count)
    on_paper += np.bincount(b, regions.border * regions.background[a], count)
    return on_paper / np.maximum(around(regions), 1)
