"""Presets, defaults and characters: whose they are, who may change them, and what a picture takes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.frontend import Ask, Asker, Follow
from bot.styles import MOST_PRESETS, Member
from engine.errors import UserError
from engine.request import Color
from tests.bot.chat import make_ask
from tests.bot.conftest import House, draw_sketch

ANN, BOB, MIO = (Asker("chat", name, name.title()) for name in ("ann", "bob", "mio"))
MODERATOR = Member(MIO, "guild-1", "chat-1", moderator=True)
MEMBER = Member(ANN, "guild-1", "chat-1")
OTHER = Member(BOB, "guild-1", "chat-1")


def ask_here(name: str, **options: Any) -> Ask:
    """Ann asks in the server's channel chat-1."""
    ask = make_ask(name, draw_sketch(), **options)
    return replace(ask, origin=replace(ask.origin, guild_id="guild-1"))


async def request_of(house: House, ask: Ask | Follow) -> dict[str, Any]:
    """What is stored for an ask."""
    job, _ = await house.desk.ask(ask)
    stored = await house.store.jobs.get(job.id)
    assert stored is not None
    return stored.request


def colors(request: dict[str, Any]) -> dict[str, Color]:
    return {hint["part"]: Color(*hint["color"]) for hint in request["hints"]}


async def test_a_later_layer_goes_before_an_earlier_one(house: House) -> None:
    styles = house.desk.styles
    await styles.save_preset(
        MODERATOR, "server", "Base", 'lines = "#111111"\nlight = "warm @ top"\npalette = ["#aa0000"]'
    )
    await styles.save_preset(MODERATOR, "server", "Room", 'lines = "#222222"\npalette = ["#00aa00"]')
    await styles.save_preset(MEMBER, "me", "mine", 'lines = "#333333"')
    await styles.set_default(MODERATOR, "server", "base")
    preset = (await request_of(house, ask_here("a")))["preset"]
    assert (preset["lines"], preset["palette"]) == ([17, 17, 17], [[170, 0, 0]])
    await styles.set_default(MODERATOR, "channel", "room")
    preset = (await request_of(house, ask_here("b")))["preset"]
    assert (preset["lines"], preset["palette"]) == ([34, 34, 34], [[0, 170, 0]])
    assert preset["light"]["text"] == "warm @ top"
    await styles.set_default(MEMBER, "me", "mine")
    preset = (await request_of(house, ask_here("c")))["preset"]
    assert (preset["lines"], preset["palette"]) == ([51, 51, 51], [[0, 170, 0]])
    request = await request_of(house, ask_here("d", preset="INK", text="lines: #ff0000"))
    assert request["preset"]["lines"] == list(Color.from_hex("#1d1b22"))
    assert request["lines"] == [255, 0, 0]
    elsewhere = await request_of(house, make_ask("e", draw_sketch()))
    assert elsewhere["preset"]["lines"] == [51, 51, 51]
    assert not elsewhere["preset"]["palette"]


async def test_a_members_preset_of_the_same_name_does_not_stand_in_for_the_servers(house: House) -> None:
    styles = house.desk.styles
    await styles.save_preset(MODERATOR, "server", "house", 'lines = "#111111"')
    await styles.set_default(MODERATOR, "server", "house")
    await styles.save_preset(MEMBER, "me", "house", 'lines = "#222222"')
    assert (await request_of(house, ask_here("a")))["preset"]["lines"] == [17, 17, 17]
    assert (await request_of(house, ask_here("b", preset="house")))["preset"]["lines"] == [34, 34, 34]


async def test_a_default_whose_preset_was_deleted_is_none(house: House) -> None:
    styles = house.desk.styles
    await styles.save_preset(MODERATOR, "server", "house", 'lines = "#111111"')
    await styles.set_default(MODERATOR, "server", "house")
    await styles.delete_preset(MODERATOR, "server", "House")
    assert (await request_of(house, ask_here("a")))["preset"] is None


async def test_only_moderators_change_what_is_the_servers(house: House) -> None:
    styles = house.desk.styles
    await styles.save_preset(MODERATOR, "server", "house", 'lines = "#111111"')
    for refused in (
        styles.save_preset(MEMBER, "server", "house", 'lines = "red"'),
        styles.delete_preset(MEMBER, "server", "house"),
        styles.set_default(MEMBER, "server", "house"),
        styles.set_default(MEMBER, "channel", "ink"),
    ):
        with pytest.raises(UserError) as caught:
            await refused
        assert caught.value.code == "style.not_moderator"
    with pytest.raises(UserError) as caught:
        await styles.audit(MEMBER)
    assert caught.value.code == "rules.not_moderator"
    assert (await styles.preset(MEMBER, "HOUSE")).lines == Color(17, 17, 17)
    assert await styles.defaults(MEMBER) == {}
    assert [(line.member, line.deed, line.subject) for line in await styles.audit(MODERATOR)] == [
        ("mio", "preset.saved", "house")
    ]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("ink", 'lines = "red"', "preset.shipped"),
        ("a;b", 'lines = "red"', "style.bad_name"),
        ("", 'lines = "red"', "style.bad_name"),
        ("x", "lines = red", "preset.bad_toml"),
        ("x", 'lines = "rde"', "preset.bad_color"),
        ("x", 'model = "none such"', "model.unknown"),
    ],
)
async def test_a_wrong_preset_says_what_to_mend_and_keeps_the_old_one(
    house: House, name: str, text: str, code: str
) -> None:
    await house.desk.styles.save_preset(MEMBER, "me", "x", 'lines = "#123456"')
    with pytest.raises(UserError) as caught:
        await house.desk.styles.save_preset(MEMBER, "me", name, text)
    assert caught.value.code == code
    assert (await house.desk.styles.preset(MEMBER, "x")).lines == Color(0x12, 0x34, 0x56)


