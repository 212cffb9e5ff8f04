import dataclasses

import cv2
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.parts.cuts import Cuts
from engine.regions import describe
from engine.types import Regions
from tests.engine.painting import regions_of

LINES = np.zeros((60, 80), np.uint8)


def sheet() -> Regions:
    labels = np.ones(LINES.shape, np.int32)
    cv2.rectangle(labels, (10, 10), (70, 50), 2, -1)
    cv2.rectangle(labels, (30, 20), (50, 40), 3, -1)
    return regions_of(labels, LINES)


@given(st.lists(st.tuples(st.integers(0, 79), st.integers(0, 59), st.integers(2, 14)), min_size=1, max_size=4))
def test_the_tables_after_cuts_are_those_of_the_labels(discs: list[tuple[int, int, int]]) -> None:
    regions = sheet()
    cuts = Cuts(regions)
    for x, y, radius in discs:
        disc = np.zeros(LINES.shape, np.uint8)
        cv2.circle(disc, (x, y), radius, 1, -1)
        mine = (disc > 0) & (cuts.labels == 2)
        if mine.any():
            cuts.cut(2, mine[5:, 3:], 3, 5) if mine[5:, 3:].sum() == mine.sum() else cuts.cut(2, mine, 0, 0)
    after = cuts.done(LINES)
    wanted = describe(after.labels, after.anchor, LINES)
    for field in dataclasses.fields(Regions):
        if field.name != "background":
            assert np.array_equal(getattr(after, field.name), getattr(wanted, field.name)), field.name
    at = after.labels[after.anchor[:, 1], after.anchor[:, 0]]
    there = np.flatnonzero(after.area > 0)
    assert np.array_equal(at[there], there)


def test_a_cut_takes_pixels_of_several_regions_and_shares_the_background_of_one() -> None:
    regions = sheet()
    regions.background[:] = [False, True, False, False]
    cuts = Cuts(regions)
    mask = np.zeros((10, 21), bool)
    mask[2:8, 1:20] = True
    cuts.cut(2, mask, 20, 20)
    after = cuts.done(LINES)
    assert after.area.tolist()[2:] == [61 * 41 - 21 * 21 - 6 * 9, 21 * 21 - 6 * 10, 6 * 19]
    assert after.box[4].tolist() == [21, 22, 40, 28]
    assert after.background.tolist() == [False, True, False, False, False]
    assert regions.labels.max() == 3


def test_without_a_cut_the_regions_are_the_same_object() -> None:
    regions = sheet()
    assert Cuts(regions).done(LINES) is regions
