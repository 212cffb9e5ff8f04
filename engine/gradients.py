"""Gradients: a region's colour passing into another from its root to its tip."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.flats import look_up
from engine.types import U8, Colors, Regions, Seed

_STRIP = 256
"""Rows painted at a time, so that the float fields stay small on large pictures."""


def paint_gradients(regions: Regions, colors: Colors, hinted: Mapping[int, Seed], line_alpha: U8, seed: int) -> U8:
    """The gradient layer, uint8 (H, W, 4) sRGB with straight alpha, to be laid over the flats.

    Every region whose `colors.to` differs from its flat colour gets `to`, from nothing at its root
    (the end nearer to the figure's top) to full at its tip, along its main axis.
    """
    height, width = regions.labels.shape
    changing = np.any(colors.to != colors.flat, axis=1)
    changing[0] = False
    layer = np.zeros((height, width, 4), np.uint8)
    if not changing.any():
        return layer
    ax, ay, offset = _ramps(regions, changing)
    table = np.concatenate([colors.to, np.where(changing, 255, 0)[:, None].astype(np.uint8)], 1)
    xs = np.arange(width, dtype=np.float32)
    for y0 in range(0, height, _STRIP):
        labels = regions.labels[y0 : y0 + _STRIP]
        rows = np.arange(y0, y0 + len(labels), dtype=np.float32)[:, None]
        t = ax[labels] * xs + ay[labels] * rows + offset[labels]
        np.clip(t, 0, 1, out=t)
        t *= t * (3 - 2 * t)
        strip = look_up(table, labels)
        strip[..., 3] = np.where(strip[..., 3] > 0, np.round(t * 255), 0)
        layer[y0 : y0 + _STRIP] = strip
    return layer


def _ramps(regions: Regions, changing: NDArray[np.bool_]) -> tuple[NDArray[np.float32], ...]:
    """For each label ax, ay, b of the ramp t = ax * x + ay * y + b, 0 at the root and 1 at the tip."""
    count = regions.count
    ax, ay, offset = (np.zeros(count + 1, np.float32) for _ in range(3))
    for label in np.flatnonzero(changing):
        x0, y0, x1, y1 = (int(v) for v in regions.box[label])
        step = max(1, int(max(x1 - x0, y1 - y0) / 96))
        ys, xs = np.nonzero(regions.labels[y0:y1:step, x0:x1:step] == label)
        if len(xs) < 3:
            xs, ys = np.array([0, x1 - x0 - 1]), np.array([0, y1 - y0 - 1])
            step = 1
        points = np.stack([xs * step + x0, ys * step + y0], 1).astype(np.float32)
        axis = _main_axis(points)
        reach = points @ axis
        low, high = np.percentile(reach, [4, 96])
        span = max(high - low, 1e-3)
        ax[label], ay[label], offset[label] = axis[0] / span, axis[1] / span, -low / span
    return ax, ay, offset


def _main_axis(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The unit vector along which a region is long, pointing down (away from the figure's top)."""
    centred = points - points.mean(0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(points))
    axis = vectors[:, 1]
    if values[1] < 1.6 * max(values[0], 1e-6):  # a round region has no axis of its own
        axis = np.array([0.0, 1.0])
    if axis[1] < 0 or (axis[1] == 0 and axis[0] < 0):
        axis = -axis
    return axis.astype(np.float32)
