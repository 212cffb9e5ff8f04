import cv2
import numpy as np

from engine.families import DETAIL, find_families
from engine.parts.strewn import find_strewn
from engine.types import Regions
from models.parts import Part
from tests.engine.painting import parts_of, regions_of

ALONE = [(40, 30), (60, 170), (240, 40), (250, 150)]


def doll(*spots: tuple[int, int], radius: int = 7) -> Regions:
    """Paper (1), a doll (2) with a button (3) on it, and round spots (4..)."""
    labels = np.ones((200, 300), np.int32)
    cv2.ellipse(labels, (150, 100), (60, 80), 0, 0, 360, 2, -1)
    cv2.circle(labels, (150, 100), 7, 3, -1)
    for label, (x, y) in enumerate(spots, 4):
        cv2.circle(labels, (x, y), radius, label, -1)
    return regions_of(labels, np.zeros((200, 300), np.uint8))


def test_like_shapes_in_the_open_are_strewn_and_what_lies_on_somebody_is_not() -> None:
    regions = doll(*ALONE)
    assert np.flatnonzero(find_strewn(regions)).tolist() == [4, 5, 6, 7]
    on_the_doll = doll(*ALONE[:3], (150, 60))
    assert not find_strewn(on_the_doll).any()
    assert not find_strewn(doll(*ALONE, radius=30)).any()


def test_shapes_of_another_size_are_not_strewn_with_the_rest() -> None:
    regions = doll(*ALONE, (20, 100))
    regions.area[8] *= 4
    assert np.flatnonzero(find_strewn(regions)).tolist() == [4, 5, 6, 7]


def test_strewn_things_have_one_colour() -> None:
    regions = doll(*ALONE)
    parts = parts_of(Part.BACKGROUND, Part.TOP, Part.TOP, *[Part.PROP] * 4)
    families = find_families(regions, parts, np.zeros((200, 300), np.uint8))
    assert len(set(families.family[4:].tolist())) == 1
    assert families.role[families.family[4]] == DETAIL
