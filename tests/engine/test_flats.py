from __future__ import annotations

import numpy as np

from engine.flats import look_up, paint_flats
from tests.engine.painting import choose, draw_figure


def test_every_pixel_has_its_regions_colour() -> None:
    regions, line_alpha = draw_figure()
    colors = choose(regions, line_alpha, seed=3)
    assert (paint_flats(regions, colors) == colors.flat[regions.labels]).all()


def test_look_up_is_indexing() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 50, (7, 11)).astype(np.int32)
    for channels in (3, 4):
        table = rng.integers(0, 256, (50, channels), np.uint8)
        picture = look_up(table, labels)
        assert (picture == table[labels]).all()
        assert picture.flags.c_contiguous
