"""Faces, by what every drawn face has: two like marks on a level, and something under them.

A mark is an island (an eye drawn closed) or ink that stands free inside one piece (dots, lids, a
mouth). Hair that falls over the eyes ties them to its own lines; then the rest must tell.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pieces import Pieces
from engine.types import U8, Regions

_WORK_SIZE = 640
_LIKELY = 1.5


def find_faces(regions: Regions, pieces: Pieces, line_alpha: U8) -> list[int]:
    """The pieces that look like faces, best first. One sure face helps to find those of its size."""
    marks = _marks(regions, pieces, line_alpha)
    scored: list[tuple[float, int]] = []
    for piece in pieces.large:
        share = pieces.area[piece] / pieces.whole[pieces.figure[piece]]
        if not 0.008 < share < 0.75 or pieces.v[piece] > 0.75:
            continue
        score = _score(pieces.box[piece], marks.get(piece, []))
        if score:
            crown = 0.5 if crowns(pieces, piece) else 0.0
            scored.append((score + crown + 0.6 * (0.4 - float(pieces.v[piece])), piece))
    scored.sort(key=lambda s: (-s[0], s[1]))
    faces: list[int] = []
    for score, piece in scored:
        if score > _LIKELY and all(_could_both_be(pieces, piece, face) for face in faces):
            faces.append(piece)
    sure = list(faces)
    for piece in pieces.large:
        # Eyes under a fringe leave a mark or two: enough for a piece shaped like a face that is one.
        alike = pieces.v[piece] < 0.75 and any(_shaped_alike(pieces, piece, face) for face in sure)
        if piece not in faces and len(marks.get(piece, [])) >= 2 and alike and crowns(pieces, piece):
            faces.append(piece)
    return faces or _guess(pieces, marks)


def _guess(pieces: Pieces, marks: dict[int, list[tuple[float, float, float]]]) -> list[int]:
    """With no sure face in the picture: the best marked piece that something crowns, if there is any."""
    best, guess = 0.0, []
    for piece in pieces.large:
        x0, y0, x1, y1 = (int(v) for v in pieces.box[piece])
        share = pieces.area[piece] / pieces.whole[pieces.figure[piece]]
        fits = 0.015 < share < 0.3 and pieces.v[piece] < 0.42 and 0.5 < (x1 - x0) / max(y1 - y0, 1) < 1.9
        found = len(marks.get(piece, []))
        if fits and found and crowns(pieces, piece) and found - pieces.v[piece] > best:
            best, guess = found - float(pieces.v[piece]), [piece]
    return guess


def crowns(pieces: Pieces, face: int) -> list[int]:
    """What covers the middle of a face's top, as hair or a hat does, and ears do not."""
    x0, y0, x1, y1 = (int(v) for v in pieces.box[face])
    middle, tall = (x0 + x1) / 2, y1 - y0
    found = []
    for piece in pieces.around[face]:
        if pieces.paper[piece] or piece in pieces.islands:
            continue
        px0, py0, px1, py1 = (int(v) for v in pieces.box[piece])
        covers = px0 < middle < px1 and py0 < y0 + 0.1 * tall and py1 > y0
        if covers and pieces.y[piece] < y0 + 0.5 * tall and pieces.area[piece] > 0.08 * pieces.area[face]:
            found.append(piece)
    return found


def _could_both_be(pieces: Pieces, piece: int, face: int) -> bool:
    """Several people may stand in one group: their faces are of a size, and none is the other's hair or collar."""
    if pieces.figure[piece] != pieces.figure[face]:
        return True
    alike = 0.4 < pieces.area[piece] / pieces.area[face] < 2.5
    return alike and abs(pieces.v[piece] - pieces.v[face]) < 0.4 and face not in pieces.around[piece]


def _shaped_alike(pieces: Pieces, piece: int, face: int) -> bool:
    (w, h), (fw, fh) = ((int(b[2] - b[0]), int(b[3] - b[1])) for b in (pieces.box[piece], pieces.box[face]))
    return 0.45 < pieces.area[piece] / pieces.area[face] < 2.2 and 0.6 < (w / h) / (fw / fh) < 1.7


