"""The hand-marked points: enough of them, inside their pictures, each in one place, and of the colour they claim."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from data.eval.points import Mark, load_marks
from data.parts import Part

SPRITES = Path(__file__).parents[3] / "benchmarks/evaluation/sprites"
EVERY = {f"{kind}/{name}": marks for kind in ("drawings", "sprites") for name, marks in load_marks(kind).items()}


def color_at(name: str, mark: Mark) -> np.ndarray:
    image = cv2.imread(str(SPRITES / f"{name}.webp"), cv2.IMREAD_COLOR_RGB)
    height, width = image.shape[:2]
    return image[round(mark.y * (height - 1)), round(mark.x * (width - 1))]


@pytest.mark.parametrize("name", EVERY)
def test_each_picture_has_eight_points_some_of_them_on_paper(name: str) -> None:
    marks = EVERY[name]
    assert len(marks) >= 8
    assert all(0 < m.x < 1 and 0 < m.y < 1 for m in marks)
    assert len({(m.x, m.y) for m in marks}) == len(marks)
    parts = Counter(m.part for m in marks)
    assert parts[Part.BACKGROUND] >= 3
    assert len(parts) >= 2


def test_every_sprite_is_marked_and_its_paper_is_white() -> None:
    marks = load_marks("sprites")
    assert set(marks) == {p.stem for p in SPRITES.glob("*.webp")}
    for name, points in marks.items():
        for mark in points:
            if mark.part not in (Part.MOUTH, Part.EYE_WHITE):  # teeth may be as white as paper
                white = (color_at(name, mark) == 255).all()
                assert white == (mark.part == Part.BACKGROUND), (name, mark)


def test_skin_is_warm_and_light_where_it_is_marked() -> None:
    for name, points in load_marks("sprites").items():
        for mark in points:
            if mark.part == Part.SKIN:
                red, green, blue = color_at(name, mark).astype(int)
                assert red >= green >= blue - 8, (name, mark)
                assert red > 200, (name, mark)


def test_another_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        load_marks("photographs")
