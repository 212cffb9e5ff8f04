"""An engine alone: takes tasks from a queue, colours, hands the files back, and dies with its parent.

Picture work runs in a thread of this process; the event loop beside it keeps the lease, reports
progress and hears of cancelling, so the work itself only meets a checkpoint before each step.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import get_args

from engine.device import DeviceName, choose_device
from engine.errors import Cancelled, UserError
from engine.pipeline import Checkpoint
from engine.queue.base import Lease, Queue
from engine.queue.connect import queue_at
from engine.queue.local import LEASE_SECONDS
from engine.request import ColorizeRequest
from engine.tracebacks import Formatter

log = logging.getLogger("nurie.worker")

Work = Callable[[ColorizeRequest, Checkpoint], dict[str, bytes]]
"""One request in, the result files by name out; raises Cancelled from the checkpoint, UserError for a bad request."""

EXPORT_SHARE = 0.68
"""How much of a job is done when its files begin to be written."""

GRACE_SECONDS = 10.0
"""How long a worker that is told to stop may go on with the task in hand before it gives it back."""

MOST_BETWEEN_BEATS = 0.5
"""Also how late a cancel may be heard."""

TAKE_SECONDS = 1.0
"""One wait for work; also how late an idle worker hears that it is to stop."""

PAUSE_AFTER_FAULT = 1.0


def colorize_to_files(request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
    """The real work: every output, the layered files and `result.json`; or what else the request wants."""
    from engine.export import encode_result
    from engine.pipeline import colorize

    if request.wants == "palette":
        from engine.swatchbook import palette_to_files

        return palette_to_files(request)
    if request.wants == "regions":
        result = colorize(request, checkpoint)
        checkpoint("export", EXPORT_SHARE)
        return encode_result(result, ("regions.png", "result.json"))
    if request.seeds:
        from engine.variations import variations_to_files

        return variations_to_files(request, checkpoint)
    result = colorize(request, checkpoint)
    checkpoint("export", EXPORT_SHARE)
    return encode_result(result)


def warm_up() -> None:
    """Colour a scribble, so that the first asker does not wait for the picture libraries to come in."""
    from PIL import Image, ImageDraw

    scribble = Image.new("L", (96, 96), 255)
    ImageDraw.Draw(scribble).ellipse((20, 20, 76, 76), outline=0, width=3)
    file = io.BytesIO()
    scribble.save(file, "PNG")
    colorize_to_files(ColorizeRequest(sketch=file.getvalue()), lambda step, share: None)


async def serve(
    queue: Queue,
    *,
    stop: asyncio.Event,
    work: Work = colorize_to_files,
    lease_seconds: float = LEASE_SECONDS,
    grace_seconds: float = GRACE_SECONDS,
) -> None:
    """Take and colour one task after another until `stop` is set."""
    with ThreadPoolExecutor(1, thread_name_prefix="engine") as thread:
        while not stop.is_set():
            try:
                leases = await queue.take(1, TAKE_SECONDS)
            except Exception:
                log.exception("the queue cannot be reached; trying again")
                await asyncio.sleep(PAUSE_AFTER_FAULT)
                continue
            for lease in leases:
                await _Hand(lease, thread, work, stop, lease_seconds, grace_seconds).finish()


class _Hand:
    """One task in hand: the work in its thread, and the beat and the reports beside it."""

    def __init__(
        self, lease: Lease, thread: ThreadPoolExecutor, work: Work, stop: asyncio.Event, lease_s: float, grace_s: float
    ) -> None:
        self._lease = lease
        self._thread = thread
        self._work = work
        self._stop = stop
        self._between_beats = min(lease_s / 3, MOST_BETWEEN_BEATS)
        self._grace = grace_s
        self._give_up = threading.Event()
        self._lost = False
        self._loop = asyncio.get_running_loop()
        self._reports: asyncio.Queue[tuple[str, float]] = asyncio.Queue()

    async def finish(self) -> None:
        task = self._lease.task
        log.info("task %s: taken, try %d", task.id, self._lease.tries)
        beside = [asyncio.create_task(each()) for each in (self._beat, self._report, self._obey_stop)]
        try:
            await self._finish()
        except Exception:
            # The queue itself failed: the lease runs out and the task is taken again.
            log.exception("task %s: could not be ended", task.id)
        finally:
            for each in beside:
                each.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _finish(self) -> None:
        lease = self._lease
        try:
            request = ColorizeRequest.from_json(lease.task.request, await lease.blobs())
            files = await self._loop.run_in_executor(self._thread, self._work, request, self._checkpoint)
        except Cancelled:
            if self._lost:
                log.info("task %s: taken back by its asker, or lost", lease.task.id)
            else:
                await lease.release("the worker was stopped", fault=False)
                log.info("task %s: given back, this worker is stopping", lease.task.id)
        except UserError as error:
            await lease.fail(error.code, error.text, error.values)
            log.info("task %s: refused, %s", lease.task.id, error.code)
        except Exception as error:
            log.exception("task %s: failed, given back", lease.task.id)
            await lease.release(f"{type(error).__name__}: {error}")
        else:
            await lease.done(files)
            log.info("task %s: done, %d files, %d bytes", lease.task.id, len(files), sum(map(len, files.values())))

    def _checkpoint(self, step: str, share: float) -> None:
        if self._give_up.is_set():
            raise Cancelled(step)
        self._loop.call_soon_threadsafe(self._reports.put_nowait, (step, share))

    async def _report(self) -> None:
        while True:
            step, share = await self._reports.get()
            while not self._reports.empty():
                step, share = self._reports.get_nowait()
            with contextlib.suppress(Exception):  # a report that is lost harms nobody; the beat tells of trouble
                await self._lease.progress(step, share)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._between_beats)
            try:
                mine = await self._lease.beat()
            except Exception:
                log.warning("task %s: a heartbeat was not heard", self._lease.task.id, exc_info=True)
                continue
            if not mine:
                self._lost = True
                self._give_up.set()
                return

    async def _obey_stop(self) -> None:
        await self._stop.wait()
        await asyncio.sleep(self._grace)
        self._give_up.set()


def run(queue_url: str, folder: Path, *, lease_seconds: float = LEASE_SECONDS, follow_stdin: bool = False) -> None:
    """A worker process, until SIGTERM or SIGINT; with `follow_stdin`, also until standard input ends.

    The parent holds the other end of that input and never writes to it: when the parent dies, however
    it dies, the input ends. While it starts it has nothing in hand, and ends at once.
    """
    # Until it is ready signals end it as they end any process: the picture libraries, which may take
    # half a minute to come in, hear of nothing meanwhile. Not Python's own answer to SIGINT, which waits for them.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        ready = threading.Event()
        if follow_stdin:
            threading.Thread(target=_stop_at_end_of_stdin, args=(loop, stop, ready), daemon=True).start()
        await asyncio.to_thread(warm_up)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        ready.set()
        async with queue_at(queue_url, folder, lease_seconds=lease_seconds) as queue:
            log.info("ready")
            await serve(queue, stop=stop, lease_seconds=lease_seconds)
        log.info("stopped")

    asyncio.run(main())


def _stop_at_end_of_stdin(loop: asyncio.AbstractEventLoop, stop: asyncio.Event, ready: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    if not ready.is_set():
        os._exit(0)
    with contextlib.suppress(RuntimeError):  # the loop may have ended by itself
        loop.call_soon_threadsafe(stop.set)
    # Work that meets no checkpoint must not outlive the parent for ever.
    threading.Event().wait(GRACE_SECONDS * 2)
    os._exit(1)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m engine.worker", description="An engine alone.")
    parser.add_argument("--queue", default="sqlite", help="sqlite, or nats://host:port")
    parser.add_argument("--folder", type=Path, required=True, help="the local queue's folder")
    parser.add_argument("--lease", type=float, default=LEASE_SECONDS, help="seconds of silence that lose a task")
    parser.add_argument("--follow-stdin", action="store_true", help="end when standard input ends")
    parser.add_argument("--device", choices=get_args(DeviceName), default="auto", help="where networks run")
    parser.add_argument("--nice", type=int, default=0, help="how far to stand back for other processes, 0..19")
    parser.add_argument("--log-level", default="info")
    options = parser.parse_args(argv)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(f"%(asctime)s %(levelname)s worker[{os.getpid()}] %(message)s"))
    logging.basicConfig(level=options.log_level.upper(), handlers=[handler])
    if options.nice:
        os.nice(options.nice)
    try:
        choose_device(options.device)
    except UserError as error:
        # Before a task is taken: what waits in the queue waits on, for a worker that can.
        log.error("%s", error.text)
        sys.exit(2)
    run(options.queue, options.folder, lease_seconds=options.lease, follow_stdin=options.follow_stdin)


if __name__ == "__main__":
    main()
