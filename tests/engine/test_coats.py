from __future__ import annotations

import cv2
import numpy as np

from engine.coats import COAT, HORN, INNER, NOSE, PALE, PATCH, TONGUE
from engine.families import find_families
from models.parts import Part
from tests.engine.painting import parts_of, regions_of

FUR, WHITE, IRIS, PAPER = Part.CREATURE, Part.EYE_WHITE, Part.EYES, Part.BACKGROUND


class Beast:
    """An animal of ellipses: each lies over the ones before it, and all borders are inked."""

    def __init__(self) -> None:
        self.labels = np.ones((400, 400), np.int32)
        self.parts: list[Part] = [PAPER]

    def put(self, x: float, y: float, rx: float, ry: float, part: Part = FUR, turn: float = 0) -> int:
        """Draw an ellipse; its label."""
        self.parts.append(part)
        cv2.ellipse(self.labels, (round(x), round(y)), (round(rx), round(ry)), turn, 0, 360, len(self.parts), -1)
        return len(self.parts)

    def half(self, label: int, side: np.ndarray) -> int:
        """Part what lies on one side of an ellipse from it; its label."""
        self.parts.append(self.parts[label - 1])
        self.labels[(self.labels == label) & side] = len(self.parts)
        return len(self.parts)

    def eye(self, x: float, y: float) -> None:
        self.put(x, y, 14, 20, WHITE)
        self.put(x, y + 4, 7, 10, IRIS)

    def roles(self) -> dict[int, int]:
        """The role of the family of each label."""
        edge = cv2.morphologyEx(self.labels.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        ink = np.where(edge > 0, 255, 0).astype(np.uint8)
        families = find_families(regions_of(self.labels, ink), parts_of(*self.parts), ink)
        return {k: int(families.role[families.family[k]]) for k in range(2, len(self.parts) + 1)}


def sitting() -> Beast:
    """A body (2) and a head (3) with two eyes (4 to 7)."""
    beast = Beast()
    beast.put(200, 270, 70, 90)
    beast.put(200, 140, 80, 70)
    beast.eye(170, 130)
    beast.eye(230, 130)
    return beast


def test_without_eyes_a_coat_has_a_paler_belly_and_a_nose() -> None:
    beast = Beast()
    coat, belly, nose = beast.put(200, 200, 140, 160), beast.put(200, 240, 40, 48), beast.put(200, 120, 12, 12)
    roles = beast.roles()
    assert (roles[coat], roles[belly], roles[nose]) == (COAT, PALE, NOSE)


def test_without_eyes_what_comes_in_pairs_is_a_marking_and_a_single_spot_is_none() -> None:
    beast = Beast()
    coat, left, right = beast.put(200, 220, 140, 150), beast.put(124, 150, 14, 24), beast.put(276, 150, 14, 24)
    toe = beast.put(140, 320, 16, 16)
    roles = beast.roles()
    assert (roles[coat], roles[left], roles[right], roles[toe]) == (COAT, PALE, PALE, COAT)


def test_an_ear_that_a_line_parts_is_pink_on_its_wider_side() -> None:
    beast = sitting()
    narrow = beast.put(140, 80, 30, 46)
    wide = beast.half(narrow, np.arange(400)[None] < 146)
    roles = beast.roles()
    assert roles[wide] == INNER
    assert roles[narrow] == COAT
    assert roles[3] == roles[2] == COAT


def test_what_lies_in_an_ear_is_its_inside_and_large_ears_are_of_the_second_colour() -> None:
    beast = sitting()
    ears = [beast.put(200 + side * 90, 80, 34, 44) for side in (-1, 1)]
    inside = [beast.put(200 + side * 90, 80, 16, 24) for side in (-1, 1)]
    roles = beast.roles()
    assert {roles[k] for k in inside} == {INNER}
    assert {roles[k] for k in ears} == {PATCH}


def test_horns_are_pale() -> None:
    beast = sitting()
    horns = [beast.put(200 + side * 66, 66, 7, 30, turn=side * 20) for side in (-1, 1)]
    roles = beast.roles()
    assert {roles[k] for k in horns} == {PALE}


def eared() -> Beast:
    """What sits, with ears whose insides show (8 to 11): no bird."""
    beast = sitting()
    for side in (-1, 1):
        beast.put(200 + side * 90, 80, 34, 44)
        beast.put(200 + side * 90, 80, 16, 24)
    return beast


def test_a_muzzle_is_pale_with_a_nose_on_it_and_a_tongue_between_its_jaws() -> None:
    beast = eared()
    muzzle = beast.put(200, 180, 50, 36)
    jaw = beast.half(muzzle, np.arange(400)[:, None] > 198)
    nose, tongue = beast.put(200, 160, 10, 8), beast.put(206, 224, 10, 34)
    roles = beast.roles()
    assert (roles[muzzle], roles[jaw], roles[nose]) == (PALE, PALE, NOSE)
    assert roles[tongue] == TONGUE


def test_paws_are_pale_and_a_lone_one_is_of_the_coat() -> None:
    for feet in (1, 2):
        beast = eared()
        paws = [beast.put(200 + side * 60, 360, 34, 20) for side in (-1, 1)[:feet]]
        tail = beast.put(300, 330, 60, 5, turn=-40)
        roles = beast.roles()
        assert {roles[k] for k in paws} == {PALE if feet == 2 else COAT}
        assert roles[tail] == COAT


def test_a_patch_on_the_back_is_darker_and_one_at_the_belly_paler() -> None:
    beast = eared()
    back, belly = beast.put(170, 250, 22, 20), beast.put(210, 310, 40, 30)
    roles = beast.roles()
    assert (roles[back], roles[belly]) == (PATCH, PALE)


def test_a_patch_around_an_eye_is_of_the_second_colour() -> None:
    beast = Beast()
    beast.put(200, 200, 140, 150)
    patch = beast.put(150, 150, 50, 56)
    beast.eye(150, 150)
    beast.eye(250, 150)
    roles = beast.roles()
    assert (roles[2], roles[patch]) == (COAT, PATCH)


def bird() -> Beast:
    """A body with its head in one (2), and an eye; it looks to the left."""
    beast = Beast()
    beast.put(210, 210, 70, 150)
    beast.eye(180, 110)
    return beast


def test_a_bird_has_an_orange_bill_orange_feet_and_a_pale_front() -> None:
    beast = bird()
    feet = [beast.put(x, 368, 36, 12) for x in (170, 240)]
    bill = beast.put(120, 150, 50, 14)
    front = beast.put(170, 270, 40, 80)
    roles = beast.roles()
    assert roles[bill] == HORN
    assert {roles[k] for k in feet} == {HORN}
    assert (roles[2], roles[front]) == (COAT, PALE)


def test_a_small_end_of_the_face_is_a_nose() -> None:
    beast = bird()
    nose, feet = beast.put(144, 150, 14, 8), [beast.put(x, 368, 36, 12) for x in (170, 240)]
    roles = beast.roles()
    assert roles[nose] == NOSE
    assert {roles[k] for k in feet} == {PALE}


def test_a_birds_face_is_as_pale_as_its_front() -> None:
    beast = Beast()
    beast.put(210, 210, 70, 150)
    around = beast.put(190, 110, 32, 36)
    beast.eye(184, 110)
    beast.put(120, 150, 50, 14)
    assert beast.roles()[around] == PALE


def test_a_foot_is_like_the_other_one_that_no_line_parts_from_the_leg() -> None:
    beast = bird()
    beast.put(120, 150, 50, 14)
    near = beast.put(240, 350, 36, 12)
    roles = beast.roles()
    assert roles[near] == HORN
    cv2.ellipse(beast.labels, (170, 376), (36, 20), 0, 0, 360, 2, -1)
    assert beast.roles()[near] == COAT


def test_of_two_ears_none_is_pink_where_the_inside_of_one_is_open_to_the_head() -> None:
    beast = sitting()
    narrow = beast.put(140, 80, 30, 46)
    wide = beast.half(narrow, np.arange(400)[None] < 146)
    rim = beast.put(285, 75, 30, 46)
    cv2.ellipse(beast.labels, (275, 82), (28, 44), 0, 0, 360, 3, -1)
    roles = beast.roles()
    assert {roles[narrow], roles[wide], roles[rim]} == {COAT}


def test_locks_of_a_mane_are_no_ears() -> None:
    beast = sitting()
    for x in (130, 200, 270):
        lock = beast.put(x, 76, 26, 44)
        beast.half(lock, np.arange(400)[None] < x)
    assert INNER not in beast.roles().values()
