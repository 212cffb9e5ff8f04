"""From the setting NURIE_QUEUE_URL to the queue behind it."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError
from engine.queue.base import Queue
from engine.queue.local import LEASE_SECONDS, LocalQueue


def queue_at(url: str, folder: Path, *, lease_seconds: float = LEASE_SECONDS) -> Queue:
    """The queue that `url` names: `sqlite`, kept in `folder`, or a NATS server. EngineError for another."""
    if url == "sqlite":
        return LocalQueue(folder, lease_seconds=lease_seconds)
    if url.startswith(("nats://", "tls://")):
        try:
            from engine.queue.nats import NatsQueue
        except ModuleNotFoundError as error:
            if error.name != "nats":
                raise
            raise EngineError(f"NURIE_QUEUE_URL is {url!r}, which needs: pip install 'nurie[nats]'") from None
        return NatsQueue(url, lease_seconds=lease_seconds)
    raise EngineError(f"NURIE_QUEUE_URL is {url!r}: use `sqlite`, or nats://host:port")
