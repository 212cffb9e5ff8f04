"""Telling the chats: status messages while a job runs, and its end, until the chat has it.

Both go through one lock a job, so that a late progress report can never overwrite a result.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from weakref import WeakValueDictionary

import structlog

from bot import metrics
from bot.delivery import result_parcel
from bot.frontend import ChatGone, FrontEnd, Job, Parcel, Status, TooLarge
from bot.locales import say
from bot.pages import batch_parcel
from bot.status import status_of
from bot.store import Store
from bot.store.deliveries import Delivery
from bot.store.jobs import StoredJob
from engine.errors import UserError

log = structlog.get_logger("nurie.outbox")

BETWEEN_EDITS = 2.0
SHOW_SECONDS = 30.0
DELIVER_SECONDS = 300.0
AT_A_TIME = 16
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
WITHOUT_FRONT_END = 60.0

Current = Callable[[str], Awaitable[tuple[Job, Status] | None]]
Fetch = Callable[[StoredJob, str], Awaitable[bytes]]


class FrontEnds(dict[str, FrontEnd]):
    """The front-ends that run, by platform."""


class Locks:
    """One lock a job, kept while somebody has it in hand."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def __call__(self, job_id: str) -> asyncio.Lock:
        return self._locks.setdefault(job_id, asyncio.Lock())


class Board:
    """Status messages: at most one edit in `BETWEEN_EDITS` seconds a job, and none that says nothing new."""

    def __init__(
        self,
        frontends: FrontEnds,
        locks: Locks,
        current: Current,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._frontends = frontends
        self._locks = locks
        self._current = current
        self._clock = clock
        self._sleep = sleep
        self._shown: dict[str, tuple[float, Status]] = {}
        self._showing: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def said(self, job_id: str, status: Status) -> None:
        """The front-end was told this status directly."""
        self._shown[job_id] = self._clock(), status

    def touch(self, job_id: str) -> None:
        """Something about the job is new: show it as soon as it may be shown."""
        if job_id in self._showing:
            self._again.add(job_id)
        else:
            self._showing[job_id] = asyncio.create_task(self._show(job_id))

    def forget(self, job_id: str) -> None:
        self._again.discard(job_id)
        self._shown.pop(job_id, None)

    async def stop(self) -> None:
        tasks = list(self._showing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _show(self, job_id: str) -> None:
        try:
            while True:
                last, _ = self._shown.get(job_id, (0.0, None))
                await self._sleep(max(0.0, last + BETWEEN_EDITS - self._clock()))
                self._again.discard(job_id)
                async with self._locks(job_id):
                    open_still = await self._show_once(job_id)
                if not open_still or job_id not in self._again:
                    return
        finally:
            del self._showing[job_id]

    async def _show_once(self, job_id: str) -> bool:
        """Show the job's status if it is new; whether the job is still open."""
        current = await self._current(job_id)
        if current is None or not current[0].is_open:
            self.forget(job_id)
            return False
        job, status = current
        frontend = self._frontends.get(job.origin.platform)
        _, shown = self._shown.get(job_id, (0.0, None))
        if frontend is not None and status != shown:
            self.said(job_id, status)
            try:
                await asyncio.wait_for(frontend.show(job, status), SHOW_SECONDS)
            except ChatGone:
                log.info("chat gone, the job goes on", job=job_id)
            except Exception as error:  # the next report, or the result, will be shown
                log.warning("status not shown", job=job_id, error=type(error).__name__)
        return True


class Outbox:
    """Delivers the ends of jobs, again and again until the chat has them."""

    def __init__(self, store: Store, frontends: FrontEnds, locks: Locks, fetch: Fetch) -> None:
        self._store = store
        self._frontends = frontends
        self._locks = locks
        self._fetch = fetch
        self._wake = asyncio.Event()
        self._sending: dict[str, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """There is something new in the outbox, or a front-end has come up."""
        self._wake.set()

    async def run(self) -> None:
        try:
            while True:
                self._wake.clear()
                now = time.time()
                for delivery in await self._store.deliveries.due(now, AT_A_TIME * 2):
                    if delivery.job_id not in self._sending and len(self._sending) < AT_A_TIME:
                        self._sending[delivery.job_id] = asyncio.create_task(self._send(delivery))
                next_due = await self._store.deliveries.next_due()
                # What is being sent is due as well; its end wakes this loop.
                pause = 60.0 if next_due is None or self._sending else max(0.01, next_due - time.time())
                # Not wait_for: in Python 3.11 it drops a cancellation that meets the wake.
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(pause, 60.0)):
                        await self._wake.wait()
        finally:
            tasks = list(self._sending.values())
            await asyncio.wait(tasks, timeout=10.0) if tasks else None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, delivery: Delivery) -> None:
        job_id = delivery.job_id
        deliveries = self._store.deliveries
        try:
            async with self._locks(job_id):
                stored = await self._store.jobs.get(job_id)
                if stored is None or stored.job.is_open:
                    return
                frontend = self._frontends.get(stored.job.origin.platform)
                if frontend is None:
                    await deliveries.later(job_id, time.time() + WITHOUT_FRONT_END, "its platform is not connected")
                    return
                message_id = await asyncio.wait_for(self._tell(frontend, stored), DELIVER_SECONDS)
                await deliveries.sent(job_id, message_id)
                metrics.DELIVERED.labels("sent").inc()
                if stored.job.state == "done":
                    metrics.JOB_SECONDS.observe(time.time() - stored.job.created_at)
                log.info("delivered", job=job_id, state=stored.job.state)
        except ChatGone as error:
            metrics.DELIVERED.labels("gone").inc()
            log.info("chat gone", job=job_id)
            await deliveries.gone(job_id, str(error)[:200])
        except Exception as error:
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**delivery.tries) * random.uniform(0.8, 1.2)
            metrics.DELIVERED.labels("failed").inc()
            log.warning("delivery failed", job=job_id, error=type(error).__name__, again_in=round(pause, 1))
            await deliveries.later(job_id, time.time() + pause, type(error).__name__)
        finally:
            self._sending.pop(job_id, None)
            self._wake.set()

    async def _tell(self, frontend: FrontEnd, stored: StoredJob) -> str | None:
        job = stored.job
        if job.state != "done":
            await frontend.show(job, status_of(job))
            return None
        limit = await frontend.upload_limit(job.origin)
        while True:
            try:
                parcel = await self._parcel(stored, limit)
            except (KeyError, UserError):
                reason = say(job.asker.locale, "error.file.gone")
                await frontend.show(job, Status(say(job.asker.locale, "status.failed", reason=reason)))
                return None
            try:
                return await frontend.deliver(job, parcel)
            except TooLarge:
                # The next smaller form, and at last none: what is said fits everywhere.
                if not parcel.files:
                    raise
                limit = max(len(file.data) for file in parcel.files) - 1

    async def _parcel(self, stored: StoredJob, limit: int) -> Parcel:
        job = stored.job
        if stored.pages:
            return await batch_parcel(job, await self._store.jobs.pages_of(job.id), limit, self._fetch, stored.dropped)
        return await result_parcel(job, limit, lambda name: self._fetch(stored, name), stored.dropped)
