"""Texts, carets and buttons within Discord's limits, whatever they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.letters import MAX_TEXT, shorten
from bot.discord.suggest import choices
from bot.discord.views import JobButton, job_view
from bot.frontend import Button
from bot.status import result_buttons
from engine import OUTPUTS


@given(st.text(max_size=6000))
def test_a_shortened_text_begins_as_the_long_one(text: str) -> None:
    short = shorten(text)
    assert len(short) <= MAX_TEXT
    assert text.startswith(short.removesuffix("\n…"))


async def test_every_button_of_a_job_fits_discords_limits() -> None:
    job_id = "0123456789abcdef"
    several = tuple(Button(f"get:{name}", name) for name in OUTPUTS[:3])
    shown = job_view(job_id, (several, (Button("keep:1", "1"), Button("keep:2", "2")))).to_components()
    assert [len(row["components"]) for row in shown] == [3, 2]
    with pytest.raises(ValueError, match="custom_id of"):
        JobButton("0" * 16, "x" * 90)


async def test_many_files_are_a_list_over_one_row_of_buttons() -> None:
    [files, buttons] = job_view("0123456789abcdef", result_buttons("ja"), "ja").to_components()
    [listed] = files["components"]
    assert [option["value"] for option in listed["options"]] == [f"get:{n}" for n in (*OUTPUTS, "regions", "ora")]
    assert all(option["description"] for option in listed["options"])
    actions = [button["custom_id"].split(":", 2)[2] for button in buttons["components"]]
    assert actions == ["get:psd", "again", "hints", "light", "delete"], "what deletes is the last"


def test_suggestions_begin_with_what_begins_so() -> None:
    assert [c.value for c in choices(["dark-soft", "soft", "cel"], "SO")] == ["soft", "dark-soft"]
    assert len(choices([f"n{i}" for i in range(60)], "")) == 25
