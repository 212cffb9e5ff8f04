"""Whatever was photographed, scanned or exported, the drawing in it comes out as ink on white paper."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from engine.regions import find_regions
from engine.sketch import read_sketch
from tests.engine.drawings import figure, photo_of

LINE = figure()
INK = LINE > 127


def png(array: np.ndarray, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, kind, **options)
    return buffer.getvalue()


def codes(sketch: object) -> list[str]:
    return [note.code for note in sketch.notes]


def on_paper(line: np.ndarray = LINE) -> np.ndarray:
    return np.repeat(255 - line[..., None], 3, axis=2)


def assert_drawing(line_alpha: np.ndarray, lines: float = 150, paper: float = 4) -> None:
    far = cv2.dilate(LINE, np.ones((7, 7), np.uint8)) == 0
    assert line_alpha[LINE == 255].mean() > lines
    assert line_alpha[far].mean() < paper
    assert find_regions(line_alpha).count == 7


def test_clean_line_art_is_kept_as_it_is() -> None:
    sketch = read_sketch(png(on_paper()))
    assert sketch.size == LINE.shape
    assert sketch.notes == ()
    assert not sketch.colored
    assert sketch.strokes is None
    assert np.abs(sketch.line_alpha.astype(int) - LINE).max() <= 8


def test_transparent_paper() -> None:
    rgba = np.dstack([np.zeros((*LINE.shape, 3), np.uint8), LINE])
    assert_drawing(read_sketch(png(rgba)).line_alpha)


def test_white_lines_in_the_alpha_channel_alone() -> None:
    rgba = np.dstack([np.full((*LINE.shape, 3), 255, np.uint8), LINE])
    assert_drawing(read_sketch(png(rgba)).line_alpha)


def test_white_on_black_is_turned_round() -> None:
    sketch = read_sketch(png(np.repeat(LINE[..., None], 3, axis=2)))
    assert_drawing(sketch.line_alpha)
    assert codes(sketch) == ["sketch.inverted"]


@pytest.mark.parametrize("dark", [0.1, 0.3, 0.5])
def test_a_phone_photo_of_pencil_on_grey_paper(dark: float) -> None:
    sketch = read_sketch(png(photo_of(LINE, dark=dark), "JPEG", quality=85))
    assert not sketch.colored
    assert sketch.strokes is None
    assert_drawing(sketch.line_alpha)


def test_sixteen_bit_and_faint_lines() -> None:
    faint = (65535 - LINE.astype(np.uint16) * 90).astype(np.uint16)
    assert_drawing(read_sketch(png(faint)).line_alpha)


def test_colored_strokes_on_a_sketch_are_hints() -> None:
    picture = on_paper()
    cv2.line(picture, (210, 380), (300, 380), (230, 40, 60), 9, cv2.LINE_AA)
    cv2.line(picture, (20, 40), (90, 40), (40, 80, 220), 9, cv2.LINE_AA)
    sketch = read_sketch(png(picture))
    assert_drawing(sketch.line_alpha)
    assert not sketch.colored
    strokes = sketch.strokes
    assert strokes is not None
    assert tuple(strokes[380, 250]) == (230, 40, 60, 255)
    assert tuple(strokes[40, 50]) == (40, 80, 220, 255)
    assert 1000 < (strokes[..., 3] > 0).sum() < 2000


def test_a_stroke_over_a_line_leaves_the_line() -> None:
    picture = on_paper()
    over = np.zeros_like(picture)
    cv2.line(over, (256, 260), (256, 330), (255, 60, 60), 11)
    picture = np.where(over.any(axis=2, keepdims=True), np.minimum(picture, over), picture)
    sketch = read_sketch(png(picture))
    assert sketch.line_alpha[290, 256] > 150
    assert sketch.line_alpha[310, 256] < 40
    assert find_regions(sketch.line_alpha).count == 7


def test_a_colored_picture_gives_its_lines() -> None:
    regions = find_regions(LINE)
    colors = [(0, 0, 0), (250, 220, 200), (240, 240, 250), (240, 240, 250), (80, 160, 90), (80, 160, 90)]
    colors += [(200, 60, 70), (150, 190, 240)]
    fills = np.array(colors, np.uint8)[regions.labels]
    picture = (fills * (1 - LINE[..., None] / 255.0)).astype(np.uint8)
    sketch = read_sketch(png(picture))
    assert sketch.colored
    assert codes(sketch) == ["sketch.colored"]
    assert find_regions(sketch.line_alpha).labels[172, 215] != find_regions(sketch.line_alpha).labels[100, 256]


def test_an_animation_gives_its_first_frame() -> None:
    frames = [Image.fromarray(on_paper()), Image.new("RGB", LINE.shape[::-1], "white")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    sketch = read_sketch(buffer.getvalue())
    assert codes(sketch) == ["sketch.animated"]
    assert_drawing(sketch.line_alpha)


@pytest.mark.parametrize("value", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (64, 48)])
def test_a_picture_without_lines_says_so(value: int, shape: tuple[int, int]) -> None:
    sketch = read_sketch(png(np.full((*shape, 3), value, np.uint8)))
    assert sketch.size == shape
    assert codes(sketch)[-1] == "sketch.no_lines"
    assert find_regions(sketch.line_alpha).count == 1


def test_a_black_pupil_on_a_photo_stays_black() -> None:
    line = LINE.copy()
    cv2.circle(line, (215, 172), 13, 255, -1, cv2.LINE_AA)
    sketch = read_sketch(png(photo_of(line), "JPEG", quality=85))
    assert sketch.line_alpha[172, 215] > 0.9 * sketch.line_alpha[line == 255].mean()
