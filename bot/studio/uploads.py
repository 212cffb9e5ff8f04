"""Reads the studio's form: a few pictures and short texts, each held to its limit while it arrives."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from bot.locales import refuse

PICTURES = ("sketch", "reference", "strokes")
TEXTS = ("ask", "text", "light", "preset", "model", "seed")
MOST_PARTS = 16
MOST_TEXT = 64 * 1024


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
    """Read a multipart form part by part; no part is kept beyond `most_bytes`. UserError says what is wrong."""
    if not request.content_type.startswith("multipart/"):
        raise refuse("studio.form")
    form = Form()
    reader = await request.multipart()
    parts = 0
    while (part := await reader.next()) is not None:
        parts += 1
        name = part.name if isinstance(part, BodyPartReader) else None
        if not isinstance(part, BodyPartReader) or parts > MOST_PARTS or name not in (*PICTURES, *TEXTS):
            raise refuse("studio.form")
        if name in PICTURES:
            data = await _read(part, most_bytes)
            if data:
                form.files.setdefault(name, []).append(data)
        else:
            form.texts[name] = (await _read(part, MOST_TEXT)).decode("utf-8", "replace")
    return form


async def _read(part: BodyPartReader, most: int) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        data += chunk
        if len(data) > most:
            limit = f"{most / 2**20:.0f} MiB" if most >= 2**20 else f"{most // 1024} KiB"
            raise refuse("studio.too_large", limit=limit)
    return bytes(data)
