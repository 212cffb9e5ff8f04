"""Shadow and light from a light anywhere: what turns flats into a drawing that stands.

The figure and the forms inside it are inflated at a reduced size (at most 512 px) into one smooth
height, so that its normals know both the body and the folds; ink is what parts one form from another,
and a region border without ink leaves no seam. Parts that stand over others throw a shadow along the
light. Everything of full size is a table look-up and one multiplication.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.casts import FACE, cast, find_layers
from engine.flats import look_up
from engine.folds import find_folds
from engine.hair import find_crowns, shine
from engine.oklab import lab_to_lch, lch_to_srgb, srgb_to_lab, srgb_to_lch, turn_hue
from engine.reduced import F32, enlarge, reduce_labels, smooth
from engine.request import Light
from engine.types import U8, Parts, Regions
from models.parts import Part

_NEARNESS = 0.35
"""How much of a place's distance from the figure's middle the light sees: 0 is a light infinitely far."""

_FORM = {Part.EYES: 0.0, Part.EYE_WHITE: 0.15, Part.MOUTH: 0.3, Part.SCENERY: 0.4}
"""How much of its form's shadow a part takes, where that is not all: eyes are flat, and what is far away is pale."""
_FACE_FORM = 0.45
"""... and faces are kept clear."""


def shade(regions: Regions, color: U8, line_alpha: U8, light: Light, *, parts: Parts | None = None) -> tuple[U8, U8]:
    """(shadow, light), each uint8 (H, W, 3) sRGB: the one to multiply (white: nothing), the other to screen (black).

    `color` is the picture to shade, uint8 (H, W, 3): flats with their gradients. Nothing falls on the
    background. Shadow colours follow the colour below: whites turn to blue-violet,
    skin to red-orange, others a little to the ambient, which is the complement of the light's colour.
    """
    height, width = line_alpha.shape
    shadow = np.full((height, width, 3), 255, np.uint8)
    lit = np.zeros((height, width, 3), np.uint8)
    figure = ~regions.background & (regions.area > 0)
    figure[0] = False
    if light.style == "off" or light.strength <= 0 or not figure.any():
        return shadow, lit

    table = _region_colors(regions, color)
    scene = _reduce(regions, line_alpha, figure)
    soft = light.style == "soft"
    marks = _marks(regions, scene, parts, light)
    amounts = (_soft if soft else _cel)(scene, _lambert(scene, light), marks, light)
    way = cv2.INTER_LINEAR if soft else cv2.INTER_CUBIC
    shadow_amount, light_amount = (enlarge(amount, (height, width), way) for amount in amounts)

    tint = _shadow_table(table, light, None if parts is None else parts.part == Part.SKIN)
    tint[~figure] = 255
    _apply(look_up(255 - tint, regions.labels), shadow_amount, shadow)
    cv2.bitwise_not(shadow, dst=shadow)
    glow = np.zeros_like(tint)
    glow[figure] = light.color
    _apply(look_up(glow, regions.labels), light_amount, lit)
    return shadow, lit


@dataclass(frozen=True)
class _Scene:
    """The picture at working size. `scale` is working pixels a picture pixel."""

    labels: NDArray[np.int32]
    figure: F32
    ink: F32
    scale: float


@dataclass(frozen=True)
class _Marks:
    """What is known of the parts, 0..1 at working size: shadows that fall, folds, light on strands and crowns, and
    how much of its form's shadow each place takes."""

    cast: F32
    fold: F32
    strand: F32
    crown: F32
    form: F32


def _reduce(regions: Regions, line_alpha: U8, figure: NDArray[np.bool_]) -> _Scene:
    labels, scale = reduce_labels(regions.labels)
    ink = cv2.resize(line_alpha, labels.shape[::-1], interpolation=cv2.INTER_AREA).astype(np.float32)
    return _Scene(labels, figure[labels].astype(np.float32), np.clip(ink * (1.6 / 255), 0, 1), scale)


