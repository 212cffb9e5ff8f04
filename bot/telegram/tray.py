"""The updates that are being dealt with: each in a task of its own, once, however often Telegram tells it.

An update is kept durably when `take` returns, and Telegram may forget it then. What a crash breaks off is found
again at the next start, and what Telegram cannot be reached for is tried again until it can. It may have been half
done, and its message may be answered twice, but the desk finds the job that it made the first time. A pressed
button is not kept: it can simply be pressed again. An update that cannot be read holds up no other one.

What somebody sends to a chat is dealt with in the order in which it was sent, the parts of an album together; but
one that takes long, a slow file or a network that is down, does not hold up the next for ever. Of one member only
so many are in hand at a time: the rest of a flood waits on the disk, and nobody else waits for it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from telegram import Bot, Update

from bot.store.inbox import Inbox
from bot.telegram.failures import may_pass

log = structlog.get_logger("nurie.telegram")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
GIVE_UP_SECONDS = 24 * 3600.0
"""So long does Telegram itself keep an update that nobody takes."""
MOST_AT_A_TIME = 1000
MOST_OF_ONE = 20
"""So many messages of one member are in hand at a time, and so many presses: two albums, or a quick thumb."""
TURN_SECONDS = 20.0
"""So long a message waits for those before it: `/cancel` must not wait for a file that trickles."""


@dataclass
class Turn:
    """One message of somebody's, or one album, that waits for the turn before it."""

    album: str
    before: list[asyncio.Task[None]]
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


@dataclass(frozen=True)
class Slip:
    """What is known of an update while it waits on the disk: its number, whose it is, where, and of which album."""

    number: int
    member: int | None
    chat: int = 0
    album: str = ""
    press: bool = False

    @property
    def hand(self) -> tuple[int | None, bool]:
        """What is counted together."""
        return self.member, self.press


