"""An endless stream of samples: drawings made on the fly, each seen a few times in different views."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data.augment import Sample, sample
from data.sources.procedural.scene import draw

FRESH = 0.12
"""How often a sample comes from a new drawing; the others are new views of drawings kept in memory."""


def samples(seed: int, size: int, *, keep: int = 600, draw_size: int = 512) -> Iterator[Sample]:
    """Samples of `size` pixels for ever. One seed gives one sequence; give each process its own."""
    rng = np.random.default_rng(seed)
    kept: list = []
    while True:
        if len(kept) < 8 or rng.random() < FRESH:
            picture = draw(int(rng.integers(2**62)), draw_size)
            entry = (picture, picture.normals())
            if len(kept) < keep:
                kept.append(entry)
            else:
                kept[int(rng.integers(keep))] = entry
            chosen = entry
        else:
            chosen = kept[int(rng.integers(len(kept)))]
        yield sample(chosen[0], chosen[1], rng, size)
