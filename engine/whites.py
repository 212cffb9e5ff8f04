"""The white of eyes that no line parts from the face: painted where the network sees it, softly, up to the lines."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from engine.basins import INK
from engine.eyes import Eye
from engine.oklab import lch_to_srgb
from engine.reduced import F32, smooth
from engine.types import U8, Colors, Parts, Regions, Sight
from models.parts import Part

_FROM, _TO = 0.46, 0.64
"""Belief in an eye, beside its iris, from which the white begins, and from which it is full."""
_SURE = 0.3
"""A white is painted only where the belief in white itself comes so far: an iris has a halo, too."""
_LEAST = 0.1
"""... and where it is this share of the iris: less is a halo."""
_WHITE = lch_to_srgb(np.array([0.965, 0.012, 250], np.float32))
_LID = lch_to_srgb(np.array([0.76, 0.045, 285], np.float32))


def paint_whites(
    layer: U8,
    regions: Regions,
    colors: Colors,
    parts: Parts,
    line_alpha: U8,
    eyes: Sequence[Eye],
    sight: Sight,
) -> None:
    """Paint whites into the gradient layer, uint8 (H, W, 4) sRGB with straight alpha, in place.

    Only skin beside an iris is painted, and none where the eye has a white of its own.
    """
    seen = sight.belief[..., Part.EYES] + sight.belief[..., Part.EYE_WHITE]
    for eye in eyes:
        if not eye.open or eye.white or eye.iris_box[2] - eye.iris_box[0] < 6:
            continue
        amount, x0, y0 = _amount(regions, parts, line_alpha, eye, seen, sight.belief[..., Part.EYE_WHITE])
        if amount is None:
            continue
        mine = amount > 0
        top, low = eye.iris_box[1], eye.iris_box[3]
        down = (np.arange(y0, y0 + len(amount), dtype=np.float32) - top) / max(low - top, 1)
        lid = smooth((0.5 - down) / 0.45)[:, None, None] * 0.7
        paint = np.broadcast_to(_WHITE + (_LID.astype(np.float32) - _WHITE) * lid, (*amount.shape, 3))
        crop = layer[y0 : y0 + amount.shape[0], x0 : x0 + amount.shape[1]]
        crop[mine, :3] = np.round(paint[mine]).astype(np.uint8)
        crop[mine, 3] = np.round(amount[mine] * 255).astype(np.uint8)


def _amount(
    regions: Regions, parts: Parts, line_alpha: U8, eye: Eye, seen: F32, white: F32
) -> tuple[F32 | None, int, int]:
    """(how white each pixel of a crop is 0..1, or None, its left, its top)."""
    height, width = regions.labels.shape
    rows, columns = seen.shape
    x0, y0, x1, y1 = eye.iris_box
    wide, tall = x1 - x0, y1 - y0
    c0, c1 = (
        max(0, int((x0 - 1.2 * wide) * columns / width)),
        min(columns, int((x1 + 1.2 * wide) * columns / width) + 1),
    )
    r0, r1 = max(0, int((y0 - 0.5 * tall) * rows / height)), min(rows, int((y1 + 0.5 * tall) * rows / height) + 1)
    x0, x1, y0, y1 = c0 * width // columns, c1 * width // columns, r0 * height // rows, r1 * height // rows
    size = (x1 - x0, y1 - y0)
    near, sure = (
        np.asarray(cv2.resize(np.ascontiguousarray(b[r0:r1, c0:c1]), size, interpolation=cv2.INTER_CUBIC), np.float32)
        for b in (seen, white)
    )
    labels = regions.labels[y0:y1, x0:x1]
    skin = (parts.part == Part.SKIN)[labels]
    open_paper = (skin & (line_alpha[y0:y1, x0:x1] < INK) & (near > _FROM)).astype(np.uint8)
    count, blobs = cv2.connectedComponents(open_paper, connectivity=4)
    kept = np.zeros(size[::-1], np.uint8)
    for blob in range(1, count):
        mine = blobs == blob
        if sure[mine].max() > _SURE and mine.sum() > _LEAST * wide * tall:
            kept |= mine.astype(np.uint8)
    if not kept.any():
        return None, x0, y0
    # Under the soft edge of the lines, too.
    under = cv2.dilate(kept, np.ones((5, 5), np.uint8)) * skin
    return smooth((near - _FROM) / (_TO - _FROM)) * under, x0, y0
