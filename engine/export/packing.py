"""How a channel of pixels is packed for a PSD: PackBits rows, or one zlib stream.

Both run in C without Python's lock, so that threads pack channels side by side.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import cv2
import numpy as np
from cv2.typing import MatLike
from isal import isal_zlib

RLE, ZIP = 1, 2
"""PSD compression codes (Adobe Photoshop File Formats, "Channel image data")."""

_TIFF_PACKBITS = 32773
_STRIP_OFFSETS, _STRIP_BYTES = 273, 279
_TAG_FORMATS = {3: "<u2", 4: "<u4"}


def pack_rows(plane: MatLike) -> tuple[np.ndarray, bytes]:
    """PackBits for each row of uint8 (H, W): the rows' packed lengths, int64 (H,), and all of their bytes.

    OpenCV's TIFF writer packs rows in C, with one strip a row; the strips are what a PSD wants.
    """
    settings = [cv2.IMWRITE_TIFF_COMPRESSION, _TIFF_PACKBITS, cv2.IMWRITE_TIFF_ROWSPERSTRIP, 1]
    written, buffer = cv2.imencode(".tiff", plane, settings)
    if not written:
        raise RuntimeError(f"OpenCV could not pack a plane of {plane.shape}")
    tiff = buffer.tobytes()
    offsets, counts = _tag(tiff, _STRIP_OFFSETS), _tag(tiff, _STRIP_BYTES)
    end = offsets + counts
    if np.array_equal(offsets[1:], end[:-1]):
        return counts, tiff[offsets[0] : end[-1]]
    return counts, b"".join(tiff[a:b] for a, b in zip(offsets, end, strict=True))


def rle(planes: Sequence[MatLike], wide: bool = False) -> bytes:
    """Planes of one width as PSD RLE data: the table of row lengths, then the rows. `wide` is PSB's 32-bit table."""
    packed = [pack_rows(plane) for plane in planes]
    table = np.concatenate([counts for counts, _ in packed]).astype(">u4" if wide else ">u2")
    return table.tobytes() + b"".join(rows for _, rows in packed)


def zipped(plane: MatLike) -> bytes:
    """A plane as one zlib stream, at ISA-L's fastest level: twice smaller than RLE where tones are smooth."""
    return isal_zlib.compress(np.ascontiguousarray(plane), 1)


def _tag(tiff: bytes, wanted: int) -> np.ndarray:
    """The values of one tag of a little-endian TIFF's first directory, int64."""
    start = struct.unpack_from("<I", tiff, 4)[0]
    for entry in range(struct.unpack_from("<H", tiff, start)[0]):
        at = start + 2 + 12 * entry
        tag, kind, count = struct.unpack_from("<HHI", tiff, at)
        if tag == wanted:
            size = np.dtype(_TAG_FORMATS[kind]).itemsize * count
            place = at + 8 if size <= 4 else struct.unpack_from("<I", tiff, at + 8)[0]
            return np.frombuffer(tiff, _TAG_FORMATS[kind], count, place).astype(np.int64)
    raise ValueError(f"the TIFF has no tag {wanted}")
