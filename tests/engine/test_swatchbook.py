from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from engine import ColorizeRequest, UserError
from engine.request import Color
from engine.swatchbook import draw_palette, palette_of
from engine.worker import colorize_to_files
from tests.engine.drawings import figure

COLORS = (Color(240, 60, 120), Color(40, 120, 220), Color(250, 220, 90))


def swatches(form: str = "PNG") -> bytes:
    picture = np.full((120, 400, 3), 255, np.uint8)
    for index, (color, width) in enumerate(zip(COLORS, (110, 80, 50), strict=True)):
        picture[20:100, 20 + 125 * index : 20 + 125 * index + width] = color
    file = io.BytesIO()
    Image.fromarray(picture).save(file, form)
    return file.getvalue()


def test_the_colours_of_a_picture_come_back_largest_first() -> None:
    files = colorize_to_files(ColorizeRequest(sketch=swatches(), wants="palette"), lambda step, share: None)
    assert json.loads(files["result.json"])["palette"] == [color.hex for color in COLORS]
    assert set(files) == {"palette.png", "result.json"}


def test_a_jpeg_gives_nearly_the_same_colours() -> None:
    files = colorize_to_files(ColorizeRequest(sketch=swatches("JPEG"), wants="palette"), lambda step, share: None)
    found = [Color.from_hex(text) for text in json.loads(files["result.json"])["palette"]]
    for color in COLORS:
        assert min(np.abs(np.subtract(color, other)).max() for other in found) <= 6


def test_a_sketch_has_no_colours_to_take() -> None:
    with pytest.raises(UserError, match="no colours") as error:
        palette_of(np.repeat(255 - figure()[..., None], 3, axis=2))
    assert error.value.code == "picture.no_colors"


def test_the_picture_of_a_palette_shows_every_colour() -> None:
    picture = draw_palette(COLORS * 4)
    for color in COLORS:
        assert (picture == color).all(axis=2).sum() > 4 * 100 * 100


def test_the_region_map_alone_can_be_asked_for() -> None:
    file = io.BytesIO()
    Image.fromarray(255 - figure(256)).save(file, "PNG")
    files = colorize_to_files(ColorizeRequest(sketch=file.getvalue(), wants="regions"), lambda step, share: None)
    assert set(files) == {"regions.png", "result.json"}
    assert json.loads(files["result.json"])["regions"] >= 3
