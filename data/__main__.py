"""`python -m data preview -o sheet.png`: a contact sheet of what the network learns from."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from data.parts import UNKNOWN, Part
from data.sources import dicebear
from data.stream import Source, sources


def preview(draw: Source, path: Path, seed: int, count: int, size: int) -> None:
    """Lines above, flat colours in the middle, parts below (grey: unknown); six drawings a row."""
    tints = np.full((256, 3), 200, np.uint8)
    tints[: len(Part)] = np.random.default_rng(3).integers(60, 245, (len(Part), 3))
    tints[Part.BACKGROUND], tints[UNKNOWN] = 255, 200
    columns = []
    for i in range(count):
        picture = draw(seed + i, size)
        paper = 1 - picture.ink[..., None] / 255
        views = [np.dstack([255 - picture.ink] * 3), picture.flat * paper, tints[picture.part]]
        columns.append(np.vstack(views).astype(np.uint8))
    while len(columns) % 6:
        columns.append(np.full_like(columns[0], 255))
    rows = [np.hstack(columns[i : i + 6]) for i in range(0, len(columns), 6)]
    cv2.imwrite(str(path), np.vstack(rows)[..., ::-1])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m data", description=__doc__)
    parser.add_argument("command", choices=["preview"])
    parser.add_argument("-o", "--output", type=Path, default=Path("out/data.png"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--size", type=int, default=384)
    parser.add_argument("--source", default="procedural", help="procedural, dicebear, openclipart, folder or held-out")
    parser.add_argument("--pictures", type=Path, help="the folder of coloured pictures for --source folder")
    options = parser.parse_args()
    found = sources(options.pictures)
    if "dicebear" in found:
        found["held-out"] = lambda seed, size: dicebear.draw(seed, size, dicebear.HELD_OUT)
    if options.source not in found:
        parser.error(f"the source {options.source} is not at hand; at hand: {', '.join(found)}")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    preview(found[options.source], options.output, options.seed, options.count, options.size)


if __name__ == "__main__":
    main()
