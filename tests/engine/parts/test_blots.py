"""Solid ink is a region of its own where it shows something else than what it was drawn beside."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.parts.blots import cut_blots
from engine.types import U8, Regions, Sight
from models.parts import PARTS, Part
from tests.engine.painting import regions_of


def black_bob(size: int = 300) -> tuple[Regions, U8, np.ndarray]:
    """(regions, ink, hair): a face (2) under a cap of solid ink that was shared out to paper (1) and face."""
    ink = np.zeros((size, size), np.uint8)
    cv2.ellipse(ink, (150, 140), (60, 70), 0, 0, 360, 255, -1)
    face = np.zeros((size, size), np.uint8)
    cv2.ellipse(face, (150, 160), (36, 40), 0, 0, 360, 1, -1)
    ink[face > 0] = 0
    labels = np.ones((size, size), np.int32)
    cv2.ellipse(labels, (150, 160), (45, 50), 0, 0, 360, 2, -1)
    regions = regions_of(labels, ink)
    return replace(regions, background=np.array([False, True, False])), ink, ink >= 128


def sight_of(hair: np.ndarray, part: Part, share: float = 0.9) -> Sight:
    belief = np.full((150, 150, len(PARTS)), 0.01, np.float32)
    belief[..., Part.BACKGROUND] = 0.9
    there = hair[::2, ::2]
    belief[there, Part.BACKGROUND] = 0.01
    belief[there, part] = share
    return Sight(belief / belief.sum(2, keepdims=True))


def test_black_hair_is_cut_out_of_the_paper_and_the_face() -> None:
    regions, ink, hair = black_bob()
    cut = cut_blots(regions, sight_of(hair, Part.HAIR), ink)
    assert cut.count > regions.count
    at = cut.labels[90, 150]
    assert at > regions.count
    assert not cut.background[at]
    assert cut.background[1]
    mine = cut.labels > regions.count
    assert mine[hair].mean() > 0.8
    assert not mine[~hair].any()
    assert cut.area[1:].sum() == ink.size


@pytest.mark.parametrize("part", [Part.BACKGROUND, Part.EYES, Part.SCENERY])
def test_paper_eyes_and_scenery_are_not_looked_for(part: Part) -> None:
    regions, ink, hair = black_bob()
    assert cut_blots(regions, sight_of(hair, part), ink) is regions


def test_doubt_cuts_nothing_and_lines_are_no_blots() -> None:
    regions, ink, hair = black_bob()
    assert cut_blots(regions, sight_of(hair, Part.HAIR, share=0.08), ink) is regions
    lines = np.zeros_like(ink)
    cv2.ellipse(lines, (150, 140), (60, 70), 0, 0, 360, 255, 3)
    assert cut_blots(regions, sight_of(hair, Part.HAIR), lines) is regions


def test_a_region_that_is_the_blot_is_left_alone() -> None:
    _, ink, hair = black_bob()
    labels = np.where(hair, 2, 1).astype(np.int32)
    own = replace(regions_of(labels, ink), background=np.array([False, True, False]))
    assert cut_blots(own, sight_of(hair, Part.HAIR), ink) is own


def test_slits_of_light_in_black_hair_are_hair_and_notches_are_paper() -> None:
    regions, ink, hair = black_bob()
    for x in (125, 135, 145):
        ink[88:112, x : x + 3] = 0
    notch = np.s_[60:100, 180:183]
    ink[notch] = 0
    cut = cut_blots(regions, sight_of(hair, Part.HAIR), ink)
    mine = cut.labels > regions.count
    assert mine[90:110, 125:148].all()
    assert not mine[notch].any()


def test_lines_that_lie_close_are_no_blot() -> None:
    regions, ink, hair = black_bob()
    ink[:, ::3] = 0
    assert cut_blots(regions, sight_of(hair, Part.HAIR), ink) is regions
