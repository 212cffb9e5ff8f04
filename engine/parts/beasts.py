"""Animals' faces: what is believed of them is read anew where a creature is all around.

The network knows people best: it takes a bare muzzle for skin, and the white of a cartoon's eye for fur.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import around
from engine.types import Regions, Sight
from models.parts import CLOTH, EYE, FEATURES, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]

FACED = 0.3
"""An animal shows an eye or a mouth: where the belief in these comes nowhere so far, what looks like fur is a thing."""
ALL_FUR, SHIN = 0.75, 0.1
"""What stands on legs is fur to this mean belief, and this share of its height above the ground there are two."""
FURRED, WORN = 0.55, 0.12
"""A figure is a beast from this share of fur on, and with less than that of hair and clothes, or hairless."""
HELD = 0.5
"""What has this share of its border with one region lies in that region ..."""
LEANING = 0.35
"""... and so does an iris that the lid or the nose cuts off, with this share."""
RING, OTHER_RING = 0.2, 0.08
"""Fur around an eye is its white where belief in eyes is this much; less, where another eye has such a white."""
CORNER, HINTED = 0.25, 0.12
"""The corner of an eye has this share of its border with the iris, and so much belief in an eye, as a far eye has."""
FILLED = 0.35
"""One eye fills so much of its box; two do not."""
SMALLER = 16
"""A far eye is at most so many times smaller than the near one ..."""
APART = 5
"""... and at most so many times its width away."""
ROOMY = 45
"""The white of an eye is at most so many times as large as its iris."""
PUPIL = 0.45
"""What lies in an iris and is smaller than this share of it is a pupil, and the iris stays one."""

DOT = 0.04, 0.5
"""A blot of ink alone in a small region of a beast without eyes is a pupil: these shares of the region's paper ..."""
SOCKET = 0.0005, 0.03
"""... where the region has such shares of the beast."""


def doubt_beasts(pooled: F32, sight: Sight) -> F32:
    """float32 (n + 1, P): the belief, with things for animals where no face is seen in the whole picture: a flower has
    an animal's soft outline. What stands on legs is an animal all the same. `pooled` is `find.pool`'s.
    """
    faced = sight.belief[..., FEATURES].sum(-1).max(initial=0) >= FACED
    if faced or _stands(sight):
        return pooled
    after = pooled.copy()
    after[:, Part.PROP] += after[:, Part.CREATURE]
    after[:, Part.CREATURE] = 0
    return after


def _stands(sight: Sight) -> bool:
    """Whether nearly all that the picture shows is fur, and it stands on legs."""
    shown = sight.belief[..., Part.BACKGROUND] < 0.5
    rows = np.flatnonzero(shown.any(1))
    if not len(rows) or sight.belief[shown][:, Part.CREATURE].mean() < ALL_FUR:
        return False
    low = shown[int(rows[-1] - SHIN * (rows[-1] - rows[0]))]
    return int((np.diff(low.astype(np.int8), prepend=0) == 1).sum()) >= 2


