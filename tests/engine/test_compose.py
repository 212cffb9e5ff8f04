from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.request import OUTPUTS, Color, ColorizeRequest
from engine.result import Result


def some_result(seed: int, lines: Color | None = None) -> Result:
    rng = np.random.default_rng(seed)
    picture = lambda channels: rng.integers(0, 256, (9, 13, channels), np.uint8)  # noqa: E731
    return Result(
        request=ColorizeRequest(sketch=b""),
        labels=np.ones((9, 13), np.int32),
        background=np.zeros(2, bool),
        flat=picture(3),
        gradients=picture(4),
        shadow=picture(3),
        light=picture(3),
        line_alpha=picture(1)[..., 0],
        line_color=picture(3),
        groups=(),
        drawn=np.arange(2, dtype=np.int32),
        lines=lines,
    )


@given(st.integers(0, 10_000))
def test_rendered_is_the_layers_composited(seed: int) -> None:
    """Against the blend formulas in float64, as a reader of the PSD computes them."""
    result = some_result(seed)
    flat, shadow, light, line = (
        a.astype(np.float64) / 255 for a in (result.flat, result.shadow, result.light, result.line_color)
    )
    gradient, line_alpha = result.gradients / 255, result.line_alpha[..., None] / 255
    color = flat + (gradient[..., :3] - flat) * gradient[..., 3:]
    shaded = 1 - (1 - color * shadow) * (1 - light)
    expected = shaded + (line - shaded) * line_alpha
    assert np.abs(result.image("rendered") - expected * 255).max() <= 2
    assert np.abs(result.image("color") - color * 255).max() <= 1


@given(st.integers(0, 10_000))
def test_plain_lines_are_black_and_multiplied(seed: int) -> None:
    result = some_result(seed)
    expected = result.flat * (1 - result.line_alpha[..., None] / 255)
    assert np.abs(result.image("flat_lines") - expected).max() <= 1


def test_an_asked_line_colour_is_laid_over() -> None:
    result = some_result(3, lines=Color(90, 40, 20))
    result.line_alpha[:] = 255
    assert (result.image("flat_lines") == (90, 40, 20)).all()
    assert (result.image("color_lines") == (90, 40, 20)).all()


def test_all_outputs_have_the_sketchs_size_and_are_made_once() -> None:
    result = some_result(1)
    for name in OUTPUTS:
        assert result.image(name).shape == (9, 13, 3)
        assert result.image(name) is result.image(name)
    with pytest.raises(KeyError):
        result.image("sepia")
