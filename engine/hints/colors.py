"""Colour words with their modifiers -> sRGB."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from engine.hints.words import load
from engine.request import Color

_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[0-9a-f]{6}")


def read_hex(text: str) -> Color | None:
    """`#rgb`, `#rrggbb`, either with alpha (which is left out); six digits may stand without the `#`."""
    if not _HEX.fullmatch(text):
        return None
    digits = text.removeprefix("#")
    return Color.from_hex(digits[:3] if len(digits) <= 4 else digits[:6])


def read_function(text: str) -> Color | None:
    """A CSS colour function ("rgb(255, 170, 0)", "hsl(30 80% 60%)", "oklch(0.7 0.1 200)"), or None."""
    from coloraide import Color as Coloraide

    try:
        color = Coloraide(text)
    except ValueError:
        return None
    return _to_srgb(color)


@lru_cache(maxsize=1024)
def modify(color: Color, names: tuple[str, ...]) -> Color:
    """Apply modifiers ("light", "deep", ...) to a colour, the one nearest to the colour word first.

    Each is a step in OKLCh (lexicon/modifiers.toml): lightness moves a share of the way to white or
    black, chroma is multiplied, "warm" and "cool" turn the hue by at most 20 degrees. "very" and
    "slightly" make the step that follows them half as large again, or half as large.
    """
    from coloraide import Color as Coloraide

    table = load("modifiers")
    mixed = Coloraide("srgb", [c / 255 for c in color]).convert("oklch")
    lightness, chroma, hue = (float(v) for v in mixed.coords(nans=False))
    for name, weight in reversed(_weighted(names)):
        step = table[name]
        move = step.get("lightness", 0.0) * weight
        lightness += move * ((1 - lightness) if move > 0 else lightness)
        chroma *= step.get("chroma", 1.0) ** weight
        if "hue" in step:
            turn = (step["hue"] - hue + 180) % 360 - 180
            hue += max(-20.0, min(20.0, turn)) * weight
            chroma = max(chroma, 0.02)
    lightness = max(0.0, min(1.0, lightness))
    return _to_srgb(Coloraide("oklch", [lightness, chroma, hue]))


def _weighted(names: Sequence[str]) -> list[tuple[str, float]]:
    steps: list[tuple[str, float]] = []
    weight = 1.0
    for name in names:
        if name in ("very", "slightly"):
            weight *= 1.5 if name == "very" else 0.5
        else:
            steps.append((name, weight))
            weight = 1.0
    return steps


def _to_srgb(color) -> Color:
    fitted = color.convert("srgb").fit(method="oklch-chroma")
    return Color(*(max(0, min(255, round(c * 255))) for c in fitted.coords(nans=False)))
