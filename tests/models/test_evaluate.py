"""Judging the part network: the figures are those of the pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from data.parts import UNKNOWN, Part
from data.sources.procedural import scene
from models.evaluate import SEEDS, Seen, evaluate, evaluation_sets, see
from models.nurie import Nurie


def test_iou_is_shared_pixels_over_all() -> None:
    confusion = np.zeros((len(Part), len(Part)), int)
    confusion[Part.HAIR, Part.HAIR], confusion[Part.HAIR, Part.SKIN], confusion[Part.SKIN, Part.SKIN] = 6, 2, 4
    seen = Seen(confusion)
    assert seen.iou == pytest.approx({"hair": 6 / 8, "skin": 4 / 6})
    assert seen.mean == pytest.approx((6 / 8 + 4 / 6) / 2)


def test_belief_has_half_the_size_and_sums_to_one() -> None:
    torch.manual_seed(0)
    belief = see(Nurie().eval(), np.zeros((300, 200), np.uint8), side=96)
    assert belief.shape == (len(Part), 48, 32)
    np.testing.assert_allclose(belief.sum(0), 1, atol=1e-5)


def test_every_known_pixel_is_counted_once() -> None:
    torch.manual_seed(0)
    picture = scene.draw(SEEDS[0], 96)
    picture.part[:48] = UNKNOWN
    seen = evaluate(Nurie().eval(), [picture], side=96)
    assert seen.confusion.sum() == 24 * 48


def test_styles_held_out_are_there() -> None:
    assert len(evaluation_sets()) == 3
