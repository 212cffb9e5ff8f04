"""Where an ask becomes a job: looked at, checked, and stored in one transaction, or refused with a sentence."""

from __future__ import annotations

import asyncio
import secrets
import time

from bot.frontend import Ask, Asker, Follow, Job
from bot.intake import check_picture, is_light, picture_megapixels, prepare
from bot.locales import refuse
from bot.pages import PRIORITY, PageRequest, Reason, page_requests
from bot.rules import RuleBook, Terms
from bot.sessions import follow_request
from bot.settings import Settings
from bot.store import Store
from bot.store.jobs import StoredJob, pictures_of
from bot.styles import Look, StyleBook
from engine.request import ColorizeRequest

DAY = 86400.0


class Reception:
    def __init__(self, settings: Settings, store: Store, styles: StyleBook, rules: RuleBook) -> None:
        self._settings = settings
        self._store = store
        self._styles = styles
        self._rules = rules

    async def accept(self, ask: Ask | Follow) -> StoredJob:
        """Store the job of an ask durably; the one that there is, if it came before. UserError keeps nothing."""
        known = await self._store.jobs.by_ask(ask.ask_id)
        if known is not None:
            return known
        terms = await self._rules.terms(ask.asker, ask.origin)
        model = terms.rules.model_names()[0]
        if pages := await self._pages(ask, model):
            return await self._accept_pages(ask, terms, pages)
        request, dropped, megapixels = await self._request(ask, model)
        terms.check_model(request.model)
        now = time.time()
        expires_at = now + self._settings.keep_days * DAY
        job = Job(secrets.token_hex(8), ask.asker, terms.origin, "queued", created_at=now, expires_at=expires_at)
        new = StoredJob(job, request.to_json(), dropped=dropped, megapixels=megapixels)
        async with self._store.blobs.keeping(request.blobs()) as small:
            with terms.told():
                return await self._store.jobs.add(new, ask.ask_id, small, terms.limits)

    async def _accept_pages(self, ask: Ask | Follow, terms: Terms, pages: list[PageRequest]) -> StoredJob:
        """Store a batch with its pages, in one transaction. Its own request is what the pages have in common."""
        now = time.time()
        expires_at = now + self._settings.keep_days * DAY
        common = next(page.request for page in pages if page.request is not None)
        terms.check_model(common.model)

        def job(reason: Reason | None = None) -> Job:
            state = "queued" if reason is None else "failed"
            new_id = secrets.token_hex(8)
            return Job(new_id, ask.asker, terms.origin, state, reason=reason, created_at=now, expires_at=expires_at)

        dropped = tuple(dict.fromkeys(text for page in pages for text in page.dropped))
        batch = StoredJob(job(), common.to_json(), pages=len(pages), dropped=dropped)
        stored = [
            StoredJob(
                job(page.reason),
                page.request.to_json() if page.request is not None else {},
                priority=PRIORITY,
                megapixels=page.megapixels,
                batch=batch.job.id,
                page=number,
                page_name=page.name,
            )
            for number, page in enumerate(pages, 1)
        ]
        pictures = {d: data for p in pages if p.request is not None for d, data in p.request.blobs().items()}
        async with self._store.blobs.keeping(pictures) as small:
            with terms.told():
                return await self._store.jobs.add(batch, ask.ask_id, small, terms.limits, stored)

    async def _pages(self, ask: Ask | Follow, model: str) -> list[PageRequest]:
        """The pages of a batch that is asked for, or gone on from; none for a single picture."""
        limits = {"max_megapixels": self._settings.max_megapixels, "max_file_mb": self._settings.max_download_mb}
        if isinstance(ask, Ask):
            if not ask.pages:
                return []
            look = await self._look(ask)
            return await asyncio.to_thread(page_requests, ask, look, model=model, **limits)
        if not (await self.own(ask.asker, ask.job_id)).pages:
            return []
        if ask.extras:
            raise refuse("batch.no_strokes")
        look = await self._look(ask)
        pages: list[PageRequest] = []
        for page in await self._store.jobs.pages_of(ask.job_id):
            if not page.request:
                pages.append(PageRequest(page.page_name, None, page.job.reason))
                continue
            before = await self._whole(page)
            request, dropped = await asyncio.to_thread(follow_request, before, ask.action, ask.text, look)
            if request.seeds:
                raise refuse("action.unknown")
            pages.append(PageRequest(page.page_name, request, None, page.megapixels, dropped))
        return pages

    async def _look(self, ask: Ask | Follow) -> Look:
        rules = await self._rules.of(ask.origin.platform, ask.origin.guild_id)
        return (await self._styles.look(ask)).with_models(rules.model_names())

    async def own(self, asker: Asker, job_id: str) -> StoredJob:
        """The asker's job. UserError when it is gone, or another's."""
        stored = await self._store.jobs.get(job_id)
        if stored is None:
            raise refuse("job.unknown")
        if stored.user != (asker.platform, asker.user_id):
            raise refuse("job.not_yours")
        return stored

    async def _request(self, ask: Ask | Follow, model: str) -> tuple[ColorizeRequest, tuple[str, ...], float]:
        """What the engine is to do, the hints that it has no more, and the sketch's size. UserError says what to mend.

        `model` is taken where nothing names one.
        """
        look = await self._look(ask)
        limits = {"max_megapixels": self._settings.max_megapixels, "max_file_mb": self._settings.max_download_mb}
        if isinstance(ask, Follow):
            before, megapixels = await self._before(ask)
            for picture in ask.extras:
                await asyncio.to_thread(check_picture, picture, **limits)
            request, dropped = await asyncio.to_thread(follow_request, before, ask.action, ask.text, look, ask.extras)
            return request, dropped, megapixels
        if is_light(ask):
            request = prepare(ask, look, model=model, **limits)
        else:
            request = await asyncio.to_thread(prepare, ask, look, model=model, **limits)
        return request, (), picture_megapixels(request.sketch)

    async def _before(self, follow: Follow) -> tuple[ColorizeRequest, float]:
        """The request that a wish goes on from, whole, and its sketch's size."""
        stored = await self.own(follow.asker, follow.job_id)
        return await self._whole(stored), stored.megapixels

    async def _whole(self, stored: StoredJob) -> ColorizeRequest:
        """A stored request with its pictures. UserError when they are kept no more."""
        try:
            pictures = await self._store.blobs.read(pictures_of(stored.request))
        except FileNotFoundError:
            raise refuse("file.gone") from None
        return ColorizeRequest.from_json(stored.request, pictures)
