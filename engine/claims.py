"""How far each hint in a region may be believed against the others in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.basins import F32, INK, distance_to_ink
from engine.types import U8, Regions, Seed

BESIDE = 0.008
"""A hint this near to ink, in shares of the longer side (and at least 4 pixels), lies beside a line."""
INMOST = 1.5
"""A hint beside a line that lies so many times as far inside its region as any in the open has it, too."""
ALIKE = 0.06
"""Colours no farther apart in OKLab say the same of a region."""
_MOST_COLORS = 1000
"""Of more hints in one region nobody asks what most of them say: it is a picture of its own."""


@dataclass(frozen=True)
class Claims:
    """The spots that are left: flat index, label under it, number of its colour, clearance, whether weak, and
    whether under ink.

    A weak spot lies beside a line while open paper is near: it may have been meant for the other side.
    """

    at: NDArray[np.int64]
    label: NDArray[np.int32]
    key: NDArray[np.int64]
    depth: F32
    weak: NDArray[np.bool_]
    inked: NDArray[np.bool_]


def depths(at: NDArray[np.int64], line_alpha: U8) -> tuple[F32, NDArray[np.bool_], NDArray[np.bool_]]:
    """(clearance of each spot in pixels, whether it lies beside a line with open paper near, or under ink)."""
    import cv2

    near = max(4.0, BESIDE * max(line_alpha.shape))
    distance = distance_to_ink(line_alpha)
    side = 2 * round(1.5 * near) + 1
    open_ = cv2.dilate(distance, np.ones((side, side), np.uint8)).ravel()[at]
    depth = distance.ravel()[at]
    return depth, (depth < near) & (depth < 0.5 * open_), line_alpha.ravel()[at] >= INK


def inmost_counts(claims: Claims, regions: Regions, seeds: Sequence[Seed]) -> Claims:
    """The claims, where a weak spot much farther inside its region than all the strong ones is as good as any, if it
    is lighter than they are as a rule. `seeds` are the first of each colour.

    It lies beside a line that bounds nothing, such as a nose, and is too light to mean the line: whichever side of it
    was meant, it is the face.
    """
    import cv2

    from engine.oklab import srgb_to_lab

    labels = regions.labels
    inner = np.ones(labels.shape, np.uint8)
    across, down = labels[:, 1:] != labels[:, :-1], labels[1:] != labels[:-1]
    inner[:, 1:][across] = inner[:, :-1][across] = inner[1:][down] = inner[:-1][down] = 0
    inside = np.asarray(cv2.distanceTransform(inner, cv2.DIST_L2, 5), np.float32).ravel()[claims.at]
    inside = np.minimum(inside, max(labels.shape))  # of one region that is the whole picture
    said = np.array([seed.color or (0, 0, 0) for seed in seeds], np.uint8)
    light = srgb_to_lab(said)[claims.key, 0]
    strong = ~(claims.weak | claims.inked)
    deepest = np.zeros(regions.count + 1, np.float32)
    np.maximum.at(deepest, claims.label[strong], inside[strong])
    count, total = (np.bincount(claims.label[strong], w, regions.count + 1) for w in (None, light[strong]))
    usual = total / np.maximum(count, 1)
    inmost = claims.weak & ~claims.inked & (inside > INMOST * deepest[claims.label])
    inmost &= (light > usual[claims.label]) & (count[claims.label] > 0) & ~regions.background[claims.label]
    return replace(claims, weak=claims.weak & ~inmost, depth=np.where(inmost, inside, claims.depth))


def most_say(colors: NDArray[np.int64], key: NDArray[np.int64], depth: F32, seeds: Sequence[Seed]) -> NDArray[np.bool_]:
    """Which spots of a region have, or nearly have, the colour that the most open paper of its spots says."""
    lab = _said(colors, seeds)
    if lab is None:
        return np.ones(len(key), bool)
    alike = _alike(lab)
    row = np.searchsorted(colors, key)
    deepest = np.zeros(len(colors), np.float32)
    np.maximum.at(deepest, row, depth)
    return alike[int((alike @ deepest).argmax())][row]


def lightest(
    colors: NDArray[np.int64], key: NDArray[np.int64], inked: NDArray[np.bool_], seeds: Sequence[Seed]
) -> NDArray[np.bool_]:
    """Which spots have, or nearly have, the lightest colour of those on no line: where none lies in the open, that is
    the paper, and darker ones were meant for what they lie beside."""
    lab = _said(colors, seeds)
    if lab is None:
        return np.ones(len(key), bool)
    row = np.searchsorted(colors, key)
    free = row[~inked]
    return _alike(lab)[free[lab[free, 0].argmax()]][row]


def _said(colors: NDArray[np.int64], seeds: Sequence[Seed]) -> F32 | None:
    """OKLab (N, 3) of the colours with these numbers; None where there are too many, or one is a reference's."""
    from engine.oklab import srgb_to_lab

    said = [seeds[k].color for k in colors.tolist()]
    if len(said) > _MOST_COLORS or any(color is None for color in said):
        return None
    return srgb_to_lab(np.array(said, np.uint8))


def _alike(lab: F32) -> NDArray[np.bool_]:
    return np.linalg.norm(lab[:, None] - lab[None], axis=-1) < ALIKE
