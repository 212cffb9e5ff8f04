"""The jobs: accepted, released to the engine, ended, deleted."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.frontend import Asker, Job, JobState, Origin
from bot.store.batches import REOPENED, end_open_pages, end_page, end_row, reopen_pages
from bot.store.blobs import unneeded
from bot.store.limits import OPEN, Limits, Use, check, count_use, forget_old, give_back
from engine.sqlite import Database

NO_LIMITS = Limits()


@dataclass(frozen=True)
class StoredJob:
    """A job with what only the desk needs to know of it."""

    job: Job
    request: dict[str, Any]
    released: bool = False
    attempt: int = 0
    priority: int = 0
    dropped: tuple[str, ...] = ()
    """Hints of the job it went on from that it has no more."""
    megapixels: float = 0.0
    """The sketch's size; 0 where it was not noted."""
    pages: int = 0
    """How many pages it has, each a job of its own, when it is a batch."""
    batch: str = ""
    page: int = 0
    page_name: str = ""
    """Of a page: its batch, its number there from 1, its file's name. One that cannot be read has no request."""

    @property
    def task_id(self) -> str:
        """The engine's queue knows each attempt as a task of its own."""
        return f"{self.job.id}.{self.attempt}"

    @property
    def variations(self) -> int:
        """How many pictures its grid has; 0 for a job that makes one picture with all its layers."""
        return len(self.request.get("seeds", ()))

    @property
    def wants(self) -> str:
        """What was asked for: the picture, or the region map alone."""
        return self.request.get("wants", "picture")

    @property
    def user(self) -> tuple[str, str]:
        return self.job.asker.platform, self.job.asker.user_id

    @property
    def use(self) -> Use:
        return use_of(self.job.asker, self.job.origin)


def job_of_task(task_id: str) -> tuple[str, int]:
    """The job's id and the attempt in a task's id. ValueError for an id that is none of ours."""
    job_id, _, attempt = task_id.rpartition(".")
    return job_id, int(attempt)


def use_of(asker: Asker, origin: Origin) -> Use:
    return Use(asker.platform, asker.user_id, origin.guild_id)


def pictures_of(request: dict[str, Any]) -> list[str]:
    """The digests of a stored request's pictures."""
    if not request:
        return []
    strokes = [request["strokes"]] if request["strokes"] else []
    return [request["sketch"], *request["references"], *strokes, *request.get("extras", ())]


