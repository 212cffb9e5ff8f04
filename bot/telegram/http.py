"""The Bot API's client over aiohttp: a crowd costs it a fifth of what it costs the library's own client."""

from __future__ import annotations

import io
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
UPLOAD_SECONDS = 240.0
"""So long may a call with files take; the outbox tries again after that."""


class AiohttpRequest(BaseRequest):
    """One pool of connections. NetworkError and TimedOut name what failed and never the address: it has the token."""

    def __init__(self, connections: int, read_seconds: float = READ_SECONDS) -> None:
        self._connections = connections
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_seconds

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(
                connector=connector, headers={"User-Agent": self.USER_AGENT}, trust_env=True
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        """The status and the body. `read_timeout` is how long, in seconds, an answer may be waited for."""
        if self._session is None:
            raise RuntimeError("the client of the Bot API is not initialized")
        read = read_timeout if isinstance(read_timeout, int | float) else self._read_seconds
        files = request_data.multipart_data if request_data else None
        limits = aiohttp.ClientTimeout(
            total=UPLOAD_SECONDS if files else None, sock_connect=CONNECT_SECONDS, sock_read=read
        )
        try:
            async with self._session.request(method, url, data=_body(request_data), timeout=limits) as answer:
                return answer.status, await answer.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from None


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.multipart_data:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=kind)
    return form
