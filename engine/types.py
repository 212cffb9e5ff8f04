"""The values that the pipeline's steps hand to each other. Arrays are named for what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.request import Color, Note
from engine.result import FlatGroup

U8 = NDArray[np.uint8]


@dataclass(frozen=True)
class Sketch:
    """A sketch, decoded and cleaned, at its full size (H, W).

    line_alpha   uint8 (H, W): ink coverage, 0 is paper and 255 is full ink; paper tone, shadow and
                 scanner noise are gone, faint pencil is kept faint
    strokes      uint8 (H, W, 4) sRGB with alpha: coloured hint strokes found drawn on the sketch, or None
    colored      the picture was already coloured, and `line_alpha` was extracted from it
    """

    line_alpha: U8
    strokes: U8 | None = None
    colored: bool = False
    notes: tuple[Note, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)"""
        return self.line_alpha.shape[0], self.line_alpha.shape[1]


@dataclass(frozen=True)
class Regions:
    """A partition of the picture. Label 0 is not used; row 0 of every table is empty.

    labels       int32 (H, W), 1..n: every pixel, lines included, belongs to one region
    area         int64 (n + 1,): pixels
    box          int32 (n + 1, 4): x0, y0, x1, y1 (ends excluded)
    anchor       int32 (n + 1, 2): (x, y) of the pixel deepest inside the region
    background   bool (n + 1,): the region is paper around the figures
    pairs        int32 (m, 2): labels that touch, smaller first
    border       int32 (m,): length of the shared border in pixels
    ink          float32 (m,): share of that border that lies under ink, 0..1
    drawn        int32 (n + 1,): the region as drawn that a hint split this one from, its own number where
                 none did; the region map shows these numbers, and hint text names them
    """

    labels: NDArray[np.int32]
    area: NDArray[np.int64]
    box: NDArray[np.int32]
    anchor: NDArray[np.int32]
    background: NDArray[np.bool_]
    pairs: NDArray[np.int32]
    border: NDArray[np.int32]
    ink: NDArray[np.float32]
    drawn: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def __post_init__(self) -> None:
        if not len(self.drawn):
            object.__setattr__(self, "drawn", np.arange(len(self.area), dtype=np.int32))

    @property
    def count(self) -> int:
        return len(self.area) - 1


@dataclass(frozen=True)
class Sight:
    """What the part network believes about a picture of (H, W), on a map of (h, w) cells that covers it.

    belief   float32 (h, w, P): shares of each `models.parts.Part`, which sum to 1
    heads    boxes x0, y0, x1, y1 in cells, ends excluded; the largest head first
    """

    belief: NDArray[np.float32]
    heads: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Parts:
    """What each region shows, and whose it is. Row 0 of every table is empty.

    part     uint8 (n + 1,): numbers of `models.parts.Part`
    sure     float32 (n + 1,): 0..1, the share of the network's belief that says so
    figure   int32 (n + 1,): the figure that the region belongs to, 1.. from left to right; 0 for nobody's
    head     int32 (k + 1, 4): x0, y0, x1, y1 (ends excluded) of each figure's head, px; empty where unseen
    """

    part: NDArray[np.uint8]
    sure: NDArray[np.float32]
    figure: NDArray[np.int32]
    head: NDArray[np.int32]

    def split(self, regions: Regions) -> Parts:
        """The same for regions of which hints split some: a piece is what its whole was."""
        return Parts(self.part[regions.drawn], self.sure[regions.drawn], self.figure[regions.drawn], self.head)


@dataclass(frozen=True)
class Seed:
    """One hint's colour on the pixels where it holds. `to` ends a gradient. `hint` indexes request.hints.

    `points` is int32 (N, 2), (x, y). A `stroke` seed may be sloppy: a region that it only grazes is not
    meant; a point always is. A `whole` seed means all of each region under its points, and yields a region to
    any other seed in it. `source` is "reference" when the colour is the reference's to choose.
    """

    points: NDArray[np.int32]
    color: Color | None
    to: Color | None = None
    stroke: bool = False
    whole: bool = False
    source: Literal["color", "reference"] = "color"
    hint: int | None = None


@dataclass(frozen=True)
class HintMap:
    """Hints that have found their pixels. `background` is a colour for the paper, or None."""

    seeds: tuple[Seed, ...] = ()
    background: Color | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Colors:
    """A colour for each region label.

    flat         uint8 (n + 1, 3) sRGB
    to           uint8 (n + 1, 3) sRGB: where a gradient ends; equal to `flat` where there is none
    groups       which regions share a layer
    """

    flat: U8
    to: U8
    groups: tuple[FlatGroup, ...]
    notes: tuple[Note, ...] = ()
