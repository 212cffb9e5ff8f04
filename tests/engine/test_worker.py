"""Workers as processes: killed, stopped, orphaned. What they hold is taken again, and coloured once."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from engine.queue.base import Event, Queue, Task
from engine.queue.local import LocalQueue
from engine.request import ColorizeRequest

LEASE_SECONDS = 3.0

StartWorker = Callable[[], subprocess.Popen[bytes]]


def drawing(size: int) -> bytes:
    picture = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(picture)
    for step in range(8):
        edge = size * (0.05 + step * 0.05)
        draw.ellipse((edge, edge, size - edge, size - edge), outline=0, width=max(2, size // 200))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
async def queue(tmp_path: Path) -> AsyncIterator[Queue]:
    async with LocalQueue(tmp_path / "queue", lease_seconds=LEASE_SECONDS) as opened:
        yield opened


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[StartWorker]:
    """Starts worker processes on this test's queue; their log is shown when the test fails."""
    workers: list[subprocess.Popen[bytes]] = []
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "engine.worker", "--folder", str(tmp_path / "queue"), "--follow-stdin"]

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as file:
            worker = subprocess.Popen(
                [*command, "--lease", str(LEASE_SECONDS)], stdin=subprocess.PIPE, stdout=file, stderr=file
            )
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()
        if worker.stdin is not None:
            worker.stdin.close()
    print(log.read_text("utf-8") if log.exists() else "")


async def put(queue: Queue, name: str, size: int = 96) -> None:
    request = ColorizeRequest(sketch=drawing(size), seed=1)
    await queue.put(Task(name, request.to_json()), request.blobs())


async def until(events: AsyncIterator[Event], kind: str, step: str = "") -> Event:
    async with asyncio.timeout(120):
        async for event in events:
            if event.kind == kind and event.step >= step:
                return event
    raise AssertionError("the events ended")


async def test_a_killed_workers_task_is_done_by_another(queue: Queue, start_worker: StartWorker) -> None:
    first = start_worker()
    async with aclosing(queue.events()) as events:
        await put(queue, "one", size=1500)
        await until(events, "progress")
        first.send_signal(signal.SIGKILL)
        first.wait()
        start_worker()
        done = await until(events, "done")
    assert done.task_id == "one"
    assert "layers.psd" in done.files
    # Exactly one result is kept, whatever the first worker had written.
    outs = list((queue.folder / "tasks" / "one").glob("out-*"))  # pyright: ignore[reportAttributeAccessIssue]
    assert len(outs) == 1


async def test_a_stopped_worker_finishes_what_it_has(queue: Queue, start_worker: StartWorker) -> None:
    worker = start_worker()
    async with aclosing(queue.events()) as events:
        # Large, so that it is still at work when this process, on a busy machine, hears of it.
        await put(queue, "one", size=1500)
        await until(events, "progress")
        worker.send_signal(signal.SIGTERM)
        await until(events, "done")
    assert await asyncio.to_thread(worker.wait, 120) == 0


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, None], ids=["terminated", "interrupted", "orphaned"])
async def test_a_worker_that_still_starts_ends_at_once(
    start_worker: StartWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: signal.Signals | None
) -> None:
    """Its picture libraries do not come in within the time of this test."""
    coming = tmp_path / "coming"
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow" / "cv2.py").write_text(f"import time\nopen({str(coming)!r}, 'w').close()\ntime.sleep(600)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "slow"))
    worker = start_worker()
    async with asyncio.timeout(120):
        while not coming.exists():  # noqa: ASYNC110 - nobody tells of a file
            await asyncio.sleep(0.02)
    assert worker.stdin is not None
    if told is None:
        worker.stdin.close()
    else:
        worker.send_signal(told)
    assert await asyncio.to_thread(worker.wait, 120) == (0 if told is None else -told)


async def test_an_orphaned_worker_ends(queue: Queue, start_worker: StartWorker) -> None:
    worker = start_worker()
    await put(queue, "one")
    async with aclosing(queue.events()) as events:
        await until(events, "done")
    assert worker.stdin is not None
    worker.stdin.close()
    assert await asyncio.to_thread(worker.wait, 120) == 0


async def test_a_worker_dies_with_a_parent_that_is_killed(queue: Queue, tmp_path: Path) -> None:
    """The parent is a process of its own, so that it can be killed like `nurie run` would be."""
    worker = [sys.executable, "-m", "engine.worker", "--folder", str(tmp_path / "queue"), "--follow-stdin"]
    script = (
        "import subprocess, time\n"
        f"child = subprocess.Popen({worker!r}, stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with (tmp_path / "parent.log").open("ab") as log:
        parent = await asyncio.to_thread(
            subprocess.Popen, [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=log
        )
    try:
        assert parent.stdout is not None
        pid = int(await asyncio.to_thread(parent.stdout.readline))
        await put(queue, "one")
        async with aclosing(queue.events()) as events:
            await until(events, "done")
    finally:
        parent.kill()
        parent.wait()
        if parent.stdout is not None:
            parent.stdout.close()
    async with asyncio.timeout(120):
        while _alive(pid):  # noqa: ASYNC110 - nobody tells of a stranger's end
            await asyncio.sleep(0.05)


async def test_a_damaged_picture_is_refused_not_retried(queue: Queue, start_worker: StartWorker) -> None:
    start_worker()
    sketch = drawing(400)
    request = ColorizeRequest(sketch=sketch[: len(sketch) // 2])
    await queue.put(Task("broken", request.to_json()), request.blobs())
    async with aclosing(queue.events()) as events:
        failed = await until(events, "failed")
    assert failed.code == "picture.broken"


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Ended, but not yet collected by whoever inherited it.
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path(f"/proc/{pid}/stat").exists() else True
