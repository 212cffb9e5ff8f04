"""A hint is obeyed: 500 random hints over all examples, and no pixel of a colour that no region has."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import Color, ColorizeRequest, Hint, Place, colorize
from engine.export.files import encode_result

SKETCHES = sorted(
    p for p in Path("examples").iterdir() if p.suffix in (".png", ".jpg") and not p.name.startswith("reference")
)
SINGLE, GROUPS = 26, (2, 5, 2, 5, 2, 5)
"""Hints a sketch: strewn over the picture, then several in one region."""


def _places(labels: np.ndarray, rng: np.random.Generator) -> list[tuple[int, int]]:
    height, width = labels.shape
    found = [(int(rng.integers(width)), int(rng.integers(height))) for _ in range(SINGLE)]
    area = np.bincount(labels.ravel())
    for size in GROUPS:
        label = int(rng.choice(np.flatnonzero(area > 400)))
        ys, xs = np.nonzero(labels == label)
        chosen = rng.choice(len(xs), size, replace=False)
        found += [(int(x), int(y)) for x, y in zip(xs[chosen], ys[chosen], strict=True)]
    # Two hints on one spot would contradict each other: the later ones keep their distance.
    apart: list[tuple[int, int]] = []
    for x, y in found:
        if all(abs(x - a) > 3 or abs(y - b) > 3 for a, b in apart):
            apart.append((x, y))
    return apart


def test_there_are_enough_sketches_for_500_hints() -> None:
    assert len(SKETCHES) * (SINGLE + sum(GROUPS)) >= 500


@pytest.mark.parametrize("path", SKETCHES, ids=lambda p: p.name)
def test_the_pixel_under_every_hint_has_its_colour(path: Path) -> None:
    sketch = path.read_bytes()
    before = colorize(ColorizeRequest(sketch=sketch))
    height, width = before.size
    rng = np.random.default_rng(len(path.name))
    places = _places(before.labels, rng)
    assert len(places) >= 40
    colors = [Color(*(int(c) for c in rng.integers(0, 256, 3))) for _ in places]
    hints = tuple(
        Hint(color=color, place=Place((x + 0.5) / width, (y + 0.5) / height))
        for color, (x, y) in zip(colors, places, strict=True)
    )
    result = colorize(ColorizeRequest(sketch=sketch, hints=hints, seed=5))
    flat = cv2.imdecode(np.frombuffer(encode_result(result, ["flat.png"])["flat.png"], np.uint8), cv2.IMREAD_COLOR)
    assert flat is not None
    flat = flat[..., ::-1]
    wrong = [(p, c) for p, c in zip(places, colors, strict=True) if tuple(flat[p[1], p[0]].tolist()) != tuple(c)]
    assert not wrong

    assert result.labels.min() >= 1
    packed = flat.astype(np.int64) @ (1 << 16, 1 << 8, 1)
    by_label = np.unique(np.stack([result.labels.ravel(), packed.ravel()]), axis=1)
    assert len(np.unique(by_label[0])) == by_label.shape[1], "a region has more than one colour"
