"""Fetching what members sent, through Telegram's own client, within its limits and ours."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.frontend import Page
from bot.intake import megabytes
from bot.locales import refuse
from bot.telegram.incoming import Picture
from bot.telegram.transport import TRIES
from engine.errors import UserError

AT_A_TIME = 8
DOWNLOAD_SECONDS = 120.0
"""So long may one file take; what hangs must not keep the others out."""


class Downloads:
    """At most a few at a time, so that a flood of pictures cannot fill the memory."""

    def __init__(self, bot: ExtBot[Any], max_mb: float) -> None:
        self._bot = bot
        self._max_mb = max_mb
        self._room = asyncio.Semaphore(AT_A_TIME)

    async def fetch(self, picture: Picture) -> bytes:
        """The bytes. UserError when they are too many, or Telegram does not hand them over."""
        self._check(picture, picture.size)
        async with self._room:
            try:
                return await self._fetch(picture)
            except BadRequest as error:
                code = "upload.platform_limit" if "too big" in error.message.lower() else "upload.not_read"
                raise refuse(code, name=picture.name) from error
            except (NetworkError, TimeoutError):
                pass  # one bad moment is not worth bothering anybody
            try:
                return await self._fetch(picture)
            except (TelegramError, TimeoutError) as error:
                raise refuse("upload.not_read", name=picture.name) from error

    async def page(self, picture: Picture) -> Page:
        """A page of a batch, with what is wrong where it cannot be had."""
        try:
            return Page(picture.name, await self.fetch(picture))
        except UserError as error:
            return Page(picture.name, problem=error)

    async def _fetch(self, picture: Picture) -> bytes:
        file = await self._bot.get_file(picture.file_id, rate_limit_args=TRIES)
        self._check(picture, file.file_size)
        async with asyncio.timeout(DOWNLOAD_SECONDS):
            return bytes(await file.download_as_bytearray())

    def _check(self, picture: Picture, size: int | None) -> None:
        if size is not None and size > self._max_mb * 1e6:
            raise refuse("upload.too_large", name=picture.name, size=megabytes(size), limit=f"{self._max_mb:g}")
