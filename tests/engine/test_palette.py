from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.oklab import srgb_to_lch
from engine.request import Color
from engine.types import Seed
from models.parts import Part
from tests.engine.painting import choose, draw_figure, parts_of

REGIONS, LINES = draw_figure()
SEEDS = st.integers(0, 2**32 - 1)


def hint(color: Color, to: Color | None = None) -> Seed:
    return Seed(np.array([[80, 95]], np.int32), color, to)


@given(SEEDS)
def test_the_same_seed_gives_the_same_colours(seed: int) -> None:
    one, other = choose(REGIONS, LINES, seed=seed), choose(REGIONS, LINES, seed=seed)
    assert (one.flat == other.flat).all()
    assert (one.to == other.to).all()
    assert one.groups == other.groups


def test_other_seeds_give_other_colours() -> None:
    palettes = {choose(REGIONS, LINES, seed=seed).flat.tobytes() for seed in range(12)}
    assert len(palettes) >= 11


@given(SEEDS)
def test_paper_stays_paper_and_no_figure_is_white(seed: int) -> None:
    flat = choose(REGIONS, LINES, seed=seed).flat
    assert (flat[1] == 255).all()
    assert (flat[2:] != 255).any(1).all()


@given(SEEDS)
def test_a_face_is_never_green_or_blue(seed: int) -> None:
    lightness, _, hue = srgb_to_lch(choose(REGIONS, LINES, seed=seed).flat[3])
    assert 20 < hue < 95
    assert lightness > 0.5


@given(SEEDS, st.tuples(*[st.integers(0, 255)] * 3))
def test_a_hint_is_obeyed_exactly(seed: int, color: tuple[int, int, int]) -> None:
    colors = choose(REGIONS, LINES, {6: hint(Color(*color), Color(1, 2, 3))}, seed=seed)
    assert tuple(colors.flat[6]) == color
    assert tuple(colors.to[6]) == (1, 2, 3)


def test_a_pair_is_coloured_alike() -> None:
    for seed in range(8):
        flat = choose(REGIONS, LINES, seed=seed).flat
        assert (flat[7] == flat[8]).all()
        assert (flat[4] == flat[5]).all()


def test_a_background_is_coloured_only_when_asked() -> None:
    colors = choose(REGIONS, LINES, background=Color(250, 240, 220))
    assert tuple(colors.flat[1]) == (250, 240, 220)
    assert any(1 in group.labels for group in colors.groups)
    assert not any(1 in group.labels for group in choose(REGIONS, LINES).groups)


def test_every_coloured_region_is_in_one_group() -> None:
    groups = choose(REGIONS, LINES, seed=5).groups
    assert sorted(label for group in groups for label in group.labels) == list(range(2, 9))
    assert len(groups) <= 12
    assert len({group.name for group in groups}) == len(groups)


def test_one_eye_may_have_a_colour_of_its_own() -> None:
    """`eyes: red @ left` means that one; a point in an eye speaks for the other, too."""
    red = Color(229, 0, 0)
    place = REGIONS.anchor[[4]]
    left = choose(REGIONS, LINES, {4: Seed(place, red, whole=True)}).flat
    assert tuple(left[4]) == red
    assert tuple(left[5]) != red
    both = choose(REGIONS, LINES, {4: Seed(place, red)}).flat
    assert tuple(both[4]) == tuple(red)
    assert np.abs(both[5].astype(int) - red).max() < np.abs(left[5].astype(int) - red).max()


@settings(max_examples=25)
@given(SEEDS, st.tuples(*[st.integers(0, 255)] * 3), st.integers(2, 8))
def test_a_hint_changes_no_other_familys_colour(seed: int, color: tuple[int, int, int], label: int) -> None:
    hinted = {label: Seed(REGIONS.anchor[[label]], Color(*color), whole=True)}
    plain, after = choose(REGIONS, LINES, seed=seed).flat, choose(REGIONS, LINES, hinted, seed=seed).flat
    alike = {4: {4, 5}, 5: {4, 5}, 7: {7, 8}, 8: {7, 8}}.get(label, {label})
    others = [k for k in range(1, 9) if k not in alike]
    assert (after[others] == plain[others]).all()


@given(SEEDS)
def test_fur_passes_into_a_paler_belly(seed: int) -> None:
    colors = choose(REGIONS, LINES, parts=parts_of(Part.BACKGROUND, *[Part.CREATURE] * 7), seed=seed)
    coat, belly = (srgb_to_lch(table[2:]) for table in (colors.flat, colors.to))
    dark = coat[:, 0] < 0.85
    assert (belly[dark, 0] > coat[dark, 0] + 0.05).all()
    assert (belly[~dark, 0] > coat[~dark, 0] - 0.01).all()
