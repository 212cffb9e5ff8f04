from __future__ import annotations

import itertools

import pytest

from engine.errors import UserError
from engine.oklab import srgb_to_lab
from engine.presets import format_preset, read_preset
from engine.presets.palettes import find_palette, palette_names, palettes


def test_every_palette_has_names_in_three_languages_and_no_two_share_one() -> None:
    assert len(palettes()) >= 10
    for palette in palettes().values():
        assert set(palette.names) == {"en", "zh", "ja"}
        for name in (*palette.names["en"], *palette.names["zh"], *palette.names["ja"]):
            assert find_palette(name) is palette


def test_the_colours_of_a_palette_can_be_told_apart_and_range_from_light_to_dark() -> None:
    import numpy as np

    for palette in palettes().values():
        lab = srgb_to_lab(np.array(palette.colors, np.uint8))
        assert len(palette.colors) >= 5
        for a, b in itertools.combinations(lab, 2):
            assert np.linalg.norm(a - b) > 0.03, palette.key
        assert lab[:, 0].max() > 0.85
        assert lab[:, 0].min() < 0.66


@pytest.mark.parametrize("name", ["sakura", "Cherry  Blossom", "樱花", "桜", "SAKURA"])
def test_a_preset_may_name_a_palette_in_any_language_and_keeps_its_colours(name: str) -> None:
    preset = read_preset(f'palette = "{name}"')
    assert preset.palette == palettes()["sakura"].colors
    assert read_preset(format_preset(preset)).palette == preset.palette
    assert "#f6c3cf" in format_preset(preset)


def test_an_unknown_palette_is_answered_with_the_nearest_or_all() -> None:
    with pytest.raises(UserError, match="sakura") as error:
        read_preset('palette = "sakrua"')
    assert error.value.code == "preset.unknown_palette"
    with pytest.raises(UserError) as error:
        read_preset('palette = "zzzzzzzz"')
    assert all(name in error.value.text for name in palette_names("en"))
