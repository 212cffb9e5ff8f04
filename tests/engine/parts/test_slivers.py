from dataclasses import replace

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.parts.slivers import fill_slivers
from engine.types import U8, Regions
from models.parts import Part
from tests.engine.painting import regions_of

BESIDE, ABOVE = (246, 150), (150, 20)


def twice(gap: int, far: int = 8) -> tuple[Regions, U8]:
    """(regions, line_alpha): paper (1) and a disc (2) whose outline is drawn once more along its right half, `far` px
    out, with a gap of so many px at its upper end."""
    labels, ink = np.ones((300, 300), np.int32), np.zeros((300, 300), np.uint8)
    cv2.circle(labels, (150, 150), 92, 2, -1)
    cv2.circle(ink, (150, 150), 92, 255, 3)
    cv2.ellipse(ink, (150, 150), (92 + far, 92 + far), 0, -60 + gap / 2, 60, 255, 3)
    start, end = ((round(150 + r * np.cos(1.047)), round(150 + r * np.sin(1.047))) for r in (92, 92 + far))
    cv2.line(ink, start, end, 255, 3)
    return regions_of(labels, ink), ink


def filled(regions: Regions, ink: U8, shown: Part = Part.CREATURE) -> bool:
    after = fill_slivers(regions, np.array([0, 0, shown], np.uint8), ink)
    assert after.labels[ABOVE[1], ABOVE[0]] == 1
    assert after.area[1:].sum() == after.labels.size
    return bool(after.labels[150, 246] == 2)


def test_paper_between_two_strokes_of_one_outline_is_the_figures() -> None:
    regions, ink = twice(gap=6)
    assert regions.labels[BESIDE[1], BESIDE[0]] == 1
    assert ink[BESIDE[1], BESIDE[0]] == 0
    assert filled(regions, ink)
    assert (regions.labels == twice(gap=6)[0].labels).all()


def test_the_tables_follow() -> None:
    regions, ink = twice(gap=6)
    after = fill_slivers(regions, np.array([0, 0, Part.SKIN], np.uint8), ink)
    assert after.area[2] > regions.area[2]
    assert after.box[2, 2] > regions.box[2, 2]
    assert (np.bincount(after.labels.ravel(), minlength=3) == after.area).all()


def test_wide_air_and_what_lies_open_and_the_hatching_beside_things_stay_paper() -> None:
    assert not filled(*twice(gap=6, far=24))
    regions, ink = twice(gap=6)
    assert not filled(regions, ink, Part.PROP)
    ink[:, 246:] = 0
    assert not filled(regions, ink)


def test_where_there_is_no_sliver_nothing_is_copied() -> None:
    regions, ink = twice(gap=6, far=24)
    assert fill_slivers(regions, np.array([0, 0, Part.PROP], np.uint8), ink) is regions


def test_a_large_drawing_is_seen_in_a_smaller_copy() -> None:
    regions, ink = twice(gap=6)
    labels, ink = regions.labels.repeat(10, 0).repeat(10, 1), ink.repeat(10, 0).repeat(10, 1)
    large = replace(regions, labels=labels, area=regions.area * 100, box=regions.box * 10, anchor=regions.anchor * 10)
    after = fill_slivers(large, np.array([0, 0, Part.SKIN], np.uint8), ink)
    assert after.labels[1500, 2460] == 2
    assert (after.labels[:, 2530:] == 1).all()


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_any_small_picture_is_measured_right(height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ink = (rng.random((height, width)) < 0.3).astype(np.uint8) * 255
    labels = np.ones((height, width), np.int32)
    labels[:, width // 2 :] = 2
    labels[0, 0] = 1
    if width > 1:
        regions = regions_of(labels, ink)
        after = fill_slivers(regions, np.array([0, 0, Part.HAIR], np.uint8), ink)
        assert (np.bincount(after.labels.ravel(), minlength=3) == after.area).all()
