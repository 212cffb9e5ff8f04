"""Gaps: what is hollow between round things is paper; what is round itself, or goes on past others, is a thing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.parts.find import find_parts
from engine.parts.gaps import find_gaps
from engine.regions import find_regions
from engine.types import U8, Sight
from models.parts import PARTS, Part
from tests.engine.drawings import blank

APPLES = ((200, 190), (400, 190), (300, 400))


def apples() -> U8:
    """Three round things, and twigs between the lower one and each of the upper ones."""
    line = blank(560, 600)
    for centre in APPLES:
        cv2.circle(line, centre, 99, 255, 4, cv2.LINE_AA)
    for x in (-1, 1):
        cv2.line(line, (300 + 80 * x, 260), (300 + 50 * x, 330), 255, 4)
    return line


def gaps(line: U8) -> tuple[np.ndarray, np.ndarray]:
    """(labels, whether each pixel is in a gap)"""
    regions = find_regions(line)
    return regions.labels, find_gaps(regions, line)[regions.labels]


def test_what_round_things_leave_between_them_is_a_gap_and_they_are_not() -> None:
    _, gap = gaps(apples())
    assert gap[260, 300]
    assert not any(gap[y, x] for x, y in APPLES)
    assert not gap[5, 5]


def test_a_round_thing_among_others_is_none() -> None:
    line = apples()
    cv2.circle(line, (300, 262), 36, 255, 4, cv2.LINE_AA)
    _, gap = gaps(line)
    assert not gap[262, 300]


def test_what_is_hollow_but_wholly_inside_a_drawing_is_a_part_of_something() -> None:
    line = blank(520, 600)
    for centre in ((200, 190), (400, 190), (300, 363)):
        cv2.circle(line, centre, 100, 255, 5, cv2.LINE_AA)
    labels, gap = gaps(line)
    assert labels[250, 300] != labels[5, 5]
    assert not gap.any()


def test_what_lies_in_front_of_others_is_none() -> None:
    """A crescent is hollow on one side, and its outline goes on past the line that ends at it."""
    line = blank(520, 600)
    cv2.ellipse(line, (300, 300), (200, 180), 0, 180, 360, 255, 4, cv2.LINE_AA)
    cv2.ellipse(line, (300, 300), (200, 90), 0, 180, 360, 255, 4, cv2.LINE_AA)
    cv2.line(line, (300, 20), (300, 120), 255, 4)
    _, gap = gaps(line)
    assert not gap.any()


def test_a_gap_goes_on_behind_a_stem_of_solid_ink() -> None:
    line = apples()
    # Two stems beside each other close the right side, the second against the paper.
    for x in (342, 366):
        cv2.line(line, (x, 262), (x - 26, 326), 255, 13)
    labels, gap = gaps(line)
    assert gap[260, 290]
    assert labels[294, 341] not in (labels[260, 290], labels[5, 5])
    assert gap[294, 341]


@pytest.mark.parametrize("heads", [(), ((10, 10, 60, 60),)])
def test_it_is_paper_where_no_head_is_seen(heads: tuple[tuple[int, int, int, int], ...]) -> None:
    line = apples()
    found = find_regions(line)
    outside = found.background[found.labels[::4, ::4]][..., None]
    belief = np.full((140, 150, len(PARTS)), 0.01, np.float32)
    belief[..., [Part.BACKGROUND, Part.PROP]] += np.where(outside, (1, 0), (0, 1))
    belief /= belief.sum(2, keepdims=True)
    regions, parts = find_parts(found, Sight(belief, heads), line)
    label = regions.labels[260, 300]
    assert regions.background[label] == (not heads)
    assert parts.part[regions.labels[190, 200]] == Part.PROP
