"""An iris that is a spot of ink: cut out as a region, and painted into the coloured lines."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from engine.eyes import find_eyes
from engine.gradients import paint_gradients
from engine.irises import ink_irises
from engine.oklab import srgb_to_lab
from engine.parts.carving import carve_eyes
from engine.request import Color, Light
from engine.types import U8, Parts, Regions, Seed, Sight
from models.parts import PARTS, Part
from tests.engine.painting import choose, parts_of, regions_of

SIZE = 240
MIDDLE = (SIZE // 2, SIZE // 2)


def spotted() -> tuple[Regions, U8, Sight, np.ndarray]:
    """Paper 1 and a face 2 that holds a spot of ink under a lash, the sight of one who knows it, and the spot."""
    labels, ink = np.ones((SIZE, SIZE), np.int32), np.zeros((SIZE, SIZE), np.uint8)
    cv2.ellipse(labels, MIDDLE, (100, 110), 0, 0, 360, 2, -1)
    cv2.ellipse(ink, MIDDLE, (100, 110), 0, 0, 360, 255, 3, cv2.LINE_AA)
    cv2.ellipse(ink, MIDDLE, (20, 26), 0, 0, 360, 255, -1, cv2.LINE_AA)
    spot = np.zeros((SIZE, SIZE), np.uint8)
    cv2.ellipse(spot, MIDDLE, (20, 26), 0, 0, 360, 1, -1)
    cv2.ellipse(ink, MIDDLE, (40, 27), 0, 200, 340, 255, 4, cv2.LINE_AA)
    blurred = cv2.GaussianBlur(spot.astype(np.float32), (0, 0), 4)
    iris = cv2.resize(blurred, (80, 80), interpolation=cv2.INTER_AREA)
    belief = np.zeros((80, 80, len(PARTS)), np.float32)
    belief[..., Part.EYES] = iris
    belief[..., Part.SKIN] = 1 - iris
    return regions_of(labels, ink), ink, Sight(belief), spot > 0


def test_a_spot_of_ink_is_cut_out_without_its_lash() -> None:
    regions, ink, sight, spot = spotted()
    found = carve_eyes(regions, sight, ink)
    assert found.count == 3
    iris = found.labels == 3
    assert (iris & spot).sum() > 0.85 * spot.sum()
    assert (iris & ~spot).sum() < 0.15 * spot.sum()
    # An iris drawn as a ring with a pupil of ink is not its pupil.
    ring = np.where(spot, 0, ink)
    cv2.ellipse(ring, MIDDLE, (20, 26), 0, 0, 360, 255, 2, cv2.LINE_AA)
    cv2.ellipse(ring, MIDDLE, (7, 9), 0, 0, 360, 255, -1, cv2.LINE_AA)
    found = carve_eyes(regions, sight, ring)
    assert ((found.labels == 3) & spot).sum() > 0.7 * spot.sum()


def inked() -> tuple[Regions, U8, Parts]:
    regions, ink, sight, _ = spotted()
    return carve_eyes(regions, sight, ink), ink, parts_of(Part.BACKGROUND, Part.SKIN, Part.EYES)


def test_a_spot_of_ink_is_painted_as_an_iris_in_the_lines() -> None:
    regions, ink, parts = inked()
    colors = choose(regions, ink, parts=parts)
    for x, glint in ((0.0, np.s_[100:120, 105:120]), (1.0, np.s_[100:120, 120:136])):
        line_color = np.zeros((*ink.shape, 3), np.uint8)
        ink_irises(line_color, regions, colors, ink, find_eyes(regions, parts), Light(x, 0.2))
        painted = line_color.max(2) > 0
        assert painted[regions.labels == 3].mean() > 0.95
        assert not painted[regions.labels != 3].any()
        lightness = srgb_to_lab(line_color)[..., 0]
        assert lightness[glint].max() > 0.95
        assert lightness[132:140, 114:126].mean() > lightness[98:104, 114:126].mean() + 0.1
        rim = (regions.labels == 3) & (cv2.erode((regions.labels == 3).astype(np.uint8), np.ones((3, 3))) == 0)
        assert lightness[rim].max() < 0.5


def test_only_spots_of_ink_are_painted_and_none_with_a_strict_palette() -> None:
    regions, ink, parts = inked()
    colors = choose(regions, ink, parts=parts)
    eyes = find_eyes(regions, parts)
    for line_alpha, chosen in ((np.where(regions.labels == 3, 0, ink), colors), (ink, replace(colors, to=colors.flat))):
        line_color = np.zeros((*ink.shape, 3), np.uint8)
        ink_irises(line_color, regions, chosen, line_alpha.astype(np.uint8), eyes, Light())
        assert not line_color.any()


def test_a_hint_for_all_of_an_eye_leaves_it_its_drawn_pupil_and_catchlight() -> None:
    labels, ink = np.ones((SIZE, SIZE), np.int32), np.zeros((SIZE, SIZE), np.uint8)
    for label, middle, axes in (
        (2, MIDDLE, (100, 110)),
        (3, MIDDLE, (24, 34)),
        (4, MIDDLE, (7, 9)),
        (5, (108, 104), (4, 5)),
    ):
        cv2.ellipse(labels, middle, axes, 0, 0, 360, label, -1)
        cv2.ellipse(ink, middle, axes, 0, 0, 360, 255, 2, cv2.LINE_AA)
    regions = regions_of(labels, ink)
    parts = parts_of(Part.BACKGROUND, Part.SKIN, Part.EYES, Part.EYES, Part.EYES)
    blue = Color(51, 170, 255)
    hinted = {k: Seed(regions.anchor[[k]], blue, whole=True) for k in (3, 4, 5)}
    colors = choose(regions, ink, hinted, parts=parts)
    assert (colors.flat[3:6] == blue).all()
    layer = paint_gradients(regions, colors, hinted, ink, 0, parts=parts)
    lightness = srgb_to_lab(layer[..., :3])[..., 0]
    assert (layer[labels >= 4][:, 3] == 255).all()
    assert lightness[labels == 4].max() < 0.3
    assert lightness[labels == 5].min() > 0.95
