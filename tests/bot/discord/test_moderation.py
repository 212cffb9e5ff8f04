"""/settings and what it brings about, over a loopback Discord: a moderator's day, and whoever is no moderator."""

from __future__ import annotations

from typing import Any

import pytest

from bot.frontend import Asker
from engine.catalog import MODELS
from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import Upload, is_result, told
from tests.bot.discord.test_preset_commands import said
from tests.loopback.discord_lists import list_of, pick
from tests.loopback.discord_world import Channel, Guild, Message, User


async def settings(house: House, channel: Channel | None = None, user: User | None = None) -> Message:
    message = told(await house.discord.slash("settings", user=user or house.discord.owner, channel=channel))
    assert message.ephemeral
    return message


async def use(house: House, sketch: Upload, channel: Channel, user: User | None = None, **options: Any) -> Message:
    """What /color is answered with: a refusal for the asker alone, or the place in line."""
    used = await house.discord.slash("color", sketch=sketch, channel=channel, user=user, **options)
    return await house.discord.wait_until(
        lambda: used.message if used.message and "Reading" not in used.message.content else None
    )


async def newest(house: House, user: User) -> dict[str, Any]:
    """The request of a user's newest job."""
    [job, *_] = await house.desk.jobs(Asker("discord", str(user.id)))
    stored = await house.store.jobs.get(job.id)
    assert stored is not None
    return stored.request


async def joined(house: House, name: str) -> Guild:
    """A server that the bot comes into while it runs, with the channels #general and #art."""
    discord = house.discord
    guild = discord.add_guild(name)
    discord.add_channel(guild, "art")
    await discord.gateway.dispatch("GUILD_CREATE", guild.json(discord.bot))
    return guild


async def test_a_moderators_day(idle_house: House, sketch: Upload) -> None:
    house, discord = idle_house, idle_house.discord
    owner, alice = discord.owner, discord.alice
    general, art = (await joined(house, "Studio")).channels

    # The moderator looks round, sets a preset, and makes it the default of one channel.
    panel = await settings(house, general)
    assert "**Settings of “Studio”**" in panel.content
    assert "Where I answer: **everywhere**" in panel.content
    assert "Pictures an hour, per member: **no limit**" in panel.content
    form = await discord.slash("preset create", name="House", where="server", user=owner, channel=art)
    await discord.submit(form, {"preset": 'lines = "#123456"'})
    set_default = told(await discord.slash("preset default", where="channel", name="House", user=owner, channel=art))
    assert "Default of this channel: `House`" in set_default.content
    assert "Default preset here: **House**" in (await settings(house, art)).content

    # Only in #art; two pictures a member an hour, one waiting at a time; always a spoiler.
    shown = told(await pick(discord, panel, "g:channels", art, user=owner))
    assert shown is panel
    assert f"Where I answer: **<#{art.id}>**" in panel.content
    assert [str(v["id"]) for v in list_of(panel, "g:channels")["default_values"]] == [str(art.id)]
    numbers = await discord.click(panel, "Limits…", user=owner)
    await discord.submit(numbers, {"hourly": "2", "waiting": "1"})
    await discord.choose(panel, "Results behind a spoiler: always", user=owner)
    assert "Pictures an hour, per member: **2**" in panel.content
    assert "waiting at a time, per member: **1**" in panel.content
    assert "Results behind a spoiler: **always**" in panel.content

    # A member works within it, and is told why and where to go when they do not.
    no = await use(house, sketch, general)
    assert no.ephemeral
    assert f"The moderators of “Studio” allow me only in <#{art.id}>." in no.content
    assert not [m for m in discord.messages(general) if not m.ephemeral], "nobody else is bothered"
    first = await use(house, sketch, art)
    assert "Next in line" in first.content
    assert (await newest(house, alice))["preset"]["lines"] == [0x12, 0x34, 0x56]
    assert "the most pictures a member may have waiting is 1" in (await use(house, sketch, art)).content
    await house.start_engine()
    done = await discord.wait_message(is_result, channel=art)
    assert all(attachment.hidden for attachment in done.attachments)
    await use(house, sketch, art)
    await discord.wait_message(lambda m: is_result(m) and m is not done, channel=art)
    spent = await use(house, sketch, art)
    assert spent.ephemeral
    assert "You have used up this hour's pictures in “Studio”: its moderators allow 2" in spent.content
    assert "free in 60 min" in spent.content
    assert not (await use(house, sketch, art, discord.bob)).ephemeral

    # The moderator thinks better of it, and the audit has it all.
    await discord.submit(await discord.click(panel, "Limits…", user=owner), {"hourly": "0", "waiting": ""})
    await pick(discord, panel, "g:channels", user=owner)
    assert "Where I answer: **everywhere**" in panel.content
    assert not (await use(house, sketch, general)).ephemeral
    audit = told(await discord.slash("audit", user=owner, channel=general)).content.split("\n")[1:]
    assert [line.split(f"<@{owner.id}> ")[1] for line in audit] == [
        f"changed “Where I answer” from <#{art.id}> to everywhere",
        "changed “Pictures waiting at a time, per member” from 1 to no limit",
        "changed “Pictures an hour, per member” from 2 to no limit",
        "changed “Results behind a spoiler” from as the sketch was to always",
        "changed “Pictures waiting at a time, per member” from no limit to 1",
        "changed “Pictures an hour, per member” from no limit to 2",
        f"changed “Where I answer” from everywhere to <#{art.id}>",
        "made `House` a channel's default",
        "saved the preset `House`",
    ]


