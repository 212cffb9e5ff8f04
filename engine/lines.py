"""Coloured lines: every line a darker, more saturated neighbour of what it bounds."""

from __future__ import annotations

import cv2
import numpy as np

from engine.oklab import lab_to_lch, lch_to_srgb, srgb_to_lab, turn_hue
from engine.types import U8, Regions

_LEVELS = 32
"""Colours a channel of the table that maps a colour to its line's colour."""


def color_lines(line_alpha: U8, color: U8, regions: Regions) -> U8:
    """The colour of each line pixel, uint8 (H, W, 3) sRGB; `color` where there is no line.

    A line takes the mean colour of the figure beside it, so that both sides agree on it, turned
    darker and more saturated; beside the paper (the silhouette) darker still.
    """
    height, width = line_alpha.shape
    reach = max(3, round(max(height, width) / 220)) | 1
    figure = np.where(regions.background, 0, 255).astype(np.uint8)[regions.labels]
    beside = cv2.blur(cv2.bitwise_and(color, color, mask=figure), (reach, reach))
    share = cv2.blur(figure, (reach, reach))

    line_color = color.copy()
    inked = np.flatnonzero(line_alpha)
    if not len(inked):
        return line_color
    near = share.ravel()[inked].astype(np.float32)[:, None]
    own = beside.reshape(-1, 3)[inked].astype(np.float32) * 255 / np.maximum(near, 1)
    own = np.where(near > 8, own, 96)
    silhouette = np.clip((255 - near[:, 0]) / 110, 0, 1)
    # A pupil or a spotted black is no line: it stays nearly black.
    around = cv2.blur(line_alpha, (reach * 3, reach * 3)).ravel()[inked].astype(np.float32)
    solid = np.clip((around - 150) / 60, 0, 1)
    codes = (np.clip(own, 0, 255) / 255 * (_LEVELS - 1) + 0.5).astype(np.int32)
    index = (codes[:, 0] * _LEVELS + codes[:, 1]) * _LEVELS + codes[:, 2]
    used, back = np.unique(index, return_inverse=True)
    inside, outline = _line_tables(used)
    mixed = inside[back] + (outline[back] - inside[back]) * silhouette[:, None]
    mixed *= 1 - 0.55 * solid[:, None]
    line_color.reshape(-1, 3)[inked] = np.round(mixed).astype(np.uint8)
    return line_color


def _line_tables(index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float32 (N, 3) sRGB: a line inside, and on the silhouette, for each colour index."""
    codes = np.stack([index // _LEVELS**2, index // _LEVELS % _LEVELS, index % _LEVELS], -1)
    lch = lab_to_lch(srgb_to_lab((codes * 255 / (_LEVELS - 1)).round().astype(np.uint8)))
    tables = []
    for lightness, chroma in ((0.52, 1.15), (0.36, 1.0)):
        line = lch.copy()
        line[:, 0] = np.minimum(lch[:, 0] * lightness, 0.5)
        # Pale fills would give grey lines: they get some chroma of their own, in their hue.
        line[:, 1] = np.clip(lch[:, 1] * chroma, 0.035, 0.13)
        line[:, 2] = turn_hue(lch[:, 2], np.where((lch[:, 2] < 120) | (lch[:, 2] > 330), 30, 275), 14)
        tables.append(lch_to_srgb(line).astype(np.float32))
    return tables[0], tables[1]
