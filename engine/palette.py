"""A colour for every region: hints first, then what goes with them, from references or from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.coats import COAT, PATCH
from engine.eyes import find_eyes
from engine.families import Families, find_families
from engine.oklab import F32, lab_to_lch, lch_to_lab, lch_to_srgb, srgb_to_lab, srgb_to_lch, turn_hue
from engine.reference import Swatches, read_swatches, swatches_of
from engine.request import Color, Note, Preset
from engine.result import FlatGroup
from engine.scheme import calm, draw_scheme
from engine.types import U8, Colors, Parts, Regions, Seed
from engine.wardrobe import contrast, dress, like_hair
from models.parts import CLOTH, Part

PAPER = Color(255, 255, 255)
_LEFT_OUT = 0.15
"""Less of a family than this is overlooked, not left out."""
_BELLY, _PALER = (0.97, 0.022, 76), 0.5
"""Towards belly, chin and paws fur passes into this LCh by this share."""
_TRIES = 6
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
    seen: Sequence[U8 | None] = (),
) -> Colors:
    """Choose every region's flat colour, where its gradient ends, and which regions share a layer.

    A hinted region has exactly its hint's colour, and the rest of its family follows it. The others
    take the colours of the same part in `references` (uint8 RGB), of the preset's palette, or of a scheme
    drawn from `seed`, the same whatever is hinted elsewhere: one more hint changes nothing else. With
    `palette_only` no colour is used that those do not have, but for the hints' own.
    Paper stays white unless `background` says otherwise. Where nobody knows the `parts`, all are things;
    `seen` is what each reference shows where, uint8 (h, w) of `Part` at any size.
    """
    parts = parts or _things(regions)
    families = find_families(regions, parts, line_alpha)
    swatches = read_swatches(references, seen) if references else swatches_of(preset.palette if preset else ())
    lab = _family_colors(families, swatches, palette_only, seed)
    for family, color in _asked(regions, families, hinted).items():
        lab[family] = color

    flat = np.full((regions.count + 1, 3), 255, np.uint8)
    figure = families.family >= 0
    from_swatches = palette_only and len(swatches.lab) > 0
    if figure.any():
        table = _exact(lab, swatches) if from_swatches else lch_to_srgb(lab_to_lch(lab))
        flat[figure] = table[families.family[figure]]
        if not from_swatches:
            _paint_eyes(flat, regions, parts)
    if background is not None:
        flat[regions.background] = background

    notes: list[Note] = []
    for label, hint in hinted.items():
        color = hint.color
        if color is None:
            color = _of_reference(families, int(label), swatches, notes, hint)
        if color is not None:
            flat[label] = color
    to = flat.copy() if from_swatches else _tips(flat, parts.part, families)
    for label, hint in hinted.items():
        if hint.to is not None:
            to[label] = hint.to
    return Colors(flat, to, _groups(regions, flat), tuple(notes))


def _things(regions: Regions) -> Parts:
    """What is not paper is a thing, and nobody's."""
    part = np.where(regions.background, Part.BACKGROUND, Part.PROP).astype(np.uint8)
    nobody = np.zeros(len(part), np.int32)
    return Parts(part, np.zeros(len(part), np.float32), nobody, np.zeros((1, 4), np.int32))


def _family_colors(families: Families, swatches: Swatches, palette_only: bool, seed: int) -> F32:
    """OKLab (m, 3) of every family, as if nothing were hinted."""
    rng = np.random.default_rng(seed)
    fixed = swatches.by_part(families)
    anchors = [lab_to_lch(lab) for family, lab in fixed.items() if families.part[family] in CLOTH]
    anchors = anchors or [lab_to_lch(lab) for lab in fixed.values()]
    figures = int(families.figure.max(initial=0))
    best: tuple[float, F32] | None = None
    for _ in range(_TRIES):
        scheme = draw_scheme(np.random.default_rng([seed, 1]), rng, figures, anchors)
        lab = dress(families, fixed, scheme, rng)
        score = _harmony(families, lab) + 0.15 * rng.random()
        if best is None or score > best[0]:
            best = score, lab
    assert best is not None
    return swatches.by_likeness(families, best[1], fixed=fixed, only=palette_only)


