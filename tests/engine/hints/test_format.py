"""Hints as text and back, and any text at all."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Color, ColorizeRequest, Hint, Light, Place, UserError
from engine.hints import format_hint, format_hints, parse_hints
from engine.hints.merge import merge_hints
from engine.hints.places import DIRECTIONS, GRID
from engine.hints.words import color_words, load, modifier_words, part_words, parts

colors = st.builds(Color, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
cells = st.integers(0, GRID - 1).map(lambda n: (n + 0.5) / GRID)
places = (
    st.builds(Place, shares, shares)
    | st.builds(Place, cells, cells, st.just(False))
    | st.sampled_from(list(DIRECTIONS.values())).map(lambda at: Place(*at, exact=False))
)
numbers = st.sets(st.integers(1, 5_000), min_size=1, max_size=8).map(lambda found: tuple(sorted(found)))
hints = (
    st.builds(Hint, part=st.sampled_from(list(parts())), color=colors, to=st.none() | colors, place=st.none() | places)
    | st.builds(Hint, color=colors, to=st.none() | colors, place=places)
    | st.builds(Hint, color=colors, regions=numbers)
    | st.builds(Hint, part=st.sampled_from(list(parts())), source=st.sampled_from(["reference", "remove"]))
    | st.just(Hint(part="background", source="none"))
)
lights = st.builds(
    Light,
    x=shares,
    y=shares,
    height=shares,
    color=colors,
    style=st.sampled_from(["soft", "cel", "off"]),
    strength=shares,
)
requests = st.builds(
    ColorizeRequest,
    sketch=st.just(b""),
    hints=st.lists(hints, max_size=8).map(lambda found: merge_hints((), found)),
    light=st.none() | lights,
    lines=st.none() | st.just("colored") | colors,
    palette_only=st.booleans(),
    characters=st.lists(st.sampled_from(["Mira", "Sam O'Neil", "ミラ", "red"]), unique=True).map(tuple),
)


def without_texts(request: ColorizeRequest) -> ColorizeRequest:
    found = tuple(replace(h, text="", place=h.place and replace(h.place, text="")) for h in request.hints)
    return replace(request, hints=found, light=request.light and replace(request.light, text=""))


@given(requests)
@settings(deadline=None)
def test_what_is_formatted_is_read_back(request: ColorizeRequest) -> None:
    read = parse_hints(format_hints(request)).apply(ColorizeRequest(sketch=b""))
    assert without_texts(read) == without_texts(request)


def test_a_hint_stands_as_it_was_written() -> None:
    text = "hair: pink @ upper left\n髪：桜色\n14-16: navy -> white\nbg: none\nlight: warm @ top, cel\nlines: brown"
    request = ColorizeRequest.parse(b"", text)
    assert format_hints(request).split("\n")[:-1] == text.split("\n")[:-1]
    assert format_hints(request).endswith("lines: #653700")


def test_a_hint_that_leaned_on_others_is_written_out() -> None:
    request = ColorizeRequest.parse(b"", "eyes: blue @ left, red @ right")
    assert format_hints(request) == "eyes: blue @ left\neyes: #e50000 @ right"
    assert format_hint(Hint(regions=(1, 2, 3, 7), color=Color(1, 2, 3))) == "1-3, 7: #010203"


def test_two_languages_together_do_not_change_each_other() -> None:
    chinese = ColorizeRequest.parse(b"", "头发：青")
    both = parse_hints("目：赤").apply(chinese)
    again = ColorizeRequest.parse(b"", format_hints(both))
    assert [h.color for h in again.hints] == [h.color for h in both.hints]


_PLACES = [word for words in load("words")["places"].values() for word in words]
_VALUES = [word for words in load("words")["values"].values() for word in words]
_SIGNS = [
    ":",
    ";",
    ",",
    "@",
    "->",
    "=",
    "-",
    "(",
    ")",
    "#",
    "%",
    "\n",
    "：",
    "；",
    "，",
    "＠",
    "→",
    "、",
    "|",
    "'",
    ".",
]
_ODD = [
    "0.4, 0.25",
    "40% 25%",
    "C4",
    "#3af",
    "#12",
    "12",
    "14-16",
    "rgb(1, 2, 3)",
    "light",
    "lines",
    "use",
    "palette",
    "の",
]
_WORDS = [*part_words(), *list(color_words("ja"))[::7], *modifier_words(), *_PLACES, *_VALUES, *_ODD]
pieces = st.sampled_from(_WORDS) | st.sampled_from(_SIGNS) | st.text(max_size=4)
texts = st.lists(pieces, max_size=40).map(" ".join) | st.lists(pieces, max_size=40).map("".join) | st.text(max_size=300)


@given(texts)
@settings(deadline=None, max_examples=400)
def test_any_text_is_understood_or_answered_with_the_place_of_the_mistake(text: str) -> None:
    told: UserError | None = None
    try:
        parse_hints(text)
    except UserError as error:
        told = error
    if told is not None:
        assert told.code.startswith("hint.")
        assert told.where is not None
        assert 0 <= told.where[0] < told.where[1] <= len(text) + 1
        assert told.text.count("\n") == 2


@given(texts)
@settings(deadline=None)
def test_what_is_understood_can_be_shown_and_read_again(text: str) -> None:
    try:
        request = ColorizeRequest.parse(b"", text)
    except UserError:
        return
    shown = format_hints(request)
    again = parse_hints(shown).apply(ColorizeRequest(sketch=b""))
    assert without_texts(again) == without_texts(request)
