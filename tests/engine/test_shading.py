from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.casts import FACE, cast, find_layers
from engine.flats import paint_flats
from engine.folds import find_folds
from engine.hair import find_crowns, shine
from engine.oklab import srgb_to_lch
from engine.reduced import reduce_labels
from engine.request import Color, Light
from engine.shading import shade
from models.parts import Part
from tests.engine.painting import SIDE_LIGHTS, choose, draw_figure, parts_of, parts_of_figure, regions_of

REGIONS, LINES = draw_figure(200)
PARTS = parts_of_figure(200)
FLAT = paint_flats(REGIONS, choose(REGIONS, LINES, seed=1))
PAPER = REGIONS.background[REGIONS.labels]


@pytest.mark.parametrize("style", ["soft", "cel"])
@pytest.mark.parametrize("place", [(0.0, 0.0), (1.0, 0.5), (0.5, 1.2), (0.5, 0.5), (-3.0, 0.1)])
def test_nothing_falls_on_the_paper(style: str, place: tuple[float, float]) -> None:
    shadow, light = shade(REGIONS, FLAT, LINES, Light(*place, style=style))  # type: ignore[arg-type]
    assert (shadow[PAPER] == 255).all()
    assert (light[PAPER] == 0).all()
    assert shadow.min() < 230


@pytest.mark.parametrize("style", ["soft", "cel"])
def test_the_shadow_lies_away_from_the_light(style: str) -> None:
    dress = REGIONS.labels == 6
    middle = np.median(np.nonzero(dress)[1])
    columns = np.arange(200)[None, :]
    for light, sign in zip(SIDE_LIGHTS, (1, -1), strict=True):
        shadow, _ = shade(REGIONS, FLAT, LINES, Light(light.x, light.y, style=style))  # type: ignore[arg-type]
        right = shadow[dress & (columns > middle)].mean()
        left = shadow[dress & (columns < middle)].mean()
        assert (left - right) * sign > 6


def test_off_is_off() -> None:
    shadow, light = shade(REGIONS, FLAT, LINES, Light(style="off"))
    assert (shadow == 255).all()
    assert (light == 0).all()


def test_a_shadow_turns_the_hue() -> None:
    """White cloth towards blue-violet, skin towards red: never a grey multiplication."""
    flat = FLAT.copy()
    flat[REGIONS.labels == 6] = (246, 246, 244)
    flat[REGIONS.labels == 3] = (250, 222, 200)
    shadow, _ = shade(REGIONS, flat, LINES, Light(0.0, 0.0))
    for label, hues in ((6, (240, 320)), (3, (20, 55))):
        inside = REGIONS.labels == label
        darkest = inside & (shadow.sum(2) <= np.quantile(shadow[inside].sum(1), 0.02))
        _, chroma, hue = srgb_to_lch(np.round(flat[darkest] * (shadow[darkest] / 255)).astype(np.uint8)).mean(0)
        assert hues[0] < hue < hues[1]
        assert chroma > 0.02


def test_a_smaller_strength_is_a_weaker_shadow() -> None:
    weak, _ = shade(REGIONS, FLAT, LINES, Light(strength=0.2))
    strong, _ = shade(REGIONS, FLAT, LINES, Light(strength=0.9))
    assert weak[~PAPER].mean() > strong[~PAPER].mean() + 5


def test_cel_has_few_tones() -> None:
    """In one flat colour: lit, two tones of shadow, and the narrow smooth edges between them."""
    shadow, _ = shade(REGIONS, FLAT, LINES, Light(0.0, 0.0, style="cel"))
    dress = REGIONS.labels == 6
    _, counts = np.unique(shadow[dress], axis=0, return_counts=True)
    assert np.sort(counts)[::-1][:3].sum() > 0.72 * dress.sum()


def test_a_coloured_light_shows_its_colour() -> None:
    _, white = shade(REGIONS, FLAT, LINES, Light(0.0, 0.0))
    _, blue = shade(REGIONS, FLAT, LINES, Light(0.0, 0.0, color=Color(80, 120, 255)))
    assert (blue[..., 2].astype(int) >= blue[..., 0]).all()
    assert (blue[~PAPER, 2] > 8).mean() > 1.5 * (white[~PAPER, 2] > 8).mean()


def _darkened(shadow: np.ndarray, where: np.ndarray) -> float:
    return float(255 - shadow[where].mean())


