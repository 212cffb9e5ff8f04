"""Which regions are the paper around the figures: what holds the picture's edge, its corners above all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRAME_SHARE = 0.2
"""A region with this share of the picture's edge is background."""
CORNER_SHARE = 0.02
"""A region with a corner is background from this share of the edge on."""
SIDE_SHARE = 0.1
"""... and one with no more than lower corners must also climb a side to this share of its height."""
STRIP_AREA = 0.15
"""Less background than this may be the strip around a drawn frame: then the frame's inside is asked too."""


def find_background(labels: NDArray[np.int32], area: NDArray[np.int64]) -> NDArray[np.bool_]:
    """bool (n + 1,): the regions that are paper around the figures. `area` is int64 (n + 1,), in pixels."""
    height, width = labels.shape
    background = _around(labels, len(area))
    if background.any() and area[background].sum() < STRIP_AREA * labels.size:
        inside = ~background[labels]
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if len(rows) and len(columns):
            y0, y1, x0, x1 = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
            if (y1 - y0) * (x1 - x0) > 0.5 * height * width:
                background |= _around(labels[y0:y1, x0:x1], len(area))
    return background


def _around(labels: NDArray[np.int32], size: int) -> NDArray[np.bool_]:
    top, bottom, left, right = labels[0], labels[-1], labels[:, 0], labels[:, -1]
    held = np.bincount(np.concatenate([top, bottom, left, right]), minlength=size)
    share = held / (2 * sum(labels.shape))
    sides = np.maximum(np.bincount(left, minlength=size), np.bincount(right, minlength=size)) / labels.shape[0]
    upper, lower = np.zeros(size, bool), np.zeros(size, bool)
    upper[[top[0], top[-1]]] = True
    lower[[bottom[0], bottom[-1]]] = True
    cornered = share >= CORNER_SHARE
    return (share > FRAME_SHARE) | (cornered & upper) | (cornered & lower & (sides > SIDE_SHARE))
