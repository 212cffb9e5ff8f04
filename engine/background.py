"""Which regions are the paper around the figures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BORDER_SHARE = 0.2


def find_background(labels, area, box, pairs, border, ink) -> NDArray[np.bool_]:
    """bool (n + 1,): regions that hold enough of the picture's edge."""
    count = len(area) - 1
    edge = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    share = np.bincount(edge, minlength=count + 1) / max(1, len(edge))
    return share > BORDER_SHARE
