import cv2
import numpy as np

from engine.eyes import find_eyes
from engine.parts.beasts import doubt_beasts, join_beasts, see_beasts, see_dots
from engine.types import Parts, Regions, Sight
from models.parts import PARTS, Part
from tests.engine.painting import regions_of


def face() -> tuple[Regions, np.ndarray]:
    """(regions, belief): paper (1), a face (2), and two touching ovals (3, 4) with an oval in each (5, 6)."""
    labels = np.ones((120, 160), np.int32)
    cv2.ellipse(labels, (80, 60), (70, 55), 0, 0, 360, 2, -1)
    for place, x in enumerate((60, 100)):
        cv2.rectangle(labels, (x - 19, 20), (x + 20, 70), 3 + place, -1)
        cv2.ellipse(labels, (x, 45), (7, 10), 0, 0, 360, 5 + place, -1)
    regions = regions_of(labels, np.zeros((120, 160), np.uint8))
    regions.background[1] = True
    return regions, np.full((7, len(PARTS)), 0.01, np.float32)


def seen(regions: Regions, belief: np.ndarray, *parts: Part, head: tuple[int, ...] = (0, 0, 0, 0)) -> list[int]:
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, *parts], np.uint8)
    figure = np.array([0, 0, 1, 1, 1, 1, 1], np.int32)
    return see_beasts(regions, part, figure, np.array([[0] * 4, head], np.int32), belief)[2:].tolist()


EYES = [Part.CREATURE, Part.EYE_WHITE, Part.EYE_WHITE, Part.EYES, Part.EYES]


def test_fur_around_a_beasts_eyes_is_their_white_and_both_are_alike() -> None:
    regions, belief = face()
    fur, white, iris = Part.CREATURE, Part.EYE_WHITE, Part.EYES
    belief[3, white], belief[4, white] = 0.4, 0.12
    assert seen(regions, belief, fur, fur, fur, white, iris) == EYES
    belief[3, white] = 0.12
    assert seen(regions, belief, fur, fur, fur, iris, iris) == [fur, fur, fur, iris, iris]


def test_an_iris_around_an_iris_is_a_white_and_a_mouth_in_an_eye_is_none() -> None:
    regions, belief = face()
    assert seen(regions, belief, Part.CREATURE, Part.EYE_WHITE, Part.EYE_WHITE, Part.MOUTH, Part.EYES) == EYES


def test_a_bare_face_is_fur_on_a_beast_and_skin_on_a_person() -> None:
    regions, belief = face()
    fur, skin = Part.CREATURE, Part.SKIN
    assert seen(regions, belief, fur, fur, fur, skin, fur) == [fur] * 5
    person = [fur, Part.HAIR, Part.HAIR, skin, fur]
    assert seen(regions, belief, *person) == person


def test_a_mouth_away_from_a_beasts_head_is_fur() -> None:
    regions, belief = face()
    fur, mouth = Part.CREATURE, Part.MOUTH
    assert seen(regions, belief, fur, fur, fur, mouth, mouth, head=(0, 0, 80, 120)) == [fur, fur, fur, mouth, fur]


def test_touching_whites_with_an_iris_each_are_two_eyes() -> None:
    regions, _ = face()
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, *EYES], np.uint8)
    parts = Parts(part, np.ones(7, np.float32), np.ones(7, np.int32), np.zeros((2, 4), np.int32))
    assert [(eye.iris, eye.white, eye.open) for eye in find_eyes(regions, parts)] == [
        ((5,), (3,), True),
        ((6,), (4,), True),
    ]


def test_nothing_is_an_animal_where_no_face_is_seen() -> None:
    _, pooled = face()
    pooled[2, Part.CREATURE] = 0.9
    belief = np.zeros((12, 16, len(PARTS)), np.float32)
    flower = doubt_beasts(pooled, Sight(belief))
    assert flower[2].argmax() == Part.PROP
    assert flower[2].sum() == np.float32(pooled[2].sum())
    belief[4, 6, Part.EYES] = 0.6
    assert doubt_beasts(pooled, Sight(belief))[2].argmax() == Part.CREATURE


