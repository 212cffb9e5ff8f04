"""/preset, /character and /audit as members see them, over a loopback Discord."""

from __future__ import annotations

from typing import Any

import pytest

from bot.frontend import Asker
from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import told
from tests.loopback.discord_world import Interaction, User

Upload = tuple[str, bytes]
TOML = 'palette = ["#aa0000"]\nlines = "#123456"\n'


async def said(house: House, command: str, user: User | None = None, **options: Any) -> str:
    """What the bot says to a command, to its user alone."""
    message = told(await house.discord.slash(command, user=user, **options))
    assert message.ephemeral
    return message.content


async def preset_of_newest(house: House, user: User) -> dict[str, object]:
    [job, *_] = await house.desk.jobs(Asker("discord", str(user.id)))
    stored = await house.store.jobs.get(job.id)
    assert stored is not None
    return stored.request["preset"]


async def ask(house: House, used: Interaction) -> None:
    await house.discord.wait_until(lambda: used.message and "line" in used.message.content)


async def test_a_moderators_day(idle_house: House, sketch: Upload) -> None:
    house, discord = idle_house, idle_house.discord
    form = await discord.slash("preset create", name="House", where="server", user=discord.owner)
    assert form.modal is not None
    assert form.modal["custom_id"] == "p:server:House"
    saved = await discord.submit(form, {"preset": TOML})
    assert "Saved the preset `House`" in told(saved).content
    assert "Default of this server" in await said(house, "preset default", discord.owner, where="server", name="house")
    used = await discord.slash("color", sketch=sketch)
    await ask(house, used)
    preset = await preset_of_newest(house, discord.alice)
    assert (preset["name"], preset["lines"]) == ("House", [0x12, 0x34, 0x56])
    assert "`ink`" in await said(house, "preset default", discord.owner, where="channel", name="ink")
    await ask(house, await discord.slash("color", sketch=sketch))
    preset = await preset_of_newest(house, discord.alice)
    assert (preset["name"], preset["lines"]) == ("ink", [0x1D, 0x1B, 0x22])
    listed = await said(house, "preset list")
    assert "**This server's:** `House`" in listed
    assert "**Default of this channel:** `ink`" in listed
    form = await discord.slash("preset edit", name="house", where="server", user=discord.owner)
    assert form.modal is not None
    assert "#123456" in str(form.modal)
    await discord.submit(form, {"preset": 'lines = "#654321"'})
    assert '"#654321"' in await said(house, "preset show", name="House")
    assert "Deleted" in await said(house, "preset delete", discord.owner, name="House", where="server")
    audit = (await said(house, "audit", discord.owner)).split("\n")
    assert [line.split(f"<@{discord.owner.id}> ")[1] for line in audit[1:]] == [
        "deleted the preset `House`",
        "saved the preset `House`",
        "made `ink` a channel's default",
        "made `House` the server's default",
        "saved the preset `House`",
    ]


async def test_who_lacks_the_right_is_told_so_and_nothing_changes(idle_house: House) -> None:
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("preset create", {"name": "House", "where": "server"}),
        ("preset delete", {"name": "House", "where": "server"}),
        ("preset default", {"name": "ink", "where": "server"}),
        ("preset default", {"name": "ink", "where": "channel"}),
        ("audit", {}),
    )
    for command, options in cases:
        assert "Manage Server" in await said(idle_house, command, **options)
    assert "Default" not in await said(idle_house, "preset list")


async def test_the_right_is_checked_again_when_the_form_is_sent(idle_house: House) -> None:
    discord = idle_house.discord
    discord.guild.managers.append(discord.bob)
    form = await discord.slash("preset create", name="House", where="server", user=discord.bob)
    discord.guild.managers.remove(discord.bob)
    assert "Manage Server" in told(await discord.submit(form, {"preset": TOML})).content
    assert "House" not in await said(idle_house, "preset list")


async def test_a_wrong_form_says_what_to_mend_and_gives_its_text_back(idle_house: House) -> None:
    discord = idle_house.discord
    form = await discord.slash("preset create", name="my style")
    answer = told(await discord.submit(form, {"preset": 'light = "warm @ upper left"\nlines = "brwn"'}))
    assert "brown" in answer.content
    assert b'lines = "brwn"' in answer.file("my_style.toml")
    assert "my style" not in await said(idle_house, "preset list")


async def test_a_form_is_read_after_a_restart(idle_house: House) -> None:
    form = await idle_house.discord.slash("preset create", name="mine")
    await idle_house.stop_front()
    await idle_house.start_front()
    assert "Saved" in told(await idle_house.discord.submit(form, {"preset": TOML})).content


