"""Line art -> regions: watershed of the distance to ink, gaps closed, labels grown to mid-line.

The steps, each linear in pixels:
1. `engine.margins`: lines that a frame cut short of the picture's edge go on to it;
2. `engine.basins`: one watershed of the distance to ink;
3. `engine.merge`: basins that only a wide opening parts are one; basins that a gap in a line parts are two;
4. `describe`: areas, boxes, anchors, neighbours, the background.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.basins import LINES, Basins, borders, find_basins, flood, group_pairs, on_ink
from engine.margins import continue_lines
from engine.merge import merge_basins
from engine.types import U8, Regions

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]

GAP = 0.012
"""Gaps in lines are closed up to this share of the picture's longer side (and at least `GAP_PIXELS`)."""
GAP_PIXELS = 4.0
COARSE = 1200
"""The regions of drawings whose longer side is a multiple of this are seen in a copy so much smaller."""


def find_regions(line_alpha: U8) -> Regions:
    """Partition a drawing along its lines. `line_alpha` is uint8 (H, W), 255 is full ink.

    Every pixel gets a label; borders run in the middle of lines; gaps are closed up to `GAP`.
    Labels are numbered in reading order of their anchors. What the regions of a large drawing are is seen in a
    smaller copy (specks that it lacks are none at full size); where they end, in the drawing itself.
    """
    line_alpha = continue_lines(line_alpha)
    step = max(1, max(line_alpha.shape) // COARSE)
    if step == 1:
        return describe(*_partition(line_alpha), line_alpha)
    labels, anchor = _partition(reduce(line_alpha, step))
    return describe(enlarge_labels(labels, anchor, line_alpha, step), _inside(anchor * step, line_alpha), line_alpha)


def _partition(line_alpha: U8) -> tuple[I32, I32]:
    """(labels int32 (H, W) 1..n, anchors int32 (n + 1, 2)) of a drawing."""
    gap = gap_width(line_alpha.shape)
    basins = find_basins(line_alpha, gap)
    return join_basins(basins, merge_basins(basins, line_alpha, gap))


def reduce(line_alpha: U8, step: int) -> U8:
    """One pixel for each step x step of the drawing, the darkest of them: no line is lost."""
    import cv2

    return np.asarray(cv2.dilate(line_alpha, np.ones((step, step), np.uint8), anchor=(0, 0)), np.uint8)[::step, ::step]


def enlarge_labels(labels: I32, anchor: I32, line_alpha: U8, step: int) -> I32:
    """Labels of a drawing from those of its copy, one of whose pixels is step x step: the borders, which the copy
    has only roughly, are found anew along the lines."""
    import cv2

    settled = np.ones(labels.shape, np.uint8)
    for edge, here in ((labels[1:] != labels[:-1], np.s_[1:]), (labels[:, 1:] != labels[:, :-1], np.s_[:, 1:])):
        settled[here][edge] = 0
    settled = cv2.erode(settled, np.ones((3, 3), np.uint8), borderValue=1)
    settled[anchor[1:, 1], anchor[1:, 0]] = 1
    height, width = line_alpha.shape
    coarse = np.multiply(labels, settled, dtype=np.int32)
    markers = coarse.repeat(step, axis=0)[:height].repeat(step, axis=1)[:, :width]
    return flood(np.asarray(cv2.LUT(line_alpha, LINES), np.uint8), np.ascontiguousarray(markers))


def _inside(points: I32, line_alpha: U8) -> I32:
    height, width = line_alpha.shape
    return np.minimum(points, [width - 1, height - 1]).astype(np.int32)


def gap_width(shape: tuple[int, ...]) -> float:
    """The widest gap that is closed, in pixels, for a picture of shape (H, W)."""
    return max(GAP_PIXELS, GAP * max(shape[:2]))


def join_basins(basins: Basins, root: I32) -> tuple[I32, I32]:
    """Join basins by `root` (int32 (n + 1,): each basin's group) and number the groups in reading order.

    Returns labels int32 (H, W) and for each the (x, y) deepest inside it, int32 (n + 1, 2).
    """
    width = basins.labels.shape[1]
    anchor = np.zeros(len(root), np.int64)
    group = root[basins.labels.ravel()[basins.tops]]
    deepest = np.lexsort((-basins.tops, basins.distance.ravel()[basins.tops]))
    anchor[group[deepest]] = basins.tops[deepest]  # the last one written wins
    groups = np.unique(root[1:])
    groups = groups[np.argsort(anchor[groups], kind="stable")]
    number = np.zeros(len(root), np.int32)
    number[groups] = np.arange(1, len(groups) + 1)
    at = np.concatenate([[0], anchor[groups]])
    return number[root][basins.labels], np.column_stack([at % width, at // width]).astype(np.int32)


def describe(labels: I32, anchor: I32, line_alpha: U8) -> Regions:
    """The tables of a partition. `labels` int32 (H, W) 1..n, `anchor` int32 (n + 1, 2)."""
    from engine.background import find_background

    count = len(anchor) - 1
    area, box = areas_and_boxes(labels, count)
    pairs, border, ink = neighbours(labels, line_alpha)
    background = find_background(labels, area)
    return Regions(labels, area, box, anchor, background, pairs, border, ink)


def areas_and_boxes(labels: I32, count: int) -> tuple[NDArray[np.int64], I32]:
    from scipy.ndimage import find_objects

    area = np.zeros(count + 1, np.int64)
    for rows in _bands(labels):  # in bands: bincount copies what it counts to 64 bits
        area += np.bincount(rows.ravel(), minlength=count + 1)
    box = np.zeros((count + 1, 4), np.int32)
    for label, slices in enumerate(find_objects(labels, max_label=count), start=1):
        if slices is not None:
            y, x = slices
            box[label] = (x.start, y.start, x.stop, y.stop)
    return area, box


def _bands(array: NDArray[np.generic], pixels: int = 1 << 20) -> list[NDArray[np.generic]]:
    step = max(1, pixels // max(1, array.shape[1]))
    return [array[y : y + step] for y in range(0, array.shape[0], step)]


def neighbours(labels: I32, line_alpha: U8) -> tuple[I32, I32, F32]:
    """Which labels touch: (pairs, border length, share of the border under ink), as in `Regions`."""
    p, q = borders(labels)
    if not len(p):
        return np.zeros((0, 2), np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
    pairs, row = group_pairs(labels, p, q)
    length = np.bincount(row, minlength=len(pairs))
    ink = np.bincount(row, weights=on_ink(line_alpha, p, q), minlength=len(pairs)) / length
    return pairs, length.astype(np.int32), ink.astype(np.float32)
