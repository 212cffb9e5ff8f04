"""A nose is no mouth: cartoons close the outline of a nose, and draw the mouth as a mere line below it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import shares
from engine.types import U8, Regions
from models.parts import Part

IN_FACE = 0.4
"""So much of a nose's border lies on its face."""
WIDER = 1.2
"""The line of a mouth is so many times as wide as the nose above it; the fold below a mouth is shorter than that."""
NEAR = 3.0
"""... and begins no further below it than so many times the nose's height."""


def see_noses(regions: Regions, part: U8, figure: NDArray[np.int32], line_alpha: U8) -> U8:
    """uint8 (n + 1,): the parts, with skin where a mouth has a wider mouth below it in the same face."""
    mouths = np.flatnonzero((part == Part.MOUTH) & ~regions.background & (regions.area > 0)).tolist()
    one, other, share = shares(regions)
    after = part.copy()
    for mouth in mouths:
        mine = (one == mouth) & (part[other] == Part.SKIN) & (share >= IN_FACE)
        if not mine.any():
            continue
        face = int(other[mine][share[mine].argmax()])
        # Lips and teeth touch: they are of one mouth.
        touching = other[one == mouth].tolist()
        others = [regions.box[k] for k in mouths if k != mouth and figure[k] == figure[mouth] and k not in touching]
        if any(_below(regions.box[mouth], box) for box in (*others, *_lines(regions, face, line_alpha))):
            after[mouth] = Part.SKIN
    return after


def _below(nose: NDArray[np.int32], box: NDArray[np.int32]) -> bool:
    """Whether a box x0, y0, x1, y1 is below a nose as a mouth is."""
    x0, y0, x1, y1 = nose.tolist()
    left, top, right, bottom = box.tolist()
    wider = right - left >= WIDER * (x1 - x0) and left < (x0 + x1) / 2 < right
    return wider and bottom > y1 and (y0 + y1) / 2 < top + (bottom - top) * 0.5 < y1 + NEAR * (y1 - y0)


def _lines(regions: Regions, face: int, line_alpha: U8) -> list[NDArray[np.int32]]:
    """The boxes of the lines that lie in a face and end in it."""
    x0, y0, x1, y1 = regions.box[face].tolist()
    inside = (regions.labels[y0:y1, x0:x1] == face).astype(np.uint8)
    ink = inside & (line_alpha[y0:y1, x0:x1] >= 128)
    edge = cv2.erode(inside, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0) == 0
    count, numbers, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    touching = np.zeros(count, bool)
    touching[np.unique(np.asarray(numbers)[edge & (ink > 0)])] = True
    left_top, size = stats[1:, :2] + (x0, y0), stats[1:, 2:4]
    return list(np.hstack([left_top, left_top + size])[~touching[1:]].astype(np.int32))
