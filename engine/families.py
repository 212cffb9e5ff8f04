"""Which regions belong together, by geometry alone: place, size, shape, nesting, mirror symmetry, ink.

There is no part network here: a family is a guess that an illustrator would find plausible (the mass
of hair over a face, a pair of sleeves, the shoes), never a claim about what a region is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.scheme import ACCENT, DARK, HAIR, LIGHT, MAIN, SECOND, SKIN, WHITE
from engine.types import U8, Regions


@dataclass(frozen=True)
class Families:
    """role: int32 (n + 1,), an index into `scheme.ROLES`, -1 for paper; second: bool, the neighbour tone.

    piece: int32 (n + 1,): regions that are one thing (joined over open borders, fragments with their host).
    """

    role: NDArray[np.int32]
    second: NDArray[np.bool_]
    piece: NDArray[np.int32]


@dataclass(frozen=True)
class _Table:
    """What is measured of each region (or piece): arrays of n + 1."""

    area: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    ink: NDArray[np.float64]


def find_families(regions: Regions, line_alpha: U8, rng: np.random.Generator) -> Families:
    """Group the regions of the figures into families and give each a role."""
    n = regions.count
    role = np.full(n + 1, -1, np.int32)
    second = np.zeros(n + 1, bool)
    figure = ~regions.background & (regions.area > 0)
    figure[0] = False
    if not figure.any():
        return Families(role, second, np.arange(n + 1, dtype=np.int32))
    table = _measure(regions, line_alpha)
    whole = float(regions.area[figure].sum())
    piece, island = _join(regions, figure, whole)
    pieces = np.unique(piece[figure])

    weight = np.zeros(n + 1)
    np.add.at(weight, piece[figure], regions.area[figure].astype(float))
    mean = {}
    for name in ("x", "y", "ink"):
        total = np.zeros(n + 1)
        np.add.at(total, piece[figure], getattr(table, name)[figure] * regions.area[figure])
        mean[name] = total / np.maximum(weight, 1)
    joined = _Table(weight, mean["x"], mean["y"], mean["ink"])

    details = pieces[[bool(island[p]) for p in pieces]]
    large = np.setdiff1d(pieces, details)
    if not len(large):
        large, details = pieces, pieces[:0]
    piece_role = np.full(n + 1, -1, np.int32)
    boxes = regions.box[figure]
    top, bottom = float(boxes[:, 1].min()), float(boxes[:, 3].max())
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    v = (joined.y - top) / max(bottom - top, 1)
    u = np.abs(joined.x - (left + right) / 2) / max(right - left, 1)

    host = _hosts(regions, piece, details)
    face = _find_face(large, details, host, joined, v, whole)
    rest = large[large != face] if face else large
    if face:
        piece_role[face] = SKIN
    clusters = _cluster(rest, joined, v, u, whole, rng)
    _cast_roles(piece_role, rest, clusters, joined, v, face, rng)
    for detail in details[np.argsort(-joined.area[details], kind="stable")]:
        parent = int(host[detail])
        if parent == face and face:
            piece_role[detail] = WHITE
        elif parent and piece_role[parent] == WHITE:
            piece_role[detail] = ACCENT
        else:
            piece_role[detail] = ACCENT if joined.area[detail] < 0.012 * whole else LIGHT
    role[figure] = piece_role[piece[figure]]
    return Families(role, second, piece)


def _measure(regions: Regions, line_alpha: U8) -> _Table:
    """Place and inner ink of each region, on a grid of at most about a quarter million pixels."""
    height, width = regions.labels.shape
    step = max(1, int(np.sqrt(height * width / 2**18)))
    labels = regions.labels[::step, ::step].ravel()
    n = regions.count + 1
    rows, columns = regions.labels[::step, ::step].shape
    count = np.bincount(labels, minlength=n)
    x = np.bincount(labels, np.tile(np.arange(columns) * step, rows), n)
    y = np.bincount(labels, np.repeat(np.arange(rows) * step, columns), n)
    ink = np.bincount(labels, line_alpha[::step, ::step].ravel(), n)
    seen = count > 0
    middle = (regions.box[:, :2] + regions.box[:, 2:]) / 2
    share = np.maximum(count, 1)
    return _Table(
        regions.area.astype(np.float64),
        np.where(seen, x / share, middle[:, 0]),
        np.where(seen, y / share, middle[:, 1]),
        np.where(seen, ink / share / 255, 0.3),
    )


def _join(regions: Regions, figure: NDArray[np.bool_], whole: float) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """(piece of each region, whether a piece is an island: small, and inside one other piece)."""
    n = regions.count
    parent = np.arange(n + 1, dtype=np.int32)

    def root(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = int(parent[label])
        return label

    def join(a: int, b: int) -> None:
        a, b = root(a), root(b)
        if a != b:
            big, small = (a, b) if regions.area[a] >= regions.area[b] else (b, a)
            parent[small] = big

    inner = figure[regions.pairs].all(1) if len(regions.pairs) else np.zeros(0, bool)
    for (a, b), ink in zip(regions.pairs[inner], regions.ink[inner], strict=True):
        if ink < 0.4:
            join(int(a), int(b))

    around: dict[int, dict[int, float]] = {}
    for (a, b), length, ink in zip(regions.pairs, regions.border, regions.ink, strict=True):
        a, b = int(a), int(b)
        around.setdefault(a, {})[b] = float(length) * (1.6 - float(ink))
        around.setdefault(b, {})[a] = float(length) * (1.6 - float(ink))
    island = np.zeros(n + 1, bool)
    order = np.argsort(regions.area, kind="stable")
    for label in order:
        label = int(label)
        if not figure[label] or root(label) != label or regions.area[label] > 0.02 * whole:
            continue
        near = around.get(label, {})
        if not near:
            continue
        total = sum(near.values())
        best = max(near, key=lambda k: (near[k] if figure[k] else -1.0, -k))
        if not figure[best]:
            continue
        x0, y0, x1, y1 = regions.box[label]
        full = regions.area[label] / max((x1 - x0) * (y1 - y0), 1)
        if near[best] > 0.8 * total and full > 0.42 and regions.area[label] > 0.0006 * whole:
            island[label] = True
        elif regions.area[label] < 0.004 * whole:
            join(label, best)
    piece = np.array([root(k) for k in range(n + 1)], np.int32)
    island &= piece == np.arange(n + 1)
    return piece, island


def _hosts(regions: Regions, piece: NDArray[np.int32], details: NDArray[np.int32]) -> NDArray[np.int32]:
    """The piece that each detail lies in, 0 for none."""
    host = np.zeros(regions.count + 1, np.int32)
    wanted = set(details.tolist())
    best: dict[int, float] = {}
    for (a, b), length in zip(piece[regions.pairs], regions.border, strict=True):
        for one, other in ((int(a), int(b)), (int(b), int(a))):
            if one in wanted and one != other and length > best.get(one, 0):
                best[one], host[one] = float(length), other
    return host


def _find_face(
    large: NDArray[np.int32],
    details: NDArray[np.int32],
    host: NDArray[np.int32],
    joined: _Table,
    v: NDArray[np.float64],
    whole: float,
) -> int:
    """The piece most like a face: high in the figure, with two or more islands of a size inside; 0 for none."""
    best, face = 0.0, 0
    for candidate in large:
        share = joined.area[candidate] / whole
        if v[candidate] > 0.6 or not 0.01 < share < 0.45:
            continue
        inside = details[host[details] == candidate]
        score = min(len(inside), 4) * (1.2 - v[candidate]) + 4 * joined.ink[candidate]
        if len(inside) >= 2 and score > best:
            best, face = float(score), int(candidate)
    return face


def _cluster(
    rest: NDArray[np.int32],
    joined: _Table,
    v: NDArray[np.float64],
    u: NDArray[np.float64],
    whole: float,
    rng: np.random.Generator,
) -> NDArray[np.int32]:
    """K-means of the pieces by place, size and ink; the index of each one's cluster."""
    if not len(rest):
        return np.zeros(0, np.int32)
    size = np.log(np.maximum(joined.area[rest], 1) / whole)
    features = np.stack([v[rest] * 2.4, u[rest] * 1.0, size * 0.12, joined.ink[rest] * 1.5], 1)
    weight = np.sqrt(joined.area[rest])
    k = int(np.clip(round(1 + len(rest) ** 0.5), 1, 5))
    centres = [features[np.argmax(weight)]]
    for _ in range(1, k):
        gap = np.min([((features - c) ** 2).sum(1) for c in centres], axis=0) * weight
        centres.append(features[int(np.argmax(gap * rng.uniform(0.6, 1.0, len(gap))))])
    centre = np.array(centres)
    index = np.zeros(len(rest), np.int32)
    for _ in range(12):
        index = ((features[:, None] - centre[None]) ** 2).sum(2).argmin(1).astype(np.int32)
        for c in range(k):
            mine = index == c
            if mine.any():
                centre[c] = np.average(features[mine], axis=0, weights=weight[mine])
    return index