class Jobs:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add(
        self,
        stored: StoredJob,
        ask_id: str,
        pictures: Mapping[str, bytes],
        limits: Limits = NO_LIMITS,
        pages: Sequence[StoredJob] = (),
    ) -> StoredJob:
        """Store a new job durably, with those of its pictures that are small; the job of this ask, if there is one.

        A batch is stored with its `pages`. OverLimit, with nothing stored, when its member may have no more.
        """
        job = stored.job
        rows = [_row(stored, ask_id), *(_row(page, f"{ask_id}#{page.page}") for page in pages)]
        names = ", ".join(rows[0])
        insert_job = f"INSERT INTO jobs ({names}) VALUES ({', '.join(f':{name}' for name in rows[0])})"
        needed = [(s.job.id, digest) for s in (stored, *pages) for digest in set(pictures_of(s.request))]
        counted = [page for page in pages if page.job.state == "queued"] if pages else [stored]

        def insert(c: sqlite3.Connection) -> StoredJob:
            known = c.execute("SELECT * FROM jobs WHERE ask_id = ?", (ask_id,)).fetchone()
            if known is not None:
                return _stored(known)
            check(c, stored.use, limits, job.created_at, len(counted))
            c.executemany(insert_job, rows)
            c.executemany("INSERT INTO job_blobs VALUES (?, ?)", needed)
            c.executemany("INSERT OR IGNORE INTO pictures VALUES (?, ?)", pictures.items())
            _speaks_of(c, job.origin.platform, job.origin.chat_id, job.origin.message_id, job.id)
            for each in counted:
                count_use(c, each.job.id, stored.use, job.created_at)
            return stored

        return await self._db.write(insert)

    async def get(self, job_id: str) -> StoredJob | None:
        return await self._one("SELECT * FROM jobs WHERE id = ?", job_id)

    async def by_ask(self, ask_id: str) -> StoredJob | None:
        return await self._one("SELECT * FROM jobs WHERE ask_id = ?", ask_id)

    async def at(self, platform: str, chat_id: str, message_id: str) -> StoredJob | None:
        """The job that a message speaks of."""
        return await self._one(
            "SELECT jobs.* FROM job_messages JOIN jobs ON jobs.id = job_id"
            " WHERE job_messages.platform = ? AND chat_id = ? AND message_id = ?",
            *(platform, chat_id, message_id),
        )

    async def pages_of(self, batch: str) -> list[StoredJob]:
        """The pages of a batch, in their order."""
        return await self._many("SELECT * FROM jobs WHERE batch = ? ORDER BY page", batch)

    async def speaks_of(self, job_id: str, platform: str, chat_id: str, message_id: str) -> None:
        """Note that a message speaks of this job, if there is such a job still."""
        await self._db.write(lambda c: _speaks_of(c, platform, chat_id, message_id, job_id))

    async def unfinished(self) -> list[StoredJob]:
        """Every job for the engine that has not ended, oldest first: of batches, their pages."""
        return await self._many(f"SELECT * FROM jobs WHERE pages = 0 AND {OPEN} ORDER BY created_at, rowid")

    async def of_user(self, asker: Asker, most: int) -> list[StoredJob]:
        """A user's jobs, newest first: batches, not their pages."""
        return await self._many(
            "SELECT * FROM jobs WHERE platform = ? AND user_id = ? AND batch IS NULL"
            " ORDER BY created_at DESC, rowid DESC LIMIT ?",
            asker.platform,
            asker.user_id,
            most,
        )

    async def may_add(self, ask_id: str, use: Use, limits: Limits) -> None:
        """OverLimit where `add` would say so at this moment; it counts again itself."""

        def look(c: sqlite3.Connection) -> None:
            if c.execute("SELECT 1 FROM jobs WHERE ask_id = ?", (ask_id,)).fetchone() is None:
                check(c, use, limits, time.time())

        await self._db.read(look)

    async def released(self, job_id: str, attempt: int) -> bool:
        """Note that the engine's queue has the job; False when it was taken back meanwhile."""
        return await self._write(
            f"UPDATE jobs SET released = 1 WHERE id = ? AND attempt = ? AND {OPEN}", job_id, attempt
        )

    async def started(self, job_id: str, attempt: int) -> bool:
        """Note that a worker has begun, with a page or with the first of a batch; whether the job waited for that."""

        def begin(c: sqlite3.Connection) -> bool:
            statement = "UPDATE jobs SET state = 'running' WHERE id = ? AND attempt = ? AND state = 'queued'"
            begun = c.execute(statement, (job_id, attempt)).rowcount > 0
            batch = "(SELECT batch FROM jobs WHERE id = ?)"
            c.execute(f"UPDATE jobs SET state = 'running' WHERE id = {batch} AND state = 'queued'", (job_id,))
            return begun

        return await self._db.write(begin, durable=False)

    async def end(
        self, job_id: str, attempt: int, state: JobState, reason: tuple[str, str, dict[str, Any]] | None = None
    ) -> bool:
        """End an open job and put the telling of it into the outbox, in one transaction; whether it was open.

        A batch ends with its last page, and takes its open pages along when it is ended itself.
        """
        said = json.dumps(reason, default=str) if reason else None

        def end(c: sqlite3.Connection) -> bool:
            query = f"SELECT batch, pages FROM jobs WHERE id = ? AND attempt = ? AND {OPEN}"
            found = c.execute(query, (job_id, attempt)).fetchone()
            if found is None:
                return False
            batch, pages = found
            if batch is None:
                end_row(c, job_id, state, said)
                if pages:
                    end_open_pages(c, job_id, state)
                return True
            c.execute("UPDATE jobs SET state = ?, reason = ? WHERE id = ?", (state, said, job_id))
            if state != "done":
                give_back(c, job_id)
            end_page(c, batch)
            return True

        return await self._db.write(end)

    async def again(self, stored: StoredJob, limits: Limits = NO_LIMITS) -> bool:
        """Open a failed or cancelled job, or batch, for another attempt; whether there was one. OverLimit as `add`."""
        job_id = stored.job.id

        def reopen(c: sqlite3.Connection) -> bool:
            query = "SELECT 1 FROM jobs WHERE id = ? AND state IN ('failed', 'cancelled')"
            if c.execute(query, (job_id,)).fetchone() is None:
                return False
            now = time.time()
            pages = [row[0] for row in c.execute(REOPENED, (job_id,))]
            if stored.pages and not pages:
                return False
            counted = pages or [job_id]
            check(c, stored.use, limits, now, len(counted))
            reopen_pages(c, job_id)
            c.execute(
                "UPDATE jobs SET state = 'queued', released = 0, attempt = attempt + 1, reason = NULL WHERE id = ?",
                (job_id,),
            )
            c.execute("DELETE FROM deliveries WHERE job_id = ?", (job_id,))
            for each in counted:
                count_use(c, each, stored.use, now)
            return True

        return await self._db.write(reopen)

    async def expired(self, now: float, most: int = 100) -> list[StoredJob]:
        return await self._many("SELECT * FROM jobs WHERE expires_at < ? AND batch IS NULL LIMIT ?", now, most)

    async def forget_uses(self, now: float) -> None:
        """Forget who asked for what more than an hour ago."""
        await self._db.write(lambda c: forget_old(c, now), durable=False)

    async def delete(self, job_id: str) -> list[str]:
        """Delete a job; the digests of the pictures that no other job needs."""

        def delete(c: sqlite3.Connection) -> list[str]:
            query = "SELECT DISTINCT digest FROM job_blobs JOIN jobs ON jobs.id = job_id WHERE job_id = ? OR batch = ?"
            mine = [row[0] for row in c.execute(query, (job_id, job_id))]
            c.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
            left = unneeded(c, mine)
            c.executemany("DELETE FROM pictures WHERE digest = ?", [(digest,) for digest in left])
            return left

        return await self._db.write(delete)

    async def _write(self, statement: str, *values: Any, durable: bool = True) -> bool:
        return await self._db.write(lambda c: c.execute(statement, values).rowcount > 0, durable=durable)

    async def _one(self, statement: str, *values: Any) -> StoredJob | None:
        row = await self._db.read(lambda c: c.execute(statement, values).fetchone())
        return _stored(row) if row else None

    async def _many(self, statement: str, *values: Any) -> list[StoredJob]:
        return [_stored(row) for row in await self._db.read(lambda c: c.execute(statement, values).fetchall())]