def test_a_blot_that_touches_no_line_is_the_pupil_of_a_beast_without_eyes() -> None:
    labels, ink = np.ones((160, 160), np.int32), np.zeros((160, 160), np.uint8)
    cv2.ellipse(labels, (80, 80), (70, 70), 0, 0, 360, 2, -1)
    for label, (x, y) in enumerate(((50, 50), (110, 50), (80, 120)), start=3):
        cv2.circle(labels, (x, y), 9, label, -1)
        cv2.circle(ink, (x, y), 3, 255, -1)
    edge = cv2.morphologyEx(labels.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ink[edge > 0] = 255
    cv2.line(ink, (110, 50), (110, 59), 255, 2)
    regions = regions_of(labels, ink)
    fur, white, iris = Part.CREATURE, Part.EYE_WHITE, Part.EYES
    for others, eye in ((fur, white), (iris, fur)):
        part = np.array([Part.BACKGROUND, Part.BACKGROUND, fur, fur, others, fur], np.uint8)
        figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
        # A dot on a line, and one in the lower half, are none.
        assert see_dots(regions, part, figure, ink)[2:].tolist() == [fur, eye, others, fur]


def test_who_has_no_hair_and_is_mostly_fur_is_a_beast_in_clothes_and_walks_on_paws() -> None:
    regions, belief = face()
    fur, skin = Part.CREATURE, Part.SKIN
    regions.area[2:] = 60, 30, 5, 5, 5
    assert seen(regions, belief, fur, Part.TOP, skin, Part.FOOTWEAR, fur) == [fur, Part.TOP, fur, Part.FOOTWEAR, fur]
    assert seen(regions, belief, fur, Part.HAIR, skin, Part.FOOTWEAR, fur)[2:4] == [skin, Part.FOOTWEAR]
    assert seen(regions, belief, fur, fur, skin, Part.FOOTWEAR, fur) == [fur] * 5


def turned() -> tuple[Regions, np.ndarray]:
    """(regions, belief): paper (1), a head (2), an iris (3) with a pupil (4) between two corners (5, 6), an oval (7)
    in an oval (8) beside them."""
    labels = np.ones((120, 200), np.int32)
    cv2.ellipse(labels, (100, 60), (90, 55), 0, 0, 360, 2, -1)
    cv2.ellipse(labels, (140, 60), (20, 9), 0, 0, 360, 5, -1)
    labels[:, 140:][labels[:, 140:] == 5] = 6
    cv2.ellipse(labels, (140, 60), (10, 9), 0, 0, 360, 3, -1)
    cv2.circle(labels, (140, 60), 4, 4, -1)
    cv2.ellipse(labels, (60, 60), (8, 10), 0, 0, 360, 8, -1)
    cv2.ellipse(labels, (60, 60), (4, 6), 0, 0, 360, 7, -1)
    regions = regions_of(labels, np.zeros((120, 200), np.uint8))
    belief = np.full((9, len(PARTS)), 0.01, np.float32)
    belief[[5, 6, 8], Part.EYE_WHITE], belief[7, Part.EYES] = 0.15, 0.2
    return regions, belief


def seen_turned(regions: Regions, belief: np.ndarray, *parts: Part) -> list[int]:
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, *parts], np.uint8)
    figure = np.where(part == Part.BACKGROUND, 0, 1).astype(np.int32)
    return see_beasts(regions, part, figure, np.zeros((2, 4), np.int32), belief)[2:].tolist()


def test_between_two_corners_of_an_eye_lies_its_iris_and_the_far_eye_is_an_oval_in_an_oval_level_with_it() -> None:
    regions, belief = turned()
    fur, white, iris = Part.CREATURE, Part.EYE_WHITE, Part.EYES
    assert seen_turned(regions, belief, fur, white, iris, *[fur] * 4) == [fur, iris, iris, white, white, iris, white]
    belief[5, white] = belief[8, white] = 0.02
    assert seen_turned(regions, belief, fur, white, iris, *[fur] * 4) == [fur, white, iris, *[fur] * 4]


def test_a_faceless_beast_that_hangs_on_another_is_the_rest_of_it() -> None:
    regions, _ = face()
    fur = Part.CREATURE
    part = np.array([0, 0, fur, fur, fur, Part.EYES, fur], np.uint8)
    figure = np.array([0, 0, 1, 1, 2, 1, 2], np.int32)
    assert join_beasts(regions, part, figure).tolist() == [0, 0, 1, 1, 1, 1, 1]
    part[6] = Part.EYES
    assert join_beasts(regions, part, figure).tolist() == figure.tolist()


def test_fur_that_stands_on_legs_is_an_animal_without_a_face_too() -> None:
    belief = np.zeros((60, 80, len(PARTS)), np.float32)
    belief[..., Part.BACKGROUND] = 1
    belief[20:40, 10:70] = belief[40:50, 15:25] = belief[40:50, 55:65] = np.eye(len(PARTS))[Part.CREATURE]
    pooled = np.eye(len(PARTS), dtype=np.float32)[[Part.BACKGROUND, Part.CREATURE]]
    assert doubt_beasts(pooled, Sight(belief)) is pooled
    belief[40:50, 55:65] = belief[0, 0]
    assert doubt_beasts(pooled, Sight(belief)).argmax(1).tolist() == [Part.BACKGROUND, Part.PROP]
