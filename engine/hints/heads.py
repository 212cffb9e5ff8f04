"""Clauses that are about no part: `lines:`, `light:`, `palette:` and `use:`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.errors import UserError
from engine.hints.clauses import Target, read_value
from engine.hints.lights import read_light
from engine.hints.problems import problem
from engine.hints.syntax import Item, Side, tidy
from engine.hints.words import Language, scan, whole
from engine.request import Color

HeadName = Literal["light", "lines", "palette", "use"]
_NAMES: tuple[HeadName, ...] = ("light", "lines", "palette", "use")
MAX_NAME = 64


@dataclass(frozen=True)
class HeadWord:
    """A head and the side that follows it (None: nothing does)."""

    name: HeadName
    side: Side | None
    language: Language = "en"

    def goes_on(self, text: str, item: Item) -> bool:
        """Does the next item, which has no colon, still belong to this clause?"""
        side = item.sides[0]
        if self.name == "light":
            try:
                read_light(text, [side], self.language)
            except UserError:
                return False
            return True
        if self.name == "use":
            words = scan(tidy(text[side.start : side.end]), ("color", "part"), language=self.language)
            return not {"color", "part"} <= {w.kind for w in words}
        return self.name == "palette"


def find_head(text: str, item: Item, language: Language) -> HeadWord | None:
    """The head of a clause that is about no part, or None when it is about one."""
    first = item.sides[0]
    if len(item.sides) == 2:
        if first.place is not None:
            return None
        hit = whole(tidy(text[first.start : first.end]), ("head",))
        return HeadWord(hit[1], item.sides[1], language) if hit and hit[1] in _NAMES else None
    return _bare_head(text, first, language)


def _bare_head(text: str, side: Side, language: Language) -> HeadWord | None:
    """ "light warm", "lines brown", "use Mira": but "light blue hair" is about hair."""
    if not side.tokens or side.tokens[0].kind != "WORD" or side.tokens[0].start != side.start:
        return None
    phrase = tidy(text[side.start : side.tokens[-1].end])
    words = scan(phrase, ("head", "color"), offset=side.start, language=language)
    if words[0].kind != "head" or words[0].value not in _NAMES:
        return None
    head = words[0]
    if head.value == "use" or head.value == "palette":
        if len(side.tokens) == 1:
            return None
    else:
        kinds = ("place", "light", "color", "modifier", "part", "filler")
        rest = scan(tidy(text[head.end : side.tokens[-1].end]), kinds, language=language)
        if any(w.kind == "part" for w in rest) or not (rest or side.place is not None):
            return None
    tokens = tuple(t for t in side.tokens if t.start >= head.end)
    start = tokens[0].start if tokens else head.end
    return HeadWord(head.value, Side(tokens, side.place, start, side.end), language)


def read_lines(
    text: str, sides: Sequence[Side], language: Language, where: tuple[int, int]
) -> Color | Literal["colored"] | None:
    """A line colour, "colored", or None for `lines: -` (the default lines)."""
    side = sides[0]
    hit = whole(tidy(text[side.start : side.end]), ("value",))
    if hit and hit[1] == "colored":
        return "colored"
    if hit and hit[1] == "none":
        how = 'Write a colour, "colored", or pick the output without lines ("color").'
        raise problem("hint.bad_lines", "Lines cannot be none.", text, (side.start, side.end), how)
    hint = read_value(text, (Target(start=where[0], end=where[1]),), side, language, where[1])[0]
    if hint.source == "remove":
        return None
    if hint.color is None or hint.to is not None or hint.place is not None:
        how = 'Write "lines: brown" or "lines: colored".'
        raise problem(
            "hint.bad_lines", "Lines take one colour.", text, (side.start, max(side.end, side.start + 1)), how
        )
    return hint.color


def read_palette(text: str, sides: Sequence[Side], where: tuple[int, int]) -> bool:
    """`palette: ref only` is True, `palette: free` or `-` is False."""
    phrase = " ".join(tidy(text[s.start : s.end]) for s in sides if s.end)
    words = scan(phrase, ("value", "filler"))
    names = {w.value for w in words if w.kind == "value"}
    unknown = any(w.kind == "unknown" for w in words)
    if not unknown and names & {"reference", "only"} and not names & {"free", "remove", "none"}:
        return True
    if not unknown and names & {"free", "remove", "none"} and not names & {"reference", "only"}:
        return False
    how = 'Write "palette: ref only" for the reference\'s colours alone, or "palette: free".'
    raise problem("hint.bad_palette", "This palette is not understood.", text, where, how)


def read_names(text: str, sides: Sequence[Side], where: tuple[int, int]) -> tuple[str, ...]:
    """The names of saved characters, as written."""
    names = tuple(" ".join(text[s.start : s.end].split()) for s in sides if s.end > s.start)
    if not names or any(len(name) > MAX_NAME for name in names):
        how = f'Write the name of a saved character: "use: Mira" (at most {MAX_NAME} characters).'
        raise problem("hint.bad_name", "A character's name is missing or too long.", text, where, how)
    return names
