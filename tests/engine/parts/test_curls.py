import cv2
import numpy as np
import pytest

from engine.parts.curls import see_curls
from models.parts import Part
from tests.engine.painting import regions_of

HEAD = (40, 20, 160, 170)
BONNET, FACE, EYE = 2, 3, 4


def brow(*pieces: tuple[int, int]) -> list[int]:
    """The parts of round pieces of skin, by their middles, over a face with one eye under a bonnet."""
    labels = np.ones((200, 200), np.int32)
    lines = np.zeros(labels.shape, np.uint8)
    shapes = [(BONNET, (100, 90), (70, 80)), (FACE, (100, 115), (48, 50)), (EYE, (85, 120), (6, 5))]
    shapes += [(5 + n, place, (11, 11)) for n, place in enumerate(pieces)]
    for label, place, size in shapes:
        cv2.ellipse(labels, place, size, 0, 0, 360, label, -1)
        cv2.ellipse(lines, place, size, 0, 0, 360, 255, 2)
    regions = regions_of(labels, lines)
    part = np.array(
        [0, Part.BACKGROUND, Part.HAIR, Part.SKIN, Part.EYES, *[Part.SKIN] * len(pieces)],
        np.uint8,
    )
    figure = np.array([0, 0, *[1] * (len(part) - 2)], np.int32)
    return see_curls(regions, part, figure, np.array([[0] * 4, HEAD], np.int32)).tolist()[FACE:]


def test_a_heap_of_small_pieces_over_a_face_is_curls() -> None:
    assert brow((70, 72), (88, 66), (106, 66), (124, 70)) == [Part.SKIN, Part.EYES, *[Part.HAIR] * 4]


@pytest.mark.parametrize(
    "pieces",
    [
        ((64, 78), (90, 66), (116, 66), (140, 80)),  # gaps in a fringe lie apart
        ((70, 72), (88, 66), (106, 66)),  # too few
        ((76, 110), (88, 106), (104, 108), (120, 112)),  # lids and bags lie around an eye
    ],
)
def test_other_pieces_of_skin_stay_a_face(pieces: tuple[tuple[int, int], ...]) -> None:
    assert brow(*pieces) == [Part.SKIN, Part.EYES, *[Part.SKIN] * len(pieces)]
