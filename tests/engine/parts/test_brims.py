import cv2
import numpy as np

from engine.parts.brims import see_brims
from models.parts import Part
from tests.engine.painting import regions_of

HAIR, HAT, SKIN = Part.HAIR, Part.HEADWEAR, Part.SKIN


def in_a_mob_cap(frill: int) -> tuple[np.ndarray, np.ndarray]:
    """(labels, parts of labels): paper 1, hair 2, face 3, the cap's crown 4 and two pieces `frill` px high below it."""
    labels = np.ones((220, 200), np.int32)
    labels[60:200, 40:160] = 2
    labels[120:180, 70:130] = 3
    cv2.ellipse(labels, (100, 66), (70, 50), 0, 180, 360, 4, -1)
    labels[67 : 67 + frill, 30:100], labels[67 : 67 + frill, 100:170] = 5, 6
    return labels, np.array([0, Part.BACKGROUND, HAIR, SKIN, HAT, HAIR, HAIR], np.uint8)


def seen(labels: np.ndarray, part: np.ndarray) -> list[int]:
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    figure = (part != Part.BACKGROUND).astype(np.int32)
    figure[0] = 0
    head = np.array([[0, 0, 0, 0], [40, 60, 160, 190]], np.int32)
    return see_brims(regions, part, figure, head)[2:].tolist()


def test_a_frill_all_around_a_cap_is_the_cap_s() -> None:
    assert seen(*in_a_mob_cap(frill=20)) == [HAIR, SKIN, HAT, HAT, HAT]


def test_hair_that_comes_far_down_from_a_hat_stays_hair() -> None:
    labels, part = in_a_mob_cap(frill=20)
    labels[87:210, 30:60] = 5
    assert seen(labels, part) == part[2:].tolist()


def test_a_fringe_that_frames_the_face_stays_hair() -> None:
    labels, part = in_a_mob_cap(frill=20)
    labels[87:180, 50:150] = 3
    assert seen(labels, part) == part[2:].tolist()


def test_what_lies_under_a_part_of_a_hat_is_no_brim_of_it() -> None:
    labels, part = in_a_mob_cap(frill=20)
    labels[labels == 6] = 2
    assert seen(labels, part[:6]) == part[2:6].tolist()
