"""What lies beside an iris is the white of its eye: lids and lashes cut the white into pieces of any look."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on, shares
from engine.pieces import Links
from engine.types import U8, Regions
from models.parts import Part

F32 = NDArray[np.float32]

INKED = 0.8
"""An iris with so much ink is a spot of ink ..."""
SPOT = 0.25
"""... and where it is at least this share of the paper beside it, that is the white of the eye, however large."""
CHIP = 0.35
"""What is smaller than this share of the iris and lies outside its oval is no part of the iris."""
ASIDE = 0.5
"""So much of a region must lie outside."""
RING = 0.2
"""Skin is the white of an eye where it has this share of its border with the iris, no open border with a face ..."""
BELIEVED = 0.2
"""... so much belief in an eye ..."""
FRINGED = 0.25
"""... not so much on hair while it lies above the iris, for that is the lid under a fringe ..."""
ROOMY = 8
"""... and at most so many times the area of the iris."""


def see_sockets(regions: Regions, part: U8, pooled: F32, line_alpha: U8) -> U8:
    """uint8 (n + 1,): the parts, with one iris to an eye and whites beside it.

    `pooled` is `find.pool`'s belief, float32 (n + 1, P).
    """
    iris = (part == Part.EYES) & ~regions.background & (regions.area > 0)
    iris[0] = False
    if not iris.any():
        return part
    after = part.copy()
    links = Links(regions.area)
    for a, b in regions.pairs[iris[regions.pairs].all(1)].tolist():
        links.join(a, b)
    eyes: dict[int, list[int]] = {}
    for label in np.flatnonzero(iris).tolist():
        eyes.setdefault(links.root(label), []).append(label)
    for largest, labels in eyes.items():
        kept = _iris(regions, line_alpha, labels, largest)
        beside = [label for label in labels if label != kept and _beside(regions, kept, label, line_alpha)]
        after[beside] = Part.EYE_WHITE
    return _rings(regions, after, pooled)


def _rings(regions: Regions, part: U8, pooled: F32) -> U8:
    """The parts, with white where skin lies around an iris, and lines part it from the face."""
    count = regions.count + 1
    one, other, _ = shares(regions)
    open_skin = (part[other] == Part.SKIN) & (np.tile(regions.ink, 2) < INKED)
    in_eye = share_on(regions, part == Part.EYES)
    iris, top = np.zeros(count, np.int64), np.full(count, np.iinfo(np.int32).max)
    np.maximum.at(iris, one, np.where(part[other] == Part.EYES, regions.area[other], 0))
    largest = (part[other] == Part.EYES) & (regions.area[other] == iris[one])
    top[one[largest]] = regions.box[other[largest], 1]
    ring = (part == Part.SKIN) & ~regions.background & (in_eye >= RING) & (regions.area <= ROOMY * iris)
    ring &= np.bincount(one, open_skin, count) == 0
    eye = pooled[:, Part.EYE_WHITE] + pooled[:, Part.EYES]
    lid = (regions.box[:, (1, 3)].mean(1) < top) & (share_on(regions, part == Part.HAIR) >= FRINGED)
    ring &= (eye >= BELIEVED) & ~lid
    return np.where(ring, np.uint8(Part.EYE_WHITE), part)


def _iris(regions: Regions, line_alpha: U8, labels: list[int], largest: int) -> int:
    """Which of the regions of one eye is its iris: the largest, or a spot of ink beside it where that is paper."""
    spots = [
        k for k in labels if regions.area[k] >= SPOT * regions.area[largest] and _ink(regions, line_alpha, k) >= INKED
    ]
    x, y = regions.anchor[largest]
    if not spots or largest in spots or line_alpha[y, x] >= 128:
        return largest
    spot = max(spots, key=lambda k: (regions.area[k], -k))
    return spot if _beside(regions, spot, largest, line_alpha) else largest


def _beside(regions: Regions, iris: int, other: int, line_alpha: U8) -> bool:
    """Whether a region lies outside an iris: to a side of it, or as a chip outside its oval."""
    x0, y0, x1, y1 = regions.box[iris].tolist()
    ys, xs = np.nonzero(_inside(regions, other))
    left, top = regions.box[other, :2].tolist()
    u = (xs + left + 0.5 - (x0 + x1) / 2) / ((x1 - x0) / 2)
    v = (ys + top + 0.5 - (y0 + y1) / 2) / ((y1 - y0) / 2)
    if (np.abs(u) > 1).mean() > ASIDE:
        return True
    chip = regions.area[other] < CHIP * regions.area[iris] and _ink(regions, line_alpha, other) < INKED
    return bool(chip and (np.hypot(u, v) > 1).mean() > ASIDE)


def _inside(regions: Regions, label: int) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = regions.box[label].tolist()
    return regions.labels[y0:y1, x0:x1] == label


def _ink(regions: Regions, line_alpha: U8, label: int) -> float:
    """The mean ink in a region, 0..1."""
    x0, y0, x1, y1 = regions.box[label].tolist()
    return float(line_alpha[y0:y1, x0:x1][_inside(regions, label)].mean()) / 255
