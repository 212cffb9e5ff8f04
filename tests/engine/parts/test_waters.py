import cv2
import numpy as np
import pytest

from engine.families import WATER, find_families
from engine.parts.waters import find_water
from models.parts import Part
from tests.engine.painting import parts_of, regions_of

SAILOR, BOAT, WAVES, CREST = 2, 3, 4, 5


def sea(*, wide: bool = True, feet: bool = False, deep: bool = False, nobody: bool = False) -> list[bool]:
    """Which of a sailor (2), a boat (3), waves (4) and the crest of one (5) are water."""
    labels = np.ones((300, 300), np.int32)
    labels[60:180, 130:170] = SAILOR
    labels[150:220, 70:230] = BOAT
    labels[100 if deep else 210 : 270, 30 : 270 if wide else 120] = WAVES
    labels[150:220, 100:200] = BOAT
    cv2.circle(labels, (50, 205), 14, CREST, -1)
    if feet:
        labels[60:240, 245:255] = SAILOR
    part = np.array([0, 0, Part.PROP if nobody else Part.SKIN, Part.PROP, Part.PROP, Part.PROP], np.uint8)
    return find_water(regions_of(labels, np.zeros(labels.shape, np.uint8)), part)[2:].tolist()


def test_what_carries_a_boat_is_water_with_its_waves() -> None:
    assert sea() == [False, False, True, True]


@pytest.mark.parametrize("how", ["narrow", "stood", "deep", "nobody"])
def test_what_is_narrow_high_or_stood_on_is_none_and_a_still_life_has_none(how: str) -> None:
    assert not any(sea(wide=how != "narrow", feet=how == "stood", deep=how == "deep", nobody=how == "nobody"))


def test_water_is_one_family_apart_from_the_boat() -> None:
    labels = np.ones((300, 300), np.int32)
    labels[60:180, 130:170], labels[150:220, 70:230], labels[210:270, 30:270] = SAILOR, BOAT, WAVES
    cv2.circle(labels, (50, 205), 14, CREST, -1)
    edge = cv2.morphologyEx(labels.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    ink = np.where(edge > 0, np.uint8(255), np.uint8(0))
    parts = parts_of(Part.BACKGROUND, Part.SKIN, Part.PROP, Part.PROP, Part.PROP)
    families = find_families(regions_of(labels, ink), parts, ink)
    assert families.family[WAVES] == families.family[CREST] != families.family[BOAT]
    assert families.role[families.family[WAVES]] == WATER
