"""Curls: a forehead is one piece of skin, or shows apart between strands; many small pieces in a heap are curls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together
from engine.types import Regions
from models.parts import EYE, Part

U8 = NDArray[np.uint8]

HEAP = 4
"""So many pieces that touch each other are no gaps in a fringe."""
INKED = 0.7
"""A line parts them where so much of their border is inked."""
UNDER = 0.25
"""Hair or a hat lies along so much of a heap's outline."""


def see_curls(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32]) -> U8:
    """uint8 (n + 1,): the parts, with heaps of small pieces of skin above the eyes of a face made hair.

    `figure` and `head` are as in `Parts`.
    """
    count = regions.count + 1
    skin = (part == Part.SKIN) & ~regions.background
    eye = np.isin(part, EYE) & ~regions.background
    x, y = regions.anchor.T
    pieces = np.zeros(count, bool)
    for one, (x0, y0, x1, y1) in enumerate(head.tolist()):
        inside = (figure == one) & (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
        if (inside & skin).any():
            face = int(np.argmax(regions.area * (inside & skin)))
            brow = regions.box[inside & eye, 1].min(initial=int(y[face]))
            pieces |= inside & skin & (y < brow) & (np.arange(count) != face)
    if pieces.sum() < HEAP:
        return part
    both = pieces[regions.pairs].all(1) & (regions.ink >= INKED)
    heap = hang_together(count, regions.pairs[both])
    within = np.bincount(heap[regions.pairs[both, 0]], regions.border[both], count)
    outline = np.bincount(heap, around(regions) * pieces, count) - 2 * within
    crown = np.isin(part, (Part.HAIR, Part.HEADWEAR, Part.ACCESSORY))
    under = np.zeros(count)
    for one, other in (regions.pairs.T, regions.pairs.T[::-1]):
        under += np.bincount(heap[one], regions.border * (pieces[one] & crown[other]), count)
    curly = (np.bincount(heap, pieces, count) >= HEAP) & (under >= UNDER * np.maximum(outline, 1))
    after = part.copy()
    after[pieces & curly[heap]] = Part.HAIR
    return after
