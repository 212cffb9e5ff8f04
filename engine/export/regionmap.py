"""The numbered map of regions: what a member looks at to write `12: red`."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.result import U8, Result

_GOLDEN = 0.618034
_LINE_STRENGTH = 0.75
"""The drawing is shown a little lighter than it is, so that numbers stand out."""
_INK = (30, 28, 40)
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_DIGIT = 20.0
"""About the width of a digit of that font at scale 1, in pixels; it is 22 high."""
_CELL = 4
"""Numbers are kept apart on a grid of this many pixels."""
_ANCHOR_SIDE = 1400
"""The side at which the deepest point of each region is looked for; exact enough for a number's place."""


def draw_region_map(result: Result) -> U8:
    """uint8 (H, W, 3) sRGB: each region in its own pale tint under the drawing, with its number.

    A number stands where its region is deepest; a region too small for it gets a line to a number beside it,
    as long as there is room. The label of every region that is left without is still in reach by its place.
    """
    # A region that hints have split keeps one number, the one that hint text knows it by.
    count = int(result.drawn.max())
    background = np.zeros(count + 1, bool)
    background[result.drawn] = result.background
    labels = result.drawn[result.labels]
    image = region_tints(count, background)[labels]
    ink = cv2.convertScaleAbs(result.line_alpha, alpha=-_LINE_STRENGTH, beta=255)
    cv2.multiply(image, cv2.cvtColor(ink, cv2.COLOR_GRAY2RGB), dst=image, scale=1 / 255)
    anchors, depth = deepest_points(labels, count)
    for number in place_numbers(anchors, depth, result.size):
        _draw(image, number)
    return image


def region_tints(count: int, background: NDArray[np.bool_]) -> U8:
    """uint8 (count + 1, 3) sRGB: pale colours whose hues step by the golden ratio; background is nearly white."""
    tints = np.full((count + 1, 3), 255, np.uint8)
    for label in range(1, count + 1):
        saturation = 0.05 if background[label] else (0.26, 0.38, 0.48)[label % 3]
        rgb = colorsys.hsv_to_rgb(label * _GOLDEN % 1, saturation, 0.99)
        tints[label] = [round(255 * v) for v in rgb]
    return tints


def deepest_points(labels: NDArray[np.int32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each label 0..count the point (x, y) deepest inside it and its distance to the border, in pixels.

    Labels that the reduced picture has lost have depth 0.
    """
    step = max(1, round(max(labels.shape) / _ANCHOR_SIDE))
    small = np.ascontiguousarray(labels[::step, ::step])
    inside = np.ones(small.shape, np.uint8)
    down, right = small[1:] != small[:-1], small[:, 1:] != small[:, :-1]
    inside[1:][down] = 0
    inside[:-1][down] = 0
    inside[:, 1:][right] = 0
    inside[:, :-1][right] = 0
    inside = cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3)[1:-1, 1:-1]
    # Assigned in the order of depth, the deepest pixel of a label is written last and stays.
    order = np.argsort(np.minimum(depth, 8000).astype(np.uint16), axis=None, kind="stable")
    best = np.zeros(count + 1, np.int64)
    best[small.ravel()[order]] = order
    y, x = np.divmod(best, small.shape[1])
    found = depth[y, x] * (small[y, x] == np.arange(count + 1))
    return np.stack([x, y], axis=1) * step, found.astype(np.float32) * step


@dataclass(frozen=True)
class Number:
    """A number to be drawn: the middle of its text, its font scale, and the point it means when that is elsewhere."""

    text: str
    at: tuple[int, int]
    scale: float
    points_to: tuple[int, int] | None = None


def place_numbers(anchors: NDArray[np.int64], depth: NDArray[np.float32], size: tuple[int, int]) -> Iterator[Number]:
    """Numbers that do not cover each other, the largest regions first. `size` is (height, width)."""
    height, width = size
    largest = max(height, width) / 1100
    taken = np.zeros((height // _CELL + 2, width // _CELL + 2), bool)

    def free(x: int, y: int, half_width: float, half_height: float) -> bool:
        left, right, top, bottom = x - half_width, x + half_width, y - half_height, y + half_height
        if left < 0 or top < 0 or right >= width or bottom >= height:
            return False
        cells = np.s_[int(top) // _CELL : int(bottom) // _CELL + 1, int(left) // _CELL : int(right) // _CELL + 1]
        if taken[cells].any():
            return False
        taken[cells] = True
        return True

    for label in np.argsort(-depth, kind="stable"):
        if label == 0 or depth[label] <= 0:
            continue
        x, y = map(int, anchors[label])
        text = str(label)
        for share in (1.0, 0.75):
            scale = largest * share
            half = _DIGIT * scale * len(text) / 2 + 2, 13 * scale + 1
            if depth[label] >= np.hypot(*half) * 0.8 and free(x, y, *half):
                yield Number(text, (x, y), scale)
                break
        else:
            scale = largest * 0.75
            half = _DIGIT * scale * len(text) / 2 + 2, 13 * scale + 1
            for dx, dy in _AROUND:
                place = round(x + dx * 34 * scale), round(y + dy * 34 * scale)
                if free(*place, *half):
                    yield Number(text, place, scale, (x, y))
                    break


_AROUND = [
    (ring * np.cos(turn), ring * np.sin(turn))
    for ring in (1.2, 1.8, 2.6, 3.6)
    for turn in np.arange(8) * np.pi / 4 + (0.4 if ring == 1.8 else 0)
]


def _draw(image: U8, number: Number) -> None:
    """Dark digits with a white rim, and a leader line with a dot where the number stands beside its region."""
    thin = max(1, round(number.scale * 1.8))
    (width, height), _ = cv2.getTextSize(number.text, _FONT, number.scale, thin)
    x, y = number.at
    corner = x - width // 2, y + height // 2
    if number.points_to:
        for color, extra in (((255, 255, 255), 2 * thin), (_INK, 0)):
            cv2.line(image, (x, y), number.points_to, color, thin + extra, cv2.LINE_AA)
            cv2.circle(image, number.points_to, 2 * thin + extra // 2, color, -1, cv2.LINE_AA)
    cv2.putText(image, number.text, corner, _FONT, number.scale, (255, 255, 255), thin * 5, cv2.LINE_AA)
    cv2.putText(image, number.text, corner, _FONT, number.scale, _INK, thin, cv2.LINE_AA)
