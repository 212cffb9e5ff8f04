"""Colour schemes: a handful of colours that go together, drawn from a seed in OKLCh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.oklab import F32

MAIN, SECOND, LIGHT, THIRD, DARK, ACCENT = range(6)
"""The cloths of a scheme: one for the most, a quiet second, a tinted light, a third, a dark, and an accent."""

CLOTH_SHARE = np.array([0.5, 0.25, 0.2, 0.12, 0.08, 0.04], np.float32)
"""How much of a figure's clothes each is meant for."""

Lch = tuple[float, float, float]

# Each table: lightness, chroma, hue. Skin is light and warm, seldom deeper; it has no other hues.
_SKINS: tuple[Lch, ...] = (
    (0.925, 0.034, 58),
    (0.905, 0.044, 54),
    (0.89, 0.050, 58),
    (0.86, 0.060, 60),
    (0.77, 0.078, 58),
    (0.64, 0.078, 52),
)
_SKIN_ODDS = (0.3, 0.27, 0.21, 0.11, 0.07, 0.04)

# Hair sits in the middle of the values, natural or fanciful; what looks like slate is rare.
_HAIRS: tuple[Lch, ...] = (
    (0.49, 0.070, 52),  # brown
    (0.58, 0.095, 50),  # chestnut
    (0.66, 0.130, 48),  # ginger
    (0.84, 0.100, 86),  # straw
    (0.77, 0.105, 72),  # honey
    (0.38, 0.030, 40),  # black brown
    (0.37, 0.035, 275),  # blue black
    (0.78, 0.030, 275),  # ash
    (0.78, 0.110, 5),  # rose
    (0.72, 0.095, 305),  # lilac
    (0.73, 0.080, 200),  # sea
    (0.72, 0.095, 250),  # sky
    (0.54, 0.135, 20),  # wine
)
_HAIR_ODDS = (0.13, 0.11, 0.1, 0.14, 0.1, 0.08, 0.04, 0.02, 0.09, 0.05, 0.04, 0.05, 0.05)

# The main cloth: hues on which the eye can rest over a large area, at the lightness that suits each.
_CLOTHS: tuple[Lch, ...] = (
    (0.70, 0.110, 22),  # coral
    (0.82, 0.085, 65),  # apricot
    (0.87, 0.085, 88),  # straw yellow
    (0.74, 0.070, 142),  # sage
    (0.74, 0.070, 172),  # jade
    (0.72, 0.070, 212),  # teal
    (0.69, 0.090, 250),  # cornflower
    (0.52, 0.090, 264),  # navy
    (0.71, 0.085, 294),  # violet
    (0.78, 0.090, 352),  # mallow
    (0.50, 0.090, 20),  # brick
    (0.58, 0.055, 70),  # umber
)

# Fur and feathers: warm and full enough to look coloured; greys, black and fanciful ones are rare.
_COATS: tuple[Lch, ...] = (
    (0.76, 0.130, 62),  # ginger
    (0.86, 0.075, 80),  # cream
    (0.77, 0.090, 68),  # tan
    (0.64, 0.125, 47),  # rust
    (0.61, 0.080, 56),  # brown
    (0.82, 0.115, 80),  # honey
    (0.52, 0.060, 48),  # chocolate
    (0.71, 0.040, 255),  # blue grey
    (0.95, 0.012, 85),  # white
    (0.44, 0.015, 60),  # black
    (0.83, 0.075, 15),  # pink
    (0.77, 0.080, 200),  # sea
    (0.76, 0.085, 300),  # lilac
)
_COAT_ODDS = (0.2, 0.15, 0.15, 0.12, 0.11, 0.09, 0.05, 0.03, 0.03, 0.02, 0.02, 0.02, 0.01)

_BROWN = 50
"""The hue that warm fur turns to where it is darker."""

_IRISES: tuple[Lch, ...] = (
    (0.55, 0.12, 252),
    (0.60, 0.10, 205),
    (0.56, 0.10, 155),
    (0.52, 0.09, 55),
    (0.54, 0.12, 300),
    (0.52, 0.13, 15),
    (0.68, 0.12, 80),
)

# Things beside people: wood, slate, leather, brass, leaf, clay.
_THINGS: tuple[Lch, ...] = (
    (0.66, 0.070, 64),
    (0.66, 0.030, 250),
    (0.52, 0.060, 50),
    (0.80, 0.095, 86),
    (0.68, 0.075, 138),
    (0.66, 0.090, 38),
)

# A still life: what there is most of is green or blue-green, as leaves and glazes are, and what stands out is warm, as
# blossoms and fruit are.
_LEAVES: tuple[Lch, ...] = ((0.66, 0.090, 142), (0.72, 0.080, 150), (0.64, 0.075, 168), (0.68, 0.075, 200))
_FRUITS: tuple[Lch, ...] = ((0.66, 0.150, 25), (0.74, 0.135, 10), (0.76, 0.130, 45), (0.64, 0.140, 20))
_EARTHS: tuple[Lch, ...] = ((0.66, 0.080, 64), (0.62, 0.085, 42), (0.70, 0.080, 70))
_RIPE: tuple[Lch, ...] = ((0.85, 0.115, 88), (0.87, 0.100, 93))

