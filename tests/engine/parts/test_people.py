import cv2
import numpy as np
import pytest

from engine.parts.people import doubt_people, see_people
from engine.types import Regions, Sight
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

PAPER, FACE, HAIR, BLOUSE, SKIRT, SLEEVE, BEAST = 1, 2, 3, 4, 5, 6, 7
HEAD = (70, 10, 130, 80)


def woman(*, legs: bool = False, head: Part = Part.SKIN) -> list[int]:
    """The parts of a woman whose skirt and sleeve are taken for fur; with `legs` that is a bird before her legs."""
    labels = np.ones((260, 240), np.int32)
    cv2.ellipse(labels, (100, 40), (30, 34), 0, 0, 360, HAIR, -1)
    cv2.ellipse(labels, (100, 48), (22, 24), 0, 0, 360, FACE, -1)
    labels[75:140, 70:130] = BLOUSE
    labels[90:110, 130:170] = SLEEVE
    labels[140:250, 60:160] = SKIRT
    if legs:
        labels[160:230, 60:100] = BEAST
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    figure = np.array([0, 0, *[1] * (regions.count - 1)], np.int32)
    return seen(regions, figure, [head, Part.HAIR, Part.TOP, Part.CREATURE, Part.CREATURE], legs=legs)


def seen(regions: Regions, figure: np.ndarray, parts: list[Part], *, legs: bool) -> list[int]:
    if legs:
        parts = [*parts[:3], Part.BOTTOM, Part.SKIN, Part.CREATURE]
    part = np.array([0, Part.BACKGROUND, *parts], np.uint8)
    belief = np.full((len(part), len(PARTS)), 0.01, np.float32)
    belief[SKIRT, Part.TOP], belief[SLEEVE, Part.SKIN] = 0.08, 0.2
    return see_people(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[FACE:].tolist()


def test_what_would_be_most_of_a_person_and_fur_is_a_skirt_and_an_arm() -> None:
    assert woman() == [Part.SKIN, Part.HAIR, Part.TOP, Part.BOTTOM, Part.SKIN]


def test_a_beast_before_somebodys_legs_stays_one() -> None:
    assert woman(legs=True) == [Part.SKIN, Part.HAIR, Part.TOP, Part.BOTTOM, Part.SKIN, Part.CREATURE]


def test_who_has_a_beasts_head_has_its_fur() -> None:
    assert woman(head=Part.CREATURE) == [Part.CREATURE, Part.HAIR, Part.TOP, Part.CREATURE, Part.CREATURE]


def sight(*spots: tuple[Part, float], most: Part = Part.SKIN) -> Sight:
    """Paper around something that is `most`, with spots of other parts in it, each as surely as said."""
    belief = np.zeros((40, 40, len(PARTS)), np.float32)
    belief[..., Part.BACKGROUND] = 1
    belief[5:35, 5:35] = np.eye(len(PARTS), dtype=np.float32)[most]
    for place, (kind, sure) in enumerate(spots):
        belief[8 + 4 * place, 8:12] = 0
        belief[8 + 4 * place, 8:12, kind], belief[8 + 4 * place, 8:12, Part.PROP] = sure, 1 - sure
    return Sight(belief, ((5, 5, 35, 35),))


@pytest.mark.parametrize("spots", [(), ((Part.EYES, 0.95),), ((Part.HAIR, 0.95), (Part.MOUTH, 0.3))])
def test_what_shows_neither_clothes_nor_a_face_is_a_thing(spots: tuple[tuple[Part, float], ...]) -> None:
    seen = doubt_people(sight(*spots))
    assert (seen.belief[5:35, 5:35].argmax(2) == Part.PROP).all()
    assert not seen.heads
    assert np.allclose(seen.belief.sum(2), 1)
    assert (seen.belief[:5].argmax(2) == Part.BACKGROUND).all()


@pytest.mark.parametrize(
    "spots", [((Part.TOP, 0.7),), ((Part.HAIR, 0.95), (Part.EYES, 0.9)), ((Part.EYES, 0.9), (Part.MOUTH, 0.8))]
)
def test_clothes_or_two_features_are_somebodys(spots: tuple[tuple[Part, float], ...]) -> None:
    before = sight(*spots)
    assert doubt_people(before) is before


@pytest.mark.parametrize("most", [Part.HAIR, Part.CREATURE])
def test_the_back_of_a_head_and_an_animal_stay_what_they_are(most: Part) -> None:
    before = sight((Part.SKIN, 0.9), most=most)
    assert doubt_people(before) is before


def sailor(sail: Part, *, low: bool = False) -> list[int]:
    """The parts of a sail that is taken for fur, beside a sailor; pooled, it is believed to be `sail`."""
    labels = np.ones((300, 240), np.int32)
    labels[20:90, 75:125] = FACE
    labels[10:30, 75:125] = HAIR
    labels[90:140, 80:120] = BLOUSE
    labels[40 if low else 5 : 290, 135:230] = SKIRT
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    part = np.array([0, 0, Part.SKIN, Part.HAIR, Part.TOP, Part.CREATURE], np.uint8)
    belief = np.full((len(part), len(PARTS)), 0.01, np.float32)
    belief[SKIRT, sail] = 0.4
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    return see_people(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[FACE:].tolist()


def test_what_somebody_rides_on_is_a_thing_unless_it_is_seen_as_fur() -> None:
    for low in (False, True):
        assert sailor(Part.HAIR, low=low) == [Part.SKIN, Part.HAIR, Part.TOP, Part.PROP]
        assert sailor(Part.CREATURE, low=low) == [Part.SKIN, Part.HAIR, Part.TOP, Part.CREATURE]


def test_what_lies_beside_a_face_within_its_box_does_not_make_it_a_beasts() -> None:
    labels = np.ones((300, 240), np.int32)
    labels[30:70, 75:115] = FACE
    labels[10:30, 75:125] = HAIR
    labels[90:140, 80:120] = BLOUSE
    labels[5:290, 116:230] = SKIRT
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    part = np.array([0, 0, Part.SKIN, Part.HAIR, Part.TOP, Part.CREATURE], np.uint8)
    belief = np.full((len(part), len(PARTS)), 0.01, np.float32)
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    assert see_people(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[SKIRT] == Part.PROP


def test_who_wears_no_garment_but_trinkets_wears_garments() -> None:
    labels = np.ones((260, 240), np.int32)
    labels[20:75, 75:125] = FACE
    labels[10:30, 75:125] = HAIR
    labels[75:180, 70:130] = BLOUSE
    labels[180:220, 70:130] = SKIRT
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    figure = np.array([0, 0, 1, 1, 1, 1], np.int32)
    belief = np.full((6, len(PARTS)), 0.01, np.float32)

    def worn(lower: Part, sure: float) -> list[int]:
        part = np.array([0, 0, Part.SKIN, Part.HAIR, Part.ACCESSORY, lower], np.uint8)
        belief[BLOUSE, Part.ACCESSORY] = sure
        return see_people(regions, part, figure, np.array([[0] * 4, HEAD], np.int32), belief)[BLOUSE:].tolist()

    assert worn(Part.BOTTOM, 0.4) == [Part.TOP, Part.BOTTOM]
    assert worn(Part.BOTTOM, 0.6) == [Part.ACCESSORY, Part.BOTTOM]
    labels[170:220, 40:220] = SKIRT
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    assert worn(Part.BOTTOM, 0.4) == [Part.ACCESSORY, Part.BOTTOM]
