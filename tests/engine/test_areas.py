"""Hints are obeyed: the pixel under every point has a region of exactly its colour."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.areas import split_regions
from engine.regions import find_regions
from engine.request import Color
from engine.types import HintMap, Seed
from tests.engine.drawings import blank, circle, figure
from tests.engine.test_regions import check

RED, BLUE, GREEN = Color(255, 0, 0), Color(0, 0, 255), Color(0, 128, 0)
LINE = figure()
REGIONS = find_regions(LINE)


def dot(x: int, y: int, color: Color, size: int = 1, **options: object) -> Seed:
    ys, xs = np.mgrid[y : y + size, x : x + size]
    return Seed(np.column_stack([xs.ravel(), ys.ravel()]).astype(np.int32), color, **options)


def stroke(points: list[tuple[int, int]], color: Color) -> Seed:
    return Seed(np.array(points, np.int32), color, stroke=True)


def test_one_hint_takes_its_region_whole() -> None:
    refined, hinted, notes = split_regions(REGIONS, LINE, HintMap((dot(256, 100, RED),)))
    assert refined is REGIONS
    face = int(REGIONS.labels[100, 256])
    assert {label: seed.color for label, seed in hinted.items()} == {face: RED}
    assert notes == ()


def test_no_hint_changes_nothing() -> None:
    assert split_regions(REGIONS, LINE, HintMap()) == (REGIONS, {}, ())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.booleans())
def test_every_point_has_exactly_its_color(seed: int, count: int, in_one_region: bool) -> None:
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 512, (count, 2))
    if in_one_region:
        ys, xs = np.nonzero(REGIONS.labels == REGIONS.labels[400, 256])
        pick = rng.integers(0, len(xs), count)
        points = np.column_stack([xs[pick], ys[pick]])
    colors = [Color(*rng.integers(0, 256, 3).tolist()) for _ in range(count)]
    seeds = tuple(dot(int(x), int(y), c) for (x, y), c in zip(points, colors, strict=True))
    refined, hinted, _ = split_regions(REGIONS, LINE, HintMap(seeds))
    last = {tuple(p): c for p, c in zip(points.tolist(), colors, strict=True)}
    for (x, y), color in last.items():
        assert hinted[int(refined.labels[y, x])].color == color
    if refined is not REGIONS:
        check_tables(refined)


def check_tables(refined: object) -> None:
    check(refined, LINE.shape)


def test_two_hints_in_one_region_share_it() -> None:
    line = circle(256, 100)
    refined, hinted, _ = split_regions(find_regions(line), line, HintMap((dot(70, 128, RED), dot(186, 128, BLUE))))
    colors = {label: seed.color for label, seed in hinted.items()}
    assert colors[int(refined.labels[128, 100])] == RED
    assert colors[int(refined.labels[128, 156])] == BLUE
    red, blue = (refined.area[n] for n, _ in sorted(colors.items(), key=lambda item: item[1] == BLUE))
    assert 0.8 < red / blue < 1.25


def test_a_split_follows_the_drawing() -> None:
    """A line that does not close still parts the two hints beside it."""
    line = blank()
    line[20:236, 20:23] = line[20:236, 233:236] = line[20:23, 20:236] = line[233:236, 20:236] = 255
    line[20:170, 127:129] = 255
    regions = find_regions(line)
    assert regions.labels[60, 80] == regions.labels[60, 180]
    refined, hinted, _ = split_regions(regions, line, HintMap((dot(110, 60, RED), dot(200, 100, BLUE))))
    assert hinted[int(refined.labels[40, 124])].color == RED
    assert hinted[int(refined.labels[40, 132])].color == BLUE
    assert hinted[int(refined.labels[160, 132])].color == BLUE


def test_a_small_hint_controls_its_surroundings() -> None:
    line = blank(2048, 1024)
    regions = find_regions(line)
    seeds = [dot(500, 1000, RED, 3)]
    seeds += [dot(x, y, BLUE, 3) for x, y in [(484, 1000), (516, 1000), (500, 984), (500, 1016)]]
    refined, hinted, _ = split_regions(regions, line, HintMap(tuple(seeds)))
    label = refined.labels[1001, 501]
    assert hinted[int(label)].color == RED
    x0, y0, x1, y1 = refined.box[label]
    assert x1 - x0 >= 13
    assert y1 - y0 >= 13


def test_a_stroke_that_grazes_a_region_is_no_hint_for_it() -> None:
    # Along the body, and a few pixels over its line at the top into the paper.
    points = [(256, y) for y in range(284, 460)]
    refined, hinted, _ = split_regions(REGIONS, LINE, HintMap((stroke(points, RED),)))
    assert {int(refined.labels[400, 256])} == set(hinted)


def test_a_point_beside_a_line_always_counts() -> None:
    refined, hinted, _ = split_regions(REGIONS, LINE, HintMap((stroke([(256, 400)] * 1, RED), dot(256, 287, BLUE))))
    assert hinted[int(refined.labels[287, 256])].color == BLUE


def test_a_point_wins_over_a_stroke_and_the_later_over_the_earlier() -> None:
    seeds = (dot(256, 400, RED, hint=0), dot(256, 400, BLUE, hint=1), stroke([(256, 400)], GREEN))
    refined, hinted, notes = split_regions(REGIONS, LINE, HintMap(seeds))
    assert hinted[int(refined.labels[400, 256])].color == BLUE
    assert [(n.code, n.hint) for n in notes] == [("hint.covered", 0), ("hint.covered", None)]


def test_a_split_piece_of_paper_is_still_paper() -> None:
    seeds = (dot(10, 10, RED), dot(500, 500, BLUE))
    refined, hinted, _ = split_regions(REGIONS, LINE, HintMap(seeds))
    assert len(hinted) == 2
    assert all(refined.background[n] for n in hinted)


@pytest.mark.parametrize("count", [10_000])
def test_thousands_of_hints(count: int) -> None:
    rng = np.random.default_rng(0)
    points = rng.integers(0, 512, (count, 2))
    palette = [Color(*rng.integers(0, 256, 3).tolist()) for _ in range(40)]
    seeds = tuple(dot(int(x), int(y), palette[i % 40]) for i, (x, y) in enumerate(points))
    refined, hinted, _ = split_regions(REGIONS, LINE, HintMap(seeds))
    last = {(int(x), int(y)): palette[i % 40] for i, (x, y) in enumerate(points)}
    assert all(hinted[int(refined.labels[y, x])].color == c for (x, y), c in last.items())


def test_a_hint_beside_a_line_leaves_the_rest_to_one_in_the_open() -> None:
    """A dot a little off the figure is not meant for half of the paper; two in the open share it."""
    line = circle(256, 60)
    regions = find_regions(line)
    near, far = dot(128, 62, RED), dot(20, 230, BLUE)
    for first, second, low, high in ((near, far, 0, 0.1), (dot(30, 30, RED), far, 0.3, 0.7)):
        refined, hinted, _ = split_regions(regions, line, HintMap((first, second)))
        area = {seed.color: int(refined.area[label]) for label, seed in hinted.items()}
        assert low < area[RED] / (area[RED] + area[BLUE]) < high
        assert {seed.color for seed in hinted.values()} == {RED, BLUE}


def test_a_hint_beside_the_nose_is_for_the_face() -> None:
    """A light one, where the line bounds nothing: a dark one may mean the line, one at the outline what is behind."""
    line = circle(256, 100)
    line[124:130, 126:129] = 255
    regions = find_regions(line)
    shares = []
    for y, near, far in ((131, RED, BLUE), (131, BLUE, RED), (226, RED, BLUE)):
        refined, hinted, _ = split_regions(regions, line, HintMap((dot(128, y, near), dot(221, 128, far))))
        area = {seed.color: int(refined.area[label]) for label, seed in hinted.items()}
        shares.append(area[near] / (area[RED] + area[BLUE]))
    assert shares[0] > 0.8
    assert max(shares[1:]) < 0.01


def test_paper_without_a_hint_in_the_open_takes_the_lightest() -> None:
    line = circle(256, 90)
    regions = find_regions(line)
    cream = Color(250, 244, 230)
    seeds = (dot(128, 35, RED), dot(35, 128, cream), dot(221, 130, BLUE))
    refined, hinted, _ = split_regions(regions, line, HintMap(seeds))
    area = {seed.color: int(refined.area[label]) for label, seed in hinted.items()}
    assert set(area) == {RED, BLUE, cream}
    assert area[RED] + area[BLUE] < 0.01 * area[cream]
