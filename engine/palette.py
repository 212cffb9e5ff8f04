"""A colour for every region: hints first, then what goes with them, from references or from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.families import find_families
from engine.request import Color, Preset
from engine.result import FlatGroup
from engine.scheme import draw_scheme
from engine.types import U8, Colors, Regions, Seed

PAPER = Color(255, 255, 255)


def choose_colors(
    regions: Regions,
    hinted: Mapping[int, Seed],
    *,
    references: Sequence[U8],
    preset: Preset | None,
    palette_only: bool,
    background: Color | None,
    seed: int,
    line_alpha: U8,
) -> Colors:
    """Choose every region's flat colour, where its gradient ends, and which regions share a layer.

    A hinted region has exactly its hint's colour. The others take the colours of `references` (uint8
    RGB), of the preset's palette, or of a scheme drawn from `seed`. Paper stays white unless asked for.
    """
    rng = np.random.default_rng(seed)
    families = find_families(regions, line_alpha, rng)
    scheme = draw_scheme(rng)
    flat = np.full((regions.count + 1, 3), 255, np.uint8)
    figure = families.role >= 0
    flat[figure] = np.where(families.second[:, None], scheme.other[families.role], scheme.base[families.role])[figure]
    if background is not None:
        flat[regions.background] = background
    to = flat.copy()
    for label, hint in hinted.items():
        if hint.color is not None:
            flat[label] = to[label] = hint.color
        if hint.to is not None:
            to[label] = hint.to
    return Colors(flat, to, _groups(regions, flat))


def _groups(regions: Regions, flat: U8) -> tuple[FlatGroup, ...]:
    by_color: dict[tuple[int, ...], list[int]] = {}
    for label in range(1, regions.count + 1):
        color = tuple(int(c) for c in flat[label])
        if not (regions.background[label] and color == PAPER):
            by_color.setdefault(color, []).append(label)
    ordered = sorted(by_color.values(), key=lambda labels: -int(regions.area[labels].sum()))
    kept, tail = ordered[:11], ordered[11:]
    if tail:
        kept.append([label for labels in tail for label in labels])
    return tuple(FlatGroup(f"Flat {i}", tuple(sorted(labels))) for i, labels in enumerate(kept, 1))
