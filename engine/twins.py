"""Twins: two sleeves, two lapels, two shoes, two ears. What a body has on its left it has on its right, of one cloth.

Two shapes are twins where they lie across the figure's axis from each other, about level, and are about as large and
about as wide and high. Drawings are never symmetric, so each of these is generous, and only a mutual best match counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.types import Regions

I32 = NDArray[np.int32]
F64 = NDArray[np.float64]

_SIZE = 0.45
"""The smaller twin has at least this share of the larger one's area ..."""
_SHAPE = 0.5
"""... and of its width and of its height."""
_OFF = 0.22
"""The middle between twins lies this near the axis, in shares of the gap between them ..."""
_SWAY = 0.03
"""... and this much further off, in shares of the figure's width: a body sways below its head."""
_SLOPE = 0.5
"""So much of the gap across is the most that one may lie higher: shoulders tilt."""


def find_twins(x: F64, y: F64, area: F64, size: F64, axis: float, width: float) -> I32:
    """int32 (n,): the twin of each shape of one figure, -1 for none; twins name each other.

    `x`, `y` (n,) are the shapes' middles, `size` (n, 2) the width and height of their boxes, all in px; `axis` is the
    figure's axis and `width` how wide the figure is.
    """
    n = len(x)
    if n < 2:
        return np.full(n, -1, np.int32)
    gap = np.abs(x[:, None] - x)
    off = np.abs((x[:, None] + x) / 2 - axis)
    rise = np.abs(y[:, None] - y)
    like = np.minimum(area[:, None], area) / np.maximum(np.maximum(area[:, None], area), 1e-9)
    shape = (np.minimum(size[:, None], size) / np.maximum(np.maximum(size[:, None], size), 1)).min(2)
    across = (x[:, None] - axis) * (x - axis) < 0
    twin = across & (like >= _SIZE) & (shape >= _SHAPE)
    twin &= (off <= _OFF * gap + _SWAY * width) & (rise <= _SLOPE * gap)
    score = np.where(twin, like * shape * (1 - rise / np.maximum(gap, 1)) * (1 - off / np.maximum(gap, 1)), 0)
    best = score.argmax(1)
    mutual = (score.max(1) > 0) & (best[best] == np.arange(n))
    return np.where(mutual, best, -1).astype(np.int32)


def twins_of(regions: Regions, some: NDArray[np.intp], head: I32, width: float) -> I32:
    """int32 (n + 1,): the twin of each of some regions about the middle of a head, a box; 0 for none.

    `width` is how wide the figure is, px.
    """
    box = regions.box[some].astype(np.float64)
    x, y = ((box[:, :2] + box[:, 2:]) / 2).T
    axis = float(head[0] + head[2]) / 2
    found = find_twins(x, y, regions.area[some].astype(np.float64), box[:, 2:] - box[:, :2], axis, width)
    twin = np.zeros(regions.count + 1, np.int32)
    twin[some] = np.where(found >= 0, some[found], 0)
    return twin
