"""Dressing: which family takes which colour of a scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from engine.coats import COAT, HORN, INNER, NOSE, PALE, PATCH, TONGUE
from engine.families import DETAIL, FLAME, GLOW, SMOKE, WATER, Families
from engine.oklab import F32, lab_to_lch, lch_to_lab
from engine.scheme import ACCENT, CLOTH_SHARE, LIGHT, MAIN, THIRD, Person, Scheme
from models.parts import CLOTHES, Part

# What each part of the clothes likes to be, in the order of the scheme's cloths: main, second, light, third,
# dark, accent. Shoes are dark, ribbons carry the accent, and no coat does.
_LIKES: dict[int, tuple[float, ...]] = {
    Part.TOP: (0.25, 0.1, 0.2, 0.0, -0.2, -0.5),
    Part.BOTTOM: (0.1, 0.25, 0.05, 0.1, 0.15, -0.6),
    Part.FOOTWEAR: (-0.1, 0.15, -0.1, 0.05, 0.3, 0.0),
    Part.HEADWEAR: (0.15, 0.2, 0.0, 0.05, 0.05, 0.0),
    Part.ACCESSORY: (0.0, 0.05, 0.0, 0.0, 0.0, 0.35),
    Part.PROP: (0.3, 0.25, 0.1, 0.0, -0.4, 0.0),
}
_REDDISH, _VIOLET = 38, 275
"""The hues between which an animal's iris is; what is outside turns brown."""
_FUR: dict[int, str] = {
    COAT: "coat",
    PATCH: "patch",
    INNER: "inner",
    HORN: "horn",
    PALE: "pale",
    NOSE: "nose",
    TONGUE: "mouth",
}
"""Which of an animal's colours each role of its fur takes."""
_LIGHTNESS_FIRST = np.array([1.3, 1, 1], np.float32)
_STANDS_OFF, _LIKE_HAIR = 0.22, 1.5
"""Garments stand off from their wearer's hair by this distance, or it costs them so much of their fit."""
_GARMENTS = (Part.TOP, Part.BOTTOM, Part.HEADWEAR)
_MOST_TRIED = 6


def dress(families: Families, fixed: Mapping[int, F32], scheme: Scheme, rng: np.random.Generator) -> F32:
    """OKLab (m, 3) of every family: nature first, then each figure's clothes as they read best, then the rest.

    `fixed` families keep their colour, and the others are chosen to go with it.
    """
    lab = np.zeros((len(families.part), 3), np.float32)
    # Several heads and not one garment: a page of one character's expressions.
    if not np.isin(families.part, (Part.TOP, Part.BOTTOM, Part.CREATURE)).any():
        scheme = replace(scheme, people=scheme.people[:1])
    beasts = _beasts(families)
    for family in range(len(lab)):
        lch = _by_nature(families, family, scheme)
        if families.part[family] == Part.EYES and int(families.figure[family]) in beasts:
            lch = _beasts_iris(lch)
        lab[family] = lch_to_lab(lch)
    for family, color in fixed.items():
        lab[family] = color
    peopled = bool(np.isin(families.part, (Part.SKIN, Part.HAIR)).any())
    for figure in np.unique(families.figure).tolist():
        mine = [f for f in np.flatnonzero(families.figure == figure).tolist() if f not in fixed]
        wearable = CLOTHES if peopled else (*CLOTHES, Part.PROP)
        clothes = [f for f in mine if families.part[f] in wearable and families.role[f] < DETAIL]
        if clothes:
            things = (families.part[clothes] == Part.PROP).all()
            cloth = scheme.still if things else _person(scheme, figure).cloth
            _choose(families, lab, clothes, lch_to_lab(cloth), rng)
        for family in mine:
            if families.role[family] == DETAIL and families.part[family] in (*wearable, Part.PROP):
                lab[family] = lch_to_lab(_detail(families, lab, family, _person(scheme, figure)))
    return lab


def contrast(families: Families, lab: F32, of: list[int] | None = None) -> NDArray[np.floating]:
    """0..1 for each choice of OKLab (..., m, 3): how well families that touch can be told apart; `of` some: those."""
    of = list(range(len(families.part))) if of is None else of
    told = np.minimum(_gaps(lab, of) / 0.22, 1)
    return (told * families.touch[of]).sum((-2, -1)) / max(families.touch[of].sum(), 1)


