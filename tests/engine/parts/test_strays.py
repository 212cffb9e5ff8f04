import cv2
import numpy as np

from engine.parts.strays import see_strays
from engine.types import Regions
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

HAIR, SKIN, TOP = Part.HAIR, Part.SKIN, Part.TOP


def girl() -> tuple[Regions, np.ndarray]:
    """(regions, parts): paper (1), hair (2), a face (3), a lock that hangs from the hair (4) and another from that (5),
    a coat (6) with a frill of two pieces (7, 8) between its halves (6, 9), and a hand (10) that juts out of it."""
    labels = np.ones((200, 200), np.int32)
    cv2.rectangle(labels, (60, 10), (140, 70), 2, -1)
    cv2.rectangle(labels, (75, 30), (125, 80), 3, -1)
    cv2.rectangle(labels, (20, 40), (59, 60), 4, -1)
    cv2.rectangle(labels, (10, 61), (40, 90), 5, -1)
    cv2.rectangle(labels, (60, 81), (140, 190), 6, -1)
    cv2.rectangle(labels, (96, 91), (104, 130), 7, -1)
    cv2.rectangle(labels, (96, 131), (104, 190), 8, -1)
    cv2.rectangle(labels, (105, 91), (140, 190), 9, -1)
    cv2.rectangle(labels, (141, 150), (180, 160), 10, -1)
    part = np.array([0, 0, HAIR, SKIN, SKIN, SKIN, TOP, SKIN, SKIN, TOP, SKIN], np.uint8)
    return regions_of(labels, np.zeros(labels.shape, np.uint8)), part


def after(bare: float, worn: float, *, face: bool = False, top: int = 0) -> list[int]:
    """What is seen where every mass of skin is so much believed bare and, in two halves, worn."""
    regions, part = girl()
    pooled = np.full((11, len(PARTS)), 0.01, np.float32)
    pooled[:, SKIN], pooled[:, Part.TOP], pooled[:, Part.ACCESSORY] = bare, worn / 2, worn / 2
    away = ~regions.background
    away[3] = False
    if face:
        away[[4, 7]] = False
    above = regions.anchor[:, 1] < top
    return see_strays(regions, part, away, above, pooled)[2:].tolist()


def test_locks_in_the_air_are_hair_and_a_frill_is_cloth() -> None:
    # Cloth wins as one thing, although each of its kinds is believed less than skin.
    assert after(0.35, 0.55) == [HAIR, SKIN, HAIR, HAIR, TOP, TOP, TOP, TOP, SKIN]


def test_what_is_surely_skin_or_as_likely_as_cloth_stays_skin() -> None:
    assert after(0.45, 0.5)[4:] == [TOP, SKIN, SKIN, TOP, SKIN]
    assert after(0.7, 0.2) == girl()[1][2:].tolist()


def test_what_hangs_together_with_something_on_a_head_is_left_as_it_is() -> None:
    assert after(0.35, 0.55, face=True) == girl()[1][2:].tolist()


def test_an_ear_that_stands_above_a_head_is_no_lock() -> None:
    assert after(0.35, 0.3) == [HAIR, SKIN, HAIR, HAIR, TOP, SKIN, SKIN, TOP, SKIN]
    assert after(0.35, 0.3, top=60) == girl()[1][2:].tolist()


def test_unsure_skin_between_a_top_and_trousers_is_a_belt() -> None:
    labels = np.ones((200, 200), np.int32)
    cv2.rectangle(labels, (60, 20), (140, 90), 2, -1)
    cv2.rectangle(labels, (60, 91), (100, 105), 3, -1)
    cv2.rectangle(labels, (101, 91), (140, 105), 4, -1)
    cv2.rectangle(labels, (60, 106), (140, 190), 5, -1)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    part = np.array([0, 0, TOP, SKIN, SKIN, Part.BOTTOM], np.uint8)

    def middle(bare: float, buckled: float) -> list[int]:
        pooled = np.full((6, len(PARTS)), 0.01, np.float32)
        pooled[:, SKIN], pooled[:, Part.ACCESSORY] = bare, buckled
        nowhere = np.zeros(6, bool)
        return see_strays(regions, part, ~regions.background, nowhere, pooled)[3:5].tolist()

    assert middle(0.45, 0.3) == [Part.ACCESSORY] * 2
    assert middle(0.45, 0.1) == [SKIN] * 2
    assert middle(0.7, 0.3) == [SKIN] * 2
    part[5] = TOP
    assert middle(0.45, 0.3) == [SKIN] * 2
