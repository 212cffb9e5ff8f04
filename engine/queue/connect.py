"""From the setting NURIE_QUEUE_URL to the queue behind it."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError
from engine.queue.base import Queue
from engine.queue.local import LEASE_SECONDS, LocalQueue


def queue_at(url: str, folder: Path, *, lease_seconds: float = LEASE_SECONDS) -> Queue:
    """The queue that `url` names: `sqlite`, kept in `folder`. EngineError for another."""
    if url == "sqlite":
        return LocalQueue(folder, lease_seconds=lease_seconds)
    raise EngineError(f"NURIE_QUEUE_URL is {url!r}: `sqlite` is the only queue of this version")
