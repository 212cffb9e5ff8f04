"""The queue of a fleet, over NATS JetStream: workers on any machine pull, and need no open port.

    stream NURIE_TASKS   work queue, nurie.task.<priority>.<task>: a message for each task that has not ended
    bucket nurie_state   a key a task: who has it, how often it was taken, how it ended
    stream NURIE_FILES   its pictures and results, in chunks (engine/queue/chunks.py)
    nurie.progress.<task>, nurie.wake   passing messages: reports, and a nudge that there is work

Every change of a task's state compares and sets, so the first end written is the end. The server takes
one message a subject, so a task put twice is there once. A worker holds a message by saying `in progress`;
the server gives it to another one when that stops. What a service put belongs to it alone: two services
need an account of the server each, or a server each.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any
from urllib.parse import urlsplit

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    KeyValueConfig,
    RetentionPolicy,
    StreamConfig,
)
from nats.js.errors import APIError, KeyNotFoundError, KeyWrongLastSequenceError

from engine.errors import EngineError
from engine.queue.base import ENDED, MAX_TRIES, Event, Lease, Queue, Task
from engine.queue.chunks import Chunks, text_of, token
from engine.queue.local import LEASE_SECONDS, POISON
from engine.queue.nats_events import SILENT, STATE, STATE_STREAM, STATE_SUBJECT, Listener, State

log = logging.getLogger("nurie.queue")

TASKS = "NURIE_TASKS"
PRIORITIES = (0, 1)
LOOK_SECONDS = 1.0
"""A nudge may be lost, and a silent worker's task makes none: an idle worker looks this often by itself."""

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0


