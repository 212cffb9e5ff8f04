"""Heads and busts out of DiceBear's vector styles, every colour slot a part: labels are exact.

A style's definition is rewritten once so that each (component, variant, colour) is painted in a colour of its
own, without anti-aliasing; one rendering then tells for every pixel which slot it shows. `dicebear.toml`
says which part a slot is, who drew the style and under which licence.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from data.canvas import Picture
from data.palettes import Palette, Rgb, hsv
from data.parts import UNKNOWN, Part
from data.sources.relining import reline

Rng = np.random.Generator

TABLE: dict[str, dict[str, Any]] = tomllib.loads(files("data.sources").joinpath("dicebear.toml").read_text("utf-8"))
TRAINED = tuple(name for name, entry in TABLE.items() if not entry.get("held_out"))
HELD_OUT = tuple(name for name, entry in TABLE.items() if entry.get("held_out"))

PAPER, INK = -1, -2
FORMS: dict[int, int] = {Part.HAIR: 2, Part.TOP: 3, Part.HEADWEAR: 4}
"""What is rounded by itself; eyes, mouths and trinkets lie on the head, which is form 1."""


@dataclass(frozen=True)
class Slot:
    """One paint of a style: its part (`INK` for lines), whether thin areas of it are lines, its own colour."""

    part: int
    thin_is_ink: bool
    color: Rgb | None


@dataclass(frozen=True)
class Style:
    name: str
    avatar: Any
    slots: tuple[Slot, ...]


def draw(seed: int, size: int = 512, styles: tuple[str, ...] = TRAINED) -> Picture:
    """A square drawing of `size` pixels with its truth; the same seed gives the same drawing.

    Needs the extra `train`; raises ModuleNotFoundError without it.
    """
    rng = np.random.default_rng(seed)
    name = styles[int(rng.integers(len(styles)))]
    style = load_style(name)
    codes = _render(style, int(rng.integers(2**31)), _view(name, rng), size)
    codes, ink = _settle(style, codes)
    if TABLE[name].get("eye_whites"):
        codes = _eye_whites(style, codes, ink)
    return _paint(style, codes, ink, rng)


@cache
def load_style(name: str) -> Style:
    """A style whose every paint is a number: slot i is the colour (i + 1, 254 - i, 128)."""
    from dicebear import Style as Definition

    definition = json.loads(files("dicebear_styles").joinpath(f"{name}.json").read_text("utf-8"))
    definition = copy.deepcopy(definition)
    table = TABLE[name]["parts"]
    own = {slot: entry["values"][0] for slot, entry in definition["colors"].items()}
    slots: list[Slot] = []
    numbers: dict[tuple[str, str], int] = {}

    def number(component: str, variant: str, color: str, soft: bool) -> str:
        word = _look_up(table, component, variant, color, soft)
        if word == "skip":
            return "none"
        key = (word, color) if word != "ink" else ("ink", "")
        if key not in numbers:
            part, _, thin = word.partition("/")
            value = {"ink": INK, "unknown": UNKNOWN}.get(part)
            value = Part[part.upper()] if value is None else value
            slots.append(Slot(value, bool(thin), _rgb(own.get(color, color))))
            numbers[key] = len(slots) - 1
        i = numbers[key]
        return f"#{i + 1:02x}{254 - i:02x}80"

    def walk(elements: list[Any], component: str, variant: str, soft: bool) -> None:
        for element in elements:
            if element.get("type") == "component" or element.get("name") in ("mask", "clipPath", "defs"):
                continue
            attributes = element.get("attributes", {})
            style = str(attributes.pop("style", ""))
            faint = [float(attributes.pop(k, 1)) for k in ("opacity", "fill-opacity", "stroke-opacity")]
            pale = soft or min(faint) < 1 or "mix-blend-mode" in style
            for paint in ("fill", "stroke"):
                value = attributes.get(paint)
                if value is not None and value != "none":
                    color = value["name"] if isinstance(value, dict) else str(value).lower()
                    attributes[paint] = number(component, variant, color, pale)
            walk(element.get("children", []), component, variant, pale)

    walk(definition["canvas"]["elements"], "canvas", "", False)
    for component, entry in definition["components"].items():
        for variant, content in entry["variants"].items():
            walk(content["elements"], component, variant, False)
    return Style(name, Definition(definition), tuple(slots))


def _look_up(table: dict[str, str], component: str, variant: str, color: str, soft: bool) -> str:
    if soft:
        return table.get(f"{component}:~", "skip")
    for key in (f"{component}/{variant}", f"{component}:{color}", f":{color}", component):
        if key in table:
            return table[key]
    raise KeyError(f"dicebear.toml names no part for {component}/{variant}, colour {color}")


def _rgb(color: str) -> Rgb | None:
    named = {"white": (255, 255, 255), "black": (0, 0, 0)}
    if color in named:
        return named[color]
    if re.fullmatch("#[0-9a-f]{6}", color):
        return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
    return None


def _view(name: str, rng: Rng) -> tuple[float, float, float]:
    """Left, top and side of what is seen, in shares of the style's canvas."""
    left, top, side = TABLE[name]["frame"]
    zoom = float(rng.uniform(0.72, 1.12))
    x = left + side * (1 - zoom) / 2 + float(rng.normal(0, 0.04))
    if TABLE[name].get("bust"):
        zoom = min(zoom, 1.0)
        return x, 1 - side * zoom - float(rng.uniform(0, 0.25)) * (1 - zoom), side * zoom
    return x, top + side * (1 - zoom) / 2 + float(rng.normal(0, 0.04)), side * zoom


