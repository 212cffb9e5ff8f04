"""Painted eyes: an iris dark above and light below, its pupil, catchlights on the light's side, the lid's shadow.

An iris that is a spot of ink is painted into the coloured lines: in the flats it lies under its ink.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.eyes import Eye
from engine.oklab import lab_to_lch, lch_to_srgb, srgb_to_lab, turn_hue
from engine.reduced import F32, smooth
from engine.request import Light
from engine.types import U8, Colors, Regions

_LEAST = 7
"""An iris narrower or lower than this, px, is a dot: it stays flat."""
_INKED = 0.8
"""An iris with more than this share of ink is a spot of ink."""
_RIM = 0.2
"""How wide the rim of a spot of ink stays dark, in shares of its half width."""
_LID = 0.5
"""How dark the lid's shadow is on the white of an eye, 0..1."""


def paint_irises(
    layer: U8, regions: Regions, colors: Colors, line_alpha: U8, eyes: Sequence[Eye], light: Light
) -> None:
    """Paint eyes into the gradient layer, uint8 (H, W, 4) sRGB with straight alpha, in place.

    Only the regions of the eyes are touched. A drawn pupil or catchlight is left as it is, or made so again.
    """
    for eye in eyes:
        x0, y0, x1, y1 = eye.iris_box
        if eye.open and eye.iris and min(x1 - x0, y1 - y0) >= _LEAST:
            _paint_iris(layer, regions, colors, line_alpha, eye, light)
        _paint_drawn(layer, regions, colors, eye)
        if eye.white:
            _shade_white(layer, regions, colors, eye)


def ink_irises(
    line_color: U8, regions: Regions, colors: Colors, line_alpha: U8, eyes: Sequence[Eye], light: Light
) -> None:
    """Paint irises that are spots of ink into the colours of lines, uint8 (H, W, 3) sRGB, in place.

    As with all gradients, nothing is painted where a strict palette wants none.
    """
    if not (colors.to != colors.flat).any():
        return
    for eye in eyes:
        x0, y0, x1, y1 = eye.iris_box
        if not eye.open or min(x1 - x0, y1 - y0) < _LEAST:
            continue
        inside = np.isin(regions.labels[y0:y1, x0:x1], eye.iris)
        ink = line_alpha[y0:y1, x0:x1]
        if (ink[inside] > 127).mean() < _INKED:
            continue
        paint = _iris(regions, colors, np.zeros(ink.shape, np.float32), eye, light)
        depth = np.asarray(cv2.distanceTransform(np.pad(inside.astype(np.uint8), 1), cv2.DIST_L2, 3), np.float32)
        rim = 1 - smooth(depth[1:-1, 1:-1] / max(_RIM * float(depth.max()), 1.5) - 0.5)
        paint = _mix(paint, _tones(_flat(regions, colors, eye))[2], rim)
        line_color[y0:y1, x0:x1][inside] = np.round(paint[inside]).astype(np.uint8)


def _paint_iris(layer: U8, regions: Regions, colors: Colors, line_alpha: U8, eye: Eye, light: Light) -> None:
    x0, y0, x1, y1 = eye.iris_box
    inside = np.isin(regions.labels[y0:y1, x0:x1], eye.iris)
    paint = _iris(regions, colors, (line_alpha[y0:y1, x0:x1] / 255).astype(np.float32), eye, light)
    crop = layer[y0:y1, x0:x1]
    crop[inside, :3] = np.round(paint[inside]).astype(np.uint8)
    crop[inside, 3] = 255


def _paint_drawn(layer: U8, regions: Regions, colors: Colors, eye: Eye) -> None:
    """A drawn pupil or catchlight that a hint for all of the eye has coloured: in the gradients it is itself again."""
    if not eye.iris:
        return
    flat = _flat(regions, colors, eye)
    _, _, black, shine = _tones(flat)
    for labels, tone in ((eye.pupil, black), (eye.glint, shine)):
        for label in labels:
            if (colors.flat[label] == flat).all():
                x0, y0, x1, y1 = regions.box[label]
                inside = regions.labels[y0:y1, x0:x1] == label
                layer[y0:y1, x0:x1][inside] = (*np.round(tone).astype(np.uint8).tolist(), 255)


def _flat(regions: Regions, colors: Colors, eye: Eye) -> NDArray[np.uint8]:
    return colors.flat[max(eye.iris, key=lambda k: (regions.area[k], -k))]


