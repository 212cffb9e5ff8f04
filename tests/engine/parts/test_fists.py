import cv2
import numpy as np

from engine.parts.fists import see_fists
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

SKIN, TOP, PROP = Part.SKIN, Part.TOP, Part.PROP
HEAD = (0, 0, 240, 110)


def hand(
    *, belief: float = 0.3, bare: float = 0.15, wide: bool = False, fist: bool = True, ground: Part | None = None
) -> list[int]:
    """What is seen of a palm (3) with a thumb and two fingers (4, 5), a sleeve (2) and a ground (6)."""
    labels = np.ones((240, 240), np.int32)
    if ground is not None:
        labels[110:230, 85:235] = 6
    labels[130:170, 10:100] = 2
    cv2.rectangle(labels, (100, 130 if wide else 145), (120, 170 if wide else 160), 3, -1)
    cv2.rectangle(labels, (115, 135), (147, 165), 3, -1)
    if fist:
        cv2.line(labels, (145, 138), (180, 122), 3, 8)
        cv2.ellipse(labels, (124, 168), (7, 11), 0, 0, 360, 4, -1)
        cv2.ellipse(labels, (139, 168), (7, 11), 0, 0, 360, 5, -1)
    else:
        labels[0, 0], labels[0, 1] = 4, 5
    if ground is None:
        labels[239, 239] = 6
    ink = np.zeros(labels.shape, np.uint8)
    ink[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    ink[1:][labels[1:] != labels[:-1]] = 255
    regions = regions_of(labels, ink)
    part = np.array([0, 0, TOP, TOP, PROP, TOP, PROP if ground is None else ground], np.uint8)
    pooled = np.full((7, len(PARTS)), 0.01, np.float32)
    pooled[3:6, TOP], pooled[3:6, SKIN] = belief, bare
    figure = np.array([0, 0, 1, 1, 1, 1, 1], np.int32)
    return see_fists(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), pooled)[2:6].tolist()


def test_a_palm_with_fingers_at_the_end_of_a_sleeve_is_a_hand() -> None:
    assert hand() == [TOP, SKIN, SKIN, SKIN]
    assert hand(ground=TOP) == [TOP, SKIN, SKIN, SKIN]


def test_what_has_no_fingers_no_wrist_or_a_surer_name_is_no_hand() -> None:
    assert hand(fist=False)[1] == TOP
    assert hand(wide=True) == [TOP, TOP, PROP, TOP]
    assert hand(belief=0.6) == [TOP, TOP, PROP, TOP]
    assert hand(bare=0.05) == [TOP, TOP, PROP, TOP]


def test_a_hand_on_a_bare_arm_hangs_there_by_a_wrist_that_no_line_closes() -> None:
    def rests(closed: bool) -> list[int]:
        labels = np.ones((240, 240), np.int32)
        labels[180:] = 6
        labels[110:180, 100:135] = 7  # the body that the arm lies beside
        labels[110:150, 80:100] = 2
        labels[150:185, 80:112] = 3
        cv2.line(labels, (85, 180), (74, 226), 3, 10)
        cv2.ellipse(labels, (103, 186), (8, 8), 0, 0, 360, 4, -1)
        labels[0, 0] = 5
        ink = np.zeros(labels.shape, np.uint8)
        ink[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
        ink[1:][labels[1:] != labels[:-1]] = 255
        if not closed:
            ink[148:152, 85:95] = 0
        part = np.array([0, 0, SKIN, PROP, PROP, PROP, PROP, TOP], np.uint8)
        pooled = np.full((8, len(PARTS)), 0.01, np.float32)
        pooled[3:5, PROP], pooled[3:5, SKIN] = 0.3, 0.15
        figure = np.array([0, 0, 1, 1, 1, 1, 1, 1], np.int32)
        seen = see_fists(regions_of(labels, ink), part, figure, np.array([[0] * 4, HEAD], np.int32), pooled)
        return seen[3:5].tolist()

    assert rests(closed=False) == [SKIN, SKIN]
    assert rests(closed=True) == [PROP, PROP]
