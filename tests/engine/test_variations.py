from __future__ import annotations

import io
import json

import cv2
import numpy as np
from PIL import Image

from engine import ColorizeRequest, colorize
from engine.pipeline import colorize_seeds
from engine.variations import CELL_SIDE, draw_grid
from engine.worker import colorize_to_files
from tests.engine.painting import draw_figure

SKETCH = cv2.imencode(".png", 255 - draw_figure(240)[1])[1].tobytes()
SEEDS = (3, 14, 15, 92)


def test_each_variation_is_the_picture_of_its_seed() -> None:
    request = ColorizeRequest.parse(SKETCH, "@ 50% 62%: #0dc84d", seed=1)
    told: list[float] = []
    results = list(colorize_seeds(request, SEEDS, lambda name, share: told.append(share)))
    assert told == sorted(told)
    assert 0 < told[-1] < 1
    for seed, result in zip(SEEDS, results, strict=True):
        alone = colorize(request.with_(seed=seed))
        assert result.request.seed == seed
        assert np.array_equal(result.image("rendered"), alone.image("rendered"))
        assert result.notes == alone.notes
    assert len({result.image("flat").tobytes() for result in results}) == len(SEEDS)


def test_a_request_with_seeds_gives_one_grid_of_them() -> None:
    request = ColorizeRequest(SKETCH, seed=1, seeds=SEEDS)
    files = colorize_to_files(request, lambda step, share: None)
    assert set(files) == {"variations.png", "result.json"}
    about = json.loads(files["result.json"])
    assert ColorizeRequest.from_json(about["request"], request.blobs()) == request
    with Image.open(io.BytesIO(files["variations.png"])) as picture:
        grid = np.asarray(picture.convert("RGB"))
    whole = colorize(request.with_(seed=SEEDS[3], seeds=())).image("rendered")
    height, width = whole.shape[:2]
    lower_right = grid[-height - (gap := grid.shape[0] - 2 * height) // 3 :, -width - gap // 3 :][:height, :width]
    changed = (lower_right != whole).any(axis=2)
    assert 0 < changed.mean() < 0.05, "only its number lies over it"
    assert changed[: height // 4, : width // 4].sum() == changed.sum()


def test_a_grid_of_large_pictures_stays_one_that_can_be_sent() -> None:
    files = colorize_to_files(
        ColorizeRequest(cv2.imencode(".png", np.full((900, 1500), 255, np.uint8))[1].tobytes(), seeds=(1, 2)),
        lambda step, share: None,
    )
    with Image.open(io.BytesIO(files["variations.png"])) as picture:
        assert picture.width <= 2 * CELL_SIDE + 64


def test_any_number_of_pictures_has_its_place() -> None:
    cells = [np.full((40, 60, 3), 30 * n, np.uint8) for n in range(1, 6)]
    grid = draw_grid(cells)
    assert grid.shape[1] > 3 * 60
    for n in range(1, 6):
        assert (grid == 30 * n).all(axis=2).sum() > 40 * 60 * 0.5
