"""A whole service on one machine and in one process: store, queue, desk, a chat, and workers as a test needs."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bot.desk import Desk
from bot.settings import Settings
from bot.store import Store
from engine.queue.base import Queue
from engine.queue.connect import queue_at
from engine.worker import Work, serve
from tests.bot.chat import ChatFrontEnd, ChatServer

LEASE_SECONDS = 5.0
"""No worker dies here, and on a busy machine one may be silent for a second or two."""


def draw_sketch(size: int = 96, *, rings: int = 2) -> bytes:
    """A drawing in ink: rings on white paper, as PNG."""
    picture = Image.new("L", (size, size), 255)
    draw = ImageDraw.Draw(picture)
    for ring in range(rings):
        edge = size * (0.12 + 0.7 * ring / (2 * rings))
        draw.ellipse((edge, edge, size - edge, size - edge), outline=0, width=max(2, size // 48))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


class House:
    """The parts of a service, each started and stopped as a test tells it."""

    def __init__(self, settings: Settings, chat: ChatServer) -> None:
        self.settings = settings
        self.chat = chat
        self.desk: Desk
        self.store: Store
        self.queue: Queue
        self.frontend: ChatFrontEnd
        self._stack = AsyncExitStack()

    async def start(self, *, limit: int = 10_000_000) -> House:
        self._stack = AsyncExitStack()
        self.store = await self._stack.enter_async_context(Store(self.settings.home))
        self.queue = await self._stack.enter_async_context(self.open_queue())
        self.desk = Desk(self.settings, self.store, self.queue)
        self.frontend = ChatFrontEnd(self.chat.url, limit)
        await self.frontend.start()
        self._stack.push_async_callback(self.frontend.stop)
        await self.desk.start()
        self._stack.push_async_callback(self.desk.stop)
        self.desk.register(self.frontend)
        return self

    async def stop(self) -> None:
        await self._stack.aclose()

    def open_queue(self) -> Queue:
        return queue_at(self.settings.queue_url, self.settings.home / "queue", lease_seconds=LEASE_SECONDS)

    async def hire(self, work: Work | None = None) -> None:
        """A worker in this process, until the house is stopped."""
        queue = await self._stack.enter_async_context(self.open_queue())
        stop = asyncio.Event()
        options: Mapping[str, Work] = {} if work is None else {"work": work}
        working = asyncio.create_task(
            serve(queue, stop=stop, lease_seconds=LEASE_SECONDS, grace_seconds=0.1, **options)
        )

        async def dismiss() -> None:
            stop.set()
            await working

        self._stack.push_async_callback(dismiss)


MakeHouse = Callable[..., House]


@pytest.fixture
async def chat() -> AsyncIterator[ChatServer]:
    async with ChatServer().running() as server:
        yield server


@pytest.fixture
async def make_house(tmp_path: Path, chat: ChatServer) -> AsyncIterator[MakeHouse]:
    """Builds a house in this test's folder; settings may be given by name."""
    houses: list[House] = []

    def make(**settings: object) -> House:
        values = {"home": tmp_path / "home", "queue_url": "sqlite", "_env_file": None, **settings}
        house = House(Settings(**values), chat)  # pyright: ignore[reportArgumentType]
        houses.append(house)
        return house

    yield make
    for house in houses:
        await house.stop()


@pytest.fixture
async def house(make_house: MakeHouse) -> House:
    return await make_house().start()


@pytest.fixture(scope="session")
def sketch() -> bytes:
    return draw_sketch()
