"""Training and judging the part network, for the command line: torch is imported only when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from engine.device import check_device, find_device
from engine.errors import UserError

T = TypeVar("T")


def train_network(
    folder: Path,
    on_step: Callable[[dict[str, float]], None] | None = None,
    *,
    device: str = "auto",
    **settings: int | float | str,
) -> Path:
    """Train into `folder`, or go on where training stopped there; the path of the weights.

    `settings` are fields of `models.train.TrainConfig`; `device` "auto" is the GPU where torch sees one, and "cuda"
    without one a UserError device.missing.
    """
    from models.train import TrainConfig, train

    check_device(device, "--device")
    if device == "auto":
        device = "cuda" if find_device()[0] else "cpu"
    return train(folder, TrainConfig(device=device, **settings), on_step)  # pyright: ignore[reportArgumentType]


def judge_network(
    weights: Path | None, count: int, on_drawing: Callable[[str, int], None] | None = None
) -> dict[str, dict[str, float]]:
    """Intersection over union of parts, and their mean, by set of held-out drawings (`count` of each).

    `on_drawing` is called with the set's name and how many of its drawings are done. UserError models.weights
    for a file that holds none; None means the weights shipped.
    """
    from models.evaluate import SEEDS, evaluate, evaluation_sets
    from models.nurie import WEIGHTS, load

    path = weights or WEIGHTS
    try:
        model = load(path)
    except Exception as error:  # safetensors and torch each raise their own
        reason = (str(error).splitlines() or ["unreadable"])[0]
        raise UserError("models.weights", f"{path} holds no weights of this network: {reason}") from error
    figures = {}
    for name, draw in evaluation_sets().items():
        seen = evaluate(model, _watched((draw(seed, 512) for seed in SEEDS[:count]), name, on_drawing))
        figures[name] = {"mean": seen.mean, **seen.iou}
    return figures


def _watched(drawings: Iterable[T], name: str, on_drawing: Callable[[str, int], None] | None) -> Iterator[T]:
    for done, drawing in enumerate(drawings):
        if on_drawing:
            on_drawing(name, done)
        yield drawing
