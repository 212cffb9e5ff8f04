import cv2
import numpy as np

from engine.parts.garments import see_garments
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

TOP, SKIN, SKIRT = Part.TOP, Part.SKIN, Part.BOTTOM
DRESS, ARM, HEM, HAND, FRONT = range(2, 7)


def seen(*, bare: float = 0.4, worn: float = 0.3, dress: int = 199, hem: tuple[int, int] = (160, 199)) -> list[Part]:
    """What is seen of a hem under a dress beside it, of a hand at the end of an arm and of what shows in the dress,
    where all three look like a skirt. The dress ends at a height in px, and the hem has a left and a right."""
    labels = np.ones((200, 260), np.int32)
    cv2.rectangle(labels, (60, 20), (200, dress), DRESS, -1)
    cv2.rectangle(labels, (30, 20), (59, 150), ARM, -1)
    cv2.rectangle(labels, (hem[0], 185), (hem[1], 199), HEM, -1)
    cv2.rectangle(labels, (40, 151), (75, 165), HAND, -1)
    cv2.rectangle(labels, (100, 185), (110, dress), FRONT, -1)
    part = np.array([0, 0, TOP, SKIN, SKIRT, SKIRT, SKIRT], np.uint8)
    pooled = np.full((7, len(PARTS)), 0.01, np.float32)
    pooled[:, SKIN], pooled[:, TOP], pooled[:, SKIRT] = bare, worn, 0.5
    figure = np.array([0, 0, 1, 1, 1, 1, 1], np.int32)
    after = see_garments(regions_of(labels, np.zeros(labels.shape, np.uint8)), part, figure, pooled)
    assert after[[DRESS, ARM]].tolist() == [TOP, SKIN]
    return [Part(one) for one in after[[HEM, HAND, FRONT]].tolist()]


def test_a_hem_is_of_its_dress_a_hand_of_its_arm_and_trousers_between_fronts_stay() -> None:
    assert seen(hem=(180, 215)) == [TOP, SKIN, SKIRT]
    assert seen(hem=(180, 215), bare=0.2) == [TOP, TOP, SKIRT]


def test_what_a_dress_does_not_cover_or_reach_is_another_garment() -> None:
    assert seen(hem=(190, 255))[0] == SKIRT
    assert seen(hem=(180, 215), dress=190)[0] == SKIRT
    # As large as this, it is a skirt.
    assert seen(hem=(112, 201))[0] == SKIRT
