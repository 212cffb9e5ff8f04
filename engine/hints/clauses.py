"""One clause about colour: its targets ("hair @ top", "12-14") and its value ("pink -> white")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.errors import UserError
from engine.hints.colors import modify, read_function, read_hex
from engine.hints.places import direction, is_cell, read_place
from engine.hints.problems import bad_hex, did_you_mean, problem, quoted, suggest
from engine.hints.syntax import Side, Token, phrase_of, tidy
from engine.hints.words import Kind, Language, Lexeme, color_words, group_words, modifier_words, part_words, scan, whole
from engine.request import Color, ColorSource, Hint, Place

MAX_REGIONS = 10_000
"""A hint text may name this many regions; a drawing has hundreds."""

VALUE_KINDS: tuple[Kind, ...] = ("color", "value", "modifier", "arrow", "place", "filler", "join")
_TARGET_KINDS: tuple[Kind, ...] = ("part", "place", "head", "join", "filler")


@dataclass(frozen=True)
class Target:
    """What a clause is about; all empty where that is not said (the colour of lines)."""

    part: str | None = None
    regions: tuple[int, ...] = ()
    place: Place | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Value:
    """A colour, or two for a gradient, or where the colour comes from."""

    stops: tuple[Color, ...] = ()
    source: ColorSource = "color"
    place: Place | None = None


def read_targets(text: str, side: Side, language: Language) -> tuple[Target, ...]:
    """What stands before a colon. UserError hint.unknown_part for a word that is no part."""
    place = read_place(text, side.place, side.end - 1) if side.place is not None else None
    numbers = regions(text, side.tokens)
    if numbers:
        return (Target(None, numbers, place, side.start, side.end),)
    if not side.tokens:
        if place is None:
            how = 'Write what it is for: "hair: pink".'
            raise problem("hint.no_target", "Nothing stands before the colon.", text, (side.start, side.end + 1), how)
        return (Target(None, (), place, side.start, side.end),)
    start, end = side.tokens[0].start, side.tokens[-1].end
    phrase = phrase_of(text, start, end)
    if is_cell(phrase):
        return (Target(None, (), read_place(text, side.tokens, end - 1), side.start, side.end),)
    hit = whole(phrase, ("part",), language=language)
    words = (
        [Lexeme("part", hit[1], start, end)] if hit else scan(phrase, _TARGET_KINDS, offset=start, language=language)
    )
    words = [_as_place(text, words, i) for i in range(len(words))]
    if any(w.kind in ("unknown", "head") for w in words):
        raise unknown_part(text, _unknown_span(words))
    directions = [w.value for w in words if w.kind == "place"]
    if directions and place is None:
        spots = [w for w in words if w.kind == "place"]
        place = direction(directions, text[spots[0].start : spots[-1].end])
    found = [w.value for w in words if w.kind == "part"]
    if not found and place is None:
        raise unknown_part(text, (start, end))
    if not found:
        return (Target(None, (), place, start, side.end),)
    return tuple(Target(part, (), place, start, side.end) for part in dict.fromkeys(found))


def _as_place(text: str, words: Sequence[Lexeme], index: int) -> Lexeme:
    """ "hair top" and "top left": a word that is a garment and a place is a place beside another word."""
    word = words[index]
    name = group_words("places").get(tidy(text[word.start : word.end])) if word.kind == "part" else None
    before = words[index - 1] if index else None
    beside = (before is not None and before.kind in ("part", "place")) or (
        index + 1 < len(words) and words[index + 1].kind == "place"
    )
    return Lexeme("place", name, word.start, word.end) if name is not None and beside else word


def _unknown_span(words: Sequence[Lexeme]) -> tuple[int, int]:
    """From the first unknown word to the last, with what is written in one with it (眼精 as a whole)."""
    first = next(i for i, w in enumerate(words) if w.kind in ("unknown", "head"))
    last = max(i for i, w in enumerate(words) if w.kind in ("unknown", "head"))
    while first > 0 and words[first - 1].end == words[first].start:
        first -= 1
    while last + 1 < len(words) and words[last + 1].start == words[last].end:
        last += 1
    return words[first].start, words[last].end


def unknown_part(text: str, where: tuple[int, int]) -> UserError:
    word = text[where[0] : where[1]].strip()
    suggestion = suggest(word, [*part_words(), *group_words("heads")])
    how = did_you_mean(suggestion, "Parts are words such as hair, eyes, skin, dress, background; or a region's number.")
    return problem(
        "hint.unknown_part", f"{quoted(word)} is no part of a drawing.", text, where, how, suggestion=suggestion or ""
    )


def read_value(text: str, targets: Sequence[Target], side: Side, language: Language, end: int) -> list[Hint]:
    """What stands behind a colon, for each target. UserError hint.unknown_color and its kin."""
    return [make_hint(text, target, _value(text, target, side, language, end), side) for target in targets]


def make_hint(text: str, target: Target, value: Value, side: Side) -> Hint:
    """A target and its value as a hint. UserError hint.not_none where nothing is no colour."""
    if value.source == "none" and target.part != "background":
        how = 'Only the background can be none. Write a colour ("white"), or "-" to take a hint back.'
        raise problem("hint.not_none", "Nothing is no colour for this.", text, (side.start, side.end), how)
    place = target.place or value.place
    if target.regions and place is not None:
        where = (target.start, max(target.start + 1, side.end))
        how = "Leave the place out, or write the place alone."
        raise problem("hint.number_and_place", "A region's number is a place already.", text, where, how)
    color = value.stops[0] if value.stops else None
    to = value.stops[1] if len(value.stops) > 1 else None
    return Hint(target.part, color, to, place, target.regions, value.source)


def _value(text: str, target: Target, side: Side, language: Language, end: int) -> Value:
    words = lexemes(text, side.tokens, language, target.part)
    place = read_place(text, side.place, side.end - 1) if side.place is not None else None
    value = combine(text, words, language, target.part)
    if value is None:
        name = text[target.start : target.end].strip() or "it"
        how = f'Write for instance "{name}: pink".'
        where = (target.start, max(end, target.start + 1))
        raise problem("hint.no_color", f"{quoted(name)} has no colour.", text, where, how)
    return value if place is None else replace(value, place=place)


def lexemes(
    text: str, tokens: Sequence[Token], language: Language, on: str | None, kinds: tuple[Kind, ...] = VALUE_KINDS
) -> list[Lexeme]:
    """The colours and words of a value, in order."""
    words: list[Lexeme] = []
    run: list[Token] = []
    for token in (*tokens, None):
        if token is not None and token.kind == "WORD" and read_hex(token.text) is None and not is_cell(token.text):
            run.append(token)
            continue
        if run:
            phrase = phrase_of(text, run[0].start, run[-1].end)
            words += scan(phrase, kinds, offset=run[0].start, language=language, on=on)
            run = []
        if token is not None:
            words.append(token_lexeme(text, token))
    return words


def token_lexeme(text: str, token: Token) -> Lexeme:
    if token.kind == "ARROW":
        return Lexeme("arrow", None, token.start, token.end)
    if token.kind == "MINUS":
        return Lexeme("value", "remove", token.start, token.end)
    if is_cell(token.text):
        return Lexeme("spot", read_place(text, [token], token.start), token.start, token.end)
    color = read_function(token.text) if token.kind == "FUNC" else read_hex(token.text)
    if color is not None:
        return Lexeme("color", color, token.start, token.end)
    return Lexeme("unknown", None, token.start, token.end)


def combine(text: str, words: Sequence[Lexeme], language: Language, on: str | None) -> Value | None:
    """Modifiers, colours, arrows and places in order -> a value; None where no colour is named."""
    stops: list[Color] = []
    modifiers: list[str] = []
    directions: list[Lexeme] = []
    source: ColorSource = "color"
    arrow = False
    last: Lexeme | None = None
    place: Place | None = None
    for word in words:
        if word.kind == "unknown":
            raise unknown_color(text, word, language, on)
        if word.kind == "modifier":
            modifiers.append(word.value)
        elif word.kind == "arrow":
            arrow = True
        elif word.kind == "place":
            directions.append(word)
        elif word.kind == "spot":
            place = word.value
        elif word.kind == "value":
            if word.value != "colored" or len(words) == 1:  # "color the hair pink"
                source = _source(text, word, source)
        elif word.kind == "color":
            if stops and not arrow:
                where = (last.start if last else word.start, word.end)
                how = 'Put "->" between them for a gradient, or give each a part or a place.'
                raise problem("hint.two_colors", "Two colours for one thing.", text, where, how)
            if len(stops) == 2:
                how = "A gradient goes from one colour to one other."
                raise problem("hint.too_many_stops", "Three colours in a gradient.", text, (word.start, word.end), how)
            stops.append(modify(word.value, tuple(modifiers)) if modifiers else word.value)
            modifiers, arrow, last = [], False, word
        if word.kind in ("color", "modifier"):
            last = word
    if modifiers and last is not None:
        wrong = text[last.start : last.end]
        how = f'Write for instance "{wrong} blue".' if language == "en" else "Write the colour behind it."
        raise problem(
            "hint.no_color",
            f"{quoted(wrong)} needs a colour behind it.",
            text,
            (last.start, last.end),
            how,
            case="modifier",
        )
    if not stops and source == "color":
        return None
    if arrow and len(stops) < 2:
        where = (words[-1].start, words[-1].end)
        how = 'Write "pink -> white".'
        raise problem("hint.no_color", "A gradient's second colour is missing.", text, where, how, case="gradient")
    if directions:
        written = text[directions[0].start : directions[-1].end]
        place = direction([w.value for w in directions], written)
    return Value(tuple(stops), "color" if stops else source, place)


def _source(text: str, word: Lexeme, before: ColorSource) -> ColorSource:
    if word.value in ("reference", "none", "remove"):
        return word.value
    if word.value == "only" and before == "reference":
        return before
    how = 'Write a colour, "ref" for the reference\'s, or "-" to take the hint back.'
    raise problem(
        "hint.unknown_color",
        f"{quoted(text[word.start : word.end])} is no colour here.",
        text,
        (word.start, word.end),
        how,
        case="here",
    )


def unknown_color(text: str, word: Lexeme, language: Language, on: str | None) -> UserError:
    wrong = text[word.start : word.end].strip()
    known = [*color_words(language, on), *modifier_words()]
    suggestion = suggest(wrong, known)
    if suggestion is None and tidy(wrong).startswith("#"):
        return bad_hex(text, word.start, word.end)
    how = did_you_mean(suggestion, "Write a colour's name, or a hex value such as #ff8fb3, or rgb(255, 143, 179).")
    return problem(
        "hint.unknown_color",
        f"{quoted(wrong)} is no known colour.",
        text,
        (word.start, word.end),
        how,
        suggestion=suggestion or "",
    )


def regions(text: str, tokens: Sequence[Token]) -> tuple[int, ...]:
    """Region numbers ("12", "14-16", "#7", "region 3 and 5"), or () when the tokens name none."""
    numbers: list[int] = []
    for token in tokens:
        digits = token.text.removeprefix("#")
        if token.kind == "RANGE":
            first, last = sorted(int(n) for n in _digits(token.text))
            if last - first + len(numbers) >= MAX_REGIONS:
                raise too_many_regions(text, (token.start, token.end))
            numbers += range(first, last + 1)
        elif token.kind in ("NUMBER", "HEX") and digits.isdecimal() and len(digits) <= 9:
            numbers.append(int(digits))
        elif token.kind == "WORD":
            hit = whole(token.text, ("head", "join"))
            if hit is None or (hit[0] == "head" and hit[1] != "region"):
                return ()
        else:
            return ()
    return tuple(dict.fromkeys(numbers))


def too_many_regions(text: str, where: tuple[int, int]) -> UserError:
    how = f"A hint text may name {MAX_REGIONS} of them."
    return problem(
        "hint.too_many_regions", "These are more regions than a drawing has.", text, where, how, limit=MAX_REGIONS
    )


def _digits(text: str) -> list[str]:
    return "".join(c if c.isdecimal() else " " for c in text).split()
