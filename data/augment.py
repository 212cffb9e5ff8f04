"""What happens to a drawing between the pen and the network: crops, scanners, phones, other line styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from data.canvas import Picture
from data.parts import Part

Rng = np.random.Generator
F32 = NDArray[Any]


@dataclass(frozen=True)
class Sample:
    """What the network learns from, all (S, S).

    ink      float32, 0 paper .. 1 ink
    hint     float32 (S, S, 4): sRGB 0..1 times mask, then the mask; a mask of ones is a coloured picture
    part     uint8 `Part` numbers
    color    float32 (S, S, 3) sRGB 0..1: flat colours, paper is white
    normal   float32 (S, S, 3): unit normals
    """

    ink: F32
    hint: F32
    part: NDArray[np.uint8]
    color: F32
    normal: F32


def sample(picture: Picture, normals: F32, rng: Rng, size: int) -> Sample:
    """One training sample of `size` pixels: a random view of the picture, in a random line style."""
    matrix, turn, mirror = _view(picture, rng, size)
    grid = _grid(matrix, rng, size)

    def warp(a: NDArray, interpolation: int, border: float | tuple[float, ...] = 0) -> NDArray:
        return cv2.remap(a, grid, None, interpolation, borderMode=cv2.BORDER_CONSTANT, borderValue=border)  # pyright: ignore

    scale = float(np.hypot(*matrix[:, 0]))
    ink = picture.ink
    if scale < 0.75:
        ink = cv2.GaussianBlur(ink, (0, 0), 0.35 / scale)
    ink = warp(ink, cv2.INTER_LINEAR).astype(np.float32) / 255
    part = warp(picture.part, cv2.INTER_NEAREST)
    flat = warp(picture.flat, cv2.INTER_NEAREST, (255, 255, 255)).astype(np.float32) / 255
    normal = warp(normals, cv2.INTER_LINEAR, (0, 0, 1)).astype(np.float32)
    c, s = np.cos(turn), np.sin(turn)
    x, y = normal[..., 0] * mirror, normal[..., 1]
    normal = np.dstack([c * x - s * y, s * x + c * y, normal[..., 2]])
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-6)
    ink = lines(ink, rng)
    return Sample(ink, hints(flat, ink, normal, rng), part, flat, normal.astype(np.float32))


def _view(picture: Picture, rng: Rng, size: int) -> tuple[NDArray[np.float64], float, int]:
    """A crop: the whole drawing, one figure from its head down, or close to a face so that its eyes are large."""
    side = picture.ink.shape[0]
    turn, mirror = rng.normal(0, 0.12), int(rng.choice([-1, 1]))
    faces = np.argwhere(np.isin(picture.part, (3, 4, 5)))
    kind = rng.random()
    if len(faces) and kind < 0.22:
        cy, cx = faces[rng.integers(len(faces))] + rng.normal(0, side * 0.05, 2)
        figure = picture.figure[tuple(faces[0])]
        reach = np.ptp(np.argwhere((picture.figure == figure) & np.isin(picture.part, (3, 4, 5)))[:, 1]) * rng.uniform(
            2, 5
        )
        scale = size / float(np.clip(reach, side * 0.2, side * 1.4))
    elif kind < 0.45 and (alive := picture.figure * (picture.part != Part.PROP)).any():
        # As files are cut: close about one figure, from its top to its waist, its knees or its feet.
        areas = np.bincount(alive.ravel())[1:]
        x, y, w, h = cv2.boundingRect((alive == rng.choice(len(areas), p=areas / areas.sum()) + 1).view(np.uint8))
        reach = float(np.clip(max(w * rng.uniform(0.7, 1.1), h * rng.uniform(0.5, 1.08)), side * 0.2, side * 1.2))
        scale = size / reach
        cx, cy = x + w / 2 + rng.normal(0, reach * 0.05), y + reach * rng.uniform(0.44, 0.5)
    else:
        # From the whole sheet to a detail; the nearer, the more it is centred on a figure and not on the sheet.
        zoom = float(np.exp(rng.uniform(np.log(0.9), np.log(2.2))))
        scale = size / side * zoom
        drawn = np.argwhere(picture.part > 0)
        aim = drawn[rng.integers(len(drawn))][::-1] if len(drawn) else np.array([side / 2, side / 2])
        cx, cy = side / 2 + (aim - side / 2) * np.clip(zoom - 1, 0.1, 1) + rng.normal(0, side * 0.06, 2)
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    a = np.array([[c * mirror, -s], [s * mirror, c]]) * (rng.uniform(0.9, 1.12), 1)
    return np.hstack([a, (np.array([size / 2, size / 2]) - a @ (cx, cy))[:, None]]), turn, mirror


def _grid(matrix: NDArray[np.float64], rng: Rng, size: int) -> NDArray[np.float32]:
    """Where each of the sample's pixels comes from, (S, S, 2): the view, often bent as another hand would draw."""
    back = cv2.invertAffineTransform(matrix)
    x, y = np.meshgrid(np.arange(size, dtype=np.float32), np.arange(size, dtype=np.float32))
    if rng.random() < 0.5:
        knots = int(rng.integers(3, 7))
        bend = rng.normal(0, size * rng.uniform(0.003, 0.05) / knots, (knots, knots, 2)).astype(np.float32)
        bend = cv2.resize(bend, (size, size), interpolation=cv2.INTER_CUBIC)
        x, y = x + bend[..., 0], y + bend[..., 1]
    return np.dstack(
        [back[0, 0] * x + back[0, 1] * y + back[0, 2], back[1, 0] * x + back[1, 1] * y + back[1, 2]]
    ).astype(np.float32)


