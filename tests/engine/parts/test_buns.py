import cv2
import numpy as np

from engine.parts.buns import see_buns
from models.parts import Part
from tests.engine.painting import regions_of

HAIR, BOW, HAT = Part.HAIR, Part.ACCESSORY, Part.HEADWEAR
CROWN, FACE, BODY, LEFT, STRAND, RIGHT = range(2, 8)


def seen(left: Part, right: Part, *, rise: int = 0, hidden: int = 0, size: int = 1, head: bool = True) -> list[Part]:
    """What two buns of a head are, the left one in two strands; the right one sits higher, or behind the crown, by so
    many px. The whole is drawn at a size."""
    labels = np.ones((260, 260), np.int32)
    cv2.circle(labels, (64, 62), 20, LEFT, -1)
    labels[62:][labels[62:] == LEFT] = STRAND
    cv2.circle(labels, (196 - hidden, 62 - rise), 20, RIGHT, -1)
    cv2.rectangle(labels, (70, 175), (190, 259), BODY, -1)
    cv2.ellipse(labels, (130, 110), (60, 70), 0, 0, 360, CROWN, -1)
    cv2.ellipse(labels, (130, 130), (40, 45), 0, 0, 360, FACE, -1)
    labels = labels.repeat(size, 0).repeat(size, 1)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    regions.background[1] = True
    part = np.array([0, 0, HAIR, Part.SKIN, Part.TOP, left, left, right], np.uint8)
    figure = np.array([0, 0, *[1] * 6], np.int32)
    box = np.array([70, 40, 190, 180]) * size if head else np.zeros(4)
    after = see_buns(regions, part, figure, np.array([[0] * 4, box], np.int32))
    assert (after[:LEFT] == part[:LEFT]).all()
    return [Part(one) for one in after[LEFT:].tolist()]


def test_of_two_buns_both_are_hair_where_one_is_though_the_head_hides_some_of_it() -> None:
    assert seen(BOW, HAIR) == seen(HAIR, HAT) == [HAIR, HAIR, HAIR]
    assert seen(BOW, HAIR, hidden=14) == [HAIR, HAIR, HAIR]
    assert seen(BOW, HAIR, size=3) == [HAIR, HAIR, HAIR]


def test_two_bows_are_no_buns_and_neither_is_one_bow_without_a_twin() -> None:
    assert seen(BOW, BOW) == [BOW, BOW, BOW]
    assert seen(BOW, HAIR, hidden=40) == [BOW, BOW, HAIR]
    assert seen(BOW, Part.SKIN) == [BOW, BOW, Part.SKIN]


def test_what_stands_much_higher_and_what_has_no_head_is_left() -> None:
    assert seen(BOW, HAIR, hidden=35, rise=62) == [BOW, BOW, HAIR]
    assert seen(BOW, HAIR, head=False) == [BOW, BOW, HAIR]
