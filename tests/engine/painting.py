"""A small drawing with known regions, for the tests of everything that paints."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.request import Light
from engine.types import U8, Colors, Parts, Regions, Seed
from models.parts import Part


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


def parts_of(*part: Part, figure: int = 1, head: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Parts:
    """The parts of the regions 1, 2, ..., all of one figure but for the paper."""
    table = np.array([Part.BACKGROUND, *part], np.uint8)
    whose = np.where(table != Part.BACKGROUND, figure, 0).astype(np.int32)
    heads = np.array([(0, 0, 0, 0), head], np.int32)
    return Parts(table, np.ones(len(table), np.float32), whose, heads)


def parts_of_figure(size: int = 160) -> Parts:
    """What the regions of `draw_figure` show; its legs are a pair of trousers."""
    head = tuple(round(v * size / 160) for v in (44, 8, 116, 76))
    doll = (Part.BACKGROUND, Part.HAIR, Part.SKIN, Part.EYES, Part.EYES, Part.TOP, Part.BOTTOM, Part.BOTTOM)
    return parts_of(*doll, head=head)  # type: ignore[arg-type]


def choose(
    regions: Regions,
    line_alpha: U8,
    hinted: dict[int, Seed] | None = None,
    parts: Parts | None = None,
    **options: object,
) -> Colors:
    """`choose_colors` with nothing asked for but what is given; the parts are the doll's unless told."""
    from engine.palette import choose_colors

    asked = {"references": (), "preset": None, "palette_only": False, "background": None, "seed": 0} | options
    parts = parts or parts_of_figure(len(line_alpha))
    return choose_colors(regions, hinted or {}, line_alpha=line_alpha, parts=parts, **asked)  # type: ignore[arg-type]


def drawn(seed: int, size: int = 384) -> tuple[Regions, U8, Parts]:
    """A procedural drawing whose parts are true: (regions, line_alpha, parts pooled over the regions)."""
    from data.sources.procedural import scene
    from engine.regions import find_regions

    picture = scene.draw(seed, size)
    regions = find_regions(picture.ink)

    def most(truth: NDArray[np.uint8], kinds: int) -> NDArray[np.int64]:
        votes = np.bincount(
            (regions.labels.astype(np.int64) * kinds + truth).ravel(), minlength=kinds * (regions.count + 1)
        )
        return votes.reshape(-1, kinds).argmax(1)

    part = most(picture.part, len(Part)).astype(np.uint8)
    figure = np.where(part != Part.BACKGROUND, most(picture.figure, 256), 0).astype(np.int32)
    head = np.zeros((int(figure.max()) + 1, 4), np.int32)
    for one in range(1, len(head)):
        face = np.isin(picture.part, (Part.EYES, Part.EYE_WHITE, Part.MOUTH)) & (picture.figure == one)
        ys, xs = np.nonzero(face)
        if len(xs):
            wide = np.ptp(xs) * 1.05 + 4
            middle_x, middle_y = xs.mean(), ys.mean()
            head[one] = middle_x - wide, middle_y - 1.2 * wide, middle_x + wide, middle_y + 0.9 * wide
    return regions, picture.ink, Parts(part, np.ones(len(part), np.float32), figure, head)


SIDE_LIGHTS = (Light(x=0.0, y=0.5), Light(x=1.0, y=0.5))
