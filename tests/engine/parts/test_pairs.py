import numpy as np

from engine.parts.pairs import pair_eyes
from engine.types import Sight
from models.parts import PARTS, Part

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
