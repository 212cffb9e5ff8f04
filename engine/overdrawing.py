"""The strokes that make one picture of another: a sketch, and the same sketch with colours drawn over it.

The second may have been scaled and packed as JPEG on its way. So pixels are not compared one by one: a pixel of it
is explained when its tone and its tint lie within those of the sketch around the same place.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import U8

Mask = NDArray[np.bool_]

_ASPECT = 0.02
"""Relative difference of aspect ratios that comes of rounding a scaled size."""
_WORK_SIDE = 1024
_TONE, _TINT = 40, 12
"""How far JPEG and scaling carry brightness, and Cr and Cb, out of what is around (of 255)."""
_INK = 50
_LOST_INK = 0.12
"""Of the sketch's ink: a picture that lacks more of it is another drawing."""
_LEAST_INK = 0.2
"""Of the sketch's ink: so much must stay outside of the strokes, or there is nothing to know it by."""
_PAINTED = 0.4
"""Of what the lines enclose: a picture with so much of it changed is no longer a sketch with strokes."""
_DOT = 0.0035
"""Of the longer side: smaller specks in a picture that JPEG has been at are none of the member's."""
_NEAR = 40
_SHARE = 0.1
"""Of a stroke: a colour with less of it is a blend with its neighbours."""
_MOST_STROKES = 1000


