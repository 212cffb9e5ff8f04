"""Variations: one sketch with several seeds, as one grid of numbered pictures to choose from."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

import cv2
import numpy as np

from engine.export.files import describe
from engine.export.images import encode_png, fitted
from engine.pipeline import Checkpoint, colorize_seeds
from engine.request import ColorizeRequest
from engine.result import U8

CELL_SIDE = 768
"""The longer side of one picture of the grid: four of them still are one picture that every chat shows."""
EXPORT_SHARE = 0.96
_GAP = 0.02
_BADGE = 0.055
"""The radius of a number's disc, in shares of the cell's shorter side (and at least so many pixels)."""
_LEAST_BADGE = 11
_PAPER, _INK = (244, 243, 247), (30, 28, 40)


def variations_to_files(request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
    """`variations.png`, a grid of the request with each of its seeds, and `result.json`, which names the seeds."""
    cells: list[U8] = []
    about = {}
    for result in colorize_seeds(request, request.seeds, checkpoint):
        cells.append(fitted(result.image("rendered"), CELL_SIDE))
        about = describe(result)
    checkpoint("export", EXPORT_SHARE)
    about["request"] = request.to_json()
    text = json.dumps(about, ensure_ascii=False, indent=1)
    return {"variations.png": encode_png(draw_grid(cells)), "result.json": text.encode("utf-8")}


def draw_grid(cells: Sequence[U8]) -> U8:
    """Pictures of one size, uint8 (H, W, 3) sRGB, side by side in a square of rows, numbered from 1."""
    columns = math.ceil(math.sqrt(len(cells)))
    height, width = cells[0].shape[:2]
    gap = max(2, round(_GAP * max(height, width)))
    rows = math.ceil(len(cells) / columns)
    grid = np.empty((rows * (height + gap) + gap, columns * (width + gap) + gap, 3), np.uint8)
    grid[:] = _PAPER
    for index, cell in enumerate(cells):
        top = gap + index // columns * (height + gap)
        left = gap + index % columns * (width + gap)
        grid[top : top + height, left : left + width] = cell
        _draw_number(grid, index + 1, top, left, max(_LEAST_BADGE, round(_BADGE * min(height, width))))
    return grid


def _draw_number(grid: U8, number: int, top: int, left: int, radius: int) -> None:
    """A dark digit on a light disc in the cell's corner, which reads on any picture."""
    center = left + round(1.3 * radius), top + round(1.3 * radius)
    cv2.circle(grid, center, radius, _PAPER, -1, cv2.LINE_AA)
    cv2.circle(grid, center, radius, _INK, max(1, radius // 10), cv2.LINE_AA)
    scale, thick = radius / 18, max(1, radius // 7)
    (width, height), _ = cv2.getTextSize(str(number), cv2.FONT_HERSHEY_SIMPLEX, scale, thick)
    corner = center[0] - width // 2, center[1] + (height - thick) // 2
    cv2.putText(grid, str(number), corner, cv2.FONT_HERSHEY_SIMPLEX, scale, _INK, thick, cv2.LINE_AA)