async def test_a_preset_goes_out_as_a_file_and_comes_in_again(idle_house: House) -> None:
    discord = idle_house.discord
    shown = told(await discord.slash("preset show", name="dusk"))
    file = shown.file("dusk.toml")
    assert b"palette" in file
    assert "Saved" in await said(idle_house, "preset create", name="evening", file=("evening.toml", file))
    assert "`evening`" in await said(idle_house, "preset list")
    assert "evening" not in await said(idle_house, "preset list", discord.bob)
    wrong = await said(idle_house, "preset create", name="x", file=("x.toml", b"\xff\xfe\x00"))
    assert "TOML" in wrong


@pytest.mark.parametrize("name", ["x" * 64, "夜の色"])
async def test_the_longest_name_fits_into_the_form(idle_house: House, name: str) -> None:
    form = await idle_house.discord.slash("preset create", name=name, where="me")
    assert form.modal is not None
    assert len(form.modal["custom_id"]) <= 100
    assert len(form.modal["title"]) <= 45
    assert "Saved" in told(await idle_house.discord.submit(form, {"preset": TOML})).content


async def test_names_are_suggested_while_typing(idle_house: House) -> None:
    discord = idle_house.discord
    await idle_house.discord.submit(await discord.slash("preset create", name="Inkwell"), {"preset": TOML})
    for command, option in (("color", "preset"), ("preset show", "name"), ("preset default", "name")):
        found = await discord.autocomplete(command, option, "ink")
        assert [choice["value"] for choice in found] == ["Inkwell", "ink"]
    assert [c["value"] for c in await discord.autocomplete("preset edit", "name", "")] == ["Inkwell"]
    await said(idle_house, "character save", name="Mira", hints="hair: pink")
    assert [c["value"] for c in await discord.autocomplete("character show", "name", "m")] == ["Mira"]


async def test_a_character_is_shared_used_and_deleted(idle_house: House, sketch: Upload) -> None:
    house, discord = idle_house, idle_house.discord
    assert "hair: #aa0000" in await said(house, "character save", name="Mira", hints="hair: #aa0000", shared=True)
    await ask(house, await discord.slash("color", sketch=sketch, hints="use: mira", user=discord.bob))
    [job] = await house.desk.jobs(Asker("discord", str(discord.bob.id)))
    assert "hair: #aa0000" in await house.desk.hints(job.asker, job.id)
    assert "another member's" in await said(house, "character delete", discord.bob, name="Mira")
    assert "**Mira**" in await said(house, "character list", discord.bob)
    assert "Deleted" in await said(house, "character delete", name="mira")
    assert "no characters yet" in await said(house, "character list")
    assert "character save" in await said(house, "character show", name="Mira")


async def test_a_character_is_saved_from_a_picture_that_is_chosen(house: House, sketch: Upload) -> None:
    discord = house.discord
    for color in ("#aa0000", "#00aa00"):
        used = await discord.slash("color", sketch=sketch, hints=f"hair: {color} @ top")
        await discord.wait_until(lambda used=used: used.message and used.message.attachments, within=60)
    newest, first = await discord.autocomplete("character save", "picture", "")
    assert newest["name"].endswith("UTC · hair: #00aa00 @ top")
    assert first["name"].endswith("UTC · hair: #aa0000 @ top")
    assert await discord.autocomplete("character save", "picture", "aa0000") == [first]
    assert "hair: #00aa00" in await said(house, "character save", name="Kai")
    assert "hair: #aa0000" in await said(house, "character save", name="Mira", picture=first["value"], figure="left")
    assert "another member's picture" in await said(
        house, "character save", discord.bob, name="Mira", picture=first["value"]
    )
    assert "no characters yet" in await said(house, "character list", discord.bob)
    assert not await discord.autocomplete("character save", "picture", "", user=discord.bob)


async def test_forget_takes_presets_and_characters_too(idle_house: House) -> None:
    discord = idle_house.discord
    await discord.submit(await discord.slash("preset create", name="mine"), {"preset": TOML})
    await said(idle_house, "character save", name="Mira", hints="hair: pink")
    used = await discord.slash("forget")
    await discord.wait_until(lambda: used.message and "Deleted" in used.message.content)
    assert "mine" not in await said(idle_house, "preset list")
    assert "no characters yet" in await said(idle_house, "character list")


async def test_only_who_manages_the_server_is_shown_audit(idle_house: House) -> None:
    [audit] = [c for c in idle_house.discord.commands if c["name"] == "audit"]
    assert int(audit["default_member_permissions"]) == 1 << 5
    assert audit["contexts"] == [0]
