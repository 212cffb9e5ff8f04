"""Where hints land: points, directions, cells, numbers, the background, strokes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from engine import Color, ColorizeRequest, Hint, Place, Preset, UserError
from engine.hints.maps import place_hints
from engine.hints.strokes import MAX_STROKES, stroke_seeds
from engine.types import HintMap, Regions, Sketch

HEIGHT, WIDTH = 200, 300
PAPER, HEAD, BODY, BADGE = 1, 2, 3, 4
RED, BLUE = Color(255, 0, 10), Color(0, 0, 255)


@pytest.fixture(scope="module")
def regions() -> Regions:
    """Paper, a head above a body, and a badge on the body."""
    labels = np.full((HEIGHT, WIDTH), PAPER, np.int32)
    labels[20:80, 120:180] = HEAD
    labels[80:180, 80:220] = BODY
    labels[100:112, 190:202] = BADGE
    box = [[0, 0, 0, 0], [0, 0, WIDTH, HEIGHT], [120, 20, 180, 80], [80, 80, 220, 180], [190, 100, 202, 112]]
    anchor = [[0, 0], [40, 100], [150, 50], [140, 130], [195, 105]]
    return Regions(
        labels=labels,
        area=np.bincount(labels.ravel(), minlength=5),
        box=np.array(box, np.int32),
        anchor=np.array(anchor, np.int32),
        background=np.array([False, True, False, False, False]),
        pairs=np.array([[1, 2], [1, 3], [2, 3], [3, 4]], np.int32),
        border=np.array([180, 400, 60, 48], np.int32),
        ink=np.ones(4, np.float32),
    )


def placed(regions: Regions, text: str = "", *, strokes: np.ndarray | None = None, **options) -> HintMap:
    sketch = Sketch(np.zeros((HEIGHT, WIDTH), np.uint8), strokes=strokes)
    return place_hints(ColorizeRequest.parse(b"", text, **options), sketch, regions)


def labels_of(regions: Regions, found: HintMap) -> list[int]:
    return [int(regions.labels[s.points[0, 1], s.points[0, 0]]) for s in found.seeds]


def png(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def test_a_direction_means_the_figure_s_region_there(regions: Regions) -> None:
    found = placed(regions, "hair: pink @ top; dress: navy @ bottom")
    assert labels_of(regions, found) == [HEAD, BODY]
    assert [n.code for n in found.notes] == ["hint.placed", "hint.placed"]
    assert dict(found.notes[0].values)["region"] == str(HEAD)
    assert [n.hint for n in found.notes] == [0, 1]


def test_two_hints_for_one_direction_mean_two_regions(regions: Regions) -> None:
    found = placed(regions, "hair: pink @ top; hat: red @ top")
    assert labels_of(regions, found)[0] == HEAD
    assert len(set(labels_of(regions, found))) == 2


def test_an_exact_place_is_a_patch_in_one_region(regions: Regions) -> None:
    found = placed(regions, "@ (0.5, 0.4): gold")  # (150, 80): the first row of the body
    (seed,) = found.seeds
    assert seed.points[0].tolist() == [150, 80]
    assert len(seed.points) == 6
    assert set(regions.labels[seed.points[:, 1], seed.points[:, 0]]) == {BODY}
    assert not seed.stroke


@pytest.mark.parametrize(("place", "pixel"), [("0% 0%", (0, 0)), ("100% 100%", (WIDTH - 1, HEIGHT - 1))])
def test_corners_are_inside(regions: Regions, place: str, pixel: tuple[int, int]) -> None:
    assert tuple(placed(regions, f"@ {place}: gold").seeds[0].points[0]) == pixel


def test_a_point_outside_is_refused(regions: Regions) -> None:
    with pytest.raises(UserError) as caught:
        placed(regions, hints=(Hint(color=RED, place=Place(1.2, 0.5)),))
    assert caught.value.code == "hint.outside"


def test_points_side_by_side_keep_their_middles(regions: Regions) -> None:
    hints = tuple(Hint(color=Color(i, 0, 0), place=Place((100 + i + 0.5) / WIDTH, 0.7)) for i in range(20))
    found = placed(regions, hints=hints)
    owner: dict[tuple[int, int], int] = {}
    for number, seed in enumerate(found.seeds):
        owner |= {(int(x), int(y)): number for x, y in seed.points}
    assert [owner[100 + i, 140] for i in range(20)] == list(range(20))


def test_a_grid_cell_prefers_the_figure(regions: Regions) -> None:
    assert labels_of(regions, placed(regions, "@ D2: gold; @ A1: gold; @ F5: gold")) == [HEAD, PAPER, BODY]
    assert labels_of(regions, placed(regions, "bg: gold @ C1")) == [PAPER]


def test_region_numbers(regions: Regions) -> None:
    assert labels_of(regions, placed(regions, "4: red; 2-3: navy")) == [BADGE, HEAD, BODY]
    with pytest.raises(UserError, match="regions 1 to 4") as caught:
        placed(regions, "2-7: red")
    assert (caught.value.code, caught.value.values["region"]) == ("hint.unknown_region", 5)


def test_the_background(regions: Regions) -> None:
    assert placed(regions, "bg: cream").background == Color.from_hex("#fdf3d6")
    assert placed(regions, "bg: none").background is None
    gradient = placed(regions, "bg: navy -> white")
    assert labels_of(regions, gradient) == [PAPER]
    assert gradient.seeds[0].to == Color(255, 255, 255)
    style = Preset(parts=(("background", RED),))
    assert placed(regions, preset=style).background == RED
    assert placed(regions, "bg: none", preset=style).background is None
    assert placed(regions, "bg: blue", preset=style).background == Color.from_hex("#0343df")


def test_a_part_without_a_place_is_asked_for_one(regions: Regions) -> None:
    found = placed(regions, "hair: pink; eyes: ref; skirt: -")
    assert found.seeds == ()
    assert [n.code for n in found.notes] == ["hint.needs_place", "hint.needs_place", "hint.nothing_removed"]
    assert "does not find hair by itself" in found.notes[0].text


def test_the_reference_chooses(regions: Regions) -> None:
    (seed,) = placed(regions, "hair: ref @ top").seeds
    assert (seed.source, seed.color) == ("reference", None)


def test_every_hint_has_its_note(regions: Regions) -> None:
    text = "hair: pink @ top; @ 10% 10%: red; 4: blue; bg: none; eyes: red; @ B2: tan; shoes: -; 2, 3: red -> blue"
    request = ColorizeRequest.parse(b"", text)
    found = place_hints(request, Sketch(np.zeros((HEIGHT, WIDTH), np.uint8)), regions)
    assert {n.hint for n in found.notes} == set(range(len(request.hints)))


def test_too_many_hints_are_refused(regions: Regions) -> None:
    with pytest.raises(UserError, match="10000 hints"):
        placed(regions, hints=(Hint(color=RED, regions=(1,)),) * 10_000)


def strokes_picture() -> np.ndarray:
    """A red stroke with a soft edge across the body, and a blue dot on the head."""
    picture = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    picture[99:107, 90:200] = (*RED, 60)
    picture[100:106, 90:200] = (*RED, 255)
    picture[40:43, 150:153] = (*BLUE, 255)
    return picture


def test_strokes_become_seeds_of_their_exact_colour(regions: Regions) -> None:
    for found in (placed(regions, strokes=strokes_picture()), _given(regions, png(strokes_picture()))):
        dot, stroke = found.seeds
        assert (dot.color, dot.stroke, len(dot.points)) == (BLUE, False, 9)
        assert (stroke.color, stroke.stroke, len(stroke.points)) == (RED, True, 660)
        assert stroke.points.min(axis=0).tolist() == [90, 100]
        assert [n.code for n in found.notes] == ["hint.strokes"]


def _given(regions: Regions, data: bytes) -> HintMap:
    request = ColorizeRequest(sketch=b"", strokes=data)
    return place_hints(request, Sketch(np.zeros((HEIGHT, WIDTH), np.uint8)), regions)


def test_a_dot_means_the_region_under_its_middle(regions: Regions) -> None:
    picture = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    picture[76:81, 150:155] = (*RED, 255)  # four rows of the head, one of the body
    (seed,) = placed(regions, strokes=picture).seeds
    assert set(regions.labels[seed.points[:, 1], seed.points[:, 0]]) == {HEAD}


def test_strokes_that_touch_are_told_apart_and_blends_are_left_out() -> None:
    picture = np.zeros((60, 60, 4), np.uint8)
    picture[10:30, 10:50] = (*RED, 255)
    picture[31:50, 10:50] = (*BLUE, 255)
    picture[30, 10:50] = (127, 0, 132, 255)  # where the brush blended the two
    first, second = stroke_seeds(picture)
    assert (first.color, second.color) == (RED, BLUE)
    assert len(first.points) + len(second.points) == 20 * 40 + 19 * 40


def test_thin_and_faint_strokes_count() -> None:
    picture = np.zeros((60, 60, 4), np.uint8)
    picture[20, 5:55] = (*RED, 90)
    (seed,) = stroke_seeds(picture)
    assert (seed.color, len(seed.points)) == (RED, 50)
    assert stroke_seeds(np.zeros((8, 8, 4), np.uint8)) == []


def test_strokes_of_another_size_are_scaled_or_refused(regions: Regions) -> None:
    half = np.ascontiguousarray(strokes_picture()[::2, ::2])
    found = _given(regions, png(half))
    assert [n.code for n in found.notes] == ["hint.strokes_scaled", "hint.strokes"]
    assert {s.color for s in found.seeds} == {RED, BLUE}
    with pytest.raises(UserError, match="sketch's own size") as caught:
        _given(regions, png(strokes_picture()[:100]))
    assert caught.value.code == "hint.strokes_shape"


def test_an_opaque_copy_of_the_sketch_gives_its_coloured_strokes(regions: Regions) -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 250, np.uint8)
    picture[50:52, 20:200] = 20
    picture[100:106, 90:200] = RED
    found = _given(regions, png(picture))
    assert [s.color for s in found.seeds] == [RED]
    assert [n.code for n in found.notes] == ["hint.strokes_opaque", "hint.strokes"]


def test_of_too_many_strokes_the_largest_are_used(regions: Regions) -> None:
    picture = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    picture[::4, ::4] = (*RED, 255)
    picture[0:30, 0:30] = (*BLUE, 255)
    found = _given(regions, png(picture))
    assert len(found.seeds) == MAX_STROKES
    assert BLUE in {s.color for s in found.seeds}
    assert [n.code for n in found.notes] == ["hint.many_strokes"]


def test_the_same_request_gives_the_same_seeds(regions: Regions) -> None:
    first, second = (placed(regions, "hair: pink @ top; @ C4: red", strokes=strokes_picture()) for _ in range(2))
    assert first.notes == second.notes
    assert all(np.array_equal(a.points, b.points) for a, b in zip(first.seeds, second.seeds, strict=True))