def see_beasts(regions: Regions, part: U8, figure: NDArray[np.int32], head: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with beasts' faces all fur and their eyes an iris in a white.

    `head` is int32 (k + 1, 4), a box a figure, as in `Parts`: a beast's mouth is in it. `pooled` is
    `find.pool`'s belief, float32 (n + 1, P). People are left as they are.
    """
    shown = ~regions.background & (regions.area > 0)
    shown[0] = False
    after = part.copy()
    for one in np.unique(figure[shown & (part == Part.CREATURE)]).tolist():
        mine = shown & (figure == one)
        if _is_beast(regions, part, mine):
            x0, y0, x1, y1 = head[one]
            away = (regions.anchor < (x0, y0)).any(1) | (regions.anchor > (x1, y1)).any(1)
            # A finger is pink where it is a person's, and who wears nothing else wears no shoes.
            stray = (part == Part.MOUTH) & away & (x1 > x0)
            bare = not (mine & np.isin(part, CLOTH)).any()
            shod = (part == Part.FOOTWEAR) & bare
            after[mine & ((part == Part.SKIN) | stray | shod)] = Part.CREATURE
            _see_eyes(regions, after, mine, pooled)
    return after


def join_beasts(regions: Regions, part: U8, figure: NDArray[np.int32]) -> NDArray[np.int32]:
    """int32 (n + 1,): the figures, where fur that shows no face and hangs on an animal that does is the rest of it."""
    shown = ~regions.background & (regions.area > 0)
    shown[0] = False
    faced = np.unique(figure[shown & np.isin(part, EYE)])
    after = figure.copy()
    a, b = regions.pairs[shown[regions.pairs].all(1)].T
    for one in np.setdiff1d(figure[shown & (part == Part.CREATURE)], faced).tolist():
        if not _is_beast(regions, part, shown & (figure == one)):
            continue
        out = np.concatenate([b[figure[a] == one], a[figure[b] == one]])
        hosts = out[np.isin(figure[out], faced) & (part[out] == Part.CREATURE)]
        if len(hosts):
            after[figure == one] = np.bincount(figure[hosts]).argmax()
    return after


def see_dots(regions: Regions, part: U8, figure: NDArray[np.int32], line_alpha: U8) -> U8:
    """uint8 (n + 1,): the parts, with the white of an eye where a beast that shows none has a drawn pupil.

    A pupil is a blot of ink that touches no line. One or two in the upper half are eyes, and more are a pattern.
    """
    shown = ~regions.background & (regions.area > 0)
    shown[0] = False
    after = part.copy()
    for one in np.unique(figure[shown & (part == Part.CREATURE)]).tolist():
        mine = shown & (figure == one)
        if np.isin(part[mine], EYE).any() or not _is_beast(regions, part, mine):
            continue
        share = regions.area / regions.area[mine].sum()
        middle = (regions.box[mine, 1].min() + regions.box[mine, 3].max()) / 2
        may = mine & (share > SOCKET[0]) & (share < SOCKET[1]) & (regions.anchor[:, 1] < middle)
        dotted = [label for label in np.flatnonzero(may).tolist() if _has_dot(regions, label, line_alpha)]
        if len(dotted) <= 2:
            after[dotted] = Part.EYE_WHITE
    return after


def _has_dot(regions: Regions, label: int, line_alpha: U8) -> bool:
    x0, y0, x1, y1 = regions.box[label].tolist()
    inside = np.pad(regions.labels[y0:y1, x0:x1] == label, 1)
    ink = inside & np.pad(line_alpha[y0:y1, x0:x1] >= 128, 1)
    _, blots = cv2.connectedComponents(ink.astype(np.uint8))
    edge = cv2.dilate((~inside).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    alone = np.setdiff1d(blots[ink], blots[ink & edge])
    size = (blots[..., None] == alone).sum((0, 1)) / max(int((inside & ~ink).sum()), 1)
    return len(alone) == 1 and bool(DOT[0] < size[0] < DOT[1])


def _is_beast(regions: Regions, part: U8, mine: NDArray[np.bool_]) -> bool:
    whole = regions.area[mine].sum()
    fur = regions.area[mine & (part == Part.CREATURE)].sum()
    crowned = mine & np.isin(part, (Part.HAIR, Part.HEADWEAR))
    worn = crowned | (mine & np.isin(part, (Part.TOP, Part.BOTTOM, Part.FOOTWEAR)))
    return bool(fur > FURRED * whole and (regions.area[worn].sum() < WORN * whole or not crowned.any()))


def _see_eyes(regions: Regions, part: U8, mine: NDArray[np.bool_], pooled: F32) -> None:
    """Make irises and whites of one beast's eyes what they are, in place."""
    near = _borders(regions, mine)
    whole = around(regions)
    area = regions.area

    def holding(label: int, kinds: tuple[Part, ...], share: float) -> int:
        """The region of those kinds that has the most of this one's border, and at least that share; 0 for none."""
        found = {k: b for k, b in near.get(label, {}).items() if part[k] in kinds and b >= share * whole[label]}
        return max(found, key=lambda k: (found[k], -k)) if found else 0

    # A beast's mouth is not in its eye.
    mouth = np.flatnonzero(mine & (part == Part.MOUTH)).tolist()
    for label in mouth:
        if holding(label, EYE, HELD):
            part[label] = Part.EYES
    # An iris around an iris that is no mere pupil is a white, and so is a white around a white that the lid cuts off.
    for label in np.flatnonzero(mine & (part == Part.EYES)).tolist():
        outer = holding(label, (Part.EYES,), HELD)
        if outer and area[label] > PUPIL * area[outer] and not holding(outer, (Part.EYE_WHITE,), 0):
            part[outer] = Part.EYE_WHITE
    for label in np.flatnonzero(mine & (part == Part.EYE_WHITE)).tolist():
        outer = holding(label, (Part.EYE_WHITE,), LEANING)
        seen = holding(label, (Part.EYES,), 0) or (outer and holding(outer, (Part.EYES,), 0))
        if outer and area[label] < area[outer] and not seen:
            part[label] = Part.EYES
    belief = pooled[:, EYE].sum(1)
    for label in mouth:
        eye = sum(b for k, b in near.get(label, {}).items() if part[k] in EYE)
        if part[label] == Part.MOUTH and eye > LEANING * whole[label] and belief[label] > pooled[label, Part.MOUTH]:
            part[label] = Part.EYE_WHITE

    # Between two corners of an eye lies its iris, however white it looks.
    for label in np.flatnonzero(mine & (part == Part.EYE_WHITE)).tolist():
        eye = {label, *(k for k in near.get(label, {}) if part[k] == Part.EYES)}
        corners = [
            k
            for k in near.get(label, {})
            if part[k] == Part.CREATURE
            and area[k] < 2 * area[label]
            and belief[k] > HINTED
            and regions.box[label, 1] <= regions.anchor[k, 1] < regions.box[label, 3]
            and sum(near[k].get(one, 0) for one in eye) >= CORNER * whole[k]
        ]
        side = np.sign(regions.anchor[corners, 0] - regions.anchor[label, 0])
        if len(eye) > 1 and {-1, 1} <= set(side.tolist()):
            part[label], part[corners] = Part.EYES, Part.EYE_WHITE
    _see_far_eye(regions, part, mine, near, belief)

    rings: dict[int, int] = {}
    for label in np.flatnonzero(mine & np.isin(part, EYE)).tolist():
        ring = holding(label, (Part.CREATURE,), HELD)
        alone = not holding(label, EYE, 0)
        if ring and alone and area[label] < area[ring] < ROOMY * area[label]:
            rings[label] = ring
    sure = any(belief[ring] > RING for ring in rings.values())
    for label, ring in rings.items():
        if belief[ring] > (OTHER_RING if sure else RING):
            part[label], part[ring] = Part.EYES, Part.EYE_WHITE


def _see_far_eye(
    regions: Regions, part: U8, mine: NDArray[np.bool_], near: dict[int, dict[int, int]], belief: F32
) -> None:
    """Make an iris in a white of the one oval in an oval that lies level with the one eye of a beast, in place: the
    far eye of a turned head is narrow."""
    seen = np.flatnonzero(mine & np.isin(part, EYE))
    if not len(seen):
        return
    x0, y0 = regions.box[seen, :2].min(0)
    x1, y1 = regions.box[seen, 2:].max(0)
    area, whole = int(regions.area[seen].sum()), around(regions)
    if area < FILLED * (x1 - x0) * (y1 - y0):
        return
    found: list[tuple[int, int]] = []
    may = mine & (part == Part.CREATURE) & (belief > HINTED) & (regions.area < area) & (regions.area * SMALLER > area)
    may &= (regions.anchor[:, 1] > y0 - (y1 - y0) / 2) & (regions.anchor[:, 1] < y1)
    for outer in np.flatnonzero(may).tolist():
        left, right = regions.box[outer, [0, 2]].tolist()
        inner = [
            k
            for k, b in near.get(outer, {}).items()
            if part[k] == Part.CREATURE
            and b >= HELD * whole[k]
            and regions.area[k] < regions.area[outer]
            and belief[k] > belief[outer]
        ]
        if len(inner) == 1 and 0 < max(x0 - right, left - x1) < APART * (x1 - x0):
            found.append((outer, inner[0]))
    if len(found) == 1:
        part[list(found[0])] = Part.EYE_WHITE, Part.EYES


def _borders(regions: Regions, mine: NDArray[np.bool_]) -> dict[int, dict[int, int]]:
    """For each region of a figure those of the same figure that it borders, and how long, px."""
    near: dict[int, dict[int, int]] = {}
    both = mine[regions.pairs].all(1)
    for (a, b), border in zip(regions.pairs[both].tolist(), regions.border[both].tolist(), strict=True):
        near.setdefault(a, {})[b] = near.setdefault(b, {})[a] = border
    return near
