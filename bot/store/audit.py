"""The audit: who changed what of a server, and from what to what."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from typing import Any

from engine.sqlite import Database


@dataclass(frozen=True)
class AuditLine:
    """`deed` is "preset.saved", "character.deleted", "rule.hourly", ...; the values of a rule are JSON."""

    member: str
    deed: str
    subject: str
    at: float
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Entry:
    """What a change adds to the audit of a server."""

    guild: str
    member: str
    deed: str
    subject: str
    before: str = ""
    after: str = ""


class Audit:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, platform: str, guild: str, most: int) -> list[AuditLine]:
        """The newest lines of a server, newest first."""
        query = "SELECT member, deed, subject, at, before, after FROM audit"
        query += " WHERE platform = ? AND guild = ? ORDER BY id DESC LIMIT ?"

        def select(c: sqlite3.Connection) -> list[AuditLine]:
            rows: list[Any] = c.execute(query, (platform, guild, most)).fetchall()
            return [AuditLine(*row) for row in rows]

        return await self._db.read(select)


def note(c: sqlite3.Connection, platform: str, entry: Entry | None) -> None:
    """Add an entry, in the transaction of the change that it tells of."""
    if entry is not None:
        columns = "(platform, guild, member, deed, subject, at, before, after)"
        values = (platform, entry.guild, entry.member, entry.deed, entry.subject, time.time())
        c.execute(f"INSERT INTO audit {columns} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*values, entry.before, entry.after))
