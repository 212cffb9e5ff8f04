"""Texts, carets and buttons within Discord's limits, whatever they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.letters import MAX_TEXT, shorten
from bot.discord.suggest import choices
from bot.discord.views import JobButton, job_view
from bot.frontend import Button
from engine import OUTPUTS


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


def test_suggestions_begin_with_what_begins_so() -> None:
    assert [c.value for c in choices(["dark-soft", "soft", "cel"], "SO")] == ["soft", "dark-soft"]
    assert len(choices([f"n{i}" for i in range(60)], "")) == 25