@pytest.mark.parametrize("style", ["soft", "cel"])
def test_hair_throws_a_shadow_on_the_forehead_along_the_light(style: str) -> None:
    face = (REGIONS.labels == 3) & (LINES == 0)
    ys = np.nonzero(face)[0]
    rows = np.arange(200)[:, None]
    brow, chin = face & (rows < ys.min() + 6), face & (rows > np.quantile(ys, 0.6)) & (rows < np.quantile(ys, 0.8))
    above, _ = shade(REGIONS, FLAT, LINES, Light(0.5, -0.6, style=style), parts=PARTS)  # type: ignore[arg-type]
    assert _darkened(above, brow) > _darkened(above, chin) + 12
    unknown, _ = shade(REGIONS, FLAT, LINES, Light(0.5, -0.6, style=style))  # type: ignore[arg-type]
    assert _darkened(above, brow) > _darkened(unknown, brow) + 8


def test_no_shadow_is_cast_from_one_figure_to_another_nor_on_paper() -> None:
    layers = find_layers(REGIONS, PARTS)
    small, scale = reduce_labels(REGIONS.labels)
    ink = (LINES > 0).astype(np.float32)
    one = cast(small, layers, PARTS, scale, (0.0, 1.0), ink)
    assert one[small == 3].max() > 0.5
    assert one[small == 1].max() < 0.6  # no more than the blur brings over the edge
    others = replace(PARTS, figure=np.array([0, 0, 1, 2, 2, 2, 3, 4, 4], np.int32), head=np.zeros((5, 4), np.int32))
    assert cast(small, layers, others, scale, (0.0, 1.0), ink)[small == 3].max() == 0


def test_a_chin_shades_the_neck_but_not_the_face() -> None:
    labels = np.ones((200, 200), np.int32)
    labels[90:150, 80:120] = 4
    labels[20:100, 60:140] = 2
    labels[50:60, 75:90] = 3
    blank = np.zeros((200, 200), np.uint8)
    regions = regions_of(labels, blank)
    parts = parts_of(Part.BACKGROUND, Part.SKIN, Part.EYES, Part.SKIN)
    layers = find_layers(regions, parts)
    assert layers[2] == FACE
    assert 0 < layers[4] < FACE
    falls = cast(labels, layers, parts, 1.0, (0.0, 1.0), blank.astype(np.float32))
    assert falls[104, 100] > 0.8
    assert falls[:90].max() < 0.01
    headed = replace(parts, head=np.array([(0, 0, 0, 0), (50, 10, 150, 105)], np.int32))
    headed.part[3] = Part.SKIN  # a face whose eyes are ink alone, and a nose
    assert find_layers(regions, headed)[2] == FACE
    assert find_layers(regions, headed)[3] == FACE
    assert find_layers(regions, headed)[4] < FACE


def test_a_band_of_light_lies_across_the_crown_on_the_lights_side() -> None:
    for x, near in ((-1.0, 0), (2.0, 1)):
        _, lit = shade(REGIONS, FLAT, LINES, Light(x, 0.1), parts=PARTS)
        _, plain = shade(REGIONS, FLAT, LINES, Light(x, 0.1))
        more = np.clip(lit.astype(int) - plain, 0, 255).sum(2) * (REGIONS.labels == 2)
        halves = more[:, :100].sum(), more[:, 100:].sum()
        assert halves[near] > 2 * halves[1 - near]
        assert more[60:].sum() < 0.1 * more.sum()
    headless = replace(PARTS, head=np.zeros((2, 4), np.int32))
    small, scale = reduce_labels(REGIONS.labels)
    crowns = find_crowns(small, scale, headless)
    assert not shine(small, headless, crowns, (1.0, 0.5)).any()


def test_a_fold_is_dark_on_the_side_away_from_the_light() -> None:
    line = np.zeros((80, 80), np.float32)
    line[20:60, 40:42] = 1
    cloth = parts_of(Part.TOP)
    labels = np.ones((80, 80), np.int32)
    shadow, light = find_folds(labels, cloth, line, (1.0, 0.0), 8)
    assert shadow[40, 45] > 0.3 > shadow[40, 37] + 0.2
    assert not light.any()
    _, strand = find_folds(labels, parts_of(Part.HAIR), line, (1.0, 0.0), 8)
    assert strand[40, 37] > 0.1 > strand[40, 45]
    assert not find_folds(labels, parts_of(Part.SKIN), line, (1.0, 0.0), 8)[0].any()


def test_eyes_are_not_shaded_as_forms() -> None:
    shadow, _ = shade(REGIONS, FLAT, LINES, Light(0.0, 2.0), parts=PARTS)
    unknown, _ = shade(REGIONS, FLAT, LINES, Light(0.0, 2.0))
    eyes = np.isin(REGIONS.labels, (4, 5))
    assert _darkened(shadow, eyes) < 0.5 * _darkened(unknown, eyes)
