"""The studio's routes: the page, and a small JSON interface of its own under /studio/."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.delivery import FILES, describe
from bot.desk import Desk
from bot.frontend import Ask, Asker, Job, Origin, Status
from bot.locales import language_of, refuse, say, say_error
from bot.settings import Settings
from bot.studio.frontend import UPLOAD_LIMIT, StudioFrontEnd
from bot.studio.guard import Guard, locale
from bot.studio.page import WEB, page
from bot.studio.uploads import read_form
from engine import OUTPUTS, UserError
from engine.catalog import MODELS
from engine.presets import builtin_presets

TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
KINDS = {"png": "image/png", "psd": "image/vnd.adobe.photoshop", "ora": "image/openraster"}
LISTED = 50
FORMS_AT_A_TIME = 4
"""So many are in memory; the others' bodies wait in their browsers."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_routes(app: web.Application, desk: Desk, settings: Settings) -> None:
    """Put the studio on a web server, and make it one of the desk's front-ends."""
    desk.register(StudioFrontEnd())
    studio = Studio(desk, settings)
    app.add_routes(
        [
            web.get("/", studio.page),
            web.get("/studio/web/{name}", studio.file),
            web.get("/studio/options", studio.guarded(studio.options)),
            web.get("/studio/jobs", studio.guarded(studio.jobs)),
            web.post("/studio/jobs", studio.guarded(studio.ask)),
            web.get("/studio/jobs/{job}", studio.guarded(studio.job)),
            web.delete("/studio/jobs/{job}", studio.guarded(studio.delete)),
            web.post("/studio/jobs/{job}/cancel", studio.guarded(studio.cancel)),
            web.get("/studio/jobs/{job}/{name}", studio.guarded(studio.result)),
        ]
    )


class Studio:
    """The handlers. Every answer but files is JSON; an error is {"code", "text"} and, for a hint, "where"."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings
        self.guard = Guard(settings)
        self._most_bytes = int(settings.max_download_mb * 1e6)
        self._room = asyncio.Semaphore(FORMS_AT_A_TIME)

    def guarded(self, handler: Handler) -> Handler:
        """Check who calls, and turn a UserError into an answer that the page can show."""

        async def handle(request: web.Request) -> web.StreamResponse:
            self.guard.check(request)
            if self.guard.asker(request) is None:
                return _error("studio.no_cookie", say(locale(request), "error.studio.no_cookie"), 401)
            try:
                return await handler(request)
            except UserError as error:
                text = say_error(locale(request), error).partition("\n")[0]
                return _error(error.code, text, 422, where=error.where)

        return handle

    def asker(self, request: web.Request) -> Asker:
        asker = self.guard.asker(request)
        assert asker is not None, "guarded() has let only callers with a cookie in"
        return asker

    async def page(self, request: web.Request) -> web.StreamResponse:
        self.guard.check(request)
        text = await asyncio.to_thread(page, language_of(locale(request)))
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
        response = web.Response(text=text, content_type="text/html", headers=headers)
        self.guard.welcome(request, response)
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        self.guard.check(request)
        path = WEB / request.match_info["name"]
        if path.parent != WEB or path.suffix not in TYPES or not path.is_file():
            raise web.HTTPNotFound(text=say(locale(request), "error.studio.unknown"))
        body = await asyncio.to_thread(path.read_bytes)
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=body, content_type=TYPES[path.suffix], charset="utf-8", headers=headers)

    async def options(self, request: web.Request) -> web.StreamResponse:
        """What the page lets one choose, and its limits."""
        return web.json_response(
            {
                "outputs": list(OUTPUTS),
                "presets": list(builtin_presets()),
                "models": MODELS,
                "max_megapixels": self.settings.max_megapixels,
                "max_bytes": self._most_bytes,
                "keep_days": self.settings.keep_days,
            }
        )

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """A sketch and wishes as a multipart form: 202 with the job, once it is durable."""
        asker = self.asker(request)
        async with self._room:
            return await self._accept(request, asker)

    async def _accept(self, request: web.Request, asker: Asker) -> web.StreamResponse:
        form = await read_form(request, self._most_bytes)
        ask_id = form.text("ask") or secrets.token_urlsafe(16)
        ask = Ask(
            # The browser's own number makes a repeated POST the same job, never another asker's.
            ask_id=f"studio:{asker.user_id}:{ask_id[:64]}",
            asker=asker,
            origin=Origin("studio", chat_id=asker.user_id, private=True),
            sketch=form.picture("sketch"),
            references=form.pictures("reference"),
            strokes=form.optional("strokes"),
            text=form.words("text"),
            light=form.text("light"),
            preset=form.text("preset"),
            model=form.text("model"),
            seed=form.number("seed"),
        )
        job, status = await self.desk.ask(ask)
        return web.json_response(_job(job, status.text), status=202)

    async def jobs(self, request: web.Request) -> web.StreamResponse:
        jobs = await self.desk.jobs(self.asker(request), LISTED)
        return web.json_response([_job(job) for job in jobs])

    async def job(self, request: web.Request) -> web.StreamResponse:
        job, status = await self._own(request)
        text = status.text
        if job.state == "done":
            text = describe(job.asker.locale, json.loads(await self.desk.file(job.id, "result.json")))
            text = text.replace("`", '"')  # the page shows plain text
        return web.json_response(_job(job, text))

    async def delete(self, request: web.Request) -> web.StreamResponse:
        return await self._press(request, "delete")

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        return await self._press(request, "cancel")

    async def result(self, request: web.Request) -> web.StreamResponse:
        """One result file; with ?save it is offered as a download."""
        name = FILES.get(request.match_info["name"])
        if name is None:
            raise web.HTTPNotFound(text=say(locale(request), "error.studio.unknown"))
        job, _ = await self._own(request)
        data = await self.desk.file(job.id, name)
        headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
        if "save" in request.query:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return web.Response(body=data, content_type=KINDS[name.rpartition(".")[2]], headers=headers)

    async def _press(self, request: web.Request, action: str) -> web.StreamResponse:
        job, _ = await self._own(request)
        said = await self.desk.press(self.asker(request), job.id, action, UPLOAD_LIMIT)
        return web.json_response({"text": said.text if isinstance(said, Status) else ""})

    async def _own(self, request: web.Request) -> tuple[Job, Status]:
        """The job of the address, if it is the caller's. UserError otherwise, the same for both reasons."""
        job, status = await self.desk.status(request.match_info["job"])
        asker = self.asker(request)
        if (job.asker.platform, job.asker.user_id) != (asker.platform, asker.user_id):
            raise refuse("job.unknown")
        return job, status


def _job(job: Job, text: str = "") -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state,
        "ended": not job.is_open,
        "step": job.step,
        "share": job.share,
        "text": text,
        "created_at": job.created_at,
    }


def _error(code: str, text: str, status: int, where: tuple[int, int] | None = None) -> web.Response:
    body = {"code": code, "text": text, "where": list(where) if where else None}
    return web.json_response(body, status=status, dumps=lambda doc: json.dumps(doc, ensure_ascii=False))
