"""The colours of reference pictures, by part and person, and which family of a drawing takes which of them.

Persons are counted from left to right, picture after picture, as the drawing's figures are: each figure takes one
person's colours. Where there are fewer figures than persons, those who are drawn largest give theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.coats import PALE
from engine.families import DETAIL, Families
from engine.heads import find_heads
from engine.oklab import F32, lab_to_lch, srgb_to_lab
from engine.request import Color
from engine.types import U8
from models.parts import FEATURES, PARTS, Part

_WORK_SIZE = 256
_CLUSTERS = 10
_MOST_PIXELS = 6000
"""As many pixels of one part tell its colours."""
_LEAST = 0.003
"""A part with a smaller share of the picture is a mistake of the eye. Eyes and mouths may be a twentieth of it."""
_LARGE_FIRST = tuple(
    sorted(
        (part for part in Part if part != Part.BACKGROUND),
        key=lambda part: (part in (*FEATURES, Part.ACCESSORY, Part.PROP), part),
    )
)
_ONE_COLOR = (Part.SKIN, Part.HAIR, Part.EYES, Part.EYE_WHITE, Part.MOUTH, Part.FOOTWEAR)

_INNER = 1
"""The role of a garment that shows below another one."""
_SIDEWAYS = 4.0
"""How much more a place's distance to the side of a head counts than that above or below it: bodies hang below."""
_INK = 0.22
"""As dark as a line, in OKLab."""

_Row = tuple[float, U8, float, float, int, int]


@dataclass(frozen=True)
class Swatches:
    """The colours there are to choose from: srgb uint8 (k, 3), lab, share of the picture, place (x distance
    from the middle 0..0.5, y from the top 0..1; NaN where a palette has no places), the number of the part
    that has it (-1 where nobody knows) and of the person whose it is; `first` are the persons, those who give
    their colours first, first."""

    srgb: U8
    lab: F32
    share: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    part: NDArray[np.int32]
    person: NDArray[np.int32]
    first: tuple[int, ...] = (0,)

    def best(self, families: Families, family: int) -> int:
        """The index of the swatch that suits a family best."""
        known = self._of_part(families, family)
        if len(known):
            return int(known[self._fit(families, family, known).argmin()])
        return int(self._cost(families, family).argmin())

    def by_part(self, families: Families) -> dict[int, F32]:
        """OKLab of the families whose part a reference shows: its hair colours the hair, its top the top."""
        found: dict[int, F32] = {}
        taken: dict[tuple[int, int], int] = {}
        for family in np.argsort(-families.area, kind="stable").tolist():
            known = self._of_part(families, family)
            if not len(known):
                continue
            part, figure = int(families.part[family]), int(families.figure[family])
            cost = self._fit(families, family, known)
            if part not in _ONE_COLOR:
                cost = cost + [0.35 * taken.get((figure, k), 0) for k in known.tolist()]
            choice = int(known[cost.argmin()])
            # A shirt below a coat is no second coat: of a reference that shows one colour it keeps its own.
            if part == Part.TOP and families.role[family] == _INNER and (figure, choice) in taken:
                continue
            taken[figure, choice] = taken.get((figure, choice), 0) + 1
            found[family] = self.lab[choice]
        return found

    def by_likeness(self, families: Families, lab: F32, *, fixed: Mapping[int, F32], only: bool) -> F32:
        """OKLab (m, 3): a swatch of no known part for each family that is not `fixed`. What the pictures
        show of other parts leaves `lab` as it is, and so do small families that no swatch suits, unless `only`."""
        out = lab.copy()
        if not len(self.lab) or (not only and (self.part >= 0).any()):
            return out
        taken = np.zeros(len(self.lab))
        for family in np.argsort(-families.area, kind="stable").tolist():
            if family in fixed:
                continue
            cost = self._cost(families, family)
            part = int(families.part[family])
            if part not in _STRANGE and families.role[family] not in (DETAIL, PALE):
                cost = cost + 0.35 * taken
            choice = int(cost.argmin())
            if cost[choice] > _STRANGE.get(part, np.inf) and not only:
                continue
            out[family] = self.lab[choice]
            taken[choice] += 1
        return out

    def _of_part(self, families: Families, family: int) -> NDArray[np.intp]:
        """The swatches of a family's part that its figure's person has; of those who have none, the next one's."""
        figures = max(int(families.figure.max(initial=1)), 1)
        giving, others = sorted(self.first[:figures]), self.first[figures:]
        start = max(int(families.figure[family]) - 1, 0) % len(giving)
        for person in (*giving[start:], *giving[:start], *others):
            mine = np.flatnonzero((self.part == families.part[family]) & (self.person == person))
            if len(mine):
                return mine
        return np.zeros(0, np.intp)

    def _fit(self, families: Families, family: int, known: NDArray[np.intp]) -> NDArray[np.float64]:
        """What it costs to give a family each swatch of its part: unlike size within the part, unlike place."""
        mine = (families.part == families.part[family]) & (families.figure == families.figure[family])
        own = families.area[family] / max(families.area[mine].sum(), 1e-9)
        share = self.share[known] / max(self.share[known].sum(), 1e-9)
        return np.abs(np.sqrt(share) - np.sqrt(own)) + np.abs(self.y[known] - families.y[family]) * 0.5

    def _cost(self, families: Families, family: int) -> NDArray[np.float64]:
        """What it costs to give a family a swatch of any part: unlike size, unlike place, unlike its kind."""
        lch = lab_to_lch(self.lab).astype(np.float64)
        lightness, chroma, hue = lch.T
        size = np.abs(np.sqrt(self.share) - np.sqrt(families.area[family])) * 0.8
        place = np.abs(self.y - families.y[family]) * 0.8 + np.abs(self.x - families.x[family]) * 0.3
        cost = size + np.nan_to_num(place, nan=0.0)
        warm = np.abs((hue - 55 + 180) % 360 - 180) / 40
        skin = np.maximum(warm - 0.6, 0) + np.maximum(0.55 - lightness, 0) * 3 + np.abs(chroma - 0.05) * 6
        part, role = int(families.part[family]), int(families.role[family])
        if part == Part.SKIN:
            return cost * 0.4 + skin
        if part == Part.EYE_WHITE or role == PALE:
            return (1 - lightness) * 3 + chroma * 5
        if part == Part.MOUTH:
            return np.abs((hue - 20 + 180) % 360 - 180) / 60 + np.maximum(0.08 - chroma, 0) * 6
        if part == Part.EYES or role == DETAIL:
            return np.maximum(0.13 - chroma, 0) * 4 + self.share
        # What looks like skin is skin, elsewhere too: clothes and hair would rather have another.
        return cost + np.maximum(0.35 - skin, 0)


