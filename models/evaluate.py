"""How well the part network sees: intersection over union of its parts on drawings that it never learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from data.canvas import Picture
from data.parts import UNKNOWN, Part
from data.sources import dicebear
from data.sources.procedural import scene
from models.nurie import Nurie

SEEDS = range(2**62, 2**62 + 2**20)
"""Seeds of drawings for evaluation: training draws its own below."""


@dataclass(frozen=True)
class Seen:
    """Confusion (P, P) of a set of drawings: pixels of the true part (row) that were taken for a part (column)."""

    confusion: NDArray[np.int_]

    @property
    def iou(self) -> dict[str, float]:
        """Intersection over union of each part that occurs in the truth."""
        hit = np.diag(self.confusion)
        union = self.confusion.sum(0) + self.confusion.sum(1) - hit
        return {p.key: float(hit[p] / union[p]) for p in Part if self.confusion[p].any()}

    @property
    def mean(self) -> float:
        return float(np.mean(list(self.iou.values())))


def evaluation_sets() -> dict[str, Callable[[int, int], Picture]]:
    """Held-out drawings, (seed, size) -> picture: seeds, and styles that training never shows."""
    sets: dict[str, Callable[[int, int], Picture]] = {"procedural, held-out seeds": scene.draw}
    if all(find_spec(name) for name in ("dicebear", "dicebear_styles", "resvg_py")):
        for style in dicebear.HELD_OUT:
            sets[f"{style}, never trained on"] = lambda seed, size, style=style: dicebear.draw(seed, size, (style,))
    return sets


def see(model: Nurie, ink: NDArray[np.uint8], side: int = 256) -> NDArray[np.float32]:
    """The network's belief from lines alone: ink uint8 (H, W), 255 full ink -> float32 (P, h, w), sums to 1.

    The drawing's long side is brought to `side` px; the answer has half of that.
    """
    height, width = ink.shape
    scale = side / max(height, width)
    small = cv2.resize(ink, (max(1, round(width * scale)), max(1, round(height * scale))), interpolation=cv2.INTER_AREA)
    h, w = small.shape
    x = np.zeros((1, 5, -(-h // 16) * 16, -(-w // 16) * 16), np.float32)
    x[0, 0, :h, :w] = small / 255
    with torch.inference_mode():
        parts = model(torch.from_numpy(x))[0]
    return torch.softmax(parts.float(), 1)[0, :, : -(-h // 2), : -(-w // 2)].numpy()


def evaluate(model: Nurie, pictures: Iterable[Picture], side: int = 256) -> Seen:
    """The confusion over pictures; where nobody knows the part nothing is counted."""
    confusion = np.zeros((len(Part), len(Part)), np.int64)
    for picture in pictures:
        belief = see(model, picture.ink, side)
        truth = cv2.resize(picture.part, belief.shape[:0:-1], interpolation=cv2.INTER_NEAREST)
        known = truth != UNKNOWN
        pairs = truth[known].astype(np.int64) * len(Part) + belief.argmax(0)[known]
        confusion += np.bincount(pairs, minlength=len(Part) ** 2).reshape(confusion.shape)
    return Seen(confusion)
