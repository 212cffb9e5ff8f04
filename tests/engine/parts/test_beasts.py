import cv2
import numpy as np

from engine.eyes import find_eyes
from engine.parts.beasts import doubt_beasts, see_beasts, see_dots
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
