from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.families import FLAME, GLOW, MAIN, SMOKE, WATER, Families
from engine.oklab import lab_to_lch
from engine.scheme import MAIN as MAIN_CLOTH
from engine.scheme import SECOND, THIRD, draw_scheme
from engine.wardrobe import dress
from models.parts import Part


def families_of(*rows: tuple[Part, int]) -> Families:
    """Families of one size, each (part, figure), none of which touches another."""
    m = len(rows)
    part, figure = (np.array(column, np.int32) for column in zip(*rows, strict=True))
    even = np.full(m, 1 / m)
    return Families(np.arange(m, dtype=np.int32), part, figure, np.full(m, MAIN), even, even, even, np.zeros((m, m)))


@pytest.mark.parametrize("seed", range(6))
def test_heads_without_a_garment_are_one_characters_and_dressed_figures_are_not(seed: int) -> None:
    heads = [(part, figure) for figure in (1, 2) for part in (Part.HAIR, Part.SKIN)]
    rng = np.random.default_rng(seed)
    scheme = draw_scheme(np.random.default_rng(seed), rng, 2)
    expressions = dress(families_of(*heads), {}, scheme, rng)
    assert (expressions[:2] == expressions[2:]).all()
    friends = dress(families_of(*heads, (Part.TOP, 1), (Part.TOP, 2)), {}, scheme, rng)
    assert (friends[:2] != friends[2:4]).any()


def test_an_animals_eyes_are_never_red_or_violet() -> None:
    hues: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(40):
        rng = np.random.default_rng(seed)
        scheme = draw_scheme(np.random.default_rng(seed), rng, 1)
        for beast in hues:
            bodied = families_of((Part.CREATURE if beast else Part.SKIN, 1), (Part.EYES, 1))
            hues[beast].append(float(lab_to_lch(dress(bodied, {}, scheme, rng)[1])[2]))
    assert all(35 < hue < 280 for hue in hues[True])
    assert not all(35 < hue < 280 for hue in hues[False])


@pytest.mark.parametrize("seed", range(6))
def test_a_still_life_is_colourful_and_most_of_it_is_green_or_blue(seed: int) -> None:
    things = replace(families_of((Part.PROP, 0), (Part.PROP, 0)), area=np.array([0.75, 0.25]), touch=1 - np.eye(2))
    rng = np.random.default_rng(seed)
    leaf, fruit = lab_to_lch(dress(things, {}, draw_scheme(np.random.default_rng(seed), rng, 1), rng))
    assert min(leaf[1], fruit[1]) > 0.05
    assert 110 < leaf[2] < 230
    assert not 110 < fruit[2] < 330


@pytest.mark.parametrize("seed", range(12))
def test_clothes_are_not_of_the_colour_of_their_wearers_hair(seed: int) -> None:
    wearer = families_of((Part.HAIR, 1), (Part.SKIN, 1), (Part.TOP, 1), (Part.BOTTOM, 1), (Part.HEADWEAR, 1))
    rng = np.random.default_rng(seed)
    scheme = draw_scheme(np.random.default_rng(seed), rng, 1)
    brown, cloths = np.array([0.55, 0.07, 52], np.float32), scheme.people[0].cloth.copy()
    # A scheme that leads into temptation: its second and its third cloth are of the hair's own brown.
    cloths[MAIN_CLOTH] = (0.7, 0.09, 250)
    cloths[[SECOND, THIRD]] = brown + np.array([0.02, 0, 2], np.float32)
    scheme = replace(scheme, people=(replace(scheme.people[0], hair=brown, cloth=cloths),))
    lab = dress(wearer, {}, scheme, rng)
    assert (np.linalg.norm(lab[2:] - lab[0], axis=1) > 0.05).all()


@pytest.mark.parametrize("seed", range(6))
def test_smoke_is_pale_and_a_flame_is_warm_and_glows(seed: int) -> None:
    role = np.array([MAIN, SMOKE, FLAME, GLOW])
    families = replace(families_of((Part.CREATURE, 1), *[(Part.PROP, 0)] * 3), role=role)
    rng = np.random.default_rng(seed)
    _, smoke, flame, glow = lab_to_lch(dress(families, {}, draw_scheme(np.random.default_rng(seed), rng, 1), rng))
    assert smoke[0] > 0.88
    assert smoke[1] < 0.05
    assert 40 < flame[2] < 95
    assert 75 < glow[2] < 105
    assert glow[0] > flame[0] + 0.03


@pytest.mark.parametrize("seed", range(6))
def test_water_is_blue_whatever_the_boats_colour(seed: int) -> None:
    families = replace(families_of((Part.SKIN, 1), *[(Part.PROP, 0)] * 2), role=np.array([MAIN, MAIN, WATER]))
    rng = np.random.default_rng(seed)
    water = lab_to_lch(dress(families, {}, draw_scheme(np.random.default_rng(seed), rng, 1), rng)[2])
    assert 200 < water[2] < 255
