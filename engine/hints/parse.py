"""parse_hints(text) -> ParsedHints: every clause of a hint text, understood or refused with its place.

A segment (between `;` or line ends) holds items (between commas). An item with a colon is a clause of
its own; one without is a clause in free order ("pink hair"), a target still waiting for its colour
("hair, eyes: blue"), or goes on with the clause before it ("light: warm, soft").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.errors import UserError
from engine.hints.bare import read_bare
from engine.hints.clauses import MAX_REGIONS, Target, read_targets, read_value, too_many_regions
from engine.hints.heads import HeadWord, find_head, read_lines, read_names, read_palette
from engine.hints.lights import read_light
from engine.hints.merge import merge_hints
from engine.hints.problems import problem, quoted
from engine.hints.syntax import Item, Side, read_items
from engine.hints.words import Language, language_of
from engine.request import Color, ColorizeRequest, Hint, Light

MAX_LENGTH = 4_000
"""A hint text may have this many characters."""

MAX_HINTS = 500
"""A request may have this many hints."""


@dataclass(frozen=True)
class ParsedHints:
    """What a hint text says. None stands for "not said"; `lines_default` for `lines: -`."""

    text: str = ""
    hints: tuple[Hint, ...] = ()
    light: Light | None = None
    lines: Color | Literal["colored"] | None = None
    lines_default: bool = False
    palette_only: bool | None = None
    characters: tuple[str, ...] = ()

    def apply(self, request: ColorizeRequest) -> ColorizeRequest:
        """The request with these hints added to its own; what is said here goes before what it had.

        A hint for the same target replaces the earlier one, `hair: -` takes hair's hints back.
        UserError hint.too_many when they become too many together.
        """
        check_count(len(request.hints))
        hints = merge_hints(request.hints, self.hints)
        check_count(len(hints))
        changes: dict[str, object] = {"hints": hints}
        if self.light is not None and request.light is not None:
            # "light: high" raises the light that is there, and leaves its colour and place.
            changes["light"] = parse_hints(self.text, light=request.light).light
        elif self.light is not None:
            changes["light"] = self.light
        if self.lines is not None or self.lines_default:
            changes["lines"] = self.lines
        if self.palette_only is not None:
            changes["palette_only"] = self.palette_only
        if self.characters:
            changes["characters"] = tuple(dict.fromkeys((*request.characters, *self.characters)))
        return request.with_(**changes)


def check_count(count: int) -> None:
    """UserError hint.too_many above MAX_HINTS."""
    if count > MAX_HINTS:
        text = f"These are {count} hints, and a picture takes at most {MAX_HINTS}. Keep the ones that matter most."
        raise UserError("hint.too_many", text, count=count, limit=MAX_HINTS)


def parse_hints(text: str, *, light: Light | None = None) -> ParsedHints:
    """Read a hint text (docs/hints.md). An empty one says nothing, and that is fine.

    `light` is what a `light:` clause changes, where it leaves something out.

    UserError names the mistake by `where` and shows it with a caret: hint.unknown_part,
    hint.unknown_color, hint.bad_place, hint.outside, hint.no_color, hint.no_target, hint.bad_light,
    hint.too_long, hint.too_many, ...
    """
    if len(text) > MAX_LENGTH:
        clauses = 1 + sum(text.count(mark) for mark in ";\n；")
        if clauses > MAX_HINTS:
            check_count(clauses)
        told = f"The hint text has {len(text)} characters, and {MAX_LENGTH} are read at most. Shorten it."
        raise UserError("hint.too_long", told, length=len(text), limit=MAX_LENGTH)
    if not text.strip():
        return ParsedHints(text=text)
    reader = _Reader(text, light)
    for segment in read_items(text):
        reader.read(segment)
    return reader.result()


class _Reader:
    """Collects what the clauses of one text say."""

    def __init__(self, text: str, light: Light | None) -> None:
        self.text = text
        self.light = light
        self.language: Language = language_of(text)
        self.hints: list[Hint] = []
        self.named = 0  # regions by number, so far
        self.said = ParsedHints(text=text)

    def result(self) -> ParsedHints:
        check_count(len(self.hints))
        return replace(self.said, hints=tuple(self.hints))

    def read(self, segment: Sequence[Item]) -> None:
        waiting: list[tuple[Target, Item]] = []
        items = [item for whole in segment for item in self._split(whole) if item.end > item.start]
        at = 0
        last_targets: tuple[Target, ...] = ()
        while at < len(items):
            item = items[at]
            at += 1
            head = find_head(self.text, item, self.language)
            if head is not None:
                # What follows without a colon of its own still belongs to a light or a list of names.
                rest = [Side() if head.side is None else head.side]
                while at < len(items) and len(items[at].sides) == 1 and head.goes_on(self.text, items[at]):
                    rest.append(items[at].sides[0])
                    at += 1
                self._head(head, rest, (item.start, items[at - 1].end))
                continue
            if len(item.sides) == 1:
                bare = read_bare(self.text, item, self.language, last_targets)
                if isinstance(bare, Target):
                    self._count(bare.regions, item)
                    waiting.append((bare, item))
                    continue
                self._add(bare, item)
                continue
            targets = read_targets(self.text, item.sides[0], self.language)
            self._count(targets[0].regions, item)
            targets = _together([*(t for t, _ in waiting), *targets])
            self._add(read_value(self.text, targets, item.sides[1], self.language, item.end), item)
            last_targets = targets
            waiting = []
        if waiting:
            _, item = waiting[0]
            name = self.text[item.start : item.end].strip()
            how = f'Write for instance "{name}: pink".'
            raise problem("hint.no_color", f"{quoted(name)} has no colour.", self.text, (item.start, item.end), how)

    def _add(self, hints: Sequence[Hint], item: Item) -> None:
        written = self.text[item.start : item.end].strip()
        self.hints += [replace(hint, text=written) for hint in hints]
        check_count(len(self.hints))

    def _count(self, regions: Sequence[int], item: Item) -> None:
        self.named += len(regions)
        if self.named > MAX_REGIONS:
            raise too_many_regions(self.text, (item.start, item.end))

    def _head(self, head: HeadWord, sides: Sequence[Side], where: tuple[int, int]) -> None:
        said = self.said
        if head.name == "light":
            self.said = replace(said, light=read_light(self.text, sides, self.language, said.light or self.light))
        elif head.name == "lines":
            lines = read_lines(self.text, sides, self.language, where)
            self.said = replace(said, lines=lines, lines_default=lines is None)
        elif head.name == "palette":
            self.said = replace(said, palette_only=read_palette(self.text, sides, where))
        else:
            self.said = replace(said, characters=(*said.characters, *read_names(self.text, sides, where)))

    def _split(self, item: Item) -> list[Item]:
        """`hair: pink eyes: blue` lacks a separator: the middle ends with the next clause's head."""
        if len(item.sides) <= 2:
            return [item]
        sides = list(item.sides)
        done: list[Item] = []
        while len(sides) > 2:
            middle = sides[1]
            words = middle.tokens
            if len(words) < 2 or middle.place is not None:
                where = (sides[2].start - 1, sides[2].start) if sides[2].end else (middle.end, middle.end + 1)
                how = 'Put a ";" between two hints: "hair: pink; eyes: blue".'
                raise problem("hint.two_colons", "One colon too many.", self.text, where, how)
            value = Side(words[:-1], None, middle.start, words[-2].end)
            head = Side(words[-1:], None, words[-1].start, words[-1].end)
            done.append(Item((sides[0], value)))
            sides = [head, *sides[2:]]
        return [*done, Item(tuple(sides))]


def _together(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Region numbers between commas are one target: "3, 5, 7-8: red" is one hint."""
    numbered = [t for t in targets if t.regions]
    if len(numbered) < 2:
        return tuple(targets)
    numbers = tuple(dict.fromkeys(n for t in numbered for n in t.regions))
    one = replace(numbered[0], regions=numbers, end=numbered[-1].end)
    return (*(t for t in targets if not t.regions), one)
