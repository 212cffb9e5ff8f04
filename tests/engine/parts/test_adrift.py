import cv2
import numpy as np

from engine.families import FLAME, GLOW, SMOKE, find_families
from engine.parts.adrift import find_adrift, see_adrift
from engine.types import U8, Regions
from models.parts import Part
from tests.engine.painting import parts_of, regions_of

FUR, EYE, PROP = Part.CREATURE, Part.EYES, Part.PROP


def dragon() -> tuple[Regions, U8]:
    """(regions, line_alpha): paper (1), a beast (2) with an eye (3), a puff (4), a flame (5) with a glow (6)."""
    labels = np.ones((240, 320), np.int32)
    cv2.ellipse(labels, (200, 140), (90, 80), 0, 0, 360, 2, -1)
    for label, (x, y), radius in ((3, (160, 110), 9), (4, (40, 60), 20), (5, (50, 180), 26), (6, (50, 184), 12)):
        cv2.circle(labels, (x, y), radius, label, -1)
    edge = cv2.morphologyEx(labels.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return regions_of(labels, np.where(edge > 0, 255, 0).astype(np.uint8)), np.where(edge > 0, 255, 0).astype(np.uint8)


def seen(regions: Regions, line_alpha: U8, *parts: Part) -> list[int]:
    return see_adrift(regions, np.array([Part.BACKGROUND, Part.BACKGROUND, *parts], np.uint8), line_alpha)[2:].tolist()


def test_what_is_adrift_beside_an_animal_is_a_thing_though_it_looks_like_fur_or_an_eye() -> None:
    regions, line_alpha = dragon()
    assert seen(regions, line_alpha, FUR, EYE, FUR, EYE, EYE) == [FUR, EYE, PROP, PROP, PROP]
    assert seen(regions, line_alpha, FUR, EYE, FUR, Part.SKIN, EYE)[3] == Part.SKIN


def test_a_line_joins_to_the_animal_what_paper_parts_from_it() -> None:
    regions, line_alpha = dragon()
    cv2.line(line_alpha, (56, 60), (130, 110), 255, 2)
    assert seen(regions, line_alpha, FUR, EYE, FUR, EYE, EYE) == [FUR, EYE, FUR, PROP, PROP]


def test_a_paw_with_its_arms_lines_and_what_the_edge_cuts_are_not_adrift() -> None:
    regions, line_alpha = dragon()
    cv2.line(line_alpha, (40, 40), (100, 30), 255, 2)
    cv2.line(line_alpha, (40, 80), (100, 90), 255, 2)
    cv2.line(line_alpha, (50, 200), (50, 239), 255, 2)
    assert seen(regions, line_alpha, FUR, EYE, FUR, EYE, EYE) == [FUR, EYE, FUR, EYE, EYE]


def test_young_ones_and_large_pieces_and_all_where_no_animal_has_an_eye_stay_what_they_are() -> None:
    regions, line_alpha = dragon()
    assert seen(regions, line_alpha, FUR, EYE, FUR, FUR, EYE)[3:] == [FUR, EYE]
    assert seen(regions, line_alpha, FUR, FUR, FUR, FUR, FUR) == [FUR] * 5
    regions.area[4] *= 4
    assert seen(regions, line_alpha, FUR, EYE, FUR, EYE, EYE)[2] == FUR


def test_a_puff_is_smoke_and_what_holds_another_is_a_flame_that_glows() -> None:
    regions, line_alpha = dragon()
    parts = parts_of(Part.BACKGROUND, FUR, EYE, PROP, PROP, PROP)
    assert np.flatnonzero(find_adrift(regions, parts.part, line_alpha)).tolist() == [4, 5, 6]
    families = find_families(regions, parts, line_alpha)
    assert [int(families.role[families.family[k]]) for k in (4, 5, 6)] == [SMOKE, FLAME, GLOW]
