"""Two shards, a gateway that is gone, a Discord with a bad day, and a CDN that takes its time: over real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.discord.conftest import House
from tests.bot.discord.test_conversation import Upload, is_result, is_waiting, told
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import Channel, Message

GATEWAY = r"^/(gateway)?$"


@pytest.fixture
async def discord_server(request: pytest.FixtureRequest) -> AsyncIterator[LoopbackDiscord]:
    """A Discord that asks for as many shards as the test says, with a server on each."""
    shards = getattr(request, "param", 1)
    async with LoopbackDiscord(shards=shards) as server:
        while len({shard_of(server, guild.channels[0]) for guild in server.guilds}) < shards:
            server.advance(0.001)  # ids are made of milliseconds, and shards of ids
            server.add_guild("elsewhere")
        yield server


two_shards = pytest.mark.parametrize("discord_server", [2], indirect=True)


def shard_of(server: LoopbackDiscord, channel: Channel) -> int:
    assert channel.guild is not None
    return (channel.guild.id >> 22) % server.shards


def results(server: LoopbackDiscord) -> list[Message]:
    return [m for m in server.all_messages.values() if m.author is server.bot and is_result(m)]


@two_shards
async def test_every_shard_is_answered(house: House, sketch: Upload) -> None:
    server = house.discord
    await server.wait_until(lambda: len(server.gateway.live) == 2)
    assert {session.shard for session in server.gateway.live} == {(0, 2), (1, 2)}
    rooms = {shard_of(server, guild.channels[0]): guild.channels[0] for guild in server.guilds}
    for room in rooms.values():
        await server.slash("color", sketch=sketch, channel=room)
        await server.post(f"<@{server.bot.id}> bg: cream", sketch, channel=room, user=server.bob)
    await server.post("bg: cream", sketch, channel=server.dm())
    await server.wait_until(lambda: len(results(server)) == 5)
    for room in rooms.values():
        done = await server.wait_message(is_result, channel=room)
        layers = await server.click(done, "PSD", user=done.interaction.user if done.interaction else server.bob)
        assert await server.wait_until(lambda used=layers: used.message and used.message.attachments)


@two_shards
async def test_one_shard_that_falls_takes_nothing_of_the_other(house: House, sketch: Upload) -> None:
    server = house.discord
    await server.wait_until(lambda: len(server.gateway.live) == 2)
    rooms = {shard_of(server, guild.channels[0]): guild.channels[0] for guild in server.guilds}
    await server.gateway.drop(shard=1)
    used = await server.slash("color", sketch=sketch, channel=rooms[1], wait=False)
    await server.slash("color", sketch=sketch, channel=rooms[0])
    await server.wait_until(lambda: len(results(server)) == 2)
    assert used.message is not None
    assert is_result(used.message)
    assert (server.gateway.identifies, server.gateway.resumes) == (2, 1)


async def test_a_result_needs_no_gateway(idle_house: House, sketch: Upload) -> None:
    house, server = idle_house, idle_house.discord
    used = await server.slash("color", sketch=sketch)
    await server.wait_message(is_waiting)
    server.faults.fail(GATEWAY, 503, times=10_000)
    await server.gateway.drop()
    await house.start_engine()
    done = await server.wait_message(is_result)
    assert done is used.message
    assert not server.gateway.live
    server.faults.clear()
    await server.wait_until(lambda: server.gateway.live)
    assert server.gateway.resumes == 1
    layers = await server.click(done, "PSD")
    assert await server.wait_until(lambda: layers.message and layers.message.attachments)


async def test_what_was_posted_while_the_gateway_was_away_is_answered_after(house: House, sketch: Upload) -> None:
    server = house.discord
    fault = server.faults.fail(GATEWAY, 503, times=2)
    await server.gateway.drop()
    posted = await server.post("bg: cream", sketch, channel=server.dm())
    assert (await server.wait_message(is_result, channel=server.dm())).reply_to is posted
    assert (fault.hits, server.gateway.resumes, server.gateway.identifies) == (2, 1, 1)


async def test_a_gateway_that_is_not_known_at_first_is_asked_for_again(idle_house: House, sketch: Upload) -> None:
    server = idle_house.discord
    await idle_house.stop_front()
    fault = server.faults.fail("/gateway/bot", 503, times=2)
    await idle_house.start_front()
    await server.slash("color", sketch=sketch)
    await server.wait_message(is_waiting)
    assert fault.hits == 2


async def test_a_session_that_discord_has_ended_is_begun_anew(house: House, sketch: Upload) -> None:
    server = house.discord
    await server.gateway.invalidate()
    await server.wait_until(lambda: server.gateway.identifies == 2)
    await server.slash("color", sketch=sketch)
    assert await server.wait_message(is_result)


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_fault_of_discords_delays_a_result_and_does_not_double_it(
    idle_house: House, sketch: Upload, status: int
) -> None:
    server = idle_house.discord
    used = await server.slash("color", sketch=sketch)
    await server.wait_message(is_waiting)
    fault = server.faults.fail("/webhooks/", status, method="PATCH", times=2)
    await idle_house.start_engine()
    assert await server.wait_message(is_result) is used.message
    assert fault.hits == 2
    assert [m.id for m in server.messages()] == [told(used).id]


async def test_an_answer_whose_receipt_is_lost_is_not_sent_twice(idle_house: House, sketch: Upload) -> None:
    server = idle_house.discord
    used = await server.slash("color", sketch=sketch)
    await server.wait_message(is_waiting)
    fault = server.faults.drop("/webhooks/", method="PATCH", after=True)
    await idle_house.start_engine()
    await server.wait_message(is_result)
    await server.wait_until(lambda: fault.hits)
    assert [m.id for m in server.messages()] == [told(used).id]


async def test_a_slow_cdn_delays_the_picture_and_not_the_answer(house: House, sketch: Upload) -> None:
    server = house.discord
    gate = server.faults.hold("/attachments/")
    used = await server.slash("color", sketch=sketch)
    assert used.response == 4
    assert told(used).content == "Reading your sketch…"
    assert not server.faults.count("/attachments/"), "not a byte has come yet"
    gate.set()
    assert await server.wait_message(is_result) is used.message


@pytest.mark.parametrize("way", ["fail", "drop"])
async def test_a_cdn_that_gives_nothing_is_told_with_what_to_do(house: House, sketch: Upload, way: str) -> None:
    server = house.discord
    if way == "fail":
        server.faults.fail("/attachments/", 503, times=100)
    else:
        server.faults.drop("/attachments/", times=100)
    used = await server.slash("color", sketch=sketch)
    answer = await server.wait_message(lambda m: "could not be fetched" in m.content)
    assert answer is used.message
    assert "once more" in answer.content
    server.faults.clear()
    await server.slash("color", sketch=sketch)
    assert await server.wait_message(is_result)
