"""Regions: every pixel in one, gaps closed to the stated distance, borders in the middle of lines."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.regions import GAP, find_regions, gap_width
from engine.types import Regions
from tests.engine.drawings import blank, circle, figure


def check(regions: Regions, shape: tuple[int, int]) -> None:
    """What holds for every partition."""
    labels = regions.labels
    assert labels.shape == shape
    assert labels.dtype == np.int32
    assert labels.min() == 1
    assert labels.max() == regions.count
    assert (regions.area == np.bincount(labels.ravel(), minlength=regions.count + 1)).all()
    assert (regions.area[1:] > 0).all()
    for label in range(1, regions.count + 1):
        x, y = regions.anchor[label]
        assert labels[y, x] == label
        ys, xs = np.nonzero(labels == label)
        assert regions.box[label].tolist() == [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
    across = (labels[:, 1:] != labels[:, :-1]).sum() + (labels[1:] != labels[:-1]).sum()
    assert regions.border.sum() == across
    assert (regions.pairs[:, 0] < regions.pairs[:, 1]).all()
    assert ((regions.ink >= 0) & (regions.ink <= 1)).all()


def test_a_figure_has_its_parts() -> None:
    line = figure()
    regions = find_regions(line)
    check(regions, line.shape)
    assert regions.count == 7  # paper, face, two whites, two irises, body
    paper = regions.labels[5, 5]
    assert regions.background.tolist() == [n == paper for n in range(8)]
    face, iris = regions.labels[100, 256], regions.labels[172, 215]
    assert len({paper, face, iris, regions.labels[150, 215], regions.labels[400, 256]}) == 5


def test_a_large_drawing_has_the_same_parts_and_its_borders_in_its_own_lines() -> None:
    line = cv2.resize(figure(1024), (2999, 2999), interpolation=cv2.INTER_CUBIC)
    regions = find_regions(line)
    check(regions, line.shape)
    assert regions.count == 7
    p, q = regions.labels[:, 1:], regions.labels[:, :-1]
    assert (np.minimum(line[:, 1:], line[:, :-1])[p != q] > 128).mean() > 0.95


@pytest.mark.parametrize("size", [128, 256, 512, 1024, 2400])
def test_gaps_are_closed_up_to_the_stated_distance(size: int) -> None:
    line = circle(size, size // 3, gap=0.85 * gap_width((size, size)))
    regions = find_regions(line)
    assert regions.labels[size // 2, size // 2] != regions.labels[2, 2]
    assert regions.background[regions.labels[2, 2]]
    assert not regions.background[regions.labels[size // 2, size // 2]]


def test_a_wide_opening_is_no_gap() -> None:
    line = circle(512, 170, gap=6 * GAP * 512)
    regions = find_regions(line)
    assert regions.count == 1


def test_a_line_that_ends_short_of_the_edge_still_parts() -> None:
    """Legs cut off by the picture's edge: their lines end a little above it."""
    line = blank(512, 512)
    line[200:504, 160:163] = line[200:504, 300:303] = 255
    line[200:203, 160:303] = 255
    regions = find_regions(line)
    assert regions.labels[400, 230] != regions.labels[400, 50]
    assert regions.background[regions.labels[400, 50]]


def test_a_passage_between_two_shapes_is_no_gap() -> None:
    """An hourglass: its neck is as narrow as a gap, but no line runs across it or beside it."""
    line = blank(512, 512)
    points = np.array([[100, 100], [412, 100], [261, 256], [412, 412], [100, 412], [251, 256]])
    cv2.polylines(line, [points], True, 255, 2, cv2.LINE_AA)
    labels = find_regions(line).labels
    assert labels[150, 256] == labels[360, 256]


def test_paper_among_things_that_nearly_touch_is_paper() -> None:
    """Six thick rings around a middle: each way out is as narrow as a gap, but no line runs across it."""
    line = blank(1000, 1000)
    for turn in np.arange(6) * np.pi / 3:
        middle = (int(500 + 200 * np.cos(turn)), int(500 + 200 * np.sin(turn)))
        cv2.circle(line, middle, 90, 255, 8, cv2.LINE_AA)
    regions = find_regions(line)
    assert regions.count == 7
    assert regions.labels[500, 500] == regions.labels[5, 5]


def test_strokes_of_one_line_hold_no_slivers() -> None:
    line = blank(512, 512)
    for shift in (0, 5, 9):
        cv2.ellipse(line, (256 + shift, 256), (150, 170 - shift // 2), 0, 0, 360, 200, 2, cv2.LINE_AA)
    assert find_regions(line).count == 2


def test_small_rings_survive() -> None:
    """The highlight in an eye is small and round: no speck and no sliver."""
    line = figure(1024)
    cv2.circle(line, (425, 335), 5, 255, 1, cv2.LINE_AA)
    regions = find_regions(line)
    assert regions.count == 8
    assert regions.area[regions.labels[335, 425]] < 150


def test_paper_on_both_sides_of_a_figure_is_background() -> None:
    line = blank(300, 300)
    line[:, 100:103] = line[:, 200:203] = 255
    regions = find_regions(line)
    assert [bool(regions.background[regions.labels[150, x]]) for x in (50, 150, 250)] == [True, False, True]


def test_inside_a_drawn_frame_there_is_paper_too() -> None:
    line = np.pad(figure(480), 16)
    line[8:11, 8:-8] = line[-11:-8, 8:-8] = line[8:-8, 8:11] = line[8:-8, -11:-8] = 255
    regions = find_regions(line)
    assert regions.background[regions.labels[2, 2]]
    assert regions.background[regions.labels[40, 40]]
    assert not regions.background[regions.labels[120, 256]]


def test_borders_run_in_the_middle_of_a_line() -> None:
    line = blank(200, 200)
    line[:, 96:104] = 255
    labels = find_regions(line).labels
    edge = (labels[:, 1:] != labels[:, :-1]).argmax(axis=1)
    assert np.abs(edge - 99.5).max() <= 1.5


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (9, 1), (40, 30)])
def test_nothing_to_divide_is_one_region(value: int, shape: tuple[int, int]) -> None:
    regions = find_regions(np.full(shape, value, np.uint8))
    check(regions, shape)
    assert regions.count == 1


def test_the_same_drawing_gives_the_same_regions() -> None:
    one, two = find_regions(figure()), find_regions(figure())
    assert (one.labels == two.labels).all()
    assert (one.pairs == two.pairs).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 90), st.integers(2, 90), st.integers(0, 30))
def test_any_scribble_is_partitioned(seed: int, height: int, width: int, strokes: int) -> None:
    rng = np.random.default_rng(seed)
    line = blank(height, width)
    for _ in range(strokes):
        a, b = rng.integers(0, (width, height), (2, 2)).tolist()
        cv2.line(line, a, b, int(rng.integers(30, 256)), int(rng.integers(1, 4)), cv2.LINE_AA)
    check(find_regions(line), (height, width))
