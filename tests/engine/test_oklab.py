from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.oklab import lab_to_srgb, lch_to_srgb, srgb_to_lab, srgb_to_lch, turn_hue

CODES = st.lists(st.integers(0, 255), min_size=3, max_size=3)


def test_known_colours() -> None:
    # The published values of white, red and blue.
    lab = srgb_to_lab([[255, 255, 255], [255, 0, 0], [0, 0, 255]])
    expected = [[1, 0, 0], [0.628, 0.2249, 0.1258], [0.452, -0.0324, -0.3115]]
    np.testing.assert_allclose(lab, expected, atol=6e-4)


@given(CODES)
def test_there_and_back(color: list[int]) -> None:
    assert np.abs(lab_to_srgb(srgb_to_lab(color)).astype(int) - color).max() <= 1


@given(st.floats(0.2, 0.95), st.floats(0, 360))
def test_too_much_chroma_keeps_lightness_and_hue(lightness: float, hue: float) -> None:
    back = srgb_to_lch(lch_to_srgb([lightness, 0.5, hue]))
    assert abs(back[0] - lightness) < 0.02
    # Sideways in OKLab, not in degrees: near black one step of eight bits is several degrees wide.
    assert back[1] * abs(np.sin(np.radians(back[2] - hue))) < 0.006


def test_hues_turn_the_short_way() -> None:
    assert turn_hue([350.0], 20, 10)[0] == 0
    assert turn_hue([30.0], 20, 90)[0] == 20
