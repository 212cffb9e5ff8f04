"""A result as layers: what the PSD and the OpenRaster file both hold.

Composed from the bottom up they give the picture `rendered` within 2/255; hiding some gives the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from cv2.typing import MatLike

from engine.request import Color
from engine.result import U8, Result

Blend = Literal["normal", "multiply", "screen"]
WHITE = Color(255, 255, 255)


@dataclass(frozen=True)
class Layer:
    """One layer of pixels, cropped to its bounds.

    color    uint8 (h, w, 3) sRGB, or one colour for the whole layer
    alpha    uint8 (h, w), straight; None where the layer covers its bounds wholly
    box      x, y, width, height in the picture
    """

    name: str
    color: U8 | Color
    alpha: U8 | None
    box: tuple[int, int, int, int]
    blend: Blend = "normal"
    visible: bool = True


@dataclass(frozen=True)
class Group:
    """Layers kept together, the topmost first. The group itself changes nothing of how they blend."""

    name: str
    layers: tuple[Layer, ...]


def layered(result: Result) -> tuple[Group, ...]:
    """Lines, Light, Shadow, Gradients, Flats and Paper, from the top down."""
    ink = result.lines or Color(0, 0, 0)
    paper = paper_color(result)
    height, width = result.size
    colored = _painted("Colored lines", result.line_color, result.line_alpha)
    plain = Layer("Plain lines", ink, colored.alpha, colored.box, visible=False)
    return (
        Group("Lines", (colored, plain)),
        Group("Light", (_blended("Light", result.light, "screen"),)),
        Group("Shadow", (_blended("Shadow", result.shadow, "multiply"),)),
        Group("Gradients", (_painted("Gradients", result.gradients[..., :3], result.gradients[..., 3]),)),
        Group("Flats", tuple(flat_layers(result, paper))),
        Group("Paper", (Layer("Paper", paper, None, (0, 0, width, height)),)),
    )


def paper_color(result: Result) -> Color:
    """The colour of the paper below everything: the background's where it is of one colour, white otherwise."""
    paper = result.background.astype(np.uint8)[result.labels]
    if not paper.any():
        return WHITE
    at = np.unravel_index(int(paper.argmax()), paper.shape)
    color = Color(*map(int, result.flat[at]))
    other = cv2.bitwise_and(cv2.bitwise_not(cv2.inRange(result.flat, color, color)), paper)
    return WHITE if other.any() else color


def flat_layers(result: Result, paper: Color) -> Iterator[Layer]:
    """A layer for each group of regions; background that is paper is left out, and nothing else is.

    Regions that no group names, and background of another colour than the paper's, get layers of their own.
    """
    names, layer_of = ["", "Background", "Other"], np.full(len(result.background), 2, np.uint16)
    for group in result.groups:
        layer_of[list(group.labels)] = len(names)
        names.append(group.name)
    layer_of[result.background] = 1
    layer_map = layer_of[result.labels]
    if result.background.any():
        bare = cv2.inRange(result.flat, paper, paper)
        layer_map[(bare > 0) & (layer_map == 1)] = 0
    for number in range(len(names) - 1, 0, -1):
        mask = cv2.inRange(layer_map, number, number)
        x, y, w, h = cv2.boundingRect(mask)
        if w:
            yield Layer(names[number], *_cut(result.flat, np.asarray(mask, np.uint8), (x, y, w, h)))


def _painted(name: str, color: U8, alpha: U8) -> Layer:
    """A normal layer, cropped to where it covers anything."""
    return Layer(name, *_cut(color, np.ascontiguousarray(alpha), _bounds(alpha)))


def _blended(name: str, color: U8, blend: Blend) -> Layer:
    """A multiply or screen layer, cropped to where it changes anything."""
    neutral = (255,) * 3 if blend == "multiply" else (0,) * 3
    x, y, w, h = box = _bounds(cv2.bitwise_not(cv2.inRange(color, neutral, neutral)))
    return Layer(name, color[y : y + h, x : x + w], None, box, blend)


def _bounds(cover: MatLike) -> tuple[int, int, int, int]:
    """The box of what is not zero; one pixel where nothing is, because some programs refuse empty layers."""
    x, y, w, h = cv2.boundingRect(np.ascontiguousarray(cover))
    return (x, y, w, h) if w else (0, 0, 1, 1)


def _cut(color: U8, alpha: U8, box: tuple[int, int, int, int]) -> tuple[U8, U8, tuple[int, int, int, int]]:
    """Colour and alpha inside the box. Where nothing shows the colour is black, which packs to nothing."""
    x, y, w, h = box
    alpha, color = alpha[y : y + h, x : x + w], color[y : y + h, x : x + w]
    shown = cv2.threshold(alpha, 0, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.bitwise_and(color, color, mask=shown), np.uint8), alpha, box
