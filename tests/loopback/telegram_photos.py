"""What Telegram does to a picture sent as a photo: JPEG, at most 1280 px, in several sizes."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

SIDES = (90, 320, 800, 1280)
"""The longest side of the sizes s, m, x and y; a size that would enlarge the picture is left out."""


class NotAPhoto(Exception):
    """The server cannot make a photo of these bytes; the text is its description."""


def photo_sizes(data: bytes) -> list[tuple[bytes, int, int]]:
    """(JPEG bytes, width, height) of every size, the smallest first."""
    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError) as error:
        raise NotAPhoto("IMAGE_PROCESS_FAILED") from error
    width, height = picture.size
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise NotAPhoto("PHOTO_INVALID_DIMENSIONS")
    longest = max(width, height)
    sides = [side for side in SIDES if side < longest] + ([longest] if longest <= SIDES[-1] else [])
    return [_resized(picture, side) for side in sides]


def thumbnail(data: bytes) -> tuple[bytes, int, int] | None:
    """The small JPEG that is shown for a picture sent as a file, or None when it is none."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return _resized(_on_white(picture), 320)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _resized(picture: Image.Image, side: int) -> tuple[bytes, int, int]:
    small = picture.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=87)
    return out.getvalue(), small.width, small.height


def _on_white(picture: Image.Image) -> Image.Image:
    rgba = picture.convert("RGBA")
    paper = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(paper, rgba).convert("RGB")
