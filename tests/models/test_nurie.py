"""Nurie's own network: shapes, and a trainer that learns, saves and goes on where it stopped."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import torch

from models.nurie import WEIGHTS, Nurie, load
from models.train import PART_WEIGHTS, Stream, TrainConfig, loss, train


def test_forward_gives_parts_color_and_unit_normals() -> None:
    torch.manual_seed(0)
    with torch.inference_mode():
        parts, color, normal = Nurie()(torch.rand(1, 5, 64, 96))
    assert parts.shape == (1, 14, 32, 48)
    assert color.shape == normal.shape == (1, 3, 32, 48)
    assert color.min() >= 0
    assert color.max() <= 1
    assert torch.allclose(normal.norm(dim=1), torch.ones(1, 32, 48), atol=1e-4)


def test_weights_fit_the_house() -> None:
    assert sum(p.numel() for p in Nurie().parameters()) * 2 <= 16 * 2**20  # bfloat16


def test_training_learns_and_resumes(tmp_path: Path) -> None:
    config = TrainConfig(steps=20, batch=4, size=48, draw_size=96, workers=0, seed=7)
    train(tmp_path, config)
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert log[-1]["step"] == 20
    torch.manual_seed(config.seed)
    assert _parts_loss(load(tmp_path / "nurie.safetensors")) < 0.9 * _parts_loss(Nurie().eval())
    train(tmp_path, TrainConfig(steps=22, batch=4, size=48, draw_size=96, workers=0, seed=7))
    state = torch.load(tmp_path / "last.pt", weights_only=True)
    assert state["step"] == 22
    model = load(tmp_path / "nurie.safetensors")
    assert not model.training


def test_training_may_begin_with_weights(tmp_path: Path) -> None:
    made = train(tmp_path / "new", TrainConfig(steps=1, batch=1, size=32, workers=0, rate=0.0, start=str(WEIGHTS)))
    for (name, value), was in zip(load(made).state_dict().items(), load().state_dict().values(), strict=True):
        assert torch.allclose(value, was, atol=1e-2), name


@torch.inference_mode()
def _parts_loss(model: Nurie) -> float:
    """The parts' loss on the same few drawings each time."""
    few = islice(Stream(TrainConfig(size=48, draw_size=96, seed=99), 0), 24)
    x, *truth = (torch.stack(column) for column in zip(*few, strict=True))
    return float(loss(model(x), *truth, torch.tensor(PART_WEIGHTS))["parts"])
