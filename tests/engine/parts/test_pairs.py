import cv2
import numpy as np

from engine.parts.pairs import pair_eyes, see_spots
from engine.types import Sight
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

HEAD = (10, 5, 50, 45)
EYES, SKIN = Part.EYES, Part.SKIN


def face(*eyes: tuple[int, int, float]) -> Sight:
    """A face of 60 x 60 cells of skin with eyes of 4 x 4 cells: x, y and the belief in each."""
    belief = np.zeros((60, 60, len(PARTS)), np.float32)
    belief[..., SKIN] = 1
    for x, y, sure in eyes:
        belief[y : y + 4, x : x + 4, EYES] = sure
        belief[y : y + 4, x : x + 4, SKIN] = 1 - sure
    return Sight(belief, (HEAD,))


def test_an_eye_that_is_half_seen_beside_one_that_is_seen_is_its_twin() -> None:
    after = pair_eyes(face((20, 20, 0.9), (34, 23, 0.4))).belief
    assert after[24, 35, EYES] > 0.85
    assert np.allclose(after.sum(2), 1, atol=1e-5)
    assert after[0, 0, SKIN] == 1


def test_a_brow_a_doubt_and_what_makes_three_eyes_are_no_twins() -> None:
    for spots in (
        ((20, 20, 0.9), (21, 12, 0.4)),
        ((20, 20, 0.9), (34, 20, 0.2)),
        ((20, 20, 0.5), (34, 20, 0.4)),
        ((20, 20, 0.9), (34, 20, 0.9), (27, 20, 0.4)),
        ((27, 20, 0.9), (15, 20, 0.4), (40, 20, 0.4)),
    ):
        sight = face(*spots)
        assert pair_eyes(sight) is sight


def test_eyes_on_no_head_are_left_alone() -> None:
    sight = Sight(face((20, 20, 0.9), (34, 20, 0.4)).belief)
    assert pair_eyes(sight) is sight


def spotted(*circles: tuple[int, int, int], whites: bool = False) -> list[int]:
    """The parts of circles (x, y, radius) in a face after `see_spots`, each taken for an iris; in whites if wanted."""
    labels = np.ones((200, 200), np.int32)
    cv2.circle(labels, (100, 100), 90, 2, -1)
    kinds = [0, Part.BACKGROUND, Part.SKIN]
    for x, y, radius in circles:
        if whites:
            cv2.circle(labels, (x, y), radius + 5, len(kinds), -1)
            kinds.append(Part.EYE_WHITE)
        cv2.circle(labels, (x, y), radius, len(kinds), -1)
        kinds.append(Part.EYES)
    part = np.array(kinds, np.uint8)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    return see_spots(regions, part, (part > Part.BACKGROUND).astype(np.int32))[3:].tolist()


def test_of_many_eyes_the_uppermost_two_that_are_alike_stay() -> None:
    seen = spotted((70, 60, 8), (130, 66, 8), (60, 120, 14), (140, 130, 9))
    assert seen == [Part.EYES, Part.EYES, Part.PROP, Part.PROP]


def test_an_eye_in_its_white_is_one_and_a_strand_leaves_it_one() -> None:
    assert spotted((70, 60, 8), (130, 66, 8), whites=True) == [Part.EYE_WHITE, Part.EYES] * 2
    assert spotted((66, 60, 5), (78, 60, 5), (130, 62, 8)) == [Part.EYES] * 3


def test_where_no_two_are_a_pair_all_stay() -> None:
    assert spotted((100, 40, 3), (104, 90, 9), (98, 150, 16)) == [Part.EYES] * 3
