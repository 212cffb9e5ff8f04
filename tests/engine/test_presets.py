"""Presets: TOML both ways, the shipped ones, one over another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Color, Light, Preset, UserError
from engine.hints.words import parts
from engine.presets import KEYS, builtin_presets, find_preset, format_preset, merge_presets, read_preset

RED, BLUE = Color(255, 0, 0), Color(0, 0, 255)

TEXT = """
name = "autumn leaves"
palette = ["#b4532f", "mustard", "dark olive"]
lines = "brown"
light = "warm @ upper right, low, soft"
model = "classical"

[parts]
hair = "auburn"
"肌" = "#ffe0cc"
"eye white" = "ivory"
"""

colors = st.builds(Color, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
shares = st.integers(0, 1000).map(lambda n: n / 1000)
lights = st.builds(
    Light,
    x=shares,
    y=shares,
    height=shares,
    color=colors,
    style=st.sampled_from(["soft", "cel", "off"]),
    strength=shares,
)
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20)
presets = st.builds(
    Preset,
    name=names,
    palette=st.lists(colors, max_size=6).map(tuple),
    lines=st.none() | st.just("colored") | colors,
    light=st.none() | lights,
    model=st.none() | names.filter(bool),
    parts=st.dictionaries(st.sampled_from(list(parts())), colors, max_size=5).map(lambda d: tuple(d.items())),
)


def without_light_text(preset: Preset) -> Preset:
    light = preset.light and Light(
        *(getattr(preset.light, f) for f in ("x", "y", "height", "color", "style", "strength"))
    )
    return Preset(preset.name, preset.palette, preset.lines, light, preset.model, preset.parts)


def test_a_preset_is_written_in_the_words_of_hint_text() -> None:
    preset = read_preset(TEXT)
    assert preset.name == "autumn leaves"
    assert [c.hex for c in preset.palette] == ["#b4532f", "#ceb301", "#373e02"]
    assert preset.lines == Color.from_hex("#653700")
    assert preset.light is not None
    assert (preset.light.x, preset.light.y, preset.light.height) == (0.9, 0.1, 0.25)
    assert dict(preset.parts).keys() == {"hair", "skin", "eye_white"}
    assert read_preset(format_preset(preset)) == preset


@given(presets)
def test_what_is_written_is_read_back(preset: Preset) -> None:
    assert without_light_text(read_preset(format_preset(preset))) == without_light_text(preset)


@pytest.mark.parametrize("name", sorted(builtin_presets()))
def test_the_shipped_presets_are_complete(name: str) -> None:
    preset = find_preset(f" {name.upper()} ")
    assert preset.name == name
    assert preset.light is not None
    assert name == "flat" or len(preset.palette) >= 6
    assert read_preset(format_preset(preset)) == preset


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UserError, match='Did you mean "pastel"') as caught:
        find_preset("pastell")
    assert caught.value.values["nearest"] == "pastel"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("lines = ", "preset.bad_toml", "no TOML"),
        ('palete = ["red"]', "preset.unknown_key", '"palette"'),
        ("palette = 7", "preset.bad_palette", "list"),
        ('palette = ["red", "bluu"]', "preset.bad_color", 'entry 2: "bluu" is no known colour. Did you mean "blue"'),
        ("palette = [3]", "preset.bad_color", "entry 1"),
        ('palette = ["red; hair: blue"]', "preset.bad_color", "entry 1"),
        ('lines = "red; hair: blue"', "preset.bad_lines", "lines = "),
        ("lines = 3", "preset.bad_lines", "lines = "),
        ('light = "wram"', "preset.bad_light", 'Did you mean "warm"'),
        ('light = "warm; hair: red"', "preset.bad_light", "light"),
        ('model = ""', "preset.bad_model", "model"),
        ('name = "a\\nb"', "preset.bad_name", "64"),
        ("parts = 3", "preset.bad_color", "table"),
        ('[parts]\nhiar = "pink"', "preset.unknown_part", 'Did you mean "hair"'),
        ('[parts]\nhair = "pnk"', "preset.bad_color", 'Did you mean "pink"'),
        ('[parts]\nhair = "pink -> blue"', "preset.bad_color", "one colour"),
        ('[parts]\nlines = "pink"', "preset.bad_color", "hair"),
        ("# " + "x" * 20_000, "preset.too_long", "20000"),
    ],
)
def test_a_wrong_preset_is_told_by_its_entry(text: str, code: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        read_preset(text)
    assert caught.value.code == code
    assert said in caught.value.text
    assert "\n" not in caught.value.text


entries = st.dictionaries(st.sampled_from(KEYS), names).map(lambda d: "\n".join(f"{k} = '{v}'" for k, v in d.items()))


@given(st.text(max_size=200) | entries)
def test_any_text_is_a_preset_or_a_sentence(text: str) -> None:
    code = "preset."
    try:
        read_preset(text)
    except UserError as error:
        code = error.code
    assert code.startswith("preset.")


def test_a_later_preset_goes_before() -> None:
    server = Preset("server", (RED,), RED, Light(), "classical", (("hair", RED), ("skin", RED)))
    channel = Preset("", (), "colored", None, None, (("hair", BLUE),))
    merged = merge_presets(server, None, channel)
    assert merged == Preset("server", (RED,), "colored", Light(), "classical", (("hair", BLUE), ("skin", RED)))
    assert merge_presets() == Preset()
