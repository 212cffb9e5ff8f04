"""Presets, characters and defaults by their owner, and the audit of who changed a server's.

An owner is text: "guild:ID", "channel:ID" or "user:ID". A change and its audit row are one transaction.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.store.audit import Entry, note
from engine.request import Preset, preset_from_json, preset_to_json
from engine.sqlite import Database

Kind = Literal["preset", "character"]


@dataclass(frozen=True)
class Style:
    """A saved preset, or a character (a preset that has parts alone)."""

    owner: str
    name: str
    preset: Preset
    maker: str


@dataclass(frozen=True)
class Wardrobe:
    """What an ask may take: default presets' names by owner, saved presets, and saved characters."""

    defaults: dict[str, str]
    presets: list[Style]
    characters: list[Style]


class Styles:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, platform: str, owners: Sequence[str], kind: Kind) -> list[Style]:
        """All of these owners, in the owners' order, then by name."""
        return await self._db.read(lambda c: _of(c, platform, owners, kind))

    async def wardrobe(self, platform: str, wearers: Sequence[str], owners: Sequence[str]) -> Wardrobe:
        """The wearers' defaults and the owners' presets and characters, each in the order given; one look."""
        return await self._db.read(
            lambda c: Wardrobe(
                _defaults(c, platform, wearers),
                _of(c, platform, owners, "preset"),
                _of(c, platform, owners, "character"),
            )
        )

    async def save(self, platform: str, kind: Kind, style: Style, most: int, entry: Entry | None = None) -> bool:
        """Add or replace; False, with nothing changed, when the owner has `most` others already."""
        key = (platform, style.owner, kind, style.name.casefold())
        row = (*key, style.name, json.dumps(preset_to_json(style.preset)), style.maker, time.time())

        def upsert(c: sqlite3.Connection) -> bool:
            query = "SELECT count(*) FROM styles WHERE platform = ? AND owner = ? AND kind = ? AND folded != ?"
            if c.execute(query, key).fetchone()[0] >= most:
                return False
            c.execute("INSERT OR REPLACE INTO styles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            note(c, platform, entry)
            return True

        return await self._db.write(upsert)

    async def delete(self, platform: str, kind: Kind, owner: str, name: str, entry: Entry | None = None) -> bool:
        """False when there is none of this name."""
        key = (platform, owner, kind, name.casefold())

        def remove(c: sqlite3.Connection) -> bool:
            query = "DELETE FROM styles WHERE platform = ? AND owner = ? AND kind = ? AND folded = ?"
            if not c.execute(query, key).rowcount:
                return False
            note(c, platform, entry)
            return True

        return await self._db.write(remove)

    async def defaults(self, platform: str, owners: Sequence[str]) -> dict[str, str]:
        """The default preset's name, for each of these owners that has one, in the owners' order."""
        return await self._db.read(lambda c: _defaults(c, platform, owners))

    async def set_default(self, platform: str, owner: str, name: str, entry: Entry | None = None) -> None:
        """Name the owner's default preset; an empty name takes it away."""

        def change(c: sqlite3.Connection) -> None:
            c.execute("DELETE FROM default_presets WHERE platform = ? AND owner = ?", (platform, owner))
            if name:
                c.execute("INSERT INTO default_presets VALUES (?, ?, ?)", (platform, owner, name))
            note(c, platform, entry)

        await self._db.write(change)

    async def forget(self, platform: str, user_id: str) -> int:
        """Delete a member's own styles, the characters that they shared, and their name in audits; the styles' count.

        A server's presets stay: they are the server's.
        """

        def remove(c: sqlite3.Connection) -> int:
            mine = (platform, f"user:{user_id}")
            count = c.execute("DELETE FROM styles WHERE platform = ? AND owner = ?", mine).rowcount
            query = "DELETE FROM styles WHERE platform = ? AND maker = ? AND kind = 'character'"
            count += c.execute(query, (platform, user_id)).rowcount
            c.execute("DELETE FROM default_presets WHERE platform = ? AND owner = ?", mine)
            c.execute("UPDATE styles SET maker = '' WHERE platform = ? AND maker = ?", (platform, user_id))
            c.execute("UPDATE audit SET member = '' WHERE platform = ? AND member = ?", (platform, user_id))
            return count

        return await self._db.write(remove)


def _of(c: sqlite3.Connection, platform: str, owners: Sequence[str], kind: Kind) -> list[Style]:
    query = "SELECT * FROM styles WHERE platform = ? AND owner = ? AND kind = ? ORDER BY folded"
    return [_style(row) for owner in owners for row in c.execute(query, (platform, owner, kind))]


def _defaults(c: sqlite3.Connection, platform: str, owners: Sequence[str]) -> dict[str, str]:
    query = "SELECT name FROM default_presets WHERE platform = ? AND owner = ?"
    found = ((owner, c.execute(query, (platform, owner)).fetchone()) for owner in owners)
    return {owner: row["name"] for owner, row in found if row}


def _style(row: sqlite3.Row) -> Style:
    return Style(row["owner"], row["name"], preset_from_json(json.loads(row["body"])), row["maker"])