async def test_discord_shows_the_command_to_moderators_in_servers_alone(idle_house: House) -> None:
    [command] = [c for c in idle_house.discord.commands if c["name"] == "settings"]
    assert int(command["default_member_permissions"]) == 1 << 5
    assert command["contexts"] == [0]


@pytest.mark.parametrize(
    ("locale", "says"), [("en-US", "Manage Server"), ("zh-CN", "管理服务器"), ("ja", "サーバー管理")]
)
async def test_who_lacks_the_right_is_told_so_wherever_they_come_in(idle_house: House, locale: str, says: str) -> None:
    house, discord = idle_house, idle_house.discord
    user = discord.add_user("carol", locale=locale)
    # Server owners may give the command to others by Discord's own settings: the right is asked for all the same.
    assert says in (await settings(house, user=user)).content
    panel = await settings(house)
    for used in (
        await pick(discord, panel, "g:channels", discord.channel, user=user),
        await pick(discord, panel, "g:spoiler", "never", user=user),
        await discord.click(panel, "Limits…", user=user),
        await discord.click(panel, "Show results to the asker alone", user=user),
    ):
        answer = told(used)
        assert answer is not panel
        assert answer.ephemeral
        assert says in answer.content
    assert "Nothing has been changed" in await said(house, "audit", discord.owner)


async def test_the_right_is_looked_at_again_when_the_form_is_sent(idle_house: House) -> None:
    discord = idle_house.discord
    discord.guild.managers.append(discord.bob)
    form = await discord.click(await settings(idle_house, user=discord.bob), "Limits…", user=discord.bob)
    discord.guild.managers.remove(discord.bob)
    assert "Manage Server" in told(await discord.submit(form, {"hourly": "5"})).content
    assert "an hour, per member: **no limit**" in (await settings(idle_house)).content


async def test_the_panel_works_after_a_restart(idle_house: House) -> None:
    house, discord = idle_house, idle_house.discord
    panel = await settings(house)
    form = await discord.click(panel, "Limits…", user=discord.owner)
    await house.stop_front()
    await house.start_front()
    await discord.submit(form, {"hourly": "7"})
    await pick(discord, panel, "g:age", "outside", user=discord.owner)
    await discord.click(panel, "Show results to the asker alone", user=discord.owner)
    assert "an hour, per member: **7**" in panel.content
    assert "I do not answer there" in panel.content
    assert "to the asker alone" in panel.content


