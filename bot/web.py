"""The service's own web server: health, metrics, signed links to results. The studio page adds its routes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web
from prometheus_client import generate_latest

from bot import metrics
from bot.crew import Crew
from bot.desk import Desk
from engine.errors import UserError
from engine.queue.base import Queue

MOST_UPLOAD = 160 * 1024**2
"""A request's body: a sketch and its references, each as large as may be."""

KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".psd": "image/vnd.adobe.photoshop", ".ora": "image/openraster"}


class Routes:
    """`fronts` says how each front-end is: "on", "off", or what is wrong."""

    def __init__(self, desk: Desk, queue: Queue, crew: Crew, fronts: Mapping[str, str]) -> None:
        self._desk = desk
        self._queue = queue
        self._crew = crew
        self._fronts = fronts
        self._since = time.time()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MOST_UPLOAD)
        app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/metrics", self.metrics),
                web.get("/files/{job}/{name}", self.file),
            ]
        )
        return app

    async def health(self, request: web.Request) -> web.Response:
        """200 while asks are taken and worked on, else 503; the body says what is wrong."""
        try:
            depth = await self._queue.depth()
        except Exception:
            depth = None
        alive = len(self._crew.alive)
        well = depth is not None and (alive > 0 or not self._crew.size)
        well = well and all(state in ("on", "off") for state in self._fronts.values())
        report = {
            "status": "ok" if well else "degraded",
            "version": _version(),
            "up_seconds": round(time.time() - self._since),
            "front_ends": dict(self._fronts),
            "workers": {"alive": alive, "wanted": self._crew.size},
            "jobs": {"waiting": self._desk.waiting, "inside": self._desk.inside, "queue": depth},
        }
        return web.json_response(report, status=200 if well else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        metrics.WAITING.set(self._desk.waiting)
        metrics.INSIDE.set(self._desk.inside)
        metrics.WORKERS.set(len(self._crew.alive))
        metrics.DEPTH.set(await self._queue.depth())
        return web.Response(body=generate_latest(metrics.REGISTRY), content_type="text/plain", charset="utf-8")

    async def file(self, request: web.Request) -> web.Response:
        """One result file, for whoever has the link that the bot gave out."""
        job_id, name = request.match_info["job"], request.match_info["name"]
        try:
            query = request.query
            self._desk.links.check(job_id, name, query.get("until", ""), query.get("sign", ""), time.time())
            data = await self._desk.file(job_id, name)
        except UserError as error:
            return web.Response(text=error.text, status=404)
        kind = KINDS.get("." + name.rpartition(".")[2], "application/octet-stream")
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return web.Response(body=data, content_type=kind, headers=headers)


def _version() -> str:
    try:
        return version("nurie")
    except PackageNotFoundError:
        return "unpacked"
