import cv2
import numpy as np

from engine.parts.tips import see_tips
from models.parts import Part
from tests.engine.painting import regions_of

HAIR, SKIN, TOP = Part.HAIR, Part.SKIN, Part.TOP
CROWN, FACE, BODY, SLEEVE, CUFF = range(2, 7)


def seen(*, end: int = 30, cuff: Part = TOP, coat: int = 0, low: int = 0, head: bool = True) -> Part:
    """What hangs beside a neck, under hair: as wide as `end` where it ends on a cuff, `coat` px of the body's cloth on
    its outer side; the chin is `low` px lower than it could be."""
    labels = np.ones((200, 200), np.int32)
    cv2.ellipse(labels, (100, 60), (50, 45), 0, 0, 360, CROWN, -1)
    cv2.ellipse(labels, (100, 70), (30, 35), 0, 0, 360, FACE, -1)
    cv2.rectangle(labels, (81, 106), (140, 199), BODY, -1)
    cv2.rectangle(labels, (50, 90), (80, 106), CROWN, -1)
    outline = [(50, 107), (80, 107), (80, 165), (80 - end, 165)]
    cv2.fillPoly(labels, [np.array(outline)], SLEEVE)
    cv2.rectangle(labels, (45, 166), (80, 190), CUFF, -1)
    if coat:
        cv2.rectangle(labels, (49 - coat, 100), (49, 190), BODY, -1)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    regions.background[1] = True
    part = np.array([0, 0, HAIR, SKIN, TOP, HAIR, cuff], np.uint8)
    figure = np.array([0, 0, *[1] * 5], np.int32)
    box = [50, 15, 151, 106 + low] if head else [0] * 4
    after = see_tips(regions, part, figure, np.array([[0] * 4, box], np.int32))
    assert (np.delete(after, SLEEVE) == np.delete(part, SLEEVE)).all()
    return Part(after[SLEEVE])


def test_what_ends_on_a_cuff_as_wide_as_it_is_is_a_sleeve() -> None:
    assert seen() == TOP


def test_a_lock_with_a_tip_and_hair_that_ends_on_no_cloth_are_left() -> None:
    assert seen(end=2) == HAIR
    assert seen(cuff=SKIN) == HAIR


def test_what_hangs_before_a_coat_or_beside_a_face_or_from_nobody_is_left() -> None:
    assert seen(coat=12) == HAIR
    assert seen(low=60) == HAIR
    assert seen(head=False) == HAIR
