"""Between two legs that the lower edge cuts is air; what hangs or is pleated there is cloth."""

import cv2
import numpy as np
import pytest

from engine.parts.find import find_paper
from engine.parts.legs import find_air_between_legs
from engine.regions import find_regions
from engine.types import Regions
from models.parts import PARTS, Part
from tests.engine.drawings import blank

APART = ((150, 60), (220, 150), (230, 300), (300, 390))
PLEATS = ((190, 90), (225, 195), (255, 285), (290, 390))


def below_a_belt(
    lines: tuple[tuple[int, int], ...], middle: Part = Part.BOTTOM, sure: float = 0.6, foot: int = 511
) -> tuple[Regions, np.ndarray, int]:
    """(regions, belief, label): lines from a belt down to `foot`, and what is in the middle of them."""
    line = blank(512, 512)
    cv2.rectangle(line, (lines[0][0], 100), (lines[-1][0], 140), 255, 3)
    for top, bottom in lines:
        cv2.line(line, (top, 140), (bottom, foot), 255, 3)
    if foot < 511:
        cv2.line(line, (lines[0][1], foot), (lines[-1][1], foot), 255, 3)
    regions = find_regions(line)
    belief = np.zeros((regions.count + 1, len(PARTS)), np.float32)
    belief[:, Part.BOTTOM] = 1
    label = int(regions.labels[420, 224])
    belief[label] = 0
    belief[label, middle] = sure
    belief[label, Part.PROP] = 1 - sure
    return regions, belief, label


@pytest.mark.parametrize("middle", [Part.BOTTOM, Part.SKIN, Part.TOP, Part.BACKGROUND])
def test_air_between_legs_is_paper_whatever_it_is_taken_for(middle: Part) -> None:
    regions, belief, label = below_a_belt(APART, middle)
    assert np.flatnonzero(find_air_between_legs(regions, belief)).tolist() == [label]
    assert not regions.background[label]
    assert find_paper(regions, belief)[label]


@pytest.mark.parametrize(
    ("middle", "sure"), [(Part.BOTTOM, 0.95), (Part.PROP, 0.0), (Part.CREATURE, 0.7), (Part.HAIR, 0.6)]
)
def test_what_hangs_between_legs_is_seen(middle: Part, sure: float) -> None:
    regions, belief, _ = below_a_belt(APART, middle, sure)
    assert not find_air_between_legs(regions, belief).any()


def test_pleats_that_widen_alike_are_a_skirt() -> None:
    regions, belief, _ = below_a_belt(PLEATS)
    assert not find_air_between_legs(regions, belief).any()


def test_what_a_hem_ends_is_not_cut() -> None:
    regions, belief, _ = below_a_belt(APART, foot=470)
    assert not find_air_between_legs(regions, belief).any()


def test_more_cloth_beside_them_is_a_skirt() -> None:
    regions, belief, _ = below_a_belt(((120, 20), *APART))
    assert not find_air_between_legs(regions, belief).any()


def test_nothing_at_the_lower_edge_is_nothing_found() -> None:
    regions = find_regions(blank(64, 64))
    assert not find_air_between_legs(regions, np.full((2, len(PARTS)), 1 / len(PARTS), np.float32)).any()
