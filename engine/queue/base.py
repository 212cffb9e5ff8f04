"""The queue's seam: durable tasks from the service to the engine, progress and results back.

Two implementations stand behind it: `local` (SQLite and a folder of blobs, worker processes on this
machine) and `nats` (JetStream, workers anywhere). Every call is safe to repeat: a task is known by its
id, so putting, finishing or cancelling one twice changes nothing. Delivery to workers is at least
once; a worker that dies loses its lease, and the task is taken again, three times at most.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

MAX_TRIES = 3
"""A task taken this often without an end is poison: it fails with a reason and is not taken again."""

EventKind = Literal["started", "progress", "done", "failed", "cancelled"]
ENDED = ("done", "failed", "cancelled")
"""The kinds after which no other comes; a task's states of the same names."""


@dataclass(frozen=True)
class Task:
    """Work for an engine. `request` is `ColorizeRequest.to_json()`; its pictures travel as blobs.

    Tasks with the same `batch_key` may run as one batch. A smaller `priority` goes first: 0 is somebody
    waiting, 1 a page of a batch.
    """

    id: str
    request: dict[str, Any]
    batch_key: str = ""
    priority: int = 0


@dataclass(frozen=True)
class Event:
    """Something that happened to a task. `done` carries result files' names; `failed` a code and a text.

    After `failed` there is nothing to try again: the queue itself has tried what could be.
    """

    task_id: str
    kind: EventKind
    step: str = ""
    share: float = 0.0
    code: str = ""
    text: str = ""
    files: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


class Lease(ABC):
    """A task in the hands of one worker, until it ends it or its heartbeat stops."""

    task: Task
    tries: int

    @abstractmethod
    async def blobs(self) -> dict[str, bytes]:
        """The request's pictures by digest."""

    @abstractmethod
    async def beat(self) -> bool:
        """Keep the lease; False when the task was cancelled or given to another worker: stop work."""

    @abstractmethod
    async def progress(self, step: str, share: float) -> None:
        """Tell the service how far the task is; may be dropped when the service is slow."""

    @abstractmethod
    async def done(self, files: Mapping[str, bytes]) -> None:
        """Store the result files and end the task. A second finisher changes nothing."""

    @abstractmethod
    async def fail(self, code: str, text: str, values: Mapping[str, Any] | None = None) -> None:
        """End the task with a reason: the request is at fault, so trying again is no use."""

    @abstractmethod
    async def release(self, reason: str, *, fault: bool = True) -> None:
        """Give the task back for another try.

        A `fault` of ours counts: after `MAX_TRIES` the task fails with the reason. A worker that is only
        being stopped gives its task back without a mark.
        """


class Queue(ABC):
    """One queue; open it with `async with`. The service puts and listens, workers take."""

    async def __aenter__(self) -> Queue:
        await self.open()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    async def put(self, task: Task, blobs: Mapping[str, bytes]) -> None:
        """Make the task durable, with its pictures; when this returns, no crash loses it."""

    @abstractmethod
    async def cancel(self, task_id: str) -> None:
        """Take a task back: it is not started, or its worker stops at the next step."""

    @abstractmethod
    def events(self) -> AsyncGenerator[Event, None]:
        """What happens from now on, and every end (done, failed, cancelled) not yet acknowledged."""

    @abstractmethod
    async def acknowledge(self, task_id: str) -> None:
        """The service has noted the task's end: do not tell it again."""

    @abstractmethod
    async def result(self, task_id: str, name: str) -> bytes:
        """One result file of a finished task; KeyError when there is none (any more)."""

    @abstractmethod
    async def forget(self, task_id: str) -> None:
        """Delete a task and everything kept for it."""

    @abstractmethod
    async def take(self, most: int = 1, wait: float = 5.0) -> list[Lease]:
        """Up to `most` tasks of one batch_key, or [] after `wait` seconds without any."""

    @abstractmethod
    async def depth(self) -> int:
        """How many tasks wait."""
