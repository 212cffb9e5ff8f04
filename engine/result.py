"""What the pipeline hands back: the layers of one coloured sketch, and the pictures made of them.

Compositing `rendered`, from the bottom up: paper (white), `flat` (normal; where the background has no
colour of its own it is white, too), `gradients` (normal), `shadow` (multiply), `light` (screen), and the
lines: `line_color` with `line_alpha` (normal). Plain lines, as in `flat_lines` and `color_lines`, are
black with `line_alpha`, multiplied. Every picture is uint8 sRGB at the size of the input.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.request import Color, ColorizeRequest, Note

U8 = NDArray[np.uint8]


@dataclass(frozen=True)
class FlatGroup:
    """Regions that are kept together as one flat layer of the PSD: a part of a figure.

    `labels` are region labels; `name` is shown to the artist ("Hair 2"); `part` is the part's key, "" where parts
    are not known; `figure` counts from 1, from left to right, and is 0 for nobody's. `color` is the flat colour that
    the part is known by, `area` its share of the picture, and `box` where it lies: x0, y0, x1, y1, each 0..1.
    """

    name: str
    labels: tuple[int, ...]
    part: str = ""
    figure: int = 0
    color: Color | None = None
    area: float = 0.0
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass
class Result:
    """One coloured sketch, at the sketch's size (H, W).

    labels       int32 (H, W), 1..n, no zeros: every pixel belongs to a region
    background   bool (n + 1,): which labels are paper; their flat colour is the paper's unless hinted
    flat         uint8 (H, W, 3) sRGB: one colour a region
    gradients    uint8 (H, W, 4) sRGB, straight alpha, over `flat`
    shadow       uint8 (H, W, 3) sRGB, multiplied; white where nothing falls
    light        uint8 (H, W, 3) sRGB, screened; black where nothing falls
    line_alpha   uint8 (H, W): how much ink covers the pixel
    line_color   uint8 (H, W, 3) sRGB: the colour of coloured lines, or one asked colour everywhere
    groups       how flats are put into layers: every figure label once, and coloured background
    """

    request: ColorizeRequest
    labels: NDArray[np.int32]
    background: NDArray[np.bool_]
    flat: U8
    gradients: U8
    shadow: U8
    light: U8
    line_alpha: U8
    line_color: U8
    groups: tuple[FlatGroup, ...]
    drawn: NDArray[np.int32]
    notes: tuple[Note, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    lines: Color | None = None
    """A line colour the request asked for: plain lines are then of it (normal), and so is `line_color`."""
    _images: dict[str, U8] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)"""
        return self.flat.shape[0], self.flat.shape[1]

    def keep(self, name: str, picture: U8) -> None:
        """Keep an output that was made along the way, so that it is not composed again."""
        self._images[name] = picture

    def forget(self, name: str) -> None:
        """Let an output go: it is composed again if it is asked for."""
        self._images.pop(name, None)

    def image(self, name: str) -> U8:
        """One of `engine.OUTPUTS` as uint8 (H, W, 3) sRGB, composed once. KeyError for another name."""
        from engine.compose import compose

        if name not in self._images:
            self._images[name] = compose(self, name)
        return self._images[name]
