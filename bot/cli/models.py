"""`nurie models`: what can colour here, and how Nurie's own network is trained and judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.cli.console import out, progress_bar
from engine import UserError
from engine.catalog import MODELS
from engine.training import judge_network, train_network

Name = Annotated[str, typer.Argument(help="The network; `nurie` is the one that is trained here.")]

app = typer.Typer(help="The models that `--model` names.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="models")


@app.callback()
def group() -> None:
    """The models that `--model` names, and the training of Nurie's own."""


@app.command("list")
def list_models() -> None:
    """Every model by name, with a line on what it is."""
    for name, line in MODELS.items():
        out.print(f"{name:<12} {line}")


@app.command("train")
def train_model(
    name: Name = "nurie",
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder of checkpoints and logs.")] = Path("var/train"),
    steps: Annotated[int, typer.Option(min=1, help="Steps in all; a stopped training goes on from its last.")] = 20_000,
    minutes: Annotated[float, typer.Option(min=0.01, help="End by the clock, if that comes before.")] = 1e9,
    batch: Annotated[int, typer.Option(min=1, help="Samples a step.")] = 8,
    size: Annotated[int, typer.Option(min=32, help="Pixels of a sample's side; a multiple of 16.")] = 192,
    workers: Annotated[int, typer.Option(min=0, help="Processes that draw samples.")] = 1,
    seed: Annotated[int, typer.Option(min=0)] = 1,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    start: Annotated[Path | None, typer.Option(help="Weights to begin with, instead of none.")] = None,
    pictures: Annotated[Path | None, typer.Option(help="A folder of coloured pictures to learn from too.")] = None,
) -> int:
    """Train Nurie's network on drawings made on the fly. Needs the extra `train`."""
    _ours(name)
    if size % 16:
        raise UserError("models.size", f"--size {size}: the network wants a multiple of 16, such as 192.")
    if pictures is not None and not pictures.is_dir():
        raise UserError("models.pictures", f"There is no folder {pictures}.")
    if start is not None and not start.is_file():
        raise UserError("models.start", f"There are no weights {start} to begin with.")
    with progress_bar() as progress:
        bar = progress.add_task("training", total=steps)

        def tell(line: dict[str, float]) -> None:
            words = f"parts {line['parts']:.3f}  colour {line['color']:.3f}  normals {line['normals']:.3f}"
            progress.update(bar, completed=int(line["step"]), description=words)

        weights = train_network(
            output,
            tell,
            device=device,
            steps=steps,
            minutes=minutes,
            batch=batch,
            size=size,
            workers=workers,
            seed=seed,
            save_every=min(500, max(1, steps // 4)),
            pictures=str(pictures or ""),
            start=str(start or ""),
        )
    out.print(f"{weights}: judge it with `nurie models eval nurie --weights {weights}`")
    return 0


@app.command("eval")
def eval_model(
    name: Name = "nurie",
    weights: Annotated[Path | None, typer.Option(help="A safetensors file; by default the weights shipped.")] = None,
    count: Annotated[int, typer.Option(min=1, help="Drawings of each kind.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> int:
    """How well the network tells parts apart: intersection over union on drawings held out from training."""
    _ours(name)
    with progress_bar() as progress:
        bar = progress.add_task("", total=count)
        figures = judge_network(
            weights, count, lambda kind, done: progress.update(bar, description=kind, completed=done)
        )
    if as_json:
        out.print_json(json.dumps(figures))
        return 0
    table = Table("part", *figures)
    for part in dict.fromkeys(part for row in figures.values() for part in row):
        table.add_row(part, *(f"{row[part]:.3f}" if part in row else "" for row in figures.values()))
    out.print(table)
    return 0


def _ours(name: str) -> None:
    if name != "nurie":
        raise UserError("models.unknown", f'There is no training for "{name}". Nurie\'s own network is called nurie.')
