"""An over-segmentation of a drawing: every place far from ink floods the paper, then the lines around it.

Paper is a valley whose depth is the logarithm of the distance to ink, ink is a ridge; one watershed from
the valleys' bottoms gives basins whose borders meet in the middle of a line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import U8

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]

INK = 80
"""Line alpha from which on a pixel is ink and not paper."""
FAINT = 32
"""Line alpha from which on a pixel is ink where nothing near it is much darker: a faint line's own middle."""
LEVELS_PER_OCTAVE = 8
"""Steps of the valleys' depth for each doubling of the distance: a finer bump is no basin of its own."""
_BROAD = 3.6
"""Clearance, in shares of the way between two pixels along each axis, from which no narrows part them: then
the clearance on the way is at least `engine.merge.LEVEL` of theirs."""
_VALLEY = np.clip(190 - np.arange(256), 0, 189).astype(np.uint8)
"""Depth level -> height: the farther from ink, the earlier it floods."""
_RIDGE = (200 + np.arange(256) * 54 // 255).astype(np.uint8)
"""Line alpha -> height: lines flood after all paper, the darkest of a line last."""
LINES = np.where(np.arange(256) < FAINT, 100, _RIDGE).astype(np.uint8)
"""Line alpha -> height where all paper floods at once."""


@dataclass
class Basins:
    """An over-segmentation: `labels` int32 (H, W) 1..n without zeros; row 0 of the tables is empty.

    radius    float32 (n + 1,): clearance at the basin's bottom
    tops      int64 (k,): flat indices of the pixels that are deepest thereabouts
    distance  float32 (H, W): clearance, see `distance_to_ink`
    """

    labels: I32
    radius: F32
    tops: NDArray[np.int64]
    distance: F32


def ink_mask(line_alpha: U8) -> U8:
    """uint8 (H, W): 1 on ink, 0 on paper. Faint lines count, the soft edge of a dark line does not."""
    import cv2

    around = np.asarray(cv2.dilate(line_alpha, np.ones((5, 5), np.uint8)), np.uint8)
    leading = around - line_alpha <= 24
    return ((line_alpha >= INK) | (leading & (line_alpha >= FAINT))).astype(np.uint8)


def ink_depth(line_alpha: U8) -> F32:
    """float32 (H, W): how far each pixel is from paper, in pixels; 0 on paper."""
    import cv2

    return np.asarray(cv2.distanceTransform(ink_mask(line_alpha), cv2.DIST_L2, 3), np.float32)


def distance_to_ink(line_alpha: U8) -> F32:
    """float32 (H, W): the clearance of each pixel, in pixels; 0 on ink.

    That is the distance to ink; where the picture's edge is nearer than ink, half of the way from ink to
    the edge, because the edge closes a passage as ink does.
    """
    import cv2

    height, width = line_alpha.shape
    paper = 1 - ink_mask(line_alpha)
    if paper.all():
        distance = np.full(paper.shape, float(max(paper.shape)), np.float32)
    else:
        distance = np.asarray(cv2.distanceTransform(paper, cv2.DIST_L2, 5), np.float32)
    rows = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    columns = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)
    half = (distance + np.minimum(rows, columns)) / 2
    return np.minimum(distance, half, out=distance)


