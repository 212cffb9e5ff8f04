"""The queue of one machine: a SQLite file that the service and its worker processes open together.

<folder>/queue.sqlite3      a row a task, and a row each of its request's small pictures
<folder>/tasks/<id>/in/     the request's larger pictures, by digest
<folder>/tasks/<id>/out-*/  result files, one folder a finisher; the row names the one that counts
<folder>/wake/              named pipes by which the processes wake each other
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sqlite3
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from engine.files import by_size, sync_folder, write_folder
from engine.queue.base import ENDED, MAX_TRIES, Event, Lease, Queue, Task
from engine.queue.wake import Bell, ring
from engine.sqlite import Database

LEASE_SECONDS = 30.0
DISK_THREADS = 8
"""Flushing a file waits for the disk, not for a core: so many may wait at the same time."""

POISON = "job.poison"
BETWEEN_SWEEPS = 600.0
"""Seconds; and so old is what is swept away: what is younger may be another process's work, and named soon."""


class LocalQueue(Queue):
    """`Queue` over `folder`. A worker that has not beaten for `lease_seconds` has lost its task."""

    def __init__(self, folder: Path, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self.folder = folder
        self.lease_seconds = lease_seconds
        self.db = Database(folder / "queue.sqlite3", package_files("engine.queue") / "migrations")
        self._tasks = folder / "tasks"
        self._work_bells = folder / "wake" / "work"
        self._event_bells = folder / "wake" / "events"
        self._disk: ThreadPoolExecutor | None = None

    async def open(self) -> None:
        self._tasks.mkdir(parents=True, exist_ok=True)
        self._disk = ThreadPoolExecutor(DISK_THREADS, thread_name_prefix="queue-disk")
        await self.db.open()

    async def close(self) -> None:
        await self.db.close()
        if self._disk is not None:
            self._disk.shutdown(wait=True)
            self._disk = None

    async def put(self, task: Task, blobs: Mapping[str, bytes]) -> None:
        small, large = by_size(blobs)
        if large:
            if await self.db.read(lambda c: c.execute("SELECT 1 FROM tasks WHERE id = ?", (task.id,)).fetchone()):
                return
            await self._on_disk(self._write_pictures, task.id, large)
        row = (task.id, json.dumps(task.request), task.batch_key, task.priority)
        pictures = [(task.id, digest, data) for digest, data in small.items()]

        def insert(c: sqlite3.Connection) -> None:
            statement = "INSERT OR IGNORE INTO tasks (id, request, batch_key, priority) VALUES (?, ?, ?, ?)"
            if c.execute(statement, row).rowcount:
                c.executemany("INSERT INTO task_pictures VALUES (?, ?, ?)", pictures)

        await self.db.write(insert)
        ring(self._work_bells)

    async def cancel(self, task_id: str) -> None:
        await self.db.write(lambda c: _end(c, task_id, "cancelled"))
        self.tell()

    async def events(self) -> AsyncGenerator[Event, None]:
        bell = Bell(self._event_bells)
        bell.open()
        try:
            seen = await self.db.read(lambda c: c.execute("SELECT tick FROM clock").fetchone()[0])
            for row in await self.db.read(_untold):
                yield _ended(row)
            sweep_at = time.monotonic()
            while True:
                if time.monotonic() >= sweep_at:
                    await self.sweep(time.time() - BETWEEN_SWEEPS)
                    sweep_at += BETWEEN_SWEEPS
                bell.clear()
                await self._expire()
                rows = await self.db.read(lambda c, since=seen: _changed_since(c, since))
                for row in rows:
                    seen = row["changed"]
                    if (event := _event(row)) is not None:
                        yield event
                if not rows:
                    await bell.wait(60.0)
        finally:
            bell.close()

    async def acknowledge(self, task_id: str) -> None:
        await self.db.write(lambda c: c.execute("UPDATE tasks SET told = 1 WHERE id = ?", (task_id,)), durable=False)

    async def result(self, task_id: str, name: str) -> bytes:
        folder = await self.db.read(
            lambda c: c.execute("SELECT lease FROM tasks WHERE id = ? AND state = 'done'", (task_id,)).fetchone()
        )
        if folder is None or "/" in name:
            raise KeyError(name)
        try:
            return await self._on_disk((self._tasks / task_id / f"out-{folder[0]}" / name).read_bytes)
        except FileNotFoundError:
            raise KeyError(name) from None

    async def forget(self, task_id: str) -> None:
        await self.db.write(lambda c: c.execute("DELETE FROM tasks WHERE id = ?", (task_id,)))
        await self._on_disk(shutil.rmtree, self._tasks / task_id, True)

    async def take(self, most: int = 1, wait: float = 5.0) -> list[Lease]:
        until = time.monotonic() + wait
        bell = Bell(self._work_bells)
        bell.open()
        try:
            while True:
                bell.clear()
                await self._expire()
                if await self.db.read(_anything_waits):
                    rows = await self.db.write(lambda c: _take(c, most, self.lease_seconds), durable=False)
                    if rows:
                        self.tell()
                        return [LocalLease(self, row) for row in rows]
                left = until - time.monotonic()
                if left <= 0:
                    return []
                await bell.wait(left)
        finally:
            bell.close()

    async def depth(self) -> int:
        return await self.db.read(
            lambda c: c.execute("SELECT count(*) FROM tasks WHERE state = 'waiting'").fetchone()[0]
        )

    async def sweep(self, before: float) -> int:
        """Delete what killed processes left: folders of tasks that are no more, and what no row counts; how many.

        What was written at or after `before`, a time as of `time.time()`, is left.
        """
        found = await self._on_disk(lambda: list(_written_before(self._tasks, before)))
        rows = await self.db.read(lambda c: c.execute("SELECT id, state, lease FROM tasks").fetchall())
        finishers = {row["id"]: row["lease"] if row["state"] == "done" else None for row in rows}
        count = 0
        for path in found:
            if _counts(path.relative_to(self._tasks).parts, finishers):
                continue
            aside = self._tasks / f".{secrets.token_hex(4)}"
            with suppress(OSError):  # gone meanwhile
                # Not in a thread: a task may be put again since the rows were read, and is young then.
                if path.stat().st_mtime < before:
                    path.rename(aside)
                    count += 1
            await self._on_disk(shutil.rmtree, aside, True)
        return count

    def tell(self) -> None:
        """Wake whoever listens to events."""
        ring(self._event_bells)

    async def _expire(self) -> None:
        """Give back the tasks of workers that fell silent; everybody who looks does this."""
        if await self.db.read(_any_expired):
            given_back = await self.db.write(_expire, durable=False)
            if given_back:
                ring(self._work_bells)
                self.tell()

    async def _on_disk(self, function: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._disk, function, *args)

    def _write_pictures(self, task_id: str, blobs: Mapping[str, bytes]) -> None:
        folder = self._tasks / task_id
        aside = folder / f"in-{secrets.token_hex(4)}"
        write_folder(aside, blobs)
        try:
            aside.rename(folder / "in")
        except OSError:  # another put of the same task was first, and its pictures are the same
            shutil.rmtree(aside)
        sync_folder(folder)
        sync_folder(self._tasks)


class LocalLease(Lease):
    def __init__(self, queue: LocalQueue, row: sqlite3.Row) -> None:
        self.task = Task(row["id"], json.loads(row["request"]), row["batch_key"], row["priority"])
        self.tries = row["tries"]
        self._queue = queue
        self._key: str = row["lease"]
        self._folder = queue.folder / "tasks" / self.task.id

    async def blobs(self) -> dict[str, bytes]:
        query = "SELECT digest, data FROM task_pictures WHERE task = ?"
        rows = await self._queue.db.read(lambda c: c.execute(query, (self.task.id,)).fetchall())
        return dict(map(tuple, rows)) | await self._queue._on_disk(_read_folder, self._folder / "in")

    async def beat(self) -> bool:
        end = time.time() + self._queue.lease_seconds
        return await self._change("UPDATE tasks SET lease_end = ? WHERE id = ? AND lease = ? AND state = 'taken'", end)

    async def progress(self, step: str, share: float) -> None:
        def note(c: sqlite3.Connection) -> None:
            c.execute(
                "UPDATE tasks SET step = ?, share = ?, changed = ? WHERE id = ? AND lease = ? AND state = 'taken'",
                (step, share, _tick(c), self.task.id, self._key),
            )

        await self._queue.db.write(note, durable=False)
        self._queue.tell()

    async def done(self, files: Mapping[str, bytes]) -> None:
        # Whoever finishes first has the right result, even without the lease: the same request gives the
        # same bytes. Only an ended task is left alone.
        key = secrets.token_hex(8)
        out = self._folder / f"out-{key}"
        await self._queue._on_disk(write_folder, out, files)
        changes = {"lease": key, "files": json.dumps(list(files)), "share": 1.0}
        if not await self._queue.db.write(lambda c: _end(c, self.task.id, "done", **changes)):
            await self._queue._on_disk(_remove_folder, out)
        self._queue.tell()

    async def fail(self, code: str, text: str, values: Mapping[str, Any] | None = None) -> None:
        changes = {"code": code, "reason": text, "details": json.dumps(dict(values or {}), default=str)}
        await self._queue.db.write(lambda c: _end(c, self.task.id, "failed", **changes))
        self._queue.tell()

    async def release(self, reason: str, *, fault: bool = True) -> None:
        def give_back(c: sqlite3.Connection) -> None:
            mine = "WHERE id = ? AND lease = ? AND state = 'taken'"
            if not c.execute(f"SELECT 1 FROM tasks {mine}", (self.task.id, self._key)).fetchone():
                return
            _give_back(c, self.task.id, self.tries if fault else self.tries - 1, reason)

        await self._queue.db.write(give_back)
        ring(self._queue._work_bells)
        self._queue.tell()

    async def _change(self, statement: str, value: Any) -> bool:
        parameters = (value, self.task.id, self._key)
        return await self._queue.db.write(lambda c: c.execute(statement, parameters).rowcount > 0, durable=False)


def _tick(c: sqlite3.Connection) -> int:
    return c.execute("UPDATE clock SET tick = tick + 1 RETURNING tick").fetchone()[0]


def _end(c: sqlite3.Connection, task_id: str, state: str, **changes: Any) -> bool:
    """End a task that has not ended; whether it did."""
    columns = "".join(f", {name} = ?" for name in changes)
    return (
        c.execute(
            f"UPDATE tasks SET state = ?, changed = ?{columns} WHERE id = ? AND state IN ('waiting', 'taken')",
            (state, _tick(c), *changes.values(), task_id),
        ).rowcount
        > 0
    )


def _give_back(c: sqlite3.Connection, task_id: str, tries: int, reason: str) -> None:
    if tries >= MAX_TRIES:
        text = f"Colouring this picture failed {MAX_TRIES} times, so it was given up."
        details = json.dumps({"tries": MAX_TRIES, "cause": reason})
        _end(c, task_id, "failed", code=POISON, reason=text, details=details)
    else:
        c.execute(
            "UPDATE tasks SET state = 'waiting', tries = ?, step = '', share = 0, changed = ? WHERE id = ?",
            (tries, _tick(c), task_id),
        )


def _any_expired(c: sqlite3.Connection) -> bool:
    return (
        c.execute("SELECT 1 FROM tasks WHERE state = 'taken' AND lease_end < ?", (time.time(),)).fetchone() is not None
    )


def _expire(c: sqlite3.Connection) -> int:
    rows = c.execute("SELECT id, tries FROM tasks WHERE state = 'taken' AND lease_end < ?", (time.time(),)).fetchall()
    for row in rows:
        _give_back(c, row["id"], row["tries"], "the worker fell silent")
    return len(rows)


def _anything_waits(c: sqlite3.Connection) -> bool:
    return c.execute("SELECT 1 FROM tasks WHERE state = 'waiting' LIMIT 1").fetchone() is not None


def _take(c: sqlite3.Connection, most: int, lease_seconds: float) -> list[sqlite3.Row]:
    first = c.execute("SELECT batch_key FROM tasks WHERE state = 'waiting' ORDER BY priority, seq LIMIT 1").fetchone()
    if first is None:
        return []
    alike = c.execute(
        "SELECT id FROM tasks WHERE state = 'waiting' AND batch_key = ? ORDER BY priority, seq LIMIT ?",
        (first["batch_key"], most),
    ).fetchall()
    end = time.time() + lease_seconds
    return [
        c.execute(
            "UPDATE tasks SET state = 'taken', tries = tries + 1, lease = ?, lease_end = ?, changed = ?"
            " WHERE id = ? RETURNING *",
            (secrets.token_hex(8), end, _tick(c), row["id"]),
        ).fetchone()
        for row in alike
    ]


_ENDED = f"state IN {ENDED}"


def _untold(c: sqlite3.Connection) -> list[sqlite3.Row]:
    return c.execute(f"SELECT * FROM tasks WHERE told = 0 AND {_ENDED} ORDER BY seq").fetchall()


def _changed_since(c: sqlite3.Connection, tick: int) -> list[sqlite3.Row]:
    return c.execute(
        "SELECT * FROM tasks WHERE changed > ? AND told = 0 ORDER BY changed LIMIT 500", (tick,)
    ).fetchall()


def _event(row: sqlite3.Row) -> Event | None:
    """The news of a row; None for a task that went back to waiting, which is no news to the asker."""
    if row["state"] == "taken":
        return Event(row["id"], "progress" if row["step"] else "started", step=row["step"], share=row["share"])
    if row["state"] == "waiting":
        return None
    return _ended(row)


def _ended(row: sqlite3.Row) -> Event:
    return Event(
        row["id"],
        row["state"],
        step=row["step"],
        share=row["share"],
        code=row["code"],
        text=row["reason"],
        files=tuple(json.loads(row["files"])),
        values=json.loads(row["details"]),
    )


def _written_before(tasks: Path, before: float) -> Iterator[Path]:
    """The folders of tasks, and the folders in them, that nothing was written into since."""
    for task in tasks.iterdir():
        with suppress(OSError):  # forgotten meanwhile
            yield from (path for path in (task, *task.iterdir()) if path.stat().st_mtime < before)


def _counts(names: tuple[str, ...], finishers: Mapping[str, str | None]) -> bool:
    """Whether a folder is needed: `(task,)` where there is the task, `(task, part)` unless the task ended with others.

    `finishers` has each task, with the key of the results that count where it is done.
    """
    if len(names) == 1:
        return names[0] in finishers
    finisher = finishers.get(names[0])
    return finisher is None or names[1] in ("in", f"out-{finisher}")


def _read_folder(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name; none where there is no folder."""
    try:
        return {entry.name: entry.read_bytes() for entry in folder.iterdir()}
    except FileNotFoundError:
        return {}


def _remove_folder(folder: Path) -> None:
    """Remove results that do not count, and the task's folder if nothing else is in it (it was forgotten)."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.parent.rmdir()
    except OSError:
        return
