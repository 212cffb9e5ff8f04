"""From what an asker sent to a request for the engine, or to a sentence that says what to mend."""

from __future__ import annotations

import io
import random

from bot.frontend import Ask
from bot.locales import refuse
from bot.styles import Look
from engine.catalog import MODELS
from engine.errors import UserError
from engine.request import ColorizeRequest

DEFAULT_MODEL = next(iter(MODELS))
MOST_TEXT = 4000
MOST_REFERENCES = 4
LIGHT_TEXT, LIGHT_BYTES = 200, 256 * 1024
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")


def is_light(ask: Ask) -> bool:
    """Whether `prepare` is done in a millisecond or two: then a thread of its own would only take longer."""
    size = sum(map(len, (ask.sketch, *ask.references, ask.strokes or b"", *ask.extras)))
    return size <= LIGHT_BYTES and len(ask.text) + len(ask.light) <= LIGHT_TEXT


def prepare(
    ask: Ask, look: Look, *, model: str = DEFAULT_MODEL, max_megapixels: float, max_file_mb: float
) -> ColorizeRequest:
    """Check an ask and parse its hints. Reads no pixels, so it is quick; UserError names what is wrong.

    `look` is the ask's preset, merged with the defaults, and the characters that its text may use; `model`
    is taken where neither names one.

    A seed that the asker does not give is drawn here, once: the stored request is then complete, and
    the same bytes come of it however often it is tried.
    """
    from engine.hints import parse_hints

    if len(ask.text) + len(ask.light) > MOST_TEXT:
        raise refuse("text.too_long", length=len(ask.text) + len(ask.light), limit=MOST_TEXT)
    others = (*ask.references, *ask.extras)
    if len(others) > MOST_REFERENCES:
        raise refuse("references.too_many", count=len(others), limit=MOST_REFERENCES)
    for picture in (ask.sketch, *others, *([ask.strokes] if ask.strokes is not None else [])):
        check_picture(picture, max_megapixels=max_megapixels, max_file_mb=max_file_mb)
    preset = look.preset
    model = ask.model or (preset and preset.model) or model
    if model not in MODELS:
        raise refuse("model.unknown", name=model, names=", ".join(MODELS))
    request = ColorizeRequest(
        sketch=ask.sketch,
        strokes=ask.strokes,
        references=ask.references,
        extras=ask.extras,
        wants=ask.wants,
        model=model,
        seed=ask.seed if ask.seed is not None else random.randrange(2**31),
        preset=preset,
    )
    request = look.apply(parse_hints(ask.text), request)
    if ask.light:
        request = parse_hints(f"light: {ask.light}").apply(request)
    return request


def picture_megapixels(data: bytes) -> float:
    """The size of a picture that `check_picture` has found well."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        return picture.width * picture.height / 1e6


def check_picture(data: bytes, *, max_megapixels: float, max_file_mb: float) -> None:
    """Judge a picture by its header, so that a wrong file is answered at once. UserError."""
    from PIL import Image, UnidentifiedImageError

    if not data:
        raise UserError("picture.empty", "The picture is an empty file. Please send it again.")
    if len(data) > max_file_mb * 1e6:
        raise refuse("picture.too_heavy", size=megabytes(len(data)), limit=f"{max_file_mb:g}")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            width, height = picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large("", max_megapixels) from None
    except UnidentifiedImageError:
        text = "This file is not a picture that can be read. Please send a PNG, JPEG, WebP or GIF."
        raise UserError("picture.unknown", text) from None
    except Exception as error:  # a header may be wrong in too many ways to list
        text = "The picture is damaged or cut short and cannot be read. Please save or upload it again."
        raise UserError("picture.broken", text) from error
    if width * height > max_megapixels * 1e6:
        raise _too_large(f"{width} x {height} pixels", max_megapixels)


def megabytes(size: int) -> str:
    """Bytes as megabytes with one decimal, for people."""
    return f"{size / 1e6:.1f}"


def _too_large(size: str, limit: float) -> UserError:
    text = f"The picture is too large: {size or 'its size'} is over the limit of {limit:g} megapixels. "
    text += "Please send a smaller copy."
    shown = size.removesuffix(" pixels")
    return UserError("picture.too_large", text, size=shown, limit=f"{limit:g}", case="" if size else "bomb")
