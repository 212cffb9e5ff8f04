"""A character's part colours: typed as hints, or as a picture shows them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from bot.locales import refuse
from engine.request import Color, Place

Parts = tuple[tuple[str, Color], ...]


def name_and_place(text: str) -> tuple[str, str]:
    """ "Mira @ left": a name, and which figure of a picture is meant ("" where that is not said)."""
    name, _, place = text.replace("＠", "@").partition("@")
    return name.strip(), place.strip()


def typed_parts(text: str) -> Parts:
    """Part colours typed as hints, "hair: pink; eyes: #3af". UserError for anything else."""
    from engine.hints import parse_hints

    said = parse_hints(text)
    parts: dict[str, Color] = {}
    for hint in said.hints:
        if hint.part is None or hint.color is None or hint.to is not None or hint.place is not None:
            raise refuse("character.only_parts", said=hint.text)
        parts[hint.part] = hint.color
    if said.light or said.lines or said.characters or said.palette_only is not None or not parts:
        raise refuse("character.only_parts", said=text.strip()[:60])
    return tuple(parts.items())


def hinted_parts(request: Mapping[str, Any]) -> Parts:
    """The part colours among the hints of a request, which is given as JSON; places are left out."""
    hints = request.get("hints", ())
    return tuple({h["part"]: Color(*h["color"]) for h in hints if h["part"] and h["color"]}.items())


def shown_parts(about: Mapping[str, Any], place: str = "") -> Parts:
    """The colour of every part of a figure in a picture, of which `about` is its result.json.

    The figure is the one at the place, else the one with the most area. A colour that was hinted for the whole
    picture, for a part that is not seen in it, is the character's too. UserError for what is no place.
    """
    from engine.hints.words import parts as words

    where = read_place(place) if place else None
    figure = _figure([row for row in about.get("parts", ()) if row["figure"] and row.get("color")], where)
    parts = {row["part"]: Color.from_hex(row["color"]) for row in figure}
    known = words()
    if parts:
        for hint in about["request"]["hints"]:
            covers = known[hint["part"]].covers if hint["part"] in known else ()
            if hint["color"] and not hint["place"] and covers and not {*covers} & {*parts, "background", "scenery"}:
                parts[hint["part"]] = Color(*hint["color"])
    return tuple(parts.items())


def read_place(text: str) -> Place:
    """A place as hints name it, "left" or "40% 25%". UserError."""
    from engine.hints import parse_hints

    hints = () if set(text) & set(":：;；\n") else parse_hints(f"@ {text}: white").hints
    if len(hints) != 1 or hints[0].place is None or hints[0].part is not None:
        raise refuse("character.bad_place", place=text[:40])
    return hints[0].place


def _figure(rows: Sequence[Mapping[str, Any]], where: Place | None) -> list[Mapping[str, Any]]:
    """The parts of the figure that is meant."""
    figures: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        figures.setdefault(row["figure"], []).append(row)
    if not figures:
        return []
    if where is None:
        return max(figures.values(), key=lambda of: sum(row["area"] for row in of))
    return min(figures.values(), key=lambda of: _distance(of, where))


def _distance(figure: Sequence[Mapping[str, Any]], where: Place) -> tuple[bool, float]:
    """How far a place is from a figure: outside of all its parts is farther than inside of one."""
    boxes = [row["box"] for row in figure]
    inside = any(x0 <= where.x <= x1 and y0 <= where.y <= y1 for x0, y0, x1, y1 in boxes)
    middle = (min(b[0] for b in boxes) + max(b[2] for b in boxes)) / 2
    height = (min(b[1] for b in boxes) + max(b[3] for b in boxes)) / 2
    across, down = where.x - middle, where.y - height
    # "left" means the figure at the left, wherever its middle lies; only a point is meant to the bit.
    return (where.exact and not inside, math.hypot(across, down))
