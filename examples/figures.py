"""Pen drawings of people, put together from CC0 character parts (DiceBear's lorelei and notionists).

The styles fill hair with solid black. A sketch to be coloured wants open shapes, so the hair's fill is
turned to white with a black contour, or, for a colour reference, to its colour.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from dicebear import Avatar, Style

MARK = "#123456"
"""A colour that no style uses: it marks the hair's paths in the SVG until they get their real look."""


@cache
def style(name: str) -> Style:
    return Style(json.loads(files("dicebear_styles").joinpath(f"{name}.json").read_text("utf-8")))


def picture(content: str, size: tuple[int, int]) -> str:
    """An SVG page of (height, width) units with `content` on white paper."""
    height, width = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{content}</svg>'
    )


def placed(content: str, x: float, y: float, scale: float) -> str:
    return f'<g transform="translate({x} {y}) scale({scale})">{content}</g>'


def face(
    seed: str,
    hair: str,
    *,
    eyes: str = "variant21",
    mouth: str = "happy02",
    brows: str = "variant05",
    head: str = "variant03",
    skin: str = "#ffffff",
    hair_color: str = "#ffffff",
    pen: float = 9,
) -> str:
    """A head in 980 x 980 units, after Lisa Wischofsky's Lorelei."""
    options = {
        "seed": seed,
        "hairVariant": [hair],
        "eyesVariant": [eyes],
        "mouthVariant": [mouth],
        "eyebrowsVariant": [brows],
        "headVariant": [head],
        "hairColor": [MARK],
        "skinColor": [skin],
        "beardProbability": 0,
        "glassesProbability": 0,
        "earringsProbability": 0,
        "frecklesProbability": 0,
        "hairAccessoriesProbability": 0,
    }
    svg = _inner(Avatar(style("lorelei"), options).to_string())
    look = f'fill="{hair_color}" stroke="#000000" stroke-width="{pen}" stroke-linejoin="round"'
    return svg.replace(f'fill="{MARK}"', look)


def body(seed: str, clothes: str, *, gesture: str | None = None, cloth: str = "#ffffff") -> str:
    """Shoulders and clothes in 1744 x 1744 units without a head, after Zoish's Notionists."""
    options = {
        "seed": seed,
        "clothesVariant": [clothes],
        "gestureVariant": [gesture or "hand"],
        "gestureProbability": 100 if gesture else 0,
        "clothesGraphicProbability": 0,
        "paperColor": [cloth],
    }
    svg = _inner(Avatar(style("notionists"), options).to_string())
    kept = ("#clothes-", "#gesture-")
    return re.sub(r'<use [^>]*href="(#[\w-]+)"/>', lambda m: m.group(0) if m.group(1).startswith(kept) else "", svg)


def bust(seed: str, hair: str, clothes: str, *, gesture: str | None = None, cloth: str = "#ffffff", **look) -> str:
    """A head on shoulders in 1744 x 1744 units: the head first, so that the collar covers the neck's end."""
    head = placed(face(seed, hair, **look), 226, 58, 1.3)
    return head + body(seed, clothes, gesture=gesture, cloth=cloth)


def _inner(svg: str) -> str:
    """The SVG's content without its page, metadata and page-wide clip."""
    svg = re.sub(r"<metadata.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r'<g clip-path="url\(#clip-[\w-]+\)">', "<g>", svg)
    return svg[svg.index(">") + 1 : svg.rindex("</svg>")]
