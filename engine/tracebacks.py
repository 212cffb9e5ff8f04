"""Tracebacks for logs: where a fault was and of what kind, without the words of whoever asked.

An exception's message may quote what it choked on, and that may be a member's. So a message is printed
where its class speaks of the machine or is ours, and left out elsewhere.
"""

from __future__ import annotations

import logging
import sqlite3
import traceback
from types import TracebackType

from engine.errors import EngineError

SPEAK_OF_THE_MACHINE = (OSError, EngineError, sqlite3.Error, ImportError, MemoryError, NotImplementedError)
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def without_words(error: BaseException) -> str:
    """The whole chain of an exception, as Python prints it but for the messages."""
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    chain: list[BaseException] = []
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    for link in reversed(chain):
        lines += ["Traceback (most recent call last):\n", *traceback.format_tb(link.__traceback__)]
        name = f"{type(link).__module__}.{type(link).__qualname__}".removeprefix("builtins.")
        lines.append(f"{name}: {link}\n" if isinstance(link, SPEAK_OF_THE_MACHINE) else f"{name}\n")
    return "".join(lines)


class Formatter(logging.Formatter):
    """The standard formatter with such tracebacks."""

    def formatException(self, ei: ExcInfo | tuple[None, None, None]) -> str:
        return without_words(ei[1]).rstrip() if ei[1] is not None else ""
