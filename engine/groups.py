"""Flat layers by part and figure: "Hair", "Hair 2", as an artist would have sorted them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.hints.words import Language, language_of
from engine.hints.words import parts as words
from engine.request import Color, ColorizeRequest, Hint
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


def group_by_part(
    regions: Regions, parts: Parts, flat: U8, language: Language, hints: Sequence[Hint] = ()
) -> tuple[FlatGroup, ...]:
    """A group for each part of each figure, from the back to the front of each, the figures from left to right.

    `flat` is uint8 (n + 1, 3) sRGB, a colour for each label: background is a group where it has one of its own.
    Names are the lexicon's in `language`; where several figures have a part, the second has the number 2. A group's
    colour is one that `hints` ask for by the part's name, else the one with the most area.
    """

    def group(part: Part, mask: np.ndarray, number: str = "", figure: int = 0) -> FlatGroup:
        labels = np.flatnonzero(mask)
        color = _color(regions.area[labels], flat[labels], _asked(part, hints))
        height, width = regions.labels.shape
        box = np.concatenate([regions.box[labels, :2].min(0), regions.box[labels, 2:].max(0)]) / ([width, height] * 2)
        share = int(regions.area[labels].sum()) / (height * width)
        return FlatGroup(
            _name(part, language) + number, tuple(labels.tolist()), part.key, figure, color, share, tuple(box.tolist())
        )

    there = regions.area > 0
    painted = regions.background & there & np.any(flat != WHITE, axis=1)
    groups = [group(Part.BACKGROUND, painted)] if painted.any() else []
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
            groups.append(group(part, mine, number, figure))
    return tuple(groups)


def language_of_request(request: ColorizeRequest) -> Language:
    """The language that the hints are written in; English without any."""
    return language_of(" ".join(hint.text for hint in request.hints if hint.text))


def _name(part: Part, language: Language) -> str:
    name = words()[part.key].names[language]
    return name[:1].upper() + name[1:]


def _asked(part: Part, hints: Sequence[Hint]) -> set[Color]:
    """The colours that hints give this part by a name of its own or of more."""
    known = words()
    return {
        hint.color
        for hint in hints
        if hint.color is not None and hint.part in known and part.key in known[hint.part].covers
    }


def _color(area: np.ndarray, flat: U8, asked: set[Color]) -> Color:
    """Of the colours of regions the one with the most area, those that are asked for before all others."""
    sizes: dict[Color, int] = {}
    for size, color in zip(area.tolist(), flat.tolist(), strict=True):
        sizes[Color(*color)] = sizes.get(Color(*color), 0) + size
    return max(sizes, key=lambda color: (color in asked, sizes[color]))
