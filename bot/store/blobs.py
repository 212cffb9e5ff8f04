"""Pictures by the SHA-256 of their bytes, each kept once: small ones in a row, others as files in `<home>/blobs`."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from engine.files import by_size, write_durably
from engine.sqlite import Database

DISK_THREADS = 8


class Blobs:
    def __init__(self, db: Database, folder: Path) -> None:
        self._db = db
        self._folder = folder
        self._held: Counter[str] = Counter()
        self._disk = ThreadPoolExecutor(DISK_THREADS, thread_name_prefix="blobs")

    def close(self) -> None:
        self._disk.shutdown(wait=True)

    @asynccontextmanager
    async def keeping(self, pictures: Mapping[str, bytes]) -> AsyncIterator[dict[str, bytes]]:
        """Write the large pictures durably, and hold them against `drop` until the block has stored who needs them.

        The block stores the small ones itself, which it is handed, in the same transaction.
        """
        small, large = by_size(pictures)
        if not large:
            yield small
            return
        self._held.update(large.keys())
        try:
            await asyncio.get_running_loop().run_in_executor(self._disk, self._write, large)
            yield small
        except BaseException:
            self._release(large)
            self.drop(await self._db.read(lambda c: unneeded(c, large)))
            raise
        self._release(large)

    async def read(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Pictures by digest. FileNotFoundError when one is missing."""
        wanted = list(dict.fromkeys(digests))
        found = await self._db.read(lambda c: _small(c, wanted))
        loop = asyncio.get_running_loop()
        for digest in wanted:
            if digest not in found:
                found[digest] = await loop.run_in_executor(self._disk, self._path(digest).read_bytes)
        return found

    def drop(self, digests: Iterable[str]) -> None:
        """Delete the files of pictures that nothing refers to, but none that is being kept at this moment."""
        for digest in digests:
            if digest not in self._held:
                # Not in a thread: nobody may begin to keep it between the look and the deed.
                self._path(digest).unlink(missing_ok=True)

    async def drop_orphans(self, before: float) -> int:
        """Delete files that no job names: a crash left them, as a picture was stored or its job deleted; how many.

        Those written at or after `before`, a time as of `time.time()`, are left.
        """
        found = await asyncio.get_running_loop().run_in_executor(self._disk, self._written_before, before)
        orphans = [name for name in await self._db.read(lambda c: unneeded(c, found)) if name not in self._held]
        for name in orphans:
            found[name].unlink(missing_ok=True)
        return len(orphans)

    def _written_before(self, before: float) -> dict[str, Path]:
        """Files by their names, those that were cut short while they were written among them."""
        found = {}
        for path in self._folder.glob("*/*"):
            with suppress(FileNotFoundError):  # deleted by now, with its job
                if path.stat().st_mtime < before:
                    found[path.name] = path
        return found

    def _release(self, pictures: Iterable[str]) -> None:
        for digest in pictures:
            self._held[digest] -= 1
            if not self._held[digest]:
                del self._held[digest]

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _write(self, pictures: Mapping[str, bytes]) -> None:
        for digest, data in pictures.items():
            path = self._path(digest)
            if not path.exists():
                write_durably(path, data)


def unneeded(c: sqlite3.Connection, digests: Iterable[str]) -> list[str]:
    """Those of the pictures that no job needs."""
    needed = "SELECT 1 FROM job_blobs WHERE digest = ?"
    return [digest for digest in digests if c.execute(needed, (digest,)).fetchone() is None]


def _small(c: sqlite3.Connection, digests: Iterable[str]) -> dict[str, bytes]:
    query = "SELECT data FROM pictures WHERE digest = ?"
    rows = ((digest, c.execute(query, (digest,)).fetchone()) for digest in digests)
    return {digest: row[0] for digest, row in rows if row is not None}
