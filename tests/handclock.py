"""A clock that only the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from heapq import heappop, heappush
from itertools import count
from typing import TypeVar

T = TypeVar("T")


class HandClock:
    """Time stands still until all have done what they can do now, and then goes on to the next who sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._sleeping, (self.now + seconds, next(self._numbers), wake))
        await wake

    async def let(self, work: Awaitable[T]) -> T:
        """Move the clock on until the work is done."""
        task = asyncio.ensure_future(work)
        while not task.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleeping and not task.done():
                self.now, _, wake = heappop(self._sleeping)
                if not wake.done():
                    wake.set_result(None)
        return task.result()