def _marks(regions: Regions, scene: _Scene, parts: Parts | None, light: Light) -> _Marks:
    nothing = np.zeros_like(scene.figure)
    if parts is None:
        return _Marks(nothing, nothing, nothing, nothing, np.ones_like(nothing))
    height, width = scene.labels.shape
    longer = max(height, width)
    rows, columns = np.nonzero(scene.figure)
    low = max(light.height, 0.15)
    way = (
        float(columns.mean() / longer - light.x * width / longer) / low,
        float(rows.mean() / longer - light.y * height / longer) / low,
    )
    layers = find_layers(regions, parts)
    falls = cast(scene.labels, layers, parts, scene.scale, way, scene.ink)
    fold, strand = find_folds(scene.labels, parts, scene.ink, way, longer * 0.014)
    crown = shine(scene.labels, parts, find_crowns(scene.labels, scene.scale, parts), way)
    form = np.ones(256, np.float32)
    for part, share in _FORM.items():
        form[part] = share
    takes = np.where((layers == FACE) & (parts.part == Part.SKIN), np.float32(_FACE_FORM), form[parts.part])
    return _Marks(falls, fold, strand, crown, takes[scene.labels])


def _inflate(mask: F32, barrier: F32 | None = None) -> F32:
    """A smooth height over a mask: at each scale a blur as wide as it is weighted, so that slopes do not
    depend on size. Ink in `barrier` parts forms at every scale (a pyramid of minima keeps thin lines)."""
    levels = [mask if barrier is None else mask * (1 - barrier)]
    while min(levels[-1].shape) >= 12 and len(levels) < 8:
        level = levels[-1]
        half = (max(1, level.shape[1] // 2), max(1, level.shape[0] // 2))
        if barrier is not None:
            level = cv2.erode(level, np.ones((2, 2), np.uint8)).astype(np.float32, copy=False)
        levels.append(cv2.resize(level, half, interpolation=cv2.INTER_AREA).astype(np.float32, copy=False))
    height = np.zeros_like(levels[-1])
    for i in range(len(levels) - 1, -1, -1):
        size = (levels[i].shape[1], levels[i].shape[0])
        finer = cv2.resize(height, size, interpolation=cv2.INTER_LINEAR)
        grown = finer + 2.0**i * cv2.GaussianBlur(levels[i], (0, 0), 1.6, borderType=cv2.BORDER_REPLICATE)
        height = cv2.GaussianBlur(grown, (0, 0), 1.2, borderType=cv2.BORDER_REPLICATE).astype(np.float32, copy=False)
    return height


def _lambert(scene: _Scene, light: Light) -> F32:
    """How much each point faces the light, about -1..1, smooth, at working size."""
    height, width = scene.figure.shape
    body = _inflate(scene.figure)
    forms = _inflate(scene.figure, scene.ink)
    relief = cv2.GaussianBlur(0.5 * body + 0.75 * forms, (0, 0), 2.2)
    gx = cv2.Scharr(relief, cv2.CV_32F, 1, 0, scale=1 / 32)
    gy = cv2.Scharr(relief, cv2.CV_32F, 0, 1, scale=1 / 32)
    longer = max(height, width)
    # The light's direction turns over the figure, but gently: near lights would leave half of it dark.
    rows, columns = np.nonzero(scene.figure)
    mx, my = columns.mean() / longer, rows.mean() / longer
    x = mx + _NEARNESS * (np.arange(width) / longer - mx)
    y = my + _NEARNESS * (np.arange(height) / longer - my)
    lx = (light.x * width / longer - x).astype(np.float32)[None, :]
    ly = (light.y * height / longer - y).astype(np.float32)[:, None]
    lz = np.float32(max(light.height, 0.05))
    away = np.sqrt(lx * lx + ly * ly + lz * lz)
    facing = (-gx * lx - gy * ly + lz) / (away * np.sqrt(gx * gx + gy * gy + 1))
    return cv2.GaussianBlur(facing.astype(np.float32), (0, 0), 1.5)


def _soft(scene: _Scene, forms: F32, marks: _Marks, light: Light) -> tuple[F32, F32]:
    inside = forms[scene.figure > 0]
    share = _shadow_share(light)
    # A coloured light is meant to be seen: it reaches further round the forms than a white one.
    tinted = float(np.clip((srgb_to_lch(light.color)[1] - 0.04) / 0.1, 0, 1))
    low, high = np.quantile(inside, [share, 0.86 - 0.36 * tinted])
    spread = max(float(np.quantile(inside, 0.9) - np.quantile(inside, 0.1)), 0.05)
    amount = smooth((low + 0.3 * spread - forms) / (0.95 * spread))
    amount = np.maximum(amount, 0.55 * marks.fold) * marks.form
    amount = np.maximum(amount, 0.75 * cv2.GaussianBlur(marks.cast, (0, 0), 1.8))
    glow = smooth((forms - high + 0.1 * spread) / (0.5 * spread)) * marks.form
    glow = np.maximum(glow, np.maximum(marks.crown, 0.5 * marks.strand)) * (1 - amount)
    glow *= (0.34 + 0.16 * tinted) * light.strength
    return (amount * _depth(light)).astype(np.float32), glow.astype(np.float32)


def _cel(scene: _Scene, forms: F32, marks: _Marks, light: Light) -> tuple[F32, F32]:
    """Fields that `enlarge` turns into clean edges: the tone wanted, as smooth steps one pixel wide."""
    inside = forms[scene.figure > 0]
    share = _shadow_share(light)
    first, second, top = np.quantile(inside, [share * 0.75, share * 0.22, 0.93])
    gx = cv2.Scharr(forms, cv2.CV_32F, 1, 0, scale=1 / 32)
    gy = cv2.Scharr(forms, cv2.CV_32F, 0, 1, scale=1 / 32)
    edge = 1.2 * np.sqrt(gx * gx + gy * gy) + 1.2e-4
    takes = marks.form > 0.5
    tone = np.clip(0.5 + (first - forms) / edge, 0, 1) * takes
    tone = np.maximum(tone, np.clip((marks.fold - 0.45) * 4, 0, 1))
    tone = np.maximum(tone, np.clip((marks.cast - 0.35) * 4, 0, 1)) * 0.68
    tone += np.clip(0.5 + (second - forms) / edge, 0, 1) * 0.32 * takes
    glow = np.maximum(np.clip(0.5 + (forms - top) / edge, 0, 1) * takes, np.clip((marks.crown - 0.3) * 4, 0, 1))
    return (tone * _depth(light)).astype(np.float32), (glow * (tone < 0.1) * 0.4 * light.strength).astype(np.float32)


def _shadow_share(light: Light) -> float:
    """The share of the figure in shadow: a grazing light leaves more of it, a high one less."""
    return float(np.clip(0.46 - 0.2 * light.height, 0.2, 0.5))


def _depth(light: Light) -> float:
    return float(np.clip(1.25 * light.strength, 0, 1))


def _apply(color: U8, amount: U8, out: U8) -> None:
    """out = color * amount / 255."""
    cv2.multiply(color, cv2.cvtColor(amount, cv2.COLOR_GRAY2RGB), dst=out, scale=1 / 255)


def _region_colors(regions: Regions, color: U8) -> U8:
    """uint8 (n + 1, 3): each region's colour, read where it is deepest."""
    anchor = regions.anchor
    table = color[anchor[:, 1], anchor[:, 0]]
    table[0] = 255
    return table


def _shadow_table(table: U8, light: Light, skin: NDArray[np.bool_] | None) -> U8:
    """uint8 (n + 1, 3): what turns each flat colour into its shadow when multiplied; `skin` where it is known."""
    lch = lab_to_lch(srgb_to_lab(table))
    glow = srgb_to_lch(np.array(light.color, np.uint8))
    ambient = (glow[2] + 180) % 360 if glow[1] > 0.02 else 275.0
    ambient = float(turn_hue(np.float32(ambient), 275, 40))
    lightness, chroma, hue = lch[:, 0], lch[:, 1], lch[:, 2]
    dark = lch.copy()
    dark[:, 0] = lightness * np.where(lightness > 0.8, 0.80, 0.72)
    dark[:, 1] = chroma * 1.05 + 0.012
    dark[:, 2] = turn_hue(hue, ambient, 16)

    skin = _like_skin(lch) if skin is None else skin
    dark[skin, 0] = lightness[skin] * 0.84
    dark[skin, 1] = chroma[skin] + 0.035
    dark[skin, 2] = turn_hue(hue[skin], 32, 24)
    white = (chroma < 0.035) & (lightness > 0.86) & ~skin
    dark[white, 0] = lightness[white] * 0.83
    dark[white, 1] = 0.045
    dark[white, 2] = 285
    ratio = lch_to_srgb(dark).astype(np.float32) / np.maximum(table, 1)
    return np.round(np.clip(ratio, 0, 1) * 255).astype(np.uint8)


def _like_skin(lch: F32) -> NDArray[np.bool_]:
    lightness, chroma, hue = lch[..., 0], lch[..., 1], lch[..., 2]
    return (hue > 28) & (hue < 78) & (chroma > 0.026) & (chroma < 0.085) & (lightness > 0.6)
