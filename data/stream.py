"""An endless stream of samples: drawings from several sources, each seen a few times in different views."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.augment import Sample, sample
from data.canvas import Picture
from data.extracted import extracted
from data.sources import dicebear, folder, openclipart
from data.sources.procedural import scene

FRESH = 0.16
"""How often a sample comes from a new drawing; the others are new views of drawings kept in memory."""

SPREAD = 32
"""So many drawings are new at first, that a training that goes on does not begin with the same few."""

EXTRACTED = 0.25
"""How many new drawings have their lines taken out of their coloured version."""

WEIGHTS: Mapping[str, float] = {"procedural": 0.75, "dicebear": 0.17, "openclipart": 0.08, "folder": 0.1}
"""How often a new drawing is of which source, relative to those that are at hand."""

Source = Callable[[int, int], Picture]
"""(seed, size in pixels) -> a square drawing with what is known of it."""


def sources(pictures: Path | None = None) -> dict[str, Source]:
    """The sources at hand here: the extra `train`, Debian's openclipart-svg, a folder of `pictures`.

    Training repeats exactly only where the same sources are at hand; name them in a model's card.
    """
    found: dict[str, Source] = {"procedural": scene.draw}
    if all(find_spec(name) for name in ("dicebear", "dicebear_styles", "resvg_py")):
        found["dicebear"] = dicebear.draw
        if openclipart.FOLDER.is_dir():
            found["openclipart"] = openclipart.draw
    if pictures is not None:
        found["folder"] = lambda seed, size: folder.draw(seed, size, pictures)
    return found


def _kept(picture: Picture, rng: np.random.Generator) -> tuple[Picture, NDArray[np.int8]]:
    """A drawing as it waits for its next view: hundreds are in memory, so only what samples need, normals times 127."""
    nothing = np.zeros((0, 0), np.int32)
    normals = picture.normals()
    if rng.random() < EXTRACTED:
        picture = extracted(picture, normals, rng)
    return replace(picture, shape=nothing, form=nothing), np.round(normals * 127).astype(np.int8)


def samples(
    seed: int,
    size: int,
    *,
    keep: int = 600,
    draw_size: int = 512,
    mix: Mapping[str, Source] | None = None,
) -> Iterator[Sample]:
    """Samples of `size` pixels for ever. One seed and mix give one sequence; give each process its own seed.

    `mix` names the sources, by default all at hand; a name that `WEIGHTS` lacks counts as 1.
    """
    rng = np.random.default_rng(seed)
    mix = sources() if mix is None else mix
    names = list(mix)
    weights = np.array([WEIGHTS.get(name, 1.0) for name in names])
    weights /= weights.sum()
    kept: list = []
    while True:
        if len(kept) < min(SPREAD, keep) or rng.random() < FRESH:
            name = names[int(rng.choice(len(names), p=weights))]
            picture = mix[name](int(rng.integers(2**62)), draw_size)
            entry = _kept(picture, rng)
            if len(kept) < keep:
                kept.append(entry)
            else:
                kept[int(rng.integers(keep))] = entry
            chosen = entry
        else:
            chosen = kept[int(rng.integers(len(kept)))]
        picture, turned = chosen
        yield sample(picture, turned.astype(np.float32) / 127, rng, size)
