"""What the engine's values are called in a language: parts and colours by the lexicon's names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

_TABLES = {"zh": ("zh",), "ja": ("ja", "wa")}


def in_words(language: str, values: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of a note or an error, with the part, the colours and what became of them in words."""
    said = dict(values)
    if said.get("part"):
        said["part"] = part_name(language, str(said["part"]))
    if said.get("parts"):
        said["parts"] = "、".join(part_name(language, key) for key in str(said["parts"]).split(","))
    for key in ("color", "to"):
        if said.get(key):
            said[key] = color_name(language, str(said[key]))
    became = texts.get(f"engine.became.{said.get('became')}")
    return said if became is None else said | {"became": became.format_map(said)}


def part_name(language: str, key: str) -> str:
    """The part's first name in the language; the key itself for a part that the lexicon lacks."""
    from engine.hints.words import parts

    part = parts().get(key)
    return key if part is None else part.names[language]


def color_name(language: str, code: str) -> str:
    """`#ff9ab5` with its name before it, where the language's own table has that very colour."""
    name = _color_names(language).get(code.lower())
    return code if name is None else f"{name} {code}"


@cache
def _color_names(language: str) -> dict[str, str]:
    from engine.hints.words import load

    names: dict[str, str] = {}
    for table in _TABLES.get(language, ()):
        for word, code in load("colors")[table].items():
            short = language == "zh" and not word.endswith("色")
            names.setdefault(code.lower(), f"{word}色" if short else word)
    return names
