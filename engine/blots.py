"""Solid ink: black hair or a black boot has no paper inside, so its pixels went to what lies around: cut it out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.cells import sample
from engine.cuts import Cuts
from engine.types import U8, Regions, Sight
from models.parts import Part

SIDE = 640
"""The longer side at which blots are looked for, px."""
THICK = 9
"""Ink that holds a disc so wide at that size is no line."""
LEAST = 0.0004
"""A smaller blot, in shares of the picture, is where lines meet."""
SURE = 0.5
"""The belief in one part from which a blot is that."""
SEEN = 0.4
"""A region in which so much is believed of the blot's part is what the blot is: nothing is to be cut."""
NOT = (Part.BACKGROUND, Part.SCENERY, Part.EYES, Part.EYE_WHITE, Part.MOUTH)
"""What is not looked for here: paper is no ink, eyes and mouths are cut as such, and the rest is shadow."""


def cut_blots(regions: Regions, sight: Sight, line_alpha: U8) -> Regions:
    """Cut what is drawn in solid ink out of the regions that show something else, each where the network is sure.

    Old labels keep their numbers and new ones are appended; a blot is no paper, whatever it was cut out of.
    """
    height, width = regions.labels.shape
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(line_alpha, size, interpolation=cv2.INTER_AREA)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (THICK, THICK))
    solid = cv2.morphologyEx((small >= 128).astype(np.uint8), cv2.MORPH_OPEN, disc)
    count, numbers, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    blots = np.asarray(numbers, np.int32)
    if count == 1:
        return regions
    seen = sample(regions.labels, sight.belief.shape[:2])
    under = sample(blots, sight.belief.shape[:2])
    cuts = Cuts(regions)
    for blot in range(1, count):
        cells = under == blot
        if stats[blot, cv2.CC_STAT_AREA] < LEAST * solid.size or not cells.any():
            continue
        belief = sight.belief[cells].mean(0)
        part = int(belief.argmax())
        if belief[part] < SURE or part in NOT:
            continue
        x, y, w, h = stats[blot, :4].tolist()
        x0, y0 = max(0, int((x - 1) / scale)), max(0, int((y - 1) / scale))
        x1, y1 = min(width, int((x + w + 1) / scale) + 1), min(height, int((y + h + 1) / scale) + 1)
        mask = _enlarged(blots == blot, (x0, y0, x1, y1), scale) & (line_alpha[y0:y1, x0:x1] >= 128)
        for piece, label in _pieces(cuts.labels[y0:y1, x0:x1], mask, LEAST * height * width):
            if label > regions.count or piece.sum() >= 0.9 * regions.area[label]:
                continue
            held = seen == label
            if not held.any() or sight.belief[held, part].mean() < SEEN:
                cuts.cut(label, piece, x0, y0)
    after = cuts.done(line_alpha)
    if after is not regions:
        after.background[regions.count + 1 :] = False
    return after


def _enlarged(blot: NDArray[np.bool_], box: tuple[int, int, int, int], scale: float) -> NDArray[np.bool_]:
    """The blot, a pixel wider, in a crop of the picture at its full size."""
    wide = cv2.dilate(blot.astype(np.uint8), np.ones((3, 3), np.uint8))
    x0, y0, x1, y1 = box
    columns = np.minimum(((np.arange(x0, x1) + 0.5) * scale).astype(np.intp), blot.shape[1] - 1)
    rows = np.minimum(((np.arange(y0, y1) + 0.5) * scale).astype(np.intp), blot.shape[0] - 1)
    return wide[np.ix_(rows, columns)].astype(bool)


def _pieces(labels: NDArray[np.int32], mask: NDArray[np.bool_], least: float) -> list[tuple[NDArray[np.bool_], int]]:
    """(mask, label): the blot's share of each region, in which it is no fringe of a pixel or two."""
    numbers, held = np.unique(labels[mask], return_counts=True)
    return [(mask & (labels == n), int(n)) for n, k in zip(numbers, held, strict=True) if k >= least / 2]