def lines(ink: F32, rng: Rng) -> F32:
    """Other pens, scanners and files: thicker, thinner, broken, drawn twice, pale, soft, noisy."""
    size = ink.shape[0]
    if rng.random() < 0.12:
        ink = _drawn_twice(ink, rng)
    kind = rng.random()
    if kind < 0.12:
        ink = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    elif kind < 0.16:
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)))
    elif kind < 0.24:
        ink = np.clip((ink - 0.25) * 1.3, 0, 1)
    elif kind < 0.44:
        ink = (ink > rng.uniform(0.25, 0.7) * _strength(ink)).astype(np.float32)
    elif kind < 0.5:
        # Thresholded after a blur, as extracted lines are: corners fill, thin lines break.
        soft = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.6, 1.2))
        ink = (soft > rng.uniform(0.4, 0.9) * _strength(soft)).astype(np.float32)
    if rng.random() < 0.3:
        cells = size // int(rng.choice([5, 12, 12, 30]))
        field = cv2.resize(rng.random((cells, cells), dtype=np.float32), (size, size))
        ink = ink * np.clip((field - rng.uniform(0.05, 0.25)) * 6, 0, 1)
    if rng.random() < 0.15:
        ink = _strayed(ink.copy(), rng)
    if rng.random() < 0.08:
        specks = rng.random((size, size), dtype=np.float32) < rng.uniform(0.0002, 0.003)
        ink = np.maximum(ink, specks.astype(np.float32))
    if rng.random() < 0.25:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, 0.9))
    ink = ink * rng.uniform(0.3, 1.0) if rng.random() < 0.35 else ink
    if rng.random() < 0.15:
        ink = ink + rng.normal(0, rng.uniform(0.01, 0.06), ink.shape).astype(np.float32)
    if rng.random() < 0.06:
        # What is left of grey paper and its shadow.
        veil = cv2.resize(rng.random((3, 3), dtype=np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
        ink = np.maximum(ink, veil * rng.uniform(0.03, 0.2))
    return np.clip(ink, 0, 1).astype(np.float32)


def _strength(ink: F32) -> float:
    """How dark this drawing's lines are: a threshold must leave most of a pale one."""
    dark = ink[ink > 0.08]
    return float(np.median(dark)) if dark.size else 0.5


def _drawn_twice(ink: F32, rng: Rng) -> F32:
    """A sketcher's second and third line beside the first."""
    size = ink.shape[0]
    x, y = np.meshgrid(np.arange(size, dtype=np.float32), np.arange(size, dtype=np.float32))
    out = ink * rng.uniform(0.5, 1.0)
    for _ in range(int(rng.integers(1, 3))):
        cells = int(rng.integers(4, 14))
        bend = rng.normal(0, size * rng.uniform(0.002, 0.009), (cells, cells, 2)).astype(np.float32)
        bend = cv2.resize(bend, (size, size), interpolation=cv2.INTER_CUBIC)
        again = cv2.remap(ink, x + bend[..., 0], y + bend[..., 1], cv2.INTER_LINEAR)
        out = np.maximum(out, again * rng.uniform(0.3, 0.9))
    return out


def _strayed(ink: F32, rng: Rng) -> F32:
    """Lines that belong to nothing: slips of the pen, and the circles and crosses of a construction."""
    size = ink.shape[0]
    for _ in range(int(rng.integers(1, 8))):
        a = rng.integers(0, size, 2)
        tone = float(rng.uniform(0.2, 1))
        if rng.random() < 0.3:
            axes = (rng.uniform(0.05, 0.3, 2) * size).astype(int).tolist()
            cv2.ellipse(ink, a.tolist(), axes, float(rng.uniform(0, 180)), 0, 360, tone * 0.6, 1, cv2.LINE_AA)
        else:
            b = a + rng.normal(0, size * 0.15, 2)
            cv2.line(ink, a.tolist(), b.astype(int).tolist(), tone, 1, cv2.LINE_AA)
    return ink


def hints(flat: F32, ink: F32, normal: F32, rng: Rng) -> F32:
    """What a user gives: nothing, some points, some strokes, or the whole picture already coloured."""
    size = flat.shape[0]
    mask = np.zeros((size, size), np.float32)
    color = flat
    kind = rng.random()
    if kind < 0.18:
        mask[:] = 1
        lit = np.clip(normal @ _light(rng), 0, 1)[..., None]
        shade = 1 - rng.uniform(0, 0.45) * (1 - lit)
        color = np.clip(flat * shade, 0, 1) * (1 - ink[..., None] * rng.uniform(0, 1))
        color = np.clip(color + rng.normal(0, rng.uniform(0, 0.03), color.shape), 0, 1)
    elif kind < 0.45:
        for _ in range(int(np.exp(rng.uniform(0, np.log(40))))):
            x, y = rng.integers(0, size, 2)
            r = int(rng.integers(1, 4))
            mask[max(0, y - r) : y + r + 1, max(0, x - r) : x + r + 1] = 1
        x, y = np.meshgrid(np.arange(size), np.arange(size))
        jump = rng.integers(-2, 3, 2)
        color = np.roll(flat, tuple(jump), (0, 1))
    return np.dstack([color * mask[..., None], mask]).astype(np.float32)


def _light(rng: Rng) -> NDArray[np.float64]:
    v = np.array([rng.normal(), rng.normal() - 0.5, rng.uniform(0.4, 1.2)])
    return v / np.linalg.norm(v)
