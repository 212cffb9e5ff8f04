"""Lines out of finished pictures: XDoG as the published colorizers use it, so that any picture is a pair."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIGMAS = (0.3, 0.4, 0.5)
"""Training draws one of these for each picture; larger is thicker."""


def xdog(
    rgb: NDArray[np.uint8],
    *,
    sigma: float,
    k: float = 4.5,
    tau: float = 0.95,
    epsilon: float = 0.01,
    phi: float = 1e9,
) -> NDArray[np.uint8]:
    """Ink coverage, uint8 (H, W), of a coloured picture, uint8 sRGB (H, W, 3). `sigma` is in pixels.

    Source: Winnemoeller, Kyprianidis, Olsen, "XDoG", 2012, section 2; phi = 1e9 makes its tanh a step.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    return xdog_grey(grey, sigma=sigma, k=k, tau=tau, epsilon=epsilon, phi=phi)


def xdog_grey(
    grey: NDArray[Any],
    *,
    sigma: float,
    k: float = 4.5,
    tau: float = 0.95,
    epsilon: float = 0.01,
    phi: float = 1e9,
) -> NDArray[np.uint8]:
    """`xdog` of a picture's lightness, float32 (H, W) 0..1."""
    difference = cv2.GaussianBlur(grey, (0, 0), sigma) - tau * cv2.GaussianBlur(grey, (0, 0), sigma * k)
    if phi >= 1e6:
        return np.where(difference >= epsilon, 0, 255).astype(np.uint8)
    paper = np.where(difference >= epsilon, 1.0, 1.0 + np.tanh(np.float64(phi) * (difference - epsilon)))
    return np.round((1 - np.clip(paper, 0, 1)) * 255).astype(np.uint8)
