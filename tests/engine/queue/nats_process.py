"""Is killed in the middle of a deed: `python -m tests.engine.queue.nats_process forget|put|done URL`.

It says so when the deed is half done: the state of a task is gone and its files are not, its pictures are written
and its state is not, or its results are written and it is not at its end.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Mapping

from engine.queue.base import Task
from engine.queue.chunks import CHUNK, Chunks
from engine.queue.nats import NatsQueue

PICTURE = bytes(CHUNK + 17)
BLOBS = {hashlib.sha256(PICTURE).hexdigest(): PICTURE}
TASK = Task("half.1", {"seed": 7})


class Halfway(Chunks):
    """The files of a queue, whose process stands still where it will be killed."""

    async def write(self, folder: str, files: Mapping[str, bytes]) -> None:
        await super().write(folder, files)
        await stand_still()

    async def drop(self, folder: str, *, before: int | None = None) -> None:
        await stand_still()


async def stand_still() -> None:
    print("half", flush=True)
    await asyncio.Event().wait()


async def main(deed: str, url: str) -> None:
    queue = NatsQueue(url, lease_seconds=2.0)
    await queue.open()
    whole, halfway = queue.files, Halfway(queue._js)
    queue.files = halfway if deed == "put" else whole
    await queue.put(TASK, BLOBS)
    queue.files = halfway
    if deed == "forget":
        await queue.forget(TASK.id)
    else:
        (lease,) = await queue.take(1, 60.0)
        await lease.done({"layers.psd": PICTURE})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
