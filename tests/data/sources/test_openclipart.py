"""Clip art as pairs: dark strokes stay, pale paints go; twins and drawings without lines are left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.parts import UNKNOWN
from data.sources.folder import EmptyFolder

pytest.importorskip("resvg_py", reason="needs the extra train")

from data.sources.openclipart import draw, list_drawings

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">'
LINED = HEAD + "".join(
    f'<rect x="{x}" y="20" width="22" height="60" style="fill:{color};stroke:#000000;stroke-width:3"/>'
    for x, color in ((8, "#e04040"), (38, "#4060ff"), (68, "navy"))
)
BARE = HEAD + "".join(f'<rect x="{x}" y="20" width="22" height="60" fill="#e04040"/>' for x in (8, 38, 68))


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    (tmp_path / "lined.svg").write_text(LINED + "</svg>")
    (tmp_path / "bare.svg").write_text(BARE + "</svg>")
    for name in ("cat", "cat_bw", "dog", "dog_black_and_white"):
        (tmp_path / f"{name}.svg").write_text(LINED + "</svg>")
    (tmp_path / "torn.svg").write_text(LINED)
    return tmp_path


def test_only_lined_drawings_without_a_twin_are_listed(clips: Path) -> None:
    assert {p.stem for p in list_drawings(clips)} == {"lined", "torn"}


def test_a_pair_keeps_the_strokes_and_takes_the_paint(clips: Path) -> None:
    for seed in range(4):  # the torn file is passed over
        picture = draw(seed, 100, clips)
        assert (picture.part == UNKNOWN).all()
        assert picture.ink[50, 8] > 200
        assert picture.ink[50, 19] == picture.ink[50, 79] == 0
        assert tuple(picture.flat[50, 19]) == (0xE0, 0x40, 0x40)
        assert tuple(picture.flat[50, 79]) == (0, 0, 128)
    assert np.array_equal(draw(1, 64, clips).ink, draw(1, 64, clips).ink)


def test_a_folder_without_pairs_says_so(tmp_path: Path) -> None:
    (tmp_path / "bare.svg").write_text(BARE + "</svg>")
    with pytest.raises(EmptyFolder, match="openclipart"):
        draw(0, 64, tmp_path)
