from __future__ import annotations

import numpy as np

from engine.gradients import paint_gradients
from engine.request import Color
from engine.types import Seed
from tests.engine.painting import choose, draw_figure


def test_an_asked_gradient_runs_from_root_to_tip_and_stays_inside() -> None:
    regions, line_alpha = draw_figure()
    hint = Seed(np.array([[80, 95]], np.int32), Color(30, 60, 200), Color(240, 240, 255))
    colors = choose(regions, line_alpha, {6: hint})
    layer = paint_gradients(regions, colors, {6: hint}, line_alpha, 0)
    dress = regions.labels == 6
    assert layer.shape == (160, 160, 4)
    assert (layer[dress][:, :3] == (240, 240, 255)).all()
    ys = np.nonzero(dress)[0]
    top, bottom = layer[dress][ys < np.quantile(ys, 0.1), 3], layer[dress][ys > np.quantile(ys, 0.9), 3]
    assert top.mean() < 20
    assert bottom.mean() > 235


def test_the_paper_has_no_gradient() -> None:
    regions, line_alpha = draw_figure()
    layer = paint_gradients(regions, choose(regions, line_alpha, seed=2), {}, line_alpha, 2)
    assert not layer[regions.labels == 1][:, 3].any()
