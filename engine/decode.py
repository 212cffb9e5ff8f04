"""Bytes from a stranger -> a picture in memory, or a sentence that says why not."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import UserError
from engine.types import U8

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
WIDE_MODES = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")


@dataclass(frozen=True)
class Decoded:
    """A decoded picture: `rgba` is uint8 sRGB (H, W, 4) with straight alpha; `frames` counts an animation's."""

    rgba: U8
    frames: int = 1


def decode_picture(data: bytes, *, max_megapixels: float = 40.0) -> U8:
    """Decode PNG, JPEG, WebP, GIF (first frame), BMP or TIFF to uint8 sRGB RGBA (H, W, 4), straight alpha.

    The EXIF rotation is applied; 16-bit, CMYK, palette and grey pictures are converted. The size in the
    header is checked before a pixel is decoded. UserError for anything that is no readable picture and
    for one of more than `max_megapixels`.
    """
    return decode(data, max_megapixels=max_megapixels).rgba


def decode(data: bytes, *, max_megapixels: float = 40.0) -> Decoded:
    """As `decode_picture`, with what else the file says."""
    if not data:
        raise UserError("picture.empty", "The picture is an empty file. Please send it again.")
    with warnings.catch_warnings():
        # Pillow warns of large sizes and of odd metadata; both are judged here.
        warnings.simplefilter("ignore")
        image = _open(data, max_megapixels)
        frames = int(getattr(image, "n_frames", 1)) if image.format in ("GIF", "WEBP", "PNG") else 1
        try:
            image.seek(0)
            image.load()
            image = _upright(image)
            return Decoded(_rgba(image), frames)
        except MemoryError:
            raise
        except Exception as error:  # a decoder meets hostile bytes in too many ways to list
            raise UserError(
                "picture.broken",
                "The picture is damaged or cut short and cannot be read. Please save or upload it again.",
            ) from error


def _open(data: bytes, max_megapixels: float) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise _too_large("", max_megapixels) from error
    except UnidentifiedImageError as error:
        raise UserError(
            "picture.unknown",
            "This file is not a picture that can be read. Please send a PNG, JPEG, WebP or GIF.",
        ) from error
    except Exception as error:
        raise UserError(
            "picture.broken",
            "The picture is damaged or cut short and cannot be read. Please save or upload it again.",
        ) from error
    width, height = image.size
    if width < 1 or height < 1:
        raise UserError("picture.broken", "The picture has no pixels. Please save or upload it again.")
    if width * height > max_megapixels * 1e6:
        raise _too_large(f"{width} x {height} pixels ", max_megapixels)
    return image


def _too_large(size: str, max_megapixels: float) -> UserError:
    return UserError(
        "picture.too_large",
        f"The picture is too large: {size or 'its size '}is over the limit of {max_megapixels:g} megapixels. "
        "Please send a smaller copy.",
        limit=f"{max_megapixels:g}",
        size=size.strip().removesuffix(" pixels"),
        case="" if size else "bomb",
    )


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # unreadable metadata is no reason to refuse the pixels
        return image


def _rgba(image: Image.Image) -> U8:
    if image.mode in WIDE_MODES:
        return _from_wide(np.asarray(image))
    # Pillow clips nothing on these ways; a palette's transparency becomes alpha.
    return np.array(image.convert("RGBA"))


def _from_wide(values: np.ndarray) -> U8:
    """16-bit, 32-bit or float grey to RGBA. The range is that of the type the values fit in."""
    top = float(values.max(initial=0))
    full = 1.0 if values.dtype.kind == "f" and top <= 1.0 else 255.0 if top <= 255 else 65535.0 if top <= 65535 else top
    if values.dtype.itemsize == 2:
        full = 65535.0
    grey = np.clip(np.nan_to_num(values.astype(np.float32)) * (255.0 / full) + 0.5, 0, 255).astype(np.uint8)
    return np.dstack([grey, grey, grey, np.full_like(grey, 255)])
