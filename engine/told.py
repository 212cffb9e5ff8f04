"""What hints say about parts: a hint that calls a region skin knows better than the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.hints.words import parts as words
from engine.pieces import Links
from engine.request import Hint
from engine.types import Parts, Regions, Seed
from models.parts import PARTS, Part

_MOST = 0.5
"""A mass with more than this share of a figure's part is that part, whatever a hint calls one region of it."""


def believe_hints(
    parts: Parts, regions: Regions, hinted: Mapping[int, Seed], seeds: Sequence[Seed], hints: Sequence[Hint]
) -> Parts:
    """The parts, where a hint that lies in a region names another part, as the hint says.

    What hangs together with such a region, and was taken for the same, follows it (the fingers of a hand that
    was taken for hair), unless it is most of the figure's part or a hint there says otherwise. `seeds` are all
    that `hints` were placed as, `hinted` those that hold (of hints of one colour, one stands for all).
    """
    said = _said(regions, hinted, seeds, hints)
    wrong = {k: named for k, named in said.items() if parts.part[k] not in named}
    if not wrong:
        return parts
    part, sure = parts.part.copy(), parts.sure.copy()
    alike = (parts.part[regions.pairs[:, 0]] == parts.part[regions.pairs[:, 1]]) & (
        parts.figure[regions.pairs[:, 0]] == parts.figure[regions.pairs[:, 1]]
    )
    links = Links(regions.area)
    for a, b in regions.pairs[alike].tolist():
        links.join(a, b)
    mass = np.array([links.root(k) for k in range(len(parts.part))])
    right = {int(mass[k]) for k in said if k not in wrong}
    for label, named in wrong.items():
        own = (parts.part == parts.part[label]) & (parts.figure == parts.figure[label])
        together = np.flatnonzero((mass == mass[label]) & ~regions.background)
        small = regions.area[together].sum() < _MOST * regions.area[own].sum()
        follow = together if small and int(mass[label]) not in right else np.array([label])
        follow = [k for k in follow.tolist() if k == label or k not in said]
        part[follow], sure[follow] = named[0], 1
    return replace(parts, part=part, sure=sure)


def _said(
    regions: Regions, hinted: Mapping[int, Seed], seeds: Sequence[Seed], hints: Sequence[Hint]
) -> dict[int, list[int]]:
    """For each hinted region the numbers of the parts that the hint in it may mean by the word it uses."""
    known = words()
    said: dict[int, list[int]] = {}
    height, width = regions.labels.shape
    for seed in seeds:
        name = hints[seed.hint].part if seed.hint is not None and seed.hint < len(hints) else None
        covers = known[name].covers if name in known else ()
        numbers = [PARTS.index(key) for key in covers if key in PARTS]
        if not numbers or Part.BACKGROUND in numbers:
            continue
        x, y = np.clip(seed.points[:, 0], 0, width - 1), np.clip(seed.points[:, 1], 0, height - 1)
        for label in np.unique(regions.labels[y, x]).tolist():
            holds = hinted.get(label)
            if holds is not None and (holds.color, holds.to, holds.source) == (seed.color, seed.to, seed.source):
                said[label] = numbers
    return said
