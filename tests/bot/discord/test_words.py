"""Languages: what Discord shows of the commands, and in what language members are answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.discord.translator import with_names
from bot.locales import _texts, say
from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import told

SHOWN = {"zh-CN": "zh", "zh-TW": "zh", "ja": "ja"}
NAME = re.compile(r"[-_'\w]{1,32}")


def named(entries: list[dict[str, Any]], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command, group, subcommand and option, with its path."""
    for entry in entries:
        here = f"{path} {entry['name']}".strip()
        yield here, entry
        yield from named(entry.get("options", []), here)


async def test_every_command_and_option_is_shown_in_every_language(idle_house: House) -> None:
    await idle_house.discord.wait_until(lambda: idle_house.discord.commands)
    commands = idle_house.discord.commands
    for path, entry in named(commands):
        for tag in SHOWN:
            if entry.get("description"):
                assert 1 <= len(entry.get("description_localizations", {}).get(tag, "")) <= 100, (path, tag)
            if "name_localizations" in entry:
                name = entry["name_localizations"].get(tag, "")
                assert name, (path, tag)
                assert entry.get("type") == 3 or (NAME.fullmatch(name) and name == name.lower()), (path, name)
        for choice in entry.get("choices", []):
            translated = choice.get("name_localizations", {})
            assert choice["name"] in {"English", "中文", "日本語"} or {*SHOWN} <= translated.keys(), (path, choice)
        assert not set(entry.get("name_localizations", {})) - SHOWN.keys()


async def test_no_two_commands_have_one_name(idle_house: House) -> None:
    await idle_house.discord.wait_until(lambda: idle_house.discord.commands)
    levels = [idle_house.discord.commands, *(c["options"] for c in idle_house.discord.commands if c.get("options"))]
    for entries in levels:
        for tag in SHOWN:
            names = [(e.get("type", 1), e["name_localizations"][tag]) for e in entries if e.get("name_localizations")]
            assert len(set(names)) == len(names), names


async def test_no_text_is_left_of_a_command_that_is_gone(idle_house: House) -> None:
    await idle_house.discord.wait_until(lambda: idle_house.discord.commands)
    alive: set[str] = set()
    for path, entry in named(idle_house.discord.commands):
        parent, _, last = path.rpartition(" ")
        alive |= {path, f"{path}.about", f"{parent}.{last}"}
        alive |= {f"choice.{choice['value']}" for choice in entry.get("choices", [])}
    start = "command.discord."
    kept = {key.removeprefix(start) for key in _texts("ja") if key.startswith(start)}
    assert kept <= alive


async def test_a_text_names_commands_as_the_members_client_does(idle_house: House) -> None:
    assert with_names("ja", "`/preset list` と /color、/presets と http://x/color") == (
        "`/プリセット 一覧` と /着色、/presets と http://x/color"
    )
    assert with_names("en-US", "/preset list") == "/preset list"
    mio = idle_house.discord.add_user("mio", locale="ja")
    used = await idle_house.discord.slash("preset delete", name="nothing", user=mio)
    assert "/プリセット 一覧" in told(used).content


async def test_a_language_is_chosen_kept_and_taken_back(idle_house: House) -> None:
    discord = idle_house.discord
    mio = discord.add_user("mio", locale="fr")
    assert told(await discord.slash("jobs", user=mio)).content == say("en", "discord.no_jobs")
    assert told(await discord.slash("language", language="ja", user=mio)).content.startswith("これから")
    assert "まだ" in told(await discord.slash("jobs", user=mio)).content
    assert told(await discord.slash("cancel", user=mio)).content == say("ja", "error.job.none_open")
    assert told(await discord.slash("jobs")).content == say("en", "discord.no_jobs"), "hers alone"
    await idle_house.store.languages.load()
    assert "まだ" in told(await discord.slash("jobs", user=mio)).content
    back = told(await discord.slash("language", language="client", user=mio)).content
    assert back.startswith("From now on")
    assert told(await discord.slash("jobs", user=mio)).content == say("en", "discord.no_jobs")


async def test_hints_and_lights_are_offered_while_they_are_typed(idle_house: House) -> None:
    discord = idle_house.discord
    await discord.slash("character save", name="Mira", hints="hair: pink; eyes: #3af")

    async def offered(command: str, option: str, typed: str, **user: Any) -> list[str]:
        found = await discord.autocomplete(command, option, typed, **user)
        assert len(found) <= 25
        assert all(len(c["name"]) <= 100 and c["name"] == c["value"] == c["value"].strip() for c in found)
        return [c["value"] for c in found]

    assert (await offered("color", "hints", "hair: pink @ top; ey"))[0] == "hair: pink @ top; eyes:"
    assert "hair: pink" in await offered("color", "hints", "hair: pi")
    assert await offered("color", "hints", "use: m") == ["use: Mira"]
    assert await offered("color", "hints", "x" * 95 + "; hair: ") == []
    assert "warm" in await offered("color", "light", "")
    assert "warm @ upper left" in await offered("color", "light", "warm @ upper l")
    assert "eyes: blue" in await offered("character save", "hints", "eyes: bl")
    mio = discord.add_user("mio", locale="ja")
    assert "髪:" in await offered("color", "hints", "", user=mio)
    assert "髪: ピンク" in await offered("color", "hints", "髪: ", user=mio)


async def test_a_wrong_light_is_pointed_at_in_its_own_field(idle_house: House, sketch: tuple[str, bytes]) -> None:
    used = await idle_house.discord.slash("color", sketch=sketch, hints="hair: pink", light="wram @ left")
    answer = await idle_house.discord.wait_until(lambda: used.message if "^" in told(used).content else None)
    line, carets = answer.content.split("```")[1].strip("\n").split("\n")
    assert line[carets.index("^") :].startswith("wram")
    saved = told(await idle_house.discord.slash("character save", name="Mira", hints="hiar: pink"))
    assert "\nhiar: pink\n^^^^" in saved.content
