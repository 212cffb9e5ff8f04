"""A result as layers: what the PSD and the OpenRaster file both hold.

Composed from the bottom up they give the picture `rendered` within 2/255; hiding some gives the others.
"""

from __future__ import annotations

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
    paper, flats = flat_layers(result)
    height, width = result.size
    colored = _painted("Colored lines", result.line_color, result.line_alpha)
    plain = Layer("Plain lines", ink, colored.alpha, colored.box, visible=False)
    tones = np.asarray(cv2.cvtColor(result.gradients, cv2.COLOR_RGBA2RGB), np.uint8)
    cover = np.asarray(cv2.extractChannel(result.gradients, 3), np.uint8)
    return (
        Group("Lines", (colored, plain)),
        Group("Light", (_blended("Light", result.light, "screen"),)),
        Group("Shadow", (_blended("Shadow", result.shadow, "multiply"),)),
        Group("Gradients", (_painted("Gradients", tones, cover),)),
        Group("Flats", flats),
        Group("Paper", (Layer("Paper", paper, None, (0, 0, width, height)),)),
    )


_PAPER, _OTHER = 0, 1
"""Numbers of flat layers that no group has; groups count on from there."""


def flat_layers(result: Result) -> tuple[Color, tuple[Layer, ...]]:
    """The paper's colour and a layer for each group of regions, the last group topmost.

    Paper has the background's colour where that is one colour, and is white otherwise. Background that is
    paper is left out of the layers, and nothing else is: regions that no group names, and background of
    another colour, get layers of their own.
    """
    layer_of = np.full(len(result.background), _OTHER, np.uint16)
    for number, group in enumerate(result.groups, start=_OTHER + 1):
        layer_of[list(group.labels)] = number
    layer_of[result.background] = _PAPER
    layer_map = layer_of.take(result.labels)
    sheet = np.asarray(cv2.inRange(layer_map, _PAPER, _PAPER), np.uint8)
    paper, tinted = _paper(result.flat, sheet)
    names = ["Background", "Other", *(group.name for group in result.groups)]
    layers = []
    for number in range(len(names) - 1, -1, -1):
        mask = tinted if number == _PAPER else np.asarray(cv2.inRange(layer_map, number, number), np.uint8)
        x, y, w, h = cv2.boundingRect(mask)
        if w:
            layers.append(Layer(names[number], *_cut(result.flat, mask, (x, y, w, h))))
    return paper, tuple(layers)


def _paper(flat: U8, sheet: U8) -> tuple[Color, U8]:
    """The colour of the paper, and where the background (255 in `sheet`) has another one: uint8 (H, W), 0 or 255."""
    if not sheet.any():
        return WHITE, sheet
    y, x = np.unravel_index(int(sheet.argmax()), sheet.shape)
    for color in (Color(*map(int, flat[y, x])), WHITE):
        same = cv2.inRange(flat, color, color)
        tinted = np.asarray(cv2.subtract(sheet, same), np.uint8)
        if not tinted.any():
            break
    return color, tinted


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
    # Copied, so that a small layer does not keep a mask of the whole picture alive.
    alpha, color = alpha[y : y + h, x : x + w].copy(), color[y : y + h, x : x + w]
    shown = cv2.threshold(alpha, 0, 255, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.bitwise_and(color, color, mask=shown), np.uint8), alpha, box
