"""Plausible colours: what skin, hair, eyes and cloth may have, so that a network learns priors and not noise."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np

Rgb = tuple[int, int, int]

SKIN: tuple[Rgb, ...] = (
    (255, 236, 222), (254, 224, 204), (250, 214, 190), (245, 205, 176), (236, 188, 155),
    (222, 168, 132), (196, 138, 100), (164, 109, 76), (130, 84, 58), (98, 62, 44),
)  # fmt: skip
SKIN_SHARE = (0.2, 0.24, 0.18, 0.12, 0.08, 0.06, 0.04, 0.04, 0.02, 0.02)


def hsv(h: float, s: float, v: float) -> Rgb:
    """Hue in turns, saturation and value 0..1."""
    r, g, b = colorsys.hsv_to_rgb(h % 1, min(max(s, 0), 1), min(max(v, 0), 1))
    return round(r * 255), round(g * 255), round(b * 255)


def mixed(a: Rgb, b: Rgb, t: float) -> Rgb:
    return tuple(round(x * (1 - t) + y * t) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True)
class Palette:
    """One figure's colours."""

    skin: Rgb
    hair: Rgb
    eyes: Rgb
    mouth: Rgb
    cloth: tuple[Rgb, ...]
    accent: Rgb

    @classmethod
    def random(cls, rng: np.random.Generator) -> Palette:
        skin = SKIN[rng.choice(len(SKIN), p=SKIN_SHARE)]
        skin = tuple(int(np.clip(c + rng.normal(0, 4), 0, 255)) for c in skin)
        base = rng.random()
        cloth = tuple(_cloth(rng, base) for _ in range(4))
        accent = hsv(base + 0.5 + rng.normal(0, 0.06), rng.uniform(0.55, 0.95), rng.uniform(0.7, 1))
        mouth = hsv(rng.uniform(-0.03, 0.03), rng.uniform(0.35, 0.6), rng.uniform(0.6, 0.9))
        return cls(skin, _hair(rng), _eyes(rng), mouth, cloth, accent)  # type: ignore[arg-type]


def _hair(rng: np.random.Generator) -> Rgb:
    kind = rng.choice(["black", "brown", "blond", "red", "silver", "fancy"], p=[0.2, 0.24, 0.18, 0.07, 0.09, 0.22])
    if kind == "black":
        return hsv(rng.uniform(0.55, 0.8), rng.uniform(0.05, 0.35), rng.uniform(0.14, 0.32))
    if kind == "brown":
        return hsv(rng.uniform(0.02, 0.09), rng.uniform(0.35, 0.65), rng.uniform(0.28, 0.6))
    if kind == "blond":
        return hsv(rng.uniform(0.1, 0.15), rng.uniform(0.25, 0.6), rng.uniform(0.82, 1))
    if kind == "red":
        return hsv(rng.uniform(0.0, 0.06), rng.uniform(0.55, 0.8), rng.uniform(0.55, 0.85))
    if kind == "silver":
        return hsv(rng.uniform(0.5, 0.75), rng.uniform(0.02, 0.15), rng.uniform(0.75, 0.96))
    return hsv(rng.random(), rng.uniform(0.25, 0.7), rng.uniform(0.55, 0.98))


def _eyes(rng: np.random.Generator) -> Rgb:
    hue = rng.choice([0.58, 0.08, 0.33, 0.0, 0.78, 0.13], p=[0.32, 0.22, 0.15, 0.12, 0.12, 0.07])
    return hsv(hue + rng.normal(0, 0.03), rng.uniform(0.45, 0.9), rng.uniform(0.4, 0.85))


def _cloth(rng: np.random.Generator, base: float) -> Rgb:
    kind = rng.random()
    if kind < 0.22:
        return hsv(rng.random(), rng.uniform(0, 0.08), rng.uniform(0.9, 0.98))
    if kind < 0.4:
        return hsv(rng.uniform(0.55, 0.75), rng.uniform(0.05, 0.45), rng.uniform(0.15, 0.38))
    hue = base + rng.choice([0, 0.08, -0.08, 0.5, 0.33]) + rng.normal(0, 0.02)
    return hsv(hue, rng.uniform(0.15, 0.8), rng.uniform(0.4, 0.98))
