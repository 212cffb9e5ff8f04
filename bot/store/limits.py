"""How many pictures a member may have: counted in the very transaction that stores a job.

So asks that come at the same moment are counted one after the other, and none of them slips through.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from dataclasses import dataclass
from typing import Literal

HOUR = 3600.0
OPEN = "state IN ('queued', 'running')"

Kind = Literal["waiting", "server_waiting", "server_hourly"]


@dataclass(frozen=True)
class Limits:
    """`waiting` holds for the member's jobs of all chats, the server's for those of that server; 0 is no limit."""

    waiting: int = 0
    server_waiting: int = 0
    server_hourly: int = 0


class OverLimit(Exception):
    """The member may have `left` more, and asked for `new`. `free_at` is when an hour's limit lets through another."""

    def __init__(self, kind: Kind, limit: int, left: int, new: int, free_at: float = 0.0) -> None:
        super().__init__(kind)
        self.kind: Kind = kind
        self.limit = limit
        self.left = max(0, left)
        self.new = new
        self.free_at = free_at


@dataclass(frozen=True)
class Use:
    """One job of a member's, and the server that it is for (None in a direct chat)."""

    platform: str
    user_id: str
    guild: str | None


def check(c: sqlite3.Connection, use: Use, limits: Limits, now: float, new: int = 1) -> None:
    """OverLimit when the member may not have so many new ones. A batch counts by its pages."""
    mine = (use.platform, use.user_id)
    count = f"SELECT count(*) FROM jobs WHERE platform = ? AND user_id = ? AND pages = 0 AND {OPEN}"
    left = limits.waiting - c.execute(count, mine).fetchone()[0]
    if limits.waiting and left < new:
        raise OverLimit("waiting", limits.waiting, left, new)
    if use.guild is None:
        return
    if limits.server_waiting:
        count += " AND json_extract(origin, '$.guild_id') = ?"
        left = limits.server_waiting - c.execute(count, (*mine, use.guild)).fetchone()[0]
        if left < new:
            raise OverLimit("server_waiting", limits.server_waiting, left, new)
    if limits.server_hourly:
        query = "SELECT at FROM uses WHERE platform = ? AND guild = ? AND user_id = ? AND at > ? ORDER BY at"
        used = [row[0] for row in c.execute(query, (use.platform, use.guild, _marked(c, use), now - HOUR))]
        left = limits.server_hourly - len(used)
        if left < new:
            # Where the limit was lowered, more than one has to run out before the next is free.
            free_at = used[-limits.server_hourly] + HOUR if left <= 0 else now
            raise OverLimit("server_hourly", limits.server_hourly, left, new, free_at)


def count_use(c: sqlite3.Connection, job_id: str, use: Use, now: float) -> None:
    """A job counts from its start on; what is older than an hour is not kept."""
    forget_old(c, now)
    if use.guild is not None:
        values = (job_id, use.platform, use.guild, _marked(c, use), now)
        c.execute("INSERT OR REPLACE INTO uses VALUES (?, ?, ?, ?, ?)", values)


def give_back(c: sqlite3.Connection, job_id: str) -> None:
    """A picture that was taken back, or that failed, does not count."""
    c.execute("DELETE FROM uses WHERE job_id = ?", (job_id,))


def _marked(c: sqlite3.Connection, use: Use) -> str:
    """The member as only this installation can tell them from another: it may outlive /forget by an hour."""
    key = c.execute("SELECT value FROM installation WHERE name = 'signing_key'").fetchone()[0]
    return hmac.new(bytes.fromhex(key), f"{use.platform}:{use.user_id}".encode(), hashlib.sha256).hexdigest()


def forget_old(c: sqlite3.Connection, now: float) -> None:
    c.execute("DELETE FROM uses WHERE at <= ?", (now - HOUR,))
