"""`nurie demo`: colours a folder of sketches through the durable queue, with a worker process as the service has."""

from __future__ import annotations

import asyncio
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.batch import color_all
from bot.cli.console import err, out, progress_bar, say_error
from bot.cli.requests import Wishes, find_sketches, make_folder, write_files
from bot.settings import Settings
from engine import ColorizeRequest, UserError
from engine.device import check_device
from engine.queue.base import ENDED

WISHES = "hints.toml"
KEYS = {"hints", "light", "preset", "model", "seed", "references", "strokes"}


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Argument(help="A folder of sketches, with a hints.toml of wishes for them.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the results.")],
    workers: Annotated[int, typer.Option(min=1, max=16, help="Worker processes.")] = 1,
) -> int:
    """Colour a folder through the queue and a worker process, as the chats do."""
    requests = {path.stem: wishes.request(path) for path, wishes in read_wishes(folder).items()}
    settings = Settings()
    check_device(settings.device)
    make_folder(output)
    return asyncio.run(_demo(requests, output, workers, settings.device))


async def _demo(requests: dict[str, ColorizeRequest], output: Path, workers: int, device: str) -> int:
    begun = time.perf_counter()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="nurie-demo-") as queue, progress_bar() as progress:
        whole = progress.add_task("sketches", total=len(requests))
        bars = {}
        async for event, files in color_all(requests, Path(queue), workers, device):
            name = event.task_id
            if name not in bars:
                bars[name] = progress.add_task(name, total=1.0)
            progress.update(bars[name], completed=event.share, description=f"{name}: {event.step or event.kind}")
            if event.kind not in ENDED:
                continue
            progress.remove_task(bars[name])
            progress.advance(whole)
            if event.kind == "done":
                make_folder(output / name)
                write_files(output / name, files)
                out.print(f"{name} -> {output / name} ({len(files)} files)", markup=False)
            else:
                failed += 1
                say_error(f"{name}: {event.text or event.kind}")
    seconds = time.perf_counter() - begun
    err.print(f"{len(requests) - failed} of {len(requests)} sketches coloured in {seconds:.1f} s")
    return 1 if failed else 0


def read_wishes(folder: Path) -> dict[Path, Wishes]:
    """The sketches of a folder with the wishes that its hints.toml has for them.

    Without the file, every picture is a sketch. With it, the sketches are its tables: a table is named
    for a picture and has any of `hints`, `light`, `preset`, `model`, `seed`, `references`, `strokes`.
    UserError when it names what is not there.
    """
    path = folder / WISHES
    if not folder.is_dir():
        raise UserError("file.missing", f"there is no folder {folder}; check the name.", path=str(folder))
    if not path.is_file():
        return dict.fromkeys(find_sketches(folder), Wishes())
    try:
        doc = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError("demo.wrong", f"{path} cannot be read: {error}.", path=str(path)) from None
    return {folder / name: _wishes(folder, path, name, table) for name, table in doc.items()}


def _wishes(folder: Path, path: Path, name: str, table: Any) -> Wishes:
    unknown = set(table) - KEYS if isinstance(table, dict) else {name}
    if unknown:
        known = ", ".join(sorted(KEYS))
        raise UserError("demo.wrong", f'{path}: "{name}" has {", ".join(sorted(unknown))}; known are {known}.')
    hints = table.get("hints", "")
    return Wishes(
        hints=(hints,) if isinstance(hints, str) else tuple(hints),
        strokes=folder / table["strokes"] if "strokes" in table else None,
        references=tuple(folder / r for r in table.get("references", ())),
        light=table.get("light", ""),
        preset=table.get("preset", ""),
        model=table.get("model", ""),
        seed=table.get("seed", 0),
    )
