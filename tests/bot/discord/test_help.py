"""/help with the worked example, and the first words in a server or a direct chat."""

from __future__ import annotations

from typing import Any

from bot.help import example, example_picture
from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import told

VIEW, SEND, ATTACH = 1 << 10, 1 << 11, 1 << 15


async def test_help_shows_the_example_in_the_askers_language(idle_house: House) -> None:
    discord = idle_house.discord
    for tag in ("en-US", "ja", "zh-TW"):
        person = discord.add_user(tag.lower(), locale=tag)
        answer = told(await discord.slash("help", user=person))
        assert answer.file("help.jpg") == example_picture(tag).data
        assert example(tag)[0][0].partition(":")[0] in answer.content
        assert answer.ephemeral


async def test_whoever_writes_without_a_picture_is_told_how(idle_house: House) -> None:
    discord = idle_house.discord
    await discord.post("hello?", channel=discord.dm())
    answer = await discord.wait_message(lambda m: m.channel.user is discord.alice)
    assert "Send me a sketch" in answer.content
    assert answer.file("help.jpg")


def joined(house: House, **changes: Any) -> dict[str, Any]:
    """A server as Discord tells of it when the bot is added, with channels `quiet` and `open`."""
    discord = house.discord
    guild = discord.add_guild("new place")
    discord.add_channel(guild, "open")
    data = guild.json(discord.bot) | changes
    del data["unavailable"]
    data["roles"][0]["permissions"] = str(VIEW | SEND | ATTACH)
    data["channels"][0]["permission_overwrites"] = [
        {"id": str(guild.id), "type": 0, "allow": "0", "deny": str(SEND)},
    ]
    return data


async def test_a_new_server_is_told_once_what_it_can_do(idle_house: House) -> None:
    discord = idle_house.discord
    assert idle_house.front is not None
    await idle_house.front.client.wait_until_ready()
    data = joined(idle_house, preferred_locale="ja")
    await discord.gateway.dispatch("GUILD_CREATE", data)
    hello = await discord.wait_message(lambda m: str(m.channel.id) == data["channels"][1]["id"])
    assert "こんにちは" in hello.content
    assert "/着色" in hello.content, "the command as the server's language names it"
    assert "/設定" in hello.content or "/settings" in hello.content
    assert hello.file("help.jpg") == example_picture("ja").data
    await discord.slash("help")
    assert len([m for m in discord.messages() if m.channel.id == hello.channel.id]) <= 1


async def test_the_system_channel_comes_first_and_a_closed_server_is_left_in_peace(idle_house: House) -> None:
    discord = idle_house.discord
    assert idle_house.front is not None
    await idle_house.front.client.wait_until_ready()
    closed = joined(idle_house)
    closed["roles"][0]["permissions"] = str(VIEW)
    await discord.gateway.dispatch("GUILD_CREATE", closed)
    data = joined(idle_house)
    data["channels"][0]["permission_overwrites"] = []
    data["system_channel_id"] = data["channels"][1]["id"]
    await discord.gateway.dispatch("GUILD_CREATE", data)
    hello = await discord.wait_message(lambda m: m.channel.name in ("open", "general") and "Hello" in m.content)
    assert str(hello.channel.id) == data["system_channel_id"]
    places = {channel["id"] for channel in closed["channels"]}
    assert not [m for m in discord.all_messages.values() if str(m.channel.id) in places]


async def test_who_calls_the_bot_without_a_picture_is_told_how(idle_house: House) -> None:
    discord = idle_house.discord
    asked = await discord.post(f"<@{discord.bot.id}> hair: pink")
    told = await discord.wait_message(lambda m: m.reply_to is asked)
    assert "with a sketch" in told.content
    assert "/color" in told.content
    await discord.post("hair: pink, somebody?")
    last = await discord.post(f"<@{discord.bot.id}>")
    await discord.wait_message(lambda m: m.reply_to is last)
    assert len([m for m in discord.messages() if m.author.id == discord.bot.id]) == 2
