"""Gradients: hair from root to tip, blush, eyes, and a region's colour passing into another."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.complexion import warmth
from engine.eyes import find_eyes
from engine.flats import look_up
from engine.hair import find_crowns, flow
from engine.irises import paint_irises
from engine.oklab import lch_to_srgb, srgb_to_lch, turn_hue
from engine.reduced import enlarge, reduce_labels
from engine.request import Light
from engine.scheme import calm
from engine.types import U8, Colors, Parts, Regions, Seed, Sight
from engine.whites import paint_whites
from models.parts import Part

F32 = NDArray[np.float32]

_STEPS = np.arange(256) / 255
_CURVE = np.round(_STEPS**2 * (3 - 2 * _STEPS) * 255).astype(np.uint8)
"""How much of the second colour there is at each of 256 places from root to tip: smooth at both ends."""
_FLOW = np.abs(_STEPS - 0.5) * 2
_OF_HAIR = np.round(_FLOW**1.3 * np.where(_STEPS < 0.5, 215, 255)).astype(np.uint8)
"""How much of the root's colour (in the first half) or the tip's there is along the flow of hair."""

_STRIP = 256
"""Rows painted at a time, so that the float fields stay small on large pictures."""

_RAMP, _HAIR, _SKIN = 1, 2, 3
_FEW = 3
"""Who gives a figure's hair, or any part, more colours than this shades it: it then gets no gradient of ours."""
_OPEN = 0.4
"""A border of hair with less ink than this share parts no strands."""


def paint_gradients(
    regions: Regions,
    colors: Colors,
    hinted: Mapping[int, Seed],
    line_alpha: U8,
    seed: int,
    *,
    parts: Parts | None = None,
    light: Light | None = None,
    sight: Sight | None = None,
) -> U8:
    """The gradient layer, uint8 (H, W, 4) sRGB with straight alpha, to be laid over the flats.

    Every region whose `colors.to` differs from its flat colour gets `to`: hair towards its tips (and a darker
    root at the crown), skin where it is warm, the others from nothing at their root (the end nearer to the
    picture's top) to full at their tip. Eyes are painted; their catchlights lie on the side of `light`.
    """
    height, width = regions.labels.shape
    layer = np.zeros((height, width, 4), np.uint8)
    asked = np.zeros(regions.count + 1, bool)
    asked[[label for label, hint in hinted.items() if hint.to is not None]] = True
    changing = np.any(colors.to != colors.flat, axis=1)
    changing[0] = False
    changing &= asked | ~_shaded_by_hints(regions, hinted, parts)
    eyes = find_eyes(regions, parts) if parts is not None else []
    if changing.any():
        _paint(layer, regions, colors, _ways(changing, asked, parts), asked, parts, eyes)
    restrained = not (changing & ~asked).any()
    if not restrained:
        if parts is not None and sight is not None:
            paint_whites(layer, regions, colors, parts, line_alpha, eyes, sight)
        paint_irises(
            layer, regions, colors, line_alpha, [e for e in eyes if not asked[list(e.iris)].any()], light or Light()
        )
    return layer


def _shaded_by_hints(regions: Regions, hinted: Mapping[int, Seed], parts: Parts | None) -> NDArray[np.bool_]:
    """bool (n + 1,): the regions of a part, on one figure, to which hints give more than a few colours."""
    of = (
        parts.part.astype(np.int64) << 32 | parts.figure if parts is not None else np.zeros(regions.count + 1, np.int64)
    )
    said = {(int(of[label]), hint.color) for label, hint in hinted.items() if hint.color is not None}
    owners, count = np.unique(np.array([owner for owner, _ in said], np.int64), return_counts=True)
    return np.isin(of, owners[count > _FEW])


def _ways(changing: NDArray[np.bool_], asked: NDArray[np.bool_], parts: Parts | None) -> NDArray[np.uint8]:
    """uint8 (n + 1,): how each region passes into its second colour; 0 where it has none."""
    way = np.where(changing, _RAMP, 0).astype(np.uint8)
    if parts is not None:
        way[changing & ~asked & (parts.part == Part.HAIR)] = _HAIR
        way[changing & ~asked & (parts.part == Part.SKIN)] = _SKIN
    return way


