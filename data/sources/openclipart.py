"""Public-domain clip art (Debian's package openclipart-svg) as pairs: the drawing, and its dark strokes alone.

Pale paints become white, dark ones stay; a file is used when its colours lie between such lines. Drawings
that come with a black-and-white twin are left out: a set held out for evaluation could hold the other one.
One file in eight, chosen by the hash of its bytes, is held out from training.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from data.canvas import Picture
from data.sources.folder import EmptyFolder, square, unlabelled

FOLDER = Path("/usr/share/openclipart/svg")
LARGEST = 200_000
"""Bytes of SVG; larger files are tracings and photographs, slow and without lines."""
DARK = 70
"""A colour whose largest channel is below this is ink; navy and maroon are colours."""

TWIN = re.compile(
    r"[-_. ]*(b[-_]?(and|n|&)?[-_]?w|black[-_]?(and|n)?[-_]?white|line[-_]?art|outline|contour|color(ed)?)$"
)
PAINT = re.compile(r"""(fill|stroke|stop-color)(\s*[:=]\s*["']?)(#[0-9a-fA-F]{3,6}\b|[a-z]+(?=[;"'\s])|rgb\([^)]*\))""")


def draw(seed: int, size: int, folder: Path = FOLDER, *, held_out: bool = False) -> Picture:
    """One usable clip art on a white square of `size` pixels, chosen by the seed; parts unknown.

    Raises EmptyFolder when the folder holds none.
    """
    rng = np.random.default_rng(seed)
    paths = [path for path in list_drawings(folder) if is_held_out(path) == held_out]
    for i in rng.permutation(len(paths)):
        pair = load_pair(paths[int(i)], size)
        if pair is not None:
            return unlabelled(*pair)
    raise EmptyFolder(f"{folder} holds no clip art with lines: install openclipart-svg, or leave this source out.")


@cache
def is_held_out(path: Path) -> bool:
    """Whether a file is kept for evaluation: by its bytes, so that a copy under another name is held out too."""
    return hashlib.sha256(path.read_bytes()).digest()[0] < 32


@cache
def list_drawings(folder: Path) -> tuple[Path, ...]:
    """The SVG files that may be pairs, sorted: small, with dark strokes and pale paints, without a twin."""
    found = sorted(p for p in folder.rglob("*.svg") if p.is_file() and p.stat().st_size <= LARGEST)
    stems: dict[tuple[Path, str], int] = {}
    for path in found:
        key = path.parent, _bare(path)
        stems[key] = stems.get(key, 0) + 1
    kept = tuple(p for p in found if stems[p.parent, _bare(p)] == 1 and _promising(p))
    if not kept:
        raise EmptyFolder(f"{folder} holds no clip art with lines: install openclipart-svg, or leave this source out.")
    return kept


def _bare(path: Path) -> str:
    """The file's name without what marks one of two twins."""
    return TWIN.sub("", path.stem.lower())


def _promising(path: Path) -> bool:
    text = path.read_text("utf-8", "replace")
    if "<image" in text or "<text" in text:
        return False
    paints = [(m[1], _brightness(m[3])) for m in PAINT.finditer(text) if m[3] != "none"]
    # Lines are often thin dark fills: whether they hold the colours, the rendering tells.
    dark = sum(value < DARK for kind, value in paints if kind != "stop-color")
    return dark >= 2 and sum(value >= DARK for _, value in paints) >= 3


def _brightness(color: str) -> float:
    """0 black .. 255: the largest channel; what is no plain colour (none, inherit, a gradient) counts as white."""
    if color == "black":
        return 0.0
    if color.startswith("#"):
        digits = color[1:] if len(color) > 4 else "".join(c * 2 for c in color[1:])
        return float(max(int(digits[i : i + 2], 16) for i in (0, 2, 4))) if len(digits) == 6 else 255.0
    numbers = [float(n) for n in re.findall(r"[\d.]+", color)] if color.startswith("rgb(") else []
    return max(numbers) if len(numbers) == 3 and "%" not in color else 255.0


def _whitened(match: re.Match[str]) -> str:
    """Ink stays; a gradient's dark end is a shadow and no line."""
    kind, between, color = match.groups()
    keep = color == "none" or (kind != "stop-color" and _brightness(color) < DARK)
    return match[0] if keep else f"{kind}{between}#ffffff"


@lru_cache(maxsize=512)
def load_pair(path: Path, size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """(ink (S, S), colour (S, S, 3)), or None when the file's lines do not hold its colours."""
    text = path.read_text("utf-8", "replace")
    pale = PAINT.sub(_whitened, text)
    colored, lined = _render(text, size), _render(pale, size)
    if colored is None or lined is None or colored.shape != lined.shape:
        return None
    colored, lined = square(colored, size), square(lined, size)
    ink = 255 - cv2.cvtColor(lined, cv2.COLOR_RGB2GRAY)
    share = float((ink > 128).mean())
    tinted = float((np.ptp(colored, axis=2) > 40).mean())
    if not 0.01 < share < 0.25 or tinted < 0.05:
        return None
    edges = cv2.Canny(cv2.GaussianBlur(colored, (0, 0), 1.5), 60, 140) > 0
    near = cv2.dilate((ink > 96).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    if not edges.any() or float(near[edges].mean()) < 0.75:
        return None
    return np.asarray(ink, np.uint8), colored


def _render(svg: str, size: int) -> NDArray[np.uint8] | None:
    import resvg_py

    try:
        png = resvg_py.svg_to_bytes(svg_string=svg, width=size, background="#ffffff", skip_system_fonts=True)
    except ValueError:
        return None
    image = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_COLOR)
    return None if image is None else np.ascontiguousarray(image[..., ::-1], np.uint8)
