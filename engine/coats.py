"""Coats: the markings of one animal, by where its pieces lie about its eyes.

Eyes say where a face is. What lies above them on the head are ears, what meets them from below is a muzzle, and what
ends the animal far below are feet. An animal whose face was not seen has a coat, and what a coat alone says.
The figures are measured on generated beasts whose colours are known, and looked at on cartoon animals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.pieces import Pieces
from engine.types import Parts, Regions
from models.parts import EYE

I32 = NDArray[np.int32]

COAT, PATCH, INNER, HORN, PALE, NOSE, TONGUE = range(7)
"""Roles of fur: the coat, its second colour, the inside of an ear, beak and birds' feet, belly and muzzle, nose and
tongue. A nose is a detail to whoever knows `engine.families` alone."""

MARKING, SPOT = 0.02, 0.012
"""A marking within a coat is at least this share of the creature; a nose is smaller than that."""
HELD = 0.65
"""A marking has this share of its border with one piece of the coat and with eyes."""
END, LIMB = 0.4, 0.1
"""Ears and feet are ends: this share of their border is open air, and they are no larger than this share."""
SIDE = 0.3
"""Two sides of an ear have this share of their borders in common, and so has a jaw with the rest of the muzzle."""
RIM, SLIM = 0.35, 0.4
"""The rim of an ear has this share of its border with the face, and with the air, and fills so little of its box."""
EAR = 0.12
"""A whole ear is at least this share of the face that it stands on; what is less may be a horn or a tuft."""
FEET, FOOT = 0.72, 0.013
"""Feet lie below this share of the height, and a foot is at least this share of the creature."""
FILLED = 0.3
"""A foot fills so much of its box; what fills less is a tail."""
TIP = 0.15
"""A nose or bill in profile is so near to the eye, in shares of the figure's height."""
FRONT = 0.15
"""The front of a bird is at least this share of it."""


@dataclass(frozen=True)
class _Animal:
    """One creature's pieces: `fur` and `eyes` are their numbers, `border` the share of a piece's border with another
    (0 is open air), `length` of the whole border, px, `box` of each piece, px, `fills` how much of it a piece fills."""

    fur: list[int]
    eyes: list[int]
    border: dict[int, dict[int, float]]
    length: dict[int, float]
    box: I32
    fills: NDArray[np.float64]
    pieces: Pieces

    def beside(self, piece: int, others: Sequence[int]) -> float:
        return sum(self.border.get(piece, {}).get(other, 0.0) for other in others)

    def hosts(self, piece: int) -> list[int]:
        """The pieces of fur that a piece borders, those with the most of its border first."""
        near = self.border.get(piece, {})
        return sorted((k for k in near if k in self.fur), key=lambda k: (-near[k], k))


def sort_coat(mine: I32, regions: Regions, parts: Parts, pieces: Pieces) -> I32:
    """The role of each of the pieces `mine`, which are all the fur of one figure."""
    same = parts.figure[pieces.piece] == parts.figure[mine[0]]
    eyes = np.unique(pieces.piece[same & np.isin(parts.part[pieces.piece], EYE)])
    near, box = _borders(regions, pieces), _boxes(regions, pieces)
    length = {k: sum(mine.values()) for k, mine in near.items()}
    border = {k: {other: v / length[k] for other, v in mine.items()} for k, mine in near.items()}
    area = np.bincount(pieces.piece, regions.area, len(box))
    fills = area / np.maximum((box[:, 2:] - box[:, :2]).prod(1), 1)
    animal = _Animal(mine.tolist(), eyes[eyes > 0].tolist(), border, length, box, fills, pieces)
    role = _around_the_eyes(animal) if animal.eyes else _of_a_coat_alone(animal)
    return np.array([role.get(k, COAT) for k in animal.fur], np.int32)


def _of_a_coat_alone(animal: _Animal) -> dict[int, int]:
    """What lies in the coat is a belly where it is large, a nose on the head where it is small."""
    p = animal.pieces
    role: dict[int, int] = {}
    for k in animal.fur:
        if p.near[k] == 1 and p.open_air[k] == 0 and p.area[k] < 0.3:
            role[k] = PALE if p.area[k] > MARKING else NOSE if p.host[k] and p.on_head[k] else COAT
    pairs = [k for k in animal.fur if k in role or (p.near[k] <= 1 and p.area[k] < 0.035)]
    return role | dict.fromkeys(_paired(animal, pairs), PALE)


