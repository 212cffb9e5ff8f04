"""What a service hears from a fleet's queue: reports as they pass, and every end until it is acknowledged."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from engine.queue.base import ENDED, MAX_TRIES, Event
from engine.queue.chunks import text_of
from engine.queue.local import BETWEEN_SWEEPS

if TYPE_CHECKING:
    from engine.queue.nats import NatsQueue

log = logging.getLogger("nurie.queue")

STATE = "nurie_state"
STATE_STREAM, STATE_SUBJECT = f"KV_{STATE}", f"$KV.{STATE}"
SILENT = "the worker fell silent"
AFTER_FAULT = 0.5

State = dict[str, Any]
"""A task's entry in the bucket: state, tries, lease, blobs' and files' sizes by name, and how it ended."""


class Listener:
    """One listening to the changes of all tasks' states, through lost connections and restarts of the server."""

    def __init__(self, queue: NatsQueue, client: Client, js: JetStreamContext) -> None:
        self._queue = queue
        self._client = client
        self._js = js
        self._look_seconds = min(1.0, queue.lease_seconds)
        self._news: asyncio.Queue[Event] = asyncio.Queue()
        self._last_tries: dict[str, tuple[int, float]] = {}

    async def events(self) -> AsyncGenerator[Event, None]:
        reports = await self._client.subscribe("nurie.progress.*", cb=self._on_report)
        following = asyncio.create_task(self._follow())
        sweeping = asyncio.create_task(self._sweep())
        try:
            while True:
                next_one = asyncio.ensure_future(self._news.get())
                try:
                    await asyncio.wait((next_one, following), return_when=asyncio.FIRST_COMPLETED)
                    if not next_one.done():
                        following.result()  # it goes on for ever, or raises
                    yield await next_one
                finally:
                    next_one.cancel()
        finally:
            await asyncio.gather(_end(following), _end(sweeping))
            with suppress(NatsError):
                await reports.unsubscribe()

    async def _sweep(self) -> None:
        while True:
            try:
                if count := await self._queue.sweep(BETWEEN_SWEEPS):
                    log.info("%d folders that killed processes left in the queue are deleted", count)
            except (TimeoutError, OSError, NatsError) as error:
                log.warning("the queue could not be swept, trying again: %s", error or type(error).__name__)
            await asyncio.sleep(BETWEEN_SWEEPS)

    async def _on_report(self, message: Msg) -> None:
        report = json.loads(message.data)
        kind = "progress" if report["step"] else "started"
        self._news.put_nowait(Event(report["task"], kind, step=report["step"], share=report["share"]))

    async def _follow(self) -> None:
        while True:
            try:
                await self._follow_once()
            except (TimeoutError, OSError, NatsError) as error:
                # From the start: what is not acknowledged is told again, and repeating harms nobody.
                log.warning("the queue's events are interrupted, trying again: %s", error or type(error).__name__)
                await asyncio.sleep(AFTER_FAULT)

    async def _follow_once(self) -> None:
        consumer = f"states-{secrets.token_hex(8)}"
        config = ConsumerConfig(
            name=consumer,
            filter_subject=f"{STATE_SUBJECT}.>",
            deliver_policy=DeliverPolicy.LAST_PER_SUBJECT,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=60.0,
        )
        await self._js.add_consumer(STATE_STREAM, config)
        pull = await self._js.pull_subscribe_bind(consumer, STATE_STREAM)
        try:
            while True:
                await self._bury_silent()
                with suppress(TimeoutError):
                    for message in await pull.fetch(256, self._look_seconds):
                        self._hear(message)
        finally:
            with suppress(NatsError):
                await pull.unsubscribe()
                await self._js.delete_consumer(STATE_STREAM, consumer)

    def _hear(self, message: Msg) -> None:
        """Sort a change of state: an end is news, a last try is watched."""
        task_id = text_of(message.subject.removeprefix(f"{STATE_SUBJECT}."))
        self._last_tries.pop(task_id, None)
        if not message.data:
            return
        state: State = json.loads(message.data)
        if state["state"] in ENDED and not state.get("told"):
            self._news.put_nowait(_ended(task_id, state))
        elif state["state"] == "taken" and state["tries"] >= MAX_TRIES:
            self._last_tries[task_id] = message.metadata.sequence.stream, time.monotonic()

    async def _bury_silent(self) -> None:
        """Give up the tasks whose last worker is dead: no worker may ever come to find that out.

        The last try's beats are written as states (earlier ones are not), so its silence is seen here by
        this machine's clock alone.
        """
        for task_id, (revision, heard) in list(self._last_tries.items()):
            if time.monotonic() - heard > 2 * self._queue.lease_seconds:
                if (await self._queue.read(task_id))[1] == revision:
                    await self._queue.give_up(task_id, SILENT)
                self._last_tries.pop(task_id, None)


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel a task until it ends: the client takes a cancellation that comes while an answer does for its own."""
    while not task.done():
        task.cancel()
        await asyncio.wait((task,), timeout=0.2)


def _ended(task_id: str, state: State) -> Event:
    return Event(
        task_id,
        state["state"],
        share=1.0 if state["state"] == "done" else 0.0,
        code=state.get("code", ""),
        text=state.get("text", ""),
        files=tuple(state.get("files", ())),
        values=state.get("values", {}),
    )