def _iris(regions: Regions, colors: Colors, ink: F32, eye: Eye, light: Light) -> F32:
    """sRGB 0..255 of all pixels in the box of an iris; `ink` is what is drawn in it, 0..1."""
    x0, y0, x1, y1 = eye.iris_box
    wide, tall = x1 - x0, y1 - y0
    flat = _flat(regions, colors, eye)
    u = (np.arange(wide, dtype=np.float32)[None, :] + 0.5) / wide
    v = (np.arange(tall, dtype=np.float32)[:, None] + 0.5) / tall
    low, high, black, shine = _tones(flat)
    down = np.broadcast_to(v, (tall, wide)) + 0.12 * (1 - (2 * u - 1) ** 2) - 0.06
    paint = np.broadcast_to(flat.astype(np.float32), (tall, wide, 3)).copy()
    paint = _mix(paint, low, smooth((0.55 - down) / 0.5) * 0.85)
    paint = _mix(paint, high, smooth((down - 0.5) / 0.42) * 0.9)

    sharp = min(wide, tall) / 5
    pupil = _disc(u, v, 0.5, 0.47, 0.2, 0.23, sharp)
    drawn = float((ink * pupil).sum() / max(pupil.sum(), 1e-6))
    if not eye.pupil and drawn < 0.35:
        paint = _mix(paint, black, pupil)
    if not eye.glint:
        side = -1.0 if light.x < (x0 + x1) / 2 / regions.labels.shape[1] else 1.0
        spots = [(side, 0.29, 0.14)] + ([(-side, 0.72, 0.075)] if min(wide, tall) >= 16 else [])
        for toward, height, radius in spots:
            spot = _disc(u, v, 0.5 + 0.2 * toward, height, radius, radius * 1.1, sharp)
            if float((ink * spot).sum() / max(spot.sum(), 1e-6)) < 0.5:
                paint = _mix(paint, shine, spot)
    return paint


def _shade_white(layer: U8, regions: Regions, colors: Colors, eye: Eye) -> None:
    x0, y0, x1, y1 = eye.box
    if y1 - y0 < 5:
        return
    labels = regions.labels[y0:y1, x0:x1]
    inside = np.isin(labels, eye.white)
    v = (np.arange(y1 - y0, dtype=np.float32)[:, None] + 0.5) / (y1 - y0)
    amount = np.broadcast_to(smooth((0.55 - v) / 0.45) * np.float32(255 * _LID), labels.shape)
    lch = lab_to_lch(srgb_to_lab(colors.flat[eye.white[0]]))
    shadow = np.array([lch[0] * 0.74, 0.055, 285], np.float32)
    crop = layer[y0:y1, x0:x1]
    crop[inside, :3] = lch_to_srgb(shadow)
    crop[inside, 3] = np.round(amount[inside]).astype(np.uint8)


def _tones(flat: NDArray[np.uint8]) -> tuple[F32, F32, F32, F32]:
    """sRGB 0..255 of the upper iris, the lower iris, the pupil and a catchlight."""
    lightness, chroma, hue = (float(v) for v in lab_to_lch(srgb_to_lab(flat)))
    warm = 60 < hue < 240
    table = np.array(
        [
            (lightness * 0.55, chroma * 0.9, turn_hue(hue, 280, 14)),
            (min(lightness + 0.16, 0.92), chroma + 0.015, turn_hue(hue, 100 if warm else 200, 18)),
            (min(lightness * 0.4, 0.24), min(chroma, 0.05), hue),
            (0.99, 0.006, hue),
        ],
        np.float32,
    )
    rows = lch_to_srgb(table).astype(np.float32)
    return rows[0], rows[1], rows[2], rows[3]


def _disc(
    u: NDArray[np.floating], v: NDArray[np.floating], x: float, y: float, rx: float, ry: float, sharp: float
) -> F32:
    """A filled ellipse in shares of a box, 0..1, its edge about a pixel wide."""
    away = np.sqrt(((u - x) / rx) ** 2 + ((v - y) / ry) ** 2)
    return np.clip((1 - away) * sharp + 0.5, 0, 1).astype(np.float32)


def _mix(paint: F32, color: F32, amount: F32) -> F32:
    return (paint + (color - paint) * amount[..., None]).astype(np.float32)
