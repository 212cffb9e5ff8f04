"""Hint text goes on in the member's own words, and whatever is offered is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.hints import parse_hints
from engine.hints.complete import COMMON, HEADS, complete
from engine.hints.words import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh", "ja")


@pytest.mark.parametrize(
    ("typed", "language", "offered"),
    [
        ("ha", "en", "hair: "),
        ("hair: pink; ey", "en", "hair: pink; eyes: "),
        ("hair: pi", "en", "hair: pink"),
        ("hair:pi", "en", "hair: pink"),
        ("skin: ", "en", "skin: pale"),
        ("hair: pink; eyes: light bl", "en", "hair: pink; eyes: light blue"),
        ("eyes: dark oli", "en", "eyes: dark olive"),
        ("hair: pink -> wh", "en", "hair: pink -> white"),
        ("hair: pink @ upper l", "en", "hair: pink @ upper left"),
        ("pink ha", "en", "pink hair"),
        ("use: mi", "en", "use: Mira"),
        ("light: ", "en", "light: warm"),
        ("lines: c", "en", "lines: colored"),
        ("bg: cream\nhair: b", "en", "bg: cream\nhair: black"),
        ("", "zh", "头发: "),
        ("头", "zh", "头发: "),
        ("头发：粉；眼", "zh", "头发：粉；眼睛: "),
        ("头发: 粉", "zh", "头发: 粉色"),
        ("", "ja", "髪: "),
        ("髪: ピ", "ja", "髪: ピンク"),
        ("髪: ピンク @ 左", "ja", "髪: ピンク @ 左上"),
        ("髪: ピ", "en", "髪: ピンク"),
        ("hair: pi", "ja", "hair: pink"),
    ],
)
def test_a_clause_goes_on(typed: str, language: Language, offered: str) -> None:
    assert offered in complete(typed, language, characters=["Mira", "Kai"])


@pytest.mark.parametrize("typed", ["hair: #3a", "@ (0.4, 0", "12: rgb(2", "qqqq", "use: Nobody"])
def test_what_cannot_be_guessed_is_left_alone(typed: str) -> None:
    assert complete(typed, characters=["Mira"]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_offered_is_understood(language: Language) -> None:
    heads = complete("", language)
    assert len(heads) > 15
    for head in heads:
        values = complete(head, language, characters=["Mira"])
        assert values, head
        for value in values:
            parse_hints(value)
    for color in COMMON[language]:
        parse_hints(f"hair: {color}")
        assert complete(f"hair: {color} @ ", language)
    assert set(HEADS[language]) <= {head.removesuffix(": ") for head in heads}


@given(st.text("ha ir:;,@#->茶髪ピ头(%0🎨\n", max_size=120), st.sampled_from(LANGUAGES))
def test_what_was_typed_stays_and_discords_limits_hold(typed: str, language: Language) -> None:
    offered = complete(typed, language, characters=["Mira"])
    assert len(offered) <= 25
    assert len(set(offered)) == len(offered)
    for text in offered:
        assert len(text) <= 100
        assert text != typed
        last = max(typed.rfind(mark) for mark in ";:@\n") + 1
        assert text.startswith(typed[:last])


def test_an_offer_can_be_sent_as_it_is_once_a_colour_stands_there() -> None:
    with pytest.raises(UserError):
        parse_hints("hair: pnik")
    assert complete("hair: pnik") == []
    assert parse_hints(complete("hair: pin")[0]).hints
