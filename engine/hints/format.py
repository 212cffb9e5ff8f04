"""Hints back into hint text, so that a form can show the present ones and a reader can change them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import UserError
from engine.hints.parse import parse_hints
from engine.hints.words import parts
from engine.request import Color, ColorizeRequest, Hint, Light, Place


def format_hints(request: ColorizeRequest) -> str:
    """What the request says, as hint text, a clause a line; `parse_hints` reads the same out of it."""
    lines = [format_hint(hint) for hint in request.hints]
    if request.light is not None:
        lines.append(f"light: {format_light(request.light)}")
    if request.lines is not None:
        lines.append(f"lines: {request.lines.hex if isinstance(request.lines, Color) else request.lines}")
    if request.palette_only:
        lines.append("palette: ref only")
    lines += [f"use: {name}" for name in request.characters]
    return "\n".join(lines)


def format_hint(hint: Hint) -> str:
    """One hint as a clause: `hair: #ff81c0 @ top`, `14-16: #01153e`."""
    place = f"@ {_place(hint.place)}" if hint.place is not None else ""
    if hint.regions:
        head = ", ".join(_ranges(hint.regions))
    elif hint.part is not None:
        known = parts().get(hint.part)
        head = f"{known.names['en'] if known else hint.part} {place}".strip()
    else:
        head = place
    return f"{head}: {_value(hint)}"


def _value(hint: Hint) -> str:
    words = {"reference": "ref", "none": "none", "remove": "-"}
    if hint.source in words:
        return words[hint.source]
    if hint.color is None:
        return "-"
    return hint.color.hex + (f" -> {hint.to.hex}" if hint.to is not None else "")


def _place(place: Place) -> str:
    return f"({place.x:.6g}, {place.y:.6g})" if place.exact or not place.text else place.text


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
