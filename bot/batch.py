"""Colours a batch over a queue of its own: the same queue and worker processes as the service's, for a while."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

from bot.settings import environment_without_tokens
from engine import ColorizeRequest, EngineError
from engine.device import check_device
from engine.queue.base import ENDED, Event, Task
from engine.queue.connect import queue_at

ROOT = Path(__file__).parents[1]
LOG = "worker.log"
GRACE_SECONDS = 15.0
LOOK_SECONDS = 0.5


@contextmanager
def running_worker(folder: Path) -> Iterator[None]:
    """A worker process on the queue in `folder`, which logs to worker.log there, until the block ends."""
    worker = _start(folder, "auto")
    try:
        yield
    finally:
        _end(worker)


async def color_all(
    requests: Mapping[str, ColorizeRequest], folder: Path, workers: int = 1, device: str = "auto"
) -> AsyncGenerator[tuple[Event, dict[str, bytes]], None]:
    """Colour each request, keyed by a name that becomes its task's id: every event, a "done" with its files.

    UserError device.missing where the workers would have no such device.
    """
    await asyncio.to_thread(check_device, device)
    async with queue_at("sqlite", folder) as queue, AsyncExitStack() as crew:
        processes = [await asyncio.to_thread(_start, folder, device) for _ in range(workers)]
        for process in processes:
            crew.push_async_callback(asyncio.to_thread, _end, process)
        for name, request in requests.items():
            await queue.put(Task(name, request.to_json()), request.blobs())
        waiting = set(requests)
        events = queue.events()
        while waiting:
            event = await _next(events, processes, folder)
            if event.task_id not in waiting:
                continue
            files = {name: await queue.result(event.task_id, name) for name in event.files}
            yield event, files
            if event.kind in ENDED:
                await queue.acknowledge(event.task_id)
                await queue.forget(event.task_id)
                waiting.discard(event.task_id)


async def _next(events: AsyncIterator[Event], workers: Sequence[subprocess.Popen[bytes]], folder: Path) -> Event:
    """The next event. EngineError when no worker is left that could cause one."""
    coming = asyncio.ensure_future(anext(events))
    try:
        while not (await asyncio.wait({coming}, timeout=LOOK_SECONDS))[0]:
            if all(worker.poll() is not None for worker in workers):
                log = await asyncio.to_thread((folder / LOG).read_text, "utf-8", "replace")
                last = (log.strip().splitlines() or ["it said nothing"])[-1]
                raise EngineError(f"the worker process ended by itself: {last}")
        return coming.result()
    finally:
        coming.cancel()


def _start(folder: Path, device: str) -> subprocess.Popen[bytes]:
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *(sys.executable, "-m", "engine.worker", "--follow-stdin"),
        *("--queue", "sqlite"),
        *("--folder", str(folder)),
        *("--device", device),
    ]
    with (folder / LOG).open("ab") as log:
        # Where this package lies, so that a worker finds it too when it is run from its source.
        environment = environment_without_tokens()
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log, env=environment)


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Close the worker's input, by which it knows that nobody waits for it any more; kill it if it lingers."""
    worker.terminate()
    assert worker.stdin is not None, "started with a pipe"
    worker.stdin.close()
    try:
        worker.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