def _render(style: Style, seed: int, view: tuple[float, float, float], size: int) -> NDArray[np.int16]:
    """Slot numbers (size, size); `PAPER` where nothing is painted."""
    import resvg_py
    from dicebear import Avatar

    svg = Avatar(style.avatar, {"seed": str(seed)}).to_string()
    canvas = float(re.search(r'viewBox="0 0 ([\d.]+)', svg).group(1))  # type: ignore[union-attr]
    left, top, side = (v * canvas for v in view)
    # Without its own width and height a view of 63.5 units is rounded by the renderer, one way or the other a side.
    seen = f'width="{size}" height="{size}" viewBox="{left:.3f} {top:.3f} {side:.3f} {side:.3f}"'
    svg = re.sub(r'viewBox="[^"]*"', seen, svg, count=1)
    svg = svg.replace('shape-rendering="auto"', 'shape-rendering="crispEdges"', 1)
    png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, background="#ffffff", skip_system_fonts=True)
    image = np.asarray(cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_COLOR), np.uint8)
    codes = image[..., 2].astype(np.int16) - 1
    exact = (image[..., 1].astype(np.int16) == 254 - codes) & (image[..., 0] == 128) & (codes < len(style.slots))
    paper = (image == 255).all(axis=2)
    return np.where(exact, codes, np.where(paper, PAPER, INK)).astype(np.int16)


def _settle(style: Style, codes: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.uint8]]:
    """Take lines and crumbs out of the slot map and let its areas grow under them.

    Returns the map without lines and the ink, uint8 of 0 and 1.
    """
    size = codes.shape[0]
    ink = codes == INK
    crumbs = np.zeros_like(ink)
    for i, slot in [*enumerate(style.slots), (PAPER, Slot(Part.BACKGROUND, False, None))]:
        here = (codes == i).astype(np.uint8)
        if not here.any():
            continue
        if slot.part == INK:
            ink |= here.view(bool)
            continue
        if slot.thin_is_ink:
            reach = max(1, round(size * (0.005 if slot.part in (Part.EYES, Part.MOUTH, UNKNOWN) else 0.02)))
            disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
            ink |= (here - cv2.morphologyEx(here, cv2.MORPH_OPEN, disc)).view(bool)
        x, y, w, h = cv2.boundingRect(here)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(here[y : y + h, x : x + w], connectivity=4)
        small = stats[:, cv2.CC_STAT_AREA] < size * size / 15000
        small[0] = False
        if small.any():
            crumbs[y : y + h, x : x + w] |= small[labels]
    hidden = (ink | crumbs).astype(np.uint8)
    if not hidden.all():
        _, nearest = cv2.distanceTransformWithLabels(hidden, cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL)
        values = np.zeros(int(nearest.max()) + 1, np.int16)
        values[nearest[hidden == 0]] = codes[hidden == 0]
        codes = values[nearest]
    return codes, ink.astype(np.uint8)


