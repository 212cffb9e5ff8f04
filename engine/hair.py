"""How hair runs: from the crown of each head to its tips, in one flow that its strands share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.reduced import F32, smooth
from engine.types import Parts
from models.parts import Part

_ROOT = 0.3
"""Within this distance of the crown, in heights of the head, hair is all root."""
_STRAND = 0.42
"""How much of the flow is a strand's own, from its beginning to its end; the rest is the whole head's."""
_BAND, _BAND_HALF = 0.66, 0.1
"""Where the band of light lies, and half its width, in shares of the way from the head's middle to the hair's edge."""


@dataclass(frozen=True)
class Crown:
    """Where a figure's hair springs from, and how tall its head is, reduced px; `seen` where a head is."""

    x: float
    y: float
    tall: float
    seen: bool


def find_crowns(labels: NDArray[np.int32], scale: float, parts: Parts) -> dict[int, Crown]:
    """The crown of each figure that has hair, in a reduced picture's `labels` at `scale`."""
    hair = (parts.part == Part.HAIR)[labels]
    crowns: dict[int, Crown] = {}
    for figure in np.unique(parts.figure[parts.part == Part.HAIR]).tolist():
        ys, xs = np.nonzero(hair & (parts.figure == figure)[labels])
        if len(xs) < 12:
            continue
        x0, y0, x1, y1 = parts.head[figure] * scale if figure < len(parts.head) else np.zeros(4)
        if y1 > y0:
            over = (xs > x0) & (xs < x1) & (ys < (y0 + y1) / 2)
            top = float(np.quantile(ys[over], 0.02)) if over.any() else y0
            crowns[figure] = Crown((x0 + x1) / 2, top + 0.12 * (y1 - top), float(y1 - top), True)
        else:
            top, wide = float(np.quantile(ys, 0.02)), float(np.quantile(xs, 0.95) - np.quantile(xs, 0.05))
            # A picture may be one pixel wide.
            crowns[figure] = Crown(float(np.median(xs)), top + 0.15 * wide, max(wide, 1.0), False)
    return crowns


def flow(labels: NDArray[np.int32], mass: NDArray[np.int32], parts: Parts, crowns: dict[int, Crown]) -> F32:
    """float32 of the shape of `labels`: -1 at the roots of hair, 1 at its tips; 0 where there is no hair.

    `mass` is int32 (n + 1,): regions that hang together have one number, and are one strand.
    """
    out = np.zeros(labels.shape, np.float32)
    for figure, crown in crowns.items():
        ys, xs = np.nonzero(((parts.part == Part.HAIR) & (parts.figure == figure))[labels])
        away = np.hypot(xs - crown.x, np.maximum(ys - crown.y, 0.5 * (ys - crown.y))) / crown.tall
        end = max(float(np.quantile(away, 0.97)), _ROOT + 0.6)
        whole = np.clip((away - _ROOT) / (end - _ROOT), 0, 1) * 2 - 1
        strand = mass[labels[ys, xs]]
        n = int(strand.max()) + 1
        count = np.maximum(np.bincount(strand, minlength=n), 1)
        mean = np.bincount(strand, away, n) / count
        spread = np.sqrt(np.maximum(np.bincount(strand, away * away, n) / count - mean**2, 0))
        # A short piece has no root and tip of its own.
        own = np.clip((away - mean[strand]) / (1.75 * np.maximum(spread[strand], 0.06)), -1, 1)
        out[ys, xs] = (1 - _STRAND) * whole + _STRAND * own
    return out


def shine(labels: NDArray[np.int32], parts: Parts, crowns: dict[int, Crown], way: tuple[float, float]) -> F32:
    """float32 0..1 of the shape of the reduced `labels`: the broken band of light that lies across each crown.

    It follows the head as an arc below the hair's upper edge, strongest on the side that `way`, the light's
    direction in the picture, comes from; its edges are jagged, as strands break it.
    """
    out = np.zeros(labels.shape, np.float32)
    # Without a head in sight it may be no hair: a petal, a sail.
    crowns = {figure: crown for figure, crown in crowns.items() if crown.seen}
    toward = np.arctan2(-way[1] - 0.6, -way[0]) if np.hypot(*way) > 1e-3 else -np.pi / 2
    for figure, crown in crowns.items():
        hair = ((parts.part == Part.HAIR) & (parts.figure == figure))[labels]
        middle = crown.y + 0.42 * crown.tall
        ys, xs = np.nonzero(hair)
        near = (np.abs(xs - crown.x) < crown.tall) & (ys < middle)
        ys, xs = ys[near], xs[near]
        if len(xs) < 30:
            continue
        top = float(np.quantile(ys, 0.01))
        wide = max(float(np.quantile(np.abs(xs - crown.x), 0.97)), 1.0)
        across, down = (xs - crown.x) / wide, (ys - middle) / max(middle - top, 1.0)
        angle = np.arctan2(down, across)
        away = np.hypot(across, down) - _BAND + 0.02 * np.sin(angle * 5 + 0.7)
        # Strands draw its inner edge out into points towards the tips; its outer edge is calmer; some break it whole.
        inner = 0.3 + 1.15 * _points(angle * 4.6) + 0.25 * _points(angle * 11 + 1.9)
        outer = 0.5 + 0.35 * _points(angle * 6.1 + 0.8)
        fade = np.clip(1.25 * np.cos((angle - toward) * 0.75), 0, 1)
        fade *= np.clip(0.3 + 1.5 * np.abs(np.sin(angle * 2.6 + 0.5)), 0, 1)
        half = _BAND_HALF * fade * np.where(away < 0, inner, outer)
        out[ys, xs] = smooth((half - np.abs(away)) / 0.03)
    return out


def _points(turns: NDArray[np.floating]) -> NDArray[np.floating]:
    """A row of points of uneven height, 0..1, one a radian."""
    place = turns % 1
    height = 0.55 + 0.45 * np.sin(np.floor(turns) * 2.4)
    return height * (1 - np.abs(2 * place - 1))
