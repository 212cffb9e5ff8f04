"""The mix of sources: stated weights, one sequence a seed, unknown parts learned from for their colour alone."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from data.canvas import Picture
from data.parts import UNKNOWN
from data.sources.folder import unlabelled
from data.stream import WEIGHTS, samples, sources
from models.train import PART_WEIGHTS, loss


def grey(level: int):
    def draw(seed: int, size: int) -> Picture:
        return unlabelled(np.zeros((size, size), np.uint8), np.full((size, size, 3), level, np.uint8))

    return draw


def test_sources_come_at_their_weights() -> None:
    mix = {"procedural": grey(10), "dicebear": grey(200)}
    levels = [s.color[32, 32, 0] for s in islice(samples(3, 64, mix=mix, draw_size=64, keep=8), 1200)]
    share = np.mean([level < 0.3 for level in levels])
    expected = WEIGHTS["procedural"] / (WEIGHTS["procedural"] + WEIGHTS["dicebear"])
    assert abs(share - expected) < 0.15


def test_a_stream_of_all_sources_repeats_by_its_seed() -> None:
    first, second = (list(islice(samples(9, 64, draw_size=96), 10)) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert np.array_equal(a.ink, b.ink)
        assert np.array_equal(a.part, b.part)


def test_a_folder_of_pictures_joins_the_mix(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "a.png"), np.full((32, 32, 3), 99, np.uint8))
    assert "folder" not in sources()
    picture = sources(tmp_path)["folder"](1, 48)
    assert (picture.part == UNKNOWN).all()


def outputs(part: torch.Tensor):
    torch.manual_seed(1)
    b, h, w = part.shape
    logits = torch.randn(b, len(PART_WEIGHTS), h, w, requires_grad=True)
    guess = torch.nn.functional.normalize(torch.randn(b, 3, h, w), dim=1).requires_grad_()
    return (logits, torch.rand(b, 3, h, w, requires_grad=True), guess)


@pytest.mark.parametrize("known", [0.0, 0.5])
def test_unknown_parts_teach_colour_and_nothing_else(known: float) -> None:
    part = torch.randint(0, 14, (2, 8, 8))
    unknown = torch.rand(2, 8, 8) >= known
    part[unknown] = UNKNOWN
    out = outputs(part)
    normal = torch.nn.functional.normalize(torch.randn(2, 3, 8, 8), dim=1)
    losses = loss(out, part, torch.rand(2, 3, 8, 8), normal, torch.tensor(PART_WEIGHTS))
    assert all(torch.isfinite(v) for v in losses.values())
    sum(losses.values()).backward()  # type: ignore[union-attr]
    logits, draft, guess = (t.grad for t in out)
    assert logits is not None
    assert guess is not None
    assert draft is not None
    assert (logits.permute(0, 2, 3, 1)[unknown] == 0).all()
    assert (guess.permute(0, 2, 3, 1)[unknown] == 0).all()
    assert (draft.permute(0, 2, 3, 1)[unknown] != 0).any()
    assert bool((logits != 0).any()) == bool(known)
