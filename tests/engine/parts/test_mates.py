import cv2
import numpy as np
import pytest

from engine.parts.mates import see_mates
from models.parts import Part
from tests.engine.painting import regions_of

HEAD = np.array([[0, 0, 0, 0], [80, 10, 120, 50]], np.int32)


def on_her_knees(place: tuple[int, int] = (152, 140)) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(labels, parts, figures): paper 1, head 2, dress 3, a knee 4, and at `place` what looks like a hill 5."""
    labels = np.ones((200, 200), np.int32)
    cv2.ellipse(labels, (48, 146), (26, 18), 0, 0, 360, 4, -1)
    cv2.ellipse(labels, place, (26, 18), 0, 0, 360, 5, -1)
    cv2.circle(labels, (100, 30), 20, 2, -1)
    cv2.rectangle(labels, (65, 51), (135, 160), 3, -1)
    part = np.array([0, Part.BACKGROUND, Part.SKIN, Part.TOP, Part.BOTTOM, Part.SCENERY], np.uint8)
    return labels, part, np.array([0, 0, 1, 1, 1, 0], np.int32)


def seen(labels: np.ndarray, part: np.ndarray, figure: np.ndarray) -> tuple[int, int]:
    """What the last region is and whose."""
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    after, whose = see_mates(regions, part, figure, HEAD)
    assert after[:5].tolist() == part[:5].tolist()
    return int(after[5]), int(whose[5])


def test_a_hill_that_mirrors_a_knee_is_the_other_knee() -> None:
    assert seen(*on_her_knees()) == (Part.BOTTOM, 1)


@pytest.mark.parametrize("place", [(152, 70), (172, 146), (100, 172)])
def test_a_hill_elsewhere_stays_a_hill(place: tuple[int, int]) -> None:
    """Much higher than the knee, cut by the picture's edge, and under the middle of the dress."""
    labels, part, figure = on_her_knees(place)
    if place[0] == 172:
        labels[140:150, 150:] = 5
    assert seen(labels, part, figure) == (Part.SCENERY, 0)


def test_a_hill_with_more_behind_it_stays_a_hill() -> None:
    labels, part, figure = on_her_knees()
    labels[150:, 160:][labels[150:, 160:] == 1] = 6
    part, figure = np.append(part, np.uint8(Part.SCENERY)), np.append(figure, np.int32(0))
    assert seen(labels, part, figure) == (Part.SCENERY, 0)


def test_what_shows_between_an_arm_and_the_body_stays_scenery() -> None:
    labels, part, figure = on_her_knees()
    near = cv2.dilate((labels == 5).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    labels[near & (labels == 1)] = 3
    assert seen(labels, part, figure) == (Part.SCENERY, 0)
