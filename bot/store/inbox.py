"""What a chat has told that is not dealt with yet, so that the chat need not keep it, nor tell it twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from engine.sqlite import Database


class Inbox:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def take(self, platform: str, told: Mapping[int, str], before: int) -> set[int]:
        """Keep what is told, by its number, durably; the numbers that were not known.

        What was dealt with and has a number below `before` is not told again, and is forgotten.
        """

        def insert(c: sqlite3.Connection) -> set[int]:
            c.execute("DELETE FROM inbox WHERE platform = ? AND number < ? AND body = ''", (platform, before))
            add = "INSERT OR IGNORE INTO inbox VALUES (?, ?, ?)"
            return {number for number, body in told.items() if c.execute(add, (platform, number, body)).rowcount}

        return await self._db.write(insert)

    async def left(self, platform: str) -> dict[int, str]:
        """What has not been dealt with, by its number, in the order of the numbers."""
        query = "SELECT number, body FROM inbox WHERE platform = ? AND body != '' ORDER BY number"
        return dict(map(tuple, await self._db.read(lambda c: c.execute(query, (platform,)).fetchall())))

    async def body(self, platform: str, number: int) -> str:
        """What was told under a number; "" where that has been dealt with."""
        query = "SELECT body FROM inbox WHERE platform = ? AND number = ?"
        row = await self._db.read(lambda c: c.execute(query, (platform, number)).fetchone())
        return row["body"] if row is not None else ""

    async def done(self, platform: str, number: int) -> None:
        """This has been dealt with: of it the number alone is kept."""
        statement = "UPDATE inbox SET body = '' WHERE platform = ? AND number = ?"
        await self._db.write(lambda c: c.execute(statement, (platform, number)), durable=False)
