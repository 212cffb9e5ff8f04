"""Drawings whose lines were taken out of a finished picture, as the extraction of a coloured reference gives them.

Such lines are unlike any pen's: thick where colours are dark, solid where they are darkest, doubled
along the edges of dark cloth, and broken where a pale line lies on pale skin.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from data.canvas import Picture
from data.lines import lightness, xdog
from data.parts import Part

Rng = np.random.Generator


def extracted(picture: Picture, normals: NDArray[Any], rng: Rng) -> Picture:
    """The same picture with the lines that XDoG finds in its coloured and shaded version.

    `normals` (H, W, 3) are the picture's unit normals. XDoG runs at twice the picture's size: finished pictures
    are larger than what is learned from.
    """
    h, w = picture.ink.shape
    flat = lightness(picture.flat)
    grey = flat * _shade(picture, normals, rng)
    ink = picture.ink.astype(np.float32) / 255
    grey += (_line_tones(picture, flat, rng) - grey) * ink
    if rng.random() < 0.4:
        # Painters darken cloth and hair beside their lines; the extraction makes wedges of it.
        near = cv2.GaussianBlur(ink, (0, 0), rng.uniform(1.5, 4))
        grey *= 1 - rng.uniform(0.3, 0.9) * near * np.isin(picture.part, (Part.HAIR, Part.TOP, Part.BOTTOM))
    wide = cv2.resize(grey, (2 * w, 2 * h), interpolation=cv2.INTER_LINEAR)
    lines = xdog(
        wide, sigma=float(np.exp(rng.uniform(np.log(0.4), np.log(1.8)))), epsilon=float(rng.choice([0.01, 0.01, 0.003]))
    )
    return replace(picture, ink=np.asarray(cv2.resize(lines, (w, h), interpolation=cv2.INTER_AREA), np.uint8))


def _shade(picture: Picture, normals: NDArray[Any], rng: Rng) -> NDArray[np.float32]:
    """Factors (H, W) of a painter's light: none, soft, or a shadow with a sharp edge."""
    light = np.array([rng.normal(), rng.normal() - 0.5, rng.uniform(0.4, 1.2)], np.float32)
    lit = normals @ (light / np.linalg.norm(light))
    edge = float(rng.choice([0.02, 0.02, 0.5]))
    shadow = np.clip((rng.uniform(0.1, 0.6) - lit) / edge + 0.5, 0, 1) * (picture.part > 0)
    return (1 - float(rng.choice([0.0, rng.uniform(0.06, 0.2), rng.uniform(0.2, 0.4)])) * shadow).astype(np.float32)


def _line_tones(picture: Picture, flat: NDArray[Any], rng: Rng) -> NDArray[Any]:
    """How light (H, W) the picture's own lines are: black, a darker shade of what they bound, or that on skin alone."""
    black = np.full_like(flat, rng.uniform(0.0, 0.25))
    # Its strength varies along the way, so that the extraction loses some of it.
    field = cv2.resize(rng.random((10, 10), np.float32), flat.shape[::-1])
    own = flat * np.minimum(rng.uniform(0.3, 0.85) + 0.3 * field, 0.99)
    kind = rng.random()
    if kind < 0.4:
        return black
    return own if kind < 0.6 else np.where(picture.part == Part.SKIN, own, black)
