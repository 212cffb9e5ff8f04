"""Heads in the part network's belief: a face, and hair on it; or an animal's, where eyes are seen in fur."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.parts import FEATURES, Part

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""x0, y0, x1, y1, ends excluded."""
Face = tuple[float, float, float, bool]
"""x, y, radius, and whether it is an animal's."""

CROWN = (Part.HAIR, Part.HEADWEAR)
LEAST_FACE = 2.5
"""The least radius of a face, in cells: smaller ones are not seen as faces."""
BESIDE_OTHERS = 0.33
"""A face with less of the largest face's radius is a hand or a doll's."""
CROWNED = 0.35
"""A face without eyes or mouth must have so much hair around its upper half."""
FEATURED = 0.03
"""Eyes and mouth take at least so much of a face that shows any."""
FAINT = 0.15
"""Less belief in a feature than this is the doubt that lies everywhere."""
CLOSE = 0.15
"""What has neither eyes nor mouth, so close to a head that has, in shares of that, is its hat, hand or shoulder."""
FURRED = 0.4
"""A face of which so much is fur is an animal's."""
BARE = 0.15
"""What skin is worth as a face where no feature is near it; fur alone is worth nothing."""
MIDDLE = 2.0
"""How much more an eye or a mouth says of where the middle of a face is than its skin does."""


def find_heads(belief: F32) -> tuple[Box, ...]:
    """The boxes of heads, in cells of the belief (h, w, P), the largest first; they may reach over its edges."""
    features = belief[..., FEATURES].sum(2)
    features[features < FAINT] = 0
    crown = belief[..., CROWN].sum(2)
    fur = belief[..., Part.CREATURE]
    mask = (belief[..., Part.SKIN] + features + fur > 0.5).astype(np.uint8)
    # Strands over the forehead part a face that is one.
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    count, labels = cv2.connectedComponents(mask, connectivity=4)
    found: list[Face] = []
    for label in range(1, count):
        component = np.asarray(labels == label, np.uint8)
        found += _faces(component, features, crown, fur)
    if not found:
        return ()
    largest = max(radius for _, _, radius, _ in found)
    found = [f for f in found if f[2] >= BESIDE_OTHERS * largest]
    shows = np.asarray(features > 0, np.uint8)
    marked = [_head(*face) for face in found if (shows * _disc(shows, face[0], face[1], 1.2 * face[2])).any()]
    found = [f for f in found if f[3] or _head(*f) in marked or not any(_near(_head(*f), box) for box in marked)]
    found.sort(key=lambda f: (-f[2], f[1], f[0]))
    return tuple(_head(*face) for face in found)


def _near(one: Box, other: Box) -> bool:
    """Whether the one lies on the other or close to it."""
    wide, tall = (other[2] - other[0]) * CLOSE, (other[3] - other[1]) * CLOSE
    beside = one[0] < other[2] + wide and one[2] > other[0] - wide
    return beside and one[1] < other[3] + tall and one[3] > other[1] - tall


def _faces(component: U8, features: F32, crown: F32, fur: F32) -> list[Face]:
    """The faces in one connected piece of skin or fur: none, one, or several cheek to cheek."""
    framed = cv2.copyMakeBorder(component, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = np.asarray(cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)
    # Where eyes and a mouth are the skin is a face; a chest or a thigh may be wider, and an animal's body.
    own = features * component
    around = float((depth * own).sum() / own.sum()) if own.sum() > 1 else float(depth.max()) / 2
    marked = cv2.GaussianBlur(own, (0, 0), max(2.0, 0.8 * around))
    worth = depth * (marked + BARE * (fur < 0.5))
    faces: list[Face] = []
    while True:
        y, x = (int(v) for v in np.unravel_index(int(worth.argmax()), worth.shape))
        radius = float(depth[y, x])
        if radius < LEAST_FACE or worth[y, x] <= 0:
            return faces
        near = _disc(component, x, y, 1.2 * radius)
        seen = float((features * near).sum()) / float(near.sum())
        furred = float((fur * near).sum()) / float(near.sum()) > FURRED
        if seen < FEATURED and (faces or furred or _crowned(crown, x, y, radius) < CROWNED):
            return faces
        face = _centred(component, features, x, y, radius)
        faces.append((*face, furred))
        taken = _disc(component, face[0], face[1], 2.4 * face[2])
        worth[taken > 0] = 0
        depth[taken > 0] = 0


def _disc(like: U8, x: float, y: float, radius: float) -> U8:
    disc = np.zeros_like(like)
    cv2.circle(disc, (round(x), round(y)), max(1, round(radius)), 1, -1)
    return disc


def _centred(component: U8, features: F32, x: float, y: float, radius: float) -> tuple[float, float, float]:
    """(x, y, radius) of the face around a place in it: the deepest place is beside the fringe, seldom in the middle."""
    least, most = radius, 1.3 * radius
    for _ in range(4):
        inside = _disc(component, x, y, 1.5 * radius) * component
        rows, columns = np.nonzero(inside)
        if not len(rows):
            break
        weight = 1 + MIDDLE * features[rows, columns]
        x, y = float(np.average(columns, weights=weight)), float(np.average(rows, weights=weight))
        radius = float(np.clip(np.sqrt(len(rows) / np.pi), least, most))
    return x, y, radius


def _crowned(crown: F32, x: int, y: int, radius: float) -> float:
    """How much of the half ring above a face is hair or a hat."""
    angle = np.linspace(np.pi, 2 * np.pi, 25)
    best = np.zeros(len(angle), np.float32)
    for reach in (1.1, 1.4, 1.8):
        columns = np.clip(x + reach * radius * np.cos(angle), 0, crown.shape[1] - 1).astype(int)
        rows = np.clip(y + reach * radius * np.sin(angle), 0, crown.shape[0] - 1).astype(int)
        best = np.maximum(best, crown[rows, columns])
    return float((best > 0.5).mean())


def _head(x: float, y: float, radius: float, furred: bool) -> Box:
    """The head around a face: hair above and beside it; an animal's face is its head."""
    beside, above, below = (1.2, 1.2, 1.2) if furred else (1.6, 2.0, 1.2)
    return (
        round(x - beside * radius),
        round(y - above * radius),
        round(x + beside * radius),
        round(y + below * radius),
    )
