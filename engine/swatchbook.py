"""The colours of any picture as a palette to keep, and a picture of them to look at."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.decode import decode_picture
from engine.errors import UserError
from engine.export.images import encode_png
from engine.oklab import srgb_to_lab
from engine.reference import read_swatches
from engine.request import Color, ColorizeRequest
from engine.sketch import has_colors, over_paper
from engine.types import U8

MOST_COLORS = 10
_FRAME = 0.04
_CELL, _GAP, _IN_ROW = 128, 12, 5
_PAPER, _DARK, _LIGHT = (244, 243, 247), (30, 28, 40), (250, 249, 252)


def palette_to_files(request: ColorizeRequest) -> dict[str, bytes]:
    """`palette.png`, swatches of the colours of `request.sketch`, and `result.json`, which lists them as hex.

    UserError as in `palette_of`.
    """
    colors = palette_of(over_paper(decode_picture(request.sketch)))
    about = {"palette": [color.hex for color in colors], "request": request.to_json(), "notes": []}
    text = json.dumps(about, ensure_ascii=False, indent=1)
    return {"palette.png": encode_png(draw_palette(colors)), "result.json": text.encode("utf-8")}


def palette_of(picture: U8) -> tuple[Color, ...]:
    """The colours of uint8 RGB (H, W, 3), those with the most area first; white paper and lines are left out.

    UserError picture.no_colors for a picture of lines alone.
    """
    if not has_colors(picture):
        raise UserError(
            "picture.no_colors", "This picture has no colours to take. Send one that is painted, or a row of swatches."
        )
    # In a white frame only white is paper: a colour that fills the picture to its edge is one of its colours.
    frame = max(1, round(_FRAME * max(picture.shape[:2])))
    framed = np.pad(picture, ((frame, frame), (frame, frame), (0, 0)), constant_values=255)
    return tuple(Color(*(int(v) for v in row)) for row in read_swatches((framed,)).srgb[:MOST_COLORS])


def draw_palette(colors: Sequence[Color]) -> U8:
    """Swatches in rows, each with its hex value, as uint8 (H, W, 3) sRGB."""
    columns = min(_IN_ROW, max(1, len(colors)))
    rows = math.ceil(len(colors) / columns)
    size = columns * (_CELL + _GAP) + _GAP, rows * (_CELL + _GAP) + _GAP
    picture = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(22)
    for index, color in enumerate(colors):
        left = _GAP + index % columns * (_CELL + _GAP)
        top = _GAP + index // columns * (_CELL + _GAP)
        pen.rounded_rectangle((left, top, left + _CELL - 1, top + _CELL - 1), 14, tuple(color), _DARK, 1)
        light = float(srgb_to_lab(np.array([[color]], np.uint8))[0, 0, 0])
        pen.text((left + _CELL / 2, top + _CELL - 22), color.hex, _DARK if light > 0.62 else _LIGHT, font, "mm")
    return np.array(picture)
