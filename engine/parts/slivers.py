"""Slivers of paper between two strokes of one outline are the figure's: who sketches draws a line twice.

The region ends at the inner stroke where the outer one has gaps, and white would show between them. The figures are
looked at on sketches and cartoons: what is wider is the air between an arm and a body.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.basins import FAINT
from engine.regions import COARSE, areas_and_boxes, neighbours, reduce
from engine.types import U8, Regions
from models.parts import Part

Kind = TypeVar("Kind", bound=np.generic)

WIDE = 0.006
"""A sliver is narrower than twice this share of the picture's longer side, and beside a line at most so wide ..."""
OPEN = 0.12
"""... it lies open to the paper with less than this share of what bounds it ..."""
BESIDE = 0.4
"""... and has a figure across the line with at least that."""
LEAST = 4e-6
"""A smaller share of the picture shows nothing."""


def fill_slivers(regions: Regions, part: U8, line_alpha: U8) -> Regions:
    """The regions, with slivers of paper given to what they lie beside; the same object where there are none.

    `part` is uint8 (n + 1,), what each region shows: beside things and scenery lies hatching.
    """
    step = max(1, max(regions.labels.shape) // COARSE)
    small = regions.labels[::step, ::step]
    ink = reduce(line_alpha, step) >= FAINT
    paper = regions.background[small]
    somebody = ~(regions.background | np.isin(part, (Part.PROP, Part.SCENERY)))[small]
    width = max(2.0, WIDE * max(small.shape))
    bare = paper & ~ink
    wide = _within(_depth(bare) > width, width)
    by_figure = _within(somebody, 2 * width)
    _, blobs, stats, _ = cv2.connectedComponentsWithStats((bare & ~wide).astype(np.uint8), connectivity=4)
    labels = regions.labels
    for blob in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= max(LEAST * bare.size, 4)).tolist():
        crop = _crop(stats[blob], round(2 * width) + 1, small.shape)
        mine = blobs[crop] == blob
        edge = _grown(mine, 1) & ~mine
        if not blob or wide[crop][edge].mean() >= OPEN or by_figure[crop][edge].mean() < BESIDE:
            continue
        labels = labels.copy() if labels is regions.labels else labels
        rows, columns = (slice(s.start * step, s.stop * step) for s in crop)
        mine, beside, given = (
            _enlarged(of, step, labels[rows, columns].shape)
            for of in (mine, _grown(mine, round(width)), _nearest(small[crop], somebody[crop]))
        )
        white = regions.background[labels[rows, columns]]
        sliver = white & (mine | (beside & (line_alpha[rows, columns] >= FAINT)))
        labels[rows, columns][sliver] = given[sliver]
    if labels is regions.labels:
        return regions
    area, box = areas_and_boxes(labels, regions.count)
    pairs, border, ink = neighbours(labels, line_alpha)
    return replace(regions, labels=labels, area=area, box=box, pairs=pairs, border=border, ink=ink)


def _depth(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.asarray(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3), np.float32)


def _within(mask: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    """What lies within a distance of a mask; in time that does not grow with the distance."""
    return _depth(~mask) <= reach if mask.any() else mask


def _grown(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0


def _crop(stats: NDArray[np.int32], margin: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    x, y, wide, tall = stats[:4].tolist()
    rows = slice(max(y - margin, 0), min(y + tall + margin, shape[0]))
    return rows, slice(max(x - margin, 0), min(x + wide + margin, shape[1]))


def _nearest(labels: NDArray[np.int32], figure: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The label of the nearest pixel of a figure, for each pixel."""
    from scipy.ndimage import distance_transform_edt

    at = np.asarray(distance_transform_edt(~figure, return_distances=False, return_indices=True))
    return labels[tuple(at)]


def _enlarged(array: NDArray[Kind], step: int, shape: tuple[int, ...]) -> NDArray[Kind]:
    return array.repeat(step, axis=0)[: shape[0]].repeat(step, axis=1)[:, : shape[1]]
