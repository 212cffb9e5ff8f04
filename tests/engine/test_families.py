from __future__ import annotations

import cv2
import numpy as np

from engine.families import DETAIL, MAIN, find_families
from engine.pieces import join_pieces
from engine.regions import find_regions
from models.parts import Part
from tests.engine.painting import draw_figure, drawn, parts_of, parts_of_figure, regions_of


def test_what_is_alike_is_one_family() -> None:
    regions, line_alpha = draw_figure()
    families = find_families(regions, parts_of_figure(), line_alpha)
    family = families.family
    assert family[1] == -1
    assert family[4] == family[5]
    assert family[7] == family[8]
    assert len({int(family[k]) for k in (2, 3, 4, 6, 7)}) == 5
    assert families.part[family[2]] == Part.HAIR
    assert abs(families.area.sum() - 1) < 1e-9


def test_true_parts_of_drawings_make_one_head_of_hair_a_figure() -> None:
    for seed in range(3):
        regions, line_alpha, parts = drawn(seed)
        families = find_families(regions, parts, line_alpha)
        for part in (Part.HAIR, Part.SKIN, Part.EYES):
            owners = families.figure[families.part == part]
            assert len(owners) == len(set(owners.tolist()))
        seen = families.family >= 0
        assert (families.part[families.family[seen]] == parts.part[seen]).all()
        somebodys = seen & (parts.part != Part.PROP)
        assert (families.figure[families.family[somebodys]] == parts.figure[somebodys]).all()


def test_an_open_border_joins_regions_of_one_part_into_one_piece() -> None:
    labels = np.ones((60, 60), np.int32)
    labels[10:50, 10:30], labels[10:50, 30:50] = 2, 3
    line_alpha = np.zeros((60, 60), np.uint8)
    regions = regions_of(labels, line_alpha)
    coat, both = parts_of(Part.BACKGROUND, Part.TOP, Part.TOP), parts_of(Part.BACKGROUND, Part.TOP, Part.HAIR)
    assert len(set(join_pieces(regions, coat, line_alpha).piece[2:].tolist())) == 1
    assert len(set(join_pieces(regions, both, line_alpha).piece[2:].tolist())) == 2
    line_alpha[10:50, 29:31] = 255
    assert len(set(join_pieces(regions_of(labels, line_alpha), coat, line_alpha).piece[2:].tolist())) == 2


def test_a_patch_that_folds_cut_off_stays_with_its_garment() -> None:
    ink = np.zeros((400, 300), np.uint8)
    cv2.rectangle(ink, (60, 40), (240, 360), 255, 3)
    cv2.line(ink, (60, 250), (120, 360), 255, 3)
    regions = find_regions(ink)
    assert regions.count == 3
    parts = parts_of(*(Part.BACKGROUND if paper else Part.BOTTOM for paper in regions.background[1:]))
    families = find_families(regions, parts, ink)
    assert len(families.part) == 1
    assert families.role.tolist() == [MAIN]


def garments(part: Part, *boxes: tuple[int, int, int, int]) -> list[int]:
    """The roles of boxes (x0, y0, x1, y1), each with an outline, that are one figure's, on paper of 200 x 200."""
    labels = np.ones((200, 200), np.int32)
    line_alpha = np.zeros((200, 200), np.uint8)
    for label, (x0, y0, x1, y1) in enumerate(boxes, start=2):
        labels[y0:y1, x0:x1] = label
        cv2.rectangle(line_alpha, (x0, y0), (x1 - 1, y1 - 1), 255, 2)
    parts = parts_of(Part.BACKGROUND, *[part] * len(boxes))
    families = find_families(regions_of(labels, line_alpha), parts, line_alpha)
    return families.role[families.family[2:]].tolist()


def test_a_dress_is_of_one_cloth_with_its_sleeves_cuffs_and_panels() -> None:
    sleeves, cuffs = ((40, 20, 65, 80), (135, 20, 160, 80)), ((40, 80, 65, 95), (135, 80, 160, 95))
    body, panels = (65, 20, 135, 90), ((60, 90, 90, 190), (90, 90, 140, 190))
    assert garments(Part.TOP, *sleeves, *cuffs, body, *panels) == [MAIN] * 7


def test_what_shows_between_two_larger_fronts_is_a_shirt() -> None:
    assert garments(Part.TOP, (30, 20, 80, 180), (120, 20, 170, 180), (80, 20, 120, 180)) == [0, 0, 1]
    assert garments(Part.TOP, (30, 20, 80, 180), (80, 20, 120, 180)) == [0, 0]
    # Half of a coat lies in the open: it shows between nothing, though it is between the other half and a sleeve.
    assert garments(Part.TOP, (30, 20, 80, 140), (120, 20, 170, 140), (80, 90, 120, 190)) == [0, 0, 0]
    # Three pleats of a skirt.
    assert garments(Part.TOP, (53, 20, 80, 180), (120, 20, 147, 180), (80, 20, 120, 180)) == [0, 0, 0]


def test_a_hats_band_lies_between_its_crown_and_its_brim_and_its_ears_are_the_hats() -> None:
    crown, band, brim = (60, 40, 140, 90), (60, 90, 140, 105), (30, 105, 170, 130)
    assert garments(Part.HEADWEAR, crown, band, brim) == [0, 1, 0]
    assert garments(Part.HEADWEAR, crown, (62, 15, 82, 40), (118, 15, 138, 40)) == [0, 0, 0]


def test_a_picture_of_paper_alone_has_no_families() -> None:
    labels = np.ones((5, 5), np.int32)
    blank = np.zeros((5, 5), np.uint8)
    families = find_families(regions_of(labels, blank), parts_of(Part.BACKGROUND), blank)
    assert len(families.part) == 0
    assert (families.family == -1).all()


def test_a_boat_is_one_thing_whoever_sits_in_it() -> None:
    labels = np.ones((100, 200), np.int32)
    labels[60:90, 20:100], labels[60:90, 100:180] = 2, 3
    line_alpha = cv2.morphologyEx(labels.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) * 100
    hull = parts_of(Part.BACKGROUND, Part.PROP, Part.PROP)
    hull.figure[3] = 2
    families = find_families(regions_of(labels, line_alpha), hull, line_alpha)
    assert families.family[2] == families.family[3]
    coats = parts_of(Part.BACKGROUND, Part.TOP, Part.TOP)
    coats.figure[3] = 2
    families = find_families(regions_of(labels, line_alpha), coats, line_alpha)
    assert families.family[2] != families.family[3]


def test_a_button_lies_in_one_piece_of_cloth_and_a_chip_between_two_is_cloth() -> None:
    labels = np.ones((200, 200), np.int32)
    labels[20:180, 20:100], labels[20:180, 100:180] = 2, 3
    cv2.circle(labels, (60, 60), 7, 4, -1)
    cv2.rectangle(labels, (85, 120), (99, 130), 5, -1)
    line_alpha = np.full(labels.shape, 255, np.uint8)
    regions = regions_of(labels, line_alpha)
    coat = parts_of(Part.BACKGROUND, Part.TOP, Part.TOP, Part.TOP, Part.TOP)
    families = find_families(regions, coat, line_alpha)
    assert families.role[families.family[4]] == DETAIL
    assert families.role[families.family[5]] != DETAIL
