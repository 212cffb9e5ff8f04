"""Where in a text a mistake is: its line with carets under it, as wide as a chat shows without wrapping."""

from __future__ import annotations

import unicodedata

from engine.errors import UserError
from engine.hints.syntax import width

LEFT_TO_RIGHT, AS_BEFORE = "\u202d", "\u202c"


def pointed(error: UserError, columns: int) -> tuple[str, str] | None:
    """(line, carets) for a fixed-width font, at most so many columns each; None for an error without a place.

    The line is the one that the hint parser read, whichever field or message it came from.
    """
    line, carets = error.values.get("excerpt"), error.values.get("caret")
    if not isinstance(line, str) or not isinstance(carets, str) or not line.strip():
        return None
    start, marks = carets.index("^"), carets.count("^")
    line, start, marks = _window(line, start, marks, columns)
    if any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in line):
        # Written from right to left, a mistake would stand elsewhere than its place in the text.
        line = f"{LEFT_TO_RIGHT}{line}{AS_BEFORE}"
    return line, " " * start + "^" * marks


def _window(line: str, start: int, marks: int, columns: int) -> tuple[str, int, int]:
    """The part of a line around its mistake, which begins at column `start` and is `marks` columns wide."""
    if width(line) <= columns:
        return line, start, marks
    first = max(0, start - max(2, (columns - marks) // 2)) if start + marks + 1 > columns else 0
    shown, at, pad = "…" if first else "", 0, 0
    for character in line:
        if at == start:
            pad = width(shown)
        if at >= first:
            if width(shown + character) > columns - 1:
                shown += "…"
                break
            shown += character
        at += width(character)
    return shown, pad, max(1, min(marks, columns - 1 - pad))
