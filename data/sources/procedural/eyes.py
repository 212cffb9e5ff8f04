"""Eyes: painted anime eyes with lashes, and the dots, beans and arcs of simpler styles. Units as in `head`."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, disc, ellipse, points, smooth, turned
from data.palettes import Palette, mixed
from data.parts import Part
from data.sources.procedural.headstyle import HeadStyle

Rng = np.random.Generator


def draw_eye(
    canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, side: int, face: Mask, at: tuple[float, float]
) -> None:
    """One eye about a place; `side` -1 is the picture's left."""
    squeeze = 1 - 0.35 * max(0.0, side * style.yaw)
    w, h = style.eye_size * squeeze, style.eye_size * style.eye_height
    if style.expression == "closed" or (style.expression == "wink" and side == 1):
        _closed(canvas, rng, style, side, at, w, h)
    elif style.eyes == "anime":
        _anime(canvas, rng, style, colors, side, face, at, w, h)
    else:
        _simple(canvas, rng, style, colors, face, at, w, h)


def _closed(canvas: Canvas, rng: Rng, style: HeadStyle, side: int, at: tuple[float, float], w: float, h: float) -> None:
    bend = style.lid * 0.45 * h
    lid = smooth(points((-w, 0), (-w * 0.4, bend), (w * 0.4, bend), (w, 0)))

    def place(shape: Points) -> Points:
        return turned(shape * (side, 1), side * style.eye_tilt) + np.array(at)

    canvas.stroke(place(lid), 1.6)
    for k in range(int(rng.integers(0, 3))):
        canvas.stroke(place(points((w * (0.9 - 0.2 * k), h * 0.1), (w * (1.2 - 0.15 * k), h * 0.3))), 0.8)


def _simple(
    canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, face: Mask, at: tuple[float, float], w: float, h: float
) -> None:
    """Solid ink: a dot, a tall oval with a light in it, or a bean in an open eye."""
    x, y = at
    if style.eyes == "dot":
        r = w * rng.uniform(0.25, 0.45)
        spot = ellipse(x, y, r, r * style.eye_height * 1.2, 16)
    else:
        spot = ellipse(x, y, w * 0.55, max(h, w * 0.6), 22)
    if style.eyes == "bean":
        white = canvas.fill(ellipse(x, y, w * 1.1, h * 1.2 + 0.02), Part.EYE_WHITE, (250, 250, 250), within=face)
        spot = ellipse(x + style.yaw * w * 0.3, y, w * 0.5, max(h * 0.8, 0.03), 20)
        inside = canvas.fill(spot, Part.EYES, colors.eyes, within=white, stroke=0.8)
    else:
        inside = canvas.fill(spot, Part.EYES, colors.eyes, within=face, stroke=0.8)
    if style.iris != "plain":
        canvas.black(spot, inside)
    if style.eyes != "dot" and style.iris != "solid":
        shine = ellipse(x - w * 0.15, y - h * 0.4, w * 0.18, h * 0.25, 12)
        canvas.fill(shine, Part.EYES, (255, 255, 255), within=inside, stroke=None)
    if style.eyes == "oval" and style.lash > 0.015:
        canvas.stroke(smooth(points((x - w * 0.7, y - h * 0.6), (x, y - h * 1.1), (x + w * 0.7, y - h * 0.6))), 1.4)


