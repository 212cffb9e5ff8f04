"""A folder of coloured pictures: lines by XDoG, colours kept, parts unknown."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from data.lines import SIGMAS, lightness, xdog
from data.parts import UNKNOWN
from data.sources.folder import EmptyFolder, draw


def disc(color: tuple[int, int, int]) -> np.ndarray:
    picture = np.full((60, 90, 3), 255, np.uint8)
    cv2.circle(picture, (45, 30), 20, color, -1)
    cv2.circle(picture, (45, 30), 20, (20, 20, 20), 2)
    return picture


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    cv2.imwrite(str(tmp_path / "red.png"), disc((0, 0, 255)))
    cv2.imwrite(str(tmp_path / "deep" / "blue.png"), disc((255, 0, 0)))
    clear = np.dstack([disc((0, 255, 0)), np.full((60, 90), 255, np.uint8)])
    clear[:, :10] = (9, 9, 9, 0)
    cv2.imwrite(str(tmp_path / "green.webp"), clear, [cv2.IMWRITE_WEBP_QUALITY, 101])
    (tmp_path / "broken.jpg").write_bytes(b"not a picture")
    (tmp_path / "empty.jpg").write_bytes(b"")
    return tmp_path


def test_xdog_draws_the_edge_and_leaves_flat_colour_alone() -> None:
    for sigma in SIGMAS:
        ink = xdog(lightness(disc((200, 120, 120))), sigma=sigma)
        assert set(np.unique(ink)) == {0, 255}
        assert ink[30, 25] == 255
        assert ink[30, 45] == ink[5, 5] == 0


def test_pictures_come_on_a_white_square_without_parts(pictures: Path) -> None:
    seen = set()
    for seed in range(24):
        picture = draw(seed, 96, pictures)
        assert picture.ink.shape == (96, 96)
        assert (picture.part == UNKNOWN).all()
        assert (picture.flat[:10] == 255).all()
        assert (picture.flat[30:60, 3] == 255).all()  # clear is white, whatever colour it hides
        seen.add(tuple(picture.flat[48, 48] > 128))
    assert seen == {(True, False, False), (False, False, True), (False, True, False)}
    assert np.array_equal(draw(5, 96, pictures).flat, draw(5, 96, pictures).flat)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmptyFolder, match=str(tmp_path)):
        draw(1, 64, tmp_path)
