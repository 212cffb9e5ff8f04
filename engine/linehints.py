"""Lines as hints have them: a hint on a line that is darker than what the line bounds says the line's colour, there
and, the less the farther, wherever lines bound the like.
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
OURS = 1.0
"""Our own choice of a line's colour weighs as much as one hint on the spot."""
DOUBT = 30
"""... and for lines that are far from hints as much as so many."""
DARKER = 0.02
"""A hint so much darker than what its line bounds, in OKLab's L, speaks for all lines."""
PALE = 0.05
"""One so much lighter still speaks for its own place, where the hints know of no dark lines."""
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
    """How hints on lines change our own line colours: `of(at, own)` gives the lines at flat indices."""

    def __init__(
        self, hints: LineHints, inked: NDArray[np.int64], shape: tuple[int, int], traits: Callable[..., Traits]
    ) -> None:
        """`inked` are the flat indices of all line pixels, `traits` gives what is known of some of them."""
        self._shape = shape
        self._step = max(shape) / CELLS
        self._grid = int(shape[0] / self._step) + 2, int(shape[1] / self._step) + 2
        own = traits(hints.at)
        above = hints.lab[:, 0] - own.bounded[:, 0]
        # A picked colour mixes a line with what lies beside it, so it is never darker than the line:
        # dark hints speak for all lines, light ones for their own place, and there only where few are dark.
        dark = above < -DARKER
        ratio = np.log(np.maximum(hints.lab[dark, 0], 0.02) / np.maximum(own.line[dark, 0], 0.02))
        self.darkening = float(np.exp(min(0.0, ratio.sum() / (len(ratio) + DOUBT))))
        kept = above < -DARKER + (PALE + DARKER) * np.clip((self.darkening - 0.8) * 5, 0, 1)
        said = Traits(own.bounded[kept], own.line[kept], own.solid[kept])
        lab, at = hints.lab[kept], hints.at[kept]
        self._field = self._feel(at, lab, said, inked, traits)

    def _feel(
        self,
        at: NDArray[np.int64],
        lab: F32,
        said: Traits,
        inked: NDArray[np.int64],
        traits: Callable[..., Traits],
    ) -> F32:
        """float32 (cells, 4): the change of OKLab in each cell with ink, and 1; 0 elsewhere."""
        field = np.zeros((self._grid[0] * self._grid[1], 4), np.float32)
        width = self._shape[1]
        rows, columns = inked // width, inked % width
        cell, first = np.unique(
            np.round(rows / self._step).astype(np.int64) * self._grid[1]
            + np.round(columns / self._step).astype(np.int64),
            return_index=True,
        )
        field[cell, 3] = 1
        if not len(at):
            return field
        there = traits(inked[first])
        reach = np.float32(1 / (SIGMA * max(self._shape)))

        def features(where: NDArray[np.int64], of: Traits) -> F32:
            place = np.column_stack([where // width, where % width]) * reach
            return np.concatenate([place, of.bounded / TAU, of.solid[:, None] * (SOLID / TAU)], 1).astype(np.float32)

        mine, theirs = features(inked[first], there), features(at, said)
        line = there.line * self.darkening
        for start in range(0, len(cell), 1024):
            rows_ = slice(start, start + 1024)
            away = (mine[rows_] ** 2).sum(1)[:, None] + (theirs**2).sum(1) - 2 * mine[rows_] @ theirs.T
            weight = np.exp(-0.5 * np.maximum(away, 0))
            total = weight.sum(1, keepdims=True)
            field[cell[rows_], :3] = (weight @ lab - total * line[rows_]) / (total + OURS)
        return field

    def of(self, at: NDArray[np.int64], own: F32) -> F32:
        """OKLab (N, 3) of the lines at `at`, where ours are `own`."""
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
        return (own * self.darkening + change[:, :3] / np.maximum(change[:, 3:], 1e-6)).astype(np.float32)
