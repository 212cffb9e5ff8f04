"""The worker processes of `nurie run`: started, watched, started again when they die, and stopped."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress

import structlog

from bot.settings import Settings, environment_without_tokens

log = structlog.get_logger("nurie.crew")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY_SECONDS = 60.0
"""A worker that lived so long was well: its successor starts at once."""

STOP_SECONDS = 15.0
STAND_BACK = 10
"""Workers give way to the chats on a busy machine."""


class Crew:
    def __init__(self, settings: Settings) -> None:
        self._size = settings.workers
        self._alive: dict[int, asyncio.subprocess.Process] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self._command = [
            *(sys.executable, "-m", "engine.worker", "--follow-stdin"),
            *("--queue", settings.queue_url),
            *("--folder", str(settings.home / "queue")),
            *("--lease", str(settings.lease_seconds)),
            *("--device", settings.device),
            *("--nice", str(STAND_BACK)),
            *("--log-level", settings.log_level),
        ]

    @property
    def size(self) -> int:
        """How many there should be."""
        return self._size

    @property
    def alive(self) -> list[int]:
        """The process ids of those that run."""
        return [process.pid for process in self._alive.values()]

    def start(self) -> None:
        self._watchers = [asyncio.create_task(self._watch(number)) for number in range(self._size)]

    async def stop(self) -> None:
        """Let each finish or give back what it has in hand; end by force what does not."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        await asyncio.gather(*(self._end(process) for process in list(self._alive.values())))
        self._alive.clear()

    async def _watch(self, number: int) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                # The pipe stays open while this process lives, and nothing is ever written to it: the
                # worker ends when it does.
                process = await asyncio.create_subprocess_exec(
                    *self._command, stdin=asyncio.subprocess.PIPE, env=environment_without_tokens()
                )
            except OSError:
                log.exception("a worker cannot be started", worker=number)
            else:
                self._alive[number] = process
                code = await process.wait()
                del self._alive[number]
                log.error("a worker died", worker=number, exit_code=code, again_in=pause)
            if time.monotonic() - began > STEADY_SECONDS:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            log.warning("a worker did not stop, and was ended by force", pid=process.pid)
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
