"""`nurie doctor`: says what is set up, what is missing and how to mend it."""

from __future__ import annotations

import asyncio

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.console import out, progress_bar
from bot.doctor import MARKS, examine, settings_table
from bot.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor() -> int:
    """Look at everything that Nurie needs, colour a small sketch, and say how to mend what is missing."""
    return asyncio.run(_doctor(Settings()))


async def _doctor(settings: Settings) -> int:
    well = True
    with progress_bar() as progress:
        progress.add_task("looking", total=None)
        async for check in examine(settings):
            well = well and check.mark != "missing"
            out.print(f"{MARKS[check.mark]} {check.name:<13} {check.says}", markup=False)
            if check.mend:
                out.print(f"  {'':<13} -> {check.mend}", markup=False)
    out.print("\nSettings, from the environment or .env:")
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for row in settings_table(settings):
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)
    out.print("All is well." if well else "Something is missing: see the arrows above.")
    return 0 if well else 1
