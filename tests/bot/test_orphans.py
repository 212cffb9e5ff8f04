"""A picture whose job was never stored, because the service was killed in between, does not stay for ever."""

from __future__ import annotations

import asyncio
import io
import os
import random
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

from bot.desk import BETWEEN_SWEEPS
from tests.bot.chat import make_ask
from tests.bot.conftest import MakeHouse
from tests.bot.store_process import DIGEST

LONG_AGO = time.time() - 2 * BETWEEN_SWEEPS


def noise() -> bytes:
    """A picture that is kept as a file."""
    file = io.BytesIO()
    Image.frombytes("RGB", (200, 200), random.Random(5).randbytes(120_000)).save(file, "PNG")
    return file.getvalue()


def kept(home: Path) -> set[Path]:
    return {path for path in (home / "blobs").glob("*/*") if path.is_file()}


async def left(home: Path, files: set[Path]) -> None:
    """Until these alone are kept."""
    async with asyncio.timeout(120):
        while kept(home) != files:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def store_and_die(home: Path) -> None:
    """kill -9 between the storing of a picture and of its job."""
    command = [sys.executable, "-m", "tests.bot.store_process", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"kept\n"
        finally:
            process.kill()


async def test_a_picture_whose_job_was_never_stored_is_deleted_later(make_house: MakeHouse) -> None:
    house = make_house()
    home = house.settings.home
    await asyncio.to_thread(store_and_die, home)
    [orphan] = kept(home)
    assert orphan.name == DIGEST

    await house.start()
    await house.desk.ask(make_ask("m1", noise()))
    [needed] = kept(home) - {orphan}
    assert await house.store.blobs.drop_orphans(time.time() - BETWEEN_SWEEPS) == 0, "it may be waited for still"
    await house.stop()

    cut_short = needed.with_name(f".{needed.name}.0123abcd")
    cut_short.write_bytes(b"half of")
    for path in (orphan, needed, cut_short):
        os.utime(path, (LONG_AGO, LONG_AGO))
    await house.start()
    await left(home, {needed})


async def test_a_picture_that_is_being_kept_is_no_orphan(make_house: MakeHouse) -> None:
    store = (await make_house().start()).store
    picture = noise()
    async with store.blobs.keeping({"0" * 64: picture}):
        assert await store.blobs.drop_orphans(time.time() + 60) == 0
    assert await store.blobs.drop_orphans(time.time() + 60) == 1
