import cv2
import numpy as np

from engine.parts.headgear import see_ears, see_headgear
from engine.types import Regions
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

HAIR, SKIN, HAT, PIN = Part.HAIR, Part.SKIN, Part.HEADWEAR, Part.ACCESSORY
HEAD = (50, 40, 150, 160)


def bonnet(ears: int = 18) -> Regions:
    """Paper (1), hair (2), a face (3), a hat (4), two ears on it (5, 6), a gap in the fringe (7)."""
    labels = np.ones((200, 200), np.int32)
    cv2.rectangle(labels, (60, 80), (140, 150), 2, -1)
    cv2.rectangle(labels, (75, 100), (125, 148), 3, -1)
    cv2.rectangle(labels, (60, 52), (140, 79), 4, -1)
    cv2.rectangle(labels, (60, 51 - ears), (60 + 2 * ears, 51), 5, -1)
    cv2.rectangle(labels, (140 - 2 * ears, 51 - ears), (140, 51), 6, -1)
    cv2.rectangle(labels, (95, 90), (105, 99), 7, -1)
    return regions_of(labels, np.zeros((200, 200), np.uint8))


def seen(regions: Regions, *parts: Part, sure: float = 0.4, head: tuple[int, ...] = HEAD) -> list[int]:
    pooled = np.full((regions.count + 1, len(PARTS)), 0.01, np.float32)
    pooled[:, PIN], pooled[:, HAIR] = sure, 0.3
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, *parts], np.uint8)
    figure = np.minimum(np.arange(len(part)), 1).astype(np.int32)
    return see_headgear(regions, part, figure, np.array([[0] * 4, head], np.int32), pooled)[2:].tolist()


def test_a_hat_takes_in_its_ears_but_no_pins() -> None:
    assert seen(bonnet(), HAIR, SKIN, HAT, PIN, PIN, HAIR)[2:5] == [HAT, HAT, HAT]
    assert seen(bonnet(8), HAIR, SKIN, HAT, PIN, PIN, HAIR)[2:5] == [HAT, PIN, PIN]


def test_without_a_head_or_a_hat_nothing_is_sewn_to_one() -> None:
    assert seen(bonnet(), HAIR, SKIN, HAT, PIN, PIN, HAIR, head=(0, 0, 0, 0))[2:5] == [HAT, PIN, PIN]
    assert seen(bonnet(), HAIR, SKIN, HAIR, PIN, PIN, HAIR)[2:5] == [HAIR, PIN, PIN]


def test_a_speck_of_a_hat_is_what_else_is_believed() -> None:
    assert seen(bonnet(), HAIR, SKIN, HAIR, HAIR, HAIR, HAT, sure=0.1)[-1] == HAIR
    assert seen(bonnet(), HAIR, SKIN, HAT, HAIR, HAIR, HAIR, sure=0.1)[2] == HAT


def test_a_gap_in_a_fringe_shows_what_is_behind_it_and_a_sure_pin_stays() -> None:
    assert seen(bonnet(), HAIR, SKIN, HAT, HAT, HAT, PIN)[-1] == HAIR
    assert seen(bonnet(), HAIR, SKIN, HAT, HAT, HAT, PIN, sure=0.8)[-1] == PIN
    assert seen(bonnet(), HAIR, HAIR, HAT, HAT, HAT, PIN)[-1] == PIN


def test_a_brim_that_is_taken_for_skin_is_the_hats_and_an_ear_is_not() -> None:
    regions = bonnet()
    regions.background[1] = True

    def shown(believed: float, *parts: Part) -> list[int]:
        pooled = np.full((regions.count + 1, len(PARTS)), 0.01, np.float32)
        pooled[:, SKIN], pooled[:, HAT] = 0.5, believed
        part = np.array([Part.BACKGROUND, Part.BACKGROUND, *parts], np.uint8)
        figure = np.minimum(np.arange(len(part)), 1).astype(np.int32)
        return see_headgear(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), pooled)[5:7].tolist()

    assert shown(0.2, HAIR, SKIN, HAT, SKIN, SKIN, HAIR) == [HAT, HAT]
    assert shown(0.05, HAIR, SKIN, HAT, SKIN, SKIN, HAIR) == [SKIN, SKIN]
    assert shown(0.2, HAIR, SKIN, HAIR, SKIN, SKIN, HAIR) == [SKIN, SKIN]


def crowned(*hats: tuple[int, int, int, int]) -> list[int]:
    """The parts of boxes (x0, y0, x1, y1) that are taken for hats, on hair seen from behind over a top."""
    labels = np.ones((200, 200), np.int32)
    labels[60:140, 60:140], labels[140:190, 50:150] = 2, 3
    for number, (x0, y0, x1, y1) in enumerate(hats, start=4):
        labels[y0:y1, x0:x1] = number
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    part = np.array([0, Part.BACKGROUND, Part.HAIR, Part.TOP, *[Part.HEADWEAR] * len(hats)], np.uint8)
    return see_ears(regions, part, np.array([0, 0, *[1] * (len(part) - 2)], np.int32)).tolist()[4:]


def test_two_hats_that_spring_from_one_head_of_hair_are_ears() -> None:
    assert crowned((65, 20, 85, 65), (112, 22, 130, 65)) == [Part.HAIR, Part.HAIR]


def test_a_hat_is_none() -> None:
    hat = Part.HEADWEAR
    assert crowned((55, 30, 145, 75)) == [hat]
    assert crowned((55, 50, 145, 75), (70, 20, 130, 50)) == [hat, hat]  # a brim and a crown
    assert crowned((65, 20, 85, 65), (112, 22, 130, 150)) == [hat, hat]  # a cap, and its end on the shoulder
    assert crowned((65, 20, 85, 65), (112, 50, 118, 65)) == [hat, hat]  # a plume, and a pin
