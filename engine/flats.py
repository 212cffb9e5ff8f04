"""Flats: one colour a region, from edge to edge, so that no line leaves a hole or a halo."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import U8, Colors, Regions


def paint_flats(regions: Regions, colors: Colors) -> U8:
    """uint8 (H, W, 3) sRGB: every pixel has exactly its region's colour."""
    return look_up(colors.flat, regions.labels)


def look_up(table: U8, labels: NDArray[np.int32]) -> U8:
    """`table[labels]` for a uint8 table (n + 1, C), C <= 4, one 32-bit word a pixel: three times as fast."""
    channels = table.shape[1]
    words = np.zeros((len(table), 4), np.uint8)
    words[:, :channels] = table
    packed = np.take(words.view(np.uint32)[:, 0], labels)
    picture = packed.view(np.uint8).reshape(*labels.shape, 4)
    if channels == 3:  # OpenCV drops the fourth byte ten times as fast as a strided copy
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGBA2RGB), np.uint8)
    return picture if channels == 4 else np.ascontiguousarray(picture[..., :channels])