async def test_presets_have_a_number_at_most(house: House) -> None:
    styles = house.desk.styles
    for number in range(MOST_PRESETS):
        await styles.save_preset(MEMBER, "me", f"p{number}", 'lines = "red"')
    with pytest.raises(UserError) as caught:
        await styles.save_preset(MEMBER, "me", "one more", 'lines = "red"')
    assert caught.value.code == "style.too_many"
    await styles.save_preset(MEMBER, "me", "P0", 'lines = "blue"')
    assert len([s for s in await styles.presets(MEMBER) if s.owner]) == MOST_PRESETS


async def test_a_character_gives_its_part_colours_page_after_page(house: House) -> None:
    styles = house.desk.styles
    await styles.save_character(MEMBER, "Mira", "hair: #aa0000; eyes: #0000aa", shared=True)
    first = await request_of(house, ask_here("a", text="use: mira"))
    assert colors(first) == {"hair": Color(170, 0, 0), "eyes": Color(0, 0, 170)}
    second = await request_of(house, ask_here("b", text="hair: #00aa00; use: Mira", user="bob"))
    assert colors(second) == {"hair": Color(0, 170, 0), "eyes": Color(0, 0, 170)}
    job, _ = await house.desk.ask(ask_here("c", text="hair: #00aa00"))
    third = await request_of(house, Follow("chat:d", ANN, ask_here("d").origin, job.id, text="use: Mira; eyes: -"))
    assert colors(third) == {"hair": Color(170, 0, 0)}


async def test_ones_own_character_goes_before_the_shared_one(house: House) -> None:
    styles = house.desk.styles
    await styles.save_character(OTHER, "Mira", "hair: #aa0000", shared=True)
    await styles.save_character(MEMBER, "Mira", "hair: #0000aa", shared=False)
    assert colors(await request_of(house, ask_here("a", text="use: Mira"))) == {"hair": Color(0, 0, 170)}
    assert colors(await request_of(house, ask_here("b", text="use: Mira", user="bob"))) == {"hair": Color(170, 0, 0)}


async def test_an_unknown_character_is_answered_with_the_nearest(house: House) -> None:
    with pytest.raises(UserError) as none:
        await house.desk.ask(ask_here("a", text="use: Mira"))
    assert none.value.code == "character.none"
    await house.desk.styles.save_character(MEMBER, "Mira", "hair: pink", shared=False)
    with pytest.raises(UserError) as nearest:
        await house.desk.ask(ask_here("b", text="use: Mirra"))
    assert (nearest.value.code, nearest.value.values["nearest"]) == ("character.unknown", "Mira")
    with pytest.raises(UserError):
        await house.desk.ask(ask_here("c", text="use: Mira", user="bob"))


async def test_a_character_is_saved_from_the_newest_picture(house: House) -> None:
    with pytest.raises(UserError) as caught:
        await house.desk.styles.save_character(MEMBER, "Mira", "", shared=False)
    assert caught.value.code == "character.no_parts"
    await house.desk.ask(ask_here("a", text="hair: #aa0000 @ top; @ 50% 50%: gold"))
    style = await house.desk.styles.save_character(MEMBER, "Mira", "", shared=False)
    assert style.preset.parts == (("hair", Color(170, 0, 0)),)


@pytest.mark.parametrize("text", ["hair: red @ top", "12: red", "lines: brown", "hair: red; light: warm", "bg: none"])
async def test_a_character_has_part_colours_alone(house: House, text: str) -> None:
    with pytest.raises(UserError) as caught:
        await house.desk.styles.save_character(MEMBER, "Mira", text, shared=False)
    assert caught.value.code == "character.only_parts"
    assert not await house.desk.styles.characters(MEMBER)


async def test_a_shared_character_is_its_makers(house: House) -> None:
    styles = house.desk.styles
    await styles.save_character(MEMBER, "Mira", "hair: #aa0000", shared=True)
    for refused in (
        styles.save_character(OTHER, "mira", "hair: #00aa00", shared=True),
        styles.delete_character(OTHER, "Mira"),
    ):
        with pytest.raises(UserError) as caught:
            await refused
        assert caught.value.code == "character.not_yours"
    await styles.delete_character(MODERATOR, "Mira")
    assert not await styles.characters(MEMBER)


async def test_forgetting_a_member_leaves_the_servers_presets(house: House) -> None:
    styles = house.desk.styles
    await styles.save_preset(MODERATOR, "server", "house", 'lines = "red"')
    await styles.save_preset(MODERATOR, "me", "mine", 'lines = "red"')
    await styles.set_default(MODERATOR, "me", "mine")
    await styles.save_character(MODERATOR, "Mira", "hair: pink", shared=True)
    await styles.save_character(MEMBER, "Kai", "hair: blue", shared=True)
    assert await house.store.forget(MIO) == 2
    assert [s.name for s in await styles.presets(MODERATOR) if s.owner] == ["house"]
    assert [s.name for s in await styles.characters(MODERATOR)] == ["Kai"]
    assert await styles.defaults(MODERATOR) == {}
    assert {line.member for line in await styles.audit(MODERATOR)} == {"", "ann"}


async def test_what_is_saved_is_there_after_a_restart(house: House) -> None:
    await house.desk.styles.save_preset(MODERATOR, "server", "house", 'palette = ["#aa0000"]\n[parts]\nhair = "pink"')
    before = await house.desk.styles.preset(MEMBER, "house")
    await house.stop()
    await house.start()
    assert await house.desk.styles.preset(MEMBER, "house") == before
