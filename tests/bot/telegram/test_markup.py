"""Text and buttons within Telegram's limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frontend import Button
from bot.telegram.keyboards import keyboard, pack, unpack
from bot.telegram.markup import error_html, length, pieces, split, to_html
from engine.hints.problems import problem
from tests.loopback.telegram_text import parse_html

TEXTS = st.text(st.sampled_from("ab \n`*<>&;髪🎨#@"), max_size=80)


@given(TEXTS)
def test_any_text_is_html_that_telegram_reads(text: str):
    plain, _ = parse_html(to_html(text))
    assert plain.replace("`", "").replace("*", "") == text.replace("`", "").replace("*", "")


def test_marks_become_tags():
    assert to_html("**Hints** `a < b` 1 * 2") == "<b>Hints</b> <code>a &lt; b</code> 1 * 2"


@given(TEXTS, st.integers(2, 40))
def test_a_split_text_fits_and_loses_nothing(text: str, most: int):
    first, rest = split(text, most)
    assert length(first) <= most
    assert "".join((first + rest).split()) == "".join(text.split())
    assert all(0 < length(piece) <= most for piece in pieces(text, most))


def test_carets_stand_under_wide_characters_too():
    error = problem("hint.unknown", "Unknown colour.", "髪: ピンク <b>", (3, 6))
    shown = error_html("Unknown colour.", error)
    assert shown == "Unknown colour.\n<pre>髪: ピンク &lt;b&gt;\n    ^^^^^^</pre>"


def test_a_button_carries_its_job_and_action():
    made = keyboard("0123456789abcdef", [[Button("get:color_colored_lines", "Coloured lines")], []])
    assert made is not None
    assert len(made.inline_keyboard) == 1
    assert unpack(str(made.inline_keyboard[0][0].callback_data)) == ("0123456789abcdef", "get:color_colored_lines")
    assert keyboard("1", []) is None


@pytest.mark.parametrize("data", ["", "n", "n:1", "n::get", "x:1:get"])
def test_what_is_not_ours_is_not_unpacked(data: str):
    assert unpack(data) is None


def test_a_button_that_would_not_fit_is_refused():
    with pytest.raises(ValueError, match="64 bytes"):
        pack("0" * 32, "get:" + "髪" * 12)