def _around_the_eyes(animal: _Animal) -> dict[int, int]:
    p = animal.pieces
    level = float(np.average(p.v[animal.eyes], weights=p.area[animal.eyes]))
    role = _markings(animal)
    face = max(animal.fur, key=lambda k: (animal.beside(k, animal.eyes) * animal.length[k], -k))
    if role.get(face) == PATCH:
        face = animal.hosts(face)[0]
    ears = _ears(animal, face, level, role)
    muzzle = _muzzle(animal, face, level)
    tip, is_round = _profile(animal, face, level) if not muzzle else ([], False)
    bird = not ears and (any(p.open_air[k] >= 0.3 for k in muzzle) or (bool(tip) and not is_round))
    feet = [k for k in animal.fur if k != face and role.get(k, PALE) == PALE and _is_foot(animal, k)]
    # No foot stands lower than a leg that no line parts from its own: all are as that one.
    legs = {k: [leg for leg in animal.hosts(k) if leg not in feet][:1] for k in feet}
    other = {k: leg for k in feet for leg in legs[k] if animal.box[leg, 3] >= animal.box[k, 3]}
    feet, other = ([], other) if len(other) == len(feet) else (feet, {})
    if bird:
        # A line down a bird's body parts its pale front from head and back.
        front = [k for k in animal.fur if p.area[k] > FRONT and p.v[k] > level and animal.beside(k, [face]) > 0.25]
        # ... and its face is of the one or of the other.
        front += [k for k in role if role[k] == PATCH and animal.beside(k, animal.eyes) > 0]
        role |= dict.fromkeys([k for k in front if k != face], PALE)
        role |= dict.fromkeys([*muzzle, *tip, *feet], HORN)
    else:
        role |= dict.fromkeys(muzzle, PALE) | dict.fromkeys(tip if is_round else [], NOSE)
        role |= dict.fromkeys(_tongue(animal, face, muzzle), TONGUE)
        # A lone foot would look like a slip.
        role |= dict.fromkeys(feet if len(feet) > 1 else [], PALE)
    for k in animal.fur:
        if k in role or k == face:
            continue
        if p.host[k] and p.area[k] < SPOT and p.v[k] > level and p.on_head[k]:
            role[k] = NOSE
        elif p.area[k] < FOOT and any(animal.beside(k, [foot]) > 0.5 and foot in role for foot in feet):
            # Toes are of the foot's colour.
            role[k] = HORN if bird else PALE
    return role | {k: role.get(leg, COAT) for k, leg in other.items()}


def _markings(animal: _Animal) -> dict[int, int]:
    """What the coat holds: around an eye and on the back a patch, at the underside paler."""
    p = animal.pieces
    role: dict[int, int] = {}
    for k in animal.fur:
        hosts = animal.hosts(k)
        if not hosts or not MARKING <= p.area[k] < 0.3 or p.area[hosts[0]] < p.area[k]:
            continue
        eye = animal.beside(k, animal.eyes)
        if animal.border[k][hosts[0]] + eye >= HELD:
            role[k] = PATCH if eye or p.v[k] < p.v[hosts[0]] else PALE
    return role


def _ears(animal: _Animal, face: int, level: float, role: dict[int, int]) -> list[int]:
    """The pieces of ears, and in place their roles: an ear that a line parts is pink on its wider side, and so is what
    lies in an ear, or above the eyes in pairs; whole ears are patches, and horns and small ears pale, in pairs. Two
    ears are alike: where the inside of one is open to the head, the other is of the coat, too."""
    p = animal.pieces
    above = [k for k in animal.fur if k != face and p.v[k] < level and p.area[k] < max(p.area[face], 0.1)]
    ears: list[int] = []
    for k in above:
        for other in above:
            halves = k < other and min(animal.beside(k, [other]), animal.beside(other, [k])) >= SIDE
            on_one = set(animal.hosts(k)) & set(animal.hosts(other)) - {k, other}
            if halves and on_one and min(p.area[k], p.area[other]) > 0.003:
                # What the other half keeps from the air lies in it.
                least = min(p.open_air[k], p.open_air[other]) * 2 < max(p.open_air[k], p.open_air[other])
                role[min(k, other, key=lambda half: p.open_air[half] if least else -p.area[half])] = INNER
                ears += [k, other]
    if sum(role.get(k) == INNER for k in ears) > 2:
        # Nobody has three ears: these are locks of a mane.
        role |= dict.fromkeys(ears, COAT)
        ears = []
    rims = [k for k in above if k not in ears and p.near[k] == 1 and RIM <= p.open_air[k] <= 1 - RIM]
    if any(animal.beside(k, [face]) > RIM and animal.fills[k] < SLIM for k in rims):
        role |= dict.fromkeys([k for k in ears if role.get(k) == INNER], COAT)
    ends = [k for k in above if p.open_air[k] >= END and p.near[k] <= 2 and k not in ears]
    held = [k for k in above if p.open_air[k] == 0 and p.near[k] == 1]
    role |= dict.fromkeys([k for k in held if animal.hosts(k)[:1] in [[e] for e in ends]], INNER)
    role |= dict.fromkeys(_paired(animal, [k for k in held if animal.hosts(k)[:1] == [face]]), INNER)
    large = [k for k in ends if p.area[k] >= EAR * p.area[face]]
    pairs = _paired(animal, ends)
    role |= dict.fromkeys(pairs, PALE) | dict.fromkeys([k for k in large if len(large) > 1], PATCH)
    return [*ears, *large, *pairs, *(k for k in held if role.get(k) == INNER)]


