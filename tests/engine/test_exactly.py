"""`hair: pink; eyes: #3af; dress: navy` changes exactly those, everywhere, in three languages; on every example."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import ColorizeRequest, colorize
from engine.parts import find_parts
from engine.regions import find_regions
from engine.sight import look
from engine.sketch import read_sketch
from models.parts import Part

SKETCHES = sorted(
    p for p in Path("examples").iterdir() if p.suffix in (".png", ".jpg") and not p.name.startswith("reference")
)
TEXTS = (
    "hair: pink; eyes: #3af; dress: navy",
    "头发: 粉色; 眼睛: #3af; 连衣裙: 藏青",
    "髪: ピンク; 目: #3af; ワンピース: 紺",
)
NAMED = ((Part.HAIR,), (Part.EYES,), (Part.TOP, Part.BOTTOM))
SIDE = 420


def small(path: Path) -> bytes:
    """The sketch as a PNG whose longer side is `SIDE` px: what is to be shown does not need more."""
    picture = cv2.imread(str(path))
    assert picture is not None
    scale = SIDE / max(picture.shape[:2])
    _, encoded = cv2.imencode(".png", cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return encoded.tobytes()


def flat_of(sketch: bytes, text: str) -> tuple[np.ndarray, list[tuple[int, ...]]]:
    """The flats, and the colours that the hints of the text have."""
    request = ColorizeRequest.parse(sketch, f"{text}; light: off", seed=3)
    colors = [tuple(hint.color) for hint in request.hints if hint.color is not None]
    return colorize(request).image("flat"), colors


@pytest.mark.parametrize("i", range(len(SKETCHES)), ids=[p.name for p in SKETCHES])
def test_hints_for_parts_change_exactly_those(i: int) -> None:
    sketch = small(SKETCHES[i])
    line_alpha = read_sketch(sketch).line_alpha
    regions, parts = find_parts(find_regions(line_alpha), look(line_alpha), line_alpha)
    meant = [np.isin(parts.part, part)[regions.labels] for part in NAMED]
    plain, _ = flat_of(sketch, "")
    # The languages take turns over the sketches; one sketch is asked in all of them.
    for text in TEXTS if SKETCHES[i].name == "girl.png" else (TEXTS[i % len(TEXTS)],):
        hinted, colors = flat_of(sketch, text)
        assert len(colors) == len(meant)
        for mask, color in zip(meant, colors, strict=True):
            assert (hinted[mask] == color).all()
        elsewhere = ~np.any(meant, axis=0)
        assert (hinted[elsewhere] == plain[elsewhere]).all()


def test_the_examples_show_what_is_named() -> None:
    """... so that the test above tests something."""
    line_alpha = read_sketch(small(Path("examples/girl.png"))).line_alpha
    _, parts = find_parts(find_regions(line_alpha), look(line_alpha), line_alpha)
    for part in NAMED:
        assert np.isin(parts.part, part).any()
