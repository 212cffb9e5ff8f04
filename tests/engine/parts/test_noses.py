import cv2
import numpy as np

from engine.parts.noses import see_noses
from engine.regions import find_regions
from engine.types import Regions
from models.parts import Part


def face(smile: bool, width: int = 30) -> tuple[Regions, np.ndarray, int]:
    """(regions, line_alpha, label of the small round thing in the middle of the face)"""
    ink = np.zeros((300, 300), np.uint8)
    cv2.circle(ink, (150, 150), 120, 255, 4)
    cv2.ellipse(ink, (150, 150), (16, 14), 0, 0, 360, 255, 4)
    if smile:
        cv2.ellipse(ink, (150, 170), (width, 30), 0, 20, 160, 255, 4)
    regions = find_regions(ink)
    return regions, ink, int(regions.labels[150, 150])


def seen(regions: Regions, ink: np.ndarray, mouth: int, *more: int) -> np.ndarray:
    part = np.where(regions.background, Part.BACKGROUND, Part.SKIN).astype(np.uint8)
    part[[mouth, *more]] = Part.MOUTH
    return see_noses(regions, part, (part > 0).astype(np.int32), ink)


def test_what_has_the_line_of_a_mouth_below_it_is_a_nose() -> None:
    regions, ink, nose = face(smile=True, width=60)
    assert seen(regions, ink, nose)[nose] == Part.SKIN


def test_a_mouth_stays_one_without_a_line_below_it_or_above_a_short_fold() -> None:
    for fold in (False, True):
        regions, ink, mouth = face(smile=fold, width=10)
        assert seen(regions, ink, mouth)[mouth] == Part.MOUTH


def test_of_two_mouths_in_a_face_the_upper_and_narrower_one_is_its_nose() -> None:
    regions, ink, nose = face(smile=False)
    cv2.ellipse(ink, (150, 200), (40, 15), 0, 0, 360, 255, 4)
    regions = find_regions(ink)
    nose, mouth = int(regions.labels[150, 150]), int(regions.labels[200, 150])
    assert nose != mouth
    after = seen(regions, ink, nose, mouth)
    assert after[nose] == Part.SKIN
    assert after[mouth] == Part.MOUTH


def test_the_lips_of_one_mouth_are_both_of_it() -> None:
    regions, ink, _ = face(smile=False)
    cv2.ellipse(ink, (150, 172), (40, 10), 0, 0, 360, 255, 4)
    regions = find_regions(ink)
    upper, lower = int(regions.labels[150, 150]), int(regions.labels[173, 150])
    after = seen(regions, ink, upper, lower)
    assert after[upper] == after[lower] == Part.MOUTH
