"""Make `clipart/` anew from Debian's package openclipart-svg: `python -m benchmarks.evaluation.make_clipart`.

Each picture is kept as it is rendered, and beside it a pen drawing of it: the dark strokes thinned to their
middle and drawn again two pixels wide, as a hand with one pen would. Only files that training never sees
(`data.sources.openclipart.is_held_out`) are taken.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from skimage.morphology import skeletonize

from data.sources.openclipart import FOLDER, is_held_out, load_pair

HERE = Path(__file__).parent
FILES = (
    "animals/birds/pollo_architetto_frances_01",
    "animals/mammals/cartoon_squirrel_mike_sm1",
    "animals/mammals/dog_02_drawn_with_strai_01",
    "computer/icons/lemon-theme/apps/guarddog",
    "computer/icons/lemon-theme/filesystems/home0",
    "food/meats_and_eggs/hamburger_ganson",
    "people/card_figure_king_nicu_r",
    "plants/tulips_ganson",
    "recreation/sports/tennis_shoes_jarno_vasam_",
    "tools/hurricane_lamp_ganson",
    "unsorted/Anatra",
    "unsorted/signorinacappello",
)
SIZE = 512


def draw_again(ink: np.ndarray) -> np.ndarray:
    """A pen drawing, uint8 (H, W), 0 ink, of the ink uint8 (H, W), 255 ink: every stroke two pixels wide."""
    middle = skeletonize(ink > 128).astype(np.uint8) * 255
    pen = cv2.dilate(middle, np.ones((2, 2), np.uint8))
    return 255 - cv2.GaussianBlur(pen, (0, 0), 0.6)


def main() -> None:
    (HERE / "clipart").mkdir(exist_ok=True)
    for name in FILES:
        path = FOLDER / f"{name}.svg"
        pair = load_pair(path, SIZE)
        if pair is None or not is_held_out(path):
            raise SystemExit(f"{path} is not of the held-out pairs: another version of openclipart-svg?")
        ink, picture = pair
        stem = HERE / "clipart" / path.stem.lower()
        Image.fromarray(picture).save(f"{stem}.webp", lossless=True, quality=100, method=6)
        Image.fromarray(draw_again(ink)).save(f"{stem}.pen.png", optimize=True)


if __name__ == "__main__":
    main()
