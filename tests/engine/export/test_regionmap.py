import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.export.regionmap import deepest_points, draw_region_map, place_numbers, region_tints
from tests.engine.export.samples import sample


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 80), st.integers(1, 80), st.integers(1, 25), st.integers(0, 99))
def test_anchors_lie_in_their_regions_and_nowhere_is_deeper(height, width, regions, seed):
    labels = sample(height, width, regions=regions, seed=seed).labels
    points, depth = deepest_points(labels, regions)
    for label in np.unique(labels):
        x, y = points[label]
        assert depth[label] == 0 or labels[y, x] == label


def test_the_middle_of_a_square_is_its_deepest_point():
    labels = np.ones((40, 60), np.int32)
    labels[10:31, 20:41] = 2
    points, depth = deepest_points(labels, 2)
    assert points[2] == pytest.approx((30, 20), abs=1)
    assert depth[2] == pytest.approx(10, abs=1.5)


def test_a_large_picture_is_searched_in_steps_and_answered_in_its_own_pixels():
    labels = np.ones((3000, 100), np.int32)
    labels[2000:2400] = 2
    (x, y), depth = deepest_points(labels, 2)[0][2], deepest_points(labels, 2)[1][2]
    assert 2000 <= y < 2400
    assert 40 <= x <= 60
    assert 40 <= depth <= 55


@settings(max_examples=20, deadline=None)
@given(st.integers(60, 700), st.integers(60, 700), st.integers(1, 60), st.integers(0, 99))
def test_numbers_stay_inside_and_keep_apart(height, width, regions, seed):
    labels = sample(height, width, regions=regions, seed=seed).labels
    numbers = list(place_numbers(*deepest_points(labels, regions), (height, width)))
    assert len({n.text for n in numbers}) == len(numbers)
    places = np.array([n.at for n in numbers])
    assert ((places >= 0) & (places < (width, height))).all()
    for i, (x, y) in enumerate(places):
        apart = np.abs(places[i + 1 :] - (x, y))
        size = 13 * numbers[i].scale
        assert ((apart[:, 0] >= size) | (apart[:, 1] >= size)).all()


def test_large_regions_are_numbered_where_they_are():
    result = sample(900, 1200, regions=12)
    numbers = {n.text: n for n in place_numbers(*deepest_points(result.labels, 12), result.size)}
    assert set(numbers) == {str(n) for n in range(1, 13)}
    for text, number in numbers.items():
        x, y = number.points_to or number.at
        assert result.labels[y, x] == int(text)


def test_neighbouring_labels_have_clearly_different_tints():
    tints = region_tints(200, np.zeros(201, bool)).astype(int)
    assert np.abs(np.diff(tints[1:], axis=0)).max(axis=1).min() > 30


def test_the_map_shows_the_tint_of_each_region_and_the_lines():
    result = sample(600, 800, regions=5)
    result.line_alpha[:] = 0
    result.line_alpha[:, 400] = 255
    image = draw_region_map(result)
    assert image.shape == (600, 800, 3)
    tints = region_tints(5, result.background)
    same = (image == tints[result.labels]).all(axis=2)
    assert same.mean() > 0.9
    assert image[:, 400].max(axis=1).min() < 120
