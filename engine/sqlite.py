"""One SQLite file behind one thread, with writers' transactions committed together.

A durable commit costs an fsync. Callers that write at the same moment share one: each keeps its own
savepoint, so a failing one undoes only itself, and nobody is answered before the shared commit is on
the disk. That is why a thousand jobs can be accepted in a second on an ordinary disk.

Several processes may open the same file: WAL, immediate transactions and a busy timeout do the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Generic, TypeVar

from engine.errors import EngineError

T = TypeVar("T")

BUSY_SECONDS = 15.0
GROUP = 256
"""Most transactions committed together, so that the first of a flood is not kept waiting by the last."""


@dataclass
class _Call(Generic[T]):
    run: Callable[[sqlite3.Connection], T]
    future: asyncio.Future[T]
    writes: bool
    durable: bool


@dataclass
class _Answer:
    """What a call came to: its value, or the error that it is to raise."""

    future: asyncio.Future[Any]
    value: Any = None
    error: BaseException | None = None


class Database:
    """Open with `await open()`, close with `await close()`; functions run on the database's own thread."""

    def __init__(self, path: Path, migrations: Traversable) -> None:
        self.path = path
        self._migrations = migrations
        self._calls: queue.SimpleQueue[_Call[Any] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._synchronous = ""

    async def open(self) -> None:
        """Create or migrate the file. EngineError when it belongs to a newer Nurie."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened: Future[None] = Future()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(
            target=self._serve, args=(opened,), name=f"sqlite:{self.path.name}", daemon=True
        )
        self._thread.start()
        await asyncio.wrap_future(opened)

    async def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._calls.put(None)
            await asyncio.to_thread(thread.join)

    async def read(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function that only reads."""
        return await self._call(run, writes=False, durable=False)

    async def write(self, run: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> T:
        """Run a function in a transaction; it may be committed together with others.

        A durable write survives a power cut when this returns, any other one survives a killed process.
        """
        return await self._call(run, writes=True, durable=durable)

    async def _call(self, run: Callable[[sqlite3.Connection], T], *, writes: bool, durable: bool) -> T:
        if self._thread is None:
            raise EngineError(f"{self.path} is not open")
        call = _Call(run, self._loop.create_future(), writes, durable)
        self._calls.put(call)
        return await call.future

    def _serve(self, opened: Future[None]) -> None:
        try:
            connection = _connect(self.path)
            migrate(connection, self._migrations)
        except Exception as error:
            opened.set_exception(error)
            return
        opened.set_result(None)
        try:
            while (group := self._next_group()) is not None:
                self._run_group(connection, group)
        finally:
            connection.close()

    def _next_group(self) -> list[_Call[Any]] | None:
        """Whatever has been asked for by now; None when the database is to be closed."""
        first = self._calls.get()
        if first is None:
            return None
        group = [first]
        while len(group) < GROUP:
            try:
                call = self._calls.get_nowait()
            except queue.Empty:
                break
            if call is None:
                self._calls.put(None)
                break
            group.append(call)
        return group

    def _run_group(self, connection: sqlite3.Connection, group: list[_Call[Any]]) -> None:
        # From here on a call can no longer be taken back by a caller that stopped waiting.
        group = [call for call in group if not call.future.cancelled()]
        writers = [call for call in group if call.writes]
        answers = self._commit_together(connection, writers) if writers else []
        answers += [_try(call, connection) for call in group if not call.writes]
        # All in one go: waking the loop for each would cost more than their work.
        with contextlib.suppress(RuntimeError):  # the loop was closed, and nobody waits any more
            self._loop.call_soon_threadsafe(_give, answers)

    def _commit_together(self, connection: sqlite3.Connection, writers: list[_Call[Any]]) -> list[_Answer]:
        answers: list[_Answer] = []
        try:
            self._set_synchronous(connection, "FULL" if any(call.durable for call in writers) else "NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            for call in writers:
                connection.execute("SAVEPOINT one")
                answers.append(_try(call, connection))
                if answers[-1].error is not None:
                    connection.execute("ROLLBACK TO one")
                connection.execute("RELEASE one")
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            failed = {answer.future: answer.error for answer in answers if answer.error is not None}
            return [_Answer(call.future, error=failed.get(call.future, error)) for call in writers]
        return answers

    def _set_synchronous(self, connection: sqlite3.Connection, level: str) -> None:
        if level != self._synchronous:
            connection.execute(f"PRAGMA synchronous = {level}")
            self._synchronous = level


def _try(call: _Call[Any], connection: sqlite3.Connection) -> _Answer:
    try:
        return _Answer(call.future, call.run(connection))
    except StopIteration as error:
        return _Answer(call.future, error=RuntimeError(repr(error)))  # a future takes no StopIteration
    except BaseException as error:
        return _Answer(call.future, error=error)


def _give(answers: list[_Answer]) -> None:
    """On the loop's own thread: hand each answer to whoever still waits for it."""
    for answer in answers:
        if answer.future.done():
            continue
        if answer.error is not None:
            answer.future.set_exception(answer.error)
        else:
            answer.future.set_result(answer.value)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    _into_wal(connection)
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is not to be found in the file any more.
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _into_wal(connection: sqlite3.Connection) -> None:
    # Switching a new file to WAL asks for an exclusive lock without waiting for it.
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def migrate(connection: sqlite3.Connection, migrations: Traversable) -> None:
    """Bring a file to the newest numbered script (`0001_name.sql`, ...), each once, all or nothing."""
    scripts = sorted(_numbered(migrations))
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        newest = scripts[-1][0] if scripts else 0
        if version > newest:
            raise EngineError(
                f"the database is at version {version}, this Nurie knows {newest}: "
                "start the newer Nurie again, or use another NURIE_HOME"
            )
        for number, script in scripts:
            if number > version:
                for statement in _statements(script):
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _numbered(migrations: Traversable) -> Iterable[tuple[int, str]]:
    for entry in migrations.iterdir():
        if match := re.fullmatch(r"(\d{4})_\w+\.sql", entry.name):
            yield int(match[1]), entry.read_text("utf-8")


def _statements(script: str) -> Iterable[str]:
    """Split at statement ends; `executescript` would commit the transaction that holds them together."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    if pending.strip():
        yield pending
