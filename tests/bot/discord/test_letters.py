"""Texts, carets and buttons within Discord's limits, whatever they are made of."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.commands import choices
from bot.discord.letters import MAX_TEXT, Letter, error_text, shorten
from bot.discord.views import JobButton, job_view
from bot.frontend import Button, File
from engine import OUTPUTS
from engine.errors import UserError


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@pytest.mark.parametrize(
    ("hints", "wrong"),
    [
        ("hair: pnik @ top", "pnik"),
        ("bg: none\neyes: #3axf; skin: pale", "#3axf"),
        ("髪: ピンクっぽい何か", "ピンクっぽい何か"),
        ("头发: 粉; 眼睛: bluu", "bluu"),
        ("x" * 500 + " pnik " + "y" * 500, "pnik"),
    ],
)
def test_the_caret_stands_under_the_mistake(hints: str, wrong: str) -> None:
    start = hints.index(wrong)
    error = UserError("hint.wrong", "No such colour.", where=(start, start + len(wrong)))
    sentence, _, line, caret = error_text("No such colour.", error, hints).split("\n")[:4]
    assert sentence == "No such colour."
    assert columns(line) <= 144
    begin = caret.index("^")
    assert columns(line[: line.index(wrong)]) == begin
    assert caret.count("^") == columns(wrong)


@given(st.text(max_size=5000), st.integers(0, 5000), st.integers(0, 50))
def test_any_mistake_in_any_text_fits_a_message(hints: str, start: int, length: int) -> None:
    error = UserError("hint.wrong", "Wrong.", where=(start, start + length))
    told = error_text("Wrong.", error, hints)
    assert told.startswith("Wrong.")
    assert len(told) <= MAX_TEXT
    assert told.count("```") in (0, 2), "hint text cannot close the block it stands in"


@given(st.text(max_size=6000))
def test_a_shortened_text_begins_as_the_long_one(text: str) -> None:
    short = shorten(text)
    assert len(short) <= MAX_TEXT
    assert text.startswith(short.removesuffix("\n…"))


async def test_every_button_of_a_job_fits_discords_limits() -> None:
    rows = tuple(tuple(Button(f"get:{name}", name) for name in OUTPUTS[i : i + 4]) for i in (0, 4))
    shown = job_view("0123456789abcdef", rows).to_components()
    assert [len(row["components"]) for row in shown] == [4, 3]
    with pytest.raises(ValueError, match="custom_id of"):
        JobButton("0" * 16, "x" * 90)


def test_letters_lose_their_largest_file_first() -> None:
    letter = Letter("done", (File("small.png", bytes(1)), File("large.psd", bytes(9))))
    smaller = letter.smaller()
    assert smaller is not None
    assert [f.name for f in smaller.files] == ["small.png"]
    last = smaller.smaller()
    assert last is not None
    assert last.smaller() is None
    assert "large.psd, small.png" in last.editing()["content"]


def test_suggestions_begin_with_what_begins_so() -> None:
    assert [c.value for c in choices(["dark-soft", "soft", "cel"], "SO")] == ["soft", "dark-soft"]
    assert len(choices([f"n{i}" for i in range(60)], "")) == 25
