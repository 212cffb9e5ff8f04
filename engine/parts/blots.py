"""Solid ink: black hair or a black boot has no paper inside, so its pixels went to what lies around: cut it out.

The slits of paper that are left in it, as light on the strands of black hair, are part of it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.cells import sample
from engine.parts.cuts import Cuts
from engine.types import U8, Regions, Sight
from models.parts import Part

SIDE = 640
"""The longer side at which blots are looked for, px."""
THICK = 9
"""Ink that holds a disc so wide at that size is no line."""
SLIT = 5
"""Paper within ink that no disc so wide at that size goes into is a slit."""
CORE = 0.25
"""So much of a blot with slits is solid without them: lines that lie close are no solid ink, however many."""
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
    small = np.asarray(cv2.resize(line_alpha, size, interpolation=cv2.INTER_AREA), np.uint8)
    ink = (small >= 128).astype(np.uint8)
    solid = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, _disc(THICK)), np.uint8)
    if not solid.any():
        return regions
    solid |= _with_slits(small, solid)
    count, numbers, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=4)
    blots = np.asarray(numbers, np.int32)
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
        closed = _closed(line_alpha[y0:y1, x0:x1], scale).astype(bool)
        mask = _enlarged(blots == blot, (x0, y0, x1, y1), scale) & closed
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


def _disc(wide: int) -> U8:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)), np.uint8)


def _with_slits(line_alpha: U8, solid: U8) -> U8:
    """uint8: 1 on the blots that have slits, of a drawing whose blots without them are `solid`."""
    whole = np.asarray(cv2.morphologyEx(_closed(line_alpha, 1), cv2.MORPH_OPEN, _disc(THICK)), np.uint8)
    count, numbers = cv2.connectedComponents(whole, connectivity=4)
    blots = np.asarray(numbers, np.int32)
    # A picture that is all ink has nothing but a blot.
    size = np.maximum(np.bincount(blots.ravel(), minlength=count), 1)
    core = np.bincount(blots.ravel(), solid.ravel(), count) / size
    core[0] = 0
    return (core >= CORE)[blots].astype(np.uint8)


def _closed(line_alpha: U8, scale: float) -> U8:
    """uint8: 1 on ink and in the slits that it encloses, for a drawing of which `SIDE` is `scale` times its size."""
    ink = (line_alpha >= 128).astype(np.uint8)
    closed = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _disc(round(SLIT / scale) | 1)), np.uint8)
    count, numbers = cv2.connectedComponents(1 - ink, connectivity=4)
    paper = np.asarray(numbers, np.int32)
    slit = np.bincount(paper.ravel(), 1 - closed.ravel(), count) == 0
    return slit[paper].astype(np.uint8)


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
