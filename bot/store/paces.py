"""How long the newest jobs took, by what they were and where they ran."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from engine.sqlite import Database

KEPT = 60
"""So many of each kind of work are kept: the newest."""


@dataclass(frozen=True)
class Measured:
    """One job: `seconds` from its start in the engine to its end, for a sketch of `megapixels`."""

    work: str
    megapixels: float
    seconds: float


class Paces:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, device: str) -> list[Measured]:
        """What was measured there, oldest first."""
        query = "SELECT work, megapixels, seconds FROM paces WHERE device = ? ORDER BY id"
        return await self._db.read(lambda c: [Measured(*row) for row in c.execute(query, (device,))])

    async def add(self, device: str, measured: Measured) -> None:
        def insert(c: sqlite3.Connection) -> None:
            kind = (measured.work, device)
            columns = "(work, device, megapixels, seconds)"
            c.execute(
                f"INSERT INTO paces {columns} VALUES (?, ?, ?, ?)", (*kind, measured.megapixels, measured.seconds)
            )
            mine = "FROM paces WHERE work = ? AND device = ?"
            newest = f"SELECT id {mine} ORDER BY id DESC LIMIT {KEPT}"
            c.execute(f"DELETE {mine} AND id NOT IN ({newest})", (*kind, *kind))

        await self._db.write(insert, durable=False)
