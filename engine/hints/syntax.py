"""Hint text -> its clauses: the punctuation of the grammar, with every piece's place in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lark import Lark, Tree

TokenKind = Literal["WORD", "HEX", "FUNC", "NUMBER", "RANGE", "PAIR", "MINUS", "OTHER", "ARROW"]


@dataclass(frozen=True)
class Token:
    """A piece of the text as `tidy` left it; `start` and `end` are its place in the text as written."""

    kind: TokenKind
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Side:
    """What stands before or after a colon: tokens (arrows among them), and what follows an `@`."""

    tokens: tuple[Token, ...] = ()
    place: tuple[Token, ...] | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Item:
    """A piece between commas: one side where there is no colon, two as a rule."""

    sides: tuple[Side, ...]

    @property
    def start(self) -> int:
        return min((s.start for s in self.sides if s.end), default=0)

    @property
    def end(self) -> int:
        return max(s.end for s in self.sides)


_BLANKS = {0x3000: " ", 0xFEFF: " ", 0x00A0: " "} | {c: " " for c in range(0x200B, 0x2010)}
_BLANKS |= {c: " " for c in range(0x202A, 0x202F)} | {c: " " for c in range(0x2066, 0x206A)}
_BLANKS |= {c: " " for c in range(0x20) if c not in (9, 10, 13)} | {0xFE0F: " "}
_FULL_WIDTH = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
_MARKS = {"、": ",", "。": ";", "︰": ":", "；": ";", "，": ",", "％": "%", "−": "-", "﹣": "-", "“": " ", "”": " "}
_MARKS |= {"–": "-", "—": "-", "*": " ", "•": " ", "●": " ", "…": "."}
_MARKS |= {'"': " ", "「": " ", "」": " ", "『": " ", "』": " ", "·": " ", "・": " ", "´": "'", "’": "'", "`": " "}
_TABLE = _BLANKS | _FULL_WIDTH | {ord(k): v for k, v in _MARKS.items()}
_SPACES = re.compile(r"\s+")
_LIST_NUMBER = re.compile(r"(?m)^[ \t]*\d{1,2}[.)] ")


def tidy(text: str) -> str:
    """Lower case, full-width signs made plain, invisible characters made blank; the length stays."""
    plain = text.translate(_TABLE)
    plain = _LIST_NUMBER.sub(lambda found: " " * len(found[0]), plain)
    low = plain.lower()
    return low if len(low) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


def read_items(text: str) -> list[list[Item]]:
    """The segments of a text (between `;` and line ends), each as its items (between commas)."""
    tree = _parser().parse(tidy(text))
    return [[_item(item) for item in segment.children] for segment in tree.children]  # type: ignore[union-attr]


def phrase_of(text: str, start: int, end: int) -> str:
    """The words of a stretch of the text, without brackets around them; the length stays."""
    return tidy(text[start:end]).replace("(", " ").replace(")", " ")


def squeeze(word: str) -> str:
    """The form in which words are compared: no hyphens, underscores, slashes or doubled blanks."""
    return _SPACES.sub(" ", word.replace("-", " ").replace("_", " ").replace("/", " ")).strip()


def width(text: str) -> int:
    """How many columns a text takes in a fixed-width font: CJK characters and emoji take two, marks on them none."""
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= character <= "\U0001f3ff":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@cache
def _parser() -> Lark:
    # Lark takes a tenth of a second to import: a bot that only starts up need not pay for it.
    from lark import Lark

    grammar = resources.files("engine.hints").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def _item(tree: Tree) -> Item:
    return Item(tuple(_side(side) for side in tree.children))  # type: ignore[arg-type]


def _side(tree: Tree) -> Side:
    tokens: list[Token] = []
    place: list[Token] | None = None
    start, end = None, 0
    for child in tree.children:
        for token in child.scan_values(lambda _: True):  # type: ignore[union-attr]
            start = token.start_pos if start is None else start
            end = token.end_pos
            piece = Token(token.type, str(token), token.start_pos, token.end_pos)
            if token.type == "AT":
                place = place or []
            elif child.data == "place" or (token.type == "PAIR" and place is None):  # type: ignore[union-attr]
                place = [*(place or []), piece]
            else:
                tokens.append(piece)
    return Side(tuple(tokens), None if place is None else tuple(place), start or 0, end)
