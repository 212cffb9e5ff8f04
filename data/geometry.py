"""Curves for drawing with: splines, limbs, ribbons and noise. Points are float (N, 2), (x, y)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]


@lru_cache(maxsize=512)
def steps(n: int) -> NDArray[np.float64]:
    """0..1 in n steps, read only: the same few hundred are asked for all the time."""
    t = np.linspace(0, 1, n)
    t.flags.writeable = False
    return t


def points(*xy: tuple[float, float]) -> Points:
    return np.asarray(xy, np.float64)


def smooth(control: ArrayLike, closed: bool = False, samples: int = 10, tension: float = 0.5) -> Points:
    """A cardinal spline through the control points, `samples` points a segment.

    `tension` 0.5 is Catmull-Rom; smaller is tighter, 0 is the polygon itself.
    """
    p = np.asarray(control, np.float64)
    if closed:
        before, start, end, after = np.roll(p, 1, 0), p, np.roll(p, -1, 0), np.roll(p, -2, 0)
    else:
        first, last = 2 * p[0] - p[1], 2 * p[-1] - p[-2]
        padded = np.vstack([first, p, last])
        before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, samples, endpoint=False)[None, :, None]
    m0 = (tension * (end - before))[:, None]
    m1 = (tension * (after - start))[:, None]
    a, b = start[:, None], end[:, None]
    curve = (2 * t**3 - 3 * t**2 + 1) * a + (t**3 - 2 * t**2 + t) * m0 + (-2 * t**3 + 3 * t**2) * b + (t**3 - t**2) * m1
    curve = curve.reshape(-1, 2)
    return curve if closed else np.vstack([curve, p[-1]])


def mirrored(half: ArrayLike, reverse: bool = True) -> Points:
    """The left half of a symmetric outline, from its right half (x >= 0)."""
    p = np.asarray(half, np.float64) * (-1, 1)
    return p[::-1] if reverse else p


def ellipse(cx: float, cy: float, rx: float, ry: float, n: int = 28, turn: float = 0.0) -> Points:
    a = np.linspace(0, 2 * np.pi, n, endpoint=False)
    p = np.stack([rx * np.cos(a), ry * np.sin(a)], 1)
    c, s = np.cos(turn), np.sin(turn)
    return p @ np.array([[c, s], [-s, c]]) + (cx, cy)


def disc(centre: ArrayLike, rx: float, ry: float, n: int = 28, turn: float = 0.0) -> Points:
    """An ellipse about a point."""
    return ellipse(0, 0, rx, ry, n, turn) + np.asarray(centre, np.float64)


def along(curve: Points, n: int) -> Points:
    """`n` points at equal distances along an open curve."""
    d = curve[1:] - curve[:-1]
    step = np.hypot(d[:, 0], d[:, 1])
    length = np.concatenate([[0], np.cumsum(step)])
    want = steps(n) * length[-1]
    return np.stack([np.interp(want, length, curve[:, 0]), np.interp(want, length, curve[:, 1])], 1)


def normals(curve: Points) -> Points:
    """Unit normals of an open curve, to the left of its direction."""
    d = np.empty_like(curve)
    d[1:-1] = curve[2:] - curve[:-2]
    d[0], d[-1] = curve[1] - curve[0], curve[-1] - curve[-2]
    d /= np.maximum(np.hypot(d[:, 0], d[:, 1]), 1e-9)[:, None]
    return np.stack([d[:, 1], -d[:, 0]], 1)


def ribbon(spine: ArrayLike, widths: ArrayLike, n: int = 32, samples: int = 10) -> tuple[Points, Points, Points]:
    """A band along a spine: its closed outline, and its left and right edges.

    `widths` are half-widths, spread evenly along the spine.
    """
    curve = along(smooth(spine, samples=samples), n)
    widths = np.asarray(widths, np.float64)
    half = np.interp(steps(n), steps(len(widths)), widths)
    offset = normals(curve) * half[:, None]
    left, right = curve + offset, curve - offset
    return np.vstack([left, right[::-1]]), left, right


def wobble(curve: Points, rng: np.random.Generator, amount: float, knots: int = 6) -> Points:
    """A hand's slow deviation from the curve, `amount` in the curve's own units."""
    knots = max(2, knots)
    shift = rng.normal(0, amount, (knots, 2))
    t, k = steps(len(curve)), steps(knots)
    return curve + np.stack([np.interp(t, k, shift[:, 0]), np.interp(t, k, shift[:, 1])], 1)


def turned(p: ArrayLike, angle: float, about: tuple[float, float] = (0, 0)) -> Points:
    c, s = np.cos(angle), np.sin(angle)
    return (np.asarray(p, np.float64) - about) @ np.array([[c, s], [-s, c]]) + about
