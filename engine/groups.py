"""Flat layers by part and figure: "Hair", "Hair 2", as an artist would have sorted them."""

from __future__ import annotations

import numpy as np

from engine.hints.words import Language, language_of
from engine.hints.words import parts as words
from engine.request import ColorizeRequest
from engine.result import FlatGroup
from engine.types import U8, Parts, Regions
from models.parts import Part

WHITE = (255, 255, 255)
_FROM_BELOW = (
    Part.SCENERY,
    Part.CREATURE,
    Part.SKIN,
    Part.EYE_WHITE,
    Part.EYES,
    Part.MOUTH,
    Part.FOOTWEAR,
    Part.BOTTOM,
    Part.TOP,
    Part.ACCESSORY,
    Part.HAIR,
    Part.HEADWEAR,
    Part.PROP,
)


def group_by_part(regions: Regions, parts: Parts, flat: U8, language: Language) -> tuple[FlatGroup, ...]:
    """A group for each part of each figure, from the back to the front of each, the figures from left to right.

    `flat` is uint8 (n + 1, 3) sRGB, a colour for each label: background is a group where it has one of its own.
    Names are the lexicon's in `language`; where several figures have a part, the second has the number 2.
    """
    there = regions.area > 0
    painted = regions.background & there & np.any(flat != WHITE, axis=1)
    groups = (
        [FlatGroup(_name(Part.BACKGROUND, language), _labels(painted), Part.BACKGROUND.key)] if painted.any() else []
    )
    shown = there & ~regions.background
    shown[0] = False
    count: dict[Part, int] = {}
    for figure in range(int(parts.figure.max()) + 1):
        for part in _FROM_BELOW:
            mine = shown & (parts.figure == figure) & (parts.part == part)
            if not mine.any():
                continue
            count[part] = count.get(part, 0) + 1
            number = f" {count[part]}" if count[part] > 1 else ""
            groups.append(FlatGroup(_name(part, language) + number, _labels(mine), part.key, figure))
    return tuple(groups)


def language_of_request(request: ColorizeRequest) -> Language:
    """The language that the hints are written in; English without any."""
    return language_of(" ".join(hint.text for hint in request.hints if hint.text))


def _name(part: Part, language: Language) -> str:
    name = words()[part.key].names[language]
    return name[:1].upper() + name[1:]


def _labels(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())
