"""Accessories of cloth: sashes with hanging ends, ribbons and strings at the neck, chokers, gloves, loose cuffs.

Units as in `head`; places as `Pose.at` has them. All of it is `Part.ACCESSORY`.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import Points, along, ellipse, points, ribbon, smooth
from data.palettes import Rgb
from data.parts import Part
from data.sources.procedural.pose import Pose, pick
from data.sources.procedural.trims import draw_bow, draw_folds

Rng = np.random.Generator


def draw_waistband(canvas: Canvas, rng: Rng, pose: Pose, y: float, color: Rgb, form: int) -> None:
    """A belt or a wound sash at a height, with a buckle, buttons, a knot and its ends, or a bow."""
    k = pose.scale
    wide = rng.random() < 0.5
    h = rng.uniform(0.07, 0.16) * k if wide else rng.uniform(0.025, 0.07) * k
    sag = rng.uniform(-0.2, 1.0) * h
    upper = smooth(pose.path((-1.05, y - h), (0, y - h + sag), (1.05, y - h)))
    lower = smooth(pose.path((-1.06, y + h), (0, y + h + sag), (1.06, y + h)))
    mask = canvas.fill(np.vstack([upper, lower[::-1]]), Part.ACCESSORY, color, form=form)
    kind = pick(rng, {"buckle": 0.2, "sash": 0.34, "bow": 0.16, "behind": 0.1, "button": 0.08, "plain": 0.12})
    if wide and kind != "button":
        for _ in range(int(rng.integers(1, 6))):
            a, b = sorted(rng.uniform(-1.05, 1.05, 2))
            v = y + rng.uniform(-0.7, 0.7) * h
            line = pose.path((a, v), ((a + b) / 2, v + sag * 0.8), (b, v + rng.normal(0, 0.3) * h))
            canvas.stroke(smooth(line), rng.uniform(0.5, 0.9), within=mask)
    side = float(rng.choice([-1, 1]))
    at = pose.at(side * rng.uniform(0.2, 0.95), y)
    if kind == "buckle":
        x, v = pose.at(0, y + sag)
        s = h * rng.uniform(0.9, 1.2)
        canvas.fill(
            points((x - s, v - s), (x + s, v - s), (x + s, v + s), (x - s, v + s)), Part.ACCESSORY, (222, 190, 90)
        )
        canvas.stroke(points((x - s / 2, v - s / 2), (x + s / 2, v - s / 2), (x + s / 2, v + s / 2)), 0.6)
    elif kind == "button":
        for u in (0.3, 0.6) if rng.random() < 0.5 else (0.45,):
            canvas.fill(ellipse(*pose.at(side * u, y + sag / 2), h * 0.5, h * 0.5, 16), Part.ACCESSORY, (222, 190, 90))
    elif kind == "sash":
        hanging(canvas, rng, at, k, side, color)
    elif kind == "bow":
        draw_bow(canvas, rng, at, rng.uniform(0.14, 0.34) * k, color, Part.ACCESSORY)


def draw_bow_behind(canvas: Canvas, rng: Rng, pose: Pose, color: Rgb) -> None:
    """An apron's or a sash's bow at the back: its wings and ends stand out beside the waist."""
    for side in (-1, 1) if rng.random() < 0.6 else (float(rng.choice([-1, 1])),):
        at = np.array(pose.at(side * 0.95, pose.waist_y))
        s = rng.uniform(0.2, 0.45) * pose.scale
        wing = points((0, -0.1), (0.6, -rng.uniform(0.3, 0.8)), (1.1, -0.2), (0.9, 0.35), (0, 0.1)) * (side * s, s)
        mask = canvas.fill(smooth(wing, closed=True, samples=5) + at, Part.ACCESSORY, color)
        for _ in range(int(rng.integers(1, 4))):
            line = points((0.1, 0), (rng.uniform(0.4, 0.8), rng.normal(-0.1, 0.2))) * (side * s, s)
            canvas.stroke(line + at, 0.6, within=mask)
        end = points((0, 0), (0.4, 0.8), (rng.uniform(0.3, 0.9), rng.uniform(1.2, 3.0))) * (side * s, s)
        canvas.fill(ribbon(end + at, [s * 0.1, s * 0.25, s * 0.3], n=14)[0], Part.ACCESSORY, color)


def hanging(canvas: Canvas, rng: Rng, at: tuple[float, float], k: float, side: float, color: Rgb) -> None:
    """A sash's knot and the ends that hang from it over a skirt, folded lengthwise."""
    x, y = at
    for i in range(int(rng.integers(1, 4))):
        length, out = rng.uniform(0.5, 1.7) * k, side * rng.uniform(-0.05, 0.45) * k * (0.5 + 0.5 * i)
        w = float(np.exp(rng.uniform(np.log(0.06), np.log(0.3)))) * k
        spine = points((x, y), (x + out * 0.4, y + length * 0.4), (x + out + rng.normal(0, 0.05), y + length))
        _, left, right = ribbon(spine, [w * 0.3, w * 0.8, w, w * rng.uniform(0.8, 1.2)], n=18)
        tip = (left[-1] + right[-1]) / 2 + (0, rng.uniform(-0.7, 0.5) * w)
        mask = canvas.fill(np.vstack([left, tip, right[::-1]]), Part.ACCESSORY, color)
        for _ in range(int(rng.integers(1, 5))):
            t, a = rng.uniform(0.15, 0.85), int(rng.integers(0, 8))
            canvas.stroke((left * t + right * (1 - t))[a : int(rng.integers(a + 4, 19))], 0.7, within=mask)
    if rng.random() < 0.5:
        for turn in (-0.5, 0.6):
            long = rng.uniform(0.14, 0.3) * k
            loop = ellipse(side * long, 0, long, long * rng.uniform(0.25, 0.55), 20)
            c, s = np.cos(turn + rng.normal(0, 0.2)), np.sin(turn)
            canvas.fill(loop @ np.array([[c, s], [-s, c]]) + at, Part.ACCESSORY, color)
    canvas.fill(ellipse(x, y, 0.06 * k, 0.075 * k, 14), Part.ACCESSORY, color)


