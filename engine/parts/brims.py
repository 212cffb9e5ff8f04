"""Brims: hair comes out from under a hat and down to the face, so a short ring of what would be hair all around a
hat, with more hair between it and the face, is the hat's brim or frill.

A frill is as full of folds as hair is of strands, and the network takes one for the other.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on, shares
from engine.types import U8, Regions
from models.parts import FACE, Part

I32 = NDArray[np.int32]

HAT = 0.1
"""A hat is at least so large, compared with its head's box."""
GRAIN = 0.04
"""What touches a hat along less of its lower edge is a lock that comes out from under it."""
AROUND = 0.9
"""The ring holds so much of the hat's outline that is not in the air ..."""
SHORT = 0.65
"""... reaches so far from the hat, compared with the root of the hat's area ..."""
FACED = 0.2
"""... has no more than this of its own outline on the face, which hair frames, and so has each piece of it ..."""
BELOW, ENDS = 0.1, 0.05
"""... at least this on other hair, and this on paper, where it ends. Of generated figures few but brims are so."""


def see_brims(regions: Regions, part: U8, figure: I32, head: I32) -> U8:
    """uint8 (n + 1,): the parts, with brims made hat. `figure` and `head` are as in `Parts`."""
    shown = ~regions.background & (regions.area > 0)
    after = part.copy()
    one, other, _ = shares(regions)
    face = shown & np.isin(part, FACE)
    on_face = share_on(regions, face)
    length = np.tile(regions.border, 2).astype(np.float64)
    for person in np.flatnonzero(head[:, 2] > head[:, 0]).tolist():
        mine = shown & (figure == person)
        hat, hair = mine & (part == Part.HEADWEAR), mine & (part == Part.HAIR)
        x0, y0, x1, y1 = head[person].tolist()
        if not hair.any() or regions.area[hat].sum() < max(HAT * (x1 - x0) * (y1 - y0), 1):
            continue
        edge = hat[one] & ~hat[other] & ~regions.background[other]
        held = np.bincount(other[edge], length[edge], len(part))
        ring = hair & (held > GRAIN * held.sum())
        outline = ring[one] & ~ring[other]
        kind = np.select([face, hair & ~ring, regions.background], [1, 2, 3], 0)
        beside = np.bincount(kind[other[outline]], length[outline], 4)
        _, faced, more, air = (beside / max(float(beside.sum()), 1.0)).tolist()
        brim = held[ring].sum() >= AROUND * held.sum() and faced <= FACED and more >= BELOW and air >= ENDS
        if brim and _reach(regions, hat, ring) <= SHORT:
            after[ring & (on_face <= FACED)] = Part.HEADWEAR
    return after


def _reach(regions: Regions, hat: NDArray[np.bool_], ring: NDArray[np.bool_]) -> float:
    """How far the ring reaches from the hat, compared with the root of the hat's area."""
    both = hat | ring
    x0, y0 = regions.box[both, :2].min(0)
    x1, y1 = regions.box[both, 2:].max(0)
    labels = regions.labels[y0:y1, x0:x1]
    away = cv2.distanceTransform((~hat[labels]).astype(np.uint8), cv2.DIST_L2, 3)
    return float(away[ring[labels]].max() / np.sqrt(regions.area[hat].sum()))