def _cast_roles(
    piece_role: NDArray[np.int32],
    rest: NDArray[np.int32],
    clusters: NDArray[np.int32],
    joined: _Table,
    v: NDArray[np.float64],
    face: int,
    rng: np.random.Generator,
) -> None:
    """Give each cluster a role: hair on top of a face, the largest the main cloth, and so on down."""
    used = [int(c) for c in np.unique(clusters)]
    area = {c: float(joined.area[rest[clusters == c]].sum()) for c in used}
    height = {c: float(np.average(v[rest[clusters == c]], weights=joined.area[rest[clusters == c]])) for c in used}
    free = sorted(used, key=lambda c: -area[c])
    given: dict[int, int] = {}
    if face and free:
        top = min(free, key=lambda c: height[c])
        given[top] = HAIR
        free.remove(top)
    roles = [MAIN, SECOND, LIGHT, DARK]
    if len(free) >= 2:
        low = max(free, key=lambda c: height[c])
        if low != free[0] and height[low] > 0.75:
            given[low] = DARK
            free.remove(low)
            roles.remove(DARK)
    for cluster, role in zip(free, [*roles, *([LIGHT] * len(free))], strict=False):
        given[cluster] = role
    for cluster, role in given.items():
        piece_role[rest[clusters == cluster]] = role
