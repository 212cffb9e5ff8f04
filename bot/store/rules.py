"""The rules that a server's moderators have set, by name; each value is JSON."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import Any

from bot.store.audit import Entry, note
from engine.sqlite import Database


class RuleStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, platform: str, guild: str) -> dict[str, Any]:
        """The rules that are set there, by name."""
        query = "SELECT name, value FROM rules WHERE platform = ? AND guild = ?"
        rows = await self._db.read(lambda c: c.execute(query, (platform, guild)).fetchall())
        return {row["name"]: json.loads(row["value"]) for row in rows}

    async def change(self, platform: str, name: str, value: Any, standard: Any, entry: Entry) -> bool:
        """Set a rule of the entry's server; the entry gets its `before` and `after` here.

        `standard` is the value of a rule that has none. False, with nothing written, when nothing changes.
        """
        key, after = (platform, entry.guild, name), json.dumps(value, ensure_ascii=False)

        def set_rule(c: sqlite3.Connection) -> bool:
            row = c.execute("SELECT value FROM rules WHERE platform = ? AND guild = ? AND name = ?", key).fetchone()
            before = row["value"] if row else json.dumps(standard, ensure_ascii=False)
            if before == after:
                return False
            c.execute("INSERT OR REPLACE INTO rules VALUES (?, ?, ?, ?)", (*key, after))
            note(c, platform, replace(entry, before=before, after=after))
            return True

        return await self._db.write(set_rule)

    async def move(self, platform: str, old: str, new: str) -> None:
        """A server has another id from now on: its rules, presets, defaults, limits and audit go with it.

        So do the jobs of a chat that is that server: their results go to where it is now.
        """

        def rename(c: sqlite3.Connection) -> None:
            for table in ("rules", "audit", "uses"):
                c.execute(
                    f"UPDATE OR REPLACE {table} SET guild = ? WHERE platform = ? AND guild = ?", (new, platform, old)
                )
            for table in ("styles", "default_presets"):
                for kind in ("guild", "channel"):
                    values = (f"{kind}:{new}", platform, f"{kind}:{old}")
                    c.execute(f"UPDATE OR REPLACE {table} SET owner = ? WHERE platform = ? AND owner = ?", values)

            # Numbers of messages start anew there: nothing of the old chat's may be edited or replied to.
            places = "'$.chat_id', :new, '$.guild_id', :new, '$.message_id', NULL"
            moved = f"json_set(json_remove(origin, '$.handle.reply_to'), {places})"
            here = "json_extract(origin, '$.chat_id') = :old AND json_extract(origin, '$.guild_id') = :old"
            values = {"new": new, "old": old, "platform": platform}
            c.execute(f"UPDATE jobs SET origin = {moved} WHERE platform = :platform AND {here}", values)

        await self._db.write(rename)
