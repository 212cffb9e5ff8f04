"""A chat platform of our own, over real HTTP: a server that keeps messages and can misbehave, and its front-end.

It has what the two real platforms have in common: messages that are edited, files, an upload limit,
a server that is slow, refuses, answers too late, or says that the chat is gone.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import aiohttp
from aiohttp import web

from bot.frontend import Ask, Asker, ChatGone, FrontEnd, Job, Origin, Parcel, Status, TooLarge

LIMIT = 10_000_000


@dataclass
class Message:
    """A message as a member sees it now, and every text that it has had."""

    text: str = ""
    buttons: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    spoiler: bool = False
    texts: list[str] = field(default_factory=list)
    results: int = 0


@dataclass
class ChatServer:
    """`faults` are taken one a delivery: an HTTP status, or "lost" (done, but the answer never arrives)."""

    messages: dict[str, Message] = field(default_factory=dict)
    faults: list[int | str] = field(default_factory=list)
    on_edit: Callable[[Message], Awaitable[None]] | None = None
    """Called when an edit has been applied, before it is answered."""
    url: str = ""
    edited: asyncio.Event = field(default_factory=asyncio.Event)

    async def edit(self, request: web.Request) -> web.StreamResponse:
        fields = await request.post()
        about = json.loads(str(fields["about"]))
        delivery = about["delivery"]
        fault = self.faults.pop(0) if delivery and self.faults else None
        if isinstance(fault, int):
            return web.Response(status=fault)
        message = self.messages.setdefault(request.match_info["message"], Message())
        message.text, message.buttons, message.spoiler = about["text"], about["buttons"], about["spoiler"]
        message.texts.append(about["text"])
        message.results += delivery
        files = {name: part for name, part in fields.items() if isinstance(part, web.FileField)}
        message.files = {name: part.file.read() for name, part in files.items()}
        self.edited.set()
        if self.on_edit is not None:
            await self.on_edit(message)
        if fault == "lost" and request.transport is not None:
            request.transport.abort()
        return web.json_response({"id": request.match_info["message"]})

    async def wait_for(self, condition: Callable[[], bool], seconds: float = 120.0) -> None:
        """Until the condition holds; it is looked at after each edit."""
        async with asyncio.timeout(seconds):
            while not condition():
                self.edited.clear()
                await self.edited.wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[ChatServer]:
        app = web.Application(client_max_size=LIMIT * 4)
        app.router.add_post("/messages/{message}", self.edit)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()


class ChatFrontEnd(FrontEnd):
    platform: ClassVar[str] = "chat"

    def __init__(self, url: str, limit: int = LIMIT) -> None:
        self._url = url
        self.limit = limit
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def show(self, job: Job, status: Status) -> None:
        await self._edit(job, status.text, status.buttons, (), delivery=False)

    async def deliver(self, job: Job, parcel: Parcel) -> str:
        answer = await self._edit(
            job, parcel.caption, parcel.buttons, parcel.files, delivery=True, spoiler=parcel.spoiler
        )
        return answer["id"]

    async def upload_limit(self, origin: Origin) -> int:
        return self.limit

    async def _edit(
        self, job: Job, text: str, buttons: Any, files: Any, *, delivery: bool, spoiler: bool = False
    ) -> dict[str, Any]:
        assert self._session is not None
        form = aiohttp.FormData()
        actions = [button.action for row in buttons for button in row]
        about = {"text": text, "buttons": actions, "delivery": delivery, "spoiler": spoiler}
        form.add_field("about", json.dumps(about))
        for file in files:
            form.add_field(file.name, file.data, filename=file.name)
        async with self._session.post(f"{self._url}/messages/{job.origin.message_id}", data=form) as answer:
            if answer.status == 413:
                raise TooLarge
            if answer.status == 410:
                raise ChatGone("the chat was deleted")
            answer.raise_for_status()
            return await answer.json()


def make_ask(name: str, sketch: bytes, *, user: str = "ann", locale: str = "en", **options: Any) -> Ask:
    """An ask whose status message has the ask's name."""
    origin = Origin("chat", "chat-1", message_id=name, spoiler=options.pop("spoiler", False))
    return Ask(f"chat:{name}", Asker("chat", user, user.title(), locale), origin, sketch, **options)