_STRANGE: dict[int, float] = {Part.SKIN: 1.1, Part.EYE_WHITE: 0.8, Part.MOUTH: 0.9, Part.EYES: 0.5}
"""Cost above which no swatch is what such a part would be painted with."""


def swatches_of(colors: Sequence[Color]) -> Swatches:
    """A list of colours as swatches of no part: the earlier, the more of it."""
    weight = 1.0 / np.arange(1, len(colors) + 1)
    total = max(float(weight.sum()), 1e-9)
    rows = [
        (w / total, np.array(c, np.uint8), np.nan, np.nan, -1, 0) for w, c in zip(weight.tolist(), colors, strict=True)
    ]
    return _swatches(rows)


def read_swatches(pictures: Sequence[U8], seen: Sequence[NDArray[np.uint8] | None] = ()) -> Swatches:
    """The palette of pictures, uint8 RGB (H, W, 3): the flat colours of each part, without paper and lines.

    `seen` has for each picture the parts in it, uint8 (h, w) of `Part` at any size, or None where nobody has
    looked: then its colours belong to no part. Colours with more area come first.
    """
    rows: list[_Row] = []
    first: list[int] = []
    for number, picture in enumerate(pictures):
        parts = seen[number] if number < len(seen) else None
        heads = _persons(parts)
        rows += _rows(picture, parts, heads, len(first))
        size = [-(box[2] - box[0]) for box in heads]
        first += [len(first) + k for k in np.argsort(size, kind="stable").tolist()] or [len(first)]
    return _swatches(sorted(rows, key=lambda row: -row[0]), tuple(first) or (0,))


def _persons(parts: NDArray[np.uint8] | None) -> list[tuple[int, int, int, int]]:
    """The heads in a picture's parts, uint8 (h, w), from left to right, in their pixels."""
    if parts is None:
        return []
    heads = sorted(find_heads(np.eye(len(PARTS), dtype=np.float32)[parts]))
    faces = np.isin(parts, FEATURES)
    # A bun or a hat may look like a head; beside a face it is none.
    return [b for b in heads if faces[max(b[1], 0) : b[3], max(b[0], 0) : b[2]].any()] or heads[:1]


