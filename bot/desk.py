"""The one conversation that all front-ends share: ask, cancel, deliver, press a button.

A job is durable in the store before it is acknowledged. The dispatcher hands it to the engine's queue,
the listener notes how it ends, the outbox tells its chat. Each of the three finds its place again in
the store after a crash, and each repeats safely.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot import metrics
from bot.asides import Asides
from bot.delivery import file_parcel
from bot.dispatch import FairLine
from bot.frontend import Ask, Asker, Follow, FrontEnd, Job, Parcel, Status
from bot.links import Links
from bot.locales import refuse, say
from bot.outbox import Board, FrontEnds, Locks, Outbox
from bot.pace import Pace
from bot.pages import batch_status, zip_parcel
from bot.privacy import Privacy
from bot.reception import Reception
from bot.rules import RuleBook
from bot.sessions import hint_text, light_parcel
from bot.settings import Settings
from bot.status import status_of
from bot.store import Store
from bot.store.jobs import StoredJob, job_of_task, pictures_of
from bot.styles import StyleBook
from engine.errors import UserError
from engine.queue.base import Event, Queue, Task
from engine.request import ColorizeRequest

log = structlog.get_logger("nurie.desk")

BETWEEN_SWEEPS = 600.0
AFTER_FAULT = 1.0
FRONT = 10
"""So many jobs at the head of the line are told when their place changes."""


@dataclass(frozen=True)
class Progress:
    """How far a task is, as the engine said last; `began` is a time as of `time.monotonic()`."""

    step: str
    share: float
    began: float


class Desk:
    """Takes asks from the front-ends, keeps them in the store, and answers through the same front-ends."""

    def __init__(self, settings: Settings, store: Store, queue: Queue) -> None:
        self._settings = settings
        self._store = store
        self._queue = queue
        self.styles = StyleBook(store.styles, store.jobs, store.audit, self._result)
        self.rules = RuleBook(store.rules, store.jobs, settings.user_waiting)
        self.languages = store.languages
        self.inbox = store.inbox
        self.privacy = Privacy(settings, store, self)
        self.asides = Asides(queue, settings.max_megapixels, settings.max_download_mb)
        self._reception = Reception(settings, store, self.styles, self.rules)
        self._pace = Pace(store.paces, settings.device if settings.queue_url == "sqlite" else "fleet")
        self._frontends = FrontEnds()
        self._locks = Locks()
        self._line = FairLine(settings.user_inflight)
        self._live: dict[str, Progress] = {}
        self._batches: dict[str, str] = {}
        """The batch of each open page; an empty text for a job that is none."""
        self._dispatch = asyncio.Event()
        self._board = Board(self._frontends, self._locks, self._current)
        self._outbox = Outbox(store, self._frontends, self._locks, self._result)
        self._links = Links("", b"")
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def links(self) -> Links:
        return self._links

    @property
    def waiting(self) -> int:
        """Jobs that have not been handed to the engine yet."""
        return len(self._line)

    @property
    def inside(self) -> int:
        """Jobs that the engine has."""
        return self._line.inside

    def register(self, frontend: FrontEnd) -> None:
        self._frontends[frontend.platform] = frontend
        self._outbox.wake()

    async def start(self) -> None:
        """Take up the work where it was left, and go on with it in the background."""
        self._links = Links(self._settings.public_url, await self._store.signing_key())
        await self._pace.load()
        for stored in await self._store.jobs.unfinished():
            self._batches[stored.job.id] = stored.batch
            if stored.released:
                # The queue may have been lost, or never have been reached: putting twice is harmless.
                self._line.enter(stored.job.id, stored.user, stored.priority)
                if not await self._hand_over_safely(stored):
                    self._line.put_back(stored.job.id, stored.priority)
            else:
                self._line.add(stored.job.id, stored.user, stored.priority)
        loops = (self._dispatch_jobs, self._listen, self._outbox.run, self._sweep)
        self._tasks = [asyncio.create_task(self._keep_running(loop), name=f"desk:{loop.__name__}") for loop in loops]

    async def stop(self) -> None:
        """Stop working in the background; whatever is unfinished is found again at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._board.stop()

    async def ask(self, ask: Ask | Follow) -> tuple[Job, Status]:
        """Check and store a job; durable when this returns. UserError says what to mend; nothing is kept then.

        The front-end posts a status message *first* ("reading your sketch"), so that `origin.message_id`
        is known, calls this, and edits that message to the status returned (or to the error).
        """
        with metrics.ACCEPT_SECONDS.time():
            try:
                stored = await self._reception.accept(ask)
            except UserError as error:
                metrics.REFUSED.labels(error.code).inc()
                raise
        await self._wait_in_line(stored)
        metrics.ACCEPTED.labels(ask.asker.platform).inc()
        log.info("accepted", job=stored.job.id, platform=ask.asker.platform)
        status = await self._status(stored)
        self._board.said(stored.job.id, status)
        return self._seen(stored), status

    async def _wait_in_line(self, stored: StoredJob) -> None:
        for each in await self._store.jobs.pages_of(stored.job.id) if stored.pages else [stored]:
            if each.job.is_open:
                self._batches[each.job.id] = each.batch
                self._line.add(each.job.id, each.user, each.priority)
        self._dispatch.set()

    async def own(self, asker: Asker, job_id: str) -> Job:
        """A job of the asker's, to go on from. UserError when it is gone, or another's."""
        return self._seen(await self._reception.own(asker, job_id))

    async def job_at(self, platform: str, chat_id: str, message_id: str) -> Job | None:
        """The job, of whomever, that a message of ours speaks of."""
        stored = await self._store.jobs.at(platform, chat_id, message_id)
        return self._seen(stored) if stored else None

    async def speaks_of(self, job_id: str, platform: str, chat_id: str, message_id: str) -> None:
        """A front-end has sent one more message of this job's: a reply to it is one to the result."""
        await self._store.jobs.speaks_of(job_id, platform, chat_id, message_id)

    async def hints(self, asker: Asker, job_id: str) -> str:
        """The present hints of a job as text. UserError when it is gone, or another's."""
        stored = await self._reception.own(asker, job_id)
        pictures = dict.fromkeys(pictures_of(stored.request), b"")  # words alone are read
        return await asyncio.to_thread(lambda: hint_text(ColorizeRequest.from_json(stored.request, pictures)))

    async def press(self, asker: Asker, job_id: str, action: str, limit: int) -> Parcel | Status:
        """A button was pressed: "get:flat" ... "get:psd", "get:ora", "cancel", "delete", "retry", "light".

        A Parcel is to be sent as a new message; a Status replaces the pressed message's text and
        buttons. `limit` is the platform's upload limit in bytes. UserError when the asker may not do
        this, or the job is gone.
        """
        stored = await self._reception.own(asker, job_id)
        verb, _, what = action.partition(":")
        if verb == "get":
            if stored.job.is_open:
                raise refuse("job.running")
            if stored.job.state != "done":
                raise refuse("job.not_done")
            if stored.pages:
                pages = await self._store.jobs.pages_of(job_id)
                return await zip_parcel(stored.job, pages, what, limit, self._result)
            what = "variations" if stored.variations else "regions" if stored.wants == "regions" else what
            return await file_parcel(stored.job, what, limit, lambda name: self._result(stored, name), self._links)
        if action == "light":
            return light_parcel(replace(stored.job, asker=asker))
        deeds = {"cancel": self._cancel, "delete": self._delete, "retry": self._retry}
        if verb not in deeds:
            raise refuse("action.unknown")
        async with self._locks(job_id):
            return await deeds[verb](stored)

    async def jobs(self, asker: Asker, most: int = 10) -> list[Job]:
        """A user's jobs, newest first."""
        return [self._seen(stored) for stored in await self._store.jobs.of_user(asker, most)]

    async def status(self, job_id: str) -> tuple[Job, Status]:
        """How a job stands now. UserError when it is not kept any more."""
        current = await self._current(job_id)
        if current is None:
            raise refuse("job.unknown")
        return current

    async def file(self, job_id: str, name: str) -> bytes:
        """A result file by its name ("layers.psd"), for whoever was allowed to ask. UserError when it is gone."""
        stored = await self._store.jobs.get(job_id)
        try:
            if stored is None:
                raise KeyError(name)
            return await self._result(stored, name)
        except KeyError:
            raise refuse("file.gone") from None

    async def help(self, asker: Asker) -> str:
        return say(asker.locale, "help.text", days=f"{self._settings.keep_days:g}").strip()

    async def _cancel(self, stored: StoredJob) -> Status:
        if not stored.job.is_open:
            raise refuse("job.ended")
        pages = await self._store.jobs.pages_of(stored.job.id) if stored.pages else [stored]
        for page in pages:
            await self._queue.cancel(page.task_id)
        await self._store.jobs.end(stored.job.id, stored.attempt, "cancelled")
        for each in (*pages, stored):
            self._left(each)
        return status_of(replace(stored.job, state="cancelled"))

    async def _delete(self, stored: StoredJob) -> Status:
        pages = await self._store.jobs.pages_of(stored.job.id) if stored.pages else [stored]
        for page in pages:
            if page.job.is_open:
                await self._queue.cancel(page.task_id)
            await self._queue.forget(page.task_id)
        self._store.blobs.drop(await self._store.jobs.delete(stored.job.id))
        for each in (*pages, stored):
            self._left(each)
        return Status(say(stored.job.asker.locale, "status.deleted"))

    async def _retry(self, stored: StoredJob) -> Status:
        terms = await self.rules.terms(stored.job.asker, stored.job.origin)
        terms.check_model(stored.request["model"])
        with terms.told():
            opened = await self._store.jobs.again(stored, terms.limits)
        if not opened:
            raise refuse("job.running" if stored.job.is_open else "job.ended")
        stored = replace(stored, job=replace(stored.job, state="queued"), released=False, attempt=stored.attempt + 1)
        await self._wait_in_line(stored)
        return await self._status(stored)

    def _left(self, stored: StoredJob) -> None:
        """The job needs no engine any more."""
        self._line.leave(stored.job.id)
        self._live.pop(stored.task_id, None)
        self._board.forget(stored.job.id)
        if batch := self._batches.pop(stored.job.id, ""):
            self._board.touch(batch)
        self._dispatch.set()
        self._outbox.wake()
        self._tell_front()

    def _tell_front(self) -> None:
        for job_id in self._line.front(FRONT):
            self._touch(job_id)

    def _touch(self, job_id: str) -> None:
        """Something is new about a job: what tells of it is its own message, or its batch's."""
        self._board.touch(self._batches.get(job_id) or job_id)

    def _seen(self, stored: StoredJob) -> Job:
        """The job with what is known of its progress."""
        if (live := self._live.get(stored.task_id)) is None:
            return stored.job
        return replace(stored.job, step=live.step, share=live.share)

    async def _status(self, stored: StoredJob) -> Status:
        if stored.pages and stored.job.state in ("queued", "running", "done"):
            return self._batch_status(stored, await self._store.jobs.pages_of(stored.job.id))
        job, ahead = self._seen(stored), self._line.ahead(stored.job.id)
        seconds = self._pace.left(stored, job.share, ahead, self._line.running)
        return status_of(job, ahead, stored.variations, seconds, stored.wants)

    def _batch_status(self, stored: StoredJob, pages: list[StoredJob]) -> Status:
        seen = [self._seen(page) for page in pages]
        shares = sum(job.share if job.is_open else 1.0 for job in seen)
        waiting = [page for page in pages if page.job.state == "queued"]
        ahead = self._line.ahead(waiting[0].job.id) if waiting else 0
        last = next((page for page in reversed(pages) if page.job.is_open), None)
        seconds = None
        if last is not None:
            share, before = self._seen(last).share, self._line.ahead(last.job.id)
            seconds = self._pace.left(last, share, before, self._line.running)
        return batch_status(stored.job, pages, shares, ahead, seconds)

    async def _current(self, job_id: str) -> tuple[Job, Status] | None:
        stored = await self._store.jobs.get(job_id)
        return (self._seen(stored), await self._status(stored)) if stored else None

    async def _result(self, stored: StoredJob, name: str) -> bytes:
        return await self._queue.result(stored.task_id, name)

    # Background: each loop is restarted should it fail, for none may stop because of one bad moment.

    async def _keep_running(self, loop: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await loop()
            except Exception:
                log.exception("background work failed, going on", loop=loop.__name__)
            await asyncio.sleep(AFTER_FAULT)

    async def _dispatch_jobs(self) -> None:
        while True:
            self._dispatch.clear()
            while (job_id := self._line.next()) is not None:
                stored = await self._store.jobs.get(job_id)
                if stored is None or not stored.job.is_open:
                    self._line.leave(job_id)
                elif not await self._hand_over_safely(stored):
                    self._line.put_back(job_id, stored.priority)
                    await asyncio.sleep(AFTER_FAULT)
            await self._dispatch.wait()

    async def _hand_over_safely(self, stored: StoredJob) -> bool:
        try:
            await self._hand_over(stored)
        except FileNotFoundError:
            log.error("a sketch is missing on the disk", job=stored.job.id)
            reason = ("file.gone", say("en", "error.file.gone"), {})
            await self._store.jobs.end(stored.job.id, stored.attempt, "failed", reason)
            self._left(stored)
        except Exception:
            log.exception("the engine's queue did not take a job; trying again", job=stored.job.id)
            return False
        return True

    async def _hand_over(self, stored: StoredJob) -> None:
        request = stored.request
        pictures = await self._store.blobs.read(pictures_of(request))
        await self._queue.put(Task(stored.task_id, request, request["model"], stored.priority), pictures)
        if not await self._store.jobs.released(stored.job.id, stored.attempt):
            # Taken back while it was being handed over.
            await self._queue.cancel(stored.task_id)
            await self._queue.forget(stored.task_id)

    async def _listen(self) -> None:
        async for event in self._queue.events():
            try:
                await self._hear(event)
            except Exception:
                log.exception("an event was not understood", task=event.task_id, kind=event.kind)

    async def _hear(self, event: Event) -> None:
        if self.asides.heard(event):
            return
        job_id, attempt = job_of_task(event.task_id)
        if event.kind in ("started", "progress"):
            if event.task_id not in self._live:
                await self._store.jobs.started(job_id, attempt)
                self._line.start(job_id)
                self._tell_front()
            began = self._live[event.task_id].began if event.task_id in self._live else time.monotonic()
            self._live[event.task_id] = Progress(event.step, event.share, began)
            self._touch(job_id)
            return
        reason = (event.code, event.text, dict(event.values)) if event.kind == "failed" else None
        if await self._store.jobs.end(job_id, attempt, event.kind, reason):
            metrics.ENDED.labels(event.kind).inc()
        stored = await self._store.jobs.get(job_id)
        if stored is not None and stored.attempt == attempt and stored.job.state == event.kind == "done":
            await self._queue.acknowledge(event.task_id)
        else:
            await self._queue.forget(event.task_id)
        if stored is not None and stored.attempt == attempt:
            if event.kind == "done" and event.task_id in self._live:
                await self._pace.note(stored, time.monotonic() - self._live[event.task_id].began)
            self._left(stored)
        self._live.pop(event.task_id, None)
        log.info("ended", job=job_id, state=event.kind, code=event.code)

    async def _sweep(self) -> None:
        """Delete what is older than it may be."""
        while True:
            for stored in await self._store.jobs.expired(time.time()):
                async with self._locks(stored.job.id):
                    await self._delete(stored)
                log.info("expired", job=stored.job.id)
            await self._store.jobs.forget_uses(time.time())
            if orphans := await self._store.blobs.drop_orphans(time.time() - BETWEEN_SWEEPS):
                log.info("pictures without a job deleted", count=orphans)
            await asyncio.sleep(BETWEEN_SWEEPS)
