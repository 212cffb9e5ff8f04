"""The colours of reference pictures, and which family of a drawing takes which of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.families import CLOTH, COAT, DETAIL, HAIR, IRIS, MOUTH, PALE, SKIN, TIP, WHITE, Families
from engine.oklab import F32, lab_to_lch, srgb_to_lab
from engine.request import Color
from engine.types import U8

_WORK_SIZE = 192
_CLUSTERS = 10


@dataclass(frozen=True)
class Swatches:
    """The colours there are to choose from: srgb uint8 (k, 3), lab, share of the picture, and place (x distance
    from the middle 0..0.5, y from the top 0..1; NaN where a palette has no places)."""

    srgb: U8
    lab: F32
    share: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def best(self, families: Families, family: int) -> int:
        """The index of the swatch that suits a family best."""
        return int(self._cost(families, family).argmin())

    def assign(self, families: Families, lab: F32, *, fixed: Mapping[int, F32], only: bool) -> F32:
        """OKLab (m, 3): each family's swatch. Small parts that no swatch suits keep `lab` unless `only`."""
        out = lab.copy()
        taken = np.zeros(len(self.lab))
        for family in np.argsort(-families.area, kind="stable").tolist():
            if family in fixed:
                continue
            kind = int(families.kind[family])
            cost = self._cost(families, family)
            if kind in (CLOTH, TIP, HAIR, COAT):
                cost = cost + 0.35 * taken
            choice = int(cost.argmin())
            strange = cost[choice] > _STRANGE.get(kind, np.inf)
            if strange and not only:
                continue
            out[family] = self.lab[choice]
            taken[choice] += 1
        return out

    def _cost(self, families: Families, family: int) -> NDArray[np.float64]:
        """What it costs to give a family each swatch: unlike size, unlike place, unlike its kind."""
        lch = lab_to_lch(self.lab).astype(np.float64)
        lightness, chroma, hue = lch.T
        size = np.abs(np.sqrt(self.share) - np.sqrt(families.area[family])) * 0.8
        place = np.abs(self.y - families.y[family]) * 0.8 + np.abs(self.x - families.x[family]) * 0.3
        cost = size + np.nan_to_num(place, nan=0.0)
        warm = np.abs((hue - 55 + 180) % 360 - 180) / 40
        skin = np.maximum(warm - 0.6, 0) + np.maximum(0.55 - lightness, 0) * 3 + np.abs(chroma - 0.05) * 6
        kind = int(families.kind[family])
        if kind == SKIN:
            return cost * 0.4 + skin
        if kind in (WHITE, PALE):
            return (1 - lightness) * 3 + chroma * 5
        if kind == MOUTH:
            return np.abs((hue - 20 + 180) % 360 - 180) / 60 + np.maximum(0.08 - chroma, 0) * 6
        if kind in (IRIS, DETAIL):
            return np.maximum(0.13 - chroma, 0) * 4 + self.share
        # What looks like skin is skin, elsewhere too: clothes and hair would rather have another.
        return cost + np.maximum(0.35 - skin, 0)


_STRANGE = {SKIN: 1.1, WHITE: 0.8, PALE: 0.9, MOUTH: 0.9, IRIS: 0.5, DETAIL: 0.6}
"""Cost above which no swatch is what such a part would be painted with."""


def swatches_of(colors: Sequence[Color]) -> Swatches:
    """A list of colours as swatches: the earlier, the more of it."""
    srgb = np.array(colors, np.uint8).reshape(-1, 3)
    weight = 1.0 / np.arange(1, len(srgb) + 1) if len(srgb) else np.zeros(0)
    nowhere = np.full(len(srgb), np.nan)
    return Swatches(srgb, srgb_to_lab(srgb), weight / max(weight.sum(), 1e-9), nowhere, nowhere)


def read_swatches(pictures: Sequence[U8]) -> Swatches:
    """The palette of pictures, uint8 RGB: k-means in OKLab, paper and lines left out."""
    parts = [_figure_pixels(p) for p in pictures]
    srgb, places = (np.concatenate([part[i] for part in parts]) for i in range(2))
    if not len(srgb):
        return swatches_of(())
    lab = srgb_to_lab(srgb)
    index, centres = _k_means(lab)
    rows = []
    for c in range(len(centres)):
        mine = index == c
        if mine.sum() < 0.004 * len(lab):
            continue
        # A colour that is really in the picture, not a mean that is in none.
        medoid = int(np.flatnonzero(mine)[((lab[mine] - centres[c]) ** 2).sum(1).argmin()])
        rows.append((mine.mean(), medoid, *places[mine].mean(0)))
    rows.sort(key=lambda row: (-row[0], row[1]))
    chosen = np.array([row[1] for row in rows])
    table = np.array([(row[0], row[2], row[3]) for row in rows])
    return Swatches(srgb[chosen].astype(np.uint8), lab[chosen], table[:, 0], table[:, 1], table[:, 2])


def _figure_pixels(picture: U8) -> tuple[U8, NDArray[np.float64]]:
    """(colours (N, 3), places (N, 2)) of a small copy without its paper."""
    height, width = picture.shape[:2]
    scale = _WORK_SIZE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST)
    lab = srgb_to_lab(small)
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    paper = np.median(border, axis=0)
    near = np.sqrt(((lab - paper) ** 2).sum(2)) < 0.045
    # Paper is what hangs together with the border, so that white cloth stays.
    _, component = cv2.connectedComponents(near.astype(np.uint8), connectivity=4)
    edge = np.unique(np.concatenate([component[0], component[-1], component[:, 0], component[:, -1]]))
    figure = ~(near & np.isin(component, edge[edge > 0]))
    # Lines, and what lies half under them, are nobody's colour: only even places count.
    around = np.ones((3, 3), np.uint8)
    uneven = cv2.dilate(small, around).astype(np.int16) - cv2.erode(small, around)
    keep = figure & (uneven.max(2) < 24) & (lab[..., 0] > 0.22)
    if keep.sum() <= 0.1 * figure.sum():
        keep = figure if figure.mean() > 0.03 else np.ones_like(figure)
    ys, xs = np.nonzero(keep)
    x0, x1, y0, y1 = xs.min(), xs.max() + 1, ys.min(), ys.max() + 1
    places = np.stack([np.abs((xs - (x0 + x1 - 1) / 2) / (x1 - x0)), (ys - y0) / (y1 - y0)], 1)
    return small[keep].astype(np.uint8, copy=False), places


def _k_means(lab: F32) -> tuple[NDArray[np.intp], F32]:
    """Farthest-first, then Lloyd: no dice, so that the same reference gives the same palette."""
    centres = [np.median(lab, axis=0)]
    gap = ((lab - centres[0]) ** 2).sum(1)
    for _ in range(_CLUSTERS - 1):
        # The quantile, not the maximum: an antialiased pixel or two make no colour.
        far = int(np.argsort(gap, kind="stable")[int(len(gap) * 0.985)])
        if gap[far] < 0.04**2:
            break
        centres.append(lab[far])
        gap = np.minimum(gap, ((lab - lab[far]) ** 2).sum(1))
    centre = np.array(centres, np.float32)
    index = np.zeros(len(lab), np.intp)
    for _ in range(8):
        index = ((lab[:, None] - centre[None]) ** 2).sum(2).argmin(1)
        for c in range(len(centre)):
            if (index == c).any():
                centre[c] = lab[index == c].mean(0)
    return index, centre