def _row(stored: StoredJob, ask_id: str) -> dict[str, Any]:
    job = stored.job
    return {
        "id": job.id,
        "ask_id": ask_id,
        "platform": job.asker.platform,
        "user_id": job.asker.user_id,
        "asker": json.dumps(vars(job.asker)),
        "origin": json.dumps(vars(job.origin)),
        "request": json.dumps(stored.request),
        "state": job.state,
        "reason": json.dumps(job.reason, default=str) if job.reason else None,
        "priority": stored.priority,
        "dropped": json.dumps(stored.dropped),
        "megapixels": stored.megapixels,
        "pages": stored.pages,
        "batch": stored.batch or None,
        "page": stored.page,
        "page_name": stored.page_name,
        "created_at": job.created_at,
        "expires_at": job.expires_at,
    }


def _speaks_of(c: sqlite3.Connection, platform: str, chat_id: str, message_id: str | None, job_id: str) -> None:
    if message_id is not None:
        statement = "INSERT OR REPLACE INTO job_messages SELECT ?, ?, ?, id FROM jobs WHERE id = ?"
        c.execute(statement, (platform, chat_id, message_id, job_id))


def _stored(row: sqlite3.Row) -> StoredJob:
    reason = json.loads(row["reason"]) if row["reason"] else None
    job = Job(
        id=row["id"],
        asker=Asker(**json.loads(row["asker"])),
        origin=Origin(**json.loads(row["origin"])),
        state=row["state"],
        reason=(reason[0], reason[1], reason[2]) if reason else None,
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
    dropped = tuple(json.loads(row["dropped"]))
    return StoredJob(
        job,
        json.loads(row["request"]),
        released=bool(row["released"]),
        attempt=row["attempt"],
        priority=row["priority"],
        dropped=dropped,
        megapixels=row["megapixels"],
        pages=row["pages"],
        batch=row["batch"] or "",
        page=row["page"],
        page_name=row["page_name"],
    )
