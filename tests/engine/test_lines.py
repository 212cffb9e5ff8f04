from __future__ import annotations

import numpy as np

from engine.flats import paint_flats
from engine.lines import color_lines
from engine.oklab import srgb_to_lab
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
