"""Regions that open lines have run together are cut where the network sees different things, along the ink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.parts.leaks import cut_leaks
from engine.regions import describe
from engine.types import U8, Regions, Sight
from models.parts import PARTS, Part


def drawing(gap: int) -> U8:
    """A box of 160 x 120 px with a wall down its middle that has a gap in it."""
    ink = np.zeros((200, 240), np.uint8)
    ink[40:160, [40, 41, 198, 199]] = 255
    ink[[40, 41, 158, 159], 40:200] = 255
    ink[40:160, 119:121] = 255
    ink[100 - gap // 2 : 100 + gap // 2, 119:121] = 0
    return ink


def sight(left: Part, right: Part) -> Sight:
    belief = np.full((100, 120, len(PARTS)), 0.01, np.float32)
    belief[..., Part.BACKGROUND] = 1
    belief[20:80, 20:100, Part.BACKGROUND] = 0.01
    belief[20:80, 20:60, left] += 0.9
    belief[20:80, 60:100, right] += 0.9
    return Sight(belief / belief.sum(-1, keepdims=True))


def joined(gap: int) -> tuple[Regions, U8]:
    """The box's two rooms as one region, as a wide gap makes them."""
    ink = drawing(gap)
    inside = np.zeros(ink.shape, bool)
    inside[42:158, 42:198] = True
    labels = np.where(inside, 1, 2).astype(np.int32)
    table = describe(labels, np.array([[0, 0], [80, 100], [5, 5]], np.int32), ink)
    return replace(table, background=np.array([False, False, True])), ink


def test_a_face_that_ran_into_its_hair_is_cut_off_along_the_line() -> None:
    regions, ink = joined(gap=30)
    cut = cut_leaks(regions, sight(Part.HAIR, Part.SKIN), ink)
    assert cut.count == 3
    left, right = cut.labels[60, 80], cut.labels[60, 160]
    assert {int(left), int(right)} == {1, 3}
    assert (cut.labels[45:80, 45:115] == left).all()
    assert (cut.labels[45:80, 125:195] == right).all()
    assert cut.area.sum() == ink.size
    assert not cut.background[[1, 3]].any()
    assert cut.background[2]
    for label in (1, 3):
        x, y = cut.anchor[label]
        assert cut.labels[y, x] == label
    assert cut.drawn[3] == 3


def test_what_no_line_hints_at_is_one_thing() -> None:
    regions, ink = joined(gap=30)
    ink[44:156, 119:121] = 0
    assert cut_leaks(regions, sight(Part.HAIR, Part.SKIN), ink) is regions


@pytest.mark.parametrize("pair", [(Part.TOP, Part.BOTTOM), (Part.HAIR, Part.HEADWEAR), (Part.SKIN, Part.SKIN)])
def test_like_things_are_not_told_apart(pair: tuple[Part, Part]) -> None:
    regions, ink = joined(gap=30)
    assert cut_leaks(regions, sight(*pair), ink) is regions


def test_paper_is_left_alone() -> None:
    regions, ink = joined(gap=30)
    regions.background[1] = True
    assert cut_leaks(regions, sight(Part.HAIR, Part.SKIN), ink) is regions
