"""How the part network sees a drawing: the whole once, then each head from near.

A network sees best at the sizes that it has learned, so the drawing is cropped to its ink first. Eyes and mouths of a
whole figure are too small at that size; heads are found in the first answer and looked at again, all in one batch.
The same weights give the same belief for the same picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.device import device
from engine.heads import Box, find_heads
from engine.types import U8, Sight

if TYPE_CHECKING:
    from models.nurie import Nurie

F32 = NDArray[np.float32]

SIDE = 256
"""The longer side of the whole drawing as the network sees it, px; it answers at half of that. Measured on marked
drawings: smaller loses eyes and skin, larger loses hair, and two sizes averaged are no better than this one."""
MAP_SIDE = 320
"""The longer side of the belief about a picture, in cells; heads from near are finer than the rest."""
HEAD_SIDE = 192
MOST_HEADS = 6
NEARER = 1.3
"""A head is looked at again where that shows it so much larger than before."""
TRUST = 0.8
"""How much the nearer look counts in its middle; the rest is the first look's."""
_SOMEBODY, _SURE = 0.06, 0.55
"""Skin, hair or fur are this much of what is drawn, and the belief is so sure, where a reference's parts count."""
_BEAST = 0.3
"""Who has no head that is seen is an animal for at least this share."""
_MARGIN = 0.06
"""Paper kept around the ink, in shares of its longer side."""
_STEP = 16
"""The network's sides are multiples of this."""
_INK = 48
_REFERENCE_SIDE = 1024
"""The longer side at which a reference's lines are drawn out of it: as thick then as a drawing's."""


def look(line_alpha: U8, picture: U8 | None = None) -> Sight:
    """What the network believes about a drawing, or about a coloured picture whose lines are `line_alpha`.

    `line_alpha` is uint8 (H, W), 255 full ink; `picture` uint8 (H, W, 3) sRGB.
    """
    network = _network()
    height, width = line_alpha.shape
    scale = MAP_SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    drawn = _drawn(line_alpha)
    belief = _open_paper(size)
    if drawn is None:
        return Sight(belief)
    (seen,) = _ask(network, [_view(line_alpha, picture, drawn, SIDE)])
    _lay(belief, seen, drawn, (height, width), 1)
    heads = find_heads(belief)[:MOST_HEADS]
    near = [_crop(head, belief.shape[:2], (height, width)) for head in heads]
    near = [box for box in near if (box[2] - box[0]) * NEARER < max(drawn[2] - drawn[0], drawn[3] - drawn[1])]
    if near:
        views = [_view(line_alpha, picture, box, HEAD_SIDE) for box in near]
        for box, seen in zip(near, _ask(network, views), strict=True):
            _lay(belief, seen, box, (height, width), TRUST, soft=True)
    return Sight(belief, heads)


def look_at_reference(picture: U8) -> U8 | None:
    """What a coloured picture, uint8 (H, W, 3) sRGB, shows where: uint8 (h, w) numbers of `models.parts.Part`.

    None for what shows nobody: a row of swatches, a pattern.
    """
    from engine.sketch import extract_lines
    from models.parts import Part

    scale = _REFERENCE_SIDE / max(picture.shape[:2])
    if scale < 1:
        size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    sight = look(extract_lines(picture), picture)
    part = sight.belief.argmax(2).astype(np.uint8)
    drawn = part != Part.BACKGROUND
    somebody = np.isin(part, (Part.SKIN, Part.HAIR, Part.CREATURE)).sum() > _SOMEBODY * drawn.sum()
    sure = drawn.any() and float(sight.belief.max(2)[drawn].mean()) > _SURE
    seen = sight.heads or (part == Part.CREATURE).sum() > _BEAST * drawn.sum()
    return part if somebody and sure and seen else None


def _drawn(line_alpha: U8) -> Box | None:
    """The box of the ink with a margin, within the picture's edges where the drawing reaches them; None without ink."""
    height, width = line_alpha.shape
    x, y, w, h = cv2.boundingRect(cv2.threshold(line_alpha, _INK, 255, cv2.THRESH_BINARY)[1])
    if not w:
        return None
    margin = round(_MARGIN * max(w, h))
    return max(0, x - margin), max(0, y - margin), min(width, x + w + margin), min(height, y + h + margin)


def _open_paper(size: tuple[int, int]) -> F32:
    """The belief (h, w, P) where there is no ink at all; `size` is (w, h)."""
    from models.parts import PARTS, Part

    belief = np.zeros((size[1], size[0], len(PARTS)), np.float32)
    belief[..., Part.BACKGROUND] = 1
    return belief


