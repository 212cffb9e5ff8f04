"""`nurie regions`: the numbered map of a sketch, whose numbers hint text may name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.console import out, progress_bar
from bot.cli.requests import make_folder, read_picture, write_files
from bot.settings import Settings
from engine.device import choose_device


def register(app: typer.Typer) -> None:
    app.command()(regions)


def regions(
    sketch: Annotated[Path, typer.Argument(help="A sketch.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The map, a .png file.")],
) -> int:
    """Draw the numbered region map of a sketch: `12: red` in hint text colours region 12."""
    from engine import ColorizeRequest
    from engine import colorize as run
    from engine.export import encode_result

    choose_device(Settings().device)
    request = ColorizeRequest(sketch=read_picture(sketch))
    with progress_bar() as progress:
        bar = progress.add_task(sketch.name, total=1.0)
        # The whole pipeline, so that the numbers are those of `colorize`.
        result = run(request, lambda step, share: progress.update(bar, completed=share, description=step))
        picture = encode_result(result, ("regions.png",))["regions.png"]
    make_folder(output.parent)
    write_files(output.parent, {output.name: picture})
    out.print(f"{sketch}: {int(result.labels.max())} regions -> {output}", markup=False)
    return 0
