"""Borders as rules ask for them: how much of a region's border lies on which neighbour, and what hangs together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.types import Regions


def around(regions: Regions) -> NDArray[np.float64]:
    """float64 (n + 1,): the length of each region's border with all its neighbours, px; 0 without one."""
    return np.bincount(regions.pairs.ravel(), np.repeat(regions.border, 2), regions.count + 1).astype(np.float64)


def shares(regions: Regions) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """(one, other, share), each (2 m,): neighbours, both ways, and how much of the one border is on the other."""
    one, other = np.concatenate([regions.pairs, regions.pairs[:, ::-1]]).T
    return one, other, np.tile(regions.border, 2) / np.maximum(around(regions), 1)[one]


def share_on(regions: Regions, kind: NDArray[np.bool_]) -> NDArray[np.float64]:
    """float64 (n + 1,): how much of each region's border lies on neighbours of a kind, bool (n + 1,)."""
    one, other, share = shares(regions)
    return np.bincount(one, share * kind[other], regions.count + 1).astype(np.float64)


def hang_together(count: int, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """int32 (count,): the number of the connected piece of each label, where `pairs` (m, 2) touch."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    graph = csr_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return connected_components(graph, directed=False)[1]
