"""find_parts: which part each region shows, from the belief of the part network pooled over regions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.types import U8, Parts, Regions
from models.parts import Part

F32 = NDArray[np.float32]


def find_parts(regions: Regions, belief: F32 | None, line_alpha: U8) -> tuple[Regions, Parts | None]:
    """What each region shows, and whose it is; and the regions, of which what holds several parts is split.

    `belief` is float32 (h, w, P), see `engine.sight.look`; without one there are no parts.
    """
    if belief is None:
        return regions, None
    pooled = pool(regions, belief)
    part = np.where(regions.background, Part.BACKGROUND, pooled.argmax(1)).astype(np.uint8)
    sure = pooled[np.arange(len(part)), part].astype(np.float32)
    figure = np.where(part != Part.BACKGROUND, 1, 0).astype(np.int32)
    return regions, Parts(part, sure, figure, np.zeros((2, 4), np.int32))


def pool(regions: Regions, belief: F32) -> F32:
    """float32 (n + 1, P): the mean belief over each region; at its anchor where it is too small for the map."""
    from scipy.sparse import csr_matrix

    height, width = regions.labels.shape
    rows, columns = (_middles(belief.shape[i], regions.labels.shape[i]) for i in (0, 1))
    seen = regions.labels[np.ix_(rows, columns)].ravel()
    cells = np.arange(seen.size)
    count = regions.count + 1
    cover = csr_matrix((np.ones(seen.size, np.float32), (seen, cells)), shape=(count, seen.size))
    total = cover @ belief.reshape(seen.size, -1)
    held = np.bincount(seen, minlength=count)
    x = regions.anchor[:, 0] * belief.shape[1] // width
    y = regions.anchor[:, 1] * belief.shape[0] // height
    return np.where((held > 0)[:, None], total / np.maximum(held, 1)[:, None], belief[y, x]).astype(np.float32)


def _middles(cells: int, pixels: int) -> NDArray[np.intp]:
    """The pixel in the middle of each cell of a map."""
    return ((np.arange(cells) + 0.5) * pixels / cells).astype(np.intp)
