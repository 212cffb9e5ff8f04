"""Lines out of finished pictures: XDoG as the published colorizers use it, so that any picture is a pair."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIGMAS = (0.3, 0.4, 0.5)
"""Training draws one of these for each picture; larger is thicker."""
_WIDER = 4.5
"""The second blur's sigma over the first's: k in the paper."""
_TAU = 0.95


def lightness(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """How light a picture, uint8 sRGB (H, W, 3), is: float32 (H, W) 0..1, gamma as in sRGB."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255)


def xdog(lightness: NDArray[Any], *, sigma: float, epsilon: float = 0.01) -> NDArray[np.uint8]:
    """Ink coverage, uint8 (H, W), of a picture by its `lightness`. `sigma` is in pixels.

    Source: Winnemoeller, Kyprianidis, Olsen, "XDoG", 2012, section 2. As the colorizers have it, phi = 1e9: its
    tanh is a step, and ink is all or nothing.
    """
    narrow, wide = (cv2.GaussianBlur(lightness, (0, 0), s) for s in (sigma, sigma * _WIDER))
    return np.where(narrow - _TAU * wide < epsilon, 255, 0).astype(np.uint8)
