import cv2
import numpy as np

from engine.parts.hands import see_hands
from models.parts import Part
from tests.engine.painting import regions_of

TOP, SKIN, HAIR, HAT = Part.TOP, Part.SKIN, Part.HAIR, Part.HEADWEAR
CROWN, FACE, SHIRT, RAISED, TIP = range(2, 7)


def seen(
    x: int = 62, y: int = 88, *, size: int = 14, part: Part = TOP, tip: int = 8, end: int = 199
) -> tuple[Part, Part]:
    """What something round at a place in px is, and what is between it and the face, of such a size, where a bust or
    body ends at some height."""
    labels = np.ones((200, 200), np.int32)
    cv2.rectangle(labels, (50, 104), (150, end), SHIRT, -1)
    cv2.circle(labels, (100, 70), 45, CROWN, -1)
    cv2.ellipse(labels, (100, 80), (32, 36), 0, 0, 360, FACE, -1)
    cv2.circle(labels, (x, y), size, RAISED, -1)
    cv2.circle(labels, (x + size, y), tip // 2, TIP, -1)
    parts = np.array([0, 0, HAIR, SKIN, TOP, part, TOP], np.uint8)
    figure, head = np.array([0, 0, 1, 1, 1, 1, 1], np.int32), np.array([[0] * 4, [55, 25, 145, 116]], np.int32)
    after = see_hands(regions_of(labels, np.zeros(labels.shape, np.uint8)), parts, figure, head)
    assert after[[CROWN, FACE, SHIRT]].tolist() == [HAIR, SKIN, TOP]
    return Part(int(after[RAISED])), Part(int(after[TIP]))


def test_a_hand_before_face_and_hair_is_skin_to_its_finger_tips() -> None:
    assert seen() == (SKIN, SKIN)
    assert seen(138) == (SKIN, TOP)  # the other piece lies in the air there, no finger


def test_what_does_not_lie_before_face_and_hair_and_air_is_no_hand() -> None:
    assert seen(45)[0] == TOP  # beside the face
    assert seen(100)[0] == TOP  # in the face
    assert seen(76, 116)[0] == SKIN
    assert seen(76, 122)[0] == TOP  # below the chin
    assert seen(62, 60)[0] == TOP  # on the brow


def test_the_shoulder_of_a_bust_is_no_hand() -> None:
    assert seen(y=100)[0] == SKIN
    assert seen(y=100, end=118)[0] == TOP


def test_a_hat_is_a_hat_and_a_speck_and_a_coat_are_no_hands() -> None:
    assert seen(part=HAT)[0] == HAT
    assert seen(size=6, y=96, x=64)[0] == TOP
    assert seen(x=30, size=45)[0] == TOP


def test_without_a_face_nothing_is_raised_to_it() -> None:
    labels = np.ones((60, 60), np.int32)
    labels[20:40, 20:40] = 2
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    part = np.array([0, 0, TOP], np.uint8)
    assert see_hands(regions, part, np.array([0, 0, 1], np.int32), np.zeros((2, 4), np.int32)) is part
