"""Every way of a letter to its chat, over real sockets: token, bot, new message, direct message."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import pytest

from bot.discord.addresses import AddressedClient
from bot.discord.letters import Letter
from bot.discord.transport import Transport
from bot.frontend import Asker, Button, ChatGone, File, Job, Origin, TooLarge
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import EPHEMERAL, Channel, Interaction, Message, new_token

DONE = Letter("done", (File("rendered.png", b"\x89PNG" * 8),), ((Button("get:psd", "PSD"),),), "job1")


@pytest.fixture
async def server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as discord_server:
        yield discord_server


@pytest.fixture
async def client(server: LoopbackDiscord) -> AsyncIterator[AddressedClient]:
    """A client that is logged in; letters need no gateway."""
    made = AddressedClient(intents=discord.Intents(guilds=True), api_url=server.api_url)
    await made.login(server.token)
    yield made
    await made.close()


async def status(
    server: LoopbackDiscord, client: AddressedClient, channel: Channel | None = None, *, private: bool = False
) -> tuple[Job, Message]:
    """A job whose status message was just posted as the answer to a command."""
    channel = channel or server.channel
    used = Interaction(server.new_id(), 2, new_token(), server.alice, channel, {}, server.now())
    server.interactions[used.id] = used
    body = {"type": 4, "data": {"content": "Reading your sketch…", "flags": EPHEMERAL if private else 0}}
    async with client.session.post(
        f"{server.api_url}/interactions/{used.id}/{used.token}/callback", json=body
    ) as answer:
        assert answer.status == 204
    assert used.message is not None
    origin = Origin(
        platform="discord",
        chat_id=str(channel.id),
        guild_id=str(channel.guild.id) if channel.guild else None,
        message_id=str(used.message.id),
        private=private,
        handle={"app": str(server.application_id), "token": used.token, "until": time.time() + 870, "limit": 10**7},
    )
    return Job("job1", Asker("discord", str(server.alice.id)), origin, "done"), used.message


def token_gone(job: Job) -> Job:
    return replace(job, origin=replace(job.origin, handle={**job.origin.handle, "until": 0.0}))


def is_done(message: Message) -> bool:
    return message.content == "done" and len(message.attachments) == 1 and message.buttons == {"n:job1:get:psd": "PSD"}


@pytest.mark.parametrize("private", [False, True])
async def test_edits_the_status_message_by_its_token(
    server: LoopbackDiscord, client: AddressedClient, private: bool
) -> None:
    job, message = await status(server, client, private=private)
    assert await Transport(client).place(job, DONE) == str(message.id)
    assert is_done(message)
    assert message.ephemeral is private
    assert len(message.history) == 2


async def test_placing_twice_changes_nothing_more(server: LoopbackDiscord, client: AddressedClient) -> None:
    job, message = await status(server, client)
    for _ in range(2):
        await Transport(client).place(job, DONE)
    assert server.messages() == [message]
    assert is_done(message)


@pytest.mark.parametrize("known", [True, False], ids=["by our clock", "by Discord's alone"])
async def test_an_old_token_is_replaced_by_the_bots_own_right(
    server: LoopbackDiscord, client: AddressedClient, known: bool
) -> None:
    job, message = await status(server, client)
    server.advance(16 * 60)
    await Transport(client).place(token_gone(job) if known else job, DONE)
    assert is_done(message)
    assert server.faults.count("/webhooks/") == (0 if known else 1)


async def test_a_deleted_status_message_is_sent_anew_once(server: LoopbackDiscord, client: AddressedClient) -> None:
    job, message = await status(server, client)
    await server.delete_message(message)
    first = await Transport(client).place(job, DONE)
    assert await Transport(client).place(job, DONE) == first
    assert [str(m.id) for m in server.messages()] == [first]
    assert is_done(server.messages()[0])


async def test_where_the_bot_is_no_member_a_new_message_goes_by_token(
    server: LoopbackDiscord, client: AddressedClient
) -> None:
    elsewhere = server.add_guild("elsewhere", installed=False).channels[0]
    job, message = await status(server, client, elsewhere)
    await server.delete_message(message)
    await Transport(client).place(job, DONE)
    assert is_done(server.messages(elsewhere)[0])


@pytest.mark.parametrize("private", [True, False], ids=["private", "not a member"])
async def test_too_late_and_nowhere_else_to_write_it_goes_to_the_asker(
    server: LoopbackDiscord, client: AddressedClient, private: bool
) -> None:
    place = server.channel if private else server.add_guild("elsewhere", installed=False).channels[0]
    job, message = await status(server, client, place, private=private)
    server.advance(16 * 60)
    await Transport(client).place(job, DONE)
    assert is_done(server.messages(server.dm(server.alice))[0])
    assert [v.content for v in message.history] == ["Reading your sketch…"]


async def test_nobody_to_write_to_is_chat_gone(server: LoopbackDiscord, client: AddressedClient) -> None:
    job, _ = await status(server, client, private=True)
    server.alice.takes_dms = False
    with pytest.raises(ChatGone):
        await Transport(client).place(token_gone(job), DONE)


async def test_a_deleted_channel_is_chat_gone(server: LoopbackDiscord, client: AddressedClient) -> None:
    job, _ = await status(server, client)
    await server.delete_channel(server.channel)
    for way in (job, token_gone(job)):
        with pytest.raises(ChatGone):
            await Transport(client).place(way, DONE)
    with pytest.raises(ChatGone):
        await Transport(client).edit(token_gone(job).origin, DONE)
    assert not server.messages(server.dm(server.alice))


async def test_a_status_message_that_is_gone_is_left_gone(server: LoopbackDiscord, client: AddressedClient) -> None:
    job, message = await status(server, client)
    await server.delete_message(message)
    assert not await Transport(client).edit(job.origin, Letter("halfway"))
    assert not server.messages()


async def test_too_many_requests_are_waited_out(server: LoopbackDiscord, client: AddressedClient) -> None:
    job, message = await status(server, client)
    server.faults.rate_limit("/webhooks/", retry_after=0.05, times=2)
    server.faults.rate_limit(r"/channels/\d+/messages/", retry_after=0.05)
    await Transport(client).place(job, DONE)
    await Transport(client).place(token_gone(job), replace(DONE, text="done again"))
    assert message.content == "done again"
    assert [s.status for s in server.faults.seen if "messages" in s.path] == [429, 429, 200, 429, 200]


async def test_what_is_too_large_is_for_the_desk_to_make_smaller(
    server: LoopbackDiscord, client: AddressedClient
) -> None:
    server._limit = 1000
    job, message = await status(server, client)
    with pytest.raises(TooLarge):
        await Transport(client).place(job, replace(DONE, files=(File("big.png", bytes(1001)),)))
    assert len(message.history) == 1
    await Transport(client).place(job, replace(DONE, files=(File("small.png", bytes(1000)),)))
    assert [a.name for a in message.attachments] == ["small.png"]


@pytest.mark.parametrize("fault", ["fail", "drop"])
async def test_a_discord_that_is_down_is_tried_again_later(
    server: LoopbackDiscord, client: AddressedClient, fault: str
) -> None:
    """Any error but ChatGone tells the desk to come back; nothing is sent twice by then."""
    job, message = await status(server, client)
    arguments: dict[str, Any] = {"status": 400} if fault == "fail" else {}
    getattr(server.faults, fault)(r"/messages/", method="PATCH", **arguments)
    with pytest.raises((discord.HTTPException, OSError, aiohttp.ClientError)):
        await Transport(client).place(job, DONE)
    await Transport(client).place(job, DONE)
    assert server.messages() == [message]
    assert is_done(message)


async def test_spoilers_stay_spoilers_and_long_answers_stay_one_message(
    server: LoopbackDiscord, client: AddressedClient
) -> None:
    job, message = await status(server, client)
    caption = "\n".join(f"hint {n}: @everyone done" for n in range(200))
    await Transport(client).place(job, replace(DONE, text=caption, spoiler=True))
    assert [a.name for a in message.attachments] == ["SPOILER_rendered.png", "answer.txt"]
    assert message.file(".txt").decode() == caption
    assert caption.startswith(message.content.removesuffix("\n…"))
    assert message.allowed_mentions == {"parse": []}
