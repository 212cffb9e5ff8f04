"""Cutting pieces off regions: old labels keep their numbers, new ones are appended, and the tables follow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.regions import neighbours
from engine.types import U8, Regions


class Cuts:
    """Collects cuts of `regions`; `done` gives the regions after them. `labels` are those so far."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        self._parents: list[int] = []
        self._anchors: list[tuple[int, int]] = []
        self._boxes: list[tuple[int, int, int, int]] = []
        self._changed: set[int] = set()
        self.labels = regions.labels

    def cut(self, label: int, mask: NDArray[np.bool_], x0: int, y0: int) -> None:
        """Give the pixels of `mask` (bool, a crop whose left top is (x0, y0)) a label of their own. Most are of
        `label`, whose background it shares; no label loses all that it has."""
        if not self._parents:
            self.labels = self.labels.copy()
        self._parents.append(label)
        self._anchors.append(deepest(mask, x0, y0))
        self._boxes.append((x0, y0, x0 + mask.shape[1], y0 + mask.shape[0]))
        number = self._regions.count + len(self._parents)
        crop = self.labels[y0 : y0 + mask.shape[0], x0 : x0 + mask.shape[1]]
        self._changed.update([number, *np.unique(crop[mask]).tolist()])
        crop[mask] = number

    def done(self, line_alpha: U8) -> Regions:
        """The regions after the cuts; the same object where there was none. Only what was cut is measured anew."""
        regions = self._regions
        if not self._parents:
            return regions
        area = np.concatenate([regions.area, np.zeros(len(self._parents), np.int64)])
        box = np.concatenate([regions.box, np.array(self._boxes, np.int32)])
        anchor = np.concatenate([regions.anchor, np.array(self._anchors, np.int32)])
        for label in sorted(self._changed):
            x0, y0, x1, y1 = box[label].tolist()
            inside = self.labels[y0:y1, x0:x1] == label
            rows, columns = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
            area[label] = np.count_nonzero(inside)
            box[label] = (x0 + columns[0], y0 + rows[0], x0 + columns[-1] + 1, y0 + rows[-1] + 1) if len(rows) else 0
            x, y = anchor[label]
            if len(rows) and self.labels[y, x] != label:
                anchor[label] = deepest(inside, x0, y0)
        parent = np.concatenate([np.arange(regions.count + 1), self._parents])
        return Regions(self.labels, area, box, anchor, regions.background[parent], *neighbours(self.labels, line_alpha))


def deepest(mask: NDArray[np.bool_], x0: int, y0: int) -> tuple[int, int]:
    """(x, y) of the pixel deepest inside a mask whose left top is (x0, y0)."""
    framed = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(x) + x0, int(y) + y0
