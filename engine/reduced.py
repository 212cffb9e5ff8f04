"""Pictures at a working size, for what is soft: fields are computed small and enlarged, so that time stays linear."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import U8

F32 = NDArray[np.float32]

WORK_SIZE = 512
"""The longer side of a reduced picture, px."""


def reduce_labels(labels: NDArray[np.int32]) -> tuple[NDArray[np.int32], float]:
    """Region labels (H, W) at working size, each the label in the middle of its cell; and small pixels a pixel."""
    height, width = labels.shape
    scale = min(1.0, WORK_SIZE / max(height, width))
    size = max(1, round(height * scale)), max(1, round(width * scale))
    rows = np.minimum(((np.arange(size[0]) + 0.5) / size[0] * height).astype(np.int32), height - 1)
    columns = np.minimum(((np.arange(size[1]) + 0.5) / size[1] * width).astype(np.int32), width - 1)
    return np.ascontiguousarray(labels[np.ix_(rows, columns)]), scale


def enlarge(field: NDArray[np.floating], size: tuple[int, int], interpolation: int = cv2.INTER_LINEAR) -> U8:
    """A field of 0..1 as uint8 (H, W) of `size` (height, width)."""
    small = np.round(np.clip(field, 0, 1) * 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, (size[1], size[0]), interpolation=interpolation), np.uint8)


def smooth(t: NDArray[np.floating]) -> F32:
    """0 below 0, 1 above 1, and no corner between."""
    t = np.clip(t, 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
