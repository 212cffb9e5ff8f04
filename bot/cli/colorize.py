"""`nurie colorize`: one sketch, or every sketch of a folder, in this process."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskID

from bot.cli.console import err, out, progress_bar, say_error
from bot.cli.requests import Wishes, chosen_files, find_sketches, make_folder, result_folders, write_files
from bot.settings import Settings
from engine import NurieError, UserError
from engine.device import choose_device

Hints = Annotated[list[str] | None, typer.Option("-H", "--hints", help='Hint text, such as "hair: pink @ top".')]
Extras = Annotated[
    list[Path] | None,
    typer.Option("-x", "--extra", help="A picture to sort by itself: strokes on the sketch, or a reference."),
]
References = Annotated[list[Path] | None, typer.Option("-r", "--reference", help="A reference picture; up to four.")]


def register(app: typer.Typer) -> None:
    app.command()(colorize)


def colorize(
    sketch: Annotated[Path, typer.Argument(help="A sketch, or a folder of sketches.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the results.")],
    hints: Hints = None,
    strokes: Annotated[Path | None, typer.Option(help="A transparent picture of hint strokes.")] = None,
    reference: References = None,
    extra: Extras = None,
    light: Annotated[str, typer.Option(help='A light, such as "warm @ upper left, soft".')] = "",
    preset: Annotated[str, typer.Option(help="A preset's name, or a .toml file of one.")] = "",
    model: Annotated[str, typer.Option(help="A model's name; see `nurie models list`.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives another palette.")] = 0,
    only: Annotated[str, typer.Option(help="Write only these, by comma: flat,rendered,psd,...")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Say what was made as JSON on stdout.")] = False,
) -> int:
    """Colour a sketch: seven pictures, layers.psd, layers.ora, regions.png and result.json."""
    wishes = Wishes(tuple(hints or ()), strokes, tuple(reference or ()), light, preset, model, seed, tuple(extra or ()))
    names = chosen_files(only)
    sketches = find_sketches(sketch)
    folders = result_folders(sketches, output, one=not sketch.is_dir())
    if not sketch.is_dir():
        wishes.request(sketch)  # a wrong request leaves no folder behind
    choose_device(Settings().device)
    make_folder(output)

    reports = []
    with progress_bar() as progress:
        whole = progress.add_task("sketches", total=len(sketches), visible=len(sketches) > 1)
        bar = progress.add_task("", total=1.0)
        for path, folder in zip(sketches, folders, strict=True):
            progress.reset(bar, description=path.name)
            try:
                reports.append(_color_one(path, folder, wishes, names, progress, bar))
            except UserError as error:
                if not sketch.is_dir():
                    raise
                say_error(f"{path.name}: {error.text}")
                reports.append({"sketch": str(path), "error": {"code": error.code, "text": error.text}})
            except NurieError as error:
                if not sketch.is_dir():
                    raise
                say_error(f"{path.name}: {error} (a fault of Nurie's)")
                reports.append({"sketch": str(path), "error": {"code": "internal", "text": str(error)}})
            progress.advance(whole)
    if as_json:
        out.print_json(json.dumps(reports if sketch.is_dir() else reports[0], ensure_ascii=False))
    else:
        _say(reports)
    codes = {report["error"]["code"] for report in reports if "error" in report}
    return 0 if not codes else 1 if "internal" in codes else 2


def _color_one(
    sketch: Path, folder: Path, wishes: Wishes, names: frozenset[str] | None, progress: Progress, bar: TaskID
) -> dict[str, Any]:
    """Colour one sketch and write its files; what was done, as JSON-able values."""
    from engine import colorize as run
    from engine.export import encode_result

    begun = time.perf_counter()
    request = wishes.request(sketch)

    def checkpoint(step: str, share: float) -> None:
        progress.update(bar, completed=share, description=f"{sketch.name}: {step}")

    result = run(request, checkpoint)
    files = encode_result(result, names)
    make_folder(folder)
    write_files(folder, files)
    return {
        "sketch": str(sketch),
        "size": list(result.size),
        "folder": str(folder),
        "files": sorted(files),
        "notes": [note.text for note in result.notes],
        "seconds": round(time.perf_counter() - begun, 3),
    }


def _say(reports: list[dict[str, Any]]) -> None:
    for report in reports:
        if "error" in report:
            continue
        height, width = report["size"]
        out.print(f"{report['sketch']} ({width} x {height}) -> {report['folder']} in {report['seconds']:.1f} s")
        for note in report["notes"]:
            out.print(f"  {note}", markup=False)
    if len(reports) > 1:
        failed = sum("error" in r for r in reports)
        err.print(f"{len(reports) - failed} sketches coloured" + (f", {failed} failed" if failed else ""))