def draw_neckwear(canvas: Canvas, rng: Rng, at: tuple[float, float], k: float, color: Rgb) -> None:
    """A string bow or a broad ribbon at the collar, with long ends that lie on the chest."""
    x, y = at
    thin = rng.random() < 0.5
    w = (rng.uniform(0.012, 0.025) if thin else rng.uniform(0.03, 0.07)) * (0.5 + k / 2)
    size, long = rng.uniform(0.1, 0.26) * (0.5 + k / 2), rng.uniform(0.25, 0.8) * k
    for side in (-1, 1):
        spread = rng.uniform(0.02, 0.25) * k
        tail = points((x, y), (x + side * spread * 0.6, y + long * 0.5), (x + side * spread, y + long))
        canvas.fill(ribbon(tail, [w * 0.6, w, w * 1.2], n=14)[0], Part.ACCESSORY, color, stroke=0.8)
    for side in (-1, 1):
        droop = rng.uniform(-0.3, 0.5) * size
        loop = smooth(
            points(
                (x, y - w * 0.5), (x + side * size, y - size * 0.3 + droop), (x + side * size * 1.1, y + droop),
                (x + side * size * 0.8, y + size * 0.25 + droop), (x, y + w * 0.5),
            ),
            closed=True, samples=5,
        )  # fmt: skip
        mask = canvas.fill(loop, Part.ACCESSORY, color, stroke=0.9)
        for _ in range(int(rng.integers(0, 3))):
            end = (x + side * size * rng.uniform(0.4, 0.9), y + droop * 0.6 + rng.normal(0, 0.12) * size)
            canvas.stroke(points((x + side * w, y), end), 0.6, within=mask)
    canvas.fill(ellipse(x, y, max(w, 0.02), max(w, 0.02) * 1.2, 12), Part.ACCESSORY, color, stroke=0.9)


def draw_choker(canvas: Canvas, rng: Rng, pose: Pose, color: Rgb) -> None:
    """A band about the bare neck, or a chain that falls on the chest, often with a pendant."""
    y, n = pose.shoulder_y, pose.neck
    if rng.random() < 0.6:
        v, h = y - rng.uniform(0.12, 0.2), rng.uniform(0.012, 0.04)
        band = smooth(points((-n * 1.02, v), (0, v + 0.04), (n * 1.02, v)), samples=5)
        canvas.fill(
            np.vstack([band - np.array([0, h]), (band + np.array([0, h]))[::-1]]), Part.ACCESSORY, color, stroke=0.8
        )
        low = v + 0.04 + h
    else:
        low = y + rng.uniform(0.05, 0.2) * pose.scale
        chain = smooth(points((-n * 1.2, y - 0.13), (-n * 0.6, (y + low) / 2), (0, low), (n * 0.6, (y + low) / 2),
                              (n * 1.2, y - 0.13)), samples=5)  # fmt: skip
        canvas.fill(ribbon(chain, [0.012, 0.012], n=24)[0], Part.ACCESSORY, color, stroke=0.6)
    if rng.random() < 0.6:
        r = rng.uniform(0.025, 0.06)
        canvas.fill(ellipse(pose.at(0, low)[0], low + r, r, r * rng.uniform(0.9, 1.5), 16), Part.ACCESSORY, color)


def draw_cuff(canvas: Canvas, rng: Rng, left: Points, right: Points, color: Rgb, form: int) -> None:
    """A loose cuff, a bracelet or a wound band about a bare forearm, given by its two edges."""
    n = len(left)
    a, wide = int(n * rng.uniform(0.62, 0.88)), int(rng.integers(2, 7))
    b = min(n - 1, a + wide)
    middle, grow = (left + right) / 2, rng.uniform(1.05, 1.5)
    left, right = middle + (left - middle) * grow, middle + (right - middle) * grow
    mask = canvas.fill(np.vstack([left[a : b + 1], right[a : b + 1][::-1]]), Part.ACCESSORY, color, form=form)
    if wide > 3:
        draw_folds(canvas, rng, along(left[a : b + 1], 8), along(right[a : b + 1], 8), mask, 2)
