"""The trainer of Nurie's own network: samples made on the fly, AdamW, a falling rate, a moving average."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import save_file
from tensorboardX import SummaryWriter
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from data.parts import UNKNOWN
from data.stream import samples, sources
from models.nurie import Nurie, load


@dataclass(frozen=True)
class TrainConfig:
    """`minutes` ends training by the clock when it comes before `steps`.

    size       pixels of a training sample's side       draw_size   pixels of the drawings it is cut from
    average    keep of the moving average a step        pictures    a folder of coloured pictures to learn from too
    start      weights to begin with, a safetensors file; by default none
    """

    steps: int = 20_000
    minutes: float = 1e9
    batch: int = 8
    size: int = 192
    draw_size: int = 512
    rate: float = 1.2e-3
    decay: float = 0.02
    average: float = 0.998
    workers: int = 1
    seed: int = 1
    save_every: int = 500
    device: str = "cpu"
    pictures: str = ""
    start: str = ""


# Background, skin, hair, eye white, eyes, mouth, top, bottom, footwear, headwear, accessory, prop, creature, scenery.
PART_WEIGHTS = (0.35, 2.0, 1.0, 2.8, 3.5, 4.0, 1.0, 1.2, 2.0, 2.0, 2.2, 1.0, 1.4, 0.6)


class Stream(IterableDataset):
    """Each worker process draws its own sequence. Targets have half the input's size, as the answer has."""

    def __init__(self, config: TrainConfig, first: int) -> None:
        self.config, self.first = config, first

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        info = get_worker_info()
        number = info.id if info else 0
        seed = self.config.seed * 1_000_003 + self.first * 101 + number
        mix = sources(Path(self.config.pictures) if self.config.pictures else None)
        for s in samples(seed, self.config.size, draw_size=self.config.draw_size, mix=mix):
            x = torch.from_numpy(s.ink)[None]
            hint = torch.from_numpy(s.hint).permute(2, 0, 1)
            part, color, normal = (torch.from_numpy(a[::2, ::2].copy()) for a in (s.part, s.color, s.normal))
            yield torch.cat([x, hint]), part.long(), color.permute(2, 0, 1), normal.permute(2, 0, 1)


def loss(
    out: tuple[Tensor, Tensor, Tensor], part: Tensor, color: Tensor, normal: Tensor, weights: Tensor
) -> dict[str, Tensor]:
    """Cross entropy of parts, absolute error of colour, angle of normals; figures count, open paper little.

    Where the part is `UNKNOWN` only the colour is learned: nobody said what is there or how it is turned.
    """
    logits, draft, guess = out
    figure = (part > 0).float()[:, None]
    known = (part != UNKNOWN).float()[:, None]
    share = figure.mean().clamp_min(0.05)
    # Summed and divided by hand: a batch without a known pixel has no parts' loss instead of a NaN.
    seen = weights[part.where(part != UNKNOWN, 0)] * known[:, 0]
    error = F.cross_entropy(logits.float(), part, weights, ignore_index=UNKNOWN, reduction="sum")
    return {
        "parts": error / seen.sum().clamp_min(1),
        "color": ((draft.float() - color).abs() * (0.2 + figure)).mean() / share,
        "normals": ((1 - (guess * normal).sum(1, keepdim=True)) * (0.1 + figure) * known).mean() / share,
    }


def train(folder: Path, config: TrainConfig, on_step: Callable[[dict[str, float]], None] | None = None) -> Path:
    """Train into `folder` and resume from what is there; returns the path of the averaged weights.

    Writes `last.pt` (to resume), `nurie.safetensors` (the moving average), `log.jsonl`, and event files that
    TensorBoard reads. `on_step` is called with every line of the log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    device = torch.device(config.device)
    model: Nurie = (load(Path(config.start)) if config.start else Nurie()).to(device).train()
    model = model.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    average = {k: v.detach().clone().float() for k, v in model.state_dict().items()}
    optimiser = torch.optim.AdamW(model.parameters(), config.rate, weight_decay=config.decay, betas=(0.9, 0.98))
    step, spent = 0, 0.0
    last = folder / "last.pt"
    if last.exists():
        state = torch.load(last, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average, step, spent = state["average"], state["step"], state["spent"]
    loader = DataLoader(
        Stream(config, step), config.batch, num_workers=config.workers, prefetch_factor=4 if config.workers else None
    )
    weights = torch.tensor(PART_WEIGHTS, device=device)
    # Without the processor's own bf16 instructions its convolutions fall back to a path ten times slower.
    fast = device.type == "cuda" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    # TensorBoard's own writer wants all of TensorBoard; this one writes the same files.
    board = SummaryWriter(str(folder))
    warm = min(200, config.steps // 10 + 1)
    start = time.monotonic()
    for x, part, color, normal in loader:
        minutes = (spent + time.monotonic() - start) / 60
        progress = max(step / config.steps, minutes / config.minutes)
        if progress >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = config.rate * min(1, (step + 1) / warm) * max(0.02, 1 - progress)
        x = x.to(device, memory_format=torch.channels_last, non_blocking=True)
        with torch.autocast(device.type, torch.bfloat16, enabled=fast):
            out = model(x)
        losses = loss(out, part.to(device), color.to(device), normal.to(device), weights)
        total = losses["parts"] + 0.7 * losses["color"] + 0.5 * losses["normals"]
        optimiser.zero_grad(set_to_none=True)
        total.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        step += 1
        keep = min(config.average, 1 - 1 / (step + 1))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                average[name].lerp_(value.float(), 1 - keep)
        if step % 20 == 0 or step == 1:
            line = {"step": step, "minutes": round(minutes, 2), **{k: round(v.item(), 4) for k, v in losses.items()}}
            with (folder / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            for name, value in losses.items():
                board.add_scalar(f"loss/{name}", value.item(), step)
            if on_step:
                on_step(line)
        if step % config.save_every == 0:
            _save(folder, model, optimiser, average, step, spent + time.monotonic() - start)
    board.close()
    _save(folder, model, optimiser, average, step, spent + time.monotonic() - start)
    (folder / "config.json").write_text(json.dumps(asdict(config), indent=1))
    return folder / "nurie.safetensors"


def _save(folder: Path, model: Nurie, optimiser, average: dict[str, Tensor], step: int, spent: float) -> None:
    state = {
        "model": model.state_dict(),
        "optimiser": optimiser.state_dict(),
        "average": average,
        "step": step,
        "spent": spent,
    }
    torch.save(state, folder / "last.tmp")
    (folder / "last.tmp").replace(folder / "last.pt")
    save_file({k: v.to(torch.bfloat16).contiguous() for k, v in average.items()}, folder / "nurie.tmp")
    (folder / "nurie.tmp").replace(folder / "nurie.safetensors")
