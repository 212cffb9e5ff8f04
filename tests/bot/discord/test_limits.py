"""All that the bot shows on Discord is within Discord's limits, at their edges and in every language.

Each view, form and command is held against what the loopback Discord refuses, which has its own tests.
"""

from __future__ import annotations

from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.forms import MAX_INPUT, hints_form, light_view
from bot.discord.letters import MAX_TEXT, Letter, error_text
from bot.discord.moderation import limits_form, settings_view
from bot.discord.preset_commands import preset_form
from bot.discord.suggest import choices
from bot.discord.views import loose_view
from bot.frontend import Asker, File, Job, Origin
from bot.locales import LANGUAGES
from bot.pages import batch_buttons
from bot.rules import AGES, MOST_CHANNELS, MOST_NUMBER, SPOILERS, Channel, Rules
from bot.status import result_buttons, status_of
from bot.styles import Member
from engine.catalog import MODELS
from engine.errors import UserError
from engine.presets import MAX_NAME
from engine.request import Preset
from tests.bot.discord.conftest import House
from tests.loopback.discord_limits import check_choices, check_commands, check_message, check_modal

JOB = "0123456789abcdef"
in_each_language = pytest.mark.parametrize("locale", [*LANGUAGES])


def check_view(view: discord.ui.View | None, content: str = "x") -> list[dict[str, Any]]:
    """The view's rows, once Discord would take them under a message."""
    rows = view.to_components() if view else []
    check_message({"content": content, "components": rows}, [])
    return rows


@in_each_language
async def test_the_buttons_of_every_state_of_a_job(locale: str) -> None:
    asker, origin = Asker("discord", "1", "alice", locale), Origin("discord", "2")
    statuses = [
        status_of(Job(JOB, asker, origin, state), ahead=10**6, variations=variations, seconds=1e7, wants=wants)
        for state in ("queued", "running", "done", "failed", "cancelled")
        for variations in (0, 1, 4)
        for wants in ("picture", "regions")
    ]
    for status in statuses:
        letter = Letter.of_status(status, JOB, locale).editing()
        assert check_view(letter["view"], letter["content"])
    for rows in (result_buttons(locale), batch_buttons(locale)):
        check_view(Letter("x", rows=rows, job_id=JOB, locale=locale).editing()["view"])


@in_each_language
async def test_the_lists_of_lights_and_of_jobs(locale: str) -> None:
    assert check_view(light_view(JOB, locale))
    assert len(check_view(loose_view((JOB + str(n), "get:rendered", str(n)) for n in range(60)))) == 5
    assert check_view(loose_view([])) == []


@in_each_language
async def test_the_panel_of_settings_with_as_much_as_can_be_set(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        monkeypatch.setitem(MODELS, f"model {number} " + "x" * 90, "one of many")
    everywhere = tuple(Channel(str(10**18 + n), f"<#{10**18 + n}>") for n in range(MOST_CHANNELS))
    for age in AGES:
        for spoiler in SPOILERS:
            rules = Rules(everywhere, age, MOST_NUMBER, MOST_NUMBER, tuple(MODELS), spoiler, True)
            rows = check_view(settings_view(rules, locale))
            assert len(rows) == 5
    form = limits_form(rules, locale).to_dict()
    check_modal(form)
    check_modal(limits_form(Rules(), locale).to_dict())


@in_each_language
@pytest.mark.parametrize("length", [0, 1, MAX_INPUT])
async def test_the_form_of_hints_up_to_its_last_character(locale: str, length: int) -> None:
    check_modal(hints_form(JOB, "x" * length, locale).to_dict())
    with pytest.raises(UserError, match=str(MAX_INPUT + 1)):
        hints_form(JOB, "x" * (MAX_INPUT + 1), locale)


@in_each_language
@pytest.mark.parametrize("name", ["n", "n" * MAX_NAME, "夜" * MAX_NAME])
async def test_the_form_of_a_preset_of_the_longest_name(locale: str, name: str) -> None:
    member = Member(Asker("discord", "1", "alice", locale), "2", "3", True)
    for where in ("me", "server"):
        check_modal(preset_form(member, where, name, None).to_dict())
        check_modal(preset_form(member, where, name, Preset(name=name, model="x" * 3000)).to_dict())
        with pytest.raises(UserError):
            preset_form(member, where, name, Preset(name=name, model="x" * 5000))


async def test_the_commands_with_all_their_translations(idle_house: House) -> None:
    commands = idle_house.discord.commands
    check_commands(commands)
    assert {language for c in commands for language in c["name_localizations"]} == {"zh-CN", "zh-TW", "ja"}


@given(st.lists(st.text(max_size=120), max_size=60), st.text(max_size=10))
def test_suggestions_of_any_names(names: list[str], typed: str) -> None:
    check_choices([{"name": c.name, "value": c.value} for c in choices(names, typed)])


@pytest.mark.parametrize("length", [MAX_TEXT - 1, MAX_TEXT, MAX_TEXT + 1, 3 * MAX_TEXT])
def test_a_text_of_any_length_is_one_message(length: int) -> None:
    text = "word " * (length // 5) + "x" * (length % 5)
    parts = Letter(text, tuple(File(f"{n}.png", b"x") for n in range(12))).editing()
    check_message({"content": parts["content"]}, parts["attachments"])
    whole = [f for f in parts["attachments"] if f.filename == "answer.txt"]
    assert (parts["content"] == text) is (length <= MAX_TEXT) is not bool(whole)


@given(st.text(max_size=5000), st.text(min_size=1, max_size=5000), st.integers(0, 4999), st.integers(1, 5000))
def test_a_mistake_anywhere_in_a_long_text_is_pointed_at_in_one_message(
    sentence: str, line: str, start: int, marks: int
) -> None:
    start = min(start, len(line) - 1)
    caret = " " * start + "^" * min(marks, len(line) - start)
    error = UserError("hint.unknown", "x", excerpt=line, caret=caret)
    check_message({"content": error_text(sentence, error)}, [])
