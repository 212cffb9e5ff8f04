from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import OUTPUTS, Cancelled, Color, ColorizeRequest, Hint, Light, Place, Preset, UserError, colorize
from engine.pipeline import STEPS
from engine.types import U8
from tests.engine.painting import draw_figure


def png(picture: U8) -> bytes:
    return cv2.imencode(".png", picture)[1].tobytes()


SKETCH = png(255 - draw_figure(240)[1])
DRESS_AT = Place(0.5, 0.62)


def test_the_steps_are_told_in_order_and_timed() -> None:
    told: list[tuple[str, float]] = []
    result = colorize(ColorizeRequest(sketch=SKETCH), lambda name, share: told.append((name, share)))
    assert tuple(name for name, _ in told) == STEPS[:-1]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    assert list(result.timings) == list(STEPS[:-1])


def test_a_checkpoint_stops_the_work() -> None:
    told = []

    def stop(name: str, share: float) -> None:
        told.append(name)
        if name == "colors":
            raise Cancelled

    with pytest.raises(Cancelled):
        colorize(ColorizeRequest(sketch=SKETCH), stop)
    assert told[-1] == "colors"


def test_the_same_request_gives_the_same_bytes_on_one_thread_or_more() -> None:
    request = ColorizeRequest(sketch=SKETCH, seed=11, hints=(Hint(color=Color(200, 40, 90), place=DRESS_AT),))
    threads = cv2.getNumThreads()
    try:
        pictures = []
        for count in (1, threads, threads):
            cv2.setNumThreads(count)
            result = colorize(request)
            pictures.append({name: result.image(name).tobytes() for name in OUTPUTS})
    finally:
        cv2.setNumThreads(threads)
    assert pictures[0] == pictures[1] == pictures[2]
    assert colorize(request.with_(seed=12)).image("flat").tobytes() != pictures[0]["flat"]


def test_a_hint_is_exact_in_flat_and_no_pixel_has_a_strange_colour() -> None:
    color = Color(13, 200, 77)
    result = colorize(ColorizeRequest(sketch=SKETCH, hints=(Hint(color=color, place=DRESS_AT),)))
    height, width = result.size
    assert tuple(result.flat[int(DRESS_AT.y * height), int(DRESS_AT.x * width)]) == color
    for label in range(1, len(result.background)):
        assert len(np.unique(result.flat[result.labels == label], axis=0)) == 1
    assert any("13" in note.text or color.hex in note.text for note in result.notes)


def test_every_output_has_the_size_of_the_sketch() -> None:
    wide = png(255 - draw_figure(240)[1][60:180])
    result = colorize(ColorizeRequest(sketch=wide))
    for name in OUTPUTS:
        assert result.image(name).shape == (120, 240, 3)


def test_the_request_outranks_the_preset() -> None:
    dark, pale = Color(60, 20, 10), Color(90, 90, 200)
    preset = Preset(light=Light(style="off"), lines=dark)
    result = colorize(ColorizeRequest(sketch=SKETCH, preset=preset))
    assert (result.shadow == 255).all()
    assert result.lines == dark
    assert (result.line_color == dark).all()
    result = colorize(ColorizeRequest(sketch=SKETCH, preset=preset, light=Light(), lines=pale))
    assert (result.shadow < 255).any()
    assert result.lines == pale
    assert colorize(ColorizeRequest(sketch=SKETCH, preset=preset, lines="colored")).lines is None


def test_paper_alone_stays_white_in_every_output() -> None:
    result = colorize(ColorizeRequest(sketch=png(np.full((40, 30), 255, np.uint8))))
    for name in set(OUTPUTS) - {"rendering"}:
        assert (result.image(name) == 255).all(), name
    assert (result.shadow == 255).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (3, 200), (48, 64)])
def test_a_picture_that_is_all_ink_is_coloured_without_a_warning(size: tuple[int, int]) -> None:
    result = colorize(ColorizeRequest(sketch=png(np.zeros(size, np.uint8))))
    assert result.image("rendered").shape == (*size, 3)


def test_a_reference_that_is_no_picture_is_said_so() -> None:
    with pytest.raises(UserError):
        colorize(ColorizeRequest(sketch=SKETCH, references=(b"not a picture",)))


def test_a_split_region_keeps_the_number_that_hint_text_knows() -> None:
    sketch = Path("examples/girl.png").read_bytes()
    plain = colorize(ColorizeRequest(sketch=sketch))
    coat = int(plain.labels[870, 350])
    text = "@ 34% 85%: red; @ 36% 80%: blue; @ 38% 90%: gold"
    split = colorize(ColorizeRequest.parse(sketch, text))
    assert split.labels.max() > plain.labels.max()
    assert np.array_equal(split.drawn[split.labels], plain.labels)
    again = colorize(ColorizeRequest.parse(sketch, f"{int(split.drawn.max())}: navy; {coat}: green"))
    assert tuple(again.flat[870, 350]) != tuple(plain.flat[870, 350])
