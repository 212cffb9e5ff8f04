"""A picture's labels on the coarse map of cells in which the part network answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def sample(labels: NDArray[np.int32], cells: tuple[int, ...]) -> NDArray[np.int32]:
    """int32 (h, w): the label in the middle of each of `cells` (h, w) cells that cover the picture."""
    rows, columns = (
        np.minimum(((np.arange(n) + 0.5) * size / n).astype(np.intp), size - 1)
        for n, size in zip(cells, labels.shape, strict=True)
    )
    return labels[np.ix_(rows, columns)]
