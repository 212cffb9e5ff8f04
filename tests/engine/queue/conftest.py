"""Both queues, as the service and its workers open them: by the same address, in several objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from engine.queue.base import Queue
from engine.queue.connect import queue_at
from engine.queue.nats import NatsQueue
from tests.loopback.nats_server import NatsServer

short_lease = pytest.mark.parametrize("lease_seconds", [0.4])
"""For tests in which a lease runs out, or would."""
beaten_lease = pytest.mark.parametrize("lease_seconds", [3.0])
"""For tests in which somebody must beat in time, on a slow machine too."""

OneQueue = TypeVar("OneQueue", bound=Queue)
OpenQueue = Callable[[], Awaitable[Queue]]
OpenNats = Callable[[], Awaitable[NatsQueue]]


@asynccontextmanager
async def opening(make: Callable[[], OneQueue]) -> AsyncIterator[Callable[[], Awaitable[OneQueue]]]:
    """A function that opens one more queue at each call; all are closed at the end."""
    opened: list[OneQueue] = []

    async def open_one() -> OneQueue:
        queue = make()
        await queue.open()
        opened.append(queue)
        return queue

    yield open_one
    for queue in opened:
        await queue.close()


@pytest.fixture
def lease_seconds() -> float:
    """So long that nobody loses a task by being slow."""
    return 60.0


@pytest.fixture(params=["local", "nats"])
async def open_queue(request: pytest.FixtureRequest, tmp_path: Path, lease_seconds: float) -> AsyncIterator[OpenQueue]:
    """Opens the same queue once more at each call, as another process would."""
    url = "sqlite" if request.param == "local" else request.getfixturevalue("nats_server").url
    async with opening(lambda: queue_at(url, tmp_path / "queue", lease_seconds=lease_seconds)) as open_one:
        yield open_one


@pytest.fixture
async def service(open_queue: OpenQueue) -> Queue:
    return await open_queue()


@pytest.fixture
async def worker(open_queue: OpenQueue, service: Queue) -> Queue:
    return await open_queue()


@pytest.fixture
async def open_nats(nats_server: NatsServer, lease_seconds: float) -> AsyncIterator[OpenNats]:
    async with opening(lambda: NatsQueue(nats_server.url, lease_seconds=lease_seconds)) as open_one:
        yield open_one
