"""How fast jobs are accepted, how soon they are begun, and whether a long queue is slower: one table, and JSON.

    python -m benchmarks.queue [-o out/queue.json]

A job here is a real one up to the engine: checked, stored durably with its sketch, or put into the
queue. The sketch differs from job to job, so every one of them is written to the disk. The desk has taken
one ask before, as a service has that is up.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import statistics
import tempfile
import time
from pathlib import Path

import structlog
from PIL import Image, ImageDraw
from rich.console import Console
from rich.table import Table

from benchmarks.figures import write_figures
from bot.desk import Desk
from bot.frontend import Ask, Asker, Origin
from bot.settings import Settings
from bot.store import Store
from engine.queue.base import Task
from engine.queue.local import LocalQueue
from engine.request import ColorizeRequest

JOBS = 2000
STARTS = 200
DEEP = 10_000
TAKES = 200


def sketch(number: int) -> bytes:
    """A small drawing that no other number has, as PNG (some kB)."""
    picture = Image.new("L", (256, 256), 255)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((20, 20, 236, 236), outline=0, width=3)
    draw.text((100, 120), str(number), fill=0)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


async def accept_seconds(home: Path, sketches: list[bytes]) -> float:
    """Seconds until the desk has accepted every ask durably; each from another user."""
    settings = Settings(home=home, _env_file=None)  # pyright: ignore[reportCallIssue]
    async with Store(home) as store, LocalQueue(home / "queue") as queue:
        desk = Desk(settings, store, queue)
        asks = [
            Ask(f"bench:{i}", Asker("bench", str(i)), Origin("bench", "chat"), data) for i, data in enumerate(sketches)
        ]
        await desk.ask(Ask("bench:first", Asker("bench", "first"), Origin("bench", "chat"), sketches[0]))
        began = time.perf_counter()
        await asyncio.gather(*(desk.ask(ask) for ask in asks))
        return time.perf_counter() - began


async def put_seconds(queue: LocalQueue, tasks: list[ColorizeRequest]) -> float:
    """Seconds until the queue holds every task durably."""
    began = time.perf_counter()
    await asyncio.gather(
        *(queue.put(Task(f"put-{i}", request.to_json()), request.blobs()) for i, request in enumerate(tasks))
    )
    return time.perf_counter() - began


async def start_seconds(folder: Path, request: ColorizeRequest, count: int = STARTS) -> list[float]:
    """For one task after another: from the call of put to the moment an idle worker has it."""
    times: list[float] = []
    async with LocalQueue(folder) as service, LocalQueue(folder) as worker:
        for number in range(count):
            waiting = asyncio.create_task(worker.take(1, 10.0))
            await asyncio.sleep(0.01)
            began = time.perf_counter()
            await service.put(Task(f"start-{number}", request.to_json()), request.blobs())
            (lease,) = await waiting
            times.append(time.perf_counter() - began)
            await lease.fail("bench", "only begun")
            await service.acknowledge(lease.task.id)
    return times


async def take_seconds(folder: Path, request: ColorizeRequest, depth: int) -> list[float]:
    """How long one take lasts with so many tasks waiting."""
    document = json.dumps(request.to_json())
    times: list[float] = []
    async with LocalQueue(folder) as queue:
        rows = [(f"deep-{i}", document, "", 0) for i in range(depth)]
        statement = "INSERT INTO tasks (id, request, batch_key, priority) VALUES (?, ?, ?, ?)"
        await queue.db.write(lambda c: c.executemany(statement, rows))
        for _ in range(min(TAKES, depth)):
            began = time.perf_counter()
            (lease,) = await queue.take(1, 1.0)
            times.append(time.perf_counter() - began)
            await lease.release("only begun", fault=False)
    return times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


async def measure() -> dict[str, float]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    sketches = [sketch(number) for number in range(JOBS)]
    requests = [ColorizeRequest(sketch=data, seed=1) for data in sketches]
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        home = Path(name)
        accepted = await accept_seconds(home / "desk", sketches)
        async with LocalQueue(home / "put") as queue:
            put = await put_seconds(queue, requests)
        starts = await start_seconds(home / "start", requests[0])
        shallow = await take_seconds(home / "shallow", requests[0], 10)
        deep = await take_seconds(home / "deep", requests[0], DEEP)
    return {
        "jobs": JOBS,
        "sketch_bytes": len(sketches[0]),
        "accept_s": accepted,
        "put_s": put,
        "start_p50_ms": statistics.median(starts) * 1e3,
        "start_p95_ms": p95(starts) * 1e3,
        "take_of_10_p50_ms": statistics.median(shallow) * 1e3,
        "take_of_10000_p50_ms": statistics.median(deep) * 1e3,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, help="where to write the figures as JSON")
    options = parser.parse_args()
    figures = asyncio.run(measure())
    table = Table("what", "measured", "to reach")
    table.add_row(f"{JOBS} jobs accepted durably by the desk", f"{figures['accept_s']:.2f} s", "<= 1 s")
    table.add_row(f"{JOBS} tasks put durably into the queue", f"{figures['put_s']:.2f} s", "<= 1 s")
    table.add_row("put to taken, idle, p50", f"{figures['start_p50_ms']:.1f} ms", "")
    table.add_row("put to taken, idle, p95", f"{figures['start_p95_ms']:.1f} ms", "<= 20 ms")
    table.add_row("one take with 10 waiting, p50", f"{figures['take_of_10_p50_ms']:.2f} ms", "")
    table.add_row(f"one take with {DEEP} waiting, p50", f"{figures['take_of_10000_p50_ms']:.2f} ms", "no slower")
    Console().print(table)
    if options.output:
        write_figures(options.output, figures)


if __name__ == "__main__":
    main()
