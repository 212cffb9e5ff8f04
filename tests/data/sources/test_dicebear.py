"""DiceBear's styles as labelled drawings: exact areas, every slot named, their authors thanked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.canvas import Picture
from data.parts import Part

pytest.importorskip("dicebear", reason="needs the extra train")
pytest.importorskip("resvg_py", reason="needs the extra train")

from data.sources.dicebear import HELD_OUT, INK, TABLE, TRAINED, _render, draw, load_style

NOTICE = Path(__file__).parents[3] / "models/weights/NOTICE.md"


@pytest.fixture(scope="module")
def pictures() -> dict[str, list[Picture]]:
    return {name: [draw(seed, 160, (name,)) for seed in range(4)] for name in TABLE}


def test_the_same_seed_draws_the_same_picture() -> None:
    one, two = draw(11, 128), draw(11, 128)
    for name in ("ink", "part", "figure", "flat", "shape", "form"):
        assert np.array_equal(getattr(one, name), getattr(two, name)), name
    assert not np.array_equal(one.ink, draw(12, 128).ink)


def test_an_area_has_one_part_one_colour_and_one_piece(pictures: dict[str, list[Picture]]) -> None:
    for picture in (p for group in pictures.values() for p in group):
        for shape in np.unique(picture.shape):
            inside = picture.shape == shape
            assert len(np.unique(picture.part[inside])) == 1
            assert len(np.unique(picture.flat[inside], axis=0)) == 1
        assert (picture.flat[picture.part == Part.BACKGROUND] == 255).all()
        assert (picture.shape[picture.part == Part.BACKGROUND] == 0).all()


@pytest.mark.parametrize("name", list(TABLE))
def test_every_style_shows_a_person(name: str, pictures: dict[str, list[Picture]]) -> None:
    for picture in pictures[name]:
        assert (picture.part == Part.SKIN).mean() > 0.03
        assert 0.005 < (picture.ink > 100).mean() < 0.4
    assert any((p.part == Part.HAIR).mean() > 0.02 for p in pictures[name])


def test_lines_run_where_areas_meet() -> None:
    """Of the silhouette, nearly all is drawn: a pen may leave gaps, a drawing may not come apart."""
    shares = []
    for seed in range(12):
        picture = draw(seed, 256)
        figure = picture.part > 0
        edge = np.zeros_like(figure)
        edge[:, 1:] |= figure[:, 1:] != figure[:, :-1]
        edge[1:] |= figure[1:] != figure[:-1]
        near = np.pad(picture.ink > 40, 4)
        near = np.any([np.roll(near, (dy, dx), (0, 1)) for dy in range(-4, 5) for dx in range(-4, 5)], axis=0)
        shares.append(near[4:-4, 4:-4][edge].mean())
    assert np.mean(shares) > 0.93
    assert min(shares) > 0.75


def test_the_parts_of_a_face_are_known_where_the_style_has_them() -> None:
    adventurer = load_style("adventurer")
    assert {s.part for s in adventurer.slots} >= {Part.SKIN, Part.HAIR, Part.EYES, Part.EYE_WHITE, Part.MOUTH, INK}
    lorelei = [draw(seed, 256, ("lorelei",)) for seed in range(6)]
    assert any((p.part == Part.EYE_WHITE).any() for p in lorelei)


def test_styles_held_out_are_not_drawn_for_training() -> None:
    assert set(HELD_OUT) == {"notionists", "open-peeps"}
    assert not set(HELD_OUT) & set(TRAINED)


def test_the_notice_thanks_every_author_as_the_styles_name_them() -> None:
    import json
    from importlib.resources import files

    notice = NOTICE.read_text("utf-8")
    for name, entry in TABLE.items():
        assert entry["author"] in notice, name
        meta = json.loads(files("dicebear_styles").joinpath(f"{name}.json").read_text("utf-8"))["meta"]
        assert entry["author"] in meta["creator"]["name"]
        assert entry["licence"] == meta["license"]["name"]
        if name in TRAINED:
            assert meta["source"]["url"] in notice


@pytest.mark.parametrize(("left", "top", "side"), [(5.812, -5.441, 60.5), (5.733, 5.340, 63.5), (-0.528, 9.396, 61.5)])
def test_a_view_whose_side_ends_in_a_half_is_square(left: float, top: float, side: float) -> None:
    codes = _render(load_style("personas"), 3, (left / 64, top / 64, side / 64), 64)
    assert codes.shape == (64, 64)
