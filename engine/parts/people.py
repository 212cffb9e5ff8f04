"""People: who shows neither clothes nor a face is none, what is most of one is no fur, and whoever wears trinkets wears
a garment first.

The network knows people best, so it takes a plum for skin; and it learns fur as large open forms, which the skirt of a
running woman is too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.types import Regions, Sight
from models.parts import CLOTH, FACE, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

PERSON = 0.8
"""A head is a person's where so much of its face and fur is face."""
INNER = 0.25
"""The face lies in the middle of its head, so far from each side of the box."""
HORSE = 2.0
"""Fur so many times as large as all else of its figure is what somebody rides on: an animal where fur is believed more
than anything else, a boat or a sail where it is only what was left."""
TRINKET = 0.5
"""What is worn is surely a trinket where that is believed so much."""

BODY = (*FACE, Part.HAIR)
CLOTHED = 0.6
"""Clothes are seen where the belief in them comes so far anywhere, and of a face ..."""
SEEN = ((Part.HAIR, 0.9), (Part.EYES, 0.8), (Part.MOUTH, 0.6))
"""... these. Of 138 clip-art things 28 lost their skin by these figures, of 70 clip-art people a pictogram."""


def doubt_people(sight: Sight) -> Sight:
    """The sight, with things for people where nobody is seen in the whole picture: no clothes, and at most one of
    hair, an eye and a mouth. The back of a head is all hair, and stays; so does an animal, which is mostly fur.
    """
    most = sight.belief.reshape(-1, sight.belief.shape[-1]).max(0)
    seen = sum(int(most[kind] > least) for kind, least in SEEN)
    if seen > 1 or most[[Part.TOP, Part.BOTTOM]].max() > CLOTHED:
        return sight
    cells = np.bincount(sight.belief.argmax(-1).ravel(), minlength=len(most))
    body = cells[list(BODY)].sum()
    if body <= cells[Part.CREATURE] or 2 * cells[Part.HAIR] > body:
        return sight
    belief = sight.belief.copy()
    belief[..., Part.PROP] += belief[..., BODY].sum(-1)
    belief[..., BODY] = 0
    return Sight(belief)


def see_people(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, without fur where a person is seen to wear something.

    Fur is what a person wears where it is most of that person from its upper end down: an animal in front of somebody
    leaves the somebody's legs. `figure` and `head` are as in `Parts`; `pooled` is `find.pool`'s belief,
    float32 (n + 1, P).
    """
    after = part.copy()
    shown = ~regions.background & (regions.area > 0) & (part != Part.PROP)
    for one in np.unique(figure[shown & (part == Part.CREATURE)]).tolist():
        mine = shown & (figure == one)
        fur = mine & (part == Part.CREATURE)
        rest = mine & ~fur
        below = rest & (regions.anchor[:, 1] > regions.box[fur, 1].min())
        area = int(regions.area[fur].sum())
        if regions.area[below].sum() >= area or not _is_person(regions, part, mine, head[one].tolist()):
            continue
        if area >= HORSE * regions.area[rest].sum():
            if (regions.area[fur] @ pooled[fur]).argmax() != Part.CREATURE:
                after[fur] = Part.PROP
            continue
        tops = rest & (part == Part.TOP)
        waist = np.average(regions.anchor[tops, 1], weights=regions.area[tops]) if tops.any() else 0
        cloth = np.where(regions.anchor[:, 1] > waist, Part.BOTTOM, Part.TOP)
        bare = pooled[:, Part.SKIN] > pooled[:, CLOTH].max(1)
        after[fur] = np.where(bare, Part.SKIN, cloth)[fur]
    return _dress(regions, after, figure, head, pooled)


def _dress(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32) -> U8:
    """The parts, with a top where a person would wear more trinkets than cloth, of what reaches below the head."""
    below = ~regions.background & (regions.box[:, 3] > head[figure, 3]) & (head[figure, 3] > 0)
    trinket, cloth = below & (part == Part.ACCESSORY), below & np.isin(part, CLOTH)
    more = np.bincount(figure, regions.area * trinket, len(head)) > np.bincount(figure, regions.area * cloth, len(head))
    unsure = trinket & more[figure] & (pooled[:, Part.ACCESSORY] < TRINKET)
    return np.where(unsure, np.uint8(Part.TOP), part)


def _is_person(regions: Regions, part: U8, mine: NDArray[np.bool_], head: list[int]) -> bool:
    """Whether a figure's head, a box, is a person's: so says its middle, beside which much may lie."""
    x0, y0, x1, y1 = head
    dx, dy = round((x1 - x0) * INNER), round((y1 - y0) * INNER)
    box = regions.labels[y0 + dy : y1 - dy, x0 + dx : x1 - dx]
    seen = part[box[mine[box]]]
    face, fur = np.isin(seen, FACE).sum(), (seen == Part.CREATURE).sum()
    return bool(face > PERSON * (face + fur))
