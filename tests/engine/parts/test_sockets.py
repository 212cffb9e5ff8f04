import cv2
import numpy as np

from engine.parts.sockets import see_sockets
from engine.types import U8, Regions
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

SKIN, IRIS, WHITE = Part.SKIN, Part.EYES, Part.EYE_WHITE


def eye() -> tuple[np.ndarray, U8]:
    """(labels, line art): paper (1) and a face (2), which `put` draws on."""
    labels = np.ones((120, 160), np.int32)
    cv2.rectangle(labels, (10, 10), (150, 110), 2, -1)
    return labels, np.zeros((120, 160), np.uint8)


def outlined(labels: np.ndarray, line_alpha: U8) -> Regions:
    """The regions of labels with ink on all borders."""
    edge = np.zeros(labels.shape, np.uint8)
    edge[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    edge[1:] |= labels[1:] != labels[:-1]
    line_alpha[cv2.dilate(edge, np.ones((3, 3), np.uint8)) > 0] = 255
    return regions_of(labels, line_alpha)


def seen(regions: Regions, line_alpha: U8, *parts: Part, belief: float = 0.4) -> list[int]:
    """What the regions after paper and face are; `belief` is that in whites."""
    pooled = np.full((regions.count + 1, len(PARTS)), 0.01, np.float32)
    pooled[:, WHITE] = belief
    part = np.array([Part.BACKGROUND, Part.BACKGROUND, SKIN, *parts], np.uint8)
    return see_sockets(regions, part, pooled, line_alpha)[3:].tolist()


def test_a_chip_beside_an_iris_is_white_and_a_pupil_in_it_stays() -> None:
    labels, ink = eye()
    cv2.ellipse(labels, (70, 60), (16, 20), 0, 0, 360, 3, -1)
    cv2.circle(labels, (70, 60), 6, 4, -1)
    cv2.rectangle(labels, (86, 48), (100, 58), 5, -1)
    cv2.rectangle(labels, (101, 48), (108, 58), 6, -1)
    regions = outlined(labels, ink)
    assert seen(regions, ink, IRIS, IRIS, IRIS, IRIS) == [IRIS, IRIS, WHITE, WHITE]


def test_the_lower_half_of_an_iris_that_a_line_crosses_stays_iris() -> None:
    labels, ink = eye()
    cv2.ellipse(labels, (70, 60), (16, 20), 0, 0, 360, 3, -1)
    labels[60:][labels[60:] == 3] = 4
    assert seen(outlined(labels, ink), ink, IRIS, IRIS) == [IRIS, IRIS]


def test_a_spot_of_ink_is_the_iris_of_the_larger_paper_beside_it() -> None:
    labels, ink = eye()
    cv2.rectangle(labels, (40, 40), (80, 80), 3, -1)
    cv2.rectangle(labels, (81, 45), (100, 75), 4, -1)
    regions = outlined(labels, ink)
    assert seen(regions, ink, IRIS, IRIS) == [IRIS, WHITE]
    ink[labels == 4] = 255
    assert seen(regions, ink, IRIS, IRIS) == [WHITE, IRIS]


def test_skin_around_an_iris_is_its_white_where_lines_part_it_from_the_face() -> None:
    labels, ink = eye()
    cv2.ellipse(labels, (70, 60), (24, 20), 0, 0, 360, 3, -1)
    cv2.ellipse(labels, (70, 64), (12, 14), 0, 0, 360, 4, -1)
    regions = outlined(labels, ink)
    assert seen(regions, ink, SKIN, IRIS) == [WHITE, IRIS]
    assert seen(regions, ink, SKIN, IRIS, belief=0.05) == [SKIN, IRIS]
    open_eye = regions_of(labels, np.zeros_like(ink))
    assert seen(open_eye, ink, SKIN, IRIS) == [SKIN, IRIS]


def test_a_face_is_no_white_however_many_irises_it_holds() -> None:
    labels, ink = eye()
    cv2.circle(labels, (50, 60), 8, 3, -1)
    cv2.circle(labels, (110, 60), 8, 4, -1)
    regions = outlined(labels, ink)
    pooled = np.full((5, len(PARTS)), 0.3, np.float32)
    part = np.array([0, 0, SKIN, IRIS, IRIS], np.uint8)
    assert see_sockets(regions, part, pooled, ink).tolist() == part.tolist()


def test_skin_above_an_iris_and_under_a_fringe_is_its_lid() -> None:
    labels, ink = eye()
    cv2.rectangle(labels, (50, 30), (90, 59), 3, -1)
    cv2.rectangle(labels, (50, 60), (90, 76), 4, -1)
    cv2.rectangle(labels, (40, 11), (100, 29), 5, -1)
    regions = outlined(labels, ink)
    assert seen(regions, ink, SKIN, IRIS, Part.HAIR) == [SKIN, IRIS, Part.HAIR]
    assert seen(regions, ink, SKIN, IRIS, SKIN) == [WHITE, IRIS, SKIN]
