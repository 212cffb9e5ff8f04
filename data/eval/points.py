"""Hand-marked points on real drawings: what is where, for judging parts and hints."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from data.parts import Part


@dataclass(frozen=True)
class Mark:
    """A point (x, y), shares of the picture's width and height from its top left, and what a person sees there."""

    x: float
    y: float
    part: Part


def load_marks(kind: str) -> dict[str, tuple[Mark, ...]]:
    """The marks by the picture's file stem; `kind` is "drawings" (not in this repository) or "sprites".

    Raises KeyError for another kind and for a part that is not in the table.
    """
    kept = tomllib.loads(files("data.eval").joinpath("points.toml").read_text("utf-8"))[kind]
    return {
        name: tuple(Mark(x, y, Part[part.upper()]) for part, points in parts.items() for x, y in points)
        for name, parts in kept.items()
    }