class Tray:
    """`handle` deals with an update. `crowd` tells its sender that others of theirs go first; False where it need not.

    `crowd` is told of the first message of a flood, and of each press that is one too many, which is not dealt with.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        handle: Callable[[Update], Awaitable[None]],
        crowd: Callable[[Update], Awaitable[bool]],
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._handle = handle
        self._crowd = crowd
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._last: dict[tuple[int, int], Turn] = {}
        """The newest turn of each sender in each chat that is not over."""
        self._in_hand: Counter[tuple[int | None, bool]] = Counter()
        self._later: dict[int, deque[Slip]] = {}
        """What waits on the disk, by its member, the oldest first."""
        self._told: set[int] = set()
        """Members who know that they are too fast; until all of theirs is dealt with."""
        self._open = True

    @property
    def busy(self) -> int:
        """How many updates are being dealt with, or wait for others of their sender."""
        return len(self._tasks) + sum(map(len, self._later.values()))

    async def resume(self) -> None:
        """Go on with what the last run has left."""
        self._open = True
        self._later.clear()
        for number, body in (await self._inbox.left("telegram")).items():
            if (update := self._read(number, body)) is None:
                await self._inbox.done("telegram", number)
            else:
                self._admit(update, quietly=True)

    async def take(self, told: Sequence[Any], before: int) -> int:
        """Keep updates as Telegram has told them, and begin with those that are new; the highest number.

        Telegram tells none again that is below `before`. One that cannot be read is skipped. ValueError when none
        has a number.
        """
        numbered = {number: each for each in told if (number := number_of(each)) is not None}
        if not numbered:
            raise ValueError("updates without a number")
        bodies = {number: json.dumps(each) for number, each in numbered.items()}
        read = {number: update for number, body in bodies.items() if (update := self._read(number, body)) is not None}
        for press in (update for update in read.values() if update.callback_query is not None):
            self._admit(press)
        if kept := {number: bodies[number] for number, update in read.items() if update.callback_query is None}:
            for number in sorted(await self._inbox.take("telegram", kept, before)):
                self._admit(read[number])
        return max(numbered)

    async def room(self) -> None:
        """Wait until there is room for more: a flood stays with Telegram, not in this process's memory."""
        while len(self._tasks) >= MOST_AT_A_TIME:
            await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)

    async def stop(self, patience: float) -> None:
        """Let handlers come to their end; what takes longer is broken off, and found again at the next start."""
        self._open = False
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _read(self, number: int, body: str) -> Update | None:
        """An update as it is kept; None, and a line in the log, for one that the library cannot read."""
        try:
            return Update.de_json(json.loads(body), self._bot)
        except Exception as error:  # it may be broken in too many ways to list
            log.error("an update cannot be read and is skipped", update=number, error=type(error).__name__)
            return None

    def _admit(self, update: Update, *, quietly: bool = False) -> None:
        """Begin with an update, or let it wait on the disk where its sender has enough in hand."""
        slip = slip_of(update)
        if slip.number in self._tasks:
            return
        member = slip.member
        full = self._in_hand[slip.hand] >= MOST_OF_ONE
        if member is None or not (full or (member in self._later and not slip.press)) or self._belongs(slip):
            self._begin(slip, update)
        elif slip.press:
            self._run(slip, self._tell(member, update))
        else:
            self._later.setdefault(member, deque()).append(slip)
            if member not in self._told and not quietly:
                self._told.add(member)
                self._run(Slip(-slip.number, None), self._tell(member, update))

    def _belongs(self, slip: Slip) -> bool:
        """Whether it is a part of the album that is in hand."""
        last = self._last.get((slip.chat, slip.member or 0))
        return last is not None and slip.album != "" and last.album == slip.album

    def _begin(self, slip: Slip, update: Update | None = None) -> None:
        """Begin with an update; one that waited on the disk is read from there."""
        sender = (slip.chat, slip.member) if slip.member is not None and slip.chat else None
        turn = self._turn(sender, slip.album)
        task = self._run(slip, self._deal_with(slip.number, update, turn))
        turn.tasks.append(task)

        def over(_: asyncio.Task[None]) -> None:
            if sender is not None and self._last.get(sender) is turn and all(t.done() for t in turn.tasks):
                del self._last[sender]

        task.add_done_callback(over)

    def _run(self, slip: Slip, deed: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that counts as its sender's until it is over, when the next one's turn comes."""
        self._in_hand[slip.hand] += 1
        task = self._tasks[slip.number] = asyncio.create_task(deed, name=f"telegram:{slip.number}")

        def over(_: asyncio.Task[None]) -> None:
            del self._tasks[slip.number]
            self._in_hand[slip.hand] -= 1
            if slip.member is not None and self._open:
                self._go_on(slip.member)
            if not self._in_hand[slip.hand]:
                del self._in_hand[slip.hand]
                if not slip.press:
                    self._told.discard(slip.member or 0)

        task.add_done_callback(over)
        return task

    def _go_on(self, member: int) -> None:
        """Begin with what waits on the disk, as far as there is room; an album is not torn apart."""
        waiting = self._later.get(member, deque())
        while waiting and (self._in_hand[member, False] < MOST_OF_ONE or self._belongs(waiting[0])):
            self._begin(waiting.popleft())
        if not waiting:
            self._later.pop(member, None)

    def _turn(self, sender: tuple[int, int] | None, album: str) -> Turn:
        """The album's that this is a part of, or a new one after the sender's last."""
        if sender is None:
            return Turn("", [])
        last = self._last.get(sender)
        if last is None or not album or last.album != album:
            last = self._last[sender] = Turn(album, last.tasks if last else [])
        return last

    async def _tell(self, member: int, update: Update) -> None:
        try:
            if not await self._crowd(update):
                self._told.discard(member)
        except Exception as error:  # what was not said, the answers will say
            log.info("a flood could not be spoken of", update=update.update_id, error=type(error).__name__)

    async def _deal_with(self, number: int, update: Update | None, turn: Turn) -> None:
        if turn.before:
            await asyncio.wait(turn.before, timeout=TURN_SECONDS)
        if update is None and (update := await self._kept(number)) is None:
            return
        pause, give_up_at = FIRST_PAUSE, time.monotonic() + GIVE_UP_SECONDS
        while not await self._is_dealt_with(update, last=time.monotonic() >= give_up_at):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        await self._inbox.done("telegram", number)

    async def _kept(self, number: int) -> Update | None:
        """An update that waited on the disk."""
        body = await self._inbox.body("telegram", number)
        return self._read(number, body) if body else None

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


def number_of(told: Any) -> int | None:
    """The number of an update as Telegram has told it; None where that is none."""
    number = told.get("update_id") if isinstance(told, dict) else None
    return number if isinstance(number, int) and 0 < number < 2**63 else None


def slip_of(update: Update) -> Slip:
    """Whose an update is. A chat that posts as itself (an anonymous admin, a channel) is its own member."""
    if (press := update.callback_query) is not None:
        return Slip(update.update_id, press.from_user.id, press=True)
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return Slip(update.update_id, None)
    sender = message.sender_chat or message.from_user
    album = (update.message and update.message.media_group_id) or ""
    return Slip(update.update_id, sender.id, message.chat_id, album)
