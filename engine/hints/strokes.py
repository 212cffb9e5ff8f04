"""Hint strokes: an RGBA picture -> one seed for each stroke of one colour.

A stroke's colour is the one that its inside has; the blended pixels at its edge, and where two strokes
overlap, are left out, so a soft brush gives the colour that was picked and no other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.request import Color, ColorizeRequest, Note
from engine.types import U8, Seed, Sketch

MAX_STROKES = 500
"""The largest strokes are kept, and the answer says that there were more."""

_SAME = 12  # channel difference within which neighbours belong to one stroke (JPEG noise is below it)
_ASPECT = 0.02  # relative difference of aspect ratios that scaling mends
_DOT = 0.012  # of the longer side: a stroke no larger than this is a point
_CHROMA = 40  # an opaque stroke picture: how far a stroke's colour is from grey


@dataclass(frozen=True)
class Strokes:
    seeds: tuple[Seed, ...] = ()
    notes: tuple[Note, ...] = ()


def given_strokes(request: ColorizeRequest, size: tuple[int, int]) -> Strokes:
    """The strokes of `request.strokes` for a sketch of this size. UserError hint.strokes_shape."""
    if request.strokes is None:
        return Strokes()
    from engine.decode import decode_picture  # pyright: ignore[reportMissingImports]

    picture, notes = _fit(decode_picture(request.strokes), size)
    picture, more = _transparent(picture)
    return _with_notes(picture, [*notes, *more])


def drawn_strokes(sketch: Sketch) -> Strokes:
    """The strokes that were found drawn on the sketch itself."""
    return Strokes() if sketch.strokes is None else _with_notes(sketch.strokes, [])


def _with_notes(picture: U8, notes: list[Note]) -> Strokes:
    seeds = stroke_seeds(picture)
    count = len(seeds)
    if count > MAX_STROKES:
        seeds = sorted(seeds, key=lambda s: -len(s.points))[:MAX_STROKES]
        text = f"There are {count} strokes; the {MAX_STROKES} largest were used."
        notes.append(_note("hint.many_strokes", text, count=count, limit=MAX_STROKES))
    elif count:
        text = f"{count} stroke{'s' if count > 1 else ''} of colour {'were' if count > 1 else 'was'} used as hints."
        notes.append(_note("hint.strokes", text, count=count))
    else:
        notes.append(_note("hint.no_strokes", "The stroke picture has no strokes in it."))
    return Strokes(tuple(seeds), tuple(notes))


def stroke_seeds(picture: U8) -> list[Seed]:
    """Each connected stroke of one colour in a uint8 RGBA (H, W, 4) picture, from the top down."""
    alpha = picture[..., 3]
    strong = int(alpha.max(initial=0))
    if strong == 0:
        return []
    mask = alpha >= max(1, min(128, strong // 2))
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    y0, x0 = int(rows[0]), int(columns[0])
    window = np.s_[y0 : int(rows[-1]) + 1, x0 : int(columns[-1]) + 1]
    mask, rgb = mask[window], picture[window][..., :3]
    core = _core(mask, rgb)
    colors = _indexed(core, rgb)
    labels = _connected(colors)
    # Strokes so thin that they have no inside count as they are.
    whole = _connected(mask)
    has_core = np.zeros(int(whole.max()) + 1, bool)
    has_core[whole[core]] = True
    thin = mask & ~has_core[whole]
    labels = np.where(thin, whole + labels.max(), labels)
    dot = max(9.0, _DOT * max(picture.shape[:2]))
    return [_stroke(points, rgb, (x0, y0), dot) for points in _points_by_label(labels)]


def _connected(image: NDArray[np.int32] | NDArray[np.bool_]) -> NDArray[np.int32]:
    """Connected pixels of one value (8 neighbours), numbered 1..; value 0 is outside."""
    from skimage.measure import label

    return np.asarray(label(image, background=0, connectivity=2), np.int32)


def _core(mask: NDArray[np.bool_], rgb: U8) -> NDArray[np.bool_]:
    """Pixels inside a block of 2 x 2 px of one colour: what is blended at an edge never makes one."""
    core = np.zeros_like(mask)
    if min(mask.shape) < 2:
        return core
    wide = rgb.astype(np.int16)
    blocks = np.stack([wide[:-1, :-1], wide[1:, :-1], wide[:-1, 1:], wide[1:, 1:]])
    flat = (blocks.max(0) - blocks.min(0)).max(-1) <= _SAME
    flat &= mask[:-1, :-1] & mask[1:, :-1] & mask[:-1, 1:] & mask[1:, 1:]
    for dy in (0, 1):
        for dx in (0, 1):
            core[dy : dy + flat.shape[0], dx : dx + flat.shape[1]] |= flat
    return core


def _indexed(core: NDArray[np.bool_], rgb: U8) -> NDArray[np.int32]:
    """Core pixels numbered by colour, 1..: the commonest colours first, near ones taken together."""
    indexed = np.zeros(core.shape, np.int32)
    found = rgb[core].astype(np.int32)
    if len(found) == 0:
        return indexed
    packed = (found[:, 0] << 16) | (found[:, 1] << 8) | found[:, 2]
    values, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
    table = np.stack([values >> 16, (values >> 8) & 255, values & 255], axis=1)
    number = np.zeros(len(values), np.int32)
    chosen: list[int] = []
    for index in np.lexsort((values, -counts)):
        if number[index]:
            continue
        chosen.append(int(index))
        near = (np.abs(table - table[index]).max(axis=1) <= _SAME) & (number == 0)
        number[near] = len(chosen)
    indexed[core] = number[inverse]
    return indexed


def _points_by_label(labels: NDArray[np.integer]) -> list[NDArray[np.int32]]:
    ys, xs = np.nonzero(labels)
    order = np.argsort(labels[ys, xs], kind="stable")
    points = np.stack([xs, ys], axis=1).astype(np.int32)[order]
    cuts = np.flatnonzero(np.diff(labels[ys, xs][order])) + 1
    groups = np.split(points, cuts) if len(points) else []
    return sorted(groups, key=lambda g: (int(g[0, 1]), int(g[0, 0])))


def _stroke(points: NDArray[np.int32], rgb: U8, origin: tuple[int, int], dot: float) -> Seed:
    found = rgb[points[:, 1], points[:, 0]]
    packed = (found[:, 0].astype(np.int32) << 16) | (found[:, 1].astype(np.int32) << 8) | found[:, 2]
    values, counts = np.unique(packed, return_counts=True)
    best = int(counts.argmax())
    if counts[best] * 5 >= len(points):
        value = int(values[best])
        color = Color(value >> 16, (value >> 8) & 255, value & 255)
    else:  # noisy all over (JPEG): no single value is the picked one
        color = Color(*(int(v) for v in np.median(found, axis=0)))
    extent = points.max(axis=0) - points.min(axis=0) + 1
    return Seed(points + np.array(origin, np.int32), color, stroke=bool(extent.max() > dot))


def _fit(picture: U8, size: tuple[int, int]) -> tuple[U8, list[Note]]:
    """The stroke picture at the sketch's size."""
    height, width = picture.shape[:2]
    if (height, width) == size:
        return picture, []
    if abs((width / height) / (size[1] / size[0]) - 1) > _ASPECT:
        text = (
            f"The stroke picture is {width} x {height} px and the sketch {size[1]} x {size[0]} px. "
            "Draw the strokes on a layer of the sketch's own size."
        )
        raise UserError("hint.strokes_shape", text, width=width, height=height, sketch=f"{size[1]} x {size[0]}")
    import cv2

    scaled = np.asarray(cv2.resize(picture, (size[1], size[0]), interpolation=cv2.INTER_NEAREST), np.uint8)
    text = f"The stroke picture was scaled from {width} x {height} to {size[1]} x {size[0]} px."
    sketch = f"{size[1]} x {size[0]}"
    return scaled, [_note("hint.strokes_scaled", text, width=width, height=height, sketch=sketch)]


def _transparent(picture: U8) -> tuple[U8, list[Note]]:
    """An opaque stroke picture (a copy of the sketch with strokes on it): only what is coloured stays."""
    if picture[..., 3].min(initial=255) < 255:
        return picture, []
    rgb = picture[..., :3].astype(np.int16)
    chroma = rgb.max(-1) - rgb.min(-1)
    out = picture.copy()
    out[..., 3] = np.where(chroma >= _CHROMA, 255, 0)
    text = "The stroke picture has no transparency, so only coloured strokes count, not white, grey or black ones."
    return out, [_note("hint.strokes_opaque", text)]


def _note(code: str, text: str, **values: object) -> Note:
    return Note(code, text, None, tuple((k, str(v)) for k, v in values.items()))
