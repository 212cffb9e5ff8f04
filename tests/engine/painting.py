"""A small drawing with known regions, for the tests of everything that paints."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.request import Light
from engine.types import U8, Colors, Regions, Seed


def regions_of(labels: NDArray[np.int32], line_alpha: U8, background: tuple[int, ...] = (1,)) -> Regions:
    """Tables for labels drawn by hand."""
    n = int(labels.max())
    box = np.zeros((n + 1, 4), np.int32)
    anchor = np.zeros((n + 1, 2), np.int32)
    for label in range(1, n + 1):
        ys, xs = np.nonzero(labels == label)
        box[label] = xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
        mask = cv2.copyMakeBorder((labels == label).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        deep = cv2.distanceTransform(mask, cv2.DIST_L2, 3)[1:-1, 1:-1]
        anchor[label] = np.unravel_index(deep.argmax(), deep.shape)[::-1]
    touching = []
    for one, other, ink in (
        (labels[:, :-1], labels[:, 1:], np.maximum(line_alpha[:, :-1], line_alpha[:, 1:])),
        (labels[:-1], labels[1:], np.maximum(line_alpha[:-1], line_alpha[1:])),
    ):
        edge = one != other
        touching += zip(np.minimum(one, other)[edge], np.maximum(one, other)[edge], ink[edge] > 127, strict=True)
    table: dict[tuple[int, int], list[bool]] = {}
    for a, b, inked in touching:
        table.setdefault((int(a), int(b)), []).append(bool(inked))
    pairs = sorted(table)
    return Regions(
        labels=labels,
        area=np.bincount(labels.ravel(), minlength=n + 1).astype(np.int64),
        box=box,
        anchor=anchor,
        background=np.isin(np.arange(n + 1), background),
        pairs=np.array(pairs, np.int32).reshape(-1, 2),
        border=np.array([len(table[p]) for p in pairs], np.int32),
        ink=np.array([np.mean(table[p]) for p in pairs], np.float32),
    )


def draw_figure(size: int = 160) -> tuple[Regions, U8]:
    """A doll: paper 1, hair 2, face 3, two eyes 4 5, dress 6, two legs 7 8. (regions, line_alpha)"""
    s = size / 160
    labels = np.ones((size, size), np.int32)
    line_alpha = np.zeros((size, size), np.uint8)

    def ellipse(label: int, x: float, y: float, rx: float, ry: float) -> None:
        place = (round(x * s), round(y * s)), (round(rx * s), round(ry * s)), 0, 0, 360
        cv2.ellipse(labels, *place, label, -1)
        cv2.ellipse(line_alpha, *place, 255, max(1, round(2 * s)), cv2.LINE_AA)

    ellipse(7, 68, 130, 8, 22)
    ellipse(8, 92, 130, 8, 22)
    ellipse(6, 80, 95, 26, 30)
    ellipse(2, 80, 42, 36, 34)
    ellipse(3, 80, 50, 24, 24)
    ellipse(4, 71, 48, 5, 6)
    ellipse(5, 89, 48, 5, 6)
    return regions_of(labels, line_alpha), line_alpha


def choose(regions: Regions, line_alpha: U8, hinted: dict[int, Seed] | None = None, **options: object) -> Colors:
    """`choose_colors` with nothing asked for but what is given."""
    from engine.palette import choose_colors

    asked = {"references": (), "preset": None, "palette_only": False, "background": None, "seed": 0} | options
    return choose_colors(regions, hinted or {}, line_alpha=line_alpha, **asked)  # type: ignore[arg-type]


SIDE_LIGHTS = (Light(x=0.0, y=0.5), Light(x=1.0, y=0.5))
