"""Text for Telegram: the bot's few marks (`code`, **bold**) as HTML, cut where Telegram's limits are."""

from __future__ import annotations

import re
import unicodedata
from html import escape

from engine.errors import UserError

MOST_TEXT, MOST_CAPTION, MOST_ALERT = 4096, 1024, 200
_MARKS = re.compile(r"`([^`\n]+)`|\*\*([^*\n]+)\*\*")
_WINDOW = 34
"""Columns of a hint text's line that a phone shows without wrapping."""


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


def error_html(sentence: str, error: UserError, hints: str) -> str:
    """The sentence, and under it the hint text's line with carets under the mistake, if it has a place."""
    html = to_html(split(sentence, MOST_TEXT // 2)[0])
    if error.where is None or not hints:
        return html
    start, end = error.where
    begin = hints.rfind("\n", 0, start) + 1
    stop = hints.find("\n", start)
    line = hints[begin : stop if stop >= 0 else len(hints)]
    # A window around the mistake: a long line would wrap, and its carets would point nowhere.
    shift = max(0, start - begin - _WINDOW // 2)
    shown, at = line[shift : shift + _WINDOW], start - begin - shift
    carets = max(1, _columns(shown[at : at + max(1, end - start)]))
    return f"{html}\n<pre>{escape(shown, quote=False)}\n{' ' * _columns(shown[:at])}{'^' * carets}</pre>"


def _columns(text: str) -> int:
    """Columns in a fixed-width font, where Chinese and Japanese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
