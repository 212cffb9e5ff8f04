import cv2
import numpy as np

from engine.parts.sleeves import see_sleeves
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

TOP, SKIN, RING = Part.TOP, Part.SKIN, Part.ACCESSORY
HEAD, BODY, ARM, SLEEVE, CUFF, OTHER_CUFF, HAND, OTHER_HAND = range(2, 10)


def seen(
    cuff: Part, other_cuff: Part, *, cuff_end: int = 108, body: Part = TOP, head: bool = True, cloth: float = 0.2
) -> list[Part]:
    """What two arms (skin, cloth) and their cuffs are. The cuff of the bare arm ends at a height in px, and the arm is
    believed so much cloth, and half skin."""
    labels = np.ones((160, 200), np.int32)
    cv2.circle(labels, (100, 25), 20, HEAD, -1)
    cv2.rectangle(labels, (80, 46), (120, 130), BODY, -1)
    for side, arm, end, hand in ((-1, ARM, CUFF, HAND), (1, SLEEVE, OTHER_CUFF, OTHER_HAND)):
        x0, x1 = sorted((100 + side * 21, 100 + side * 36))
        cv2.rectangle(labels, (x0, 115), (x1, 140), hand, -1)
        cv2.rectangle(labels, (x0, 98), (x1, 114), end, -1)
        cv2.rectangle(labels, (x0, 50), (x1, 98), arm, -1)
    labels[cuff_end + 1 : 115][labels[cuff_end + 1 : 115] == CUFF] = 1
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    regions.background[1] = True
    part = np.array([0, 0, SKIN, body, SKIN, TOP, cuff, other_cuff, SKIN, SKIN], np.uint8)
    figure = np.array([0, 0, *[1] * 8], np.int32)
    box = [80, 5, 121, 46] if head else [0] * 4
    belief = np.zeros((10, len(PARTS)), np.float32)
    belief[:, SKIN], belief[ARM, TOP] = 0.5, cloth
    after = see_sleeves(regions, part, figure, np.array([[0] * 4, box], np.int32), belief)
    assert (after[[HEAD, HAND, OTHER_HAND]] == SKIN).all()
    return [Part(one) for one in after[[ARM, SLEEVE, CUFF, OTHER_CUFF]].tolist()]


def test_two_arms_with_cuffs_are_sleeves_where_one_is() -> None:
    assert seen(TOP, SKIN, cuff_end=114) == [TOP, TOP, TOP, TOP]
    assert seen(SKIN, TOP, cuff_end=114) == [TOP, TOP, TOP, TOP]


def test_bands_on_a_bare_arm_and_cuffs_without_a_hand_are_left() -> None:
    assert seen(RING, RING, cuff_end=114) == [SKIN, TOP, RING, RING]
    assert seen(SKIN, SKIN, cuff_end=114) == [SKIN, TOP, SKIN, SKIN]
    assert seen(TOP, SKIN) == [SKIN, TOP, TOP, SKIN]


def test_an_arm_that_may_be_cloth_as_well_as_skin_is_what_its_twin_is() -> None:
    assert seen(SKIN, SKIN, cloth=0.48) == [TOP, TOP, SKIN, SKIN]
    assert seen(SKIN, SKIN, cloth=0.48, head=False) == [SKIN, TOP, SKIN, SKIN]


def test_an_arm_that_hangs_on_no_cloth_and_a_body_without_a_head_are_left() -> None:
    assert seen(TOP, SKIN, cuff_end=114, body=SKIN) == [SKIN, TOP, TOP, SKIN]
    assert seen(TOP, SKIN, cuff_end=114, head=False) == [SKIN, TOP, TOP, SKIN]


def worn(*, arm: int, overlap: int = 0, sure: float = 0.5, head: int = 40) -> Part:
    """What an arm, so many px wide, is that ends in a hand of 16 px, which may overlap it; believed skin so much."""
    hand = 16
    labels = np.ones((160, 200), np.int32)
    labels[10:50, 20:60] = 2
    labels[50:150, 20:80] = 3
    labels[60 : 60 + arm, 80:140] = 4
    y = 60 + arm // 2 - hand // 2
    labels[y : y + hand, 140 - overlap : 190] = 5
    line = np.zeros(labels.shape, np.uint8)
    line[:, 80:] = 255
    regions = regions_of(labels, line)
    part = np.array([0, 0, SKIN, TOP, SKIN, SKIN], np.uint8)
    belief = np.zeros((6, len(PARTS)), np.float32)
    belief[4, SKIN], belief[4, TOP] = sure, 0.1
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    after = see_sleeves(regions, part, figure, np.array([[0] * 4, [20, 10, 20 + head, 50]], np.int32), belief)
    assert after[[2, 3, 5]].tolist() == [SKIN, TOP, SKIN]
    return Part(int(after[4]))


def test_a_hand_comes_out_of_a_sleeve_that_is_wider() -> None:
    assert worn(arm=24) == TOP


def test_an_arm_as_wide_as_its_wrist_and_what_is_surely_bare_are_skin() -> None:
    assert worn(arm=16) == SKIN
    assert worn(arm=12) == SKIN
    assert worn(arm=24, sure=0.8) == SKIN


def test_a_finger_that_lies_on_a_hand_and_what_is_small_make_no_sleeve() -> None:
    assert worn(arm=44, overlap=12) == SKIN
    assert worn(arm=24, head=400) == SKIN
