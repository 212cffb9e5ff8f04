"""Cutting pieces off regions: old labels keep their numbers, new ones are appended, and the tables follow."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.regions import describe
from engine.types import U8, Regions


class Cuts:
    """Collects cuts of `regions`; `done` gives the regions after them. `labels` are those so far."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        self._parents: list[int] = []
        self._anchors: list[tuple[int, int]] = []
        self.labels = regions.labels

    def cut(self, label: int, mask: NDArray[np.bool_], x0: int, y0: int) -> None:
        """Give the pixels of `mask` (bool, a crop whose left top is (x0, y0)) a label of their own. Most are of
        `label`, whose background it shares; no label loses all that it has."""
        if not self._parents:
            self.labels = self.labels.copy()
        self._parents.append(label)
        self._anchors.append(deepest(mask, x0, y0))
        number = self._regions.count + len(self._parents)
        self.labels[y0 : y0 + mask.shape[0], x0 : x0 + mask.shape[1]][mask] = number

    def done(self, line_alpha: U8) -> Regions:
        """The regions after the cuts; the same object where there was none."""
        regions = self._regions
        if not self._parents:
            return regions
        anchors = regions.anchor.copy()
        x, y = anchors.T
        lost = (self.labels[y, x] != np.arange(len(anchors))) & (regions.area > 0)
        for label in np.flatnonzero(lost).tolist():
            x0, y0, x1, y1 = regions.box[label].tolist()
            anchors[label] = deepest(self.labels[y0:y1, x0:x1] == label, x0, y0)
        after = describe(self.labels, np.concatenate([anchors, np.array(self._anchors, np.int32)]), line_alpha)
        parent = np.concatenate([np.arange(regions.count + 1), self._parents])
        return replace(after, background=regions.background[parent])


def deepest(mask: NDArray[np.bool_], x0: int, y0: int) -> tuple[int, int]:
    """(x, y) of the pixel deepest inside a mask whose left top is (x0, y0)."""
    framed = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(x) + x0, int(y) + y0