def _marks(regions: Regions, pieces: Pieces, line_alpha: U8) -> dict[int, list[tuple[float, float, float]]]:
    """For each piece the (x, y, area) of its marks, in pixels of the picture."""
    height, width = line_alpha.shape
    scale = min(1.0, _WORK_SIZE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    rows = np.minimum(((np.arange(size[1]) + 0.5) * height / size[1]).astype(np.int32), height - 1)
    columns = np.minimum(((np.arange(size[0]) + 0.5) * width / size[0]).astype(np.int32), width - 1)
    owner = np.arange(regions.count + 1, dtype=np.float32)
    for island in pieces.islands:
        host = pieces.host[island]
        owner[island] = pieces.host[host] if host in pieces.islands else host
    owners = owner[pieces.piece][regions.labels[np.ix_(rows, columns)]]
    owners[pieces.paper[owners.astype(np.int32)]] = 0
    ink = cv2.resize(line_alpha, size, interpolation=cv2.INTER_AREA) > 70
    count, component, stats, middle = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    around = np.ones((5, 5), np.uint8)
    low, high = cv2.erode(owners, around), cv2.dilate(owners, around)
    ids = component[ink].astype(np.int32)
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(lowest, ids, low[ink])
    np.maximum.at(highest, ids, high[ink])
    marks: dict[int, list[tuple[float, float, float]]] = {}
    for c in range(1, count):
        piece = int(highest[c])
        if lowest[c] == highest[c] and piece > 0 and stats[c, cv2.CC_STAT_AREA] >= 4:
            box = stats[c, cv2.CC_STAT_WIDTH] * stats[c, cv2.CC_STAT_HEIGHT]
            x, y = middle[c] / scale
            marks.setdefault(piece, []).append((float(x), float(y), float(box) / scale**2))
    for island in pieces.islands:
        x0, y0, x1, y1 = (float(v) for v in pieces.box[island])
        host = int(owner[island])
        known = marks.setdefault(host, [])
        # The ink around an island was a mark already.
        if not any(x0 < x < x1 and y0 < y < y1 for x, y, _ in known):
            known.append((float(pieces.x[island]), float(pieces.y[island]), (x1 - x0) * (y1 - y0)))
    return marks


def _score(box: NDArray[np.int32], marks: list[tuple[float, float, float]]) -> float:
    """0 for no face; about 1 for a pair of eyes, 2 with a mouth under them."""
    x0, y0, x1, y1 = (float(v) for v in box)
    wide, tall = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
    if not 0.4 < wide / tall < 2.2:
        return 0.0
    inside = [
        ((x - x0) / wide, (y - y0) / tall, size / (wide * tall))
        for x, y, size in marks
        if 0.05 < (x - x0) / wide < 0.95 and 0.08 < (y - y0) / tall < 0.95
    ]
    inside = sorted((m for m in inside if 0.0004 < m[2] < 0.2), key=lambda m: -m[2])[:14]
    best = 0.0
    for i, (ax, ay, size_a) in enumerate(inside):
        for bx, by, size_b in inside[i + 1 :]:
            apart, level = abs(ax - bx), abs(ay - by) * tall / wide
            height = (ay + by) / 2
            alike = min(size_a, size_b) / max(size_a, size_b)
            if not 0.14 < apart < 0.8 or level > 0.35 * apart + 0.02 or not 0.2 < height < 0.8 or alike < 0.3:
                continue
            left, right = min(ax, bx), max(ax, bx)
            under = any(y > height + 0.08 and left - 0.12 < x < right + 0.12 for x, y, _ in inside)
            best = max(best, 0.7 + 0.5 * alike + 0.8 * under - 0.8 * level)
    if not best and len(inside) >= 3:
        best = 0.9 + 0.1 * min(len(inside), 6)
    return best
