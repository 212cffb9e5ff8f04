"""The updates that are being dealt with: each in a task of its own, once, however often Telegram tells it.

An update is kept durably when `take` returns, and Telegram may forget it then. What a crash breaks off is found
again at the next start. It may have been half done, and its message may be answered twice, but the desk finds
the job that it made the first time. A pressed button is not kept: it can simply be pressed again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence

import structlog
from telegram import Bot, Update

from bot.store.inbox import Inbox

log = structlog.get_logger("nurie.telegram")

HANDLER_SECONDS = 600.0
MOST_AT_A_TIME = 1000


class Tray:
    def __init__(self, bot: Bot, inbox: Inbox, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._handle = handle
        self._tasks: dict[int, asyncio.Task[None]] = {}

    @property
    def busy(self) -> int:
        """How many updates are being dealt with."""
        return len(self._tasks)

    async def resume(self) -> None:
        """Go on with what the last run has left."""
        for body in await self._inbox.left("telegram"):
            self._begin(Update.de_json(json.loads(body), self._bot))

    async def take(self, updates: Sequence[Update], before: int) -> None:
        """Keep updates, and begin with those that are new; Telegram tells none again that is below `before`."""
        for press in (update for update in updates if update.callback_query is not None):
            self._begin(press)
        if told := {update.update_id: update for update in updates if update.callback_query is None}:
            bodies = {number: update.to_json() for number, update in told.items()}
            for number in sorted(await self._inbox.take("telegram", bodies, before)):
                self._begin(told[number])

    async def room(self) -> None:
        """Wait until there is room for more: a flood stays with Telegram, not in this process's memory."""
        while len(self._tasks) >= MOST_AT_A_TIME:
            await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, patience: float) -> None:
        """Let handlers come to their end; what takes longer is broken off, and found again at the next start."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _begin(self, update: Update) -> None:
        number = update.update_id
        if number not in self._tasks:
            task = self._tasks[number] = asyncio.create_task(self._deal_with(update), name=f"telegram:{number}")
            task.add_done_callback(lambda _: self._tasks.pop(number))

    async def _deal_with(self, update: Update) -> None:
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await self._handle(update)
        except Exception:
            # Done all the same: an update that cannot be handled would come back for ever.
            log.exception("an update could not be handled", update=update.update_id)
        await self._inbox.done("telegram", update.update_id)
