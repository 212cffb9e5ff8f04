"""Layers and groups as a PSD file, after Adobe's "Photoshop File Formats Specification".

Pictures taller or wider than 30,000 px become PSB, the large variant.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import cv2
import numpy as np

from engine.export.layers import Group, Layer
from engine.export.packing import RLE, ZIP, rle, zipped
from engine.request import Color
from engine.result import U8

_BLEND = {"normal": b"norm", "multiply": b"mul ", "screen": b"scrn"}
_PASS_THROUGH = b"pass"
_HIDDEN = 2
_OPEN_GROUP, _END_OF_GROUP = 1, 3
_PSD_LIMIT = 30_000


def encode_psd(groups: Sequence[Group], merged: U8, pool: Executor, *, compact: bool = False) -> bytes:
    """The file's bytes. `groups` from the top down; `merged` is what viewers without layers show, uint8 (H, W, 3).

    Layers are packed side by side on `pool`. RLE is what every reader takes; `compact` packs the layers
    with ZIP instead, which is smaller, but which some painting programs do not read.
    """
    height, width = merged.shape[:2]
    large = max(height, width) > _PSD_LIMIT
    records = list(_records(groups))
    preview = pool.submit(lambda: rle(cv2.split(merged), large))
    packed = [pool.submit(_pack, record.layer, large, compact) for record in records]
    channels = [future.result() for future in packed]
    length = ">Q" if large else ">I"
    info = struct.pack(">h", len(records))
    info += b"".join(_record(r, i, c, large) for i, (r, c) in enumerate(zip(records, channels, strict=True), 1))
    pixels = [data for layer in channels for data in layer]
    size = len(info) + sum(map(len, pixels))
    padding = b"\0" * (-size % 4)
    size += len(padding)
    outer = size + struct.calcsize(length) + 4  # and an empty global mask
    return b"".join(
        [
            struct.pack(">4sH6xHIIHH", b"8BPS", 2 if large else 1, 3, height, width, 8, 3),
            struct.pack(">I", 0),  # colour mode data
            struct.pack(">I", 0),  # image resources
            struct.pack(length, outer),
            struct.pack(length, size),
            info,
            *pixels,
            padding,
            struct.pack(">I", 0),
            struct.pack(">H", RLE),
            preview.result(),
        ]
    )


@dataclass(frozen=True)
class _Record:
    """One row of the file's flat list of layers: a layer, or a mark that opens or ends a group."""

    name: str
    layer: Layer | None = None
    divider: int = 0


def _records(groups: Sequence[Group]) -> Iterator[_Record]:
    """From the bottom up, as the file has them: a group's end comes before its layers."""
    for group in reversed(groups):
        yield _Record("</Layer group>", divider=_END_OF_GROUP)
        for layer in reversed(group.layers):
            yield _Record(layer.name, layer)
        yield _Record(group.name, divider=_OPEN_GROUP)


def _pack(layer: Layer | None, large: bool, compact: bool) -> list[bytes]:
    """Alpha, red, green and blue, each with its compression code in front. A group's are empty."""
    if layer is None:
        return [struct.pack(">H", 0)] * 4
    width, height = layer.box[2:]
    alpha = np.full((height, width), 255, np.uint8) if layer.alpha is None else layer.alpha
    if isinstance(layer.color, Color):
        planes = [alpha, *(np.full((height, width), value, np.uint8) for value in layer.color)]
    else:
        planes = [alpha, *cv2.split(layer.color)]
    if compact:
        return [struct.pack(">H", ZIP) + zipped(plane) for plane in planes]
    return [struct.pack(">H", RLE) + rle([plane], large) for plane in planes]


def _record(record: _Record, number: int, channels: list[bytes], large: bool) -> bytes:
    layer = record.layer
    x, y, width, height = layer.box if layer else (0, 0, 0, 0)
    blend = _BLEND[layer.blend if layer else "normal"]
    if record.divider == _OPEN_GROUP:
        blend = _PASS_THROUGH
    name = record.name.encode("utf-8", "replace")[:255]
    pascal = bytes([len(name)]) + name
    pascal += b"\0" * (-len(pascal) % 4)
    unicode_name = record.name.encode("utf-16-be")
    extra = struct.pack(">II", 0, 0) + pascal  # no mask, no blending ranges
    extra += _block(b"luni", struct.pack(">I", len(unicode_name) // 2) + unicode_name)
    extra += _block(b"lyid", struct.pack(">I", number))
    if record.divider:
        extra += _block(b"lsct", struct.pack(">I4s4s", record.divider, b"8BIM", blend))
    channel = ">hQ" if large else ">hI"
    return b"".join(
        [
            struct.pack(">iiiiH", y, x, y + height, x + width, len(channels)),
            *(struct.pack(channel, i, len(data)) for i, data in zip((-1, 0, 1, 2), channels, strict=True)),
            struct.pack(">4s4sBBBx", b"8BIM", blend, 255, 0, 0 if not layer or layer.visible else _HIDDEN),
            struct.pack(">I", len(extra)),
            extra,
        ]
    )


def _block(key: bytes, data: bytes) -> bytes:
    """Additional layer information; its length is even, as readers expect."""
    data += b"\0" * (-len(data) % 4)
    return struct.pack(">4s4sI", b"8BIM", key, len(data)) + data
