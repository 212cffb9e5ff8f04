"""The languages that members have chosen for themselves."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from bot.frontend import Asker
from engine.sqlite import Database


class Languages:
    """All choices are in memory too, so that every answer, however quick it has to be, can look them up."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._chosen: dict[tuple[str, str], str] = {}

    async def load(self) -> None:
        rows = await self._db.read(lambda c: c.execute("SELECT platform, user_id, language FROM languages").fetchall())
        self._chosen = {(row["platform"], row["user_id"]): row["language"] for row in rows}

    def of(self, asker: Asker) -> Asker:
        """The asker with the language of their choice; as they were, where they have chosen none."""
        return replace(asker, locale=self._chosen.get((asker.platform, asker.user_id), asker.locale))

    async def choose(self, asker: Asker, language: str) -> None:
        """Answer the asker in this language from now on; an empty one is their client's again."""
        key = (asker.platform, asker.user_id)

        def change(c: sqlite3.Connection) -> None:
            if language:
                c.execute("INSERT OR REPLACE INTO languages VALUES (?, ?, ?)", (*key, language))
            else:
                c.execute("DELETE FROM languages WHERE platform = ? AND user_id = ?", key)

        await self._db.write(change)
        if language:
            self._chosen[key] = language
        else:
            self._chosen.pop(key, None)