def _whose(
    heads: Sequence[tuple[int, int, int, int]], seen: tuple[int, ...], size: tuple[int, ...]
) -> NDArray[np.intp]:
    """intp (height, width) of `size`: the number of the head that each place belongs to; heads are as in `seen`."""
    rows, columns = np.indices(size)
    scale = np.array([size[1] / seen[1], size[0] / seen[0]] * 2)
    away = []
    for box in heads:
        x0, y0, x1, y1 = np.array(box) * scale
        away.append(np.hypot(_SIDEWAYS * (columns - (x0 + x1) / 2), rows - (y0 + y1) / 2) / (x1 - x0))
    return np.argmin(away, axis=0) if away else np.zeros(size, np.intp)


def _swatches(rows: Sequence[_Row], first: tuple[int, ...] = (0,)) -> Swatches:
    srgb = np.array([row[1] for row in rows], np.uint8).reshape(-1, 3)
    table = np.array([(row[0], row[2], row[3]) for row in rows], np.float64).reshape(-1, 3)
    known = np.array([row[4:] for row in rows], np.int32).reshape(-1, 2)
    return Swatches(srgb, srgb_to_lab(srgb), table[:, 0], table[:, 1], table[:, 2], known[:, 0], known[:, 1], first)


def _rows(
    picture: U8, parts: NDArray[np.uint8] | None, heads: Sequence[tuple[int, int, int, int]], number: int
) -> list[_Row]:
    """A row of `Swatches` for each flat colour: (share, colour, x, y, part, person); persons count from `number`."""
    height, width = picture.shape[:2]
    scale = _WORK_SIZE / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST)
    small = np.asarray(small, np.uint8)
    lab = srgb_to_lab(small)
    figure = ~_paper(lab)
    # Lines, and what lies half under them, are nobody's colour: only even places count.
    around = np.ones((3, 3), np.uint8)
    uneven = cv2.dilate(small, around).astype(np.int16) - cv2.erode(small, around)
    even = uneven.max(2) < 24
    ys, xs = np.nonzero(figure) if figure.any() else np.nonzero(np.ones_like(figure))
    frame = int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1
    if parts is None:
        keep = figure & even & (lab[..., 0] > 0.22)
        if keep.sum() <= 0.1 * figure.sum():
            keep = figure if figure.mean() > 0.03 else np.ones_like(figure)
        return _colors_of(small, lab, keep, frame, -1, number, float(keep.sum()))
    part = cv2.resize(parts, size, interpolation=cv2.INTER_NEAREST)
    whose = _whose(heads, parts.shape, part.shape)
    rows: list[_Row] = []
    for person in range(max(len(heads), 1)):
        own = whose == person
        ys, xs = np.nonzero(figure & own)
        if not len(xs):
            continue
        frame = int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1
        theirs: list[_Row] = []
        for one in _LARGE_FIRST:
            mine = (part == one) & own
            if mine.sum() <= _LEAST * (0.05 if one in FEATURES else 1) * mine.size / max(len(heads), 1):
                continue
            # A small eye is all edge: there the unevenness says nothing.
            keep = mine & even if (mine & even).sum() > 0.2 * mine.sum() else mine
            found = _colors_of(small, lab, keep, frame, int(one), number + person, float(figure.sum()))
            # The first is the largest; what else is as dark as ink is lines, or something drawn black.
            found = found[:1] + [row for row in found[1:] if srgb_to_lab(row[1])[0] > _INK]
            theirs += [row for row in found if _believable(one, row, theirs)]
        rows += theirs
    return rows


def _believable(part: Part, row: _Row, others: Sequence[_Row]) -> bool:
    """Whether a part may have such a colour: eyes are no ink, and a ribbon of the coat's colour is coat."""
    lab = srgb_to_lab(row[1])
    chroma = float(np.hypot(lab[1], lab[2]))
    if part == Part.EYES:
        return lab[0] > 0.25
    if part == Part.MOUTH and (lab[0] < 0.35 or chroma < 0.07):
        return False
    if part == Part.EYE_WHITE:
        return lab[0] > 0.85 and chroma < 0.04
    if part in (Part.MOUTH, Part.ACCESSORY, Part.PROP):
        return all(float(np.sqrt(((srgb_to_lab(other[1]) - lab) ** 2).sum())) > 0.05 for other in others)
    return True


