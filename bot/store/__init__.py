"""What the service knows for sure, whatever is killed: one SQLite file, and larger pictures as files beside it."""

from __future__ import annotations

import secrets
import sqlite3
from importlib.resources import files as package_files
from pathlib import Path

from bot.frontend import Asker
from bot.store.audit import Audit
from bot.store.blobs import Blobs
from bot.store.deliveries import Deliveries
from bot.store.inbox import Inbox
from bot.store.jobs import Jobs
from bot.store.languages import Languages
from bot.store.paces import Paces
from bot.store.rules import RuleStore
from bot.store.styles import Styles
from engine.sqlite import Database

__all__ = ["Store"]


class Store:
    """Opens the file under `home` and hands out a small repository a subject."""

    def __init__(self, home: Path) -> None:
        self._db = Database(home / "nurie.sqlite3", package_files("bot.store") / "migrations")
        self.blobs = Blobs(self._db, home / "blobs")
        self.jobs = Jobs(self._db)
        self.deliveries = Deliveries(self._db)
        self.inbox = Inbox(self._db)
        self.styles = Styles(self._db)
        self.rules = RuleStore(self._db)
        self.audit = Audit(self._db)
        self.languages = Languages(self._db)
        self.paces = Paces(self._db)

    async def __aenter__(self) -> Store:
        await self._db.open()
        await self.signing_key()
        await self.languages.load()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._db.close()
        self.blobs.close()

    async def forget(self, asker: Asker) -> int:
        """Delete what a member has saved and chosen, beside their jobs; how many styles that were."""
        await self.languages.choose(asker, "")
        count = await self.styles.forget(asker.platform, asker.user_id)
        # What is deleted is overwritten in the file, but only now in its log of changes.
        await self._db.read(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        return count

    async def signing_key(self) -> bytes:
        """This installation's own secret, made on first use: it signs the links to results."""

        def get_or_make(c: sqlite3.Connection) -> str:
            c.execute("INSERT OR IGNORE INTO installation VALUES ('signing_key', ?)", (secrets.token_hex(32),))
            return c.execute("SELECT value FROM installation WHERE name = 'signing_key'").fetchone()[0]

        return bytes.fromhex(await self._db.write(get_or_make))
