"""Pictures as files under `<home>/blobs`, each named by the SHA-256 of its bytes and kept once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from engine.files import write_durably

DISK_THREADS = 8


class Blobs:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: Counter[str] = Counter()
        self._disk = ThreadPoolExecutor(DISK_THREADS, thread_name_prefix="blobs")

    def close(self) -> None:
        self._disk.shutdown(wait=True)

    @asynccontextmanager
    async def keeping(self, pictures: Mapping[str, bytes]) -> AsyncIterator[None]:
        """Write pictures durably, and hold them against `drop` until the block has stored who needs them."""
        self._held.update(pictures.keys())
        try:
            await asyncio.get_running_loop().run_in_executor(self._disk, self._write, pictures)
            yield
        finally:
            self._held -= Counter(pictures.keys())

    async def read(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Pictures by digest. FileNotFoundError when one is missing."""
        loop = asyncio.get_running_loop()
        return {d: await loop.run_in_executor(self._disk, self._path(d).read_bytes) for d in digests}

    def drop(self, digests: Iterable[str]) -> None:
        """Delete pictures that nothing refers to, but none that is being kept at this moment."""
        for digest in digests:
            if self._held[digest] <= 0:
                # Not in a thread: nobody may begin to keep it between the look and the deed.
                self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _write(self, pictures: Mapping[str, bytes]) -> None:
        for digest, data in pictures.items():
            path = self._path(digest)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_durably(path, data)
