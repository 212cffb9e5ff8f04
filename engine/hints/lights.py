"""The value of a `light:` clause -> `Light`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.hints.colors import modify, read_function, read_hex
from engine.hints.places import direction, read_place
from engine.hints.problems import bad_hex, did_you_mean, problem, quoted, suggest
from engine.hints.syntax import Side, Token, tidy
from engine.hints.words import Language, color_words, group_words, scan
from engine.request import Light

_STYLES = ("soft", "cel", "off")
_HEIGHTS = {"high": 1.0, "low": 0.25}
_STRENGTHS = {"strong": 0.9, "medium": 0.6, "weak": 0.35}
_HOW = "A light takes a colour, a place (@ upper left), high or low, soft, cel or off, and a strength (70%)."
_REACH = 1.2  # a light stands a little farther out than the direction's own third of the picture


def read_light(text: str, sides: Sequence[Side], language: Language, base: Light | None = None) -> Light:
    """The light that the sides of a clause describe; what they leave out is `base`'s (or a light's defaults).

    UserError hint.bad_light names the word that says nothing about a light.
    """
    light = base or Light()
    for side in sides:
        light = _words(text, side, language, light)
        if side.place is not None:
            place = read_place(text, side.place, side.end - 1, outside=True)
            x, y = (place.x, place.y) if place.exact else _from_direction(place.x, place.y)
            light = replace(light, x=x, y=y)
    spans = [(s.start, s.end) for s in sides if s.end]
    written = text[spans[0][0] : spans[-1][1]].strip() if spans else ""
    return replace(light, text=written)


def _words(text: str, side: Side, language: Language, light: Light) -> Light:
    run: list[Token] = []
    for token in side.tokens:
        if token.kind in ("HEX", "FUNC"):
            color = read_hex(token.text) if token.kind == "HEX" else read_function(token.text)
            if color is None and token.kind == "HEX":
                raise bad_hex(text, token.start, token.end)
            if color is None:
                raise problem(
                    "hint.bad_light", f"{quoted(token.text)} is no colour.", text, (token.start, token.end), _HOW
                )
            light = replace(light, color=color)
        elif token.kind == "NUMBER":
            share = _share(text, token)
            tall = bool(run) and group_words("light").get(run[-1].text) == "height"
            light = replace(light, height=share) if tall else replace(light, strength=share)
        elif token.kind == "MINUS":
            light = replace(light, style="off")
        elif token.kind == "WORD":
            run.append(token)
            continue
        else:
            raise problem(
                "hint.bad_light",
                f"{quoted(token.text)} does not belong to a light.",
                text,
                (token.start, token.end),
                _HOW,
            )
        light = _run(text, run, language, light)
        run = []
    return _run(text, run, language, light)


def _run(text: str, run: Sequence[Token], language: Language, light: Light) -> Light:
    if not run:
        return light
    phrase = tidy(text[run[0].start : run[-1].end])
    kinds = ("light", "color", "place", "modifier", "filler", "join", "head")
    where: list[str] = []
    modifiers: list[str] = []
    for word in scan(phrase, kinds, offset=run[0].start, language=language, on="light"):
        if word.kind == "light" and word.value in _STYLES:
            light = replace(light, style=word.value)
        elif word.kind == "light" and word.value in _HEIGHTS:
            light = replace(light, height=_HEIGHTS[word.value])
        elif word.kind == "light" and word.value in _STRENGTHS:
            light = replace(light, strength=_STRENGTHS[word.value])
        elif word.kind == "modifier":
            modifiers.append(word.value)
        elif word.kind == "color":
            light = replace(light, color=modify(word.value, tuple(modifiers)) if modifiers else word.value)
            modifiers = []
        elif word.kind == "place":
            where.append(word.value)
        elif word.kind == "unknown":
            wrong = text[word.start : word.end]
            known = [*color_words(language, "light"), *group_words("light"), *group_words("places")]
            suggestion = suggest(wrong, known)
            raise problem(
                "hint.bad_light",
                f"{quoted(wrong)} says nothing about a light.",
                text,
                (word.start, word.end),
                did_you_mean(suggestion, _HOW),
                suggestion=suggestion or "",
            )
    if where:
        place = direction(where, phrase)
        x, y = _from_direction(place.x, place.y)
        light = replace(light, x=x, y=y)
    return light


def _from_direction(x: float, y: float) -> tuple[float, float]:
    return round(0.5 + (x - 0.5) * _REACH, 3), round(0.5 + (y - 0.5) * _REACH, 3)


def _share(text: str, token: Token) -> float:
    value = float(token.text.removesuffix("%")) / (100 if token.text.endswith("%") else 1)
    if not 0 <= value <= 1:
        where = (token.start, token.end)
        raise problem("hint.bad_light", f"{token.text} is not between 0% and 100%.", text, where, _HOW, case="share")
    return round(value, 6)
