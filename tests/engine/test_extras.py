from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from engine import ColorizeRequest, colorize
from engine.extras import sort_extras
from engine.overdrawing import drawn_over, is_stroke_layer
from engine.sketch import read_sketch
from tests.engine.drawings import figure, photo_of

PINK, BLUE, GREEN = (240, 60, 120), (40, 120, 220), (60, 170, 90)
HEAD, BODY = ((200, 90), (310, 90)), ((215, 380), (300, 380))


def paper(size: int = 512) -> np.ndarray:
    return np.repeat(255 - figure(size)[..., None], 3, axis=2)


def stroked(picture: np.ndarray, thick: int = 9) -> np.ndarray:
    """With a pink stroke on the head and a blue one on the body, wherever that is at this size."""
    k = picture.shape[0] / 512
    out = picture.copy()
    for (start, end), color in ((HEAD, PINK), (BODY, BLUE)):
        a, b = (tuple(round(v * k) for v in p) for p in (start, end))
        cv2.line(out, a, b, color, round(thick * k), cv2.LINE_AA)
    return out


def resized(picture: np.ndarray, side: int) -> np.ndarray:
    size = round(picture.shape[1] * side / picture.shape[0]), side
    return np.array(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS))


def coded(picture: np.ndarray, form: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, form, **({"quality": 80} if form == "JPEG" else {}))
    return file.getvalue()


def told(sketch: bytes, *extras: bytes, **options: object) -> tuple[list[str], ColorizeRequest, np.ndarray | None]:
    request = ColorizeRequest(sketch=sketch, extras=extras, **options)  # pyright: ignore[reportArgumentType]
    found = sort_extras(request, read_sketch(sketch))
    return [note.code for note in found.notes], found.request, found.sketch.strokes


def near(found: np.ndarray, color: tuple[int, int, int], most: int) -> bool:
    return bool(np.abs(found.astype(int) - color).max() <= most)


def seen_at(strokes: np.ndarray | None, x: int, y: int) -> np.ndarray:
    assert strokes is not None
    assert strokes[y, x, 3] == 255
    return strokes[y, x, :3]


def test_a_drawn_over_sketch_gives_the_strokes_to_the_bit() -> None:
    codes, request, strokes = told(coded(paper()), coded(stroked(paper())))
    assert codes == ["extra.strokes"]
    assert request.references == ()
    assert request.extras == ()
    assert tuple(seen_at(strokes, 255, 90)) == PINK
    assert tuple(seen_at(strokes, 255, 380)) == BLUE
    assert strokes is not None
    assert {tuple(c) for c in strokes[strokes[..., 3] > 0][:, :3].tolist()} == {PINK, BLUE}


@pytest.mark.parametrize("sent", [512, 1024])
@pytest.mark.parametrize("side", [512, 1900])
def test_jpeg_and_scaling_are_allowed_for(side: int, sent: int) -> None:
    """As Telegram does it: the sketch came whole or as a photo, its overdrawing as a smaller JPEG."""
    whole = resized(paper(1024), side)
    codes, _, strokes = told(coded(whole), coded(resized(stroked(whole), sent), "JPEG"))
    assert codes == ["extra.strokes"]
    assert strokes is not None
    assert strokes.shape[:2] == whole.shape[:2]
    k = side / 512
    assert near(seen_at(strokes, round(255 * k), round(90 * k)), PINK, 8)
    assert near(seen_at(strokes, round(255 * k), round(380 * k)), BLUE, 8)
    # Nothing but the two strokes: no speck that JPEG left beside a line.
    count, _ = cv2.connectedComponents((strokes[..., 3] > 0).astype(np.uint8), connectivity=8)
    assert count - 1 == 2


def test_strokes_on_a_photo_of_paper_are_found() -> None:
    photo = photo_of(figure(700))
    codes, _, strokes = told(coded(photo, "JPEG"), coded(stroked(photo), "JPEG"))
    assert codes == ["extra.strokes"]
    assert near(seen_at(strokes, 348, 123), PINK, 10)


def test_black_and_grey_strokes_count_too() -> None:
    drawn = paper()
    cv2.line(drawn, (20, 480), (120, 480), (20, 20, 20), 11)
    cv2.line(drawn, (400, 480), (490, 480), (150, 150, 150), 11)
    codes, _, strokes = told(coded(paper()), coded(drawn))
    assert codes == ["extra.strokes"]
    assert tuple(seen_at(strokes, 70, 480)) == (20, 20, 20)
    assert tuple(seen_at(strokes, 445, 480)) == (150, 150, 150)


def test_a_layer_of_strokes_alone_is_recognised_at_any_scale() -> None:
    layer = np.zeros((512, 512, 4), np.uint8)
    cv2.line(layer, *HEAD, (*PINK, 255), 9, cv2.LINE_AA)
    cv2.line(layer, *BODY, (*BLUE, 255), 9, cv2.LINE_AA)
    for given in (layer, cv2.resize(layer, (256, 256), interpolation=cv2.INTER_NEAREST)):
        codes, _, strokes = told(coded(paper()), coded(np.asarray(given)))
        assert codes == ["extra.strokes"]
        assert tuple(seen_at(strokes, 255, 90)) == PINK


