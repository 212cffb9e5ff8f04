"""The whole service behind a loopback Telegram: real sockets, store, queue, desk and engine."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from PIL import Image, ImageDraw
from pydantic import SecretStr

from bot.desk import Desk
from bot.settings import Settings
from bot.store import Store
from bot.telegram import TelegramFrontEnd
from engine.queue.connect import queue_at
from engine.worker import serve
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_shapes import check_shapes, check_updates

LEASE_SECONDS = 5.0
SETTLE_SECONDS = 0.3


def draw_sketch(width: int = 160, height: int = 120, *, kind: str = "PNG") -> bytes:
    """A face in ink on white paper."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    ink: dict[str, Any] = {"outline": "black", "width": 3}
    draw.ellipse((width * 0.25, height * 0.15, width * 0.75, height * 0.9), **ink)
    draw.ellipse((width * 0.35, height * 0.4, width * 0.45, height * 0.5), **ink)
    draw.ellipse((width * 0.55, height * 0.4, width * 0.65, height * 0.5), **ink)
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def size_of(data: bytes | None) -> tuple[int, int]:
    """(width, height)"""
    assert data is not None
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


class Nurie:
    """The service's parts, each started and stopped as a test tells it. What is kept is in `home`."""

    def __init__(self, tg: LoopbackTelegram, home: Path, **settings: Any) -> None:
        self.tg = tg
        options = {"home": home, "telegram_token": SecretStr(tg.token), "telegram_api_url": tg.url, **settings}
        self.settings = Settings(_env_file=None, **options)  # pyright: ignore[reportCallIssue]
        self.group_rate: int | None = None
        self.desk: Desk
        self.front: TelegramFrontEnd
        self._stack = AsyncExitStack()

    async def start(self, *, workers: int = 1) -> Nurie:
        self._stack = AsyncExitStack()
        store = await self._stack.enter_async_context(Store(self.settings.home))
        queue = await self._stack.enter_async_context(self._queue())
        self.desk = Desk(self.settings, store, queue)
        await self.desk.start()
        self._stack.push_async_callback(self.desk.stop)
        options = {} if self.group_rate is None else {"group_rate": self.group_rate}
        self.front = TelegramFrontEnd(self.settings, self.desk, album_settle=SETTLE_SECONDS, **options)
        if (routes := self.front.routes()) and self.settings.public_url:
            await self._serve(routes)
        self._stack.push_async_callback(self.front.stop)
        await self.front.start()
        self.desk.register(self.front)
        for _ in range(workers):
            await self.hire()
        return self

    async def _serve(self, routes: list[web.RouteDef]) -> None:
        """What the front-end wants served, at the port of the public address."""
        app = web.Application()
        app.add_routes(routes)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        port = int(self.settings.public_url.rpartition(":")[2])
        await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()

    async def hire(self) -> None:
        """A worker with the real engine, until the service is stopped."""
        queue = await self._stack.enter_async_context(self._queue())
        stop = asyncio.Event()
        working = asyncio.create_task(serve(queue, stop=stop, lease_seconds=LEASE_SECONDS, grace_seconds=5.0))

        async def dismiss() -> None:
            stop.set()
            await working

        self._stack.push_async_callback(dismiss)

    async def dealt_with(self) -> None:
        """Until the bot has dealt with every update that there is."""
        await self.tg.wait_acknowledged()
        await self.tg.wait(lambda: not self.front.busy)

    async def stop(self) -> None:
        await self._stack.aclose()

    def _queue(self) -> Any:
        return queue_at(self.settings.queue_url, self.settings.home / "queue", lease_seconds=LEASE_SECONDS)


MakeNurie = Callable[..., Nurie]


@pytest.fixture
async def tg() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram() as server:
        yield server
    check_shapes(server.calls)
    check_updates(brought.update for brought in server.bringer.brought)


@pytest.fixture
async def make_nurie(tg: LoopbackTelegram, tmp_path: Path) -> AsyncIterator[MakeNurie]:
    made: list[Nurie] = []

    def make(**settings: Any) -> Nurie:
        made.append(Nurie(tg, tmp_path / "home", **settings))
        return made[-1]

    yield make
    for nurie in made:
        await nurie.stop()


@pytest.fixture
async def nurie(make_nurie: MakeNurie) -> Nurie:
    return await make_nurie().start()


@pytest.fixture
async def idle(make_nurie: MakeNurie) -> Nurie:
    """A service without a worker: what is asked of it waits."""
    return await make_nurie().start(workers=0)


@pytest.fixture(scope="session")
def sketch() -> bytes:
    return draw_sketch()
