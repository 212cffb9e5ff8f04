"""What goes wrong on demand: flood limits, blocked bots, single failures of a method."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field

from tests.loopback.telegram_params import ApiError
from tests.loopback.telegram_world import Chat


@dataclass
class Gate:
    """A method whose calls wait: `reached` by the first, let through by `open`."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class ApiLimits:
    """`chat_interval` seconds between two calls for one chat, else 429; 0 is no limit. `trickle`: files never end."""

    chat_interval: float = 0.0
    trickle: bool = False
    flooded: dict[int, int] = field(default_factory=dict)
    """Chats that have had too much: what is for them gets 429, with so many seconds."""
    failures: dict[str, list[ApiError]] = field(default_factory=dict)
    gates: dict[str, Gate] = field(default_factory=dict)

    def fail(self, method: str, *errors: ApiError) -> None:
        """The next calls of a method get these errors, one each, and then it works again."""
        self.failures.setdefault(method, []).extend(errors)

    def hold(self, method: str) -> Gate:
        """Let the calls of a method wait until its gate is opened."""
        return self.gates.setdefault(method, Gate())

    async def pass_gate(self, method: str) -> None:
        if (gate := self.gates.get(method)) is not None:
            gate.reached.set()
            await gate.open.wait()

    def check_method(self, method: str) -> None:
        if self.failures.get(method):
            raise self.failures[method].pop(0)

    def check(self, chat: Chat, *, counts: bool = True) -> None:
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat.moved_to is not None:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, reason, migrate_to_chat_id=chat.moved_to)
        if seconds := self.flooded.get(chat.id):
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        now = time.monotonic()
        if self.chat_interval and chat.last_post is not None and now < chat.last_post + self.chat_interval:
            seconds = max(1, math.ceil(chat.last_post + self.chat_interval - now))
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        if counts:
            chat.last_post = now
