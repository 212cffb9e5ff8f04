"""Fetching what members sent, through Telegram's own client, within its limits and ours."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.telegram.incoming import Picture
from bot.telegram.texts import say
from engine.errors import UserError

AT_A_TIME = 8


class Downloads:
    """At most a few at a time, so that a flood of pictures cannot fill the memory."""

    def __init__(self, bot: Bot, max_mb: float) -> None:
        self._bot = bot
        self._max_mb = max_mb
        self._room = asyncio.Semaphore(AT_A_TIME)

    async def fetch(self, picture: Picture, locale: str) -> bytes:
        """The bytes. UserError when they are too many, or Telegram does not hand them over."""
        self._check(picture, picture.size, locale)
        async with self._room:
            try:
                return await self._fetch(picture, locale)
            except BadRequest as error:
                code = "telegram_limit" if "too big" in error.message.lower() else "not_read"
                raise UserError(f"telegram.{code}", say(locale, code, name=picture.name)) from error
            except NetworkError:
                pass  # one bad moment is not worth bothering anybody
            try:
                return await self._fetch(picture, locale)
            except TelegramError as error:
                raise UserError("telegram.not_read", say(locale, "not_read", name=picture.name)) from error

    async def _fetch(self, picture: Picture, locale: str) -> bytes:
        file = await self._bot.get_file(picture.file_id)
        self._check(picture, file.file_size, locale)
        return bytes(await file.download_as_bytearray())

    def _check(self, picture: Picture, size: int | None, locale: str) -> None:
        if size is not None and size > self._max_mb * 1e6:
            values = {"name": picture.name, "size": size / 1e6, "most": self._max_mb}
            raise UserError("telegram.too_large", say(locale, "too_large", **values), **values)