class NatsQueue(Queue):
    """`Queue` at a NATS server. A worker that has not beaten for `lease_seconds` has lost its task.

    Whoever opens the queue sets the server's waiting time, so use the same `lease_seconds` everywhere.
    """

    def __init__(self, url: str, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._url = url
        self.lease_seconds = lease_seconds
        self._work = asyncio.Event()

    async def open(self) -> None:
        """Connect, and make what is missing on the server. EngineError when it cannot be reached."""
        self._client = Client()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._client.connect(
                    self._url,
                    name="nurie",
                    connect_timeout=2,
                    reconnect_time_wait=1,
                    max_reconnect_attempts=-1,
                    error_cb=_on_error,
                )
                self._js = self._client.jetstream(timeout=ANSWER_SECONDS)
                await self._make()
                await self._client.subscribe("nurie.wake", cb=self._on_wake)
        except (TimeoutError, OSError, NatsError) as error:
            await self._client.close()
            reason = str(error) or type(error).__name__
            raise EngineError(
                f"no queue at {_without_password(self._url)} ({reason}): start `nats-server -js` there, "
                "or correct NURIE_QUEUE_URL"
            ) from None

    async def close(self) -> None:
        await self._client.close()

    async def put(self, task: Task, blobs: Mapping[str, bytes]) -> None:
        known, _ = await self.read(task.id)
        if known is not None and known["state"] != "waiting":
            return
        await self.files.write(f"{token(task.id)}/in", blobs)
        sizes = {digest: len(data) for digest, data in blobs.items()}
        with suppress(KeyWrongLastSequenceError):  # put before, and perhaps killed before the message was sent
            await self._state.create(token(task.id), _encode({"state": "waiting", "tries": 0, "blobs": sizes}))
        message = {"id": task.id, "request": task.request, "batch_key": task.batch_key, "priority": task.priority}
        priority = min(max(task.priority, PRIORITIES[0]), PRIORITIES[-1])
        try:
            await self._js.publish(f"nurie.task.{priority}.{token(task.id)}", _encode(message))
        except APIError as error:
            if "per subject" not in (error.description or ""):  # it waits there already
                raise
        await self.wake()

    async def cancel(self, task_id: str) -> None:
        await self.end(task_id, "cancelled")

    async def events(self) -> AsyncGenerator[Event, None]:
        async with aclosing(Listener(self, self._client, self._js).events()) as events:
            async for event in events:
                yield event

    async def acknowledge(self, task_id: str) -> None:
        await self.change(task_id, lambda state: {**state, "told": True} if state["state"] in ENDED else None)

    async def result(self, task_id: str, name: str) -> bytes:
        state, _ = await self.read(task_id)
        if state is None or state["state"] != "done" or name not in state["files"]:
            raise KeyError(name)
        folder = f"{token(task_id)}/out-{state['finisher']}"
        return (await self.files.read(folder, {name: state["files"][name]}))[name]

    async def forget(self, task_id: str) -> None:
        await self._drop_message(task_id)
        await self._js.purge_stream(STATE_STREAM, subject=f"{STATE_SUBJECT}.{token(task_id)}")
        await self.files.drop(token(task_id))

    async def sweep(self, seconds: float) -> int:
        """Delete what killed processes left: files of tasks that are no more, and results that no state names.

        What was written in the last `seconds` is left, for it may be named soon. How many folders it was.
        """
        folders, end = await self.files.untouched(seconds)
        states: dict[str, State | None] = {}
        count = 0
        for folder in folders:
            task, _, part = folder.partition("/")
            if task not in states:
                states[task], _ = await self.read(text_of(task))
            state = states[task]
            if state is None or (state["state"] == "done" and part not in ("in", f"out-{state['finisher']}")):
                await self.files.drop(folder, before=end)
                count += 1
        return count

    async def take(self, most: int = 1, wait: float = 5.0) -> list[Lease]:
        until = time.monotonic() + wait
        while True:
            self._work.clear()
            for priority in PRIORITIES:
                if leases := await self._take_from(priority, most):
                    return leases
            left = until - time.monotonic()
            if left <= 0:
                return []
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, LOOK_SECONDS)):
                    await self._work.wait()

    async def depth(self) -> int:
        """How many tasks were never taken; one that was given back is not counted until it is taken again."""
        infos = [await self._js.consumer_info(TASKS, _consumer(priority)) for priority in PRIORITIES]
        return sum(info.num_pending or 0 for info in infos)

    # What leases share with the queue.

    async def wake(self) -> None:
        """Nudge idle workers."""
        await self._client.publish("nurie.wake")

    async def report(self, task_id: str, step: str, share: float) -> None:
        report = {"task": task_id, "step": step, "share": share}
        await self._client.publish(f"nurie.progress.{token(task_id)}", _encode(report))

    async def read(self, task_id: str) -> tuple[State | None, int]:
        """A task's state and its revision; (None, 0) for an unknown task."""
        try:
            entry = await self._state.get(token(task_id))
        except KeyNotFoundError:
            return None, 0
        return json.loads(entry.value or b"{}"), entry.revision or 0

    async def change(self, task_id: str, new: Callable[[State], State | None]) -> State | None:
        """Set a task's state to what `new` makes of it; None when the task is unknown, or `new` says so."""
        while True:
            state, revision = await self.read(task_id)
            changed = None if state is None else new(state)
            if changed is None:
                return None
            with suppress(KeyWrongLastSequenceError):  # somebody else was faster: look again
                await self._state.update(token(task_id), _encode(changed), last=revision)
                return changed

    async def end(self, task_id: str, kind: str, **details: Any) -> bool:
        """End a task that has not ended; whether it did."""
        ended = await self.change(
            task_id, lambda state: None if state["state"] in ENDED else {**state, "state": kind, **details}
        )
        if ended is not None:
            await self._drop_message(task_id)
        return ended is not None

    async def give_up(self, task_id: str, cause: str) -> None:
        """End a task that was tried too often."""
        text = f"Colouring this picture failed {MAX_TRIES} times, so it was given up."
        await self.end(task_id, "failed", code=POISON, text=text, values={"tries": MAX_TRIES, "cause": cause})

    # Inside.

    async def _make(self) -> None:
        subjects = [f"nurie.task.{priority}.*" for priority in PRIORITIES]
        await self._js.add_stream(
            StreamConfig(
                TASKS,
                subjects=subjects,
                retention=RetentionPolicy.WORK_QUEUE,
                discard=DiscardPolicy.NEW,
                max_msgs_per_subject=1,
                discard_new_per_subject=True,
            )
        )
        for priority, subject in zip(PRIORITIES, subjects, strict=True):
            name = _consumer(priority)
            await self._js.add_consumer(
                TASKS,
                ConsumerConfig(
                    name=name,
                    durable_name=name,
                    filter_subject=subject,
                    ack_policy=AckPolicy.EXPLICIT,
                    ack_wait=self.lease_seconds,
                    max_ack_pending=10_000,
                ),
            )
        self._state = await self._js.create_key_value(KeyValueConfig(STATE))
        self.files = Chunks(self._js)
        await self.files.open()

    async def _on_wake(self, message: Msg) -> None:
        self._work.set()

    async def _drop_message(self, task_id: str) -> None:
        await self._js.purge_stream(TASKS, subject=f"nurie.task.*.{token(task_id)}")

    async def _next_message(self, priority: int) -> Msg | None:
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{TASKS}.{_consumer(priority)}"
        ask = b'{"batch": 1, "no_wait": true}'
        # Old style, for a task comes under its own subject, which the client's shared inbox does not know.
        message = await self._client.request(subject, ask, timeout=ANSWER_SECONDS, old_style=True)
        # An answer without a place to acknowledge it is no task but a status: there is none.
        return message if message.reply else None

    async def _take_from(self, priority: int, most: int) -> list[Lease]:
        leases: list[Lease] = []
        others: list[Msg] = []
        while len(leases) < most and len(others) <= most:
            message = await self._next_message(priority)
            if message is None:
                break
            task = Task(**json.loads(message.data))
            if leases and task.batch_key != leases[0].task.batch_key:
                others.append(message)
            elif (lease := await self._lease(task, message)) is not None:
                leases.append(lease)
        for message in others:
            await message.nak()
        if others:
            await self.wake()
        return leases

    async def _lease(self, task: Task, message: Msg) -> Lease | None:
        # The server gives a message again only when its worker was silent for too long, or gave it back.
        key = secrets.token_hex(8)
        too_often = False

        def mine(state: State) -> State | None:
            nonlocal too_often
            too_often = state["state"] not in ENDED and state["tries"] >= MAX_TRIES
            if too_often or state["state"] in ENDED:
                return None
            return {**state, "state": "taken", "tries": state["tries"] + 1, "lease": key}

        state = await self.change(task.id, mine)
        if state is None:
            if too_often:
                await self.give_up(task.id, SILENT)
            await message.term()
            return None
        await self.report(task.id, "", 0.0)
        return NatsLease(self, task, state, message)


