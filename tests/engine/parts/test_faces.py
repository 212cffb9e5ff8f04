import cv2
import numpy as np

from engine.parts.faces import see_faces
from engine.parts.find import doubt_hair
from engine.types import Regions, Sight
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

HAIR, SKIN, PROP, HAT = Part.HAIR, Part.SKIN, Part.PROP, Part.HEADWEAR
HEAD = (10, 8, 30, 30)


def portrait() -> tuple[Regions, Sight]:
    """Paper (1), a cap of hair (2), a face (3), a lock behind it (4), another that hangs from that (5), a neck (6)."""
    labels = np.ones((160, 160), np.int32)
    cv2.rectangle(labels, (42, 40), (115, 118), 2, -1)
    cv2.rectangle(labels, (50, 61), (115, 118), 1, -1)
    cv2.rectangle(labels, (50, 61), (110, 118), 3, -1)
    cv2.rectangle(labels, (111, 61), (126, 95), 4, -1)
    cv2.rectangle(labels, (111, 96), (122, 116), 5, -1)
    cv2.rectangle(labels, (70, 119), (90, 140), 6, -1)
    line_alpha = np.zeros(labels.shape, np.uint8)
    line_alpha[:, 1:][labels[:, 1:] != labels[:, :-1]] = 255
    line_alpha[1:][labels[1:] != labels[:-1]] = 255
    belief = np.full((40, 40, len(PARTS)), 1 / len(PARTS), np.float32)
    return regions_of(labels, line_alpha), Sight(belief, (HEAD,))


def believed(**doubts: float) -> np.ndarray:
    """The belief in paper, hair, face, lock, lock and neck; `doubts` are beliefs in hair, of face and locks."""
    belief = np.full((7, len(PARTS)), 0.01, np.float32)
    belief[1, Part.BACKGROUND] = belief[2, HAIR] = belief[3, SKIN] = belief[6, SKIN] = 0.85
    belief[4:6, SKIN], belief[4:6, HAIR] = 0.5, doubts.get("lock", 0.3)
    belief[3, HAIR] = doubts.get("face", 0.01)
    return belief / belief.sum(1, keepdims=True)


def shown(belief: np.ndarray) -> list[int]:
    return belief[2:].argmax(1).tolist()


def test_locks_behind_a_face_are_hair_and_a_neck_is_skin() -> None:
    regions, sight = portrait()
    belief = believed()
    after = see_faces(regions, belief, belief, sight)
    assert shown(after) == [HAIR, SKIN, HAIR, HAIR, SKIN]
    assert np.allclose(after.sum(1), 1, atol=1e-5)


def test_what_is_hardly_believed_hair_stays_skin_and_so_does_what_no_line_parts() -> None:
    regions, sight = portrait()
    belief = believed(lock=0.1)
    assert see_faces(regions, belief, belief, sight) is belief
    regions.ink[:] = 0
    belief = believed()
    assert see_faces(regions, belief, belief, sight) is belief


def test_a_head_has_a_face_unless_it_is_a_back() -> None:
    regions, sight = portrait()
    belief = believed(face=1.5, lock=1.5)
    assert shown(belief)[1] == HAIR
    assert shown(see_faces(regions, belief, belief, sight))[1] == SKIN
    belief[3, SKIN] = 0.1
    assert shown(see_faces(regions, belief, belief, sight))[1] == HAIR


def test_hair_larger_than_a_head_is_hair_only_where_it_is_surely_so() -> None:
    labels = np.ones((160, 160), np.int32)
    cv2.rectangle(labels, (5, 5), (60, 155), 2, -1)
    cv2.rectangle(labels, (61, 60), (80, 80), 3, -1)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    sight = Sight(np.zeros((40, 40, len(PARTS)), np.float32), ((14, 14, 22, 22),))
    belief = np.full((4, len(PARTS)), 0.01, np.float32)
    belief[2:, HAIR], belief[2:, HAT], belief[2:, PROP] = 0.45, 0.25, 0.2
    assert doubt_hair(regions, belief, sight)[2:].argmax(1).tolist() == [PROP, HAIR]
    belief[2, HAIR] = 0.7
    assert doubt_hair(regions, belief, sight)[2:].argmax(1).tolist() == [HAIR, HAIR]


def test_a_cuff_beside_a_face_is_no_hair_and_a_lock_on_that_face_is() -> None:
    labels = np.ones((160, 160), np.int32)
    cv2.rectangle(labels, (40, 40), (100, 120), 2, -1)
    cv2.rectangle(labels, (101, 60), (108, 80), 3, -1)
    cv2.rectangle(labels, (112, 90), (122, 100), 4, -1)
    cv2.rectangle(labels, (112, 101), (122, 120), 5, -1)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    sight = Sight(np.zeros((40, 40, len(PARTS)), np.float32), ((10, 10, 28, 30),))
    belief = np.full((6, len(PARTS)), 0.01, np.float32)
    belief[2, SKIN] = belief[5, SKIN] = 0.9
    belief[3:5, HAIR], belief[3:5, SKIN] = 0.5, 0.3
    assert doubt_hair(regions, belief, sight)[2:].argmax(1).tolist() == [SKIN, HAIR, SKIN, SKIN]
