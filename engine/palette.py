"""A colour for every region: hints first, then what goes with them, from references or from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from engine.families import CLOTH, COAT, HAIR, TIP, Families, find_families
from engine.oklab import F32, lab_to_lch, lch_to_lab, lch_to_srgb, srgb_to_lab
from engine.reference import Swatches, read_swatches, swatches_of
from engine.request import Color, Note, Preset
from engine.result import FlatGroup
from engine.scheme import ACCENT, DARK, LIGHT, Scheme, calm, draw_scheme
from engine.types import U8, Colors, Parts, Regions, Seed

PAPER = Color(255, 255, 255)
_TRIES = 6
_LIGHTNESS_FIRST = np.array([1.3, 1, 1], np.float32)
_MOST_GROUPS = 12


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
    parts: Parts | None = None,
) -> Colors:
    """Choose every region's flat colour, where its gradient ends, and which regions share a layer.

    A hinted region has exactly its hint's colour, and the rest of its family follows it. The others
    take the colours of `references` (uint8 RGB), of the preset's palette, or of a scheme drawn from
    `seed`. With `palette_only` no colour is used that those do not have, but for the hints' own.
    Paper stays white unless `background` says otherwise.
    """
    families = find_families(regions, line_alpha)
    swatches = read_swatches(references) if references else swatches_of(preset.palette if preset else ())
    lab = _family_colors(regions, families, hinted, swatches, palette_only, seed)

    flat = np.full((regions.count + 1, 3), 255, np.uint8)
    figure = families.family >= 0
    from_swatches = palette_only and len(swatches.lab) > 0
    if figure.any():
        table = _exact(lab, swatches) if from_swatches else lch_to_srgb(lab_to_lch(lab))
        flat[figure] = table[families.family[figure]]
    to = flat.copy()
    if figure.any() and not from_swatches:
        to[figure] = _tips(lab, families.kind)[families.family[figure]]
    if background is not None:
        flat[regions.background] = to[regions.background] = background

    notes: list[Note] = []
    for label, hint in hinted.items():
        color = hint.color
        if color is None:
            color = _of_reference(families, int(label), swatches, notes, hint)
        if color is not None:
            flat[label] = to[label] = color
        if hint.to is not None:
            to[label] = hint.to
    return Colors(flat, to, _groups(regions, flat), tuple(notes))


def _family_colors(
    regions: Regions,
    families: Families,
    hinted: Mapping[int, Seed],
    swatches: Swatches,
    palette_only: bool,
    seed: int,
) -> F32:
    """OKLab (m, 3) of every family."""
    rng = np.random.default_rng(seed)
    asked = _asked(regions, families, hinted)
    anchors = [lab_to_lch(lab) for lab in asked.values()]
    best: tuple[float, F32] | None = None
    for _ in range(_TRIES):
        lab = _draw(families, asked, draw_scheme(np.random.default_rng([seed, 1]), rng, anchors))
        score = _harmony(families, lab) + 0.15 * rng.random()
        if best is None or score > best[0]:
            best = score, lab
    assert best is not None
    lab = best[1]
    if len(swatches.lab):
        lab = swatches.assign(families, lab, fixed=asked, only=palette_only)
    for family, color in asked.items():
        lab[family] = color
    return lab


def _asked(regions: Regions, families: Families, hinted: Mapping[int, Seed]) -> dict[int, F32]:
    """Families with a hint in them follow it: the hinted colour with the largest area."""
    area: dict[int, dict[Color, int]] = {}
    for label, hint in hinted.items():
        family = int(families.family[label])
        if family >= 0 and hint.color is not None:
            colors = area.setdefault(family, {})
            colors[hint.color] = colors.get(hint.color, 0) + int(regions.area[label])
    return {
        family: srgb_to_lab(np.array(max(colors, key=lambda c: (colors[c], c)), np.uint8))
        for family, colors in area.items()
    }


def _draw(families: Families, asked: Mapping[int, F32], scheme: Scheme) -> F32:
    """OKLab (m, 3): kinds with a colour of their own, then the clothes in the order that reads best."""
    lab = np.zeros((len(families.kind), 3), np.float32)
    for family, kind in enumerate(families.kind.tolist()):
        if kind in scheme.fixed:
            lab[family] = lch_to_lab(scheme.fixed[kind])
    for family, color in asked.items():
        lab[family] = color
    clothes = [f for f in range(len(lab)) if families.kind[f] in (CLOTH, TIP) and f not in asked]
    if not clothes:
        return lab
    share = families.area[clothes] / max(families.area[clothes].sum(), 1e-9)
    slots = lch_to_lab(scheme.cloth)
    count = min(len(clothes), len(slots))
    orders = np.array(list(permutations(range(len(slots)), count)))
    spare = np.full((len(orders), len(clothes) - count), LIGHT)
    slot = np.concatenate([orders, spare], 1)
    tried = np.repeat(lab[None], len(orders), 0)
    tried[:, clothes] = slots[slot]
    fit = -np.abs(share - scheme.share[slot]).sum(1)
    # The dark is for shoes and belts: little of it, and low.
    dark, height = slot == DARK, families.y[clothes]
    fit -= (dark * (2 * np.maximum(share - 0.1, 0) + np.maximum(0.75 - height, 0))).sum(1)
    # And the accent for something small: a tie, a bow, a flower.
    fit -= 3 * ((slot == ACCENT) * np.maximum(share - 0.05, 0)).sum(1)
    return tried[int((_contrast(families, tried) + 0.8 * fit).argmax())]


def _contrast(families: Families, lab: F32) -> NDArray[np.floating]:
    """0..1 for each choice of OKLab (..., m, 3): how well families that touch can be told apart."""
    gap = np.sqrt((((lab[..., :, None, :] - lab[..., None, :, :]) * _LIGHTNESS_FIRST) ** 2).sum(-1))
    return (np.minimum(gap / 0.22, 1) * families.touch).sum((-2, -1)) / max(families.touch.sum(), 1)


def _harmony(families: Families, lab: F32) -> float:
    """Contrast where families touch, few hues, an airy whole and no great weight of dark."""
    lch = lab_to_lch(lab)
    colorful = lch[lch[:, 1] > 0.045]
    bins = len(np.unique(np.round(colorful[:, 2] / 45) % 8)) if len(colorful) else 0
    heavy = float((families.area * (lch[:, 0] < 0.52)).sum())
    light = float((families.area * lch[:, 0]).sum())
    penalty = 0.08 * max(0, bins - 3) + 0.6 * max(0.0, heavy - 0.15) + max(0.0, 0.76 - light)
    return float(_contrast(families, lab)) - penalty


def _tips(lab: F32, kind: np.ndarray) -> U8:
    """uint8 (m, 3): where each family's restrained gradient ends; most end where they begin."""
    lch = lab_to_lch(lab)
    tip = lch.copy()
    hair = kind == HAIR
    # To the tips hair grows lighter and turns towards rose or gold, whichever is nearer.
    tip[hair, 0] = np.minimum(lch[hair, 0] + 0.10, 0.93)
    tip[hair, 2] = (lch[hair, 2] + np.where((lch[hair, 2] > 60) & (lch[hair, 2] < 240), -18, 18)) % 360
    cloth = np.isin(kind, (CLOTH, COAT))
    tip[cloth, 0] = np.clip(lch[cloth, 0] - 0.055, 0.2, 1)
    tip[cloth, 2] = (lch[cloth, 2] + np.where((lch[cloth, 2] > 110) & (lch[cloth, 2] < 290), 12, -12)) % 360
    flat = lch_to_srgb(lch)
    return np.where((hair | cloth)[:, None], lch_to_srgb(calm(tip)), flat).astype(np.uint8)


