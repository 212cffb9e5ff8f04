"""What is adrift beside an animal is a thing: the smoke that a dragon puffs, a flame over a hand, a butterfly.

The network knows one soft outline for all of these. But an animal is of one piece: neither its fur nor a line reaches
what it breathes out or looks at. An eye alone is no animal, and who has both is its young.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.basins import INK
from engine.types import U8, Regions
from models.parts import EYE, Part

FURRED = 0.5
"""What hangs together is an animal where this share of it is fur, and it has an eye."""
SMALL, LEAST = 0.12, 0.002
"""What is adrift is at most this large, and no speck, in shares of the animal: larger ones may be its body."""
LINE, LED = 0.02, 0.3
"""A line is at most so wide, in shares of the picture's longer side; of a limb's ink this share leads away from it."""


def see_adrift(regions: Regions, part: U8, line_alpha: U8) -> U8:
    """uint8 (n + 1,): the parts, with things for fur and eyes that are adrift."""
    seen = np.isin(part, (Part.CREATURE, *EYE))
    return np.where(seen & find_adrift(regions, part, line_alpha), np.uint8(Part.PROP), part)


def find_adrift(regions: Regions, part: U8, line_alpha: U8) -> NDArray[np.bool_]:
    """bool (n + 1,): the regions that neither paper's end nor a line joins to the animal that the picture shows."""
    count = regions.count + 1
    shown = ~regions.background & (regions.area > 0)
    shown[0] = False
    fur, eye = shown & (part == Part.CREATURE), shown & np.isin(part, EYE)
    none = np.zeros(count, bool)
    if not fur.any() or not eye.any():
        return none
    joined = shown[regions.labels] | (line_alpha >= INK)
    number, blobs = cv2.connectedComponents(joined.astype(np.uint8), connectivity=8)
    x, y = regions.anchor.T
    blob = np.where(shown, blobs[y, x], 0)
    whole, furred, eyed = (np.bincount(blob, regions.area * of, number) for of in (shown, fur, eye))
    animal = (furred > FURRED * whole) & (eyed > 0)
    animal[0] = False
    if not animal.any():
        return none
    # A line that leads away from it, led to it from the animal.
    bare = regions.background[regions.labels] & joined
    reach = max(3, round(LINE * max(bare.shape))) | 1
    near = cv2.dilate((~regions.background[regions.labels]).astype(np.uint8), np.ones((reach, reach), np.uint8))
    ink = line_alpha >= INK
    led = np.bincount(blobs[bare & (near == 0)], minlength=number) > LED * np.bincount(blobs[ink], minlength=number)
    largest = whole[animal].max()
    apart = ~animal & ~led & (whole < SMALL * largest) & (whole > LEAST * largest)
    # What the picture's edge cuts is joined to the rest beyond it.
    apart[np.concatenate([blobs[0], blobs[-1], blobs[:, 0], blobs[:, -1]])] = False
    return apart[blob] & shown
