"""The shipped network looks at drawings: what it says has a shape, repeats, and is right about the examples."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.decode import decode_picture
from engine.parts import find_parts
from engine.regions import find_regions
from engine.sight import MAP_SIDE, look, look_at_reference
from engine.sketch import read_sketch
from engine.types import Parts, Regions
from models.parts import PARTS, Part


def lines_of(name: str) -> np.ndarray:
    return read_sketch(Path(f"examples/{name}").read_bytes()).line_alpha


def parts_of(name: str) -> tuple[Regions, Parts]:
    line_alpha = lines_of(name)
    regions, parts = find_parts(find_regions(line_alpha), look(line_alpha), line_alpha)
    return regions, parts


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (37, 5), (300, 500), (900, 300)])
def test_the_belief_covers_a_picture_of_any_shape(shape: tuple[int, int]) -> None:
    line_alpha = np.zeros(shape, np.uint8)
    line_alpha[shape[0] // 3 : shape[0] // 2, shape[1] // 4 :] = 255
    belief = look(line_alpha).belief
    assert belief.shape[2] == len(PARTS)
    assert max(belief.shape[:2]) == MAP_SIDE
    assert min(belief.shape[:2]) == max(1, round(MAP_SIDE * min(shape) / max(shape)))
    np.testing.assert_allclose(belief.sum(2), 1, atol=1e-3)
    assert np.isfinite(belief).all()


def test_blank_paper_is_paper() -> None:
    sight = look(np.zeros((200, 300), np.uint8))
    assert (sight.belief.argmax(2) == Part.BACKGROUND).all()
    assert sight.heads == ()


def test_the_same_drawing_is_seen_the_same() -> None:
    line_alpha = lines_of("girl.png")
    one, other = look(line_alpha), look(line_alpha.copy())
    assert np.array_equal(one.belief, other.belief)
    assert one.heads == other.heads


def test_empty_margins_do_not_change_what_is_seen() -> None:
    """A small drawing on a large sheet is looked at as closely as one that fills its paper."""
    line_alpha = lines_of("girl.png")
    height, width = line_alpha.shape
    sheet = np.zeros((2 * height, 2 * width), np.uint8)
    sheet[height // 2 : height // 2 + height, width // 2 : width // 2 + width] = line_alpha
    far = look(sheet).belief.argmax(2)
    middle = far[far.shape[0] // 4 : far.shape[0] * 3 // 4, far.shape[1] // 4 : far.shape[1] * 3 // 4]
    assert np.isin([Part.HAIR, Part.SKIN, Part.TOP], middle).all()


def test_a_girl_has_hair_a_face_and_clothes_on_paper() -> None:
    regions, parts = parts_of("girl.png")
    height, width = regions.labels.shape

    def at(x: float, y: float) -> int:
        return int(parts.part[regions.labels[int(y * height), int(x * width)]])

    assert at(0.02, 0.02) == Part.BACKGROUND
    assert at(0.45, 0.25) == Part.HAIR
    assert at(0.55, 0.5) == Part.SKIN
    assert at(0.2, 0.9) == Part.TOP
    assert parts.figure.max() == 1


@pytest.mark.parametrize(("name", "people"), [("friends.png", 3), ("expressions.png", 4), ("boy.png", 1)])
def test_every_person_is_a_figure_with_hair_and_a_head(name: str, people: int) -> None:
    _, parts = parts_of(name)
    assert parts.figure.max() == people
    for figure in range(1, people + 1):
        assert Part.HAIR in parts.part[parts.figure == figure]
        x0, y0, x1, y1 = parts.head[figure].tolist()
        assert x1 > x0
        assert y1 > y0


def test_a_cat_is_an_animal_without_clothes() -> None:
    regions, parts = parts_of("cat.png")
    area = np.bincount(parts.part, regions.area, len(PARTS))
    area[Part.BACKGROUND] = 0
    assert area[Part.CREATURE] > 0.7 * area.sum()


def test_a_coloured_reference_is_read_too() -> None:
    picture = np.ascontiguousarray(decode_picture(Path("examples/reference-rose.png").read_bytes())[..., :3])
    seen = look_at_reference(picture)
    assert seen is not None
    assert np.isin([Part.HAIR, Part.SKIN], seen).all()


def test_importing_sight_and_looking_at_its_names_brings_in_no_torch() -> None:
    script = "import sys, engine.sight, engine.parts; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