def _muzzle(animal: _Animal, face: int, level: float) -> list[int]:
    """What meets the eyes from below, and what hangs most on that: jaws and cheeks."""
    p = animal.pieces
    found = [k for k in animal.fur if k != face and p.v[k] > level and 0.02 < animal.beside(k, animal.eyes) < 0.3]
    found = [k for k in found if p.area[k] < p.area[face] * 1.5]
    largest = max((p.area[k] for k in found), default=0.0)
    for k in animal.fur:
        hangs = animal.beside(k, found) >= SIDE or any(one in found for one in animal.hosts(k)[:1])
        if hangs and p.v[k] > level and p.area[k] < largest and k != face and k not in found and not p.host[k]:
            found.append(k)
    return found


def _tongue(animal: _Animal, face: int, muzzle: list[int]) -> list[int]:
    """What comes out between jaws and hangs below them, longer than it is wide: a chin is wider."""
    p = animal.pieces
    found: list[int] = []
    for k in animal.fur:
        x0, y0, x1, y1 = animal.box[k].tolist()
        jaws = [other for other in muzzle if other != k and animal.beside(k, [other]) > 0.05]
        if k == face or len(jaws) < 2 or p.area[k] > 0.03 or animal.beside(k, jaws) > 0.8:
            continue
        if y1 - y0 > 1.2 * (x1 - x0) and all(y1 > animal.box[other, 3] for other in jaws):
            found.append(k)
    return found


def _profile(animal: _Animal, face: int, level: float) -> tuple[list[int], bool]:
    """What ends the face in front of the eyes and not above them, and whether it is round: a nose, else a bill."""
    p = animal.pieces
    boxes = animal.box[animal.eyes]
    x0, y0, x1, y1 = *boxes[:, :2].min(0).tolist(), *boxes[:, 2:].max(0).tolist()
    tall = int(animal.box[animal.fur, 3].max() - animal.box[animal.fur, 1].min())

    def gap(k: int) -> float:
        a0, b0, a1, b1 = animal.box[k].tolist()
        return float(np.hypot(max(a0 - x1, x0 - a1, 0), max(b0 - y1, y0 - b1, 0))) / tall

    ends = [k for k in animal.fur if k != face and END <= p.open_air[k] < 0.9 and p.near[k] <= 2 and p.area[k] < LIMB]
    ends = [k for k in ends if animal.box[k, 1] > y0 and p.v[k] > level and gap(k) < TIP]
    if not ends:
        return [], False
    first = min(ends, key=lambda k: (gap(k), k))
    wide, tall = (animal.box[first, 2:] - animal.box[first, :2]).tolist()
    is_round = p.area[first] < SPOT and max(wide, tall) < 2 * min(wide, tall)
    return [first, *(k for k in ends if k != first and animal.beside(k, [first]) > 0.2)], bool(is_round)


def _is_foot(animal: _Animal, k: int) -> bool:
    p = animal.pieces
    end = p.open_air[k] >= END and p.near[k] <= 3 and FOOT <= p.area[k] < LIMB
    return bool(end and p.v[k] > FEET and animal.fills[k] > FILLED)


def _paired(animal: _Animal, among: list[int]) -> list[int]:
    """Which of the pieces `among` have a twin of their size, mirrored about the figure's axis."""
    p = animal.pieces
    found: list[int] = []
    for i, a in enumerate(among):
        for b in among[i + 1 :]:
            alike = min(p.area[a], p.area[b]) >= 0.6 * max(p.area[a], p.area[b])
            level = abs(p.v[a] - p.v[b]) < 0.04 and abs(p.u[a] + p.u[b]) < 0.06 and abs(p.u[a]) > 0.05
            if alike and level:
                found += [a, b]
    return sorted(set(found))


def _boxes(regions: Regions, pieces: Pieces) -> I32:
    box = regions.box.astype(np.int32).copy()
    for k in (0, 1):
        np.minimum.at(box[:, k], pieces.piece, regions.box[:, k])
        np.maximum.at(box[:, k + 2], pieces.piece, regions.box[:, k + 2])
    return box


def _borders(regions: Regions, pieces: Pieces) -> dict[int, dict[int, float]]:
    """For each piece the length of its border with others, px; paper is 0."""
    near: dict[int, dict[int, float]] = {}
    for (a, b), length in zip(pieces.piece[regions.pairs].tolist(), regions.border.tolist(), strict=True):
        if a != b:
            for one, other in ((a, b), (b, a)):
                mine = near.setdefault(one, {})
                mine[other] = mine.get(other, 0.0) + length
    return near
