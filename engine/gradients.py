"""Gradients: a region's colour passing into another from its root to its tip."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.flats import look_up
from engine.types import U8, Colors, Parts, Regions, Seed

F32 = NDArray[np.float32]

_STEPS = np.arange(256) / 255
_CURVE = np.round(_STEPS**2 * (3 - 2 * _STEPS) * 255).astype(np.uint8)
"""How much of the second colour there is at each of 256 places from root to tip: smooth at both ends."""

_STRIP = 256
"""Rows painted at a time, so that the float fields stay small on large pictures."""


def paint_gradients(
    regions: Regions,
    colors: Colors,
    hinted: Mapping[int, Seed],
    line_alpha: U8,
    seed: int,
    *,
    parts: Parts | None = None,
) -> U8:
    """The gradient layer, uint8 (H, W, 4) sRGB with straight alpha, to be laid over the flats.

    Every region whose `colors.to` differs from its flat colour gets `to`, from nothing at its root
    (the end nearer to the picture's top) to full at its tip.
    """
    height, width = regions.labels.shape
    changing = np.any(colors.to != colors.flat, axis=1)
    changing[0] = False
    layer = np.zeros((height, width, 4), np.uint8)
    if not changing.any():
        return layer
    asked = np.zeros(regions.count + 1, bool)
    asked[[label for label, hint in hinted.items() if hint.to is not None]] = True
    ax, ay, offset = _ramps(regions, colors, changing, asked)
    table = np.concatenate([colors.to, np.where(changing, 255, 0)[:, None].astype(np.uint8)], 1)
    xs = np.arange(width, dtype=np.float32)
    for y0 in range(0, height, _STRIP):
        labels = regions.labels[y0 : y0 + _STRIP]
        rows = np.arange(y0, y0 + len(labels), dtype=np.float32)[:, None]
        t = ax.take(labels)
        t *= xs
        t += ay.take(labels) * rows
        t += offset.take(labels)
        np.clip(t, 0, 1, out=t)
        t *= 255
        strip = look_up(table, labels)
        strip[..., 3] &= cv2.LUT(t.astype(np.uint8), _CURVE).astype(np.uint8, copy=False)
        layer[y0 : y0 + _STRIP] = strip
    return layer


def _ramps(
    regions: Regions, colors: Colors, changing: NDArray[np.bool_], asked: NDArray[np.bool_]
) -> tuple[F32, F32, F32]:
    """For each label ax, ay, b of the ramp t = ax * x + ay * y + b, 0 at the root and 1 at the tip.

    Touching regions of the same two colours are one mass with one ramp. Only an asked gradient follows
    the mass's main axis; the engine's own run down the picture, where nobody wonders about them.
    """
    mass = _masses(regions, colors, changing)
    height, width = regions.labels.shape
    step = max(1, int(np.sqrt(height * width / 2**18)))
    grid = np.ascontiguousarray(regions.labels[::step, ::step])
    owner = mass[grid].ravel()
    n = regions.count + 1
    xs = np.tile(np.arange(grid.shape[1], dtype=np.float64) * step, grid.shape[0])
    ys = np.repeat(np.arange(grid.shape[0], dtype=np.float64) * step, grid.shape[1])
    count = np.maximum(np.bincount(owner, minlength=n), 1)
    mean_x, mean_y = np.bincount(owner, xs, n) / count, np.bincount(owner, ys, n) / count
    xx = np.bincount(owner, xs * xs, n) / count - mean_x**2
    yy = np.bincount(owner, ys * ys, n) / count - mean_y**2
    xy = np.bincount(owner, xs * ys, n) / count - mean_x * mean_y

    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    axis_x, axis_y = np.cos(angle), np.sin(angle)
    spread = np.hypot((xx - yy) / 2, xy)
    long = (xx + yy) / 2 + spread > 1.8 * np.maximum((xx + yy) / 2 - spread, 1)
    follows = np.zeros(n, bool)
    np.logical_or.at(follows, mass[asked], True)
    axis_x, axis_y = np.where(long & follows, axis_x, 0.0), np.where(long & follows, axis_y, 1.0)
    down = np.where((axis_y < -1e-6) | ((np.abs(axis_y) <= 1e-6) & (axis_x < 0)), -1.0, 1.0)
    axis_x, axis_y = axis_x * down, axis_y * down
    along = np.sqrt(np.maximum(axis_x**2 * xx + 2 * axis_x * axis_y * xy + axis_y**2 * yy, 0.25))
    # An even spread reaches 1.73 deviations to each side of its mean.
    ax, ay = axis_x / (3.5 * along), axis_y / (3.5 * along)
    offset = 0.5 - (mean_x * ax + mean_y * ay)
    return tuple(table[mass].astype(np.float32) for table in (ax, ay, offset))  # type: ignore[return-value]


def _masses(regions: Regions, colors: Colors, changing: NDArray[np.bool_]) -> NDArray[np.int32]:
    """int32 (n + 1,): the smallest label that each region hangs together with, in both its colours."""
    pairs = regions.pairs
    same = np.all(colors.flat[pairs[:, 0]] == colors.flat[pairs[:, 1]], axis=1)
    same &= np.all(colors.to[pairs[:, 0]] == colors.to[pairs[:, 1]], axis=1) & changing[pairs].all(1)
    mass = np.arange(regions.count + 1, dtype=np.int32)
    a, b = pairs[same, 0], pairs[same, 1]
    while len(a):
        low = np.minimum(mass[a], mass[b])
        before = mass.copy()
        np.minimum.at(mass, a, low)
        np.minimum.at(mass, b, low)
        mass = mass[mass]
        if (mass == before).all():
            break
    return mass
