"""The grounding benchmark: a hit is the hint's own colour at the point, and nothing else."""

import numpy as np
import pytest

from benchmarks.grounding import COLOR, Count, report, sprite_cases, taken
from data.eval.points import Mark
from data.parts import Part


def test_every_sprite_has_marks_of_what_is_asked_for() -> None:
    cases = list(sprite_cases())
    assert len(cases) == 13
    for case in cases:
        assert len(case.marks) >= 8
        assert {Part.HAIR, Part.SKIN, Part.BACKGROUND} <= {mark.part for mark in case.marks}


def test_a_point_is_read_where_it_lies() -> None:
    flat = np.full((10, 20, 3), 255, np.uint8)
    flat[4, 19] = COLOR
    assert taken(flat, Mark(0.99, 0.45, Part.HAIR))
    assert not taken(flat, Mark(0.89, 0.45, Part.HAIR))
    flat[4, 19] -= 1
    assert not taken(flat, Mark(0.99, 0.45, Part.HAIR))


def test_shares() -> None:
    figures = report({"hair": Count(3, 4, 1, 10), "skin": Count(4, 4, 0, 10)})
    assert figures["hair"]["right"] == pytest.approx(0.75)
    assert figures["all"]["right"] == pytest.approx(7 / 8)
    assert figures["all"]["spoilt"] == pytest.approx(1 / 20)
