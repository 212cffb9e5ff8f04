"""From flat areas to a drawing: their edges as pen strokes, strands in hair, folds in cloth, open eyes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from data.geometry import Points, along
from data.parts import Part
from data.pen import Pen

Rng = np.random.Generator
U8 = NDArray[np.uint8]

NEAR = np.ones((3, 3), np.uint8)


def reline(shape: NDArray[np.int32], part: U8, ink: U8, rng: Rng) -> U8:
    """Lines for flat areas, uint8 (H, W) ink coverage.

    `shape` numbers the areas (0 paper), `part` says what they show, `ink` (0 and 1) are the lines that the
    source itself has. Some drawings keep the source's outlines, thinned; in others every edge is drawn anew.
    """
    size = shape.shape[0]
    pen = Pen.random(rng, size)
    fine = not ink.any() or float(cv2.distanceTransform(ink, cv2.DIST_L2, 3)[ink > 0].mean()) < 1.5
    if rng.random() < 0.6 or fine:
        ink = _without_outlines(ink, shape)
    wide = cv2.GaussianBlur(cv2.resize(ink * 255, None, fx=2, fy=2, interpolation=cv2.INTER_LINEAR), (0, 0), 1.2)
    wide = (wide > 127).astype(np.uint8)
    thinner = int(rng.integers(0, 3))
    if thinner:
        wide = np.asarray(cv2.erode(wide, NEAR, iterations=thinner), np.uint8) | _fine(wide)
    layer = np.asarray(cv2.GaussianBlur(wide * np.uint8(pen.tone), (3, 3), 0), np.uint8)
    # What was too fine to survive is drawn by the pen, like all that has no line yet.
    kept = np.asarray(cv2.dilate(cv2.resize(wide, (size, size), interpolation=cv2.INTER_AREA), NEAR), np.uint8)
    for curve in _outlines(shape, kept):
        for stroke in _broken(curve, rng, size):
            pen.draw(layer, stroke * 2 + 1, float(rng.uniform(0.85, 1.15)), bool(rng.random() < 0.5))
    _eyes(layer, part, pen, rng)
    _strands(layer, part == Part.HAIR, pen, rng)
    _folds(layer, part == Part.TOP, pen, rng)
    return np.asarray(cv2.resize(layer, (size, size), interpolation=cv2.INTER_AREA), np.uint8)


def _fine(mask: U8) -> U8:
    """The parts of a mask too thin to be thinned."""
    return mask - np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)


def _without_outlines(ink: U8, shape: NDArray[np.int32]) -> U8:
    """The lines that part nothing (brows, noses, wrinkles): ink is eaten away from the areas' edges inwards."""
    seeds = np.zeros_like(ink)
    seeds[:, 1:] |= shape[:, 1:] != shape[:, :-1]
    seeds[1:] |= shape[1:] != shape[:-1]
    seeds &= ink
    if not seeds.any():
        return ink
    half = cv2.distanceTransform(ink, cv2.DIST_L2, 3)[seeds > 0]
    for _ in range(int(np.percentile(half, 95) * 1.4) + 2):
        seeds = np.asarray(cv2.dilate(seeds, NEAR), np.uint8) & ink
    rest = ink - seeds
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest)
    small = stats[:, cv2.CC_STAT_AREA] < ink.shape[0] * 0.06
    return rest & (~small[labels]).astype(np.uint8)


def _outlines(shape: NDArray[np.int32], drawn: U8) -> list[Points]:
    """Each edge between two areas once, as smoothed curves in pixels; not where a line is already `drawn`."""
    labels = shape.astype(np.uint16)
    higher = np.asarray(cv2.dilate(labels, NEAR)) > labels
    wanted = higher & (drawn == 0)
    curves = []
    for number in range(int(labels.max()) + 1):
        mask = (labels == number).astype(np.uint8)
        for contour in cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)[0]:
            points = contour[:, 0].astype(float)
            on = wanted[contour[:, 0, 1], contour[:, 0, 0]]
            for run in _runs(on):
                if len(run) > 8:
                    curves.append(_smoothed(points[run], closed=len(run) == len(on)))
    return curves


def _runs(on: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """The runs of True on a circle, as index arrays."""
    if on.all():
        return [np.arange(len(on))]
    start = int(np.argmin(on))
    index = np.roll(np.arange(len(on)), -start)
    flags = on[index].astype(np.int8)
    steps = np.diff(np.concatenate([[0], flags, [0]]))
    return [index[a:b] for a, b in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)]


