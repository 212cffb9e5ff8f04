"""Albums: Telegram tells each picture of one in an update of its own, in any order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from telegram import Message

SETTLE_SECONDS = 1.0
MOST_PARTS = 10


@dataclass
class _Album:
    parts: dict[int, Message] = field(default_factory=dict)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    closed: bool = False
    dealt_with: asyncio.Event = field(default_factory=asyncio.Event)


class Albums:
    """Brings an album together: it is whole when no part has come for `settle` seconds."""

    def __init__(self, settle: float = SETTLE_SECONDS) -> None:
        self._settle = settle
        self._open: dict[tuple[int, str], _Album] = {}

    @asynccontextmanager
    async def whole(self, message: Message) -> AsyncIterator[list[Message]]:
        """Yield all parts, in the order in which they were sent, to the handler of the first that came.

        To the handlers of the others it yields nothing, and they leave when the first has finished: so
        no part is acknowledged before the whole album is dealt with.
        """
        key = (message.chat_id, message.media_group_id or "")
        while key in self._open and self._open[key].closed:
            # Too late for this one: whoever takes the part next finds the job that the others made.
            await self._open[key].dealt_with.wait()
        if key in self._open:
            album = self._open[key]
            album.parts[message.message_id] = message
            album.arrived.set()
            yield []
            await album.dealt_with.wait()
            return
        album = self._open[key] = _Album({message.message_id: message})
        try:
            await self._settled(album)
            album.closed = True
            yield [album.parts[number] for number in sorted(album.parts)]
        finally:
            self._open.pop(key, None)
            album.dealt_with.set()

    async def _settled(self, album: _Album) -> None:
        while len(album.parts) < MOST_PARTS:
            album.arrived.clear()
            try:
                async with asyncio.timeout(self._settle):
                    await album.arrived.wait()
            except TimeoutError:
                return
