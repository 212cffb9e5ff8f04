"""Lines taken out of finished pictures: true to the drawing, and like an extraction's lines."""

import numpy as np

from data.canvas import Picture
from data.extracted import extracted
from data.parts import Part
from data.sources.procedural import scene


def sheet(color: tuple[int, int, int], part: Part) -> Picture:
    """A square of one colour, drawn with a black outline and one inner line."""
    size = 96
    inside = np.zeros((size, size), np.uint8)
    inside[16:80, 16:80] = 1
    ink = np.zeros((size, size), np.uint8)
    ink[15:81, 15:81] = 255
    ink[17:79, 17:79] = 0
    ink[24:72, 47:49] = 255
    flat = np.full((size, size, 3), 255, np.uint8)
    flat[inside > 0] = color
    shapes = inside.astype(np.int32)
    return Picture(ink, inside * np.uint8(part), inside, flat, shapes, shapes)


def test_the_truth_stays_and_the_lines_repeat_by_seed() -> None:
    picture = scene.draw(31, 256)
    normals = picture.normals()
    first, again = (extracted(picture, normals, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first.ink, again.ink)
    assert first.part is picture.part
    assert first.flat is picture.flat
    assert first.ink.any()
    assert not np.array_equal(first.ink, picture.ink)


def test_dark_cloth_becomes_solid_and_pale_cloth_stays_open() -> None:
    dark, pale = sheet((8, 8, 10), Part.TOP), sheet((240, 235, 225), Part.TOP)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        assert extracted(dark, dark.normals(), rng).ink[24:72, 24:40].mean() > 240
        assert extracted(pale, pale.normals(), rng).ink[24:72, 24:40].mean() < 60


def test_lines_on_skin_are_the_first_to_break() -> None:
    skin = sheet((255, 230, 215), Part.SKIN)
    left = [extracted(skin, skin.normals(), np.random.default_rng(seed)).ink[24:72, 46:50].mean() for seed in range(30)]
    assert min(left) < 100 < max(left)
