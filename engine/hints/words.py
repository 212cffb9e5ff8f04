"""The lexicon: which phrases mean what, and how a run of words is cut into them.

The tables are read from TOML on first use and kept. Latin words are compared whole; Chinese and
Japanese need no blanks, so there the longest known phrase wins at each character.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from engine.hints.syntax import squeeze, tidy
from engine.request import Color

Language = Literal["en", "zh", "ja"]
Kind = Literal[
    "part", "head", "color", "modifier", "place", "value", "filler", "join", "arrow", "light", "spot", "unknown"
]

# Characters above this are written without blanks between words.
_CJK = "\u2e80"
_LONGEST_CJK = 10
_LONGEST_WORDS = 5
_JAPANESE = re.compile("[\u3040-\u30ff髪黒緑桜銀満齢茶渋]")


@dataclass(frozen=True)
class Part:
    """A part of a drawing. `covers` are the network's parts that it means: itself as a rule, several for a
    wider word, and none for what the network does not tell apart.
    """

    key: str
    names: Mapping[str, str]
    covers: tuple[str, ...]


@dataclass(frozen=True)
class Lexeme:
    """A known phrase (or a run of unknown characters) at its place in the hint text."""

    kind: Kind
    value: Any
    start: int
    end: int


@cache
def load(name: str) -> dict[str, Any]:
    """One TOML table of the lexicon."""
    path = resources.files("engine.hints.lexicon").joinpath(f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def parts() -> dict[str, Part]:
    """Every part by its key, in the order of the table."""
    found: dict[str, Part] = {}
    for key, row in load("parts").items():
        names = {language: row[language][0] for language in ("en", "zh", "ja")}
        covers = tuple(row.get("covers", () if row.get("drawn") else (key,)))
        found[key] = Part(key, names, covers)
    return found


def language_of(text: str) -> Language:
    """A guess for words that two languages share (青 is blue in Japanese and teal in Chinese)."""
    if _JAPANESE.search(text):
        return "ja"
    return "zh" if any(c >= _CJK for c in text) else "en"


@cache
def part_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for key, row in load("parts").items():
        words[_key(key)] = key
        for language in ("ja", "zh", "en"):
            words.update((_key(word), key) for word in row[language])
    return words


@cache
def color_words(language: Language, on: str | None = None) -> dict[str, Color]:
    """Colour names -> colours for a language, as they are meant on a part (or on "light")."""
    if on is not None:
        special = load("colors")["on"].get(on, {})
        return color_words(language) | {_key(k): Color.from_hex(v) for k, v in special.items()}
    tables = load("colors")
    words = {_key(k): Color.from_hex(v) for name in ("css", "xkcd") for k, v in load(name).items()}
    words |= {_key(k): Color.from_hex(v) for k, v in tables["en"].items()}
    for name in ("wa", "ja", "zh") if language == "zh" else ("zh", "wa", "ja"):
        for word, value in tables[name].items():
            color = Color.from_hex(value)
            words[_key(word)] = color
            words[_key(word) + "色"] = color
            if name == "ja":
                words[_key(word) + "い"] = color
                words[_key(word) + "色い"] = color
    return words


@cache
def modifier_words() -> dict[str, str]:
    table = load("modifiers")
    return {_key(w): name for name, row in table.items() if name != "unsuggested" for w in row["words"]}


@cache
def group_words(group: str) -> dict[str, str]:
    """The words of one section of words.toml: word -> the name it stands under."""
    return {_key(w): name for name, words in load("words")[group].items() for w in words}


@cache
def _vocabulary(kinds: tuple[Kind, ...], language: Language, on: str | None) -> dict[str, tuple[Kind, Any]]:
    """Phrase -> (kind, value) for the kinds asked for; where kinds share a phrase, the first kind has it."""
    groups: dict[str, str] = {"head": "heads", "value": "values", "place": "places", "light": "light"}
    table: dict[str, tuple[Kind, Any]] = {}
    for kind in reversed(kinds):
        entries: Mapping[str, Any]
        if kind == "part":
            entries = part_words()
        elif kind == "color":
            entries = color_words(language, on)
        elif kind == "modifier":
            entries = modifier_words()
        elif kind in ("filler", "join", "arrow"):
            entries = {_key(w): kind for w in load("words")["fillers"][f"{kind}s" if kind != "filler" else "words"]}
        else:
            entries = group_words(groups[kind])
        table.update((phrase, (kind, value)) for phrase, value in entries.items())
    return table


def scan(
    text: str, kinds: Iterable[Kind], *, offset: int = 0, language: Language = "en", on: str | None = None
) -> list[Lexeme]:
    """Cut tidied text into known phrases of the given kinds, the longest first, and the unknown between.

    `on` is the part (or "light") that colour words are read for. Linear in the length of the text.
    """
    table = _vocabulary(tuple(kinds), language, on)
    lexemes: list[Lexeme] = []
    at, length = 0, len(text)
    while at < length:
        if text[at].isspace():
            at += 1
            continue
        for end in _ends(text, at):
            hit = _look_up(table, text[at:end])
            if hit is not None:
                lexemes.append(Lexeme(hit[0], hit[1], offset + at, offset + end))
                at = end
                break
        else:
            end = _unknown_end(text, at)
            last = lexemes[-1] if lexemes else None
            if last is not None and last.kind == "unknown" and (text[at] >= _CJK and last.end == offset + at):
                lexemes[-1] = Lexeme("unknown", None, last.start, offset + end)
            else:
                lexemes.append(Lexeme("unknown", None, offset + at, offset + end))
            at = end
    return lexemes


def whole(
    text: str, kinds: Iterable[Kind], *, language: Language = "en", on: str | None = None
) -> tuple[Kind, Any] | None:
    """What a phrase means when it is known as a whole, or None."""
    return _look_up(_vocabulary(tuple(kinds), language, on), text.strip())


def _ends(text: str, at: int) -> list[int]:
    """Where a phrase that begins at `at` may end, the farthest first."""
    if text[at] >= _CJK:
        return list(range(min(len(text), at + _LONGEST_CJK), at, -1))
    ends: list[int] = []
    end = at
    for _ in range(_LONGEST_WORDS):
        while end < len(text) and end - at < 60 and not text[end].isspace() and text[end] < _CJK:
            end += 1
        ends.append(end)
        if end >= len(text) or end - at >= 60 or text[end] >= _CJK:
            break
        while end < len(text) and text[end].isspace():
            end += 1
        if end >= len(text) or text[end] >= _CJK:
            break
    # "T恤" mixes the two: a Latin letter with up to three CJK characters behind it.
    if end < len(text) and text[end] >= _CJK:
        ends += [min(len(text), end + extra) for extra in (1, 2, 3)]
    return sorted(set(ends), reverse=True)


def _unknown_end(text: str, at: int) -> int:
    if text[at] >= _CJK:
        return at + 1
    end = at
    while end < len(text) and not text[end].isspace() and text[end] < _CJK:
        end += 1
    return end


def _look_up(table: Mapping[str, tuple[Kind, Any]], phrase: str) -> tuple[Kind, Any] | None:
    hit = table.get(phrase)
    if hit is not None or phrase[:1] >= _CJK:
        return hit
    key = _key(phrase)
    for form in (key, key.removesuffix("'s"), key.removesuffix("s"), key.removesuffix("es")):
        if form in table and form:
            return table[form]
    joined = key.replace(" ", "")
    if joined != key and len(joined) > 3 and joined in table:
        return table[joined]
    return _spaced(table, key)


def _spaced(table: Mapping[str, tuple[Kind, Any]], key: str) -> tuple[Kind, Any] | None:
    """ "skyblue" for "sky blue", "pink coloured" for "pink"."""
    for suffix in (" colored", " coloured", " color", " colour", "ish"):
        if key.endswith(suffix) and key.removesuffix(suffix) in table:
            hit = table[key.removesuffix(suffix)]
            return hit if hit[0] == "color" else None
    return None


@cache
def _key(word: str) -> str:
    return squeeze(tidy(word)).replace("grey", "gray")
