"""The margin that is left where a drawing was cut: lines that all stop in one row go on to the picture's edge.

A figure that ends within the picture ends in a curve, a sole or a hem. Where all that a drawing has in its last rows
are single lines that run out of it, a frame cut them there, and what they part is parted up to the edge.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.basins import ink_mask
from engine.types import U8

WIDEST = 0.1
"""A margin is at most this share of the picture's longer side."""
BAND, ROWS = 0.01, 4
"""Lines that stop within this share of it, and at least so many rows, stop in one row."""
ENDS = 2
"""The least that can be cut, a neck, has so many lines."""


def continue_lines(line_alpha: U8) -> U8:
    """uint8 (H, W): the line art, each line that a frame cut near the picture's edge drawn on to it; the same array
    where none was."""
    for turns in range(4):
        turned = np.rot90(line_alpha, turns)
        ends = _ends(ink_mask(np.ascontiguousarray(turned)))
        if not ends:
            continue
        longer = np.ascontiguousarray(turned).copy()
        for x, y, aside in ends:
            edge = len(longer) - 1
            cv2.line(longer, (x, y), (round(x + aside * (edge - y)), edge), 255, 2)
        line_alpha = np.ascontiguousarray(np.rot90(longer, -turns))
    return line_alpha


def _ends(ink: U8) -> list[tuple[int, int, float]]:
    """(x, y, columns a row) where each line leaves at the bottom, if only lines do, and short of it; else none."""
    longest = max(ink.shape)
    rows = np.flatnonzero(ink.any(1))
    if not len(rows) or not 1 <= len(ink) - 1 - rows[-1] <= WIDEST * longest:
        return []
    top = max(int(rows[-1]) - max(ROWS, round(BAND * longest)), 0)
    band = ink[top : rows[-1] + 1]
    count, numbers = cv2.connectedComponents(band, connectivity=8)
    ends = [_leaving(numbers == number) for number in range(1, count)]
    if len(ends) < ENDS or None in ends:
        return []
    return [(x, y + top, aside) for x, y, aside in filter(None, ends)]


def _leaving(stroke: NDArray[np.bool_]) -> tuple[int, int, float] | None:
    """(x, y, columns a row) of the end of one line that comes in at the top of the band and goes down; else None."""
    if not stroke[0].any():
        return None
    left, across = stroke.argmax(1), stroke.sum(1)
    last = int(np.flatnonzero(across)[-1])
    left, across = left[: last + 1], across[: last + 1]
    single = stroke[: last + 1, ::-1].argmax(1) == stroke.shape[1] - left - across
    middle = left + (across - 1) / 2
    aside = float(middle[-1] - middle[0]) / max(last, 1)
    # What is wider than it is high is the sole of something.
    if not single.all() or across.max() > len(stroke) or abs(aside) > 1 or 2 * last < len(stroke):
        return None
    return round(float(middle[-1])), last, aside
