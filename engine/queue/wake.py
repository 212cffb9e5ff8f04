"""Waking another process on this machine at once: one named pipe a listener, in a folder that all know.

A listener that only polled would be either late or busy. Here it sleeps until a byte comes down its
pipe. The byte is only a nudge (the truth is in the database), so a lost one costs a little time: the
listener also looks by itself now and then. Where the system has no named pipes, it only looks more often.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from pathlib import Path

LOOK_SECONDS = 1.0
LOOK_SECONDS_WITHOUT_PIPES = 0.05


class Bell:
    """Sleeps in `wait` until somebody calls `ring(folder)`; between `open` and `close`, on a running loop."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._fd = -1
        self._rung = asyncio.Event()

    def open(self) -> None:
        if not hasattr(os, "mkfifo"):
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Made aside: a ringer that meets a pipe without a reader takes its owner for dead.
        aside = self._path.with_name(f".{self._path.name}")
        os.mkfifo(aside)
        # Read and write: with no writer of its own, the pipe would read as ended whenever a ringer leaves.
        self._fd = os.open(aside, os.O_RDWR | os.O_NONBLOCK)
        aside.rename(self._path)
        asyncio.get_running_loop().add_reader(self._fd, self._on_ring)

    def close(self) -> None:
        if self._fd >= 0:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = -1
            self._path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget earlier rings; do this *before* looking, so that a ring while looking is not lost."""
        self._rung.clear()

    async def wait(self, seconds: float) -> None:
        """Sleep until rung, but not longer than `seconds` nor than a listener may stay deaf."""
        look = LOOK_SECONDS if self._fd >= 0 else LOOK_SECONDS_WITHOUT_PIPES
        # Not wait_for: in Python 3.11 it drops a cancellation that meets the ring.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, look)):
                await self._rung.wait()

    def _on_ring(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._fd, 4096):
                pass
        self._rung.set()


def ring(folder: Path) -> None:
    """Wake every listener of the folder; sweep away the pipes of those that died."""
    try:
        pipes = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
    except FileNotFoundError:
        return
    for pipe in pipes:
        try:
            handle = os.open(pipe.path, os.O_WRONLY | os.O_NONBLOCK)
        except FileNotFoundError:
            continue
        except OSError:  # nobody reads at the other end
            with contextlib.suppress(OSError):
                os.unlink(pipe.path)
            continue
        with contextlib.suppress(OSError):  # full of rings not yet heard, or gone this moment
            os.write(handle, b"!")
        os.close(handle)
