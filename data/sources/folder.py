"""A folder of the operator's own coloured pictures: lines by XDoG, colours as they are, parts unknown."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from data.canvas import Picture
from data.lines import SIGMAS, lightness, xdog
from data.parts import UNKNOWN

ENDINGS = (".png", ".jpg", ".jpeg", ".webp")


class EmptyFolder(ValueError):
    """There is nothing to learn from in a folder; the message says which."""


@cache
def list_pictures(folder: Path) -> tuple[Path, ...]:
    """The pictures in a folder and below it, sorted. Raises EmptyFolder."""
    found = tuple(sorted(p for p in folder.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file()))
    if not found:
        raise EmptyFolder(f"{folder} holds no picture ({', '.join(ENDINGS)}): put some there, or name another folder.")
    return found


def draw(seed: int, size: int, folder: Path) -> Picture:
    """One of the folder's pictures on a white square of `size` pixels, chosen by the seed.

    The parts are `UNKNOWN` everywhere, and there are no forms: only the colour is to be learned from it.
    A file that cannot be read is passed over for the next. Raises EmptyFolder.
    """
    rng = np.random.default_rng(seed)
    paths = list_pictures(folder)
    start = int(rng.integers(len(paths)))
    for i in range(len(paths)):
        rgb = read(paths[(start + i) % len(paths)])
        if rgb is not None:
            rgb = square(rgb, size)
            return unlabelled(xdog(lightness(rgb), sigma=float(rng.choice(SIGMAS))), rgb)
    raise EmptyFolder(f"{folder} holds no picture that can be read.")


def read(path: Path) -> NDArray[np.uint8] | None:
    """A picture file over white, uint8 sRGB (H, W, 3); None when it is no picture."""
    image = cv2.imdecode(np.frombuffer(path.read_bytes() or b"\0", np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None or image.dtype != np.uint8:
        return None
    if image.ndim == 2:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), np.uint8)
    rgb = image[..., 2::-1].astype(np.float32)
    if image.shape[2] == 4:
        alpha = image[..., 3:].astype(np.float32) / 255
        rgb = rgb * alpha + 255 * (1 - alpha)
    return np.ascontiguousarray(rgb.round().astype(np.uint8))


def square(rgb: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """The picture scaled to fit a white square of `size` pixels, in its middle."""
    height, width = rgb.shape[:2]
    scale = size / max(height, width)
    shape = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(rgb, shape, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    page = np.full((size, size, 3), 255, np.uint8)
    x, y = (size - shape[0]) // 2, (size - shape[1]) // 2
    page[y : y + shape[1], x : x + shape[0]] = small
    return page


def unlabelled(ink: NDArray[np.uint8], rgb: NDArray[np.uint8]) -> Picture:
    """A picture of which only lines and colours are known."""
    nothing = np.zeros(ink.shape, np.int32)
    return Picture(ink, np.full(ink.shape, UNKNOWN, np.uint8), nothing.astype(np.uint8), rgb, nothing, nothing)
