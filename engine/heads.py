"""Heads in the part network's belief: a face, and hair on it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.parts import Part

F32 = NDArray[np.float32]
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1, ends excluded."""

FEATURES = (Part.EYES, Part.EYE_WHITE, Part.MOUTH)
CROWN = (Part.HAIR, Part.HEADWEAR)
LEAST_FACE = 2.5
"""The least radius of a face, in cells: smaller ones are not seen as faces."""
BESIDE_OTHERS = 0.4
"""A face with less of the largest face's radius is a hand or a doll's."""
CROWNED = 0.35
"""A face without eyes or mouth must have so much hair around its upper half."""


def find_heads(belief: F32) -> tuple[Box, ...]:
    """The boxes of heads, in cells of the belief (h, w, P), the largest first; they may reach over its edges."""
    face = belief[..., [Part.SKIN, *FEATURES]].sum(2)
    features = belief[..., FEATURES].sum(2)
    crown = belief[..., CROWN].sum(2)
    mask = (face > 0.5).astype(np.uint8)
    # Strands over the forehead part a face that is one.
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels = cv2.connectedComponents(mask, connectivity=4)
    found: list[tuple[float, float, float]] = []
    for label in range(1, count):
        component = np.asarray(labels == label, np.uint8)
        found += _faces(component, features, crown)
    if not found:
        return ()
    largest = max(radius for _, _, radius in found)
    found = [f for f in found if f[2] >= BESIDE_OTHERS * largest]
    found.sort(key=lambda f: (-f[2], f[1], f[0]))
    return tuple(_head(x, y, radius) for x, y, radius in found)


def _faces(component: NDArray[np.uint8], features: F32, crown: F32) -> list[tuple[float, float, float]]:
    """(x, y, radius) of the faces in one connected piece of skin: none, one, or several cheek to cheek."""
    framed = cv2.copyMakeBorder(component, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = np.asarray(cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)
    # Where eyes and a mouth are the skin is a face; a chest or a thigh may be wider.
    marked = cv2.GaussianBlur(features * component, (0, 0), max(2.0, float(depth.max()) / 2))
    worth = depth * (0.15 + marked)
    faces: list[tuple[float, float, float]] = []
    while True:
        y, x = np.unravel_index(int(worth.argmax()), worth.shape)
        radius = float(depth[y, x])
        if radius < LEAST_FACE:
            return faces
        disc = np.zeros_like(component)
        cv2.circle(disc, (int(x), int(y)), max(1, round(1.2 * radius)), 1, -1)
        seen = float((features * disc).sum()) / float(disc.sum())
        if seen < 0.03 and (faces or _crowned(crown, int(x), int(y), radius) < CROWNED):
            return faces
        faces.append((float(x), float(y), radius))
        cv2.circle(disc, (int(x), int(y)), max(1, round(2.4 * radius)), 1, -1)
        worth[disc > 0] = 0
        depth[disc > 0] = 0


def _crowned(crown: F32, x: int, y: int, radius: float) -> float:
    """How much of the half ring above a face is hair or a hat."""
    angle = np.linspace(np.pi, 2 * np.pi, 25)
    best = np.zeros(len(angle), np.float32)
    for reach in (1.1, 1.4, 1.8):
        columns = np.clip(x + reach * radius * np.cos(angle), 0, crown.shape[1] - 1).astype(int)
        rows = np.clip(y + reach * radius * np.sin(angle), 0, crown.shape[0] - 1).astype(int)
        best = np.maximum(best, crown[rows, columns])
    return float((best > 0.5).mean())


def _head(x: float, y: float, radius: float) -> Box:
    """The head around a face: hair above and beside it."""
    return (
        round(x - 1.6 * radius),
        round(y - 2.0 * radius),
        round(x + 1.6 * radius),
        round(y + 1.2 * radius),
    )
