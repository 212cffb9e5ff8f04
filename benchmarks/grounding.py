"""Whether words find what they name: the share of marked points that take a hint's colour, and of others that do.

    python -m benchmarks.grounding [-o out/grounding] [--drawings FOLDER]

A person has marked points on pictures, and said what is there (`data/eval/points.toml`). For each group of
parts the engine colours the line art with one hint without a place ("hair: #c3259f"), and the flat layer is
read at every point: a point of the part should have the hint's colour, and no other point should. The
pictures are the sprites of `benchmarks/evaluation`; with `--drawings`, those of a folder that carry marked
names too. "In colour" is the same for references: whether the engine, shown the finished sprite, knows what
is at each point ("spoilt" are points of other parts that it takes for this one).
"""

from __future__ import annotations

import argparse
import io
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from rich.console import Console
from rich.table import Table

from benchmarks.figures import write_figures
from benchmarks.quality import load_sprites
from data.eval.points import Mark, load_marks
from data.parts import Part
from engine import ColorizeRequest, colorize
from engine.sight import look_at_reference

COLOR = (0xC3, 0x25, 0x9F)
"""A colour that no palette gives by itself."""
GROUPS = {
    "hair": {Part.HAIR},
    "skin": {Part.SKIN},
    "eyes": {Part.EYES},
    "clothes": {Part.TOP, Part.BOTTOM},
    "bg": {Part.BACKGROUND},
}


@dataclass(frozen=True)
class Case:
    """A sketch (PNG or JPEG bytes) and what a person sees on it."""

    name: str
    sketch: bytes
    marks: tuple[Mark, ...]


def sprite_cases() -> Iterator[Case]:
    marks = load_marks("sprites")
    for sprite in load_sprites():
        buffer = io.BytesIO()
        Image.fromarray(sprite.lines).save(buffer, "PNG")
        if sprite.name in marks:
            yield Case(sprite.name, buffer.getvalue(), marks[sprite.name])


def drawing_cases(folder: Path) -> Iterator[Case]:
    for name, marks in load_marks("drawings").items():
        path = folder / f"{name}.png"
        if path.exists():
            yield Case(name, path.read_bytes(), marks)


def taken(flat: np.ndarray, mark: Mark) -> bool:
    """Whether the flat layer, uint8 (H, W, 3), has the hint's colour at a mark."""
    height, width = flat.shape[:2]
    x, y = min(width - 1, int(mark.x * width)), min(height - 1, int(mark.y * height))
    return tuple(int(v) for v in flat[y, x]) == COLOR


@dataclass
class Count:
    hit: int = 0
    named: int = 0
    spoilt: int = 0
    others: int = 0


def measure(cases: list[Case]) -> tuple[dict[str, Count], list[np.ndarray]]:
    """The counts by group, and for each case its row of the sheet."""
    counts: dict[str, Count] = defaultdict(Count)
    rows = []
    for case in cases:
        pictures = [colorize(ColorizeRequest(sketch=case.sketch)).image("color_colored_lines")]
        for group, parts in GROUPS.items():
            hint = f"{group}: #{bytes(COLOR).hex()}"
            result = colorize(ColorizeRequest.parse(sketch=case.sketch, text=hint))
            count = counts[group]
            shown = Image.fromarray(result.image("flat_lines"))
            for mark in case.marks:
                hit, named = taken(result.flat, mark), mark.part in parts
                count.hit += hit and named
                count.named += named
                count.spoilt += hit and not named
                count.others += not named
                if hit != named:
                    _cross(shown, mark)
            pictures.append(np.asarray(shown))
        rows.append(_row(pictures))
    return counts, rows


def measure_references() -> dict[str, Count]:
    """The counts by group of what the engine sees at the marks of the sprites, in colour."""
    counts: dict[str, Count] = defaultdict(Count)
    marks = load_marks("sprites")
    for sprite in load_sprites():
        seen = look_at_reference(sprite.picture)
        for mark in marks[sprite.name]:
            found = None if seen is None else seen[int(mark.y * seen.shape[0]), int(mark.x * seen.shape[1])]
            for group, parts in GROUPS.items():
                hit, named = found in parts, mark.part in parts
                count = counts[group]
                count.hit += hit and named
                count.named += named
                count.spoilt += hit and not named
                count.others += not named
    return counts


def _cross(picture: Image.Image, mark: Mark) -> None:
    x, y, r = mark.x * picture.width, mark.y * picture.height, picture.height / 60
    draw = ImageDraw.Draw(picture)
    for sign in (-1, 1):
        draw.line((x - r, y - sign * r, x + r, y + sign * r), fill=(255, 140, 0), width=max(2, int(r / 3)))


def _row(pictures: list[np.ndarray], height: int = 320) -> np.ndarray:
    small = [Image.fromarray(p) for p in pictures]
    small = [p.resize((round(p.width * height / p.height), height), Image.Resampling.LANCZOS) for p in small]
    return np.hstack([np.asarray(p) for p in small])


def report(counts: dict[str, Count]) -> dict[str, dict[str, float]]:
    """Shares by group, and of all points together."""
    whole = Count(*(sum(getattr(c, f) for c in counts.values()) for f in ("hit", "named", "spoilt", "others")))
    return {
        name: {"right": c.hit / max(c.named, 1), "spoilt": c.spoilt / max(c.others, 1), "points": c.named}
        for name, c in {**counts, "all": whole}.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grounding", description=__doc__.partition("\n")[0])
    parser.add_argument("-o", "--out", type=Path, default=Path("out/grounding"), help="for grounding.json and sheets")
    parser.add_argument("--drawings", type=Path, help="a folder of marked drawings that are not kept here")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    sets = {"sprites": list(sprite_cases())}
    if options.drawings:
        sets["drawings"] = list(drawing_cases(options.drawings))
    figures, table = {}, Table("set", "hint", "right", "others spoilt", "points", title="Grounding of words")
    began = time.perf_counter()
    for name, cases in sets.items():
        counts, rows = measure(cases)
        figures[name] = report(counts)
        for group, row in figures[name].items():
            table.add_row(name, group, f"{row['right']:.3f}", f"{row['spoilt']:.3f}", str(row["points"]))
        width = max(row.shape[1] for row in rows)
        padded = [np.pad(r, ((0, 8), (0, width - r.shape[1]), (0, 0)), constant_values=255) for r in rows]
        Image.fromarray(np.vstack(padded)).save(options.out / f"{name}.png")
    figures["sprites in colour"] = report(measure_references())
    for group, row in figures["sprites in colour"].items():
        table.add_row("in colour", group, f"{row['right']:.3f}", f"{row['spoilt']:.3f}", str(row["points"]))
    write_figures(options.out / "grounding.json", figures)
    console = Console(width=120)
    console.print(table)
    console.print(
        f"{time.perf_counter() - began:.0f} s; {options.out}: grounding.json, a sheet a set, wrong points crossed"
    )


if __name__ == "__main__":
    main()
