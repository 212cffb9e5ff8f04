from __future__ import annotations

import numpy as np

from engine.twins import find_twins


def twins_of(*shapes: tuple[float, float, float, float]) -> list[int]:
    """The twins of boxes, each (x, y of the middle, width, height), on a figure of width 100 whose axis is x = 50."""
    x, y, wide, high = np.array(shapes, float).T
    return find_twins(x, y, wide * high, np.stack([wide, high], 1), 50.0, 100.0).tolist()


def test_two_sleeves_are_twins_although_no_drawing_is_symmetric() -> None:
    assert twins_of((20, 40, 14, 40), (50, 40, 40, 50), (78, 46, 18, 34)) == [2, -1, 0]


def test_each_shape_has_the_one_twin_that_fits_best() -> None:
    assert twins_of((20, 40, 14, 40), (82, 40, 13, 40), (74, 52, 18, 30)) == [1, 0, -1]


def test_no_twins_are_what_lies_on_one_side_or_differs_in_size_shape_or_height() -> None:
    sleeve = (20, 40, 14, 40)
    assert twins_of(sleeve, (40, 40, 14, 40)) == [-1, -1]
    assert twins_of(sleeve, (80, 40, 8, 24)) == [-1, -1]
    assert twins_of(sleeve, (80, 40, 40, 14)) == [-1, -1]
    assert twins_of(sleeve, (80, 90, 14, 40)) == [-1, -1]
    assert twins_of(sleeve, (160, 40, 14, 40)) == [-1, -1]


def test_one_shape_or_none_has_no_twin() -> None:
    assert twins_of((20, 40, 14, 40)) == [-1]
    nothing = np.zeros(0)
    assert not len(find_twins(nothing, nothing, nothing, np.zeros((0, 2)), 50.0, 100.0))