def _paper(lab: F32) -> NDArray[np.bool_]:
    """The pixels of OKLab (h, w, 3) that hang together with the border and have its colour: white cloth stays."""
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    near = np.sqrt(((lab - np.median(border, axis=0)) ** 2).sum(2)) < 0.045
    _, component = cv2.connectedComponents(near.astype(np.uint8), connectivity=4)
    edge = np.unique(np.concatenate([component[0], component[-1], component[:, 0], component[:, -1]]))
    return near & np.isin(component, edge[edge > 0])


def _colors_of(
    small: U8,
    lab: F32,
    keep: NDArray[np.bool_],
    frame: tuple[int, int, int, int],
    part: int,
    number: int,
    whole: float,
) -> list[_Row]:
    """The flat colours of the pixels in `keep` (h, w); of a part that has one colour, that one."""
    ys, xs = np.nonzero(keep)
    if part >= 0 and len(ys) > _MOST_PIXELS:
        step = -(-len(ys) // _MOST_PIXELS)
        ys, xs = ys[::step], xs[::step]
    pixels, values = small[ys, xs], lab[ys, xs]
    if part == Part.EYES:
        # Neither the pupil nor the light on it, nor the line around: what has colour.
        chroma = np.hypot(values[:, 1], values[:, 2])
        colorful = (values[:, 0] > 0.3) & (values[:, 0] < 0.93) & (chroma > np.quantile(chroma, 0.4))
        if colorful.sum() > 3:
            ys, xs, pixels, values = ys[colorful], xs[colorful], pixels[colorful], values[colorful]
    index, centre = _k_means(values)
    x0, y0, x1, y1 = frame
    x, y = np.abs((xs - (x0 + x1 - 1) / 2) / (x1 - x0)), (ys - y0) / (y1 - y0)
    share = np.bincount(index, minlength=len(centre)) / max(len(index), 1)
    if part >= 0:
        index, share = _join_shades(index, share, centre)
    rows: list[_Row] = []
    for c in np.argsort(-share, kind="stable").tolist():
        mine = index == c
        if share[c] < (0.004 if part < 0 else 0.06):
            continue
        # A colour that is really in the picture, not a mean that is in none.
        gap = ((values - centre[c]) ** 2).sum(1)
        medoid = int(gap.argmin()) if part >= 0 else int(np.flatnonzero(mine)[gap[mine].argmin()])
        weight = float(share[c]) * int(keep.sum()) / max(whole, 1)
        rows.append((weight, pixels[medoid], float(x[mine].mean()), float(y[mine].mean()), part, number))
        if part in _ONE_COLOR:
            break
    return rows


def _join_shades(
    index: NDArray[np.intp], share: NDArray[np.float64], centre: F32
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """A colour's shadow and light are no colours of their own: they join the largest that they are shades of."""
    owner = np.arange(len(centre))
    for c in np.argsort(-share, kind="stable")[::-1].tolist():
        for larger in np.argsort(-share, kind="stable").tolist():
            if larger == c or share[larger] <= share[c]:
                continue
            light = abs(float(centre[c, 0] - centre[larger, 0]))
            tint = float(np.hypot(*(centre[c, 1:] - centre[larger, 1:])))
            if light < 0.25 and tint < 0.035 + 0.22 * light:
                owner[c] = larger
                break
    for _ in range(len(owner)):
        owner = owner[owner]
    return owner[index], np.bincount(owner, share, len(centre)).astype(np.float64)


def _k_means(lab: F32) -> tuple[NDArray[np.intp], F32]:
    """Farthest-first, then Lloyd: no dice, so that the same reference gives the same palette."""
    centres = [np.median(lab, axis=0)]
    gap = ((lab - centres[0]) ** 2).sum(1)
    for _ in range(_CLUSTERS - 1):
        # The quantile, not the maximum: an antialiased pixel or two make no colour.
        far = int(np.argsort(gap, kind="stable")[int(len(gap) * 0.985)])
        if gap[far] < 0.04**2:
            break
        centres.append(lab[far])
        gap = np.minimum(gap, ((lab - lab[far]) ** 2).sum(1))
    centre = np.array(centres, np.float32)
    index = np.zeros(len(lab), np.intp)
    for _ in range(8):
        index = ((lab[:, None] - centre[None]) ** 2).sum(2).argmin(1)
        for c in range(len(centre)):
            if (index == c).any():
                centre[c] = lab[index == c].mean(0)
    return index, centre
