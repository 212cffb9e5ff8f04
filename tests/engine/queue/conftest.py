"""Both queues, as the service and its workers open them: by the same address, in several objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from engine.queue.base import Queue
from engine.queue.connect import queue_at

LEASE_SECONDS = 0.4

OpenQueue = Callable[[], Awaitable[Queue]]


@pytest.fixture(params=["local", "nats"])
async def open_queue(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenQueue]:
    """Opens the same queue once more at each call, as another process would."""
    opened: list[Queue] = []
    url = "sqlite" if request.param == "local" else request.getfixturevalue("nats_server").url

    async def open_one() -> Queue:
        queue = queue_at(url, tmp_path / "queue", lease_seconds=LEASE_SECONDS)
        await queue.open()
        opened.append(queue)
        return queue

    yield open_one
    for queue in opened:
        await queue.close()


@pytest.fixture
async def service(open_queue: OpenQueue) -> Queue:
    return await open_queue()


@pytest.fixture
async def worker(open_queue: OpenQueue, service: Queue) -> Queue:
    return await open_queue()
