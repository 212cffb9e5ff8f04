"""The real front-end, desk, store, queue and engine in simcord's Discord.

simcord keeps Discord's own permissions, contexts and validation, in this process and with a clock that tests
move. What goes over sockets is tested against `tests.loopback`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import discord
import simcord
from discord.webhook.async_ import async_context

from bot.desk import Desk
from bot.discord.client import DiscordFrontEnd
from engine.worker import serve

T = TypeVar("T")
PATIENCE = 120.0
"""Seconds that a picture may take on a machine whose cores are busy."""

Actor = simcord.MemberActor | simcord.UserHandle
Said = simcord.ResponseMessage | discord.Message


class SimClock:
    """The bot's clock: Unix seconds, and what was added."""

    def __init__(self) -> None:
        self.added = 0.0

    def __call__(self) -> float:
        return time.time() + self.added


def sim_front(desk: Desk, clock: SimClock) -> DiscordFrontEnd:
    """A front-end for simcord to attach to: it looks for the command tree on the client."""
    front = DiscordFrontEnd(desk._settings, desk, clock)
    front.client.tree = front.tree  # type: ignore[attr-defined]
    desk.register(front)
    return front


@dataclass
class SimHouse:
    """A server with a member, another one, and one whose role may manage the server; and the bot in it."""

    env: simcord.Env
    desk: Desk
    clock: SimClock
    front: DiscordFrontEnd
    sketch: tuple[str, bytes]
    guild: simcord.GuildHandle = field(init=False)
    channel: simcord.ChannelHandle = field(init=False)
    alice: simcord.MemberActor = field(init=False)
    bob: simcord.MemberActor = field(init=False)
    manager: simcord.MemberActor = field(init=False)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _worker: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self._hook_up()
        self.guild = self.env.create_guild("atelier")
        self.channel = self.guild.create_text_channel("general")
        managers = self.guild.create_role("managers", permissions=discord.Permissions(manage_guild=True))
        self.alice = self.guild.add_member(self.env.create_user("alice"))
        self.bob = self.guild.add_member(self.env.create_user("bob"))
        self.manager = self.guild.add_member(self.env.create_user("mia"), roles=[managers])

    def _hook_up(self) -> None:
        """Have webhook calls of the desk's own tasks go to simcord, too, as those of interactions do."""
        with self.env.time_context():
            self.front.client._adapter = async_context.get()  # type: ignore[assignment]

    async def restart(self) -> None:
        """The bot ends and comes back; simcord's world and the store stay as they are."""
        await self.front.talk.stop()
        self.front = sim_front(self.desk, self.clock)
        await self.env.restart_bot(self.front.client)
        self._hook_up()

    async def later(self, seconds: float) -> None:
        """It is so much later, for Discord and for the bot."""
        self.clock.added += seconds
        await self.env.advance_time(seconds)

    async def start_engine(self) -> None:
        self._worker = asyncio.create_task(serve(self.desk._queue, stop=self._stop))

    async def stop_engine(self) -> None:
        if self._worker is not None:
            self._stop.set()
            await self._worker

    async def until(self, look: Callable[[], T | None]) -> T:
        """What `look` returns, as soon as it is true. TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not (found := look()):  # noqa: ASYNC110 - simcord has no event for "something was said"
                await asyncio.sleep(0.02)
            return found

    async def ask(self, actor: Actor | None = None, **options: Any) -> simcord.InteractionResult:
        """/color with the sketch: the place in line, or a refusal."""
        return await use(actor or self.alice, self.channel, "color", sketch=self.sketch, **options)

    async def coloured(self, asked: simcord.InteractionResult) -> simcord.ResponseMessage:
        """The result that an ask becomes."""
        return await self.until(lambda: said(asked) if said(asked).attachments else None)


async def use(actor: Actor, channel: simcord.ChannelHandle, command: str, **options: Any) -> simcord.InteractionResult:
    """A slash command of a member in a channel, or of a user in their direct conversation."""
    if isinstance(actor, simcord.UserHandle):
        return await actor.slash(command, **options)
    return await actor.slash(channel, command, **options)


def said(used: simcord.InteractionResult) -> simcord.ResponseMessage:
    """What an interaction was answered with: its own message, or the one sent after it."""
    found = used.response or (used.followups[-1] if used.followups else None)
    assert found is not None, "it was not answered"
    return found


def components(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, rows and labels opened."""
    for row in rows:
        yield row
        yield from components([*row.get("components", []), *([row["component"]] if "component" in row else [])])


def values(message: Said) -> list[str]:
    """The entries of the lists under a message."""
    rows = [c if isinstance(c, dict) else c.to_dict() for c in message.components]  # type: ignore[union-attr]
    return [option["value"] for c in components(rows) for option in c.get("options", ())]  # type: ignore[arg-type]


def ids(message: Said) -> list[str]:
    """The custom_ids under a message."""
    rows = [c if isinstance(c, dict) else c.to_dict() for c in message.components]  # type: ignore[union-attr]
    return [c["custom_id"] for c in components(rows) if "custom_id" in c]  # type: ignore[arg-type]