def _smoothed(points: Points, closed: bool) -> Points:
    window = min(7, len(points) // 2 * 2 - 1)
    half = window // 2
    padded = np.pad(points, ((half, half), (0, 0)), mode="wrap" if closed else "edge")
    kernel = np.ones(window) / window
    curve = np.stack([np.convolve(padded[:, k], kernel, "valid") for k in (0, 1)], 1)
    return np.vstack([curve, curve[:1]]) if closed else curve


def _broken(curve: Points, rng: Rng, size: int) -> list[Points]:
    """A hand lifts the pen now and then, and sets it down a little before where it stopped."""
    strokes, start = [], 0
    while start < len(curve) - 3:
        end = start + int(rng.uniform(0.12, 0.6) * size)
        if len(curve) - end < 0.05 * size:
            end = len(curve)
        piece = curve[max(0, start - 2) : end]
        if len(piece) > 3:
            strokes.append(along(piece, max(4, len(piece) // 4)))
        start = end
    return strokes


def _eyes(layer: U8, part: U8, pen: Pen, rng: Rng) -> None:
    """Irises: solid ink, or an open ring with a pupil and a catchlight."""
    solid = rng.random() < 0.25
    pupil, catch = rng.random() < 0.75, rng.random() < 0.6
    share, side = rng.uniform(0.3, 0.65), rng.choice([-1, 1])
    n, labels, stats, centres = cv2.connectedComponentsWithStats((part == Part.EYES).astype(np.uint8))
    for i in range(1, n):
        radius = float(np.sqrt(stats[i, cv2.CC_STAT_AREA] / np.pi)) * 2
        centre = centres[i] * 2 + 1
        inside = cv2.resize((labels == i).astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
        if solid or radius < 5:
            layer[inside > 0] = 255
        elif pupil:
            spot = np.zeros_like(layer)
            cv2.circle(
                spot, np.round(centre * 16).astype(int).tolist(), int(radius * share * 16), 255, -1, cv2.LINE_AA, 4
            )
            np.maximum(layer, spot * inside, out=layer)
        if catch and radius > 7:
            at = centre + np.array([side, -1]) * radius * 0.35
            cv2.circle(layer, np.round(at * 16).astype(int).tolist(), int(radius * 0.25 * 16), 0, -1, cv2.LINE_AA, 4)


def _strands(layer: U8, hair: NDArray[np.bool_], pen: Pen, rng: Rng) -> None:
    """Curves that leave the crown and fall, clipped to the hair."""
    spots = np.argwhere(hair)
    if len(spots) < 200 or rng.random() < 0.12:
        return
    (top, left), (bottom, right) = np.percentile(spots, 1, 0), np.percentile(spots, 99, 0)
    extent = max(bottom - top, right - left)
    crown = np.array(
        [(left + right) / 2 + rng.normal(0, extent * 0.08), top + (bottom - top) * rng.uniform(0.05, 0.25)]
    )
    clip = cv2.resize(hair.astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    own = np.zeros_like(layer)
    fall = rng.uniform(0.3, 1.2)
    for _ in range(int(rng.integers(4, 30))):
        y, x = spots[rng.integers(len(spots))]
        at = np.array([x, y], float)
        curve = [at]
        turn = rng.normal(0, 0.02)
        for _ in range(int(rng.integers(5, 16))):
            away = at - crown
            distance = float(np.hypot(*away)) + 1e-6
            flow = away / distance + np.array([0, fall * min(distance / extent, 1.5)])
            flow /= np.hypot(*flow)
            c, s = np.cos(turn * len(curve)), np.sin(turn * len(curve))
            at = at + np.array([c * flow[0] - s * flow[1], s * flow[0] + c * flow[1]]) * extent / 45
            curve.append(at)
        pen.draw(own, np.array(curve) * 2 + 1, float(rng.uniform(0.5, 0.9)), True)
    np.maximum(layer, own * clip, out=layer)


def _folds(layer: U8, cloth: NDArray[np.bool_], pen: Pen, rng: Rng) -> None:
    """Short bent strokes from the edges of cloth inwards, and now and then a seam."""
    contours = cv2.findContours(cloth.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]
    contours = [c[:, 0].astype(float) for c in contours if len(c) > 40]
    if not contours:
        return
    clip = cv2.resize(cloth.astype(np.uint8), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    own = np.zeros_like(layer)
    for contour in contours:
        middle, extent = contour.mean(0), float(np.ptp(contour, axis=0).max())
        for _ in range(rng.poisson(5)):
            start = contour[rng.integers(len(contour))]
            inward = (middle - start) / (np.hypot(*(middle - start)) + 1e-6)
            side = np.array([-inward[1], inward[0]]) * rng.normal(0, 0.4)
            length = extent * rng.uniform(0.06, 0.25)
            t = np.linspace(0, 1, 8)[:, None]
            curve = start + (inward + side) * length * t + side * length * rng.normal(0, 0.5) * t * (1 - t)
            pen.draw(own, curve * 2 + 1, float(rng.uniform(0.6, 0.9)), True)
    np.maximum(layer, own * clip, out=layer)
