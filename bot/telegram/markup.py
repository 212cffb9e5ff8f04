"""Text for Telegram: the bot's few marks (`code`, **bold**) as HTML, cut where Telegram's limits are."""

from __future__ import annotations

import re
from html import escape

from bot.carets import pointed
from engine.errors import UserError

MOST_TEXT, MOST_CAPTION, MOST_ALERT = 4096, 1024, 200
_MARKS = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*")
_COLUMNS = 34
"""So many characters in fixed width stand beside each other on a phone."""


def length(text: str) -> int:
    """The length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def to_html(text: str) -> str:
    """Escaped HTML of a text in the bot's own marks."""
    done, html = 0, ""
    for mark in _MARKS.finditer(text):
        code, bold = mark.groups()
        html += escape(text[done : mark.start()], quote=False)
        html += f"<code>{escape(code, quote=False)}</code>" if code else f"<b>{escape(bold, quote=False)}</b>"
        done = mark.end()
    return html + escape(text[done:], quote=False)


def code_html(text: str) -> str:
    """Text of any number of lines as code, which is copied at a touch."""
    return f"<code>{escape(text, quote=False)}</code>" if text else ""


def split(text: str, most: int) -> tuple[str, str]:
    """As much of the text as fits, ending at a line's end where it can, and the rest."""
    if length(text) <= most:
        return text, ""
    end = len(text)
    while length(text[:end]) > most:
        end = min(end - 1, end - (length(text[:end]) - most + 1) // 2)
    cut = text.rfind("\n", 0, end)
    end = cut if cut > end // 2 else end
    return text[:end].rstrip(), text[end:].lstrip("\n")


def pieces(text: str, most: int = MOST_TEXT) -> list[str]:
    """A text of any length as messages that fit; none for an empty text."""
    parts: list[str] = []
    while text := text.strip():
        part, text = split(text, most)
        parts.append(part)
    return parts


def error_html(sentence: str, error: UserError) -> str:
    """The sentence, and under it the line with carets under the mistake, if it has a place."""
    html = to_html(split(sentence, MOST_TEXT // 2)[0])
    place = pointed(error, _COLUMNS)
    return html if place is None else f"{html}\n<pre>{escape(place[0], quote=False)}\n{place[1]}</pre>"
