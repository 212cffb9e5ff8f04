"""The white of an eye that no line parts from the face."""

from __future__ import annotations

import cv2
import numpy as np

from engine.gradients import paint_gradients
from engine.oklab import srgb_to_lch
from engine.types import U8, Parts, Regions, Sight
from models.parts import PARTS, Part
from tests.engine.painting import choose, parts_of, regions_of

SIZE, CELLS = 240, 80


def lidded() -> tuple[Regions, U8, Parts, np.ndarray]:
    """Paper 1, a face 2, an iris 3 under a lid; and where the white beside the iris is."""
    labels, ink = np.ones((SIZE, SIZE), np.int32), np.zeros((SIZE, SIZE), np.uint8)
    for label, axes in ((2, (100, 110)), (3, (20, 26))):
        cv2.ellipse(labels, (120, 120), axes, 0, 0, 360, label, -1)
        cv2.ellipse(ink, (120, 120), axes, 0, 0, 360, 255, 2, cv2.LINE_AA)
    cv2.ellipse(ink, (120, 120), (46, 28), 0, 180, 360, 255, 4, cv2.LINE_AA)
    white = np.zeros((SIZE, SIZE), np.uint8)
    cv2.ellipse(white, (120, 120), (44, 26), 0, 0, 360, 1, -1)
    parts = parts_of(Part.BACKGROUND, Part.SKIN, Part.EYES)
    return regions_of(labels, ink), ink, parts, (white > 0) & (labels == 2)


def sight_of(labels: np.ndarray, white: np.ndarray, sure: float) -> Sight:
    def shrink(mask: np.ndarray) -> np.ndarray:
        return cv2.resize(mask.astype(np.float32), (CELLS, CELLS), interpolation=cv2.INTER_AREA)

    belief = np.zeros((CELLS, CELLS, len(PARTS)), np.float32)
    belief[..., Part.EYES] = shrink(labels == 3)
    belief[..., Part.EYE_WHITE] = sure * shrink(white)
    belief[..., Part.SKIN] = 1 - belief.sum(2)
    return Sight(belief)


def painted(sight: Sight | None) -> tuple[U8, np.ndarray, np.ndarray]:
    regions, ink, parts, white = lidded()
    colors = choose(regions, ink, parts=parts)
    return paint_gradients(regions, colors, {}, ink, 0, parts=parts, sight=sight), ink, white


def test_a_white_is_painted_where_it_is_seen_and_lid_and_face_are_left() -> None:
    regions, _, _, white = lidded()
    plain, ink, _ = painted(None)
    layer, _, _ = painted(sight_of(regions.labels, white, 0.95))
    fresh = (layer != plain).any(2)
    deep = cv2.erode(white.astype(np.uint8), np.ones((9, 9))) * (ink < 20) > 0
    assert fresh[deep].mean() > 0.95
    _, chroma, _ = np.moveaxis(srgb_to_lch(layer[..., :3]), 2, 0)
    assert chroma[deep].max() < 0.05
    assert (layer[deep][:, 3] > 200).mean() > 0.9
    far = cv2.dilate(white.astype(np.uint8), np.ones((13, 13))) == 0
    assert not fresh[far].any()
    above = np.zeros_like(white)
    above[:84] = True
    assert not fresh[above].any()


def test_a_halo_and_a_doubt_are_no_white() -> None:
    regions, _, _, white = lidded()
    plain, _, _ = painted(None)
    halo = cv2.dilate((regions.labels == 3).astype(np.uint8), np.ones((5, 5))) - (regions.labels == 3)
    for sight in (sight_of(regions.labels, halo > 0, 0.6), sight_of(regions.labels, white, 0.2)):
        assert (painted(sight)[0] == plain).all()
