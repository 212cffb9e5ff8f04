from __future__ import annotations

import numpy as np
import pytest

from engine.flats import paint_flats
from engine.oklab import srgb_to_lch
from engine.request import Color, Light
from engine.shading import shade
from tests.engine.painting import SIDE_LIGHTS, choose, draw_figure

REGIONS, LINES = draw_figure(200)
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
