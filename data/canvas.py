"""A painter's canvas that keeps the truth: every shape leaves its part, its flat colour and its lines.

Shapes are painted from back to front. A fill covers the lines below it, as an artist's opaque paint
would, so hidden lines never show; its own strokes go on top. Coordinates are canvas units that
`Canvas.place` maps to pixels, so a figure can be drawn anywhere, at any size, turned or mirrored.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from data.geometry import Points
from data.parts import Part
from data.pen import Pen

Rgb = tuple[int, int, int]


@dataclass
class Picture:
    """One drawing and its truth, all (H, W).

    ink     uint8: ink coverage, 255 is full
    part    uint8: `Part` numbers      figure   uint8: 0 nobody, 1.. a figure each
    flat    uint8 (H, W, 3) sRGB: flat colours, extended under the lines
    shape   int32: a number for each painted shape (exact regions)
    form    int32: a number for each rounded body (a head, a limb); its inflation gives the normals
    """

    ink: NDArray[np.uint8]
    part: NDArray[np.uint8]
    figure: NDArray[np.uint8]
    flat: NDArray[np.uint8]
    shape: NDArray[np.int32]
    form: NDArray[np.int32]

    def normals(self) -> NDArray[np.float32]:
        """Unit normals (H, W, 3): x right, y down, z to the viewer; open paper is (0, 0, 1).

        Each form (a head, a torso, a mass of hair) is inflated: its height is a circle's over the
        distance to its edge, softened, and the slope of that height gives the normal.
        """
        height, width = self.form.shape
        bulge = np.zeros((height, width), np.float32)
        for form in np.flatnonzero(np.bincount(self.form.ravel())[1:]) + 1:
            whole = (self.form == form).view(np.uint8)
            x, y, w, h = cv2.boundingRect(whole)
            mask = whole[y : y + h, x : x + w]
            # Paper around a crop is outside the form; beyond the picture's edge the form goes on.
            edges = (int(y > 0), int(y + h < height), int(x > 0), int(x + w < width))
            framed = cv2.copyMakeBorder(mask, *edges, cv2.BORDER_CONSTANT, value=0)
            framed = cv2.copyMakeBorder(framed, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
            distance = cv2.distanceTransform(framed, cv2.DIST_L2, 3)
            distance = distance[1 + edges[0] :][:h, 1 + edges[2] :][:, :w]
            radius = max(float(distance.max()), 1.0)
            lift = np.sqrt(np.maximum(radius**2 - (radius - distance) ** 2, 0)) * mask
            blur = max(1.0, radius / 3)
            # A wide blur at a third of the size is the same to the eye and nine times as fast.
            step = int(np.clip(blur / 2, 1, 6))
            small = (max(1, w // step), max(1, h // step))
            both = np.dstack([lift, mask]).astype(np.float32)
            both = cv2.GaussianBlur(cv2.resize(both, small, interpolation=cv2.INTER_AREA), (0, 0), blur / step)
            both = cv2.resize(both, (w, h), interpolation=cv2.INTER_LINEAR)
            bulge[y : y + h, x : x + w] += mask * both[..., 0] / np.maximum(both[..., 1], 1e-3)
        dx = cv2.Sobel(bulge, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
        dy = cv2.Sobel(bulge, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
        inside = (self.form > 0).astype(np.float32)
        normal = np.dstack([-dx * inside, -dy * inside, np.ones_like(dx)])
        return (normal / np.linalg.norm(normal, axis=2, keepdims=True)).astype(np.float32)


@dataclass
class Mask:
    """A crop of 0 and 1 (uint8) whose top left pixel is (x0, y0)."""

    x0: int
    y0: int
    inside: NDArray[np.uint8]

    @property
    def where(self) -> tuple[slice, slice]:
        h, w = self.inside.shape
        return slice(self.y0, self.y0 + h), slice(self.x0, self.x0 + w)

    @property
    def wide_where(self) -> tuple[slice, slice]:
        h, w = self.inside.shape
        return slice(2 * self.y0, 2 * (self.y0 + h)), slice(2 * self.x0, 2 * (self.x0 + w))

    @cached_property
    def wide(self) -> NDArray[np.uint8]:
        """The same crop at the ink's size, twice the picture's."""
        return self.inside.repeat(2, 0).repeat(2, 1)


@dataclass
class Canvas:
    """Size (height, width) in pixels; lines are drawn at twice that and averaged down."""

    size: tuple[int, int]
    pen: Pen

    def __post_init__(self) -> None:
        h, w = self.size
        self.ink = np.zeros((2 * h, 2 * w), np.uint8)
        self.shape = np.zeros((h, w), np.int32)
        self.form = np.zeros((h, w), np.int32)
        self.matrix = np.eye(2, 3)
        self.current_figure = 0
        self.forms = 0
        # What is true of a shape, by its number; number 0 is open paper.
        self.parts: list[int] = [int(Part.BACKGROUND)]
        self.figures: list[int] = [0]
        self.colors: list[Rgb] = [(255, 255, 255)]

    @contextmanager
    def place(self, matrix: NDArray[np.float64]):
        """Map the units used inside to pixels by a 2 x 3 matrix, after the maps already in force."""
        before = self.matrix
        square = np.vstack([before, [0, 0, 1]]) @ np.vstack([matrix, [0, 0, 1]])
        self.matrix = square[:2]
        try:
            yield
        finally:
            self.matrix = before

    @property
    def unit(self) -> float:
        """Pixels in one unit."""
        return float(np.sqrt(abs(np.linalg.det(self.matrix[:, :2]))))

    def pixels(self, p: Points) -> Points:
        return np.asarray(p, np.float64) @ self.matrix[:, :2].T + self.matrix[:, 2]

    def new_form(self) -> int:
        self.forms += 1
        return self.forms

    def mask(self, outline: Points, within: Mask | None = None) -> Mask:
        """The pixels of a closed outline, kept as a crop: most shapes are small."""
        pixels = self.pixels(outline)
        h, w = self.size
        x0, y0 = np.floor(pixels.min(0)).astype(int).clip(0, (w, h))
        x1, y1 = (np.ceil(pixels.max(0)).astype(int) + 1).clip(0, (w, h))
        if within is not None:
            x0, y0 = max(x0, within.x0), max(y0, within.y0)
            x1, y1 = min(x1, within.x0 + within.inside.shape[1]), min(y1, within.y0 + within.inside.shape[0])
        crop = np.zeros((max(y1 - y0, 0), max(x1 - x0, 0)), np.uint8)
        if crop.size:
            cv2.fillPoly(crop, [np.round((pixels - (x0, y0)) * 16).astype(np.int32)], 1, shift=4)
            if within is not None:
                top, left = y0 - within.y0, x0 - within.x0
                crop &= within.inside[top : top + crop.shape[0], left : left + crop.shape[1]]
        return Mask(int(x0), int(y0), crop)

    def fill(
        self,
        outline: Points,
        part: Part,
        color: Rgb,
        *,
        form: int | None = None,
        within: Mask | None = None,
        stroke: float | None = 1.0,
        hide: bool = True,
    ) -> Mask:
        """Paint a closed outline and, unless `stroke` is None, draw it with that pressure.

        `within` clips the shape (an iris to its eye). `hide` False leaves the lines below in sight (a
        colour inside a drawn shape). Without a `form` it lies on the form below it, as an eye does on a
        face. Returns the shape's mask, for clipping what lies inside it.
        """
        mask = self.mask(outline, within)
        where, inside = mask.where, mask.inside.view(bool)
        np.copyto(self.shape[where], len(self.parts), where=inside)
        self.parts.append(int(part))
        self.figures.append(self.current_figure)
        self.colors.append(color)
        if form is not None:
            np.copyto(self.form[where], form, where=inside)
        if hide:
            self.ink[mask.wide_where] *= 1 - mask.wide
        if stroke is not None:
            self.stroke(np.vstack([outline, outline[:1]]), stroke, within=within, taper=False)
        return mask

    def stroke(
        self,
        curve: Points,
        pressure: float = 1.0,
        *,
        within: Mask | None = None,
        taper: bool = True,
        width: float | None = None,
    ) -> None:
        """Draw a line. `width` in units overrides the pen's own; `within` keeps it inside a mask."""
        pixels = self.pixels(curve) * 2
        absolute = None if width is None else width * self.unit * 2
        if within is None:
            self.pen.draw(self.ink, pixels, pressure, taper, absolute)
            return
        layer = np.zeros_like(within.wide)
        if layer.size:
            self.pen.draw(layer, pixels - (2 * within.x0, 2 * within.y0), pressure, taper, absolute)
            ink = self.ink[within.wide_where]
            np.maximum(ink, layer * within.wide, out=ink)

    def black(self, outline: Points, within: Mask | None = None) -> None:
        """Solid ink (lashes, pupils) that keeps the part and colour below."""
        pixels = self.pixels(outline) * 2
        if within is None:
            cv2.fillPoly(self.ink, [np.round(pixels * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
            return
        layer = np.zeros_like(within.wide)
        if layer.size:
            pixels -= (2 * within.x0, 2 * within.y0)
            cv2.fillPoly(layer, [np.round(pixels * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
            ink = self.ink[within.wide_where]
            np.maximum(ink, layer * within.wide, out=ink)

    def erase(self, outline: Points) -> None:
        """Take the ink away (a seam between two fills of one surface)."""
        mask = self.mask(outline)
        self.ink[mask.wide_where] *= 1 - mask.wide

    def shows(self, part: Part, numbers: range) -> NDArray[np.uint8]:
        """1 where one of these shapes is in sight as this part, else 0; (H, W)."""
        wanted = np.zeros(len(self.parts), np.uint8)
        wanted[numbers.start : numbers.stop] = np.array(self.parts[numbers.start : numbers.stop]) == part
        return wanted[self.shape]

    def first_of(self, figure: int) -> int:
        """The number of a figure's first shape; the next number if it has none yet."""
        return self.figures.index(figure) if figure in self.figures else len(self.figures)

    def blacken(self, where: NDArray[np.uint8], rng: np.random.Generator) -> None:
        """Solid ink over a part (H, W): its inner lines turn white, and streaks of light stay open."""
        x, y, w, h = cv2.boundingRect(where)
        if w < 8 or h < 8:
            return
        mask = where[y : y + h, x : x + w].repeat(2, 0).repeat(2, 1)
        ink = self.ink[2 * y : 2 * (y + h), 2 * x : 2 * (x + w)]
        inner = cv2.erode(mask, np.ones((7, 7), np.uint8))
        lines = cv2.dilate(ink, np.ones((3, 3), np.uint8)) if rng.random() < 0.5 else ink
        solid = np.where(inner > 0, 255 - lines, 255)
        streaks = cv2.resize(rng.random((4, 28), np.float32), (2 * w, 2 * h), interpolation=cv2.INTER_LINEAR)
        open_ = streaks > rng.uniform(0.72, 1.0)
        np.copyto(ink, solid.astype(np.uint8), where=(mask > 0) & ~open_)

    def picture(self) -> Picture:
        h, w = self.size
        ink = np.asarray(cv2.resize(self.ink, (w, h), interpolation=cv2.INTER_AREA), np.uint8)
        part, figure, flat = (
            np.array(table, np.uint8)[self.shape] for table in (self.parts, self.figures, self.colors)
        )
        return Picture(ink, part, figure, flat, self.shape, self.form)
