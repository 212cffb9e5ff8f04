"""Palettes by name, in three languages: what `palette = "sakura"` in a preset stands for."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from engine.hints.problems import suggest
from engine.request import Color


@dataclass(frozen=True)
class Palette:
    """A named palette: `names` by language, the first of each to be shown; the colours, the most used first."""

    key: str
    names: dict[str, tuple[str, ...]]
    colors: tuple[Color, ...]


@cache
def palettes() -> dict[str, Palette]:
    """Every named palette by its key, in the order of the table."""
    doc = tomllib.loads((resources.files(__name__) / "named.toml").read_text(encoding="utf-8"))
    return {
        key: Palette(
            key,
            {language: tuple(names) for language, names in table.items() if language != "colors"},
            tuple(Color.from_hex(code) for code in table["colors"]),
        )
        for key, table in doc.items()
    }


def find_palette(name: str) -> Palette | None:
    """The palette that any of its names names, whatever the case; None where there is none."""
    return _by_name().get(_folded(name))


def nearest_palette(name: str) -> str | None:
    """The name that is likely meant; None where none is near."""
    return suggest(_folded(name), tuple(_by_name()))


def palette_names(language: str) -> tuple[str, ...]:
    """What the palettes are called in a language."""
    return tuple(palette.names[language][0] for palette in palettes().values())


@cache
def _by_name() -> dict[str, Palette]:
    return {
        _folded(name): palette
        for palette in palettes().values()
        for names in palette.names.values()
        for name in (*names, palette.key)
    }


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").split())
