"""Pictures that members attach: checked by size first, then downloaded at once, since their URLs expire."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from bot.discord.letters import spoiled
from bot.frontend import Page
from bot.intake import megabytes
from bot.locales import refuse
from engine.errors import UserError

DOWNLOAD_SECONDS = 60.0
MAX_REFERENCES = 4


@dataclass(frozen=True)
class Pictures:
    """The attachments of one ask."""

    sketch: discord.Attachment
    references: tuple[discord.Attachment, ...] = ()
    strokes: discord.Attachment | None = None
    extras: tuple[discord.Attachment, ...] = ()

    @property
    def all(self) -> tuple[discord.Attachment, ...]:
        return (self.sketch, *self.references, *self.extras, *([self.strokes] if self.strokes else []))

    @property
    def spoiler(self) -> bool:
        return spoiled(self.all)

    def check(self, most_mb: float) -> None:
        """UserError for the first that is larger than `most_mb`: known before a byte is read."""
        for attachment in self.all:
            check_size(attachment, most_mb)

    async def download(self) -> dict[str, Any]:
        """The pictures as `Ask` has them, by their names there. UserError when Discord does not hand one over."""
        sketch, *data = await asyncio.gather(*(download(a) for a in self.all))
        count = len(self.references)
        references, extras = tuple(data[:count]), tuple(data[count : count + len(self.extras)])
        strokes = data[-1] if self.strokes else None
        return {"sketch": sketch, "references": references, "extras": extras, "strokes": strokes}


@dataclass(frozen=True)
class Pages:
    """The sketches of a batch, and its reference. What is wrong with a page stands in its place."""

    pages: tuple[discord.Attachment, ...]
    most_mb: float
    references: tuple[discord.Attachment, ...] = ()

    @property
    def spoiler(self) -> bool:
        return spoiled((*self.pages, *self.references))

    def check(self, most_mb: float) -> None:
        for attachment in self.references:
            check_size(attachment, most_mb)

    async def download(self) -> dict[str, Any]:
        """As `Pictures.download`."""
        pages = await asyncio.gather(*(self._page(attachment) for attachment in self.pages))
        references = await asyncio.gather(*(download(attachment) for attachment in self.references))
        return {"sketch": b"", "pages": tuple(pages), "references": tuple(references)}

    async def _page(self, attachment: discord.Attachment) -> Page:
        try:
            check_size(attachment, self.most_mb)
            return Page(attachment.filename, await download(attachment))
        except UserError as error:
            return Page(attachment.filename, problem=error)


def check_size(attachment: discord.Attachment, most_mb: float) -> None:
    if attachment.size > most_mb * 1e6:
        sizes = {"size": megabytes(attachment.size), "limit": f"{most_mb:g}"}
        raise refuse("upload.too_large", name=attachment.filename, **sizes)


async def download(attachment: discord.Attachment) -> bytes:
    try:
        async with asyncio.timeout(DOWNLOAD_SECONDS):
            return await attachment.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
        raise refuse("upload.not_read", name=attachment.filename) from error


def pictures_of(attachments: Sequence[discord.Attachment]) -> list[discord.Attachment]:
    return [a for a in attachments if (a.content_type or "").startswith("image/")]


class KeptReferences:
    """References picked from the message menu, kept in memory for their user's next ask."""

    def __init__(self, clock: Callable[[], float] = time.time, seconds: float = 3600.0, users: int = 200) -> None:
        self._clock = clock
        self._seconds = seconds
        self._users = users
        self._kept: OrderedDict[int, list[tuple[float, bytes]]] = OrderedDict()

    def keep(self, user_id: int, data: bytes) -> None:
        """Keep the newest few of each user, and of the users the newest too."""
        self._kept[user_id] = [*self._kept.pop(user_id, []), (self._clock(), data)][-MAX_REFERENCES:]
        while len(self._kept) > self._users:
            self._kept.popitem(last=False)

    def take(self, user_id: int) -> tuple[bytes, ...]:
        """The user's references that are still fresh; they are kept no longer."""
        since = self._clock() - self._seconds
        return tuple(data for at, data in self._kept.pop(user_id, []) if at >= since)
