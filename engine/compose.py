"""The seven output pictures, composed of a result's layers in 8 bits.

Each step rounds once, so that the sum of the roundings stays within 2/255 of an exact composition.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.request import Color
from engine.result import Result
from engine.types import U8

GROUND = Color(226, 224, 228)
"""What the rendering alone is shown on: light enough for shadow, dark enough for light."""


_STRIP = 256
"""Rows blended at a time, so that the float shares stay small on large pictures."""


def compose(result: Result, name: str) -> U8:
    """One of `engine.OUTPUTS`, uint8 (H, W, 3) sRGB. KeyError for another name."""
    return _COMPOSERS[name](result)


def multiply(picture: U8, other: U8) -> U8:
    """Multiply blend of two uint8 pictures of one shape."""
    return cv2.multiply(picture, other, scale=1 / 255).astype(np.uint8, copy=False)


def invert(picture: U8) -> U8:
    return cv2.bitwise_not(picture).astype(np.uint8, copy=False)


def gray_to_rgb(gray: U8) -> U8:
    return cv2.cvtColor(gray, cv2.COLOR_GRAY2RGB).astype(np.uint8, copy=False)


def screen(picture: U8, other: U8) -> U8:
    """Screen blend of two uint8 pictures of one shape."""
    return invert(multiply(invert(picture), invert(other)))


def over(picture: U8, color: U8, alpha: U8) -> U8:
    """`color` (H, W, 3) with `alpha` (H, W) laid over `picture` (H, W, 3): normal blend, straight alpha."""
    out = np.empty_like(picture)
    for y in range(0, len(picture), _STRIP):
        rows = slice(y, y + _STRIP)
        share = alpha[rows].astype(np.float32)
        share *= np.float32(1 / 255)
        out[rows] = cv2.blendLinear(color[rows], picture[rows], share, 1 - share)
    return out


def _flat(result: Result) -> U8:
    return result.flat.copy()


def _color(result: Result) -> U8:
    alpha = np.asarray(cv2.extractChannel(result.gradients, 3), np.uint8)
    if not alpha.any():
        return result.flat.copy()
    return over(result.flat, np.asarray(cv2.cvtColor(result.gradients, cv2.COLOR_RGBA2RGB), np.uint8), alpha)


def _ink(result: Result, picture: U8) -> U8:
    """Plain lines: black ones multiplied, or the asked colour laid over."""
    if result.lines is not None:
        return over(picture, np.full_like(picture, result.lines), result.line_alpha)
    return multiply(picture, gray_to_rgb(invert(result.line_alpha)))


def _colored_lines(result: Result, picture: U8) -> U8:
    return over(picture, result.line_color, result.line_alpha)


def _rendering(result: Result) -> U8:
    return screen(multiply(np.full_like(result.flat, GROUND), result.shadow), result.light)


def _rendered(result: Result) -> U8:
    shaded = screen(multiply(result.image("color"), result.shadow), result.light)
    return _colored_lines(result, shaded)


_COMPOSERS = {
    "flat": _flat,
    "flat_lines": lambda result: _ink(result, result.flat),
    "color": _color,
    "color_lines": lambda result: _ink(result, result.image("color")),
    "color_colored_lines": lambda result: _colored_lines(result, result.image("color")),
    "rendering": _rendering,
    "rendered": _rendered,
}
