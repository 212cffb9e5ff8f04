"""Small, real results: random regions, soft layers and ink, with every value from a seed."""

from __future__ import annotations

import cv2
import numpy as np

from engine.request import Color, ColorizeRequest
from engine.result import FlatGroup, Result

WHITE = Color(255, 255, 255)
SKETCH = b"not read by export"


def soft(rng: np.random.Generator, height: int, width: int, channels: int) -> np.ndarray:
    """Smooth random tones, uint8 (height, width, channels)."""
    coarse = rng.integers(0, 256, (4, 4, channels), dtype=np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).reshape(height, width, channels)


def sample(
    height: int = 60,
    width: int = 90,
    *,
    regions: int = 9,
    names: tuple[str, ...] = ("Flat 1", "髪", "头发 ✿"),
    paper: Color | None = WHITE,
    lines: Color | None = None,
    seed: int = 0,
) -> Result:
    """A result of `regions` Voronoi cells; the first is background when `paper` is given."""
    rng = np.random.default_rng(seed)
    points = rng.random((regions, 2)) * (height, width)
    y, x = np.mgrid[0:height, 0:width]
    labels = np.argmin([(y - py) ** 2 + (x - px) ** 2 for py, px in points], axis=0).astype(np.int32) + 1
    colors = rng.integers(0, 256, (regions + 1, 3), dtype=np.uint8)
    background = np.zeros(regions + 1, bool)
    if paper is not None:
        background[1] = True
        colors[1] = paper
    ink = cv2.GaussianBlur(np.where(rng.random((height, width)) < 0.03, 255, 0).astype(np.uint8), (0, 0), 0.8) * 2
    ink[: height // 8] = 0
    gradients = soft(rng, height, width, 4)
    gradients[..., 3][labels == 1] = 0
    shadow, light = soft(rng, height, width, 3), soft(rng, height, width, 3) // 2
    shadow[labels == 1] = 255
    light[labels == 1] = 0
    parts = np.array_split(np.arange(2, regions + 1), len(names))
    return Result(
        request=ColorizeRequest(sketch=SKETCH, seed=seed),
        labels=labels,
        background=background,
        flat=colors[labels],
        gradients=gradients,
        shadow=shadow,
        light=light,
        line_alpha=ink.astype(np.uint8),
        line_color=soft(rng, height, width, 3) // 3,
        groups=tuple(FlatGroup(n, tuple(map(int, p))) for n, p in zip(names, parts, strict=True) if len(p)),
        drawn=np.arange(regions + 1, dtype=np.int32),
        timings={"regions": 0.01},
        lines=lines,
    )
