from __future__ import annotations

import cv2
import numpy as np

from engine.faces import find_faces
from engine.families import COAT, HAIR, SKIN, WHITE, find_families
from engine.pieces import join_pieces
from engine.regions import find_regions
from tests.engine.painting import draw_figure, regions_of


def test_a_doll_has_a_face_hair_eyes_and_a_pair_of_legs() -> None:
    regions, line_alpha = draw_figure()
    families = find_families(regions, line_alpha)
    kind = np.append(families.kind, -1)[families.family]
    assert kind[1] == -1
    assert (kind[2], kind[3], kind[4], kind[5]) == (HAIR, SKIN, WHITE, WHITE)
    assert families.family[7] == families.family[8]
    assert families.area.sum() == 1 or abs(families.area.sum() - 1) < 1e-9


def test_faces_are_found_at_any_size() -> None:
    for size in (120, 300, 900):
        regions, line_alpha = draw_figure(size)
        pieces = join_pieces(regions, line_alpha)
        assert find_faces(regions, pieces, line_alpha) == [3]


def test_an_open_border_joins_regions_into_one_piece() -> None:
    labels = np.ones((60, 60), np.int32)
    labels[10:50, 10:30], labels[10:50, 30:50] = 2, 3
    line_alpha = np.zeros((60, 60), np.uint8)
    assert len(set(join_pieces(regions_of(labels, line_alpha), line_alpha).piece[2:])) == 1
    line_alpha[10:50, 29:31] = 255
    assert len(set(join_pieces(regions_of(labels, line_alpha), line_alpha).piece[2:])) == 2


def test_one_body_without_a_face_is_of_one_colour() -> None:
    labels = np.ones((80, 80), np.int32)
    labels[20:60, 10:70] = 2
    labels[10:20, 12:22] = 3
    line_alpha = np.zeros((80, 80), np.uint8)
    line_alpha[18:21, 10:70] = 255
    families = find_families(regions_of(labels, line_alpha), line_alpha)
    assert families.kind[families.family[2]] == COAT


def test_a_picture_of_paper_alone_has_no_families() -> None:
    labels = np.ones((5, 5), np.int32)
    families = find_families(regions_of(labels, np.zeros((5, 5), np.uint8)), np.zeros((5, 5), np.uint8))
    assert len(families.kind) == 0
    assert (families.family == -1).all()


def _stack(bands: int) -> np.ndarray:
    """A head with two eyes and a mouth on top of a stack of bands: nothing crowns the face."""
    ink = np.zeros((220 + bands * 60, 400), np.uint8)
    cv2.rectangle(ink, (100, 20), (300, 190), 255, 3)
    for x in (160, 240):
        cv2.circle(ink, (x, 90), 10, 255, -1)
    cv2.line(ink, (180, 150), (220, 150), 255, 4)
    for band in range(bands):
        cv2.rectangle(ink, (100, 190 + band * 60), (300, 250 + band * 60), 255, 3)
    return ink


def test_an_uncrowned_face_makes_an_animal_of_a_simple_figure_only() -> None:
    def coats(bands: int) -> bool:
        ink = _stack(bands)
        families = find_families(find_regions(ink), ink)
        return bool((families.kind == COAT).any())

    assert coats(2)
    assert not coats(14)
