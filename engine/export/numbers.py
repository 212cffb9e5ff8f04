"""Where the numbers of a region map stand: inside their regions, or beside them at the end of a leader line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.result import U8

PHONE_WIDTH = 400
"""A map is read on a phone: sizes here are in pixels of the picture shown so wide."""
DIGIT_HEIGHT = 11.0
DIGIT_WIDTH = 0.8
"""Of the height: as wide as a digit of the font is, with the space that it keeps."""
_INSIDE = (1.7, 1.3, 1.0, 0.85)
_BESIDE = (1.0, 0.8)
"""Sizes that are tried, in digit heights: large regions carry larger numbers."""
_GRID = 2
"""Places are looked for in a copy of the picture with so many pixels for one on the phone."""
_MOST_BESIDE = 120
"""Lines to numbers, at most: a phone shows no more, and the search for each costs some milliseconds."""
_REACH = 0.3
"""How far a leader line may go, in shares of the picture's width."""
_TRIES = 12
_ANCHOR_SIDE = 1400
"""The side at which the deepest point of each region is looked for; exact enough for a number's place."""


@dataclass(frozen=True)
class Number:
    """A number to be drawn: the middle (x, y) of its text, the height of its digits in pixels, and the point that
    it means when that is elsewhere."""

    label: int
    at: tuple[int, int]
    height: float
    points_to: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        return str(self.label)


def text_half(label: int, height: float) -> tuple[float, float]:
    """Half the width and half the height, in pixels, of a number with its outline."""
    return (DIGIT_WIDTH * len(str(label)) * height + 0.4 * height) / 2, 0.7 * height


def phone_unit(size: tuple[int, int]) -> float:
    """Pixels of a picture of this (height, width) for one pixel on the phone; a long strip is looked at in pieces."""
    height, width = size
    return max(0.5, min(width, 1.6 * height) / PHONE_WIDTH)


