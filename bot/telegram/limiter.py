"""Telegram's limits kept: so many calls a second for the bot, so many a minute for a group, the urgent ones first.

Somebody who has just asked sees a new message, which therefore goes before edits; a result goes before
progress, which is the only call that is not repeated when Telegram wants to be left alone for a while.

Telegram limits each chat (one message a second, twenty a minute in a group) and the bot as a whole, and does not say
which of the two a call has met. So a refusal quiets its chat, and the other chats go on. When another chat is refused
while that one still waits, and nobody was served in between, it is the bot that is limited, and all are quiet.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.telegram.failures import seconds_of

NEW, EDIT, PROGRESS = range(3)
"""Who goes first."""
MOST_CHATS = 512
"""With more chats than this remembered, those that were quiet for long, or may speak again, are forgotten."""
MARGIN = 0.1
"""Seconds more than Telegram wants to be left alone."""
ROUNDING = 1e-9

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Line:
    """A leaky bucket: `most` turns at once, and `most` in any `seconds` after; who waits goes by rank, then order."""

    def __init__(self, most: float, seconds: float, clock: Clock, sleep: Sleep) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._level = 0.0
        self._seen = clock()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._caller: asyncio.Task[None] | None = None

    async def turn(self, rank: int) -> None:
        """Wait until it is one's turn. Who is cancelled meanwhile takes nobody's turn."""
        if not self._waiting and self._wait() <= 0:
            self._level += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (rank, next(self._numbers), turn))
        if self._caller is None or self._caller.done():
            self._caller = asyncio.create_task(self._call())
        await turn

    @property
    def idle(self) -> bool:
        """Whether nobody waits and all of it is free again."""
        self._leak()
        return not self._waiting and not self._level

    async def close(self) -> None:
        if self._caller is not None:
            self._caller.cancel()
            with suppress(asyncio.CancelledError):
                await self._caller

    async def _call(self) -> None:
        while self._waiting:
            pause = self._wait()
            if pause > 0:
                await self._sleep(pause)  # somebody more urgent may come meanwhile
                continue
            turn = heappop(self._waiting)[2]
            if not turn.done():
                self._level += 1
                turn.set_result(None)

    def _wait(self) -> float:
        """Seconds until there is a turn."""
        self._leak()
        over = self._level + 1 - self._most
        return over * self._seconds / self._most if over > ROUNDING else 0.0

    def _leak(self) -> None:
        now = self._clock()
        self._level = max(0.0, self._level - (now - self._seen) * self._most / self._seconds)
        self._seen = now


class Quiet:
    """Who is to leave Telegram alone, and until when: a chat by itself, or all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[int | str, float] = {}
        self._all_until = clock()
        self._refused: tuple[int | str, float, float] | None = None
        """The last refusal since anybody was served: whose, when it came, and until when it holds."""

    def pause(self, chat: int | str | None) -> float:
        """Seconds that a call for this chat (None: for no chat) has still to wait."""
        until = self._all_until if chat is None else max(self._all_until, self._until.get(chat, 0.0))
        return until - self._clock()

    def refused(self, chat: int | str | None, seconds: float) -> None:
        """Telegram has answered "retry after" so many seconds."""
        now = self._clock()
        until = now + seconds + MARGIN
        if chat is None:  # what is for no chat meets the bot's own limit
            self._all_until = max(self._all_until, until)
            return
        if self._refused is not None and self._refused[0] != chat and now < self._refused[2]:
            self._all_until = max(self._all_until, until)
        if len(self._until) > MOST_CHATS:
            self._until = {name: end for name, end in self._until.items() if end > now}
        self._until[chat] = max(self._until.get(chat, 0.0), until)
        self._refused = chat, now, until

    def served(self, began: float) -> None:
        """A call for a chat that went out at `began` was answered: a refusal before was not for all."""
        if self._refused is not None and began > self._refused[1]:
            self._refused = None


class Limiter(BaseRateLimiter[int]):
    """`overall` calls a second for chats, `group` a minute for each group; 0 is no limit.

    A call's `rate_limit_args` is how often it is repeated where Telegram answers "retry after".
    """

    def __init__(
        self, overall: float, group: float, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._overall = Line(overall, 1.0, clock, sleep) if overall else None
        self._group_rate = group
        self._groups: dict[int | str, Line] = {}
        self._quiet = Quiet(clock)

    async def initialize(self) -> None:
        """Nothing is needed."""

    async def shutdown(self) -> None:
        for line in (*self._groups.values(), *([self._overall] if self._overall else [])):
            await line.close()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        repeats = rate_limit_args or 0
        rank = NEW if not endpoint.startswith("edit") else EDIT if repeats else PROGRESS
        chat: int | str | None = data.get("chat_id")
        while True:
            while (pause := self._quiet.pause(chat)) > 0:
                await self._sleep(pause)
            await self._turn(chat, rank)
            if self._quiet.pause(chat) > 0:
                continue  # then it takes a turn anew: all who waited would else go at once
            began = self._clock()
            try:
                answer = await callback(*args, **kwargs)
            except RetryAfter as error:
                self._quiet.refused(chat, seconds_of(error))
                if not repeats:
                    raise
                repeats -= 1
            else:
                if chat is not None:
                    self._quiet.served(began)
                return answer

    async def _turn(self, chat_id: int | str | None, rank: int) -> None:
        """Wait for a turn in the group's line, where the chat is one, and then in that of all chats."""
        if chat_id is None:
            return
        # Groups and channels have negative numbers, or a name.
        if self._group_rate and (isinstance(chat_id, str) or chat_id < 0):
            await self._line_of(chat_id).turn(rank)
        if self._overall is not None:
            await self._overall.turn(rank)

    def _line_of(self, group: int | str) -> Line:
        if len(self._groups) > MOST_CHATS:
            self._groups = {name: line for name, line in self._groups.items() if name == group or not line.idle}
        if group not in self._groups:
            self._groups[group] = Line(self._group_rate, 60.0, self._clock, self._sleep)
        return self._groups[group]
