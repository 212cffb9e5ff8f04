import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.export.numbers import DIGIT_HEIGHT, PHONE_WIDTH, deepest_points, phone_unit, place_numbers, text_half
from tests.engine.export.samples import sample


def blank(labels):
    return np.zeros(labels.shape, np.uint8)


def no_paper(count):
    return np.zeros(count + 1, bool)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 80), st.integers(1, 80), st.integers(1, 25), st.integers(0, 99))
def test_anchors_lie_in_their_regions(height, width, regions, seed):
    labels = sample(height, width, regions=regions, seed=seed).labels
    points, depth = deepest_points(labels, regions)
    for label in np.unique(labels):
        x, y = points[label]
        assert labels[y, x] == label
    assert (depth >= 0).all()


def test_the_middle_of_a_square_is_its_deepest_point():
    labels = np.ones((40, 60), np.int32)
    labels[10:31, 20:41] = 2
    points, depth = deepest_points(labels, 2)
    assert points[2] == pytest.approx((30, 20), abs=1)
    assert depth[2] == pytest.approx(10, abs=1.5)


def test_a_large_picture_is_searched_in_steps_and_answered_in_its_own_pixels():
    labels = np.ones((3000, 100), np.int32)
    labels[2000:2400] = 2
    labels[1501, 51] = 3  # between the steps
    points, depth = deepest_points(labels, 3)
    (x, y) = points[2]
    assert 2000 <= y < 2400
    assert 40 <= x <= 60
    assert 40 <= depth[2] <= 55
    assert tuple(points[3]) == (51, 1501)


@settings(max_examples=20, deadline=None)
@given(st.integers(40, 700), st.integers(40, 700), st.integers(1, 60), st.integers(0, 99))
def test_numbers_stay_inside_and_keep_apart(height, width, regions, seed):
    result = sample(height, width, regions=regions, seed=seed)
    numbers = place_numbers(result.labels, result.background, result.line_alpha)
    assert len({n.label for n in numbers}) == len(numbers)
    boxes = []
    for number in numbers:
        (x, y), (half_w, half_h) = number.at, text_half(number.label, number.height)
        assert 0 <= x < width
        assert 0 <= y < height
        px, py = number.points_to or number.at
        assert number.points_to is None or result.labels[py, px] == number.label
        boxes.append((x - half_w, x + half_w, y - half_h, y + half_h))
    # Half a cell of the grid that they are placed on is lost to rounding.
    slack = phone_unit((height, width)) + 1
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[0] >= b[1] - slack or b[0] >= a[1] - slack or a[2] >= b[3] - slack or b[2] >= a[3] - slack


def test_a_number_on_its_region_covers_that_region_alone():
    result = sample(900, 1200, regions=12)
    numbers = place_numbers(result.labels, result.background, blank(result.labels))
    assert {n.label for n in numbers} == set(range(1, 13))
    for number in numbers:
        if number.points_to is None:
            half_w, half_h = text_half(number.label, number.height)
            x, y = number.at
            box = result.labels[round(y - half_h) : round(y + half_h) + 1, round(x - half_w) : round(x + half_w) + 1]
            assert (box == number.label).mean() > 0.85


def test_digits_can_be_read_when_the_map_is_shown_on_a_phone():
    for height, width, times in ((228, 400, 4), (429, 256, 4), (400, 300, 10)):
        labels = np.kron(sample(height, width, regions=20).labels, np.ones((times, times), np.int32))
        for number in place_numbers(labels, no_paper(20), blank(labels)):
            assert number.height * PHONE_WIDTH / labels.shape[1] >= 0.8 * DIGIT_HEIGHT


def test_a_small_region_gets_a_line_from_paper_and_no_number_covers_it():
    labels = np.full((800, 800), 1, np.int32)
    labels[200:600, 200:600] = 2
    labels[390:400, 395:405] = 3
    labels[420:430, 395:405] = 4
    background = no_paper(4)
    background[1] = True
    numbers = {n.label: n for n in place_numbers(labels, background, blank(labels))}
    assert set(numbers) == {1, 2, 3, 4}
    for small in (3, 4):
        px, py = numbers[small].points_to
        assert labels[py, px] == small
        for other in numbers.values():
            half_w, half_h = text_half(other.label, other.height)
            assert abs(px - other.at[0]) > half_w - 2 or abs(py - other.at[1]) > half_h - 2


def test_a_thin_region_with_one_wide_end_has_its_number_there():
    labels = np.full((400, 400), 1, np.int32)
    labels[198:203, 20:300] = 2
    labels[150:250, 300:390] = 2
    number = next(n for n in place_numbers(labels, no_paper(2), blank(labels)) if n.label == 2)
    assert number.points_to is None
    assert number.at[0] > 300


def test_a_crowd_of_small_regions_leaves_some_without_a_number_and_none_over_another():
    labels = (np.arange(200)[:, None] // 4 * 50 + np.arange(200)[None] // 4 + 1).astype(np.int32)
    numbers = place_numbers(labels, no_paper(2500), blank(labels))
    assert 0 <= len(numbers) < 2500


def test_the_same_picture_has_the_same_numbers():
    result = sample(500, 700, regions=40)
    runs = [place_numbers(result.labels, result.background, result.line_alpha) for _ in range(2)]
    assert runs[0] == runs[1]
