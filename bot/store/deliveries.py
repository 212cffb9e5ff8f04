"""The outbox: the ends of jobs that their chats have not been told yet."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from engine.sqlite import Database


@dataclass(frozen=True)
class Delivery:
    """`tries` counts the failed ones. `due_at` is a time as of `time.time()`."""

    job_id: str
    state: str
    tries: int
    due_at: float
    message_id: str | None
    error: str


class Deliveries:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def due(self, now: float, most: int = 50) -> list[Delivery]:
        return await self._db.read(lambda c: [_delivery(row) for row in c.execute(_DUE, (now, most))])

    async def next_due(self) -> float | None:
        """When the next delivery is to be tried; None when the outbox is empty."""
        return await self._db.read(
            lambda c: c.execute("SELECT min(due_at) FROM deliveries WHERE state = 'pending'").fetchone()[0]
        )

    async def get(self, job_id: str) -> Delivery | None:
        row = await self._db.read(
            lambda c: c.execute("SELECT * FROM deliveries WHERE job_id = ?", (job_id,)).fetchone()
        )
        return _delivery(row) if row else None

    async def sent(self, job_id: str, message_id: str | None) -> None:
        """The chat has it, in this message."""

        def note(c: sqlite3.Connection) -> None:
            c.execute("UPDATE deliveries SET state = 'sent', message_id = ? WHERE job_id = ?", (message_id, job_id))
            if message_id is not None:
                c.execute(
                    "UPDATE jobs SET origin = json_set(origin, '$.message_id', ?) WHERE id = ?", (message_id, job_id)
                )
                # A result that had to be sent anew is replied to as well.
                c.execute(
                    "INSERT OR REPLACE INTO job_messages"
                    " SELECT platform, json_extract(origin, '$.chat_id'), ?, id FROM jobs WHERE id = ?",
                    (message_id, job_id),
                )

        await self._db.write(note)

    async def gone(self, job_id: str, error: str) -> None:
        """The chat cannot be reached any more."""
        await self._write("UPDATE deliveries SET state = 'gone', error = ? WHERE job_id = ?", error, job_id)

    async def later(self, job_id: str, due_at: float, error: str) -> None:
        await self._write(
            "UPDATE deliveries SET tries = tries + 1, due_at = ?, error = ? WHERE job_id = ?", due_at, error, job_id
        )

    async def _write(self, statement: str, *values: Any) -> None:
        await self._db.write(lambda c: c.execute(statement, values))


_DUE = "SELECT * FROM deliveries WHERE state = 'pending' AND due_at <= ? ORDER BY due_at LIMIT ?"


def _delivery(row: sqlite3.Row) -> Delivery:
    return Delivery(**dict(row))
