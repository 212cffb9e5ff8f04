"""The updates that are being dealt with: each in a task of its own, once, however often Telegram tells it.

An update is kept durably when `take` returns, and Telegram may forget it then. What a crash breaks off is found
again at the next start, and what Telegram cannot be reached for is tried again until it can. It may have been half
done, and its message may be answered twice, but the desk finds the job that it made the first time. A pressed
button is not kept: it can simply be pressed again.

What somebody sends to a chat is dealt with in the order in which it was sent, the parts of an album together; but
one that takes long, a slow file or a network that is down, does not hold up the next for ever.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import structlog
from telegram import Bot, Update

from bot.store.inbox import Inbox
from bot.telegram.failures import may_pass

log = structlog.get_logger("nurie.telegram")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
GIVE_UP_SECONDS = 24 * 3600.0
"""So long does Telegram itself keep an update that nobody takes."""
MOST_AT_A_TIME = 1000
TURN_SECONDS = 20.0
"""So long a message waits for those before it: `/cancel` must not wait for a file that trickles."""


@dataclass
class Turn:
    """One message of somebody's, or one album, that waits for the turn before it."""

    album: str
    before: list[asyncio.Task[None]]
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class Tray:
    def __init__(self, bot: Bot, inbox: Inbox, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._inbox = inbox
        self._handle = handle
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._last: dict[tuple[int, int], Turn] = {}
        """The newest turn of each sender in each chat that is not over."""

    @property
    def busy(self) -> int:
        """How many updates are being dealt with."""
        return len(self._tasks)

    async def resume(self) -> None:
        """Go on with what the last run has left."""
        for number, body in (await self._inbox.left("telegram")).items():
            try:
                update = Update.de_json(json.loads(body), self._bot)
            except Exception as error:  # it may be broken in too many ways to list
                log.error("a kept update cannot be read and is put aside", update=number, error=type(error).__name__)
                await self._inbox.done("telegram", number)
            else:
                self._begin(update)

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
        number, sender = update.update_id, _sender(update)
        if number in self._tasks:
            return
        turn = self._turn(sender, update)
        task = self._tasks[number] = asyncio.create_task(self._deal_with(update, turn), name=f"telegram:{number}")
        turn.tasks.append(task)

        def over(_: asyncio.Task[None]) -> None:
            del self._tasks[number]
            if sender is not None and self._last.get(sender) is turn and all(t.done() for t in turn.tasks):
                del self._last[sender]

        task.add_done_callback(over)

    def _turn(self, sender: tuple[int, int] | None, update: Update) -> Turn:
        """The album's that this is a part of, or a new one after the sender's last."""
        if sender is None:
            return Turn("", [])
        album = (update.message and update.message.media_group_id) or ""
        last = self._last.get(sender)
        if last is None or not album or last.album != album:
            last = self._last[sender] = Turn(album, last.tasks if last else [])
        return last

    async def _deal_with(self, update: Update, turn: Turn) -> None:
        if turn.before:
            await asyncio.wait(turn.before, timeout=TURN_SECONDS)
        pause, give_up_at = FIRST_PAUSE, time.monotonic() + GIVE_UP_SECONDS
        while not await self._is_dealt_with(update, last=time.monotonic() >= give_up_at):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        await self._inbox.done("telegram", update.update_id)

    async def _is_dealt_with(self, update: Update, *, last: bool) -> bool:
        """Deal with an update; False where that is to be tried again later, which it is not after the `last` time."""
        try:
            await self._handle(update)
        except Exception as error:
            if may_pass(error) and update.callback_query is None and not last:
                log.warning("Telegram cannot be reached, trying again", update=update.update_id, error=str(error))
                return False
            # Done all the same: an update that cannot be handled would come back for ever.
            log.exception("an update could not be handled", update=update.update_id)
        return True


def _sender(update: Update) -> tuple[int, int] | None:
    """Whose message it is and where, as (chat, member); None for what is no message."""
    message = update.message or update.edited_message
    return (message.chat_id, message.from_user.id) if message is not None and message.from_user is not None else None
