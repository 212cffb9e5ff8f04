"""Pictures to PNG and JPEG bytes. All in C and without Python's lock, so that threads encode side by side."""

from __future__ import annotations

import cv2
import numpy as np

from engine.result import U8

PREVIEW_SIDE = 1280
"""Chats show no more: Telegram scales photos down to this long side."""


def encode_png(image: U8) -> bytes:
    """uint8 (H, W), (H, W, 3) sRGB or (H, W, 4) sRGB with straight alpha to PNG."""
    return _encode(".png", image)


def encode_jpeg(image: U8, quality: int = 92) -> bytes:
    """uint8 (H, W, 3) sRGB to JPEG."""
    return _encode(".jpg", image, cv2.IMWRITE_JPEG_QUALITY, quality)


def fitted(image: U8, side: int) -> U8:
    """The picture made smaller, never larger, so that its longer side is at most `side` pixels."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return image
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def encode_preview(image: U8) -> bytes:
    """uint8 (H, W, 3) sRGB to a JPEG that a chat shows at once."""
    return encode_jpeg(fitted(image, PREVIEW_SIDE))


_TO_OPENCV = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}


def _encode(suffix: str, image: U8, *settings: int) -> bytes:
    pixels = image if image.ndim == 2 else cv2.cvtColor(image, _TO_OPENCV[image.shape[2]])
    written, data = cv2.imencode(suffix, pixels, settings)
    if not written:
        raise RuntimeError(f"OpenCV could not write a {suffix} of {image.shape}")
    return data.tobytes()
