"""The panel of a server's rules: every list, button and number on it, with Discord's own roles and channels."""

from __future__ import annotations

import pytest
import simcord

from tests.bot.discord.sim_house import SimHouse, ids, said
from tests.bot.discord.test_simcord_buttons import Passing, passing

pytestmark = pytest.mark.simcord(settle_timeout=60.0, shard_count=1)


async def panel_of(house: SimHouse) -> simcord.ResponseMessage:
    return said(await house.manager.slash(house.channel, "settings"))


@passing
async def test_every_rule_is_set_on_the_panel(idle_sim: SimHouse, passes: Passing) -> None:
    house, mia = idle_sim, idle_sim.manager
    art = house.guild.create_text_channel("art")
    panel = await panel_of(house)
    form = await mia.click(panel, custom_id="g:limits:")
    await passes(house)
    pressed = {"g:models"}  # of one model there is nothing to choose
    for custom_id, choice, says in (
        ("g:channels", art, f"Where I answer: **{art.mention}**"),
        ("g:age", "outside", "I do not answer there"),
        ("g:spoiler", "always", "always"),
    ):
        await mia.select(panel, [choice], custom_id=custom_id)
        assert says in panel.content
        pressed.add(custom_id)
    await mia.submit_modal(form, {"hourly": "3", "waiting": "2"})
    assert "an hour, per member: **3**" in panel.content
    assert "at a time, per member: **2**" in panel.content
    await mia.click(panel, custom_id="g:private:1")
    assert "to the asker alone" in panel.content
    assert set(ids(panel)) - {"g:private:0", "g:limits:"} <= pressed
    await mia.click(panel, custom_id="g:private:0")
    await mia.select(panel, [], custom_id="g:channels")
    assert "Where I answer: **everywhere**" in panel.content
    audit = said(await mia.slash(house.channel, "audit")).content
    assert audit.count(mia.mention) == 8
    assert house.alice.mention not in audit


async def test_what_is_set_holds_for_a_command_a_menu_a_post_and_a_button(sim: SimHouse) -> None:
    asked = await sim.coloured(await sim.ask(hints="bg: cream"))
    art = sim.guild.create_text_channel("art")
    await sim.manager.select(await panel_of(sim), [art], custom_id="g:channels")
    posted = await sim.alice.send(sim.channel, "", attachments=[sim.sketch])
    for used in (
        await sim.ask(),
        await sim.alice.slash(sim.channel, "regions", sketch=sim.sketch),
        await sim.alice.context_menu(sim.channel, "Colorize", posted),
        await sim.alice.click(asked, label="Again"),
    ):
        assert said(used).ephemeral
        assert art.mention in said(used).content
    assert sim.guild.me is not None
    await sim.alice.send(sim.channel, sim.guild.me.mention, attachments=[sim.sketch])
    assert sim.channel.last_message is not None
    assert art.mention in sim.channel.last_message.content
    for harmless in ("help", "jobs", "preset list"):
        assert art.mention not in said(await sim.alice.slash(sim.channel, harmless)).content
    assert "Next in line" in said(await sim.alice.slash(art, "color", sketch=sim.sketch)).content


async def test_the_panel_of_one_server_says_nothing_of_another(idle_sim: SimHouse) -> None:
    house = idle_sim
    other = house.env.create_guild("elsewhere", owner=house.bob.user)
    room = other.create_text_channel("room")
    owner = other.add_member(house.bob.user)
    await house.manager.click(await panel_of(house), custom_id="g:private:1")
    await house.manager.slash(house.channel, "preset default", where="server", name="ink")
    theirs = said(await owner.slash(room, "settings")).content
    assert "**Settings of “elsewhere”**" in theirs
    assert "to the asker alone" not in theirs
    assert "ink" not in theirs
    assert "Nothing has been changed" in said(await owner.slash(room, "audit")).content
    guest = other.add_member(house.alice.user)
    assert not said(await guest.slash(room, "color", sketch=house.sketch)).ephemeral
