"""Gaps between things: what is left between round things is hollow on their sides, lies in front of nothing, and shows
the paper behind them.

An outline goes on smoothly past what ends behind it, so where three pieces meet, the one without a corner lies in front
of the two others. A gap has a corner wherever its neighbour changes. In 330 clip arts what is found here is paper in
three drawings, and a thing, left white, in three others, of half the area.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.basins import borders, group_pairs, ink_depth
from engine.borders import around, share_on, shares
from engine.cells import sample
from engine.types import U8, Regions

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]

SIDES, STEP, REACH = (448, 512, 576), 3, 4
"""Outlines are read at these longer sides, px, in points so many px apart, and turns within so many points."""
LEAST = 0.002
"""What is smaller, as a share of the picture, has no shape that could be read."""
AIRY, OUTLINED = 0.03, 0.31
"""A gap ends somewhere at the paper, with such a share of its border: what is wholly inside a drawing is a part of
something. And what has so much of its border there has an outline of its own."""
CORNER, BENT = np.radians(50), np.radians(6)
"""An outline that turns so much has a corner, and one that turns no more than the second is straight."""
HOLLOW, INWARDS, MEETINGS, PASSING = 0.05, 0.12, 3, np.radians(23)
"""Of a gap's outline so much more bends inwards than outwards, and between its corners it turns inwards by this share
of a whole turn. It lies between so many things, and turns so much at least wherever two of them meet."""
BAR, BARS = 1.8, 0.45
"""A line so many times as thick as the outlines against the paper is a bar of ink, a stem, and no outline of what lies
beside it: where this share of a border is bars to other than the paper, or open to it, a gap goes on behind them."""


def find_gaps(regions: Regions, line_alpha: U8) -> NDArray[np.bool_]:
    """bool (n + 1,): the enclosed regions that show what is behind the things around them."""
    air = share_on(regions, regions.background)
    may = (air >= AIRY) & (air < OUTLINED) & ~regions.background & (regions.area >= LEAST * regions.labels.size)
    may[0] = False
    shapes = np.zeros((regions.count + 1, 4))
    for side in SIDES:
        scale = side / max(regions.labels.shape)
        height, width = (max(1, round(n * scale)) for n in regions.labels.shape)
        labels = sample(regions.labels, (height, width))
        for label in np.flatnonzero(may).tolist():
            shapes[label] += _shape(labels, label, (regions.box[label] * scale).astype(int).tolist())
    gap = may & (shapes / len(SIDES) >= (HOLLOW, INWARDS, MEETINGS, PASSING)).all(1)
    return gap | _beyond_bars(regions, gap, line_alpha) if gap.any() else gap


def _shape(labels: I32, label: int, box: list[int]) -> tuple[float, float, int, float]:
    """How much more of a region's outline is hollow than round, how far it turns inwards between its corners (1 is a
    whole turn), how many of its neighbours meet, and the least that it turns where two of them do, radians."""
    points = _outline(labels, label, box)
    if len(points) < 3 * REACH:
        return 0.0, 0.0, 0, 0.0
    turn = _angle(np.roll(points, -REACH, 0) - points, points - np.roll(points, REACH, 0))
    corner = np.zeros(len(points), bool)
    for at in np.flatnonzero(np.abs(turn) >= CORNER).tolist():
        corner[(at + np.arange(-REACH, REACH + 1)) % len(points)] = True
    bend = turn[~corner]
    hollow = float((bend < -BENT).sum() - (bend > BENT).sum()) / len(points)
    inwards = -float(bend.sum()) / REACH / (2 * np.pi)
    if hollow <= 0 or inwards <= 0:
        return hollow, inwards, 0, 0.0
    near = np.arange(-STEP, STEP + 2)
    meetings = _meetings(labels, label, points)
    least = min((float(np.abs(turn[(at + near) % len(turn)]).max()) for at in meetings), default=0.0)
    return hollow, inwards, len(meetings), least


def _outline(labels: I32, label: int, box: list[int]) -> F64:
    """float64 (N, 2): points (x, y) along a region's outer contour, the region on their left."""
    x0, y0, x1, y1 = max(box[0] - 2, 0), max(box[1] - 2, 0), box[2] + 3, box[3] + 3
    mask = np.pad((labels[y0:y1, x0:x1] == label).astype(np.uint8), 1)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return np.zeros((0, 2))
    contour = max(contours, key=len)[:, 0] + np.array([x0 - 1.0, y0 - 1.0])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(contour, axis=0, append=contour[:1]).T))])
    at = np.arange(0, along[-1], STEP)
    closed = np.concatenate([contour, contour[:1]])
    points = np.stack([np.interp(at, along, closed[:, k]) for k in (0, 1)], 1)
    return (np.roll(points, 1, 0) + 2 * points + np.roll(points, -1, 0)) / 4


def _meetings(labels: I32, label: int, points: F64) -> list[int]:
    """Where along the outline one neighbour gives way to another, each there for `STEP` points at least."""
    along = np.roll(points, -1, 0) - np.roll(points, 1, 0)
    along /= np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    beside = np.rint(points + STEP * np.stack([-along[:, 1], along[:, 0]], 1)).astype(int)
    x, y = np.clip(beside, 0, [labels.shape[1] - 1, labels.shape[0] - 1]).T
    other = labels[y, x]
    for at in np.flatnonzero(other == label).tolist():
        other[at] = other[at - 1]
    runs = np.arange(STEP)
    found = np.flatnonzero(other != np.roll(other, -1)).tolist()
    count = len(other)
    return [
        at
        for at in found
        if len({*other[(at - runs) % count].tolist()}) == 1 and len({*other[(at + 1 + runs) % count].tolist()}) == 1
    ]


def _angle(one: F64, other: F64) -> F64:
    """Radians from each of the vectors `one` to `other`, -pi .. pi."""
    return np.arctan2(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0], (one * other).sum(1))


def _beyond_bars(regions: Regions, gap: NDArray[np.bool_], line_alpha: U8) -> NDArray[np.bool_]:
    """bool (n + 1,): what has no outline but bars of ink, one of which parts it from a gap."""
    p, q = borders(regions.labels)
    row = group_pairs(regions.labels, p, q)[1]
    depth = ink_depth(line_alpha).ravel()[p]
    paper = np.any(regions.background[regions.pairs], axis=1)
    outline = np.median(depth[paper[row]]) if paper.any() else np.inf
    bar = np.bincount(row, depth > BAR * outline, len(regions.pairs))
    bare = np.where(paper, regions.border * (1 - regions.ink), bar)
    one, other, _ = shares(regions)
    count = regions.count + 1
    beside = np.bincount(one, np.tile(bar, 2) * gap[other], count) > 0
    return ~regions.background & beside & (np.bincount(one, np.tile(bare, 2), count) >= BARS * around(regions))
