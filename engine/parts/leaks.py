"""Where a drawing's lines are open, a face and its hair, or a hand and a sleeve, become one region: cut it where
the part network sees different things on the two sides of what is left of the line.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.basins import INK, flood
from engine.cells import sample
from engine.parts.cuts import Cuts
from engine.types import U8, Regions, Sight
from models.parts import FACE, WORN, Part

F32 = NDArray[np.float32]

KINDS = (
    FACE,
    (Part.HAIR, Part.HEADWEAR),
    WORN,
)
"""What is told apart here: of more alike things the network is less sure than the lines are."""
SURE = 0.7
"""Belief in one kind from which a cell is surely of it."""
LEAST_CELLS = 14
LEAST_SHARE = 0.03
"""A blob smaller than this share of its region is no leak but a doubt."""
INKED = 0.5
"""The cut must lie on ink for this share of its length: what no line hints at is one thing."""
MOST = 24
"""So many regions are looked at, the largest first."""


def cut_leaks(regions: Regions, sight: Sight, line_alpha: U8) -> Regions:
    """Cut regions in which the network sees skin, hair and clothes side by side, along what lines there are.

    Old labels keep their numbers for the largest piece, and new ones are appended.
    """
    belief = np.stack([sight.belief[..., list(kind)].sum(-1) for kind in KINDS], -1)
    seen = sample(regions.labels, belief.shape[:2])
    sure = belief > SURE
    held = np.bincount(seen.ravel(), minlength=regions.count + 1)
    by_kind = np.stack([np.bincount(seen[sure[..., k]], minlength=regions.count + 1) for k in range(len(KINDS))], 1)
    mixed = (by_kind >= np.maximum(LEAST_CELLS, LEAST_SHARE * held)[:, None]).sum(1) > 1
    mixed &= ~regions.background
    chosen = np.flatnonzero(mixed)
    chosen = chosen[np.argsort(-regions.area[chosen], kind="stable")][:MOST]
    cuts = Cuts(regions)
    for label in chosen.tolist():
        for piece in _pieces(regions, label, belief, line_alpha):
            cuts.cut(label, *piece)
    return cuts.done(line_alpha)


def _pieces(regions: Regions, label: int, belief: F32, line_alpha: U8) -> list[tuple[NDArray[np.bool_], int, int]]:
    """(mask in a crop, left, top) of what is to be cut off a region."""
    height, width = regions.labels.shape
    x0, y0, x1, y1 = regions.box[label].tolist()
    inside = regions.labels[y0:y1, x0:x1] == label
    ink = line_alpha[y0:y1, x0:x1]
    # The crop of the map, enlarged to the crop of the picture: affine, so that cells keep their places.
    sx, sy = belief.shape[1] / width, belief.shape[0] / height
    place = np.array([[sx, 0, (x0 + 0.5) * sx - 0.5], [0, sy, (y0 + 0.5) * sy - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    near = cv2.warpAffine(belief, place, (x1 - x0, y1 - y0), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    best = near.max(-1)
    markers = np.where(best > SURE, near.argmax(-1) + 1, 0).astype(np.int32) * inside
    # On the flat of belief the water stands; it meets where the network wavers, and on lines before that.
    relief = np.where(ink >= INK, 200 + ink // 6, np.clip((1 - best) * 250, 0, 199).astype(np.uint8)).astype(np.uint8)
    kinds = flood(relief, markers, inside)
    cell = 1 / (sx * sy)
    least = max(LEAST_CELLS * cell, LEAST_SHARE * regions.area[label])
    blobs: list[tuple[int, NDArray[np.bool_]]] = []
    for kind in range(1, len(KINDS) + 1):
        count, numbers, stats, _ = cv2.connectedComponentsWithStats((kinds == kind).astype(np.uint8), connectivity=4)
        blobs += [(int(stats[i, cv2.CC_STAT_AREA]), numbers == i) for i in range(1, count)]
    blobs.sort(key=lambda blob: -blob[0])
    near_ink = cv2.dilate(ink, np.ones((3, 3), np.uint8)) >= INK
    found = []
    for area, mask in blobs[1:]:
        if area < least:
            continue
        around = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & inside & ~mask
        if around.any() and near_ink[around].mean() >= INKED:
            found.append((mask, x0, y0))
    return found
