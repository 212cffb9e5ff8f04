"""Lines as hints have them: hints on lines say how light lines are in this picture, and, the less the farther, what
colour lines have there that bound the like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.basins import INK
from engine.oklab import F32, srgb_to_lab
from engine.types import U8, Regions, Seed

SIGMA = 0.08
"""How far a line's hint is felt, in shares of the picture's longer side."""
TAU = 0.12
"""... and how unlike, in OKLab, what two lines bound may be."""
SOLID = 0.25
"""How unlike a thin line and a solid black are, in the same units."""
OURS = 2.0
"""Our own choice of a line's colour weighs as much as so many hints on the spot."""
DOUBT = 4
"""... and our own choice of how light lines are, as much as so many anywhere."""
SURE = 0.3
"""Mixed with what lies beside it, a line looks lighter than it is: this share of the hints is of lines alone, or of
darker things."""
PALE = 0.05
"""A hint so much lighter than what its line bounds, in OKLab's L, was meant for that."""
LEAN, DULL = 0.15, 0.6
"""Where hints say how light lines are, what a line bounds says so much less, and lines are duller."""
CELLS = 192
"""Cells along the picture's longer side in which the hints are felt alike."""
FEWEST = 4
"""Fewer hints on lines are slips of the hand."""
MOST = 4000
"""Of more hints on lines an even choice is asked."""


@dataclass(frozen=True)
class LineHints:
    """`at` int64 (N,): flat indices of pixels under ink; `lab` float32 (N, 3) OKLab: the colours said there."""

    at: NDArray[np.int64]
    lab: F32


@dataclass(frozen=True)
class Traits:
    """Of some line pixels: OKLab (N, 3) of what they bound and of our own line there, and 0..1 (N,) how solid."""

    bounded: F32
    line: F32
    solid: F32


def find_line_hints(seeds: Sequence[Seed], hinted: Mapping[int, Seed], regions: Regions, line_alpha: U8) -> LineHints:
    """The points under ink whose region other hints of its own have, but for a patch around the point."""
    height, width = line_alpha.shape
    patches = _patches(regions, line_alpha.shape)
    at, colors = [], []
    for seed in seeds:
        if seed.stroke or seed.whole or seed.color is None or seed.to is not None or not len(seed.points):
            continue
        x, y = (int(v) for v in seed.points[0])
        if not (0 <= x < width and 0 <= y < height) or line_alpha[y, x] < INK:
            continue
        label = int(regions.labels[y, x])
        holds = hinted.get(label)
        if holds is not None and holds.color == seed.color and patches[label]:
            at.append(y * width + x)
            colors.append(seed.color)
    if len(at) < FEWEST:
        at, colors = [], []
    thin = slice(None, None, -(-len(at) // MOST) or 1)
    return LineHints(np.array(at[thin], np.int64), srgb_to_lab(np.array(colors[thin], np.uint8).reshape(-1, 3)))


def _patches(regions: Regions, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """bool (n + 1,): which are a small share of a region as drawn. One hint colour may have several patches."""
    pieces = np.bincount(regions.drawn, minlength=regions.count + 1)[regions.drawn]
    x0, y0, x1, y1 = regions.box.T
    largest = max(32, round((16 / 1024 * max(shape)) ** 2))
    return (pieces > 1) & ((regions.area <= largest) | (regions.area < 0.1 * (x1 - x0) * (y1 - y0)))


class Felt:
    """How hints on lines change our own line colours: `of(at, own, solid)` gives the lines at flat indices."""

    def __init__(
        self, hints: LineHints, inked: NDArray[np.int64], shape: tuple[int, int], traits: Callable[..., Traits]
    ) -> None:
        """`inked` are the flat indices of all line pixels, `traits` gives what is known of some of them."""
        self._shape = shape
        self._step = max(shape) / CELLS
        self._grid = int(shape[0] / self._step) + 2, int(shape[1] / self._step) + 2
        said = traits(hints.at)
        kept = hints.lab[:, 0] < said.bounded[:, 0] + PALE
        said = Traits(said.bounded[kept], said.line[kept], said.solid[kept])
        lab, at = hints.lab[kept], hints.at[kept]
        width = shape[1]
        cell, first = np.unique(
            np.round(inked // width / self._step).astype(np.int64) * self._grid[1]
            + np.round(inked % width / self._step).astype(np.int64),
            return_index=True,
        )
        there = traits(inked[first])
        self._believed = len(at) / (len(at) + DOUBT)
        self._middle = float(there.line[:, 0].mean())
        self._lightness = float(np.quantile(lab[:, 0], SURE)) if len(at) else self._middle
        self._field = self._feel(at, lab, said, inked[first], there, cell)

    def _level(self, own: F32, solid: F32) -> F32:
        """OKLab (N, 3): our lines, as light as the hints say that lines are in this picture."""
        level = own.copy()
        off = own[:, 0] - self._middle
        # A solid black stays the darkest of all.
        level[:, 0] += self._believed * (self._lightness - self._middle - (1 - LEAN) * (1 - solid / 2) * off)
        level[:, 0] = np.maximum(level[:, 0], 0)
        level[:, 1:] *= 1 - self._believed * (1 - DULL)
        return level

    def _feel(
        self,
        at: NDArray[np.int64],
        lab: F32,
        said: Traits,
        where: NDArray[np.int64],
        there: Traits,
        cell: NDArray[np.int64],
    ) -> F32:
        """float32 (cells, 4): the change of OKLab in each cell with ink, and 1; 0 elsewhere. `where` are indices of
        pixels, `there` what they bound."""
        field = np.zeros((self._grid[0] * self._grid[1], 4), np.float32)
        field[cell, 3] = 1
        if not len(at):
            return field
        reach = np.float32(1 / (SIGMA * max(self._shape)))
        width = self._shape[1]

        def features(where: NDArray[np.int64], of: Traits) -> F32:
            place = np.column_stack([where // width, where % width]) * reach
            return np.concatenate([place, of.bounded / TAU, of.solid[:, None] * (SOLID / TAU)], 1).astype(np.float32)

        mine, theirs = features(where, there), features(at, said)
        change = lab - self._level(said.line, said.solid)
        change[:, 0] -= self._believed * np.median(change[:, 0])
        for start in range(0, len(cell), 1024):
            rows = slice(start, start + 1024)
            away = (mine[rows] ** 2).sum(1)[:, None] + (theirs**2).sum(1) - 2 * mine[rows] @ theirs.T
            weight = np.exp(-0.5 * np.maximum(away, 0))
            field[cell[rows], :3] = (weight @ change) / (weight.sum(1, keepdims=True) + OURS)
        return field

    def of(self, at: NDArray[np.int64], own: F32, solid: F32) -> F32:
        """OKLab (N, 3) of the lines at `at`, where ours are `own` and so `solid`."""
        y, x = (at // self._shape[1]) / self._step, (at % self._shape[1]) / self._step
        y0, x0 = y.astype(np.int64), x.astype(np.int64)
        fy, fx = (y - y0).astype(np.float32)[:, None], (x - x0).astype(np.float32)[:, None]
        change = np.zeros((len(at), 4), np.float32)
        for dy, dx, share in (
            (0, 0, (1 - fy) * (1 - fx)),
            (0, 1, (1 - fy) * fx),
            (1, 0, fy * (1 - fx)),
            (1, 1, fy * fx),
        ):
            change += self._field[(y0 + dy) * self._grid[1] + x0 + dx] * share
        return (self._level(own, solid) + change[:, :3] / np.maximum(change[:, 3:], 1e-6)).astype(np.float32)