# Surroundings stay behind the figure: pale, and low in chroma. From the top of the picture down.
_SCENES: tuple[Lch, ...] = ((0.93, 0.030, 232), (0.89, 0.030, 205), (0.88, 0.042, 138), (0.88, 0.035, 78))


_WATERS: tuple[Lch, ...] = ((0.74, 0.075, 232), (0.76, 0.065, 212), (0.68, 0.080, 245))


@dataclass(frozen=True)
class Person:
    """LCh (3,) of what a figure is by nature, and LCh (6, 3) of its clothes in the order of the scheme's cloths."""

    skin: F32
    hair: F32
    eyes: F32
    mouth: F32
    coat: F32
    pale: F32
    patch: F32
    inner: F32
    horn: F32
    nose: F32
    cloth: F32


@dataclass(frozen=True)
class Scheme:
    """`people` is one a figure; `white` (3,) the white of the eyes; `things` (k, 3) and `scenes` (k, 3) in LCh.

    `still` (6, 3) is for things where nobody is, in the order of the cloths; `water` (3,) is what carries a boat.
    """

    people: tuple[Person, ...]
    white: F32
    things: F32
    scenes: F32
    still: F32
    water: F32


def draw_scheme(
    people: np.random.Generator, rng: np.random.Generator, figures: int, anchors: Sequence[F32] = ()
) -> Scheme:
    """A scheme of two or three hue families, a tinted light, a dark and one accent, for so many figures.

    `people` draws skin, hair, eyes and fur, so that trying several clothes (`rng`) does not favour one skin.
    `anchors` are LCh that the asker has chosen: the main hue then leans on one of them.
    """
    cool_white = bool(people.random() < 0.5)
    natures = [_nature(people) for _ in range(max(figures, 1))]
    things = calm(np.array([_jitter(people, t, 0.03, 0.01, 6) for t in people.permutation(_THINGS)]))
    scenes = np.array([_jitter(people, s, 0.015, 0.008, 10) for s in _SCENES], np.float32)
    main = _main_cloth(rng, natures[0]["hair"], natures[0]["skin"], anchors)
    cloth = _cloths(rng, main)
    dressed = []
    for i, nature in enumerate(natures):
        # Another figure wears the same scheme in other places: the second's hue leads where the first had its main.
        own = cloth if i == 0 else _cloths(rng, _jitter(rng, _lead(cloth, i), 0.04, 0.01, 10), cloth[ACCENT])
        dressed.append(Person(**nature, cloth=own))
    white = np.array([0.97, 0.012, 250 if cool_white else 80], np.float32)
    still = cloth if len(anchors) else _still(people, cloth)
    # Drawn last: what is drawn before is the same in a picture without water.
    water = _jitter(people, _WATERS[people.integers(len(_WATERS))], 0.02, 0.01, 6)
    return Scheme(tuple(dressed), white, things, scenes, still, water)


def _still(rng: np.random.Generator, cloth: F32) -> F32:
    """LCh (6, 3): the colours of a still life, with the dark cloth of the scheme."""
    still = cloth.copy()
    for place, table in ((MAIN, _LEAVES), (SECOND, _FRUITS), (LIGHT, _RIPE), (THIRD, _EARTHS), (ACCENT, _FRUITS)):
        still[place] = _jitter(rng, table[rng.integers(len(table))], 0.02, 0.01, 6)
    return calm(still)


def _nature(people: np.random.Generator) -> dict[str, F32]:
    """What one figure is born with. Hair stands off from skin; eyes are seldom of the hair's colour."""
    skin = _jitter(people, _SKINS[people.choice(len(_SKINS), p=_SKIN_ODDS)], 0.01, 0.004, 3)
    hair = skin
    for _ in range(6):
        hair = _jitter(people, _HAIRS[people.choice(len(_HAIRS), p=_HAIR_ODDS)], 0.03, 0.01, 6)
        if abs(hair[0] - skin[0]) > 0.1 or _gap(hair[2], skin[2]) > 24:
            break
    eyes = hair
    for _ in range(3):
        eyes = _jitter(people, _IRISES[people.integers(len(_IRISES))], 0.02, 0.01, 8)
        if _gap(eyes[2], hair[2]) > 25:
            break
    coat = _jitter(people, _COATS[people.choice(len(_COATS), p=_COAT_ODDS)], 0.02, 0.01, 6)
    pale = np.array([0.945, min(0.03, coat[1] * 0.45), coat[2] if coat[1] > 0.04 else 80], np.float32)
    mouth = np.array([np.clip(skin[0] - 0.2, 0.45, 0.68), 0.115, 22], np.float32)
    nature = {"skin": skin, "hair": hair, "eyes": eyes, "mouth": mouth, "coat": coat, "pale": pale}
    nature |= _markings(people, coat)
    return {name: calm(lch) if name != "eyes" else lch for name, lch in nature.items()}