@pytest.mark.parametrize("number", ["ten", "-1", "1.5", "9999"])
async def test_a_wrong_number_changes_neither_limit(idle_house: House, number: str) -> None:
    discord = idle_house.discord
    panel = await settings(idle_house)
    form = await discord.click(panel, "Limits…", user=discord.owner)
    answer = told(await discord.submit(form, {"hourly": "5", "waiting": number}))
    assert f"“{number}” is no number from 0 to 1000" in answer.content
    assert "an hour, per member: **no limit**" in (await settings(idle_house)).content


async def test_age_restricted_channels_and_their_threads(idle_house: House, sketch: Upload) -> None:
    house, discord = idle_house, idle_house.discord
    guild = discord.add_guild("Night")
    late = discord.add_channel(guild, "late")
    late.nsfw = True
    thread = discord.add_channel(guild, "sketches")
    thread.parent = late
    await discord.gateway.dispatch("GUILD_CREATE", guild.json(discord.bot))
    panel = await settings(house, late)
    await pick(discord, panel, "g:age", "outside", user=discord.owner)
    for place in (late, thread):
        assert "do not want me in age-restricted channels" in (await use(house, sketch, place)).content
    assert "in line" in (await use(house, sketch, guild.channels[0])).content
    await pick(discord, panel, "g:age", "inside", user=discord.owner)
    assert "only in age-restricted channels" in (await use(house, sketch, guild.channels[0])).content
    await pick(discord, panel, "g:channels", late, user=discord.owner)
    assert "line" in (await use(house, sketch, thread)).content


async def test_results_are_private_where_the_server_wants_it_and_the_asker_does_not_say(
    idle_house: House, sketch: Upload
) -> None:
    house, discord = idle_house, idle_house.discord
    panel = await settings(house)
    assert not (await use(house, sketch, discord.channel)).ephemeral
    await discord.click(panel, "Show results to the asker alone", user=discord.owner)
    assert (await use(house, sketch, discord.channel)).ephemeral
    assert not (await use(house, sketch, discord.channel, private=False)).ephemeral
    await discord.click(panel, "Show results to everybody", user=discord.owner)
    assert not (await use(house, sketch, discord.channel)).ephemeral


async def test_posts_and_buttons_are_held_to_the_rules_too(house: House, sketch: Upload) -> None:
    discord = house.discord
    art = discord.add_channel(discord.guild, "art")
    await discord.gateway.dispatch("CHANNEL_CREATE", art.json())
    await discord.slash("color", sketch=sketch)
    done = await discord.wait_message(is_result)
    await pick(discord, await settings(house), "g:channels", art, user=discord.owner)
    refusal = f"only in <#{art.id}>"
    post = await discord.post(f"<@{discord.bot.id}>", sketch)
    assert refusal in (await discord.wait_message(lambda m: m.reply_to is post)).content
    reply = await discord.post(f"<@{discord.bot.id}> bg: cream", reply_to=done)
    assert refusal in (await discord.wait_message(lambda m: m.reply_to is reply)).content
    again = told(await discord.click(done, "Again"))
    assert again.ephemeral
    assert refusal in again.content
    direct = await discord.post("", sketch, channel=discord.dm())
    await discord.wait_message(lambda m: m.reply_to is direct and is_result(m), channel=discord.dm())


async def test_the_models_that_may_be_used_are_chosen_from_a_list(
    idle_house: House, sketch: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, discord = idle_house, idle_house.discord
    assert "Models" not in (await settings(house)).content, "of one model there is nothing to choose"
    monkeypatch.setitem(MODELS, "other", "another model")
    panel = await settings(house)
    await pick(discord, panel, "g:models", "other", user=discord.owner)
    assert "Models: **other**" in panel.content
    assert (
        "do not allow the model “classical”. Send the sketch again with another one: other."
        in (await use(house, sketch, discord.channel, model="classical")).content
    )
    await use(house, sketch, discord.channel)
    assert (await newest(house, discord.alice))["model"] == "other"
    assert [choice["value"] for choice in await discord.autocomplete("color", "model", "")] == ["other"]
    await pick(discord, panel, "g:models", "other", "classical", user=discord.owner)
    assert "Models: **all**" in panel.content