def _of_reference(families: Families, label: int, swatches: Swatches, notes: list[Note], hint: Seed) -> Color | None:
    """The reference's colour for a region that a hint gives it; a note when there is no reference."""
    if not len(swatches.lab):
        notes.append(Note("hint.no_reference", "There is no reference picture to take this colour from.", hint.hint))
        return None
    family = int(families.family[label])
    if family < 0:
        return Color(*swatches.srgb[0].tolist())
    return Color(*swatches.srgb[swatches.best(families, family)].tolist())


def _exact(lab: F32, swatches: Swatches) -> U8:
    gap = ((lab[:, None] - swatches.lab[None]) ** 2).sum(2)
    return swatches.srgb[gap.argmin(1)]


def _groups(regions: Regions, flat: U8) -> tuple[FlatGroup, ...]:
    """Regions of one colour share a layer, largest first; what is left over shares the last."""
    by_color: dict[tuple[int, ...], list[int]] = {}
    for label in range(1, regions.count + 1):
        color = tuple(flat[label].tolist())
        if not (regions.background[label] and color == PAPER):
            by_color.setdefault(color, []).append(label)
    ordered = sorted(by_color.values(), key=lambda labels: (-int(regions.area[labels].sum()), labels[0]))
    kept, rest = ordered[: _MOST_GROUPS - 1], ordered[_MOST_GROUPS - 1 :]
    if rest:
        kept.append(sorted(label for labels in rest for label in labels))
    return tuple(FlatGroup(f"Flat {i}", tuple(labels)) for i, labels in enumerate(kept, 1))
