"""A discord.py client whose REST and gateway addresses are its own.

discord.py keeps both addresses in class attributes, for every client of the process at once. Here they
belong to one client: requests, websockets and webhook calls of that client alone are sent elsewhere, to
a proxy or to a server on loopback. An empty address leaves Discord's own.
"""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord.http import HTTPClient, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

log = structlog.get_logger("nurie.discord")


def _moved(route: Route, api_url: str) -> Route:
    if api_url and route.url.startswith(Route.BASE):
        route.url = api_url.rstrip("/") + route.url.removeprefix(Route.BASE)
    return route


class _AddressedHTTP(HTTPClient):
    def __init__(self, loop: asyncio.AbstractEventLoop, api_url: str, gateway_url: str) -> None:
        super().__init__(loop)
        self._api_url = api_url
        self._gateway_url = gateway_url

    async def request(self, route: Route, **kwargs: Any) -> Any:
        return await super().request(_moved(route, self._api_url), **kwargs)

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        # The resume address that Discord names is replaced too: a proxy is there to be gone through.
        if self._gateway_url:
            url = str(yarl.URL(self._gateway_url).with_query(yarl.URL(url).query))
        pause = 1.0
        while True:
            try:
                return await super().ws_connect(url, compress=compress)
            except (aiohttp.ClientError, OSError) as error:
                # A shard that fails to come back begins a new session, and what was said meanwhile would be lost:
                # so it is tried here, for as long as discord.py waits.
                log.warning("Discord's gateway cannot be reached", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 15.0)


class _AddressedAdapter(AsyncWebhookAdapter):
    def __init__(self, api_url: str) -> None:
        super().__init__()
        self._api_url = api_url

    async def request(self, route: Route, session: aiohttp.ClientSession, **kwargs: Any) -> Any:
        return await super().request(_moved(route, self._api_url), session, **kwargs)


class AddressedClient(discord.AutoShardedClient):
    """A client at `api_url` (ends in /api/v10) and `gateway_url` (ws or wss), in as many shards as Discord asks for.

    Discord serves one connection of at most 2,500 servers; below that there is one shard.
    """

    def __init__(self, *, api_url: str = "", gateway_url: str = "", **options: Any) -> None:
        self._api_url = api_url
        self._gateway_url = gateway_url
        self._adapter = _AddressedAdapter(api_url)
        super().__init__(**options)

    def _get_state(self, **options: Any) -> Any:
        # The one moment between the making of the HTTP client and of the state that keeps it.
        self.http = _AddressedHTTP(self.loop, self._api_url, self._gateway_url)
        return super()._get_state(**options)

    @property
    def session(self) -> aiohttp.ClientSession:
        """The client's HTTP session; there is one once `login` has begun."""
        return self.http._HTTPClient__session  # type: ignore[attr-defined]

    async def hang_up(self) -> None:
        """Close the connections of a login that failed, so that another one can be tried."""
        await self.http.close()
        self.http.connector = discord.utils.MISSING

    def use_adapter(self) -> contextvars.Token[AsyncWebhookAdapter]:
        """From here on, webhook calls of the current task (and of tasks it starts) go through this client."""
        return async_context.set(self._adapter)
