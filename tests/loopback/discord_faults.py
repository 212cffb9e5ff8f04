"""Faults on demand for the loopback Discord, and the log of every request it was sent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler


@dataclass
class Fault:
    """What happens to the next `times` requests whose method and path match.

    The path is searched with a regular expression, so "messages" and r"/callback$" both work. A status
    of 0 lets the request through (once `gate` is set, where there is one); `drop` closes the socket with no
    answer, after the request was carried out if `after` is set.
    """

    path: str
    method: str = ""
    status: int = 0
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    gate: asyncio.Event | None = None
    drop: bool = False
    after: bool = False
    times: int = 1
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        return self.hits < self.times and self.method in ("", method) and re.search(self.path, path) is not None


@dataclass(frozen=True)
class Seen:
    """A request that the server was sent; `path` has no secrets cut out, so do not print it in a bot."""

    method: str
    path: str
    status: int


class Faults:
    """Add faults, then look at `seen` for what the bot did about them."""

    def __init__(self, changed: Callable[[], Awaitable[None]]) -> None:
        self._changed = changed
        self._faults: list[Fault] = []
        self.seen: list[Seen] = []

    def rate_limit(self, path: str, *, method: str = "", retry_after: float = 0.2, times: int = 1) -> Fault:
        """429, as Discord itself sends it: discord.py takes one without `Via` for a ban."""
        return self._add(
            Fault(
                path,
                method,
                status=429,
                body={"message": "You are being rate limited.", "retry_after": retry_after, "global": False},
                headers={"Via": "1.1 loopback", "Retry-After": str(retry_after)},
                times=times,
            )
        )

    def fail(self, path: str, status: int, *, code: int = 0, method: str = "", times: int = 1, text: str = "") -> Fault:
        body = {"message": text or f"loopback fault {status}", "code": code}
        return self._add(Fault(path, method, status=status, body=body, times=times))

    def hold(self, path: str, *, method: str = "", times: int = 1) -> asyncio.Event:
        """Let requests wait until the event that this gives is set."""
        gate = asyncio.Event()
        self._add(Fault(path, method, gate=gate, times=times))
        return gate

    def drop(self, path: str, *, method: str = "", after: bool = False, times: int = 1) -> Fault:
        return self._add(Fault(path, method, drop=True, after=after, times=times))

    def clear(self) -> None:
        self._faults.clear()

    def count(self, path: str, method: str = "") -> int:
        """How many requests matched."""
        return sum(1 for s in self.seen if method in ("", s.method) and re.search(path, s.path))

    def _add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = next((f for f in self._faults if f.matches(request.method, request.path)), None)
        if fault is None:
            return await self._note(request, await handler(request))
        fault.hits += 1
        if fault.gate is not None:
            await fault.gate.wait()
        if fault.drop:
            if fault.after:
                await handler(request)
            if request.transport is not None:
                request.transport.abort()
            return await self._note(request, web.Response(status=499))
        if fault.status:
            await request.read()
            # discord.py reads JSON only under exactly this content type: no charset.
            response = web.json_response(fault.body, status=fault.status, headers=fault.headers)
            response.headers["Content-Type"] = "application/json"
            return await self._note(request, response)
        return await self._note(request, await handler(request))

    async def _note(self, request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
        self.seen.append(Seen(request.method, request.path, response.status))
        await self._changed()
        return response
