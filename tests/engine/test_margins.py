"""Lines that a frame cut go on to the picture's edge; what ends by itself ends where it does."""

import cv2
import numpy as np
import pytest

from engine.margins import continue_lines
from engine.regions import find_regions
from engine.types import U8
from tests.engine.drawings import blank


def legs(ends: tuple[int, ...] = (480, 480, 480, 480)) -> U8:
    """Two legs from a waist down: four lines, and the rows where they end."""
    line = blank(512, 512)
    cv2.rectangle(line, (190, 100), (320, 160), 255, 3)
    for (top, bottom), end in zip(((190, 150), (240, 225), (270, 285), (320, 360)), ends, strict=True):
        aside = (bottom - top) / 320
        cv2.line(line, (top, 160), (round(top + aside * (end - 160)), end), 255, 3)
    return line


@pytest.mark.parametrize("turns", range(4))
def test_legs_that_a_frame_cut_are_closed_up_to_the_edge(turns: int) -> None:
    line = np.ascontiguousarray(np.rot90(legs(), turns))
    labels = np.rot90(find_regions(line).labels, -turns)
    left, between, right, paper = labels[400, 195], labels[400, 255], labels[400, 315], labels[400, 20]
    assert len({left, between, right, paper}) == 4
    assert labels[400, 490] == paper
    assert [labels[508, x] for x in (180, 255, 330)] == [left, between, right]


def test_lines_that_end_here_and_there_are_no_margin() -> None:
    line = legs((480, 470, 455, 465))
    assert continue_lines(line) is line


def test_feet_end_by_themselves() -> None:
    line = legs()
    for left, right in ((150, 225), (285, 360)):
        cv2.ellipse(line, ((left + right) // 2, 480), ((right - left) // 2, 14), 0, 0, 180, 255, 3)
    assert continue_lines(line) is line


def test_a_spot_below_the_lines_is_no_frame() -> None:
    line = legs()
    cv2.circle(line, (60, 480), 2, 255, -1)
    assert continue_lines(line) is line


def test_what_reaches_the_edge_or_ends_far_from_it_stays() -> None:
    for end in (511, 440):
        line = legs((end,) * 4)
        assert continue_lines(line) is line
    nothing = blank(64, 64)
    assert continue_lines(nothing) is nothing


def test_continued_lines_have_nothing_left_to_continue() -> None:
    longer = continue_lines(legs())
    assert (longer[:470] == legs()[:470]).all()
    assert continue_lines(longer) is longer
