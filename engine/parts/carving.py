"""Eyes want their pixels: an iris that the region step did not part from the face becomes a region of its own."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.basins import INK, flood
from engine.cells import sample
from engine.parts.cuts import Cuts
from engine.types import U8, Regions, Sight
from models.parts import Part

F32 = NDArray[np.float32]

SEEN, SURE, NOT = 0.5, 0.65, 0.2
"""Belief in eyes: from where a cell is seen as one, where a pixel surely is, and below which it surely is not."""
LEAST_CELLS = 4
OWN = 0.45
"""A region with this mean belief in eyes is an eye already; a spot of ink takes less than half of it."""
LEAST_PIXELS = 12
SOLID = 0.24
"""An iris drawn as a spot of ink holds a disc whose radius is this share of the eye's smaller side; no lash does."""


def carve_eyes(regions: Regions, sight: Sight, line_alpha: U8) -> Regions:
    """Cut eyes out of the regions that hold them; old labels keep their numbers, new ones are appended.

    The cut follows lines where it finds them near the edge of what the network takes for the eye. An iris that is
    drawn as a spot of ink is cut out as that spot.
    """
    belief = np.ascontiguousarray(sight.belief[..., Part.EYES])
    count, blobs = cv2.connectedComponents((belief > SEEN).astype(np.uint8), connectivity=8)
    if count == 1:
        return regions
    seen = sample(regions.labels, belief.shape)
    held = np.maximum(np.bincount(seen.ravel(), minlength=regions.count + 1), 1)
    eyes = np.bincount(seen.ravel(), belief.ravel(), regions.count + 1) / held > OWN
    roomy = np.where(eyes, regions.area // 2, 0)
    cuts = Cuts(regions)
    for blob in range(1, count):
        cells = blobs == blob
        overlap = np.bincount(seen[cells], minlength=regions.count + 1)
        for label in np.flatnonzero((overlap >= LEAST_CELLS) & (overlap > 0.2 * cells.sum()) & ~eyes).tolist():
            if regions.background[label]:
                continue
            piece = _cut(cuts.labels, label, roomy, belief * cells, line_alpha)
            if piece is not None:
                cuts.cut(label, *piece)
    return cuts.done(line_alpha)


def _cut(
    labels: NDArray[np.int32], label: int, roomy: NDArray[np.int64], belief: F32, line_alpha: U8
) -> tuple[NDArray[np.bool_], int, int] | None:
    """(the eye's pixels in a crop, its left, its top), or None where nothing would be left of eye or region."""
    height, width = labels.shape
    rows, columns = np.nonzero(belief > SEEN)
    cell = max(height / belief.shape[0], width / belief.shape[1])
    spare = 2 + 0.35 * max(np.ptp(rows), np.ptp(columns))
    r0, r1 = max(0, int(rows.min() - spare)), min(belief.shape[0], int(rows.max() + spare) + 1)
    c0, c1 = max(0, int(columns.min() - spare)), min(belief.shape[1], int(columns.max() + spare) + 1)
    y0, y1 = r0 * height // belief.shape[0], r1 * height // belief.shape[0]
    x0, x1 = c0 * width // belief.shape[1], c1 * width // belief.shape[1]
    inside = labels[y0:y1, x0:x1] == label
    ink = line_alpha[y0:y1, x0:x1]
    near = np.asarray(cv2.resize(belief[r0:r1, c0:c1], (x1 - x0, y1 - y0), interpolation=cv2.INTER_CUBIC), np.float32)
    markers = np.where(near > SURE, 1, np.where(near < NOT, 2, 0)).astype(np.int32) * inside
    if not (markers == 1).any() or not (markers == 2).any():
        return None
    least = max(LEAST_PIXELS, cell * cell)
    spot = _spot(ink, near)
    if spot is not None:
        if (spot & inside).sum() < least:
            return None
        # A white beside it has the other half of its ink.
        held, size = np.unique(labels[y0:y1, x0:x1][spot], return_counts=True)
        white = [k for k, n in zip(held.tolist(), size.tolist(), strict=True) if k < len(roomy) and n < roomy[k]]
        return spot & (inside | np.isin(labels[y0:y1, x0:x1], white)), x0, y0
    # Highest where the belief is undecided, and higher still on lines.
    middle = (SURE + NOT) / 2
    undecided = 1 - np.clip(np.abs(near - middle) / (SURE - middle), 0, 1)
    relief = np.where(ink >= INK, 200 + ink // 6, (undecided * 199).astype(np.uint8)).astype(np.uint8)
    mask = flood(relief, markers, inside) == 1
    if mask.sum() < least or (inside & ~mask).sum() < least:
        return None
    return mask, x0, y0


def _spot(ink: U8, near: F32) -> NDArray[np.bool_] | None:
    """The spot of ink, without the lashes on it, that fills what is believed an eye; None where none does."""
    solid = ((ink >= 128) & (near > NOT)).astype(np.uint8)
    ys, xs = np.nonzero(near > SEEN)
    depth = cv2.distanceTransform(cv2.copyMakeBorder(solid, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0), cv2.DIST_L2, 3)
    depth = depth[1:-1, 1:-1]
    radius = float(depth.max(initial=0))
    if not len(xs) or radius < max(3, SOLID * min(np.ptp(xs), np.ptp(ys))):
        return None
    size = 2 * round(0.55 * radius) + 1
    opened = cv2.morphologyEx(solid, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    _, blobs = cv2.connectedComponents(opened, connectivity=4)
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    spot = (blobs == blobs[y, x]) & (opened > 0)
    # A drawn iris with a pupil of ink is more than its pupil.
    return spot if (spot & (near > SURE)).sum() > 0.5 * (near > SURE).sum() else None
