"""Is killed in the middle of a deed: `python -m tests.engine.queue.queue_process forget|put FOLDER`.

It says so when the deed is half done: the row of a task deleted and not its folder, or its pictures written and
not its row.
"""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import sys
import time
from pathlib import Path

from engine.queue.base import Task
from engine.queue.local import DISK_THREADS, LocalQueue

PICTURE = bytes(200_000)
"""Large enough for a file of its own."""
BLOBS = {hashlib.sha256(PICTURE).hexdigest(): PICTURE}
TASK = Task("half", {"seed": 7})


async def forget(queue: LocalQueue) -> None:
    await queue.put(TASK, BLOBS)
    assert queue._disk is not None
    for _ in range(DISK_THREADS):
        queue._disk.submit(time.sleep, 3600)
    forgetting = asyncio.create_task(queue.forget(TASK.id))
    while await queue.depth():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert not forgetting.done()


async def put(queue: LocalQueue) -> None:
    other = sqlite3.connect(queue.db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    putting = asyncio.create_task(queue.put(TASK, BLOBS))
    while not (queue.folder / "tasks" / TASK.id / "in").exists():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert not putting.done()


async def main(deed: str, folder: Path) -> None:
    queue = LocalQueue(folder)
    await queue.open()
    await {"forget": forget, "put": put}[deed](queue)
    print("half", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
