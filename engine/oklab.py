"""OKLab and OKLCh in plain numpy, for tables of colours (Ottosson, "A perceptual color space", 2020).

Lab is float32 (..., 3): L 0..1, a and b about -0.4..0.4. LCh is float32 (..., 3): L, chroma, hue in
degrees. sRGB is uint8 (..., 3). Meant for palettes and the pixels of lines, not for whole pictures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)
_FROM_LMS = np.linalg.inv(_TO_LMS.astype(np.float64)).astype(np.float32)
_FROM_LAB = np.linalg.inv(_TO_LAB.astype(np.float64)).astype(np.float32)

_codes = np.arange(256) / 255
_LINEAR = np.where(_codes <= 0.04045, _codes / 12.92, ((_codes + 0.055) / 1.055) ** 2.4).astype(np.float32)


def srgb_to_lab(srgb: ArrayLike) -> F32:
    """uint8 sRGB (..., 3) to OKLab."""
    lms = _LINEAR[np.asarray(srgb, np.uint8)] @ _TO_LMS.T
    return (np.cbrt(lms) @ _TO_LAB.T).astype(np.float32)


def lab_to_linear(lab: F32) -> F32:
    """OKLab to linear sRGB, unclipped: values outside 0..1 are outside sRGB."""
    return (((lab @ _FROM_LAB.T) ** 3) @ _FROM_LMS.T).astype(np.float32)


def lab_to_srgb(lab: ArrayLike) -> U8:
    """OKLab to uint8 sRGB; colours outside sRGB lose chroma, never hue or lightness."""
    lab = np.array(lab, np.float32)
    lab[..., 0] = np.clip(lab[..., 0], 0, 1)
    low, high = np.zeros_like(lab[..., :1]), np.ones_like(lab[..., :1])
    outside = ~_in_gamut(lab)[..., None]
    if outside.any():
        for _ in range(9):
            mid = (low + high) / 2
            paler = (lab * np.concatenate([np.ones_like(mid), mid, mid], -1)).astype(np.float32)
            fits = _in_gamut(paler)[..., None]
            low, high = np.where(fits, mid, low), np.where(fits, high, mid)
        lab[..., 1:] *= np.where(outside, low, 1)
    linear = np.clip(lab_to_linear(lab), 0, 1)
    coded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** np.float32(1 / 2.4) - 0.055)
    return np.round(coded * 255).astype(np.uint8)


def lab_to_lch(lab: ArrayLike) -> F32:
    lab = np.asarray(lab, np.float32)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360
    return np.stack([lab[..., 0], chroma, hue], -1).astype(np.float32)


def lch_to_lab(lch: ArrayLike) -> F32:
    lch = np.asarray(lch, np.float32)
    hue = np.radians(lch[..., 2])
    return np.stack([lch[..., 0], lch[..., 1] * np.cos(hue), lch[..., 1] * np.sin(hue)], -1).astype(np.float32)


def srgb_to_lch(srgb: ArrayLike) -> F32:
    return lab_to_lch(srgb_to_lab(srgb))


def lch_to_srgb(lch: ArrayLike) -> U8:
    return lab_to_srgb(lch_to_lab(lch))


def turn_hue(hue: ArrayLike, towards: ArrayLike, degrees: ArrayLike) -> F32:
    """Hues turned towards another by at most `degrees`, the short way round."""
    start, goal = np.asarray(hue, np.float32), np.asarray(towards, np.float32)
    gap = (goal - start + 180) % 360 - 180
    return ((start + np.clip(gap, -np.abs(degrees), np.abs(degrees))) % 360).astype(np.float32)


def _in_gamut(lab: F32) -> NDArray[np.bool_]:
    linear = lab_to_linear(lab)
    return np.all((linear >= -5e-4) & (linear <= 1 + 5e-4), axis=-1)