def _anime(
    canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, side: int, face: Mask, at: tuple[float, float],
    w: float, h: float,
) -> None:  # fmt: skip
    cx, cy = at
    tilt = side * style.eye_tilt

    def place(shape: Points) -> Points:
        return turned(shape * (side, 1), tilt) + np.array([cx, cy])

    if style.expression == "narrow":
        h *= 0.6
    upper = [
        (-w, h * 0.2),
        (-w * 0.65, -h * style.flat_lid * 0.62),
        (0.0, -h * style.flat_lid * 0.95),
        (w * 0.7, -h * 0.75),
        (w * 1.1, 0.0),
    ]
    lower = [(w * 0.85, h * 0.62), (w * 0.2, h * 0.95), (-w * 0.5, h * 0.8)]
    outline = place(smooth(points(*upper, *lower), closed=True, samples=6))
    white = canvas.fill(outline, Part.EYE_WHITE, (250, 248, 250), within=face, stroke=None)
    look = style.yaw * 0.12 + style.look
    rx, ry = w * style.iris_size, h * rng.uniform(0.75, 1.0)
    centre = (cx + look * w, cy + style.look_up * h)
    within = canvas.fill(disc(centre, rx, ry), Part.EYES, colors.eyes, within=white, stroke=0.8)
    _iris(canvas, rng, style, colors, centre, rx, ry, within)
    top = place(smooth(points(*upper), samples=8))
    thick = style.lash
    if style.lash > 0.008:
        swell = np.linspace(0.4, 1.3, len(top))[:, None]
        canvas.black(np.vstack([top + np.array([0, thick * 0.2]), (top - np.array([0, thick]) * swell)[::-1]]))
    else:
        canvas.stroke(top, 1.5)
    for _ in range(int(rng.integers(0, 4))):
        k = int(rng.integers(len(top) * 3 // 5, len(top)))
        canvas.stroke(np.vstack([top[k], top[k] + (side * rng.uniform(0.02, 0.06), -rng.uniform(0.0, 0.04))]), 1.0)
    bottom = place(smooth(points(*lower), samples=6))
    keep = rng.random()
    if keep < 0.45:
        canvas.stroke(bottom[: len(bottom) * 2 // 3], 0.7)
    elif keep < 0.8:
        canvas.stroke(bottom, 0.6)
    if rng.random() < 0.55:
        canvas.stroke(top[3:-3] - np.array([0, thick + h * 0.22]), 0.5)


def _iris(
    canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, c: tuple[float, float], rx: float, ry: float,
    within: Mask,
) -> None:  # fmt: skip
    if style.iris == "plain":
        return
    dark = mixed(colors.eyes, (20, 10, 30), 0.6)
    if style.iris in ("ring", "pupil", "half", "lines"):
        pupil = ellipse(c[0], c[1] + ry * 0.05, rx * rng.uniform(0.3, 0.5), ry * rng.uniform(0.3, 0.55))
        if rng.random() < 0.6:
            canvas.black(pupil, within)
        else:
            canvas.fill(pupil, Part.EYES, dark, within=within, stroke=0.7)
    if style.iris == "half":
        shade = np.vstack([disc(c, rx, ry, 28)[14:], points((c[0] + rx, c[1] - ry * 0.1))])
        if rng.random() < 0.7:
            canvas.black(shade, within)
        else:
            canvas.fill(shade, Part.EYES, mixed(colors.eyes, dark, 0.5), within=within, stroke=None, hide=False)
    if style.iris == "lines":
        for x in np.linspace(-0.8, 0.8, 7) * rx:
            top = points((c[0] + x, c[1] - ry), (c[0] + x * 0.8, c[1] - ry * 0.1))
            canvas.stroke(top, 0.6, within=within)
    if style.iris == "solid":
        # An iris that fills the eye keeps a rim of colour about its ink.
        rim = min(1.0, 0.78 / style.iris_size)
        canvas.black(disc(c, rx * rim, ry * rim), within)
    side = -1 if style.look < 0 else 1
    if style.shine > 0:
        shine = ellipse(c[0] + side * rx * 0.35, c[1] - ry * 0.4, rx * 0.32 * style.shine, ry * 0.28 * style.shine)
        canvas.fill(shine, Part.EYES, (255, 255, 255), within=within, stroke=0.5)
    if rng.random() < 0.5:
        low = ellipse(c[0] - side * rx * 0.35, c[1] + ry * 0.45, rx * 0.18, ry * 0.15)
        canvas.fill(low, Part.EYES, (255, 255, 255), within=within, stroke=0.4)