def _eye_whites(style: Style, codes: NDArray[np.int16], ink: NDArray[np.uint8]) -> NDArray[np.int16]:
    """A style that draws eyes as lashes and pupil leaves their whites open: skin within an eye's hull."""
    white = next(i for i, slot in enumerate(style.slots) if slot.part == Part.EYE_WHITE)
    eyes = [i for i, slot in enumerate(style.slots) if slot.part == Part.EYES]
    skin = [i for i, slot in enumerate(style.slots) if slot.part == Part.SKIN]
    solid = np.isin(codes, eyes).astype(np.uint8)
    size = codes.shape[0]
    near = np.asarray(cv2.dilate(solid, np.ones((3, 3), np.uint8), iterations=max(1, size // 60)), np.uint8)
    drawn = (solid | ink) & near
    codes = codes.copy()
    n, labels = cv2.connectedComponents(near)
    for label in range(1, n):
        spots = cv2.findNonZero((drawn & (labels == label)).astype(np.uint8))
        hull = np.zeros_like(solid)
        cv2.fillConvexPoly(hull, cv2.convexHull(spots), 1)
        codes[hull.view(bool) & np.isin(codes, skin)] = white
    return codes


def _paint(style: Style, codes: NDArray[np.int16], ink: NDArray[np.uint8], rng: Rng) -> Picture:
    palette = Palette.random(rng)
    paints = [_color(slot, palette, rng) if slot.part >= 0 else (0, 0, 0) for slot in style.slots]
    # Row 0 is the paper, whose number is -1.
    part = np.array([Part.BACKGROUND, *(max(slot.part, 0) for slot in style.slots)], np.uint8)[codes + 1]
    flat = np.array([(255, 255, 255), *paints], np.uint8)[codes + 1]
    form = np.where(part > 0, np.array([FORMS.get(p, 1) for p in range(256)], np.int32)[part], 0).astype(np.int32)
    shape = np.zeros(codes.shape, np.int32)
    shapes = 0
    for i in np.flatnonzero(np.bincount(codes.ravel() + 1)[1:]):
        here = (codes == i).astype(np.uint8)
        x, y, w, h = cv2.boundingRect(here)
        n, labels = cv2.connectedComponents(here[y : y + h, x : x + w], connectivity=4)
        shape[y : y + h, x : x + w] += np.where(labels > 0, labels + shapes, 0).astype(np.int32)
        shapes += n - 1
    lines = reline(shape, part, ink, rng)
    return Picture(lines, part, (part > 0).astype(np.uint8), flat, shape, form)


def _color(slot: Slot, palette: Palette, rng: Rng) -> Rgb:
    cloth = palette.cloth[int(rng.integers(len(palette.cloth)))]
    if slot.part == Part.MOUTH:
        return palette.mouth if slot.color is None or sum(slot.color) < 60 else slot.color
    if slot.part in (Part.EYE_WHITE, UNKNOWN):
        return hsv(rng.uniform(0.5, 0.7), rng.uniform(0, 0.04), rng.uniform(0.96, 1))
    return {
        Part.SKIN: palette.skin,
        Part.HAIR: palette.hair,
        Part.EYES: palette.eyes,
        Part.TOP: palette.cloth[0] if rng.random() < 0.7 else cloth,
        Part.ACCESSORY: palette.accent if rng.random() < 0.5 else cloth,
    }.get(Part(slot.part), cloth)
