"""Reads the studio's form: a few pictures and short texts, each and all held to their limits while they arrive."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.intake import MOST_REFERENCES
from bot.locales import refuse
from engine.errors import UserError

PICTURES = ("sketch", "reference", "strokes")
TEXTS = ("ask", "text", "light", "preset", "model", "seed")
MOST_PARTS = 16
MOST_TEXT = 64_000
MOST_WHOLE = 2 + MOST_REFERENCES
"""All pictures together may be as large as so many of the largest: a sketch, its strokes and its references."""
FORM_MINUTES = 5.0


@dataclass
class Form:
    files: dict[str, list[bytes]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def pictures(self, name: str) -> tuple[bytes, ...]:
        return tuple(self.files.get(name, ()))

    def optional(self, name: str) -> bytes | None:
        found = self.pictures(name)
        return found[0] if found else None

    def picture(self, name: str) -> bytes:
        """UserError when the form lacks it."""
        found = self.optional(name)
        if found is None:
            raise refuse("studio.no_sketch")
        return found

    def text(self, name: str) -> str:
        return self.texts.get(name, "").strip()

    def words(self, name: str) -> str:
        """A text with its places as in the page: a form sends every line end as two characters."""
        return self.texts.get(name, "").replace("\r\n", "\n")

    def number(self, name: str) -> int | None:
        """UserError when it is no number."""
        text = self.text(name)
        if not text:
            return None
        if not text.isdecimal() or len(text) > 9:
            raise refuse("studio.seed")
        return int(text)


async def read_form(request: web.Request, most_bytes: int) -> Form:
    """Read a multipart form part by part; no picture is kept beyond `most_bytes`. UserError says what is wrong."""
    if not request.content_type.startswith("multipart/"):
        raise refuse("studio.form")
    try:
        async with asyncio.timeout(FORM_MINUTES * 60):
            return await _read_parts(request, most_bytes)
    except UserError:
        raise
    except TimeoutError:
        raise refuse("studio.slow", minutes=f"{FORM_MINUTES:g}") from None
    except Exception as error:  # a body may be broken in too many ways to list
        raise refuse("studio.broken") from error


async def _read_parts(request: web.Request, most_bytes: int) -> Form:
    form, left = Form(), MOST_WHOLE * most_bytes
    reader = await request.multipart()
    parts = 0
    while (part := await reader.next()) is not None:
        parts += 1
        name = part.name if isinstance(part, BodyPartReader) else None
        if not isinstance(part, BodyPartReader) or parts > MOST_PARTS or name not in (*PICTURES, *TEXTS):
            raise refuse("studio.form")
        if name in PICTURES:
            data = await _read(part, most_bytes, left)
            left -= len(data)
            if data:
                form.files.setdefault(name, []).append(data)
        else:
            form.texts[name] = (await _read(part, MOST_TEXT, MOST_TEXT)).decode("utf-8", "replace")
    return form


async def _read(part: BodyPartReader, most: int, left: int) -> bytes:
    """A part of at most `most` bytes, of which there may be `left`."""
    data = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        data += chunk
        if len(data) > most:
            raise refuse("studio.too_large", limit=f"{most / 1e6:g} MB" if most >= 1e6 else f"{most // 1000} kB")
        if len(data) > left:
            raise refuse("studio.too_much")
    return bytes(data)
