"""Cast shadows: a part that lies above another, moved along the light, within the part below. Cheap, and right."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import share_on
from engine.reduced import F32
from engine.types import Parts, Regions
from models.parts import EYE, Part

_HAT, _HAIR, FACE, _SCARF, _TOP, _BOTTOM, _BODY, _SHOE = 8, 7, 6, 5, 4, 3, 2, 1
_LAYER = {
    Part.HEADWEAR: _HAT,
    Part.HAIR: _HAIR,
    Part.EYE_WHITE: FACE,
    Part.EYES: FACE,
    Part.MOUTH: FACE,
    Part.ACCESSORY: _SCARF,
    Part.TOP: _TOP,
    Part.BOTTOM: _BOTTOM,
    Part.SKIN: _BODY,
    Part.FOOTWEAR: _SHOE,
}
"""Which part lies over which on one figure; what is not here neither throws a shadow nor catches one."""
_REACH, _CHIN = 0.085, 0.17
"""How far a shadow falls, in heights of the head: from most, and from the chin and a hat."""
_IN_FACE = 0.7
"""A nose has so much of its border on the face: it lies in it, and the chin throws no shadow there."""
_UNSEEN = 0.019
"""Where no head is seen: in shares of the picture's longer side."""


def find_layers(regions: Regions, parts: Parts) -> NDArray[np.uint8]:
    """uint8 (n + 1,): the layer of each region, higher over lower, 0 for none. Skin around eyes is a face."""
    table = np.zeros(256, np.uint8)
    for part, layer in _LAYER.items():
        table[part] = layer
    layers = table[parts.part]
    layers[regions.background] = 0
    skin = parts.part == Part.SKIN
    a, b = regions.pairs[:, 0], regions.pairs[:, 1]
    for one, other in ((a, b), (b, a)):
        on_face = skin[one] & (layers[other] == FACE) & (parts.part[other] != Part.SKIN)
        layers[one[on_face]] = FACE
    # A face whose eyes are ink alone fills the middle of its head.
    for x0, y0, x1, y1 in parts.head[1:]:
        if x1 > x0:
            inside = skin & (regions.anchor > (x0, y0)).all(1) & (regions.anchor < (x1, y1)).all(1)
            layers[inside & (regions.area > 0.06 * (x1 - x0) * (y1 - y0))] = FACE
    nose = skin & (share_on(regions, layers == FACE) >= _IN_FACE)
    layers[nose] = FACE
    return layers


def cast(
    labels: NDArray[np.int32], layers: NDArray[np.uint8], parts: Parts, scale: float, way: tuple[float, float], ink: F32
) -> F32:
    """How much shadow falls where, 0..1, of the shape of the reduced `labels`.

    `way` is the light's direction in the picture; its length says how low the light stands (1: at half height).
    `ink` is the reduced ink, 0..1.
    """
    length = float(np.hypot(*way))
    if length < 1e-3:
        return np.zeros(labels.shape, np.float32)
    layer, figure = layers[labels], parts.figure.astype(np.int32)[labels]
    heads = parts.head[parts.head[:, 3] > parts.head[:, 1]]
    tall = float(np.median(heads[:, 3] - heads[:, 1])) * scale if len(heads) else 0.0
    unit = tall or max(labels.shape) * _UNSEEN / _REACH
    # The border lies in the middle of a line: the shadow has to come out from under it.
    under = 0.5 * line_width(ink)
    falls = np.zeros(labels.shape, bool)
    for share, far in ((_REACH / 2, False), (_REACH, False), (_CHIN * 0.75, True), (_CHIN, True)):
        reach = share * unit * float(np.clip(length, 0.5, 1.3)) + under
        dx, dy = (round(c / length * reach) for c in way)
        above, whose = _moved(layer, dx, dy), _moved(figure, dx, dy)
        over = (above > layer) & (layer > 0) & (whose == figure)
        # A ribbon in the hair lies on it; nothing but a chin or a hat reaches far.
        over &= ~((above == _HAIR) & (layer == _SCARF))
        if far:
            over &= (above == _HAT) | ((above == FACE) & (layer < FACE))
        falls |= over
    # Eyes shine through the shadow of the hair.
    eyes = np.isin(parts.part, EYE)[labels]
    return np.asarray(cv2.GaussianBlur(falls * np.where(eyes, np.float32(0.5), 1), (0, 0), 1.2), np.float32)


def line_width(ink: F32) -> float:
    """The usual width of a line in reduced pixels: its ink is about its length times its width."""
    dark = (ink > 0.5).astype(np.uint8)
    if not dark.any():
        return 0.0
    # Where all is ink the transform finds no end of it.
    depth = np.minimum(cv2.distanceTransform(dark, cv2.DIST_L2, 3), max(ink.shape))
    return float(np.clip(4 * depth[dark > 0].mean() - 1, 1, 0.03 * max(ink.shape)))


def _moved(picture: NDArray[Any], dx: int, dy: int) -> NDArray[Any]:
    """A picture moved by whole pixels; what comes in from outside is 0."""
    height, width = picture.shape
    moved = np.zeros_like(picture)
    if abs(dx) < width and abs(dy) < height:
        to_rows, to_columns = slice(max(dy, 0), height + min(dy, 0)), slice(max(dx, 0), width + min(dx, 0))
        rows, columns = slice(max(-dy, 0), height + min(-dy, 0)), slice(max(-dx, 0), width + min(-dx, 0))
        moved[to_rows, to_columns] = picture[rows, columns]
    return moved