def find_basins(line_alpha: U8, wide: float = np.inf) -> Basins:
    """Flood the drawing from every place that is farthest from ink thereabouts.

    What hangs together farther than `wide` pixels from ink is one basin from the start: that is most of a drawing's
    open paper, and a flood need not find its way over it.
    """
    import cv2

    distance = distance_to_ink(line_alpha)
    level = _depth_levels(distance)
    open_ = distance > wide
    summits = _summits(level, distance) & ~open_
    bottoms = (summits | open_).view(np.uint8)
    count, found = cv2.connectedComponents(bottoms, connectivity=8, ltype=cv2.CV_32S)
    markers = np.asarray(found, np.int32)
    if count == 1:  # no paper at all: the whole picture is one region
        height, width = line_alpha.shape
        middle = np.array([height // 2 * width + width // 2])
        return Basins(np.ones((height, width), np.int32), np.array([0, 0.5], np.float32), middle, distance)
    radius = np.full(count, min(wide, float(distance.max())), np.float32)
    summit_at = np.flatnonzero(summits)
    radius[markers.ravel()[summit_at]] = distance.ravel()[summit_at]
    # Smoothed, because the ridge of a digital distance is beaded with maxima that mean nothing.
    smooth = cv2.blur(distance, (3, 3))
    smooth[level == 0] = 0
    tops = np.flatnonzero((cv2.dilate(smooth, np.ones((3, 3), np.uint8)) == smooth) & (level > 0))
    np.maximum.at(radius, markers.ravel()[tops], distance.ravel()[tops])
    radius[0] = 0
    height = np.asarray(cv2.LUT(level, _VALLEY), np.uint8)
    np.copyto(height, np.asarray(cv2.LUT(line_alpha, _RIDGE), np.uint8), where=level == 0)
    return Basins(flood(height, markers), radius, tops, distance)


def _summits(level: U8, distance: F32) -> NDArray[np.bool_]:
    """bool (H, W): the pixels with no deeper one near them; the nearer ink is, the nearer they must be.

    Between two pixels whose distance from each other is small against their own from ink, no narrows can be: the
    one that is less deep is no bottom of a basin.
    """
    import cv2

    summits = level > 0
    reach = 1
    while True:
        around = np.asarray(cv2.dilate(level, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)), np.uint8)
        if reach == 1:
            summits &= around == level
        else:
            summits &= (around == level) | (distance < reach * _BROAD)
        reach *= 2
        if reach * _BROAD > distance.max():
            return summits


def _depth_levels(distance: F32) -> U8:
    """uint8: 0 on ink, then `LEVELS_PER_OCTAVE` steps for each doubling of the distance."""
    import cv2

    # Half a pixel is the least there is: level 1. The conversion rounds, which a half less makes a floor.
    octaves = cv2.log(np.maximum(distance, np.float32(0.5)))
    level = cv2.convertScaleAbs(octaves, alpha=LEVELS_PER_OCTAVE / np.log(2), beta=LEVELS_PER_OCTAVE + 0.5 + 1e-3)
    return np.multiply(level, distance > 0, dtype=np.uint8)


def flood(height: U8, markers: I32, inside: NDArray[np.bool_] | None = None) -> I32:
    """Watershed of `height` (uint8, low floods first, 255 excluded) from `markers`; every pixel gets a label.

    With `inside`, only its pixels are flooded; the rest is 0. OpenCV floods by the difference of
    neighbouring pixels. Written into two channels like the fields of a chessboard, that difference is the
    greater of the two heights, which is Meyer's flooding. Its label -1 (borders, frame) is filled from the
    neighbours.
    """
    import cv2

    rows, columns = height.shape
    outside = int(markers.max()) + 1
    if inside is not None:
        height = np.where(inside, height, 255).astype(np.uint8)
        markers = np.where(inside, markers, outside).astype(np.int32)
    board = np.zeros((rows + 2, columns + 2, 3), np.uint8)
    fields = board[1:-1, 1:-1]
    for channel in (0, 1):
        fields[0::2, channel::2, channel] = height[0::2, channel::2]
        fields[1::2, 1 - channel :: 2, channel] = height[1::2, 1 - channel :: 2]
    labels = np.pad(markers, 1)
    cv2.watershed(board, labels)
    # Borders are -1, and what borders have walled in is left at 0.
    core = labels[1:-1, 1:-1]
    if inside is None:
        core[core <= 0] = -1
    else:
        core[(core <= 0) | (core == outside)] = -1
        core[~inside] = 0
    labels[[0, -1], :] = labels[:, [0, -1]] = 0
    _fill_borders(labels)
    return np.ascontiguousarray(core)


def _fill_borders(labels: I32) -> None:
    """Give each -1 (none of them on the array's edge) the label of a neighbour, in place."""
    flat, stride = labels.ravel(), labels.shape[1]
    unknown = np.flatnonzero(flat < 0)
    while len(unknown):
        found = np.zeros(len(unknown), np.int32)
        for step in (-1, -stride, 1, stride, -stride - 1, 1 - stride, stride - 1, stride + 1):
            found = np.where(found > 0, found, flat[unknown + step])
        flat[unknown[found > 0]] = found[found > 0]
        if not (found > 0).any():  # nothing to take a label from
            flat[unknown] = max(1, int(labels.max()))
            break
        unknown = unknown[found <= 0]


def borders(labels: I32) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Flat indices (p, q) of every two neighbouring pixels (4-connected) of different labels."""
    flat, stride = labels.ravel(), labels.shape[1]
    across = np.flatnonzero((labels[:, 1:] != labels[:, :-1]).ravel())
    across += across // max(1, stride - 1)  # from indices of (H, W - 1) to those of (H, W)
    down = np.flatnonzero(flat[stride:] != flat[:-stride])
    return np.concatenate([across, down]), np.concatenate([across + 1, down + stride])


def group_pairs(labels: I32, p: NDArray[np.int64], q: NDArray[np.int64]) -> tuple[I32, NDArray[np.intp]]:
    """(pairs int32 (m, 2), smaller label first; for each of p, q the row of its pair)."""
    one, two = labels.ravel()[p], labels.ravel()[q]
    keys = np.minimum(one, two).astype(np.int64) << 32 | np.maximum(one, two)
    unique, row = np.unique(keys, return_inverse=True)
    return np.column_stack([unique >> 32, unique & 0xFFFFFFFF]).astype(np.int32), row


def on_ink(line_alpha: U8, p: NDArray[np.int64], q: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the border between each two neighbouring pixels p, q (flat indices) lies under ink."""
    import cv2

    # A border meets a thin line to within a pixel: look one pixel around it.
    near = np.asarray(cv2.dilate(line_alpha, np.ones((3, 3), np.uint8)), np.uint8).ravel()
    return np.maximum(near[p], near[q]) >= INK
