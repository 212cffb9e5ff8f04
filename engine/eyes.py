"""Eyes: which regions make up each eye, and which of them are its iris, its white, a drawn pupil or catchlight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.pieces import Links
from engine.types import Parts, Regions
from models.parts import EYE, Part


@dataclass(frozen=True)
class Eye:
    """Labels by what they are, and boxes x0, y0, x1, y1 (ends excluded), px. `open` is False for a line or a dot."""

    iris: tuple[int, ...]
    white: tuple[int, ...]
    pupil: tuple[int, ...]
    glint: tuple[int, ...]
    iris_box: tuple[int, int, int, int]
    box: tuple[int, int, int, int]
    figure: int
    open: bool


def find_eyes(regions: Regions, parts: Parts) -> list[Eye]:
    """The eyes that have an iris, by the label of their largest region."""
    is_eye = np.isin(parts.part, EYE) & ~regions.background & (regions.area > 0)
    links = Links(regions.area)
    pairs = regions.pairs[is_eye[regions.pairs].all(1)]
    a, b = pairs.T
    iris = parts.part == Part.EYES
    seen = np.zeros(len(is_eye), bool)
    seen[a[iris[b]]] = seen[b[iris[a]]] = True
    # A cartoon's eyes touch, each with an iris of its own.
    apart = ~iris[pairs].any(1) & seen[pairs].all(1)
    for a, b in pairs[~apart].tolist():
        links.join(a, b)
    groups: dict[int, list[int]] = {}
    for label in np.flatnonzero(is_eye).tolist():
        groups.setdefault(links.root(label), []).append(label)
    eyes = [_eye(regions, parts, labels) for _, labels in sorted(groups.items())]
    return [eye for eye in eyes if eye is not None]


def _eye(regions: Regions, parts: Parts, labels: list[int]) -> Eye | None:
    iris = [k for k in labels if parts.part[k] == Part.EYES]
    if not iris:
        return None
    main = max(iris, key=lambda k: (regions.area[k], -k))
    x0, y0, x1, y1 = box = _bounds(regions, iris)
    head = parts.head[parts.figure[main]] if parts.figure[main] < len(parts.head) else np.zeros(4, np.int32)
    wide = int(head[2] - head[0])
    sane = 0.35 < (x1 - x0) / max(y1 - y0, 1) < 2.4 and (not wide or x1 - x0 < 0.5 * wide)
    pupil, glint = [], []
    for label in labels:
        if label == main or regions.area[label] > 0.45 * regions.area[main]:
            continue
        middle = (regions.box[label, :2] + regions.box[label, 2:]) / 2
        across, down = (middle[0] - x0) / max(x1 - x0, 1), (middle[1] - y0) / max(y1 - y0, 1)
        if not (0 <= across <= 1 and 0 <= down <= 1):
            continue
        centred = abs(across - 0.5) < 0.16 and abs(down - 0.5) < 0.2
        if centred and parts.part[label] == Part.EYES:
            pupil.append(label)
        elif down < 0.55 and regions.area[label] < 0.3 * regions.area[main]:
            glint.append(label)
    white = [k for k in labels if parts.part[k] == Part.EYE_WHITE and k not in glint]
    rest = tuple(k for k in iris if k not in pupil and k not in glint)
    whole = _bounds(regions, labels)
    return Eye(rest, tuple(white), tuple(pupil), tuple(glint), box, whole, int(parts.figure[main]), bool(sane))


def _bounds(regions: Regions, labels: list[int]) -> tuple[int, int, int, int]:
    box: NDArray[np.int32] = regions.box[labels]
    low, high = box[:, :2].min(0), box[:, 2:].max(0)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