def _paint(
    layer: U8,
    regions: Regions,
    colors: Colors,
    way: NDArray[np.uint8],
    asked: NDArray[np.bool_],
    parts: Parts | None,
    eyes: list,
) -> None:
    height, width = regions.labels.shape
    mass = _masses(regions, colors, way)
    small, scale = reduce_labels(regions.labels)
    hair = skin = None
    if parts is not None and (way == _HAIR).any():
        hair = enlarge(flow(small, mass, parts, find_crowns(small, scale, parts)) / 2 + 0.5, (height, width))
    if parts is not None and (way == _SKIN).any():
        skin = enlarge(warmth(small, scale, parts, eyes), (height, width))
    ramps = _ramps(regions, mass, asked)
    # Two rows a label: towards the tip, and towards the root.
    table = np.stack([colors.to, np.where((way == _HAIR)[:, None], _roots(colors.flat), colors.to)], 1).reshape(-1, 3)
    xs = np.arange(width, dtype=np.float32)
    for y0 in range(0, height, _STRIP):
        rows = slice(y0, min(y0 + _STRIP, height))
        labels = regions.labels[rows]
        kind = way.take(labels)
        amount = np.zeros(labels.shape, np.uint8)
        if (way == _RAMP).any():
            ax, ay, offset = ramps
            t = ax.take(labels)
            t *= xs
            t += ay.take(labels) * np.arange(y0, y0 + len(labels), dtype=np.float32)[:, None]
            t += offset.take(labels)
            np.clip(t, 0, 1, out=t)
            t *= 255
            np.copyto(amount, cv2.LUT(t.astype(np.uint8), _CURVE), where=kind == _RAMP, casting="unsafe")
        row = labels * 2
        if hair is not None:
            mine, place = kind == _HAIR, hair[rows]
            np.copyto(amount, cv2.LUT(place, _OF_HAIR), where=mine, casting="unsafe")
            row += mine & (place < 128)
        if skin is not None:
            np.copyto(amount, skin[rows], where=kind == _SKIN)
        painted = look_up(table, row)
        layer[rows, :, :3] = painted
        layer[rows, :, 3] = amount


def _roots(flat: U8) -> U8:
    """uint8 (n + 1, 3): hair at the crown, darker and a little cooler."""
    lch = srgb_to_lch(flat)
    lch[:, 0] = np.maximum(lch[:, 0] - 0.085, lch[:, 0] * 0.8)
    lch[:, 1] = lch[:, 1] * 1.08 + 0.006
    lch[:, 2] = turn_hue(lch[:, 2], np.where((lch[:, 2] < 100) | (lch[:, 2] > 340), 15, 285), 14)
    return lch_to_srgb(calm(lch))


def _ramps(regions: Regions, mass: NDArray[np.int32], asked: NDArray[np.bool_]) -> tuple[F32, F32, F32]:
    """For each label ax, ay, b of the ramp t = ax * x + ay * y + b, 0 at the root and 1 at the tip.

    Touching regions of the same two colours are one mass with one ramp. Only an asked gradient follows
    the mass's main axis; the engine's own run down the picture, where nobody wonders about them.
    """
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


def _masses(regions: Regions, colors: Colors, way: NDArray[np.uint8]) -> NDArray[np.int32]:
    """int32 (n + 1,): the smallest label that each region hangs together with, in both its colours.

    Of hair only what no line parts hangs together: each strand runs from its own root to its own tip."""
    pairs = regions.pairs
    same = np.all(colors.flat[pairs[:, 0]] == colors.flat[pairs[:, 1]], axis=1)
    same &= np.all(colors.to[pairs[:, 0]] == colors.to[pairs[:, 1]], axis=1) & (way[pairs] > 0).all(1)
    same &= (way[pairs] != _HAIR).all(1) | (regions.ink < _OPEN)
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
