"""A batch and its pages in the store: opened, ended and counted together, each in one transaction.

`c` is a connection in a transaction of the caller's. A page tells no chat of its end: the batch does, once.
"""

from __future__ import annotations

import sqlite3
import time

from bot.frontend import JobState
from bot.store.limits import OPEN, give_back

Reason = str | None
"""A failure's (code, text, values) as JSON."""

REOPENED = "SELECT id FROM jobs WHERE batch = ? AND state IN ('failed', 'cancelled') AND request != '{}'"


def end_page(c: sqlite3.Connection, batch: str) -> None:
    """End a batch with the last of its pages: done when any page is."""
    if c.execute(f"SELECT 1 FROM jobs WHERE batch = ? AND {OPEN} LIMIT 1", (batch,)).fetchone():
        return
    states = {row[0] for row in c.execute("SELECT state FROM jobs WHERE batch = ?", (batch,))}
    state = next((state for state in ("done", "failed") if state in states), "cancelled")
    first = "SELECT reason FROM jobs WHERE batch = ? AND state = 'failed' ORDER BY page LIMIT 1"
    reason = c.execute(first, (batch,)).fetchone()[0] if state == "failed" else None
    end_row(c, batch, state, reason)


def end_row(c: sqlite3.Connection, job_id: str, state: str, reason: Reason) -> None:
    """End an open job that has a message of its own, and put the telling of it into the outbox."""
    ended = c.execute(
        f"UPDATE jobs SET state = ?, reason = ? WHERE id = ? AND {OPEN}", (state, reason, job_id)
    ).rowcount
    if ended:
        c.execute("INSERT OR REPLACE INTO deliveries (job_id, due_at) VALUES (?, ?)", (job_id, time.time()))
        if state != "done":
            give_back(c, job_id)


def end_open_pages(c: sqlite3.Connection, batch: str, state: JobState) -> None:
    """The batch has been ended by its asker: so are the pages that are not done."""
    for (page,) in c.execute(f"SELECT id FROM jobs WHERE batch = ? AND {OPEN}", (batch,)).fetchall():
        c.execute("UPDATE jobs SET state = ? WHERE id = ?", (state, page))
        give_back(c, page)


def reopen_pages(c: sqlite3.Connection, batch: str) -> int:
    """Open the pages that are not done for another attempt, but for those that cannot be read; how many."""
    change = "UPDATE jobs SET state = 'queued', released = 0, attempt = attempt + 1, reason = NULL"
    return c.execute(f"{change} WHERE id IN ({REOPENED})", (batch,)).rowcount
