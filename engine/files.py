"""Files that are either wholly there or not at all, whatever is killed while they are written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SMALL = 64 * 1024
"""Bytes up to which a picture is kept in a database's row, committed with whoever needs it: making and
flushing a file takes longer than the writing of so few bytes."""


def by_size(pictures: Mapping[str, bytes]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """(those to keep in a row, those to keep as files)."""
    small = {name: data for name, data in pictures.items() if len(data) <= SMALL}
    return small, {name: data for name, data in pictures.items() if name not in small}


def write_durably(path: Path, data: bytes) -> None:
    """Write a file under another name, flush it to the disk, and give it its name. Makes its folder, if need be."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(path.parent.parent)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Fill a new folder with files, flushed to the disk. The folder counts once something names it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        with (folder / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Flush a folder's own entries: a new name is not on the disk before that."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
