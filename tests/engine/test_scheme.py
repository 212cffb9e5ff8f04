from __future__ import annotations

import numpy as np
import pytest

from engine.scheme import Person, draw_scheme

SEEDS = 400


@pytest.fixture(scope="module")
def people() -> list[Person]:
    """The first figure of many seeds."""
    seeds = range(SEEDS)
    return [draw_scheme(np.random.default_rng([k, 1]), np.random.default_rng(k), 1).people[0] for k in seeds]


def test_coats_are_warm_and_full_and_grey_ones_are_rare(people: list[Person]) -> None:
    lightness, chroma, hue = np.array([person.coat for person in people]).T
    warm = (chroma > 0.04) & ((hue < 110) | (hue > 340))
    assert warm.mean() > 0.85
    assert ((chroma <= 0.05) & (lightness < 0.9)).mean() < 0.08
    assert np.median(chroma) > 0.075


def test_hair_is_seldom_slate_and_has_every_other_colour(people: list[Person]) -> None:
    lightness, chroma, hue = np.array([person.hair for person in people]).T
    slate = (chroma < 0.05) & (lightness > 0.5)
    natural = (hue > 25) & (hue < 100) & ~slate
    pastel = (lightness > 0.65) & ~natural & ~slate
    kinds = {
        "black": lightness < 0.43,
        "brown": natural & (lightness > 0.43) & (lightness < 0.62),
        "red": (hue < 60) & (hue > 10) & (chroma > 0.11),
        "blond": natural & (lightness > 0.72),
        "pink": pastel & ((hue < 20) | (hue > 340)),
        "lilac, sea and sky": pastel & (hue > 180) & (hue < 320),
    }
    assert all(slate.mean() < kind.mean() > 0.04 for kind in kinds.values()), {k: v.mean() for k, v in kinds.items()}
    assert slate.mean() < 0.04
