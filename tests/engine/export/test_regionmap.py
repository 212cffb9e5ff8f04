import numpy as np

from engine.export.regionmap import draw_numbered, draw_region_map, region_tints
from tests.engine.export.samples import sample


def test_neighbouring_labels_have_clearly_different_tints():
    tints = region_tints(200, np.zeros(201, bool)).astype(int)
    assert np.abs(np.diff(tints[1:], axis=0)).max(axis=1).min() > 25


def test_the_map_shows_the_tint_of_each_region_and_the_lines():
    result = sample(600, 800, regions=5)
    result.line_alpha[:] = 0
    result.line_alpha[:, 400] = 255
    image = draw_region_map(result)
    assert image.shape == (600, 800, 3)
    tints = region_tints(5, result.background)
    same = (image == tints[result.labels]).all(axis=2)
    assert same.mean() > 0.85
    assert np.median(image[:, 400].max(axis=1)) < 150


def test_a_number_is_dark_digits_with_a_white_outline():
    labels = np.ones((400, 400), np.int32)
    image = draw_numbered(labels, np.zeros(2, bool), np.zeros((400, 400), np.uint8))
    middle = image[150:250, 150:250]
    assert (middle.max(axis=2) < 80).any()
    assert (middle.min(axis=2) == 255).any()


def test_regions_that_hints_have_split_share_the_number_they_were_drawn_with():
    result = sample(300, 400, regions=4)
    split = result.labels.copy()
    split[:, 200:][split[:, 200:] == 2] = 5
    result.labels = split
    result.background = np.append(result.background, result.background[2])
    result.drawn = np.array([0, 1, 2, 3, 4, 2], np.int32)
    whole = sample(300, 400, regions=4)
    assert (draw_region_map(result) == draw_region_map(whole)).all()
