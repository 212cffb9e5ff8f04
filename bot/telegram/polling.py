"""Long polling: Telegram tells an update again until a later one is asked for, which is done when it is kept here."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.telegram.failures import seconds_of
from bot.telegram.tray import Tray

log = structlog.get_logger("nurie.telegram")

LONG_POLL_SECONDS = 30
READ_SECONDS = 5.0
"""So much later than promised may the answer to a long poll come."""
LONGEST_PAUSE = 30.0
KINDS = ["message", "edited_message", "callback_query", "my_chat_member"]


class Client(ExtBot[Any]):
    """The Bot API's client, which also hands updates over as they were told.

    The library's own `get_updates` reads them all at once, and raises for all when one cannot be read.
    """

    async def told(self, offset: int, limit: int, seconds: int) -> list[Any]:
        """What is new from the number `offset` on, waiting for it so long; what is below is acknowledged."""
        data: dict[str, Any] = {"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": KINDS}
        told = await self._post("getUpdates", data, read_timeout=READ_SECONDS + seconds)
        if not isinstance(told, list):
            raise TelegramError("no list")
        return told


class Poller:
    """Asks for updates, and puts them into the tray."""

    def __init__(self, bot: Client, tray: Tray) -> None:
        self._bot = bot
        self._tray = tray
        self._next = 0
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="telegram")

    async def stop(self) -> None:
        """Take nothing new, and acknowledge what is kept."""
        if self._loop is None:
            return
        self._loop.cancel()
        await asyncio.wait({self._loop})
        if self._next:
            try:
                await self._bot.told(self._next, 1, 0)
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
            except Exception:
                # Telegram keeps them, and tells them again.
                log.exception("updates could not be kept", again_in=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _look(self) -> None:
        await self._tray.room()
        told = await self._bot.told(self._next, 100, LONG_POLL_SECONDS)
        if told:
            self._next = await self._tray.take(told, before=self._next) + 1
