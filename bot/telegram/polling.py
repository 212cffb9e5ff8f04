"""Long polling that acknowledges a message only when it has been dealt with.

Telegram tells an update again until a later offset is asked for. A message therefore survives any crash
up to the moment when the desk has stored its job; it may come twice, and the desk then finds the job
that it made the first time. A pressed button is not held back: it can simply be pressed again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram.failures import seconds_of

log = structlog.get_logger("nurie.telegram")

LONG_POLL_SECONDS = 30
BETWEEN_LOOKS = 0.25
"""While a message is held, its update comes back at once: so long between two looks for others."""
HANDLER_SECONDS = 600.0
LONGEST_PAUSE = 30.0
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


class Poller:
    """Runs `handle` for each update in a task of its own, so that none waits for another."""

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._handle = handle
        self._held: set[int] = set()
        self._done: set[int] = set()
        self._next = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._freed = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="telegram")

    async def stop(self, patience: float = 10.0) -> None:
        """Take nothing new, let handlers come to their end, and acknowledge what they have dealt with."""
        if self._loop is None:
            return
        self._loop.cancel()
        await asyncio.wait({self._loop})
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            # What is broken off here is told again at the next start.
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._next:
            try:
                await self._bot.get_updates(offset=self._offset(), limit=1, timeout=0, allowed_updates=KINDS)
            except TelegramError as error:
                log.info("the last updates were not acknowledged", error=type(error).__name__)

    async def _run(self) -> None:
        pause = 1.0
        while True:
            try:
                await self._look()
                pause = 1.0
                continue
            except RetryAfter as error:
                log.warning("Telegram asks for a pause", seconds=seconds_of(error))
                await asyncio.sleep(seconds_of(error))
                continue
            except Conflict:
                log.error("another process is polling with this token; only one may. Stop it, or remove the webhook")
            except InvalidToken:
                log.error("Telegram refuses the token now: check TELEGRAM_TOKEN")
            except TelegramError as error:
                log.warning("Telegram cannot be reached", error=type(error).__name__, again_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _look(self) -> None:
        offset, wait = self._offset(), 0 if self._held else LONG_POLL_SECONDS
        updates = await self._bot.get_updates(offset=offset, timeout=wait, limit=100, allowed_updates=KINDS)
        self._done = {number for number in self._done if number >= offset}
        fresh = [u for u in updates if u.update_id not in self._held and u.update_id not in self._done]
        for update in fresh:
            self._begin(update)
        if self._held and not fresh:
            self._freed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BETWEEN_LOOKS):
                    await self._freed.wait()

    def _offset(self) -> int:
        return min(self._held) if self._held else self._next

    def _begin(self, update: Update) -> None:
        number = update.update_id
        self._next = max(self._next, number + 1)
        (self._done if update.callback_query else self._held).add(number)
        task = asyncio.create_task(self._deal_with(update), name=f"telegram:{number}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deal_with(self, update: Update) -> None:
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await self._handle(update)
        except Exception:
            # Acknowledged all the same: an update that cannot be handled would come back for ever.
            log.exception("an update could not be handled", update=update.update_id)
        self._held.discard(update.update_id)
        self._done.add(update.update_id)
        self._freed.set()
