"""`python -m data preview -o sheet.png`: a contact sheet of what the network learns from."""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from data.parts import Part
from data.sources.procedural.scene import draw


def preview(path: Path, seed: int, count: int, size: int) -> None:
    """Lines above, flat colours in the middle, parts below; six drawings a row."""
    tints = np.random.default_rng(3).integers(60, 245, (len(Part), 3)).astype(np.uint8)
    tints[Part.BACKGROUND] = 255
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
    options = parser.parse_args()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    preview(options.output, options.seed, options.count, options.size)


if __name__ == "__main__":
    main()
