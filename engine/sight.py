"""One look at a drawing: the part network's belief about every place, at a reduced size.

The whole drawing is seen once, small. The same weights give the same belief for the same picture.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import U8

if TYPE_CHECKING:
    from models.nurie import Nurie

F32 = NDArray[np.float32]

SIDE = 256
"""The longer side of the whole picture as the network sees it, px; it answers at half of that."""
_STEP = 16
"""The network's sides are multiples of this."""


def look(line_alpha: U8) -> F32 | None:
    """The belief about a drawing, float32 (h, w, P): shares of each `data.parts.Part`; the map covers the picture.

    `line_alpha` is uint8 (H, W). None where no weights are installed.
    """
    network = _network()
    if network is None:
        return None
    return _ask(network, _view(line_alpha, SIDE))


def _view(line_alpha: U8, side: int) -> F32:
    """The ink of the whole picture, 0..1, with an even number of pixels on each side."""
    height, width = line_alpha.shape
    scale = side / max(height, width)
    size = 2 * max(1, round(width * scale / 2)), 2 * max(1, round(height * scale / 2))
    small = cv2.resize(line_alpha, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32) / np.float32(255)


def _ask(network: Nurie, ink: F32) -> F32:
    """The network's belief about one view, float32 (h / 2, w / 2, P)."""
    import torch

    height, width = ink.shape
    padded = np.zeros((1, 5, -(-height // _STEP) * _STEP, -(-width // _STEP) * _STEP), np.float32)
    padded[0, 0, :height, :width] = ink
    threads = torch.get_num_threads()
    # On a busy machine threads of so small a network wait for each other many times longer than they work.
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            logits = network(torch.from_numpy(padded).contiguous(memory_format=torch.channels_last))[0]
            belief = logits.softmax(1)[0].permute(1, 2, 0).numpy()
    finally:
        torch.set_num_threads(threads)
    return np.ascontiguousarray(belief[: height // 2, : width // 2])


@cache
def _network() -> Nurie | None:
    """The shipped network, loaded once a process."""
    import torch

    from models.nurie import load

    path = resources.files("models.weights").joinpath("nurie.safetensors")
    with resources.as_file(path) as file:
        if not file.exists():
            return None
        return load(file).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
