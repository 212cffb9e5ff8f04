"""Any bytes give a picture or a sentence; the size is checked before a pixel is decoded."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from engine.decode import decode, decode_picture
from engine.errors import UserError


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


GRADIENT = Image.fromarray(np.add.outer(np.arange(24), np.arange(32)).astype(np.uint8) * 4)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_mode_becomes_rgba_of_the_same_picture(mode: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.asarray(GRADIENT).astype(np.uint16) * 257)
    elif mode == "I":
        image = Image.fromarray(np.asarray(GRADIENT).astype(np.int32))
    elif mode == "F":
        image = Image.fromarray(np.asarray(GRADIENT).astype(np.float32) / 255)
    else:
        image = GRADIENT.convert(mode)
    kind = "TIFF" if mode in ("CMYK", "I", "F") else "PNG"
    rgba = decode_picture(encoded(image, kind))
    assert rgba.dtype == np.uint8
    assert rgba.shape == (24, 32, 4)
    assert (rgba[..., 3] == 255).all()
    if mode != "1":
        assert np.abs(rgba[..., :3].astype(int) - np.asarray(GRADIENT)[..., None]).max() <= 2


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_formats(kind: str) -> None:
    rgba = decode_picture(encoded(GRADIENT.convert("RGB"), kind))
    assert np.abs(rgba[..., 0].astype(int) - np.asarray(GRADIENT)).mean() < 6


def test_palette_transparency_is_alpha() -> None:
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.putpixel((0, 0), 0)
    rgba = decode_picture(encoded(image, transparency=0))
    assert rgba[0, 0, 3] == 0
    assert tuple(rgba[1, 1]) == (255, 0, 0, 255)


def test_exif_rotation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    picture = np.full((20, 40, 3), 255, np.uint8)
    picture[:10] = 0
    rgba = decode_picture(encoded(Image.fromarray(picture), "JPEG", exif=exif, quality=95))
    assert rgba.shape == (40, 20, 4)
    assert rgba[:, 15, 0].mean() < 20
    assert rgba[:, 4, 0].mean() > 235


def test_first_frame_of_an_animation() -> None:
    frames = [Image.new("RGB", (8, 8), c) for c in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture = decode(data)
    assert picture.frames == 2
    assert tuple(picture.rgba[0, 0]) == (255, 0, 0, 255)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture.empty"),
        (b"a text file that was named .png", "picture.unknown"),
        (encoded(GRADIENT.resize((200, 200)))[:300], "picture.broken"),
        (encoded(GRADIENT.resize((200, 200)).convert("RGB"), "JPEG")[:700], "picture.broken"),
        (png_header(50_000, 50_000), "picture.too_large"),
        (png_header(8_000, 6_000), "picture.too_large"),
        (png_header(300, 300), "picture.broken"),
    ],
)
def test_bad_files_are_refused_in_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UserError) as caught:
        decode_picture(data)
    assert caught.value.code == code
    assert caught.value.text.endswith(".")


def test_the_limit_is_the_callers() -> None:
    data = encoded(GRADIENT.resize((200, 100)))
    assert decode_picture(data, max_megapixels=0.02).shape == (100, 200, 4)
    with pytest.raises(UserError, match=r"0\.019 megapixels"):
        decode_picture(data, max_megapixels=0.019)


SAMPLES = [
    encoded(GRADIENT.convert(m), k)
    for m, k in [("RGB", "PNG"), ("P", "GIF"), ("RGB", "JPEG"), ("RGBA", "WEBP"), ("L", "TIFF")]
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 10**6), st.binary(min_size=1, max_size=8), st.integers(0, 400))
def test_damaged_bytes_give_a_picture_or_a_sentence(data: bytes, where: int, patch: bytes, cut: int) -> None:
    where %= len(data)
    damaged = (data[:where] + patch + data[where + len(patch) :])[: len(data) - cut % len(data)]
    try:
        rgba = decode_picture(damaged)
    except UserError as error:
        assert error.code.startswith("picture.")  # noqa: PT017
    else:
        assert rgba.ndim == 3
        assert rgba.shape[2] == 4
