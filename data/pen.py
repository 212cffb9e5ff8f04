"""How a hand draws a line: width, taper, pressure, gaps, a second stroke, pencil grain."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from data.geometry import Points, along, normals, steps, wobble

CORNER = np.cos(np.radians(55))
"""A line that turns more sharply than this is drawn as two strokes, as a hand would."""


@dataclass
class Pen:
    """Widths are in pixels of the final picture; probabilities are per stroke."""

    rng: np.random.Generator
    width: float = 1.6
    variation: float = 0.35
    taper: float = 0.6
    shake: float = 0.3
    gap: float = 0.05
    double: float = 0.0
    tone: int = 255
    accent: float = 1.0
    """Above 1, inner lines (pressure below 1) are thinner yet, and outlines stand out."""

    @classmethod
    def random(cls, rng: np.random.Generator, size: int) -> Pen:
        """A pen out of the drawer: a fine liner, a brush, a pencil, a mouse, for a picture of `size` px."""
        kind = rng.choice(["liner", "brush", "pencil", "mouse", "even"], p=[0.3, 0.25, 0.2, 0.1, 0.15])
        scale = size / 512
        width = float(np.exp(rng.uniform(np.log(0.8), np.log(3.0)))) * scale
        pen = cls._kind(rng, str(kind), width, scale)
        pen.accent = float(rng.choice([1.0, rng.uniform(0.3, 1.0), rng.uniform(1.5, 3.5)], p=[0.5, 0.2, 0.3]))
        return pen

    @classmethod
    def _kind(cls, rng: np.random.Generator, kind: str, width: float, scale: float) -> Pen:
        if kind == "brush":
            return cls(rng, width * 1.3, 0.7, 0.9, 0.3 * scale, rng.uniform(0, 0.08))
        if kind == "pencil":
            tone = int(rng.integers(110, 235))
            return cls(rng, width, 0.5, 0.7, 0.8 * scale, rng.uniform(0, 0.2), rng.uniform(0, 0.6), tone)
        if kind == "mouse":
            return cls(rng, width, 0.05, 0.0, 0.9 * scale, rng.uniform(0, 0.1))
        if kind == "even":
            return cls(rng, width, 0.05, 0.1, 0.15 * scale, 0.0)
        return cls(rng, width, 0.35, 0.6, 0.3 * scale, rng.uniform(0, 0.12))

    def draw(
        self, layer: NDArray[np.uint8], curve: Points, pressure: float, taper: bool, absolute: float | None = None
    ) -> None:
        """Draw a polyline into a layer of twice the picture's size (`curve` is in its pixels)."""
        for piece in _pieces(curve):
            length = float(np.hypot(*np.diff(piece, axis=0).T).sum())
            if length < 1.0:
                continue
            width = absolute if absolute is not None else max(self.width * 2 * pressure**self.accent, 0.9)
            repeats = 2 if absolute is None and self.rng.random() < self.double and length > 20 else 1
            for _ in range(repeats):
                self._stroke(layer, piece, length, width, taper)

    def _stroke(self, layer: NDArray[np.uint8], piece: Points, length: float, width: float, taper: bool) -> None:
        n = int(np.clip(length / 4, 4, 160))
        curve = along(piece, n)
        if self.shake:
            curve = wobble(curve, self.rng, self.shake, int(length / 40) + 2)
        t = steps(n)
        knots = self.rng.normal(1, self.variation * 0.4, 5).clip(0.45, 1.7)
        half = width / 2 * np.interp(t, steps(5), knots)
        if taper:
            ends = np.clip(np.minimum(t, 1 - t) / 0.3, 0, 1) ** 0.7
            half *= 1 - self.taper * (1 - ends)
        half = np.maximum(half, 0.45)
        if self.rng.random() < self.gap and length > 40:
            hole = self.rng.uniform(0.15, 0.85)
            reach = min(0.5, self.rng.uniform(4, 14) * max(width, 2) / 3 / length)
            keep = np.abs(t - hole) > reach / 2
            first, second = curve[: int(hole * n)][keep[: int(hole * n)]], curve[int(hole * n) :][keep[int(hole * n) :]]
            for part, w in ((first, half[: len(first)]), (second, half[-len(second) :])):
                if len(part) > 2:
                    self._ink(layer, part, w)
            return
        self._ink(layer, curve, half)

    def _ink(self, layer: NDArray[np.uint8], curve: Points, half: NDArray[np.float64]) -> None:
        offset = normals(curve) * half[:, None]
        band = np.vstack([curve + offset, (curve - offset)[::-1]])
        cv2.fillPoly(layer, [np.round(band * 16).astype(np.int32)], self.tone, cv2.LINE_AA, 4)


def _pieces(curve: Points) -> list[Points]:
    """Cut a polyline at its corners."""
    d = np.diff(curve, axis=0)
    length = np.hypot(d[:, 0], d[:, 1])
    keep = length > 1e-6
    curve = np.vstack([curve[:1], curve[1:][keep]])
    d, length = d[keep], length[keep]
    if len(d) < 2:
        return [curve]
    turn = (d[:-1] * d[1:]).sum(1) / (length[:-1] * length[1:])
    cuts = np.flatnonzero(turn < CORNER) + 1
    edges = [0, *cuts.tolist(), len(curve) - 1]
    return [curve[a : b + 1] for a, b in pairwise(edges) if b > a]
