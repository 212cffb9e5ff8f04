"""Coloured lines: every line a darker, more saturated neighbour of what it bounds."""

from __future__ import annotations

import cv2
import numpy as np

from engine.linehints import Felt, LineHints, Traits
from engine.oklab import F32, lab_to_lch, lab_to_srgb, lch_to_srgb, srgb_to_lab, turn_hue
from engine.types import U8, Regions

_CHUNK = 1 << 20
"""Line pixels coloured at a time, so that a black picture costs no more memory than another."""

_NOWHERE = (104, 84, 94)
"""What a line bounds that lies far from every figure, sRGB: it is drawn in a warm dark."""

_LEVELS = 32
"""Colours a channel of the table that maps a colour to its line's colour."""


def color_lines(line_alpha: U8, color: U8, regions: Regions, hints: LineHints | None = None) -> U8:
    """The colour of each line pixel, uint8 (H, W, 3) sRGB; `color` where there is no line.

    A line takes the mean colour of the figure beside it, so that both sides agree on it, turned
    darker and more saturated; beside the paper (the silhouette) darker still. `hints` on lines are followed.
    """
    bounds = _Bounds(line_alpha, color, regions)
    line_color = color.copy()
    pixels = line_color.reshape(-1, 3)
    inked = np.flatnonzero(line_alpha)
    felt = None
    if hints is not None and len(hints.at) and len(inked):
        felt = Felt(hints, inked, line_alpha.shape, lambda at: _traits(bounds, at))
    for start in range(0, len(inked), _CHUNK):
        chunk = inked[start : start + _CHUNK]
        bounded, silhouette, keep = bounds.of(chunk)
        lines = _line_colors(bounded, silhouette, keep)
        pixels[chunk] = lines if felt is None else lab_to_srgb(felt.of(chunk, srgb_to_lab(lines), _solid(keep)))
    return line_color


class _Bounds:
    """What lines bound: read once, then asked for some pixels at a time."""

    def __init__(self, line_alpha: U8, color: U8, regions: Regions) -> None:
        height, width = line_alpha.shape
        reach = max(3, round(max(height, width) / 220)) | 1
        figure = np.where(regions.background, 0, 255).astype(np.uint8)[regions.labels]
        self._beside = cv2.blur(cv2.bitwise_and(color, color, mask=figure), (reach, reach))
        self._share = cv2.blur(figure, (reach, reach))
        self._around = cv2.blur(line_alpha, (reach * 3, reach * 3))
        # A stray hair or a tassel drawn over the paper has the figure's colour from further away.
        small = max(1, width // 4), max(1, height // 4)
        self._far, self._far_share = (
            np.asarray(cv2.blur(cv2.resize(p, small, interpolation=cv2.INTER_AREA), (reach, reach)), np.uint8)
            for p in (self._beside, self._share)
        )

    def of(self, at: np.ndarray) -> tuple[F32, F32, F32]:
        """(the colour bounded, sRGB 0..255 (N, 3); how much silhouette; how little of a line is kept, (N,)) at flat
        indices."""
        near = self._share.ravel()[at].astype(np.float32)
        bounded = self._beside.reshape(-1, 3)[at].astype(np.float32) * (255 / np.maximum(near, 1))[:, None]
        further = _further(at, self._far, self._far_share, self._share.shape[1])
        bounded = np.where(near[:, None] > 8, np.minimum(bounded, 255), further)
        silhouette = np.clip((255 - near) / 110, 0, 1).astype(np.float32)
        # A pupil or a spotted black is no line: it stays nearly black.
        solid = np.clip((self._around.ravel()[at].astype(np.float32) - 150) / 60, 0, 1)
        return bounded.astype(np.float32), silhouette, (1 - 0.55 * solid).astype(np.float32)


def _traits(bounds: _Bounds, at: np.ndarray) -> Traits:
    bounded, silhouette, keep = bounds.of(at)
    line = srgb_to_lab(_line_colors(bounded, silhouette, keep))
    return Traits(srgb_to_lab(bounded.astype(np.uint8)), line, _solid(keep))


def _solid(keep: F32) -> F32:
    return (1 - keep) / 0.55


def _further(chunk: np.ndarray, far: U8, far_share: U8, width: int) -> F32:
    """float32 (N, 3): the colour of the figure some way off, at these flat indices; a warm dark where there is none."""
    rows = np.minimum(chunk // width // 4, len(far) - 1)
    columns = np.minimum(chunk % width // 4, far.shape[1] - 1)
    near = far_share[rows, columns].astype(np.float32)[:, None]
    color = np.minimum(far[rows, columns].astype(np.float32) * (255 / np.maximum(near, 1)), 255)
    return np.where(near > 2, color, np.array(_NOWHERE, np.float32)).astype(np.float32)


def _line_colors(bounded: F32, silhouette: F32, keep: F32) -> U8:
    """uint8 (N, 3): the line colours of N pixels that bound a colour each (sRGB 0..255)."""
    codes = (bounded * ((_LEVELS - 1) / 255) + 0.5).astype(np.int32)
    index = (codes[:, 0] * _LEVELS + codes[:, 1]) * _LEVELS + codes[:, 2]
    used = np.flatnonzero(np.bincount(index, minlength=_LEVELS**3))
    position = np.zeros(_LEVELS**3, np.int32)
    position[used] = np.arange(len(used))
    back = position[index]
    inside, outline = _line_tables(used)
    mixed = inside[back] + (outline[back] - inside[back]) * silhouette[:, None]
    return np.round(mixed * keep[:, None]).astype(np.uint8)


def _line_tables(index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float32 (N, 3) sRGB: a line inside, and on the silhouette, for each colour index."""
    codes = np.stack([index // _LEVELS**2, index // _LEVELS % _LEVELS, index % _LEVELS], -1)
    lch = lab_to_lch(srgb_to_lab((codes * 255 / (_LEVELS - 1)).round().astype(np.uint8)))
    tables = []
    for lightness, chroma in ((0.62, 1.15), (0.44, 1.0)):
        line = lch.copy()
        line[:, 0] = np.minimum(lch[:, 0] * lightness, 0.54)
        # Pale fills would give grey lines: they get some chroma of their own, in their hue.
        line[:, 1] = np.clip(lch[:, 1] * chroma, 0.035, 0.13)
        line[:, 2] = turn_hue(lch[:, 2], np.where((lch[:, 2] < 120) | (lch[:, 2] > 330), 30, 275), 14)
        tables.append(lch_to_srgb(line).astype(np.float32))
    return tables[0], tables[1]