def _crop(head: Box, cells: tuple[int, ...], size: tuple[int, int]) -> Box:
    """The square about twice the head's size around it, in pixels; it may reach over the picture's edges."""
    x0, y0, x1, y1 = head
    scale = size[1] / cells[1]
    half = max(x1 - x0, y1 - y0) * scale
    x, y = (x0 + x1) / 2 * scale, (y0 + y1) / 2 * scale
    return round(x - half), round(y - half), round(x + half), round(y + half)


def _view(line_alpha: U8, picture: U8 | None, box: Box, side: int) -> F32:
    """One view for the network, float32 (5, h, w), even sizes: the box of the picture, its longer side `side` px."""
    x0, y0, x1, y1 = box
    scale = side / max(x1 - x0, y1 - y0)
    width, height = (2 * max(1, round(length * scale / 2)) for length in (x1 - x0, y1 - y0))
    view = np.zeros((5, height, width), np.float32)
    view[0] = _resized(_cut(line_alpha, box, 0), (width, height))
    if picture is not None:
        colored = _resized(_cut(picture, box, 255), (width, height))
        view[1:4] = colored.transpose(2, 0, 1)
        view[4] = 1
    return view


def _cut(picture: U8, box: Box, outside: int) -> U8:
    """The box's pixels; where it reaches over the picture's edge, `outside`."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = box
    inside = picture[max(y0, 0) : min(y1, height), max(x0, 0) : min(x1, width)]
    edges = max(-y0, 0), max(y1 - height, 0), max(-x0, 0), max(x1 - width, 0)
    if not any(edges):
        return inside
    return np.asarray(cv2.copyMakeBorder(inside, *edges, cv2.BORDER_CONSTANT, value=(outside,) * 3), np.uint8)


def _resized(picture: U8, size: tuple[int, int]) -> F32:
    smaller = size[0] < picture.shape[1]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    return np.asarray(small, np.float32) / np.float32(255)


def _ask(network: Nurie, views: Sequence[F32]) -> list[F32]:
    """The network's belief about each view of one batch, float32 (h / 2, w / 2, P)."""
    import torch

    height, width = (-(-max(view.shape[axis] for view in views) // _STEP) * _STEP for axis in (1, 2))
    padded = np.zeros((len(views), 5, height, width), np.float32)
    for row, view in zip(padded, views, strict=True):
        row[:, : view.shape[1], : view.shape[2]] = view
    threads = torch.get_num_threads()
    # On a busy machine threads of so small a network wait for each other many times longer than they work.
    torch.set_num_threads(1)
    try:
        with torch.inference_mode():
            seen = torch.from_numpy(padded).to(device()).contiguous(memory_format=torch.channels_last)
            logits = network(seen)[0]
            belief = logits.softmax(1).permute(0, 2, 3, 1).contiguous().cpu().numpy()
    finally:
        torch.set_num_threads(threads)
    return [b[: v.shape[1] // 2, : v.shape[2] // 2] for b, v in zip(belief, views, strict=True)]


def _lay(belief: F32, seen: F32, box: Box, size: tuple[int, int], share: float, *, soft: bool = False) -> None:
    """Mix a view's answer into the belief about the picture of (height, width) `size`, in place.

    `soft` lets the share fade towards the box's sides, where a view knows least.
    """
    rows, columns = belief.shape[0] / size[0], belief.shape[1] / size[1]
    x0, x1 = (round(v * columns) for v in (box[0], box[2]))
    y0, y1 = (round(v * rows) for v in (box[1], box[3]))
    if x1 <= x0 or y1 <= y0:
        return
    there = np.empty((y1 - y0, x1 - x0, belief.shape[2]), np.float32)
    for start in range(0, belief.shape[2], 4):  # OpenCV resizes up to four channels at a time
        part = np.ascontiguousarray(seen[..., start : start + 4])
        there[..., start : start + 4] = np.atleast_3d(
            cv2.resize(part, there.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        )
    weight = np.full(there.shape[:2], share, np.float32)
    if soft:
        weight *= np.minimum(_rise(y1 - y0)[:, None], _rise(x1 - x0)[None])
    top, left = max(-y0, 0), max(-x0, 0)
    mine = belief[max(y0, 0) : y1, max(x0, 0) : x1]
    there, weight = there[top:, left:][: mine.shape[0], : mine.shape[1]], weight[top:, left:]
    mine += (there - mine) * weight[: mine.shape[0], : mine.shape[1], None]


def _rise(length: int) -> F32:
    """0 at both ends of a line of cells, 1 from a fifth inwards."""
    at = (np.arange(length, dtype=np.float32) + 0.5) / length
    return np.clip(np.minimum(at, 1 - at) * 5, 0, 1)


@cache
def _network() -> Nurie:
    """The shipped network, loaded once a process."""
    import torch

    from models.nurie import load

    # Rounded products would let a GPU see another part here and there than a CPU does.
    torch.backends.cudnn.allow_tf32 = False
    return load(device=device()).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
