"""What killed processes leave in the folder of a queue does not stay there for ever."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from engine.queue.base import Task
from engine.queue.local import BETWEEN_SWEEPS, LocalQueue
from tests.engine.queue.queue_process import BLOBS, TASK
from tests.engine.queue.test_contract import next_event, take_one

LONG_AGO = time.time() - 2 * BETWEEN_SWEEPS
NOW = time.time() + 3600


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[LocalQueue]:
    queue = LocalQueue(tmp_path / "queue")
    await queue.open()
    yield queue
    await queue.close()


def half_do(deed: str, folder: Path) -> None:
    """kill -9 in the middle of a deed."""
    command = [sys.executable, "-m", "tests.engine.queue.queue_process", deed, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"half\n"
        finally:
            process.kill()


def kept(queue: LocalQueue) -> set[str]:
    return {path.name for path in (queue.folder / "tasks").iterdir()}


def age(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.utime(path, (LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("deed", ["forget", "put"])
async def test_what_a_killed_service_left_is_swept_away_once_it_is_old(queue: LocalQueue, deed: str) -> None:
    await asyncio.to_thread(half_do, deed, queue.folder)
    await queue.put(Task("whole", {"seed": 7}), BLOBS)
    assert kept(queue) == {TASK.id, "whole"}
    assert await queue.sweep(time.time() - BETWEEN_SWEEPS) == 0, "it may be named soon"
    age(queue.folder / "tasks")
    await (await take_one(queue)).done({"layers.psd": b"whole"})
    async with aclosing(queue.events()) as events:
        assert (await next_event(events, "done")).task_id == "whole"
        listening = asyncio.ensure_future(next_event(events))
        async with asyncio.timeout(60):
            while kept(queue) != {"whole"}:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_a_task_whose_put_was_broken_off_can_be_put_again(queue: LocalQueue) -> None:
    await asyncio.to_thread(half_do, "put", queue.folder)
    await queue.put(TASK, BLOBS)
    assert await queue.sweep(NOW) == 0
    assert await (await take_one(queue)).blobs() == BLOBS


async def test_of_a_finished_task_that_alone_stays_which_counts(queue: LocalQueue) -> None:
    """A worker was killed when its results were on the disk, and another one finished the task."""
    await queue.put(TASK, BLOBS)
    lease = await take_one(queue)
    for name in ("in-0123abcd", "out-0123abcd"):
        left = queue.folder / "tasks" / TASK.id / name
        left.mkdir()
        (left / "layers.psd").write_bytes(b"half of")
    assert await queue.sweep(NOW) == 0, "it is not finished"
    await lease.done({"layers.psd": b"whole"})
    assert await queue.sweep(NOW) == 2
    assert await queue.result(TASK.id, "layers.psd") == b"whole"
    assert await lease.blobs() == BLOBS