def same_aspect(size: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two (height, width) are of one shape, scaled."""
    return abs((size[1] / size[0]) / (other[1] / other[0]) - 1) <= _ASPECT


def drawn_over(sketch: U8, picture: U8) -> U8 | None:
    """The strokes that `picture` has more than `sketch`, both uint8 RGB: uint8 RGBA of the sketch's size.

    Without a stroke when they are the same drawing; None when they are not. Each stroke has one colour all over,
    the one that most of it has, however noisy the picture is.
    """
    if not same_aspect(sketch.shape, picture.shape):
        return None
    height, width = sketch.shape[:2]
    scale = min(1.0, _WORK_SIDE / max(height, width), max(picture.shape[:2]) / max(height, width))
    small = max(1, round(width * scale)), max(1, round(height * scale))
    before, after = (_resized(p, small, cv2.INTER_AREA) for p in (sketch, picture))
    changed = _changed(before, after, reach=2)
    if not _is_same_drawing(before, after, changed):
        return None
    scaled = picture.shape[:2] != sketch.shape[:2]
    whole = _resized(picture, (width, height), cv2.INTER_LINEAR) if scaled else picture
    reach = int(np.ceil(height / picture.shape[0])) + 1 if scaled else 1
    mask = _changed(sketch, whole, reach)
    return _painted(whole, mask, least=1 if _is_exact(sketch, whole, mask) else (_DOT * max(height, width)) ** 2)


def is_stroke_layer(picture: U8) -> bool:
    """Whether uint8 RGBA (H, W, 4) is strokes on nothing, and not a figure that was cut out.

    In a figure colours border on colours; strokes border on nothing, but for where they cross.
    """
    solid, whole = picture[..., 3] >= 128, picture[..., 3] >= 240
    share = solid.mean()
    if not 0 < share < 0.4:
        return False
    rgb = picture[..., :3].astype(np.int16)
    outer = inner = 0
    for a, b in ((np.s_[1:], np.s_[:-1]), (np.s_[:, 1:], np.s_[:, :-1])):
        outer += int((solid[a] != solid[b]).sum())
        inner += int((whole[a] & whole[b] & (np.abs(rgb[a] - rgb[b]).max(-1) > _NEAR)).sum())
    return inner < 0.35 * outer


def scaled_layer(picture: U8, size: tuple[int, int]) -> U8:
    """A layer of strokes at this (height, width)."""
    if picture.shape[:2] == size:
        return picture
    return _resized(picture, (size[1], size[0]), cv2.INTER_NEAREST)


def _resized(picture: U8, size: tuple[int, int], method: int) -> U8:
    return np.asarray(cv2.resize(picture, size, interpolation=method), np.uint8)


def _changed(before: U8, after: U8, reach: int) -> Mask:
    """Pixels of `after` that nothing in `before` explains, within `reach` pixels."""
    around = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    old, new = (cv2.cvtColor(p, cv2.COLOR_RGB2YCrCb) for p in (before, after))
    tolerance = np.array([_TONE, _TINT, _TINT, 0], np.float64)
    low = cv2.subtract(cv2.erode(old, around), tolerance)
    high = cv2.add(cv2.dilate(old, around), tolerance)
    outside = np.asarray(((new < low) | (new > high)).any(axis=2), np.uint8)
    # What is left of a line's rim is a pixel wide; a stroke is wider.
    return cv2.morphologyEx(outside, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)).astype(bool)


def _is_same_drawing(before: U8, after: U8, changed: Mask) -> bool:
    """Whether the ink of `before` is in `after`, too, where no stroke covers it, and most of its paper is."""
    tone, new = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (before, after))
    ink = cv2.subtract(cv2.dilate(tone, np.ones((9, 9), np.uint8)), tone) > _INK
    near = cv2.dilate(changed.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
    seen = ink & ~near
    if ink.sum() < 30 or seen.sum() < _LEAST_INK * ink.sum():
        return False
    around = np.ones((5, 5), np.uint8)
    darkest = cv2.erode(new, around)
    lost = seen & (tone.astype(np.int16) + _TONE < darkest)
    if lost.sum() > _LOST_INK * seen.sum():
        return False
    inside = _enclosed(ink)
    enclosed = inside.sum()
    return bool(changed.mean() < 0.5 and (enclosed < 0.02 * ink.size or changed[inside].mean() < _PAINTED))


def _enclosed(ink: Mask) -> Mask:
    """What cannot be reached from the picture's border without crossing ink."""
    wall = cv2.dilate(ink.astype(np.uint8), np.ones((3, 3), np.uint8))
    open_ = cv2.copyMakeBorder(1 - wall, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    _, part = cv2.connectedComponents(open_, connectivity=4)
    return (part != part[0, 0])[1:-1, 1:-1] & (wall == 0)


def _is_exact(before: U8, after: U8, mask: Mask) -> bool:
    """Whether the two are the same to the bit outside of the strokes and of their soft rims."""
    rim = cv2.dilate(mask.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
    different = (before != after).any(axis=2) & ~rim
    return bool(different.mean() < 1e-5)


def _painted(picture: U8, mask: Mask, least: float) -> U8:
    """The masked pixels as RGBA, each connected piece in its own few colours and nothing between them."""
    out = np.zeros((*mask.shape, 4), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    largest = 1 + np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable")[:_MOST_STROKES]
    for label in largest if count > 1 else ():
        x, y, width, height, area = (int(v) for v in stats[label])
        if area < least:
            break
        window = np.s_[y : y + height, x : x + width]
        mine = labels[window] == label
        colors = _colors_of(picture[window], mine)
        off = np.abs(picture[window][mine].astype(np.int16)[:, None] - colors[None]).max(axis=2)
        nearest = off.argmin(axis=1)
        painted = np.zeros((len(nearest), 4), np.uint8)
        painted[:, :3] = colors[nearest]
        painted[:, 3] = np.where(off.min(axis=1) <= 1.5 * _NEAR, 255, 0)
        painted[painted[:, 3] == 0] = 0
        out[window][mine] = painted
    return out


def _colors_of(rgb: U8, mask: Mask) -> NDArray[np.int16]:
    """The colours of a piece, (k, 3), the commonest first: at least one, none that is a mere blend."""
    core = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=0).astype(bool)
    found = rgb[core if core.sum() >= 9 else mask].astype(np.int16)
    bins = (found >> 3).astype(np.int32)
    packed = (bins[:, 0] << 10) | (bins[:, 1] << 5) | bins[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    order = np.lexsort((values, -counts))
    peaks = np.stack([values >> 10, (values >> 5) & 31, values & 31], axis=1)[order] * 8 + 4
    chosen: list[NDArray[np.int16]] = []
    left = np.ones(len(found), bool)
    for peak in peaks:
        near = left & (np.abs(found - peak).max(axis=1) <= _NEAR)
        if near.sum() < max(1, _SHARE * len(found)) and chosen:
            continue
        if near.any():
            chosen.append(np.median(found[near], axis=0).astype(np.int16))
            left &= ~near
        if left.sum() < _SHARE * len(found):
            break
    return np.stack(chosen)