def test_a_transparent_sketch_and_its_overdrawing_are_compared_on_paper() -> None:
    ink = np.dstack([np.zeros((512, 512, 3), np.uint8), figure()])
    over = ink.copy()
    cv2.line(over, *HEAD, (*PINK, 255), 9)
    codes, _, strokes = told(coded(ink), coded(over))
    assert codes == ["extra.strokes"]
    assert tuple(seen_at(strokes, 255, 90)) == PINK


def test_a_figure_that_was_cut_out_is_a_reference_and_no_layer_of_strokes() -> None:
    colored = np.dstack([stroked(paper(), 200), np.zeros((512, 512), np.uint8)])
    cv2.ellipse(colored, (256, 256), (120, 180), 0, 0, 360, (*GREEN, 255), -1)
    cv2.ellipse(colored, (256, 256), (120, 180), 0, 0, 360, (30, 30, 30, 255), 6)
    for row in range(100, 420, 20):
        cv2.line(colored, (140, row), (370, row), (250, 220, 90, 255), 8)
    colored[..., 3] = np.where(np.hypot(*(np.mgrid[:512, :512] - 256)) < 130, 255, 0)
    assert not is_stroke_layer(colored)
    codes, request, strokes = told(coded(paper()), coded(colored))
    assert codes == ["extra.reference"]
    assert len(request.references) == 1
    assert strokes is None


def test_another_picture_with_colours_is_a_reference_whatever_its_shape() -> None:
    rng = np.random.default_rng(3)
    for size in ((512, 512), (300, 700)):
        painting = cv2.resize(rng.integers(0, 256, (6, 6, 3), np.uint8), size[::-1], interpolation=cv2.INTER_NEAREST)
        codes, request, strokes = told(coded(paper()), coded(np.asarray(painting), "JPEG"))
        assert codes == ["extra.reference"]
        assert request.references != ()
        assert strokes is None


def test_the_coloured_picture_of_the_same_sketch_is_a_reference() -> None:
    sketch = coded(paper())
    result = colorize(ColorizeRequest.parse(sketch, "@ 50% 15%: pink; @ 50% 80%: navy; @ 42% 30%: white; bg: none"))
    codes, _, strokes = told(sketch, coded(result.image("rendered"), "JPEG"))
    assert codes == ["extra.reference"]
    assert strokes is None


def test_the_sketch_again_and_another_drawing_give_nothing_and_say_so() -> None:
    other = np.full((512, 512, 3), 255, np.uint8)
    for radius in range(30, 240, 30):
        cv2.circle(other, (256, 256), radius, (0, 0, 0), 3, cv2.LINE_AA)
    codes, request, strokes = told(coded(paper()), coded(paper(), "JPEG"), coded(other))
    assert codes == ["extra.same", "extra.no_color"]
    assert request.references == ()
    assert strokes is None


def test_each_of_several_pictures_is_sorted_and_named() -> None:
    painting = np.zeros((80, 80, 3), np.uint8)
    painting[:, :40], painting[:, 40:] = PINK, BLUE
    request = ColorizeRequest(coded(paper()), extras=(coded(painting), coded(stroked(paper()), "JPEG")))
    found = sort_extras(request, read_sketch(request.sketch))
    assert [(n.code, dict(n.values)["number"]) for n in found.notes] == [
        ("extra.reference", "2"),
        ("extra.strokes", "3"),
    ]
    assert found.notes[0].text.startswith("Picture 2 ")


def test_strokes_given_as_such_may_be_a_drawn_over_jpeg() -> None:
    """Also the colours that are no colours: a grey stroke counts, and the sketch's own lines do not."""
    drawn = stroked(paper())
    cv2.line(drawn, (400, 480), (490, 480), (150, 150, 150), 11)
    codes, request, strokes = told(coded(paper()), strokes=coded(drawn, "JPEG"))
    assert codes == []
    assert request.strokes is None
    assert near(seen_at(strokes, 445, 480), (150, 150, 150), 8)


def test_strokes_on_the_sketch_itself_stay_under_those_of_the_extra() -> None:
    own = paper()
    cv2.line(own, (30, 480), (120, 480), GREEN, 9)
    codes, _, strokes = told(coded(own), coded(stroked(own)))
    assert codes == ["extra.strokes"]
    assert tuple(seen_at(strokes, 75, 480)) == GREEN
    assert tuple(seen_at(strokes, 255, 90)) == PINK


def test_a_drawing_with_nothing_to_know_it_by_is_no_match() -> None:
    blank = np.full((200, 200, 3), 255, np.uint8)
    assert drawn_over(blank, stroked(blank)) is None
    assert drawn_over(paper(), resized(paper(), 400)[:, :300]) is None


def test_the_picture_obeys_the_strokes_and_the_answer_says_what_they_were_taken_for() -> None:
    request = ColorizeRequest(coded(paper()), extras=(coded(stroked(paper())),))
    again = ColorizeRequest.from_json(request.to_json(), request.blobs())
    assert again == request
    result = colorize(again)
    codes = [note.code for note in result.notes]
    assert codes.index("extra.strokes") < codes.index("hint.strokes")
    assert tuple(result.image("flat")[70, 256]) == PINK
    assert tuple(result.image("flat")[440, 256]) == BLUE
