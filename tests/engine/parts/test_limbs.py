import cv2
import numpy as np

from engine.parts.limbs import see_limbs
from engine.types import Regions
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

TOP, SKIN, RING = Part.TOP, Part.SKIN, Part.ACCESSORY


def shirt_and_hand() -> tuple[Regions, np.ndarray]:
    """(regions, belief): paper (1), a shirt (2) with a pocket (3) in it, and a hand (4) with a finger (5) on it."""
    labels = np.ones((120, 200), np.int32)
    cv2.rectangle(labels, (10, 20), (100, 110), 2, -1)
    cv2.rectangle(labels, (50, 50), (70, 75), 3, -1)
    cv2.rectangle(labels, (140, 40), (180, 110), 4, -1)
    cv2.rectangle(labels, (128, 50), (139, 62), 5, -1)
    regions = regions_of(labels, np.zeros((120, 200), np.uint8))
    regions.background[:] = [False, True, False, False, False, False]
    belief = np.full((6, len(PARTS)), 0.01, np.float32)
    belief[3, SKIN], belief[5, SKIN] = 0.5, 0.3
    return regions, belief


def seen(regions: Regions, belief: np.ndarray, *parts: Part, head: tuple[int, ...] = (0, 0, 0, 0)) -> list[int]:
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, *parts], np.uint8)
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    return see_limbs(regions, part, figure, np.array([[0] * 4, head], np.int32), belief)[2:].tolist()


def test_a_pocket_in_a_shirt_is_cloth_unless_it_is_surely_skin() -> None:
    regions, belief = shirt_and_hand()
    assert seen(regions, belief, TOP, SKIN, SKIN, SKIN) == [TOP, TOP, SKIN, SKIN]
    belief[3, SKIN] = 0.9
    assert seen(regions, belief, TOP, SKIN, SKIN, SKIN) == [TOP, SKIN, SKIN, SKIN]


def test_a_finger_of_a_hand_is_skin_and_a_ring_that_is_surely_one_stays() -> None:
    regions, belief = shirt_and_hand()
    assert seen(regions, belief, TOP, TOP, SKIN, RING) == [TOP, TOP, SKIN, SKIN]
    belief[5, SKIN] = 0.05
    assert seen(regions, belief, TOP, TOP, SKIN, RING) == [TOP, TOP, SKIN, RING]


def test_what_lies_on_a_head_is_left_as_it_is() -> None:
    regions, belief = shirt_and_hand()
    assert seen(regions, belief, TOP, TOP, SKIN, RING, head=(120, 30, 190, 115)) == [TOP, TOP, SKIN, RING]


def test_a_cuff_between_a_hand_and_cloth_is_no_finger() -> None:
    regions, belief = shirt_and_hand()
    assert seen(regions, belief, TOP, RING, TOP, RING) == [TOP, RING, TOP, RING]


def test_fingers_beside_each_other_are_all_skin() -> None:
    labels = np.ones((120, 200), np.int32)
    cv2.rectangle(labels, (140, 40), (180, 110), 2, -1)
    cv2.rectangle(labels, (128, 50), (139, 62), 3, -1)
    cv2.rectangle(labels, (128, 63), (139, 75), 4, -1)
    regions = regions_of(labels, np.zeros((120, 200), np.uint8))
    regions.background[1] = True
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, SKIN, RING, RING], np.uint8)
    belief = np.full((5, len(PARTS)), 0.3, np.float32)
    figure = np.array([0, 0, 1, 1, 1], np.int32)
    assert see_limbs(regions, part, figure, np.zeros((2, 4), np.int32), belief)[2:].tolist() == [SKIN] * 3


def test_a_chip_of_cloth_is_no_trinket_unless_it_is_believed_one_or_large() -> None:
    regions, belief = shirt_and_hand()
    head = (0, 0, 100, 80)
    belief[3] = 0.01
    belief[3, RING] = 0.4
    # The head is another one's: what lies on it is left as it is.
    regions.anchor[:, 1] += 100
    assert seen(regions, belief, TOP, RING, SKIN, SKIN, head=head) == [TOP, TOP, SKIN, SKIN]
    assert seen(regions, belief, TOP, RING, SKIN, SKIN, head=(0, 0, 50, 50)) == [TOP, RING, SKIN, SKIN]
    belief[3, RING] = 0.6
    assert seen(regions, belief, TOP, RING, SKIN, SKIN, head=head) == [TOP, RING, SKIN, SKIN]


def test_whose_trousers_the_lower_edge_cuts_has_hands_and_no_shoes() -> None:
    labels = np.ones((120, 200), np.int32)
    cv2.rectangle(labels, (20, 20), (80, 118), 2, -1)
    cv2.rectangle(labels, (120, 40), (160, 80), 3, -1)
    cv2.rectangle(labels, (110, 81), (150, 100), 4, -1)
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, Part.BOTTOM, SKIN, Part.FOOTWEAR], np.uint8)
    belief = np.full((5, len(PARTS)), 0.1, np.float32)

    def shown(label: int) -> int:
        regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
        regions.background[1] = True
        figure = np.array([0, 0, 1, 1, 1], np.int32)
        return int(see_limbs(regions, part, figure, np.zeros((2, 4), np.int32), belief)[label])

    assert shown(4) == Part.FOOTWEAR
    cv2.rectangle(labels, (20, 20), (80, 119), 2, -1)
    assert shown(4) == SKIN
    belief[4, RING] = 0.3
    assert shown(4) == RING
    cv2.rectangle(labels, (110, 81), (150, 119), 4, -1)
    assert shown(4) == Part.FOOTWEAR


def test_a_band_far_down_a_skirt_is_cloth_and_a_leg_that_comes_out_of_it_is_bare() -> None:
    labels = np.ones((400, 200), np.int32)
    cv2.rectangle(labels, (80, 10), (120, 50), 2, -1)  # a head
    cv2.rectangle(labels, (60, 60), (140, 320), 3, -1)  # a dress
    cv2.rectangle(labels, (60, 290), (140, 305), 4, -1)  # a band around it ...
    labels[306:, 111:] = 1  # ... that ends it on one side
    cv2.rectangle(labels, (85, 321), (100, 390), 5, -1)  # a leg
    regions = regions_of(labels, np.zeros((400, 200), np.uint8))
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, SKIN, TOP, SKIN, SKIN], np.uint8)
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    head = np.array([[0] * 4, [80, 10, 121, 51]], np.int32)
    belief = np.full((6, len(PARTS)), 0.01, np.float32)
    belief[:, SKIN] = 0.4
    assert see_limbs(regions, part, figure, head, belief)[2:].tolist() == [SKIN, TOP, TOP, SKIN]
    # Half as far below the chin it may be a hand.
    head[1] = [40, 10, 160, 140]
    assert see_limbs(regions, part, figure, head, belief)[2:].tolist() == [SKIN, TOP, SKIN, SKIN]
