"""Where skin is warm: blush under the eyes, ears, fingers and everything thin."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.eyes import Eye
from engine.reduced import F32, smooth
from engine.types import Parts
from models.parts import Part

_BLUSH, _THIN = 0.5, 0.45


def warmth(labels: NDArray[np.int32], scale: float, parts: Parts, eyes: Sequence[Eye]) -> F32:
    """float32 of the shape of the reduced `labels`: 0 plain skin, 1 flushed. `eyes` are at full size."""
    skin = (parts.part == Part.SKIN)[labels].astype(np.float32)
    faces = _faces(labels.shape, scale, parts)
    thin = np.zeros_like(skin)
    tall = float(np.median([b[3] - b[1] for b in faces])) if faces else 0.12 * max(labels.shape)
    reach = max(1.0, 0.07 * tall)
    near = cv2.GaussianBlur(skin, (0, 0), reach, borderType=cv2.BORDER_REPLICATE)
    thin = smooth(np.asarray((0.72 - near) / 0.4, np.float32)) * np.float32(_THIN)
    for x0, y0, x1, y1 in faces:
        # The edge of a face is a form, not a thin thing: it stays plain.
        thin[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = 0
    thin = cv2.GaussianBlur(thin, (0, 0), max(1.0, reach / 2))
    field = np.asarray(thin, np.float32)
    for figure in sorted({eye.figure for eye in eyes}):
        _flush(field, [eye for eye in eyes if eye.figure == figure], scale)
    return np.clip(field, 0, 1)


def _faces(shape: tuple[int, ...], scale: float, parts: Parts) -> list[tuple[int, int, int, int]]:
    boxes = [tuple(int(v * scale) for v in box) for box in parts.head.tolist()]
    return [b for b in boxes if b[2] > b[0] and b[3] > b[1]]  # type: ignore[misc]


def _flush(field: F32, eyes: Sequence[Eye], scale: float) -> None:
    """Blush under each of one figure's eyes, in place."""
    boxes = np.array([eye.box for eye in eyes], np.float64) * scale
    wide = float((boxes[:, 2] - boxes[:, 0]).mean())
    if wide < 3:
        return
    middle = float((boxes[:, 0] + boxes[:, 2]).mean() / 2)
    for x0, _, x1, y1 in boxes:
        x = (x0 + x1) / 2
        outward = np.sign(x - middle) if abs(x - middle) > 0.5 * wide else 0.0
        _spot(field, x + 0.2 * wide * outward, y1 + 0.42 * wide, 0.5 * wide, 0.27 * wide, _BLUSH)


def _spot(field: F32, x: float, y: float, rx: float, ry: float, amount: float) -> None:
    """A soft ellipse, added in place."""
    height, width = field.shape
    x0, x1 = max(int(x - 3 * rx), 0), min(int(x + 3 * rx) + 1, width)
    y0, y1 = max(int(y - 3 * ry), 0), min(int(y + 3 * ry) + 1, height)
    if x0 < x1 and y0 < y1:
        across = (np.arange(x0, x1) - x)[None, :] / rx
        down = (np.arange(y0, y1) - y)[:, None] / ry
        field[y0:y1, x0:x1] += (amount * np.exp(-0.5 * (across**2 + down**2))).astype(np.float32)