class NatsLease(Lease):
    def __init__(self, queue: NatsQueue, task: Task, state: State, message: Msg) -> None:
        self.task = task
        self.tries = state["tries"]
        self._queue = queue
        self._key: str = state["lease"]
        self._sizes: dict[str, int] = state["blobs"]
        self._message = message

    async def blobs(self) -> dict[str, bytes]:
        return await self._queue.files.read(f"{token(self.task.id)}/in", self._sizes)

    async def beat(self) -> bool:
        if self.tries < MAX_TRIES:
            state, _ = await self._queue.read(self.task.id)
        else:
            # The last try's sign of life is written, for whoever buries it must see it: see `nats_events`.
            state = await self._queue.change(self.task.id, lambda state: state if self._mine(state) else None)
        if state is None or not self._mine(state):
            return False
        await self._message.in_progress()
        return True

    async def progress(self, step: str, share: float) -> None:
        await self._queue.report(self.task.id, step, share)

    async def done(self, files: Mapping[str, bytes]) -> None:
        state, _ = await self._queue.read(self.task.id)
        if state is None or state["state"] in ENDED:
            return
        finisher = secrets.token_hex(8)
        folder = f"{token(self.task.id)}/out-{finisher}"
        await self._queue.files.write(folder, files)
        sizes = {name: len(data) for name, data in files.items()}
        # Whoever finishes first has the right result, even without the lease: the same request gives the
        # same bytes. Only an ended task is left alone.
        if not await self._queue.end(self.task.id, "done", files=sizes, finisher=finisher):
            await self._queue.files.drop(folder)

    async def fail(self, code: str, text: str, values: Mapping[str, Any] | None = None) -> None:
        await self._queue.end(self.task.id, "failed", code=code, text=text, values=dict(values or {}))

    async def release(self, reason: str, *, fault: bool = True) -> None:
        def give_back(state: State) -> State | None:
            return {**state, "state": "waiting", "tries": tries, "lease": ""} if self._mine(state) else None

        tries = self.tries if fault else self.tries - 1
        if await self._queue.change(self.task.id, give_back) is None:
            return
        if tries >= MAX_TRIES:
            await self._queue.give_up(self.task.id, reason)
        else:
            await self._message.nak()
            await self._queue.wake()

    def _mine(self, state: State) -> bool:
        return state["state"] == "taken" and state["lease"] == self._key


def _consumer(priority: int) -> str:
    return f"engines-{priority}"


def _encode(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, default=str).encode()


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


async def _on_error(error: Exception) -> None:
    log.warning("the connection to the queue: %s", error or type(error).__name__)