def like_hair(families: Families, lab: F32, of: list[int] | None = None) -> NDArray[np.floating]:
    """What it costs each choice of OKLab (..., m, 3) that garments have the colour of their wearer's hair by chance,
    touching it or not; 0 where none has. `of` some: of the garments among those. Shoes may be as dark as hair."""
    of = list(range(len(families.part))) if of is None else of
    of = [f for f in of if families.part[f] in _GARMENTS]
    own = (families.figure[of, None] == families.figure) & (families.part == Part.HAIR)
    like = (np.maximum(1 - _gaps(lab, of) / _STANDS_OFF, 0) * own).sum(-1)
    share = families.area[of] / max(families.area[of].sum(), 1e-9)
    return _LIKE_HAIR * (like * np.sqrt(share)).sum(-1)


def _gaps(lab: F32, of: list[int]) -> NDArray[np.floating]:
    """How far each family `of` is from every other, for each choice of OKLab (..., m, 3)."""
    return np.sqrt((((lab[..., of, None, :] - lab[..., None, :, :]) * _LIGHTNESS_FIRST) ** 2).sum(-1))


def _person(scheme: Scheme, figure: int) -> Person:
    return scheme.people[max(figure - 1, 0) % len(scheme.people)]


def _by_nature(families: Families, family: int, scheme: Scheme) -> F32:
    """LCh of what has a colour of its own; clothes begin with the figure's main cloth."""
    part, person = int(families.part[family]), _person(scheme, int(families.figure[family]))
    role = int(families.role[family])
    if part == Part.CREATURE:
        return getattr(person, _FUR[role])
    if part == Part.PROP and role > DETAIL:
        return {SMOKE: scheme.scenes[0], FLAME: person.horn, GLOW: scheme.still[LIGHT], WATER: scheme.water}[role]
    if part == Part.PROP:
        return scheme.things[role % len(scheme.things)]
    if part == Part.SCENERY:
        return scheme.scenes[min(int(families.y[family] * len(scheme.scenes)), len(scheme.scenes) - 1)]
    natural: dict[int, F32] = {
        Part.SKIN: person.skin,
        Part.HAIR: person.hair,
        Part.EYES: person.eyes,
        Part.EYE_WHITE: scheme.white,
        Part.MOUTH: person.mouth,
    }
    return natural[part] if part in natural else person.cloth[MAIN]


def _beasts(families: Families) -> set[int]:
    """The figures with fur that show neither skin nor hair."""
    furred, bare = (
        set(families.figure[np.isin(families.part, parts)].tolist())
        for parts in ((Part.CREATURE,), (Part.SKIN, Part.HAIR))
    )
    return furred - bare


def _beasts_iris(lch: F32) -> F32:
    """LCh of an animal's iris: what would be red or violet is brown, each another brown."""
    natural = _REDDISH < lch[2] < _VIOLET
    return lch if natural else np.array([lch[0] - 0.07, 0.085, 46 + lch[2] % 24], np.float32)


def _choose(families: Families, lab: F32, clothes: list[int], cloth: F32, rng: np.random.Generator) -> None:
    """Give the clothes of one figure the cloths that tell them apart and that suit them, in place."""
    clothes = sorted(clothes, key=lambda f: (-families.area[f], f))
    tried_ones, rest = clothes[:_MOST_TRIED], clothes[_MOST_TRIED:]
    share = families.area[tried_ones] / max(families.area[clothes].sum(), 1e-9)
    orders = np.array(list(permutations(range(len(cloth)), len(tried_ones))))
    tried = np.repeat(lab[None], len(orders), 0)
    tried[:, tried_ones] = cloth[orders]
    likes = np.array([_LIKES[int(families.part[f])] for f in tried_ones]) + 0.15 * rng.random((len(tried_ones), 6))
    fit = (likes[np.arange(len(tried_ones)), orders] * np.maximum(np.sqrt(share), 0.4)).sum(1)
    fit -= 0.8 * np.abs(share - CLOTH_SHARE[orders]).sum(1)
    # The accent is for something small: a tie, a bow, a flower.
    fit -= 3 * ((orders == ACCENT) * np.maximum(share - 0.08, 0)).sum(1)
    fit = contrast(families, tried, tried_ones) + 0.7 * fit - like_hair(families, tried, tried_ones)
    best = orders[int(fit.argmax())]
    lab[tried_ones] = cloth[best]
    lab[rest] = cloth[LIGHT]


def _detail(families: Families, lab: F32, family: int, person: Person) -> F32:
    """A button or a knob: the accent, or the light cloth where the accent would not be seen."""
    if not families.touch[family].any():
        return person.cloth[ACCENT]
    host = int(families.touch[family].argmax())
    below = lab_to_lch(lab[host])
    accent = person.cloth[ACCENT]
    near = abs(accent[0] - below[0]) < 0.15 and abs((accent[2] - below[2] + 180) % 360 - 180) < 40
    return person.cloth[LIGHT if below[0] < 0.8 else THIRD] if near else accent