def _markings(people: np.random.Generator, coat: F32) -> dict[str, F32]:
    """What a coat has besides its own colour: a darker second one, or a lighter one on a dark coat, pink in the ears,
    an orange beak, a dark or a pink nose."""
    deeper = people.uniform(0.14, 0.22)
    patch = coat + np.array([-deeper if coat[0] > 0.6 else deeper, 0.01, 0], np.float32)
    if coat[1] < 0.03:
        patch = np.array([0.62, 0.09, 56], np.float32)
    elif _gap(coat[2], _BROWN) < 50:
        # A darker yellow is olive; fur turns brown.
        patch[2] = _BROWN
    pink = people.random() < 0.35 or coat[0] < 0.5
    return {
        "patch": patch,
        "inner": _jitter(people, (0.80, 0.080, 16), 0.02, 0.01, 6),
        "horn": _jitter(people, (0.77, 0.140, 66), 0.02, 0.01, 8),
        "nose": _jitter(people, (0.70, 0.100, 14) if pink else (0.38, 0.040, 30), 0.02, 0.01, 5),
    }


def _cloths(rng: np.random.Generator, main: F32, accent: F32 | None = None) -> F32:
    """LCh (6, 3): the clothes that go with a main one."""
    hue = float(main[2])
    # The second cloth is a quiet neighbour or a quiet opposite; never a rival.
    turn = rng.choice([-38.0, 38.0, 160.0, -160.0], p=[0.3, 0.3, 0.2, 0.2])
    deep = main[0] > 0.66
    second = (0.56 if deep else 0.86, 0.065, _no_acid(hue + turn))
    third = (0.80 if not deep else 0.68, 0.05, _no_acid(hue + turn / 2))
    light = (0.945, 0.022, 82.0 if rng.random() < 0.6 else hue)
    dark = (0.37, 0.04, (hue + rng.uniform(-25, 25)) % 360)
    if accent is None:
        accent_hue = (hue + rng.choice([150.0, 180.0, 210.0])) % 360
        # A green accent shouts; gold or red does what an accent should.
        if 95 < accent_hue < 165:
            accent_hue = rng.choice([75.0, 22.0])
        # From blue to violet the same chroma glows.
        glows = 200 < accent_hue < 335
        accent = np.array([0.66 if glows else 0.70, 0.105 if glows else 0.140, accent_hue], np.float32)
    return calm(np.array([main, second, light, third, dark, accent], np.float32))


def _no_acid(hue: float) -> float:
    """A hue that is not between straw and jade: pale yellow-green makes people look ill."""
    hue %= 360
    return hue if not 100 < hue < 155 else 96.0 if hue < 122 else 160.0


def _lead(cloth: F32, figure: int) -> F32:
    """The hue that leads another figure's clothes, at a lightness that tells the two apart."""
    lead = cloth[(SECOND, ACCENT, THIRD)[(figure - 1) % 3]].copy()
    lead[1] = np.clip(lead[1], 0.06, 0.1)
    lead[0] = 0.76 if cloth[MAIN, 0] < 0.66 else 0.6
    return lead


def calm(lch: ArrayLike) -> F32:
    """Yellow-greens kept quiet: at full chroma they are the first colours to look wrong."""
    quiet = np.array(lch, np.float32)
    acid = np.exp(-(((quiet[..., 2] - 125) / 26) ** 2))
    quiet[..., 1] = np.minimum(quiet[..., 1], 0.16 - 0.09 * acid)
    return quiet


def _main_cloth(rng: np.random.Generator, hair: F32, skin: F32, anchors: Sequence[F32]) -> F32:
    """A cloth that stands off from hair and skin in lightness or hue; with a chosen colour, one that goes with it."""
    cloths = np.array(_CLOTHS, np.float32)
    away = np.full(len(cloths), np.inf)
    for other in (hair, skin):
        gap = _gap(cloths[:, 2], other[2]) / 180
        away = np.minimum(away, np.abs(cloths[:, 0] - other[0]) * 2 + gap * min(1.0, other[1] * 12))
    odds = np.clip(away - 0.1, 0.02, 0.5)
    main = _jitter(rng, cloths[rng.choice(len(cloths), p=odds / odds.sum())], 0.02, 0.01, 8)
    colorful = [a for a in anchors if a[1] > 0.04]
    if colorful:
        anchor = colorful[rng.integers(len(colorful))]
        main[2] = (anchor[2] + rng.choice([-35.0, 35.0, 150.0, 180.0, -150.0])) % 360
        main[1] = np.clip(anchor[1], 0.06, 0.1)
    return main


def _gap(hue: ArrayLike, other: ArrayLike) -> F32:
    """Degrees between hues, 0..180."""
    return np.abs((np.asarray(hue, np.float32) - np.asarray(other, np.float32) + 180) % 360 - 180)


def _jitter(rng: np.random.Generator, lch: ArrayLike, lightness: float, chroma: float, hue: float) -> F32:
    moved = np.asarray(lch, np.float32) + rng.uniform(-1, 1, 3) * [lightness, chroma, hue]
    moved[2] %= 360
    return moved.astype(np.float32)