def deepest_points(labels: NDArray[np.int32], count: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For each label 0..count the point (x, y) deepest inside it and its distance to the border, in pixels.

    A label so small that the reduced picture has lost it gets one of its pixels and depth 0; so does one that
    the picture does not have.
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
    lost = small[y, x] != np.arange(count + 1)
    points = np.stack([x, y], axis=1) * step
    if lost[1:].any():
        best[labels.ravel()] = np.arange(labels.size)
        points[lost] = np.stack(np.divmod(best[lost], labels.shape[1])[::-1], axis=1)
    return points, np.where(lost, 0, depth[y, x]).astype(np.float32) * step


def place_numbers(labels: NDArray[np.int32], background: NDArray[np.bool_], line_alpha: U8) -> list[Number]:
    """A number for each label 1..n of int32 (H, W) that the picture has, none over another.

    The large regions come first, and have theirs inside. One that is too small gets a place beside it, at the end of
    a line to its deepest point: on paper rather than on the drawing, and on no other small region. Where there is
    no room left a region stays without.
    """
    count = len(background) - 1
    points, depth = deepest_points(labels, count)
    unit = phone_unit(labels.shape[:2])
    desk = _Desk(labels, line_alpha, background, points, unit / _GRID)
    present = np.zeros(count + 1, bool)
    present[np.unique(labels[points[:, 1], points[:, 0]])] = True
    present[0] = False
    order = [int(label) for label in np.argsort(-depth, kind="stable") if present[label]]
    placed = [number for label in order if (number := desk.inside(label, unit * DIGIT_HEIGHT))]
    done = {number.label for number in placed}
    rest = [label for label in order if label not in done]
    desk.keep_clear(rest)
    for label in rest[:_MOST_BESIDE]:
        if number := desk.beside(label, unit * DIGIT_HEIGHT):
            placed.append(number)
    return placed


class _Desk:
    """The picture at `scale` pixels a cell, and what has been put on it."""

    def __init__(
        self,
        labels: NDArray[np.int32],
        line_alpha: U8,
        background: NDArray[np.bool_],
        points: NDArray[np.int64],
        scale: float,
    ) -> None:
        height, width = labels.shape
        self._scale = scale
        rows = np.minimum((np.arange(max(1, round(height / scale))) + 0.5) * scale, height - 1).astype(int)
        columns = np.minimum((np.arange(max(1, round(width / scale))) + 0.5) * scale, width - 1).astype(int)
        self._labels = labels[np.ix_(rows, columns)]
        self._shape = self._labels.shape
        size = (self._shape[1], self._shape[0])
        ink = cv2.resize(line_alpha, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        # What a number covers: ink is worst, paper around the figures is best.
        self._cost = 2.5 * ink + np.where(background[self._labels], 0.0, 0.35).astype(np.float32)
        self._taken = np.zeros(self._shape, np.uint8)
        self._lines = np.zeros(self._shape, np.uint8)
        self._points = points
        self._clear = np.zeros(self._shape, np.uint8)

    def _cell(self, label: int) -> tuple[int, int]:
        x, y = self._points[label]
        return min(int(x / self._scale), self._shape[1] - 1), min(int(y / self._scale), self._shape[0] - 1)

    def _put(self, label: int, cell: tuple[int, int], height: float, *, to: bool) -> Number:
        half_w, half_h = (v / self._scale for v in text_half(label, height))
        x, y = cell
        self._taken[_box(x, y, half_w, half_h)] = 1
        at = round((x + 0.5) * self._scale), round((y + 0.5) * self._scale)
        px, py = self._points[label]
        return Number(label, at, height, (int(px), int(py)) if to else None)

    def inside(self, label: int, digit: float) -> Number | None:
        """The number on its own region: at its deepest point, or where else the region is wide enough for it."""
        x, y = self._cell(label)
        for share in _INSIDE:
            half_w, half_h = (v / self._scale for v in text_half(label, digit * share))
            if self._holds(label, x, y, half_w, half_h):
                return self._put(label, (x, y), digit * share, to=False)
            if share == 1.0 and (cell := self._widest(label, half_w, half_h)) is not None:
                return self._put(label, cell, digit, to=False)
        return None

    def _holds(self, label: int, x: int, y: int, half_w: float, half_h: float) -> bool:
        """Whether nearly all of a box is the region's own and free."""
        if not self._in_picture(x, y, half_w, half_h):
            return False
        box = _box(x, y, half_w, half_h)
        return bool(not self._taken[box].any() and (self._labels[box] == label).mean() > 0.93)

    def _widest(self, label: int, half_w: float, half_h: float) -> tuple[int, int] | None:
        """The cell around which a box of this size is the region's own, the nearest to its deepest point."""
        mine = (self._labels == label) & (self._taken == 0)
        rows, columns = np.flatnonzero(mine.any(1)), np.flatnonzero(mine.any(0))
        kernel = np.ones((2 * int(np.ceil(half_h)) + 1, 2 * int(np.ceil(half_w)) + 1), np.uint8)
        if len(rows) < kernel.shape[0] or len(columns) < kernel.shape[1]:
            return None
        window = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        framed = cv2.copyMakeBorder(mine[window].astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        fits = cv2.erode(framed, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)[1:-1, 1:-1]
        ys, xs = np.nonzero(fits)
        if not len(xs):
            return None
        x, y = self._cell(label)
        ys, xs = ys + rows[0], xs + columns[0]
        nearest = int(((xs - x) ** 2 + (ys - y) ** 2).argmin())
        return int(xs[nearest]), int(ys[nearest])

    def keep_clear(self, labels: list[int]) -> None:
        """No number may cover what these regions' lines point to."""
        for label in labels:
            x, y = self._cell(label)
            cv2.circle(self._clear, (x, y), _GRID + 1, 1, -1)

    def beside(self, label: int, digit: float) -> Number | None:
        """The number where it covers little, near to its region, with a line that crosses no other number."""
        x, y = self._cell(label)
        for share in _BESIDE:
            half = [v / self._scale for v in text_half(label, digit * share)]
            for cell in self._good_cells(x, y, half[0], half[1]):
                if self._draw_line((x, y), cell):
                    return self._put(label, cell, digit * share, to=True)
        return None

    def _good_cells(self, x: int, y: int, half_w: float, half_h: float) -> Iterator[tuple[int, int]]:
        """Cells around (x, y) where a box is free, the cheapest first."""
        reach = round(_REACH * self._shape[1])
        x0, x1 = max(0, x - reach), min(self._shape[1], x + reach + 1)
        y0, y1 = max(0, y - reach), min(self._shape[0], y + reach + 1)
        window = np.s_[y0:y1, x0:x1]
        kernel = (2 * int(np.ceil(half_w)) + 1, 2 * int(np.ceil(half_h)) + 1)
        blocked = cv2.dilate(
            self._taken[window] | self._clear[window] | self._lines[window],
            np.ones(kernel[::-1], np.uint8),
            borderValue=1,
        ).astype(bool)
        covered = cv2.boxFilter(self._cost[window], -1, kernel)
        ys, xs = np.mgrid[y0:y1, x0:x1]
        away = np.hypot(xs - x, ys - y)
        cost = np.where(blocked, np.inf, covered * 60 + away)
        # A whole number's size apart, so that the tries differ.
        for _ in range(_TRIES):
            best = int(cost.argmin())
            row, column = divmod(best, cost.shape[1])
            if not np.isfinite(cost[row, column]):
                return
            yield x0 + column, y0 + row
            cost[_box(column, row, half_w, half_h)] = np.inf

    def _draw_line(self, start: tuple[int, int], end: tuple[int, int]) -> bool:
        """Take the way between two cells, unless it crosses a number, what another line points to, or a line."""
        (x0, x1), (y0, y1) = (sorted((a, b)) for a, b in zip(start, end, strict=True))
        window = np.s_[y0 : y1 + 1, x0 : x1 + 1]
        way = np.zeros((y1 - y0 + 1, x1 - x0 + 1), np.uint8)
        begin = start[0] - x0, start[1] - y0
        cv2.line(way, begin, (end[0] - x0, end[1] - y0), 1, 1)
        # It begins on its own point, which is nobody else's business.
        cv2.circle(way, begin, _GRID + 1, 0, -1)
        if (way & (self._taken[window] | self._clear[window] | self._lines[window])).any():
            return False
        cv2.line(self._lines, start, end, 1, 2)
        return True

    def _in_picture(self, x: int, y: int, half_w: float, half_h: float) -> bool:
        return x >= half_w and y >= half_h and x + half_w < self._shape[1] and y + half_h < self._shape[0]


def _box(x: int, y: int, half_w: float, half_h: float) -> tuple[slice, slice]:
    return (
        slice(max(0, int(np.floor(y - half_h))), int(np.ceil(y + half_h)) + 1),
        slice(max(0, int(np.floor(x - half_w))), int(np.ceil(x + half_w)) + 1),
    )
