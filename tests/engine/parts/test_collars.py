import numpy as np

from engine.parts.collars import see_collars
from engine.types import Regions
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

HEAD = (60, 20, 140, 100)
SKIN, TOP = Part.SKIN, Part.TOP


def bust() -> tuple[Regions, np.ndarray]:
    """(regions, belief): paper (1), a face (2), a neck (3), a collar's two flaps (4, 5) and a shirt (6)."""
    labels = np.ones((200, 200), np.int32)
    labels[150:, 20:180] = 6
    labels[120:150, 50:85], labels[120:150, 115:150] = 4, 5
    labels[90:150, 85:115] = 3
    labels[30:95, 65:135] = 2
    ink = np.zeros(labels.shape, np.uint8)
    ink[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    ink[1:][labels[1:] != labels[:-1]] = 255
    belief = np.full((7, len(PARTS)), 0.01, np.float32)
    belief[2:4, SKIN], belief[6, TOP] = 0.9, 0.9
    belief[4:6, SKIN], belief[4:6, TOP] = 0.48, 0.46
    return regions_of(labels, ink), belief


def seen(regions: Regions, belief: np.ndarray) -> list[int]:
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, SKIN, SKIN, SKIN, SKIN, TOP], np.uint8)
    figure = np.array([0, 0, 1, 1, 1, 1, 1], np.int32)
    return see_collars(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[2:].tolist()


def test_the_flaps_of_a_collar_are_cloth_and_the_neck_stays_bare() -> None:
    assert seen(*bust()) == [SKIN, SKIN, TOP, TOP, TOP]


def test_shoulders_stay_bare_where_they_are_surely_so_or_no_line_ends_the_neck() -> None:
    regions, belief = bust()
    belief[4, SKIN] = 0.8
    assert seen(regions, belief) == [SKIN, SKIN, SKIN, TOP, TOP]
    regions.ink[:] = 0
    assert seen(regions, belief) == [SKIN] * 4 + [TOP]


def test_what_has_most_of_the_chin_is_the_neck_however_little_of_its_border_that_is() -> None:
    regions, belief = bust()
    labels = regions.labels.copy()
    labels[95:180, 85:115] = labels[130:180, 40:160] = 3  # a low neckline between two shoulders
    labels[95:130, 60:85], labels[95:130, 115:140] = 4, 5
    ink = np.zeros(labels.shape, np.uint8)
    ink[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    ink[1:][labels[1:] != labels[:-1]] = 255
    belief[3, SKIN], belief[3, TOP] = 0.48, 0.46
    belief[4:6, SKIN] = 0.8
    assert seen(regions_of(labels, ink), belief) == [SKIN] * 4 + [TOP]


def test_without_a_head_nobody_has_a_neck() -> None:
    regions, belief = bust()
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, SKIN, SKIN, SKIN, SKIN, TOP], np.uint8)
    assert see_collars(regions, part, np.ones(7, np.int32), np.zeros((2, 4), np.int32), belief) is part


def dress(*, worn: float = 0.5, joined: bool = False, juts: bool = False, neck: bool = True) -> int:
    """What is seen between two sleeves (4), below a face (2) and a neck (3), where the belief is in two minds."""
    labels = np.ones((220, 200), np.int32)
    labels[95:, :60] = labels[95:, 140:] = 4
    labels[95:, 60:140] = 5
    if juts:
        labels[150:, 55:145] = labels[95:, 140:] = 1
    labels[30:100, 65:135] = 2
    labels[100:125, 72:128] = 3 if neck else 5
    ink = np.zeros(labels.shape, np.uint8)
    ink[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    ink[1:][labels[1:] != labels[:-1]] = 255
    if joined:
        ink[105:120, 68:76] = 0
    if not neck:
        labels[200:205, 20:25], ink[195:210, 15:30] = 3, 255
    part = np.array([0, 0, SKIN, SKIN, TOP, SKIN], np.uint8)
    belief = np.full((6, len(PARTS)), 0.01, np.float32)
    belief[5, SKIN], belief[5, TOP], belief[5, Part.ACCESSORY] = 0.4, worn / 2, worn / 2
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    return int(see_collars(regions_of(labels, ink), part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[5])


def test_what_is_rather_worn_than_bare_is_cloth_however_its_kinds_share_the_belief() -> None:
    assert dress() == TOP
    assert dress(worn=0.3) == SKIN


def test_an_arm_that_juts_out_what_no_line_parts_and_a_low_neckline_stay_bare() -> None:
    assert dress(juts=True) == SKIN
    assert dress(joined=True) == SKIN
    assert dress(neck=False) == SKIN


def test_a_trinket_on_one_side_of_the_neck_is_of_the_collar_and_in_the_middle_stays() -> None:
    def beside_the_neck(x: int, believed: float = 0.5) -> int:
        labels = np.ones((200, 200), np.int32)
        labels[110:, 20:180] = 4
        labels[90:120, 85:115] = 3
        labels[30:95, 65:135] = 2
        labels[105:120, x : x + 12] = 5
        part = np.array([0, 0, SKIN, SKIN, TOP, Part.ACCESSORY], np.uint8)
        belief = np.full((6, len(PARTS)), 0.01, np.float32)
        belief[2:4, SKIN], belief[4, TOP], belief[5, Part.ACCESSORY] = 0.9, 0.9, believed
        figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
        regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
        return int(see_collars(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[5])

    assert beside_the_neck(115) == beside_the_neck(73) == TOP
    assert beside_the_neck(94) == Part.ACCESSORY
    assert beside_the_neck(115, believed=0.8) == Part.ACCESSORY
