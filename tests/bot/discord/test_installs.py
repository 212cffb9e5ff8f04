"""Used by a member who has installed it for themselves, where the bot is no member: a foreign server, a group of
friends, a direct chat of two. There is no way to write there but the interaction's own token."""

from __future__ import annotations

import pytest

from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import Upload, is_result, is_waiting, size_of, told, told_later
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import Channel


@pytest.fixture(params=["a foreign server", "a group of friends"])
def place(request: pytest.FixtureRequest, discord_server: LoopbackDiscord) -> Channel:
    if request.param == "a foreign server":
        return discord_server.add_guild("far away", installed=False).channels[0]
    room = Channel(discord_server.new_id(), "friends", user=discord_server.alice, apart=True)
    discord_server.channels[room.id] = room
    return room


async def test_every_command_may_be_used_there_that_needs_no_server(idle_house: House) -> None:
    for command in idle_house.discord.commands:
        asks_for_a_server = command["contexts"] == [0]
        assert asks_for_a_server or sorted(command["contexts"]) == [0, 1, 2]
        assert sorted(command["integration_types"]) == [0, 1]
    of_servers = {c["name"] for c in idle_house.discord.commands if c["contexts"] == [0]}
    assert of_servers == {"settings", "audit"}


async def test_a_sketch_becomes_a_result_with_its_layers(house: House, sketch: Upload, place: Channel) -> None:
    discord = house.discord
    used = await discord.slash("color", sketch=sketch, hints="bg: cream", channel=place)
    done = await discord.wait_message(is_result, channel=place)
    assert done is used.message
    layers = await told_later(house, await discord.click(done, "PSD"))
    assert layers.file("layers.psd")
    form = await discord.click(done, "Hints")
    again = await discord.submit(form, {"hints": "bg: navy"})
    await discord.wait_until(lambda: again.message and is_result(again.message))
    assert "navy" in told(again).content
    assert not [seen for seen in discord.faults.seen if f"/channels/{place.id}/" in seen.path], "only by the token"


@pytest.mark.parametrize("gone", ["the token", "the message"])
async def test_a_late_result_finds_its_asker(idle_house: House, sketch: Upload, place: Channel, gone: str) -> None:
    discord = idle_house.discord
    used = await discord.slash("color", sketch=sketch, channel=place)
    await discord.wait_message(is_waiting, channel=place)
    if gone == "the token":
        discord.advance(16 * 60)
    else:
        told(used).deleted = True
    await idle_house.start_engine()
    result = await discord.wait_message(is_result, channel=discord.dm() if gone == "the token" else place)
    assert size_of(result.attachments[0].data) == size_of(sketch[1])
    assert result is not used.message
