"""Hints back into hint text, so that a form can show the present ones and a reader can change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.errors import UserError
from engine.hints.parse import parse_hints
from engine.hints.places import DIRECTIONS, GRID
from engine.hints.words import parts
from engine.request import Color, ColorizeRequest, Hint, Light, Place


def format_hints(request: ColorizeRequest) -> str:
    """What the request says, as hint text, a clause a line; `parse_hints` reads the same out of it.

    A hint stands as it was written where that says it all, else in plain words and hex values.
    """
    hints = [format_hint(hint) for hint in request.hints]
    # Two languages in one text may read each other's words: 青 is not the same blue in both.
    if not _reads("\n".join(hints), request.hints):
        hints = [_plain(hint) for hint in request.hints]
    lines = [*hints]
    if request.light is not None:
        lines.append(f"light: {format_light(request.light)}")
    if request.lines is not None:
        lines.append(f"lines: {request.lines.hex if isinstance(request.lines, Color) else request.lines}")
    if request.palette_only:
        lines.append("palette: ref only")
    lines += [f"use: {name}" for name in request.characters]
    return "\n".join(lines)


def format_hint(hint: Hint) -> str:
    """One hint as a clause: as it was written, or `hair: #ff81c0 @ top`, `14-16: #01153e`."""
    if hint.text and "\n" not in hint.text and _reads(hint.text, (hint,)):
        return hint.text
    return _plain(hint)


def _reads(text: str, hints: Sequence[Hint]) -> bool:
    """Does the text say exactly these hints?"""
    try:
        found = parse_hints(text).hints
    except UserError:
        return False
    return [_bare(h) for h in found] == [_bare(h) for h in hints]


def _bare(hint: Hint) -> Hint:
    place = hint.place and replace(hint.place, text="")
    return replace(hint, text="", place=place)


def _plain(hint: Hint) -> str:
    place = f"@ {_place(hint.place)}" if hint.place is not None else ""
    if hint.regions:
        return f"{', '.join(_ranges(hint.regions))}: {_value(hint)}"
    if hint.part is None:
        return f"{place}: {_value(hint)}"
    known = parts().get(hint.part)
    return f"{known.names['en'] if known else hint.part}: {_value(hint)} {place}".rstrip()


def _value(hint: Hint) -> str:
    words = {"reference": "ref", "none": "none", "remove": "-"}
    if hint.source in words:
        return words[hint.source]
    if hint.color is None:
        return "-"
    return hint.color.hex + (f" -> {hint.to.hex}" if hint.to is not None else "")


def _place(place: Place) -> str:
    if not place.exact:
        name = next((n for n, at in DIRECTIONS.items() if at == (place.x, place.y)), None)
        if name is not None:
            return name.replace("_", " ")
        column, row = place.x * GRID - 0.5, place.y * GRID - 0.5
        if column in range(GRID) and row in range(GRID):
            return f"{'ABCDEFGH'[int(column)]}{int(row) + 1}"
    return f"({place.x:.9g}, {place.y:.9g})"


def format_light(light: Light) -> str:
    """The value of a `light:` clause that gives this light: as it was written, where that says it all."""
    if light.text:
        try:
            if parse_hints(f"light: {light.text}").light == light:
                return light.text
        except UserError:
            pass  # the text of a program's own
    said = [light.color.hex, light.style, _percent(light.strength)]
    said += ["height", _percent(light.height), "@", _percent(light.x), _percent(light.y)]
    return " ".join(said)


def _percent(share: float) -> str:
    return f"{share * 100:.6g}%"


def _ranges(numbers: Sequence[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(a) if a == b else f"{a}-{b}" for a, b in runs]
