"""Colour schemes: a handful of colours that go together, drawn from a seed in OKLCh."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.oklab import lch_to_srgb
from engine.types import U8

ROLES = ("skin", "hair", "main", "second", "light", "dark", "accent", "white")
"""What a family of regions is painted as. `white` is cloth or an eye's white, never #fff."""

SKIN, HAIR, MAIN, SECOND, LIGHT, DARK, ACCENT, WHITE = range(len(ROLES))

# Lightness, chroma, hue: light and warm, a few deeper; skin has no other hues.
_SKINS = (
    (0.91, 0.035, 62),
    (0.89, 0.045, 55),
    (0.87, 0.05, 60),
    (0.84, 0.06, 62),
    (0.76, 0.075, 60),
    (0.62, 0.075, 55),
)
_SKIN_ODDS = (0.3, 0.25, 0.2, 0.12, 0.08, 0.05)

# Hair sits in the middle of the values, natural or fanciful.
_HAIRS = (
    (0.47, 0.060, 52),  # brown
    (0.55, 0.090, 48),  # chestnut
    (0.66, 0.125, 55),  # ginger
    (0.80, 0.095, 84),  # straw
    (0.40, 0.035, 275),  # blue black
    (0.68, 0.030, 265),  # ash
    (0.72, 0.110, 5),  # rose
    (0.68, 0.095, 300),  # lilac
    (0.66, 0.080, 205),  # sea
    (0.68, 0.095, 248),  # sky
    (0.50, 0.130, 20),  # wine
)

# The main cloth: hues at which a large area rests the eye, with the lightness and chroma that suit each.
_CLOTHS = (
    (0.62, 0.125, 22),  # coral red
    (0.74, 0.105, 62),  # apricot
    (0.82, 0.105, 88),  # mustard light
    (0.68, 0.075, 140),  # sage
    (0.62, 0.075, 172),  # jade
    (0.66, 0.080, 205),  # teal
    (0.60, 0.100, 245),  # cornflower
    (0.48, 0.095, 265),  # navy
    (0.60, 0.095, 292),  # violet
    (0.68, 0.105, 345),  # mallow
)


@dataclass(frozen=True)
class Scheme:
    """`base` and `other` are uint8 (len(ROLES), 3) sRGB: a role's colour, and its neighbour for details."""

    base: U8
    other: U8
    lch: np.ndarray


def draw_scheme(rng: np.random.Generator) -> Scheme:
    """A scheme from a seeded generator: two or three hue families, a tinted light, a dark and one accent."""
    lch = np.zeros((len(ROLES), 3), np.float32)
    lch[SKIN] = _jitter(rng, _SKINS[rng.choice(len(_SKINS), p=_SKIN_ODDS)], 0.01, 0.006, 4)
    lch[HAIR] = _jitter(rng, _HAIRS[rng.integers(len(_HAIRS))], 0.03, 0.01, 6)
    lch[MAIN] = _jitter(rng, _far_from(rng, lch[HAIR], lch[SKIN]), 0.03, 0.01, 8)

    hue = float(lch[MAIN, 2])
    turn = rng.choice([-32.0, 32.0, 150.0, -150.0], p=[0.33, 0.33, 0.17, 0.17])
    dark_second = lch[MAIN, 0] > 0.64
    lch[SECOND] = (0.50 if dark_second else 0.78, 0.075, (hue + turn) % 360)
    lch[LIGHT] = (0.93, 0.028, (hue + rng.choice([-40, 40])) % 360 if rng.random() < 0.4 else 80)
    lch[DARK] = (0.38, 0.045, (hue + rng.uniform(-30, 30)) % 360)
    lch[ACCENT] = (0.68, 0.155, (hue + rng.choice([150.0, 180.0, 210.0])) % 360)
    lch[WHITE] = (0.965, 0.012, 250 if rng.random() < 0.5 else 75)
    lch = calm(lch)

    other = lch.copy()
    other[:, 0] += np.where(lch[:, 0] > 0.6, -0.11, 0.12)
    other[:, 1] *= 1.1
    other[SKIN] = lch[SKIN]
    return Scheme(lch_to_srgb(lch), lch_to_srgb(calm(other)), lch)


def calm(lch: np.ndarray) -> np.ndarray:
    """Yellow-greens kept quiet: at full chroma they are the first colours that look wrong."""
    lch = np.array(lch, np.float32)
    acid = np.exp(-(((lch[..., 2] - 128) / 24) ** 2))
    lch[..., 1] = np.minimum(lch[..., 1], 0.16 - 0.085 * acid)
    return lch


def _far_from(rng: np.random.Generator, hair: np.ndarray, skin: np.ndarray) -> tuple[float, float, float]:
    """A cloth that stands off from hair and skin in lightness or hue."""
    cloths = np.array(_CLOTHS, np.float32)
    hues = np.abs((cloths[:, 2, None] - [hair[2], skin[2]] + 180) % 360 - 180)
    away = np.abs(cloths[:, 0, None] - [hair[0], skin[0]]) * 2.2 + hues / 180 * [min(1.0, hair[1] * 12), 0.6]
    odds = np.clip(away.min(1) - 0.12, 0.02, 0.5)
    return tuple(cloths[rng.choice(len(cloths), p=odds / odds.sum())])


def _jitter(rng: np.random.Generator, lch: object, lightness: float, chroma: float, hue: float) -> np.ndarray:
    moved = np.asarray(lch, np.float32) + rng.uniform(-1, 1, 3).astype(np.float32) * [lightness, chroma, hue]
    moved[2] %= 360
    return moved
