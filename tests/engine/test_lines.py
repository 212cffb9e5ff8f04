from __future__ import annotations

import numpy as np

from engine.areas import split_regions
from engine.flats import paint_flats
from engine.linehints import LineHints, find_line_hints
from engine.lines import color_lines
from engine.oklab import srgb_to_lab
from engine.request import Color
from engine.types import HintMap, Seed
from tests.engine.painting import choose, draw_figure

REGIONS, LINES = draw_figure(320)
FLAT = paint_flats(REGIONS, choose(REGIONS, LINES, seed=1))
LINE_COLOR = color_lines(LINES, FLAT, REGIONS)


def test_lines_are_darker_than_what_they_bound() -> None:
    ink = (LINES > 200) & ~REGIONS.background[REGIONS.labels]
    assert (srgb_to_lab(LINE_COLOR[ink])[:, 0] < srgb_to_lab(FLAT[ink])[:, 0] - 0.05).all()


def test_the_silhouette_is_darker_than_lines_inside() -> None:
    flat = FLAT.copy()
    flat[~REGIONS.background[REGIONS.labels]] = (230, 190, 160)
    lightness = srgb_to_lab(color_lines(LINES, flat, REGIONS))[..., 0]
    ink = LINES > 200
    near_paper = np.zeros_like(ink)
    paper = REGIONS.background[REGIONS.labels]
    for shift in ((0, 3), (0, -3), (3, 0), (-3, 0)):
        near_paper |= np.roll(paper, shift, (0, 1))
    assert lightness[ink & near_paper].mean() < lightness[ink & ~near_paper].mean() - 0.05


def test_no_line_is_paler_than_the_paper_side_allows() -> None:
    """No halo: where ink lies over the paper's half of the silhouette it is as dark as over the figure's."""
    ink = (LINES > 128) & REGIONS.background[REGIONS.labels]
    assert ink.any()
    assert srgb_to_lab(LINE_COLOR[ink])[:, 0].max() < 0.5


def test_a_sketch_without_lines() -> None:
    assert (color_lines(np.zeros_like(LINES), FLAT, REGIONS) == FLAT).all()


def say(x: int, y: int, color: Color) -> LineHints:
    """A hint on the line that is nearest to a point."""
    ys, xs = np.nonzero(LINES >= 200)
    nearest = ((xs - x) ** 2 + (ys - y) ** 2).argmin()
    at = np.array([ys[nearest] * LINES.shape[1] + xs[nearest]])
    return LineHints(at, srgb_to_lab(np.array([color], np.uint8)))


def test_a_line_takes_the_color_of_the_hints_on_it() -> None:
    said = Color(40, 0, 90)
    found = [say(x, y, said) for x, y in ((160, 160), (164, 160), (160, 164), (156, 160))]
    hints = LineHints(np.concatenate([h.at for h in found]), np.concatenate([h.lab for h in found]))
    lines = color_lines(LINES, FLAT, REGIONS, hints)
    at = int(hints.at[0])
    gap = [np.abs(np.float32(picture.reshape(-1, 3)[at]) - np.array(said)).max() for picture in (LINE_COLOR, lines)]
    assert gap[1] < 0.6 * gap[0]
    assert (lines[LINES == 0] == FLAT[LINES == 0]).all()


def test_dark_hints_speak_for_all_lines_and_pale_ones_for_none() -> None:
    dark, pale = (
        [say(int(x), int(y), color) for x, y in np.random.default_rng(1).integers(0, 320, (40, 2))]
        for color in (Color(0, 0, 0), Color(255, 255, 255))
    )
    ink = LINES > 200
    ours = srgb_to_lab(LINE_COLOR[ink])[:, 0]
    darker, same = (
        srgb_to_lab(
            color_lines(
                LINES,
                FLAT,
                REGIONS,
                LineHints(np.concatenate([h.at for h in said]), np.concatenate([h.lab for h in said])),
            )[ink]
        )[:, 0]
        for said in (dark, pale)
    )
    assert (darker < ours + 0.01).all()
    assert darker.mean() < 0.7 * ours.mean()
    assert np.abs(same - ours).max() < 0.01


def test_the_darker_hints_say_how_light_lines_are() -> None:
    """A picked colour mixes a line with what lies beside it: two in three are too light, and fool nobody."""
    grays = (Color(70, 70, 70), Color(120, 120, 120), Color(150, 150, 150))
    said = [
        say(int(x), int(y), grays[n % 3]) for n, (x, y) in enumerate(np.random.default_rng(2).integers(0, 320, (60, 2)))
    ]
    hints = LineHints(np.concatenate([h.at for h in said]), np.concatenate([h.lab for h in said]))
    ink = LINES > 200
    ours, theirs = (
        srgb_to_lab(color_lines(LINES, FLAT, REGIONS, told)[ink])[:, 0].astype(float) for told in (None, hints)
    )
    true = float(srgb_to_lab(np.array([grays[0]], np.uint8))[0, 0])
    assert abs(theirs.mean() - true) < 0.05
    assert theirs.std() < 0.8 * ours.std()


def test_hints_that_their_region_does_not_need_are_for_its_lines() -> None:
    """Alone, a hint on a line means the region under it; a few beside one in the open mean the lines."""
    label = int(REGIONS.labels[~REGIONS.background[REGIONS.labels]].max())
    ys, xs = np.nonzero((LINES > 200) & (REGIONS.labels == label))
    pick = np.linspace(0, len(xs) - 1, 5).astype(int)
    on_lines = [
        Seed(np.array([[x, y]], np.int32), Color(40, n, 90), hint=n)
        for n, (x, y) in enumerate(zip(xs[pick], ys[pick], strict=True))
    ]
    inside = Seed(REGIONS.anchor[[label]], Color(200, 120, 90), hint=9)
    for seeds, count in ((on_lines[:1], 0), ([inside, *on_lines[:1]], 0), ([inside, *on_lines], 5)):
        refined, hinted, _ = split_regions(REGIONS, LINES, HintMap(tuple(seeds)))
        assert len(find_line_hints(seeds, hinted, refined, LINES).at) == count
