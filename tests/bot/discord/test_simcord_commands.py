"""Every command, menu and suggestion list, for whoever is offered it, where it is offered."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.locales import LANGUAGES
from tests.bot.discord.sim_house import Actor, SimHouse, said, use

pytestmark = pytest.mark.simcord(settle_timeout=60.0, shard_count=1)

TOML = 'lines = "brown"\n'

# In an order in which each finds what it needs: the options, and what the answer says.
EVERYBODYS: dict[str, tuple[dict[str, Any], str]] = {
    "help": ({}, "Nurie colours line art"),
    "privacy": ({}, "7 days"),
    "language": ({"language": "en"}, "From now on"),
    "preset create": ({"name": "Mine"}, "Saved the preset `Mine`"),
    "preset edit": ({"name": "mine"}, "Saved the preset `Mine`"),
    "preset default": ({"where": "me", "name": "mine"}, "Your default: `Mine`"),
    "preset list": ({}, "**Your default:** `Mine`"),
    "preset show": ({"name": "Mine"}, 'lines = "#'),
    "preset delete": ({"name": "Mine"}, "Deleted `Mine`"),
    "character save": ({"name": "Mira", "hints": "hair: pink"}, "`use: Mira`"),
    "character list": ({}, "**Mira**"),
    "character show": ({"name": "mira"}, "hair"),
    "character delete": ({"name": "mira"}, "Deleted `Mira`"),
    "color": ({"hints": "bg: cream"}, "Next in line"),
    "regions": ({}, "still being worked on"),
    "jobs": ({}, "1. waiting"),
    "cancel": ({}, "Taken back"),
    "batch": ({"hints": "bg: cream"}, "pages"),
    "forget": ({}, "Deleted: "),
}
MODERATORS: dict[str, tuple[dict[str, Any], str]] = {
    "settings": ({}, "**Settings of “atelier”**"),
    "audit": ({}, "Nothing has been changed"),
}
SEEN_BY_ALL = {"color", "batch"}
SKETCHES = {"color": ("sketch",), "batch": ("page1", "page2")}


async def drive(house: SimHouse, actor: Actor, uses: dict[str, tuple[dict[str, Any], str]]) -> None:
    """Use each of the commands as this member, and read the answer."""
    for command, (options, says) in uses.items():
        sketches = dict.fromkeys(SKETCHES.get(command, ()), house.sketch)
        used = await use(actor, house.channel, command, **options, **sketches)
        if used.modal is not None:
            used = await actor.submit_modal(used, {"preset": TOML})
        assert says in said(used).content, command
        assert said(used).ephemeral is (command not in SEEN_BY_ALL), command


async def test_a_member_is_offered_and_answered_everything_but_moderation(idle_sim: SimHouse) -> None:
    assert set(idle_sim.alice.available_commands(idle_sim.channel)) == set(EVERYBODYS)
    await drive(idle_sim, idle_sim.alice, EVERYBODYS)


async def test_whoever_manages_the_server_is_offered_and_answered_all(idle_sim: SimHouse) -> None:
    everything = {**MODERATORS, **EVERYBODYS}
    assert set(idle_sim.manager.available_commands(idle_sim.channel)) == set(everything)
    await drive(idle_sim, idle_sim.manager, everything)


async def test_in_direct_chats_everybody_has_all_that_needs_no_server(idle_sim: SimHouse) -> None:
    user = idle_sim.env.create_user("dora")
    assert set(user.available_commands()) == set(EVERYBODYS)
    await drive(idle_sim, user, EVERYBODYS)
    for command in ("preset create", "preset delete"):
        assert "no server here" in said(await user.slash(command, name="House", where="server")).content
    shared = await user.slash("character save", name="Mira", hints="hair: pink", shared=True)
    assert "no server here" in said(shared).content


async def test_a_command_given_to_a_member_by_override_still_asks_for_the_right(idle_sim: SimHouse) -> None:
    """A server's owner may show anybody a moderators' command; that is no right to manage the server."""
    commands = {command.name: command for command in await idle_sim.front.tree.fetch_commands()}
    helpers = idle_sim.guild.create_role("helpers")
    carol = idle_sim.guild.add_member(idle_sim.env.create_user("carol"), roles=[helpers])
    for name in MODERATORS:
        idle_sim.guild.set_command_permissions(commands[name], {helpers: True})
        assert name in carol.available_commands(idle_sim.channel)
        refused = said(await carol.slash(idle_sim.channel, name))
        assert refused.ephemeral
        assert "Manage Server" in refused.content


async def test_a_command_taken_from_a_member_or_a_channel_is_not_offered_there(idle_sim: SimHouse) -> None:
    [color] = [c for c in await idle_sim.front.tree.fetch_commands() if c.name == "color"]
    quiet = idle_sim.guild.create_text_channel("quiet")
    idle_sim.guild.set_command_permissions(color, {idle_sim.bob: False, quiet: False})
    assert "color" in idle_sim.alice.available_commands(idle_sim.channel)
    assert "color" not in idle_sim.bob.available_commands(idle_sim.channel)
    assert "color" not in idle_sim.alice.available_commands(quiet)


async def test_an_administrator_and_the_owner_may_all_without_the_right_by_name(idle_sim: SimHouse) -> None:
    boss = idle_sim.guild.create_role("boss", permissions=discord.Permissions(administrator=True))
    carol = idle_sim.guild.add_member(idle_sim.env.create_user("carol"), roles=[boss])
    owner = idle_sim.guild.add_member(idle_sim.guild.owner)
    for actor in (carol, owner):
        await drive(idle_sim, actor, MODERATORS)


async def test_the_menu_colours_and_keeps_anybodys_picture(idle_sim: SimHouse) -> None:
    channel, alice = idle_sim.channel, idle_sim.alice
    posted = await idle_sim.bob.send(channel, "look", attachments=[idle_sim.sketch])
    asked = await alice.context_menu(channel, "Colorize", posted)
    assert "Next in line" in said(asked).content
    kept = said(await alice.context_menu(channel, "Use as reference", posted))
    assert kept.ephemeral
    assert "Kept as a reference" in kept.content
    empty = await idle_sim.bob.send(channel, "no picture")
    for menu in ("Colorize", "Use as reference"):
        refused = said(await alice.context_menu(channel, menu, empty))
        assert refused.ephemeral
        assert "has no picture" in refused.content


async def test_every_message_menu_is_one_of_these(idle_sim: SimHouse) -> None:
    menus = idle_sim.front.tree.get_commands(type=discord.AppCommandType.message)
    assert {menu.name for menu in menus} == {"Colorize", "Use as reference"}
    assert not idle_sim.front.tree.get_commands(type=discord.AppCommandType.user)


async def test_a_post_is_answered_where_the_bot_is_mentioned_and_nowhere_else(idle_sim: SimHouse) -> None:
    channel, bob = idle_sim.channel, idle_sim.bob
    before = len(channel.history())
    await bob.send(channel, "bg: cream", attachments=[idle_sim.sketch])
    assert len(channel.history()) == before + 1
    assert idle_sim.guild.me is not None
    posted = await bob.send(channel, f"{idle_sim.guild.me.mention} bg: cream", attachments=[idle_sim.sketch])
    answer = channel.last_message
    assert answer is not None
    assert answer.reference is not None
    assert answer.reference.message_id == posted.id
    assert "in line" in answer.content
    assert not answer.mentions, "nobody is pinged"


@pytest.mark.parametrize("language", [*LANGUAGES])
async def test_whatever_is_typed_every_suggestion_fits_discords_limits(idle_sim: SimHouse, language: str) -> None:
    alice, channel = idle_sim.alice, idle_sim.channel
    await alice.slash(channel, "language", language=language)
    await alice.slash(channel, "character save", name="n" * 64, hints="hair: pink")
    offered: set[tuple[str, str]] = set()
    for command in idle_sim.front.tree.walk_commands():
        for option in command.parameters if isinstance(command, discord.app_commands.Command) else ():
            for typed in ("", "a", "hair: ", "x" * 100, "\U0001f3a8", "`*_~|") if option.autocomplete else ():
                found = await alice.autocomplete(channel, command.qualified_name, option.name, typed)
                assert len(found) <= 25
                for choice in found:
                    assert 1 <= len(choice["name"]) <= 100, choice
                    assert 1 <= len(choice["value"]) <= 100, choice
                    offered.add((command.qualified_name, option.name))
    assert {("color", "hints"), ("color", "preset"), ("color", "model"), ("character show", "name")} <= offered


async def test_a_member_without_the_right_to_use_commands_is_offered_none(idle_sim: SimHouse) -> None:
    no = discord.PermissionOverwrite(use_application_commands=False)
    room = idle_sim.guild.create_text_channel("talk", overwrites={idle_sim.guild.default_role: no})
    assert not idle_sim.alice.available_commands(room)
    with pytest.raises(simcord.SetupError, match="not visible"):
        await idle_sim.alice.slash(room, "help")
