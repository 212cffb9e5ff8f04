"""Parts as hints mean them: all the hair, the eyes of the left figure, the left shoe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.borders import hang_together
from engine.hints.places import DIRECTIONS
from engine.hints.words import parts as words
from engine.request import Hint, Place
from engine.types import Parts, Regions, Seed
from models.parts import PARTS

SEVERAL = ("eyes", "eye_white", "footwear", "accessory", "prop", "creature", "scenery", "headwear")
"""What one figure has several of: there a place chooses among them. Hair, skin and clothes are one, however many
regions they are drawn in."""
PRESET, ANY, PLACED = range(3)
"""How much a hint for a part weighs: a preset's least, then one for every such part, then one with a place."""


def seen_parts(regions: Regions, parts: Parts) -> tuple[str, ...]:
    """The parts that are in the drawing, by the area that they take, the largest first; without the background."""
    area = np.bincount(parts.part, regions.area, len(PARTS))
    area[0] = 0
    order = np.argsort(-area, kind="stable")
    return tuple(PARTS[n] for n in order if area[n] > 0)


def regions_of(regions: Regions, parts: Parts, key: str, place: Place | None) -> NDArray[np.intp]:
    """The labels that a hint for the part `key` means: every such part, or the one nearest to a place."""
    covers = words()[key].covers if key in words() else ()
    numbers = [PARTS.index(part) for part in covers if part in PARTS]
    wanted = np.isin(parts.part, numbers) & ~regions.background & (regions.area > 0)
    wanted[0] = False
    if place is None or not wanted.any():
        return np.flatnonzero(wanted)
    point = _point(regions, wanted, place)
    figures = np.unique(parts.figure[wanted])
    if len(figures) > 1:
        wanted &= parts.figure == _nearest(regions, {int(f): wanted & (parts.figure == f) for f in figures}, point)
    elif all(part in SEVERAL for part in covers):
        groups = _hang_together(regions, wanted)
        chosen = _nearest(regions, {int(g): groups == g for g in np.unique(groups[wanted])}, point)
        wanted &= groups == chosen
    return np.flatnonzero(wanted)


def _point(regions: Regions, wanted: NDArray[np.bool_], place: Place) -> tuple[float, float]:
    """The place in pixels: a direction is one of the box of all that is wanted, anything else of the picture."""
    height, width = regions.labels.shape
    if (place.x, place.y) not in DIRECTIONS.values():
        return place.x * width, place.y * height
    x0, y0 = regions.box[wanted, :2].min(axis=0).tolist()
    x1, y1 = regions.box[wanted, 2:].max(axis=0).tolist()
    return x0 + place.x * (x1 - x0), y0 + place.y * (y1 - y0)


def _nearest(regions: Regions, masses: dict[int, NDArray[np.bool_]], point: tuple[float, float]) -> int:
    """The key of the mass whose middle is nearest to the point."""

    def away(mask: NDArray[np.bool_]) -> float:
        middle = np.average(regions.anchor[mask], axis=0, weights=regions.area[mask])
        return float(np.hypot(*(middle - point)))

    return min(masses, key=lambda key: (away(masses[key]), key))


def _hang_together(regions: Regions, wanted: NDArray[np.bool_]) -> NDArray[np.int32]:
    """int32 (n + 1,): a number for each wanted regions that touch."""
    return hang_together(len(wanted), regions.pairs[wanted[regions.pairs].all(1)])


@dataclass
class Wishes:
    """Hints for parts: for each region the one that has it. The weightier wins, and of equals the later."""

    taken: dict[int, tuple[int, int]] = field(default_factory=dict)
    hints: list[tuple[Hint, int | None]] = field(default_factory=list)
    meant: list[NDArray[np.intp]] = field(default_factory=list)

    def add(self, hint: Hint, index: int | None, weight: int, labels: NDArray[np.intp]) -> None:
        number = len(self.hints)
        self.hints.append((hint, index))
        self.meant.append(labels)
        for label in labels.tolist():
            self.taken[label] = max(self.taken.get(label, (weight, number)), (weight, number))

    def overruled(self) -> Iterator[tuple[int, int]]:
        """Indices of the hints whose every region others have, each with the one that has the most of them."""
        for number, labels in enumerate(self.meant):
            holders = Counter(self.taken[label][1] for label in labels.tolist())
            if holders and number not in holders:
                index, other = self.hints[number][1], self.hints[holders.most_common(1)[0][0]][1]
                if index is not None and other is not None:
                    yield index, other

    def seeds(self, regions: Regions) -> list[Seed]:
        """A seed for each hint that has regions, with the deepest pixel of each."""
        mine: dict[int, list[int]] = {}
        for label, (_, number) in self.taken.items():
            mine.setdefault(number, []).append(label)
        seeds: list[Seed] = []
        for number, labels in sorted(mine.items()):
            hint, index = self.hints[number]
            source = "reference" if hint.source == "reference" else "color"
            points = regions.anchor[sorted(labels)]
            seeds.append(Seed(points, hint.color, hint.to, source=source, hint=index, whole=True))
        return seeds
