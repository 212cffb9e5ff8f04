"""What the commands print with: results on stdout, progress and errors on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say_error(text: str) -> None:
    """One line on stderr: the sentence alone, without the drawing of the hint text that may follow it."""
    print("nurie: " + (text.strip().splitlines() or ["failed"])[0], file=sys.stderr)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on stderr that leaves nothing behind; silent where stderr is no terminal."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    ) as progress:
        yield progress
