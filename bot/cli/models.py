"""`nurie models`: what can colour here."""

from __future__ import annotations

import typer

from bot.cli.console import out
from engine.catalog import MODELS

app = typer.Typer(help="The models that `--model` names.", no_args_is_help=True)


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="models")


@app.callback()
def group() -> None:
    """The models that `--model` names."""


@app.command("list")
def list_models() -> None:
    """Every model by name, with a line on what it is."""
    for name, line in MODELS.items():
        out.print(f"{name:<12} {line}")
