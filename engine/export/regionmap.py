"""The numbered map of regions: what a member looks at, on a phone, to write `12: red`."""

from __future__ import annotations

import colorsys

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engine.export.numbers import Number, phone_unit, place_numbers, text_half
from engine.result import U8, Result

_GOLDEN = 0.618034
_LINE_STRENGTH = 0.55
"""The drawing is shown lighter than it is, so that numbers stand out."""
_INK, _RIM = (24, 20, 52), (255, 255, 255)
_DIGIT_OF_FONT = 0.71
"""The height of a digit of Pillow's own font, in font sizes."""


def draw_region_map(result: Result) -> U8:
    """uint8 (H, W, 3) sRGB: each region in its own pale tint under the drawing, with its number.

    A region that hints have split keeps one number, the one that hint text knows it by. A number stands where its
    region is deepest; a region too small for it gets a line to a number beside it. The label of every region that
    is left without is still in reach by its place.
    """
    count = int(result.drawn.max())
    background = np.zeros(count + 1, bool)
    background[result.drawn] = result.background
    return draw_numbered(result.drawn[result.labels], background, result.line_alpha)


def draw_numbered(labels: NDArray[np.int32], background: NDArray[np.bool_], line_alpha: U8) -> U8:
    """The map of labels 1..n, int32 (H, W), with n + 1 `background` flags and uint8 (H, W) ink."""
    image = region_tints(len(background) - 1, background)[labels]
    ink = cv2.convertScaleAbs(line_alpha, alpha=-_LINE_STRENGTH, beta=255)
    cv2.multiply(image, cv2.cvtColor(ink, cv2.COLOR_GRAY2RGB), dst=image, scale=1 / 255)
    numbers = place_numbers(labels, background, line_alpha)
    unit = phone_unit(line_alpha.shape[:2])
    for number in numbers:
        if number.points_to is not None:
            _draw_leader(image, number, unit)
    picture = Image.fromarray(image)
    pen = ImageDraw.Draw(picture)
    for number in numbers:
        _draw_text(pen, number)
    return np.array(picture)


def region_tints(count: int, background: NDArray[np.bool_]) -> U8:
    """uint8 (count + 1, 3) sRGB: pale colours whose hues step by the golden ratio; background is nearly white."""
    tints = np.full((count + 1, 3), 255, np.uint8)
    for label in range(1, count + 1):
        saturation = 0.05 if background[label] else (0.22, 0.32, 0.42)[label % 3]
        rgb = colorsys.hsv_to_rgb(label * _GOLDEN % 1, saturation, 0.99)
        tints[label] = [round(255 * v) for v in rgb]
    return tints


def _draw_leader(image: U8, number: Number, unit: float) -> None:
    """A thin line from beside the text to a dot on the region, both with a white rim."""
    assert number.points_to is not None
    (x, y), (px, py) = number.at, number.points_to
    half_w, half_h = text_half(number.label, number.height)
    away = max(abs(px - x) / half_w, abs(py - y) / half_h, 1.0)
    start = round(x + (px - x) / away), round(y + (py - y) / away)
    thin = max(1, round(0.9 * unit))
    for color, extra in ((_RIM, max(2, round(1.2 * unit))), (_INK, 0)):
        cv2.line(image, start, (px, py), color, thin + extra, cv2.LINE_AA)
        cv2.circle(image, (px, py), max(2, round(1.7 * unit)) + extra // 2, color, -1, cv2.LINE_AA)


def _draw_text(pen: ImageDraw.ImageDraw, number: Number) -> None:
    """Dark digits with a white outline, their middle at the number's place."""
    x, y = number.at
    font = ImageFont.load_default(number.height / _DIGIT_OF_FONT)
    rim = max(1, round(0.17 * number.height))
    bold = max(0, round(0.045 * number.height))
    below = y + number.height / 2
    pen.text((x, below), number.text, _RIM, font, "ms", stroke_width=rim + bold, stroke_fill=_RIM)
    pen.text((x, below), number.text, _INK, font, "ms", stroke_width=bold, stroke_fill=_INK)
