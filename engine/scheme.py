"""Colour schemes: a handful of colours that go together, drawn from a seed in OKLCh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.families import COAT, DETAIL, HAIR, IRIS, MOUTH, PALE, SKIN, WHITE
from engine.oklab import F32

LIGHT, DARK, ACCENT = 2, 4, 5
"""Which of a scheme's cloths is the tinted light, which the dark, and which the accent."""

Lch = tuple[float, float, float]

# Each table: lightness, chroma, hue. Skin is light and warm, seldom deeper; it has no other hues.
_SKINS: tuple[Lch, ...] = (
    (0.925, 0.032, 62),
    (0.905, 0.042, 55),
    (0.89, 0.048, 60),
    (0.86, 0.058, 62),
    (0.77, 0.078, 60),
    (0.64, 0.078, 54),
)
_SKIN_ODDS = (0.3, 0.25, 0.2, 0.12, 0.08, 0.05)

# Hair sits in the middle of the values, natural or fanciful.
_HAIRS: tuple[Lch, ...] = (
    (0.50, 0.065, 52),  # brown
    (0.58, 0.090, 48),  # chestnut
    (0.70, 0.125, 55),  # ginger
    (0.83, 0.095, 84),  # straw
    (0.44, 0.045, 275),  # blue black
    (0.72, 0.035, 265),  # ash
    (0.77, 0.105, 5),  # rose
    (0.72, 0.095, 300),  # lilac
    (0.71, 0.080, 205),  # sea
    (0.73, 0.090, 248),  # sky
    (0.54, 0.130, 20),  # wine
)

# The main cloth: hues on which the eye can rest over a large area, at the lightness that suits each.
_CLOTHS: tuple[Lch, ...] = (
    (0.71, 0.110, 22),  # coral
    (0.82, 0.085, 62),  # apricot
    (0.87, 0.085, 88),  # straw yellow
    (0.76, 0.070, 138),  # sage
    (0.75, 0.070, 172),  # jade
    (0.76, 0.070, 210),  # teal
    (0.71, 0.090, 248),  # cornflower
    (0.55, 0.090, 264),  # navy
    (0.73, 0.085, 294),  # violet
    (0.78, 0.090, 352),  # mallow
)

# Fur: the natural ones first, and more often than the fanciful.
_COATS: tuple[Lch, ...] = (
    (0.87, 0.055, 75),  # cream
    (0.77, 0.115, 60),  # ginger
    (0.70, 0.062, 62),  # brown
    (0.76, 0.030, 255),  # blue grey
    (0.84, 0.065, 15),  # pink
    (0.77, 0.075, 195),  # sea
    (0.77, 0.070, 300),  # lilac
)
_COAT_ODDS = (0.24, 0.22, 0.2, 0.14, 0.08, 0.06, 0.06)

_IRISES: tuple[Lch, ...] = ((0.55, 0.11, 250), (0.58, 0.09, 200), (0.55, 0.09, 155), (0.5, 0.08, 55), (0.55, 0.11, 300))


@dataclass(frozen=True)
class Scheme:
    """`fixed` is the LCh of each kind that has one; `cloth` (k, 3) are LCh for clothes, the largest first,
    and `share` (k,) how much of the clothes each is meant for."""

    fixed: dict[int, F32]
    cloth: F32
    share: F32


def draw_scheme(people: np.random.Generator, rng: np.random.Generator, anchors: Sequence[F32] = ()) -> Scheme:
    """A scheme of two or three hue families, a tinted light, a dark and one accent.

    `people` draws skin, hair and fur, so that trying several clothes (`rng`) does not favour one skin.
    `anchors` are LCh that the asker has chosen: the main hue then leans on one of them.
    """
    skin = _jitter(people, _SKINS[people.choice(len(_SKINS), p=_SKIN_ODDS)], 0.01, 0.005, 4)
    hair = _jitter(people, _HAIRS[people.integers(len(_HAIRS))], 0.03, 0.01, 6)
    coat = _jitter(people, _COATS[people.choice(len(_COATS), p=_COAT_ODDS)], 0.02, 0.01, 6)
    main = _jitter(rng, _main_cloth(rng, hair, skin), 0.02, 0.01, 8)
    colorful = [a for a in anchors if a[1] > 0.04]
    if colorful:
        anchor = colorful[rng.integers(len(colorful))]
        main[2] = (anchor[2] + rng.choice([-35.0, 35.0, 150.0, 180.0, -150.0])) % 360
        main[1] = np.clip(anchor[1], 0.06, 0.11)
    hue = float(main[2])
    # The second cloth is a quiet neighbour or a quiet opposite; never a rival.
    turn = rng.choice([-38.0, 38.0, 160.0, -160.0], p=[0.35, 0.35, 0.15, 0.15])
    second = (0.60 if main[0] > 0.68 else 0.86, 0.065, (hue + turn) % 360)
    third = (0.80 if main[0] < 0.68 else 0.66, 0.05, (hue + turn / 2) % 360)
    light = (0.945, 0.022, 82.0 if rng.random() < 0.6 else hue)
    dark = (0.40, 0.045, (hue + rng.uniform(-25, 25)) % 360)
    accent_hue = (hue + rng.choice([150.0, 180.0, 210.0])) % 360
    # A green accent shouts; gold or red does what an accent should.
    if 95 < accent_hue < 165:
        accent_hue = rng.choice([75.0, 22.0])
    fixed = {
        SKIN: skin,
        HAIR: hair,
        WHITE: np.array([0.97, 0.012, 250 if rng.random() < 0.5 else 80]),
        IRIS: np.array(_IRISES[people.integers(len(_IRISES))]),
        MOUTH: np.array([0.66, 0.13, 20]),
        DETAIL: np.array([0.72, 0.145, accent_hue]),
        COAT: coat,
        PALE: np.array([0.94, min(0.03, coat[1] * 0.4), coat[2] if coat[1] > 0.04 else 80]),
    }
    fixed = {kind: calm(lch) for kind, lch in fixed.items()}
    cloth = calm(np.array([main, second, light, third, dark, fixed[DETAIL]], np.float32))
    return Scheme(fixed, cloth, np.array([0.5, 0.25, 0.2, 0.12, 0.08, 0.04], np.float32))


def calm(lch: ArrayLike) -> F32:
    """Yellow-greens kept quiet: at full chroma they are the first colours to look wrong."""
    quiet = np.array(lch, np.float32)
    acid = np.exp(-(((quiet[..., 2] - 125) / 26) ** 2))
    quiet[..., 1] = np.minimum(quiet[..., 1], 0.16 - 0.09 * acid)
    return quiet


def _main_cloth(rng: np.random.Generator, hair: F32, skin: F32) -> F32:
    """A cloth that stands off from hair and skin in lightness or hue."""
    cloths = np.array(_CLOTHS, np.float32)
    away = np.full(len(cloths), np.inf)
    for other in (hair, skin):
        hue_gap = np.abs((cloths[:, 2] - other[2] + 180) % 360 - 180) / 180
        away = np.minimum(away, np.abs(cloths[:, 0] - other[0]) * 2 + hue_gap * min(1.0, other[1] * 12))
    odds = np.clip(away - 0.1, 0.02, 0.5)
    return cloths[rng.choice(len(cloths), p=odds / odds.sum())]


def _jitter(rng: np.random.Generator, lch: ArrayLike, lightness: float, chroma: float, hue: float) -> F32:
    moved = np.asarray(lch, np.float32) + rng.uniform(-1, 1, 3) * [lightness, chroma, hue]
    moved[2] %= 360
    return moved.astype(np.float32)