def _asked(regions: Regions, families: Families, hinted: Mapping[int, Seed]) -> dict[int, F32]:
    """Families with a hint in them follow it: the hinted colour with the largest area.

    A hint for a part that left much of a family out meant to: the other eye keeps its own colour.
    """
    mine = families.family >= 0
    spared = mine & ~np.isin(np.arange(len(mine)), list(hinted))
    whole, left = (np.bincount(families.family[m], regions.area[m]) for m in (mine, spared))
    spread = np.concatenate([left, np.zeros(len(whole) - len(left))]) < _LEFT_OUT * whole
    area: dict[int, dict[Color, int]] = {}
    for label, hint in hinted.items():
        family = int(families.family[label])
        if family >= 0 and hint.color is not None and (spread[family] or not hint.whole):
            colors = area.setdefault(family, {})
            colors[hint.color] = colors.get(hint.color, 0) + int(regions.area[label])
    return {
        family: srgb_to_lab(np.array(max(colors, key=lambda c: (colors[c], c)), np.uint8))
        for family, colors in area.items()
    }


def _harmony(families: Families, lab: F32) -> float:
    """Contrast where families touch and of clothes with hair, few hues, an airy whole and no great weight of dark."""
    lch = lab_to_lch(lab)
    colorful = lch[(lch[:, 1] > 0.045) & (families.area > 0.01)]
    bins = len(np.unique(np.round(colorful[:, 2] / 45) % 8)) if len(colorful) else 0
    heavy = float((families.area * (lch[:, 0] < 0.52)).sum())
    light = float((families.area * lch[:, 0]).sum())
    penalty = 0.08 * max(0, bins - 3) + 0.6 * max(0.0, heavy - 0.15) + max(0.0, 0.76 - light)
    return float(contrast(families, lab)) - float(like_hair(families, lab)) - penalty


def _tips(flat: U8, part: NDArray[np.uint8], families: Families) -> U8:
    """uint8 (n + 1, 3): where each region's restrained gradient ends; most end where they begin."""
    shown = families.family >= 0
    part = np.where(shown, part, np.uint8(Part.BACKGROUND))
    lch = srgb_to_lch(flat)
    tip = lch.copy()
    hair = part == Part.HAIR
    # To the tips hair grows lighter and turns towards gold or rose, whichever is nearer.
    tip[hair, 0] = np.minimum(lch[hair, 0] + 0.10, 0.93)
    tip[hair, 1] = lch[hair, 1] + 0.012
    tip[hair, 2] = turn_hue(lch[hair, 2], np.where((lch[hair, 2] > 30) & (lch[hair, 2] < 240), 66, 0), 16)
    skin = part == Part.SKIN
    tip[skin, 0] = lch[skin, 0] * 0.9
    tip[skin, 1] = lch[skin, 1] + 0.05
    tip[skin, 2] = turn_hue(lch[skin, 2], 22, 34)
    cloth = np.isin(part, (Part.TOP, Part.BOTTOM, Part.HEADWEAR, Part.PROP))
    tip[cloth, 0] = np.clip(lch[cloth, 0] - 0.055, 0.2, 1)
    tip[cloth, 2] = (lch[cloth, 2] + np.where((lch[cloth, 2] > 110) & (lch[cloth, 2] < 290), 12, -12)) % 360
    fur = part == Part.CREATURE
    fur[shown] &= np.isin(families.role[families.family[shown]], (COAT, PATCH))
    # A coat is paler below: belly, chin and paws, also where no line parts them from the back.
    coat, belly = lch_to_lab(lch[fur]), lch_to_lab(np.array(_BELLY, np.float32))
    tip[fur] = lab_to_lch(coat + _PALER * (belly - coat))
    return np.where((hair | skin | cloth | fur)[:, None], lch_to_srgb(calm(tip)), flat).astype(np.uint8)


def _paint_eyes(flat: U8, regions: Regions, parts: Parts) -> None:
    """A pupil drawn as a region of its own is dark, and a drawn catchlight is light."""
    for eye in find_eyes(regions, parts):
        lch = lab_to_lch(srgb_to_lab(flat[eye.iris[0]])) if eye.iris else np.array([0.5, 0.05, 260], np.float32)
        flat[list(eye.pupil)] = lch_to_srgb(np.array([0.26, min(lch[1], 0.06), lch[2]], np.float32))
        flat[list(eye.glint)] = lch_to_srgb(np.array([0.985, 0.008, lch[2]], np.float32))


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
