"""Clauses without a colon, in the order in which people write: "pink hair", "hair pink", "12 red"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from engine.hints.clauses import (
    VALUE_KINDS,
    Target,
    combine,
    lexemes,
    make_hint,
    read_value,
    regions,
    unknown_color,
    unknown_part,
)
from engine.hints.colors import read_hex
from engine.hints.places import direction, read_place
from engine.hints.problems import problem, quoted
from engine.hints.syntax import Item, Side, tidy
from engine.hints.words import Kind, Language, Lexeme, group_words, scan
from engine.request import Hint, Place

_KINDS: tuple[Kind, ...] = ("part", "color", "value", "modifier", "arrow", "join", "filler", "place")


@dataclass
class _Clause:
    """Parts that share a value, in free order."""

    parts: list[str] = field(default_factory=list)
    value: list[Lexeme] = field(default_factory=list)
    has_color: bool = False


def read_bare(text: str, item: Item, language: Language, last: Sequence[Target]) -> Target | list[Hint]:
    """An item without a colon: a target alone ("hair"), or target and colour in either order.

    `last` are the targets of the clause before, which "blue @ right" goes on with.
    """
    side = item.sides[0]
    numbered = _numbered(text, side, language)
    if numbered is not None:
        return numbered
    place = read_place(text, side.place, side.end - 1) if side.place is not None else None
    words = _words(text, side, language)
    if not words and place is None:
        return []  # "please"
    if not words:
        return Target(None, (), place, side.start, side.end)
    clauses = _clauses(words)
    if not clauses[0].parts:
        return _without_part(text, side, clauses[0].value, place, language, last)
    hints: list[Hint] = []
    for clause in clauses:
        on = clause.parts[0] if len(clause.parts) == 1 else None
        value = combine(text, _reread(text, clause.value, language, on), language, on)
        if value is None and len(clauses) == len(clause.parts) == 1:
            return Target(clause.parts[0], (), place or _direction(text, clause.value), side.start, side.end)
        if value is None:
            how = 'Write "part: colour", and a ";" between two hints.'
            raise problem("hint.no_color", "A part has no colour.", text, (side.start, side.end), how)
        targets = [Target(part, (), place, side.start, side.end) for part in clause.parts]
        hints += [make_hint(text, target, value, side) for target in targets]
    return hints


def _numbered(text: str, side: Side, language: Language) -> Target | list[Hint] | None:
    """ "12 red", "regions 3-5 gold", "14": region numbers first, then perhaps a colour."""
    count = len(side.tokens)
    while count and not regions(text, side.tokens[:count]):
        count -= 1
        if count > 0 and side.tokens[0].kind == "WORD" and count > 12:
            count = 12  # only "region" and a few numbers can stand there
    if not count or (side.tokens[0].kind == "HEX" and read_hex(side.tokens[0].text) is not None):
        return None
    found, rest = regions(text, side.tokens[:count]), side.tokens[count:]
    target = Target(None, found, None, side.start, side.tokens[count - 1].end)
    if not rest:
        return target
    return read_value(text, (target,), Side(rest, side.place, rest[0].start, side.end), language, side.end)


def _words(text: str, side: Side, language: Language) -> list[Lexeme]:
    """The words of the side without fillers; "top" is a place behind "at" and beside another place."""
    words = lexemes(text, side.tokens, language, None, _KINDS)
    unknown = [w for w in words if w.kind == "unknown"]
    if unknown:
        kinds = {w.kind for w in words}
        if "part" in kinds:
            raise unknown_color(text, unknown[0], language, None)
        if kinds & {"color", "modifier"}:
            raise unknown_part(text, (unknown[0].start, unknown[-1].end))
        shown = text[unknown[0].start : unknown[-1].end][:40]
        how = 'Write hints such as "hair: pink @ top; eyes: #3af".'
        raise problem(
            "hint.not_understood", f"{quoted(shown)} is no hint.", text, (unknown[0].start, unknown[-1].end), how
        )
    return [w for w in (_as_place(text, words, i) for i in range(len(words))) if w.kind != "filler"]


def _as_place(text: str, words: Sequence[Lexeme], index: int) -> Lexeme:
    """ "pink hair at top", "pink hair top", "top left": there, "top" is no garment."""
    word = words[index]
    name = group_words("places").get(tidy(text[word.start : word.end])) if word.kind == "part" else None
    if name is None:
        return word
    before = words[index - 1] if index else None
    after = words[index + 1] if index + 1 < len(words) else None
    said_at = before is not None and tidy(text[before.start : before.end]) in ("at", "in", "on")
    behind = any(w.kind == "part" for w in words[max(0, index - 4) : index]) and (after is None or after.kind == "join")
    behind &= before is not None and before.kind != "join"
    beside = after is not None and after.kind == "place"
    return Lexeme("place", name, word.start, word.end) if said_at or behind or beside else word


def _clauses(words: Sequence[Lexeme]) -> list[_Clause]:
    """Cut words into clauses: parts before their colours, or colours before their parts."""
    named = [w.kind for w in words if w.kind in ("part", "color", "value")]
    part_first = bool(named) and named[0] == "part"
    last_part = max((i for i, w in enumerate(words) if w.kind == "part"), default=-1)
    clauses = [_Clause()]
    for index, word in enumerate(words):
        clause = clauses[-1]
        if word.kind == "join":
            continue
        joined = index > 0 and words[index - 1].kind == "join"
        if word.kind == "part":
            if part_first and clause.parts and clause.has_color:
                moved = _trailing_places(clause.value)
                clauses.append(_Clause([word.value], moved))
            else:
                clause.parts.append(word.value)
            continue
        if not part_first and clause.parts and word.kind != "place" and (joined or index < last_part):
            clauses.append(_Clause())
        clauses[-1].value.append(word)
        clauses[-1].has_color |= word.kind in ("color", "value")
    return clauses


def _trailing_places(value: list[Lexeme]) -> list[Lexeme]:
    """Take the places at the end of a value away from it: "left eye blue right eye red"."""
    moved: list[Lexeme] = []
    while len(value) > 1 and value[-1].kind == "place" and any(w.kind in ("color", "value") for w in value[:-1]):
        moved.insert(0, value.pop())
    return moved


def _without_part(
    text: str, side: Side, words: Sequence[Lexeme], place: Place | None, language: Language, last: Sequence[Target]
) -> Target | list[Hint]:
    """A colour with a place goes on with the targets before it; a place alone waits for a colour."""
    value = combine(text, words, language, None)
    if value is None:
        return Target(None, (), place or _direction(text, words), side.start, side.end)
    spot = place or value.place
    if spot is not None:
        going_on = [replace(t, regions=(), place=spot) for t in last] or [Target(place=spot)]
        return [make_hint(text, target, value, side) for target in going_on]
    name = text[side.start : side.end].strip()
    how = f'Write for instance "hair: {name}" or "{name} @ top".' if len(name) < 40 else 'Write "hair: pink".'
    raise problem("hint.no_target", "What shall have this colour?", text, (side.start, side.end), how, case="color")


def _direction(text: str, words: Sequence[Lexeme]) -> Place | None:
    named = [w for w in words if w.kind == "place"]
    return direction([w.value for w in named], text[named[0].start : named[-1].end]) if named else None


def _reread(text: str, words: Sequence[Lexeme], language: Language, on: str | None) -> list[Lexeme]:
    """Colour words again, now that the part is known: "pale" on skin is not "pale" on a wall."""
    if on is None:
        return list(words)
    fresh: list[Lexeme] = []
    run: list[Lexeme] = []
    for word in (*words, None):
        if word is not None and word.kind in ("color", "modifier") and text[word.start] not in "#＃0123456789":
            run.append(word)
            continue
        if run:
            phrase = tidy(text[run[0].start : run[-1].end])
            found = (
                scan(phrase, VALUE_KINDS, offset=run[0].start, language=language, on=on) if "(" not in phrase else run
            )
            fresh += found
            run = []
        if word is not None:
            fresh.append(word)
    return fresh
