"""Folds and strands: what the lines inside cloth and hair say about shadow. Where they are dense it is dark."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.reduced import F32
from engine.types import Parts
from models.parts import CLOTHES, Part

_FADE = 0.8
"""What is left of a fold's shadow each time that its length doubles."""


def find_folds(
    labels: NDArray[np.int32], parts: Parts, ink: F32, way: tuple[float, float], reach: float
) -> tuple[F32, F32]:
    """(shadow, light) 0..1 of the shape of the reduced `labels`: beside each line inside cloth or hair a shadow on
    the side away from the light, and in hair a light on the other.

    `way` is the light's direction in the picture, `reach` how far a fold's shadow goes, in reduced pixels.
    """
    cloth, hair = np.isin(parts.part, CLOTHES), parts.part == Part.HAIR
    soft = np.where(cloth, 1.0, np.where(hair, 0.6, 0.0)).astype(np.float32)[labels]
    own = ((parts.part.astype(np.int32) * 64 + parts.figure) % 32749 + 1).astype(np.uint16)[labels]
    # A line between two parts bounds them; only a line inside one is a fold.
    around = np.ones((5, 5), np.uint8)
    inside = (cv2.dilate(own, around) == cv2.erode(own, around)).astype(np.float32)
    inner = ink * soft * inside
    length = float(np.hypot(*way))
    if length < 1e-3 or not inner.any():
        return np.zeros_like(ink), np.zeros_like(ink)
    x, y = way[0] / length, way[1] / length
    shadow = _trail(inner, x, y, reach) * np.minimum(soft, 1) * inside
    light = _trail(inner, -x, -y, reach * 0.7) * inside * hair[labels]
    return shadow.astype(np.float32), np.clip(light - shadow, 0, 1).astype(np.float32)


def _trail(inner: F32, x: float, y: float, reach: float) -> F32:
    """Each mark drawn out along a direction, fading."""
    trail, step = inner, 1.0
    while step <= max(reach, 1.0):
        move = np.array([[1, 0, x * step], [0, 1, y * step]], np.float32)
        size = (inner.shape[1], inner.shape[0])
        trail = np.maximum(trail, _FADE * cv2.warpAffine(trail, move, size, flags=cv2.INTER_LINEAR))
        step *= 2
    return np.asarray(cv2.GaussianBlur(trail, (0, 0), 1.0), np.float32)
