"""A beast that is buttoned up is dressed: fasteners on the seam of two fronts, and cuffs, tell cloth from fur.

The network learns fur as large open forms, which a jacket on an animal is too. But nothing that grows has two knobs
alike, one below the other, on a line that parts the coat in two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on, shares
from engine.types import U8, Regions
from models.parts import ON_BODY, Part

F32 = NDArray[np.float32]

KNOB = 0.12
"""A fastener is smaller than this share of its smaller front ..."""
ASTRIDE = 0.1
"""... lies on two fronts, with this share of its border on each at least, and on nothing else ..."""
ALIKE, ROUND = 0.6, 0.6
"""... and is so like the other in size, and so round: its box's shorter side, compared with the longer one."""
FRONTS = 0.05
"""Two fronts are together this share of their figure at least."""
SIDE, OPEN = 0.35, 0.3
"""A cuff lies across a limb: two regions have each this share of its border, and paper has at most so much."""
BETWEEN = 0.65
"""What has this share of its border, where that is not on paper, on several pieces of a garment is of it, down to the
hem."""


def see_fasteners(regions: Regions, part: U8, figure: NDArray[np.int32], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with a top where fur would be fastened.

    A garment is two fronts, the limbs beside them that end in cuffs, what all these hold between them, and what
    touches it above the hem and is believed worn rather than fur. `figure` is as in `Parts`; `pooled` is
    `find.pool`'s belief, float32 (n + 1, P).
    """
    after = part.copy()
    shown = ~regions.background & (regions.area > 0)
    one, other, share = shares(regions)
    near: dict[int, dict[int, float]] = {}
    for k, neighbour, much in zip(one.tolist(), other.tolist(), share.tolist(), strict=True):
        near.setdefault(k, {})[neighbour] = much
    air = share_on(regions, regions.background)
    worn = pooled[:, ON_BODY].sum(1) >= pooled[:, Part.CREATURE]
    for number in np.unique(figure[shown & (part == Part.CREATURE)]).tolist():
        fur = shown & (figure == number) & (part == Part.CREATURE)
        garment, knobs = _fronts(regions, fur, near)
        if not garment:
            continue
        y = regions.anchor[:, 1]
        inside = (y > regions.box[sorted(garment), 1].min()) & (y < (hem := regions.box[sorted(garment), 3].max()))
        for cuff, beside in near.items():
            sides = [k for k in beside if fur[k] and beside[k] >= SIDE]
            sleeves = [k for k in sides if any(front in near[k] for front in garment)]
            if fur[cuff] and air[cuff] <= OPEN and len(sides) == 2 and len(sleeves) == 1:
                knobs |= {cuff, sleeves[0]}
        garment |= knobs
        tops = set(np.flatnonzero(shown & (figure == number) & (part == Part.TOP)).tolist())
        grown = 0
        while grown < len(garment):
            grown = len(garment)
            for k in np.flatnonzero(fur & (y < hem)).tolist():
                held = [much for cloth, much in near.get(k, {}).items() if cloth in garment | tops]
                between = inside[k] and len(held) > 1 and sum(held) >= BETWEEN * (1 - air[k])
                if between or (held and worn[k]):
                    garment.add(k)
        after[sorted(garment)] = Part.TOP
    return after


def _fronts(regions: Regions, fur: NDArray[np.bool_], near: dict[int, dict[int, float]]) -> tuple[set[int], set[int]]:
    """The two regions of one figure's fur that fasteners hold together, and those; neither if there are none."""
    seams: dict[tuple[int, ...], list[int]] = {}
    wide, tall = (regions.box[:, 2:] - regions.box[:, :2]).T
    is_round = np.minimum(wide, tall) >= ROUND * np.maximum(wide, tall)
    for knob in np.flatnonzero(fur & is_round).tolist():
        fronts = tuple(sorted(near.get(knob, {})))
        if len(fronts) != 2 or not fur[list(fronts)].all() or min(near[knob].values()) < ASTRIDE:
            continue
        if regions.area[knob] < KNOB * regions.area[list(fronts)].min():
            seams.setdefault(fronts, []).append(knob)
    for fronts, knobs in seams.items():
        area, (x, y) = regions.area[knobs], regions.anchor[knobs].T
        large = regions.area[list(fronts)].sum() >= FRONTS * regions.area[fur].sum()
        if len(knobs) > 1 and large and area.min() >= ALIKE * area.max() and np.ptp(y) > np.ptp(x):
            return set(fronts), set(knobs)
    return set(), set()
