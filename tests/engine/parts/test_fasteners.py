import cv2
import numpy as np

from engine.parts.fasteners import see_fasteners
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

FUR, TOP = Part.CREATURE, Part.TOP
HEAD, BODY, LEFT, RIGHT, KNOB, OTHER_KNOB, SLEEVE, CUFF, PAW, COLLAR = range(2, 12)


def seen(*, knobs: int = 2, beside: bool = False, radius: int = 4, other_radius: int = 4, collar: float = 0.6) -> set:
    """Which of a standing beast's regions are cloth: its coat is parted in two by a seam with so many knobs on it."""
    labels = np.ones((200, 200), np.int32)
    labels[10:50, 70:130] = HEAD
    labels[50:60, 80:120] = COLLAR
    labels[60:140, 60:100] = LEFT
    labels[60:140, 100:140] = RIGHT
    labels[140:190, 60:140] = BODY
    labels[70:90, 140:170] = SLEEVE
    labels[70:90, 170:175] = CUFF
    labels[70:90, 175:195] = PAW
    for label, y, r in ((KNOB, 80, radius), (OTHER_KNOB, 110, other_radius))[:knobs]:
        x = (100, 75) if beside else (100, 100)
        cv2.circle(labels, (x[label - KNOB], y), r, label, -1)
    # What is not drawn is a speck of paper.
    for label in range(2, 12):
        if not (labels == label).any():
            labels[199, label] = label
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    part = np.array([0, 0, *[FUR] * 10], np.uint8)
    belief = np.zeros((12, len(PARTS)), np.float32)
    belief[:, FUR] = 0.8
    belief[COLLAR, FUR], belief[COLLAR, TOP] = 1 - collar, collar
    figure = np.array([0, 0, *[1] * 10], np.int32)
    after = see_fasteners(regions, part, figure, belief)
    assert set(after[2:].tolist()) <= {FUR, TOP}
    return set(np.flatnonzero(after == TOP).tolist())


def test_a_beast_that_is_buttoned_up_wears_a_jacket_down_to_its_hem_and_its_cuffs() -> None:
    assert seen() == {LEFT, RIGHT, KNOB, OTHER_KNOB, SLEEVE, CUFF, COLLAR}
    assert seen(collar=0.1) == {LEFT, RIGHT, KNOB, OTHER_KNOB, SLEEVE, CUFF}


def test_one_knob_spots_beside_a_seam_and_unlike_ones_are_of_the_coat() -> None:
    assert not seen(knobs=1)
    assert not seen(beside=True)
    assert not seen(other_radius=8)


def test_what_is_large_is_no_fastener() -> None:
    assert not seen(radius=14, other_radius=14)
