"""/help: how hints are written, with one example as a picture, and the first words in a new place."""

from __future__ import annotations

from functools import cache
from importlib.resources import files as package_files

from bot.frontend import File
from bot.locales import Language, language_of, say

HINTS = 6


def example(locale: str) -> list[tuple[str, str]]:
    """The example's hints as they are typed, each with what it means."""
    numbers = range(1, HINTS + 1)
    return [(say(locale, f"help.example.hint_{n}"), say(locale, f"help.example.what_{n}")) for n in numbers]


def alt_text(locale: str) -> str:
    """What the example shows, for whoever does not see it."""
    lines = "; ".join(f"{number}: {hint}" for number, (hint, _) in enumerate(example(locale), 1))
    return say(locale, "help.alt", lines=lines)


def example_picture(locale: str) -> File:
    """The example in the asker's language."""
    return File("help.jpg", _picture(language_of(locale)))


@cache
def _picture(language: Language) -> bytes:
    return (package_files("bot.help") / f"{language}.jpg").read_bytes()
