"""Which basins are one region: by the width of the opening between them and the ink on their border."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.regions import Basins, borders, distance_to_ink, group_pairs
from engine.types import U8

NARROW = 0.6
"""An opening narrower than this share of the narrower basin may be a gap in a line."""


class Groups:
    """Union-find over 0..n; a group's root is its smallest member."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count + 1))

    def find(self, item: int) -> int:
        parent = self.parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, two: int) -> int:
        """Join two roots; the smaller one stays the root."""
        low, high = (one, two) if one < two else (two, one)
        self.parent[high] = low
        return low

    def roots(self) -> NDArray[np.int32]:
        return np.array([self.find(i) for i in range(len(self.parent))], np.int32)


def merge_basins(basins: Basins, line_alpha: U8, gap: float) -> NDArray[np.int32]:
    """int32 (n + 1,): the group of each basin. `gap` is the widest gap to close, in pixels."""
    count = len(basins.radius) - 1
    groups = Groups(count)
    p, q = borders(basins.labels)
    if not len(p):
        return groups.roots()
    pairs, row = group_pairs(basins.labels, p, q)
    distance = distance_to_ink(line_alpha).ravel()
    open_ = np.minimum(distance[p], distance[q])
    saddle = np.zeros(len(pairs), np.float32)
    np.maximum.at(saddle, row, open_)
    radius = basins.radius.tolist()
    for edge in np.argsort(-saddle, kind="stable").tolist():
        width = float(saddle[edge])
        if width <= 0:
            break
        one, two = groups.find(int(pairs[edge, 0])), groups.find(int(pairs[edge, 1]))
        if one == two:
            continue
        if 2 * width > gap or width >= NARROW * min(radius[one], radius[two]):
            low = groups.join(one, two)
            radius[low] = max(radius[one], radius[two])
    return groups.roots()
