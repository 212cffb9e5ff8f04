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
    """ "light warm", "brown lines", "use Mira": but "light blue hair" is about hair, and "light blue" a colour."""
    if not any(t.kind == "WORD" for t in side.tokens) or (side.place and side.tokens[0].start > side.place[0].start):
        return None
    start, end = side.tokens[0].start, side.tokens[-1].end
    words = scan(tidy(text[start:end]), ("head", "color", "value"), offset=start, language=language)
    found = next((w for w in words if w.kind == "head" and w.value in _NAMES), None)
    if found is None or (found is not words[0] and found.value == "use"):
        return None
    before = tuple(t for t in side.tokens if t.end <= found.start)
    after = tuple(t for t in side.tokens if t.start >= found.end)
    if found.value != "use":
        kinds = ("place", "light", "color", "modifier", "value", "part", "filler")
        rest = [
            w
            for tokens in (before, after)
            if tokens
            for w in scan(
                tidy(text[tokens[0].start : tokens[-1].end]), kinds, offset=tokens[0].start, language=language
            )
        ]
        modifies = (
            found.value == "light"
            and bool(after)
            and any(w.kind == "color" and w.start == after[0].start for w in rest)
        )
        if any(w.kind == "part" for w in rest) or modifies:
            return None
    tokens = (*before, *after)
    if not tokens and side.place is None:
        return None
    first = tokens[0].start if tokens else found.end
    last = max(tokens[-1].end if tokens else first, side.place[-1].end if side.place else 0)
    return HeadWord(found.value, Side(tokens, side.place, first, last), language)


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
        raise problem("hint.bad_lines", "Lines cannot be none.", text, (side.start, side.end), how, case="none")
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
    if not names or any(len(name) > MAX_NAME or whole(tidy(name), ("value",)) for name in names):
        how = f'Write the name of a saved character: "use: Mira" (at most {MAX_NAME} characters).'
        raise problem("hint.bad_name", "A character's name is missing or too long.", text, where, how, limit=MAX_NAME)
    return names
