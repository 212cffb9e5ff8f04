"""Places: directions, percentages, points and grid cells -> `Place`.

The grid has eight columns A-H from the left and eight rows 1-8 from the top, over the whole picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.hints.problems import problem, quoted
from engine.hints.syntax import Token, tidy
from engine.hints.words import scan
from engine.request import Place

GRID = 8

# A direction names the middle of its third of the picture.
_LOW, _MID, _HIGH = 1 / 6, 1 / 2, 5 / 6
DIRECTIONS = {
    "top_left": (_LOW, _LOW),
    "top": (_MID, _LOW),
    "top_right": (_HIGH, _LOW),
    "left": (_LOW, _MID),
    "center": (_MID, _MID),
    "right": (_HIGH, _MID),
    "bottom_left": (_LOW, _HIGH),
    "bottom": (_MID, _HIGH),
    "bottom_right": (_HIGH, _HIGH),
}
_CELL = re.compile(r"([a-h]) ?([1-8])")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


def read_place(text: str, tokens: Sequence[Token], at: int, *, outside: bool = False) -> Place:
    """The place that the tokens behind an `@` name.

    `text` is the whole hint text (for the error), `at` is where the place stands in it; `outside`
    allows points beyond the picture (for lights). UserError hint.bad_place or hint.outside.
    """
    start, end = (tokens[0].start, tokens[-1].end) if tokens else (at, at + 1)
    written = text[start:end].strip()
    phrase = tidy(written)
    if not tokens:
        raise problem("hint.bad_place", "A place is missing behind the @.", text, (start, end), _HOW, case="missing")
    if cell := _CELL.fullmatch(phrase):
        column, row = "abcdefgh".index(cell[1]), int(cell[2]) - 1
        return Place((column + 0.5) / GRID, (row + 0.5) / GRID, exact=False, text=written)
    if tokens[0].kind in ("PAIR", "NUMBER", "RANGE") or phrase[0] in "(.-0123456789":
        return _point(text, phrase, written, (start, end), outside)
    words = [w for w in scan(phrase, ("place", "filler"), offset=start) if w.kind != "filler"]
    unknown = [w for w in words if w.kind == "unknown"]
    if unknown or not words:
        where = (unknown[0].start, unknown[-1].end) if unknown else (start, end)
        raise problem("hint.bad_place", f"{quoted(text[where[0] : where[1]])} is no place.", text, where, _HOW)
    return direction([w.value for w in words], written)


def is_cell(word: str) -> bool:
    """Is this the name of a grid cell ("c4")?"""
    return _CELL.fullmatch(word) is not None


_HOW = "Write a direction (top, upper left, center), 40% 25%, (0.4, 0.25) or a grid cell A1-H8."


def direction(names: Sequence[str], written: str) -> Place:
    """The place that direction words name together: "upper" and "left" are the upper left."""
    xs = [DIRECTIONS[n][0] for n in names if DIRECTIONS[n][0] != _MID]
    ys = [DIRECTIONS[n][1] for n in names if DIRECTIONS[n][1] != _MID]
    x = sum(xs) / len(xs) if xs else _MID
    y = sum(ys) / len(ys) if ys else _MID
    return Place(x, y, exact=False, text=written)


def _point(text: str, phrase: str, written: str, where: tuple[int, int], outside: bool) -> Place:
    numbers = [float(n) for n in _NUMBER.findall(phrase)]
    leftover = re.sub(r"[\s(),%x×]", "", _NUMBER.sub("", phrase))
    if leftover or len(numbers) != 2:
        raise problem("hint.bad_place", f"{quoted(written)} is no place.", text, where, _HOW)
    if "%" in phrase:
        numbers = [round(n / 100, 9) for n in numbers]
    elif any(abs(n) > 1 for n in numbers) and not outside:
        x, y = (f"{n:g}" for n in numbers)
        how = f"Write {x}% {y}% for percent of the width and height, or shares such as (0.4, 0.25)."
        raise problem("hint.bad_place", f"{quoted(written)} has no unit.", text, where, how, case="unit", x=x, y=y)
    x, y = numbers
    if not outside and not (0 <= x <= 1 and 0 <= y <= 1):
        how = "Both numbers lie between 0% and 100%, from the left and from the top."
        raise problem("hint.outside", f"The place {quoted(written)} is outside the picture.", text, where, how)
    x, y = max(-2.0, min(3.0, x)), max(-2.0, min(3.0, y))
    return Place(x, y, exact=True, text=written)
