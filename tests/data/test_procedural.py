"""Drawings made by code carry their truth: the same seed, the same picture, every pixel named."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from data.augment import sample
from data.canvas import Picture
from data.parts import Part
from data.sources.procedural.scene import draw
from data.stream import samples


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    return [draw(seed, 256) for seed in range(16)]


def test_the_same_seed_draws_the_same_picture(pictures: list[Picture]) -> None:
    again = draw(3, 256)
    for name in ("ink", "part", "flat", "shape", "figure", "form"):
        assert np.array_equal(getattr(again, name), getattr(pictures[3], name)), name
    assert not np.array_equal(pictures[3].ink, pictures[4].ink)


def test_a_shape_has_one_part_and_one_colour(pictures: list[Picture]) -> None:
    for picture in pictures:
        for shape in np.unique(picture.shape):
            inside = picture.shape == shape
            assert len(np.unique(picture.part[inside])) == 1
            assert len(np.unique(picture.flat[inside].reshape(-1, 3), axis=0)) == 1


def test_open_paper_is_white_and_nobody(pictures: list[Picture]) -> None:
    for picture in pictures:
        paper = picture.part == Part.BACKGROUND
        assert (picture.flat[paper] == 255).all()
        assert (picture.figure[paper] == 0).all()


def test_figures_have_hair_and_skin_and_lines(pictures: list[Picture]) -> None:
    people = [p for p in pictures if (p.part == Part.HAIR).any()]
    assert len(people) >= 8
    assert all((p.part == Part.SKIN).any() for p in people)
    shares = [float((p.ink > 128).mean()) for p in pictures]
    # Solid black hair may fill most of a portrait, but seldom.
    assert all(0.002 < share < 0.7 for share in shares)
    assert np.median(shares) < 0.15


def test_normals_are_unit_and_face_the_viewer_on_paper(pictures: list[Picture]) -> None:
    normal = pictures[0].normals()
    assert np.allclose(np.linalg.norm(normal, axis=2), 1, atol=1e-4)
    assert (normal[..., 2] > 0).all()
    assert np.allclose(normal[pictures[0].form == 0], (0, 0, 1))


def test_a_sample_keeps_lines_parts_and_hints_together(pictures: list[Picture]) -> None:
    picture = pictures[1]
    for seed in range(8):
        s = sample(picture, picture.normals(), np.random.default_rng(seed), 128)
        assert s.ink.shape == s.part.shape == (128, 128)
        assert s.ink.min() >= 0
        assert s.ink.max() <= 1
        mask = s.hint[..., 3]
        assert set(np.unique(mask)) <= {0.0, 1.0}
        assert (s.hint[mask == 0] == 0).all()


def test_a_stream_repeats_by_its_seed() -> None:
    first = [s.ink for s in islice(samples(5, 64, draw_size=128), 4)]
    second = [s.ink for s in islice(samples(5, 64, draw_size=128), 4)]
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
