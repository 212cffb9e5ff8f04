"""Pictures and results in a JetStream stream: a file is a row of chunks, a message each.

Subjects are nurie.file.<task>.<in or out-...>.<name>.<chunk>, so that whatever was kept for a task goes
with one purge, and also what a killed worker left half written, which the client's own object store
would keep for ever. Writing a file again replaces each chunk by the same bytes. Who names a file knows
its size and names it only once it is whole; what was never named, the service sweeps away.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig

STREAM = "NURIE_FILES"
SUBJECT = "nurie.file"
CHUNK = 512 * 1024
"""Below the megabyte that a server takes by default."""

AT_ONCE = 16
READ_SECONDS = 10.0


def token(text: str) -> str:
    """Any text as one token of a subject, or one key: letters, digits, `-` and `_` stay, the rest is `=XX`."""
    return quote(text, safe="").replace(".", "%2E").replace("~", "%7E").replace("%", "=")


def text_of(token: str) -> str:
    """The text behind a token."""
    return unquote(token.replace("=", "%"))


class Chunks:
    """Files in folders; a folder is `<task>/in` or `<task>/out-<key>`, the parts as tokens."""

    def __init__(self, js: JetStreamContext) -> None:
        self._js = js

    async def open(self) -> None:
        await self._js.add_stream(StreamConfig(STREAM, subjects=[f"{SUBJECT}.>"], max_msgs_per_subject=1))

    async def write(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Store files; all are kept by the server when this returns."""
        some = asyncio.Semaphore(AT_ONCE)

        async def send(subject: str, chunk: bytes) -> None:
            async with some:
                await self._js.publish(subject, chunk)

        async with asyncio.TaskGroup() as sending:
            for name, data in files.items():
                for number in range(_count(len(data))):
                    chunk = data[number * CHUNK : (number + 1) * CHUNK]
                    sending.create_task(send(f"{_subject(folder)}.{token(name)}.{number}", chunk))

    async def read(self, folder: str, sizes: Mapping[str, int]) -> dict[str, bytes]:
        """The named files of a folder, each of the size given; KeyError when they are not all there (any more)."""
        found: dict[str, dict[int, bytes]] = {name: {} for name in sizes}
        missing = sum(map(_count, sizes.values()))
        if missing:
            subjects = [f"{_subject(folder)}.{token(name)}.*" for name in sizes]
            consumer = f"read-{secrets.token_hex(8)}"
            config = ConsumerConfig(
                name=consumer, filter_subjects=subjects, ack_policy=AckPolicy.NONE, inactive_threshold=60.0
            )
            config.mem_storage = True
            info = await self._js.add_consumer(STREAM, config)
            if (info.num_pending or 0) < missing:
                raise KeyError(folder)
            pull = await self._js.pull_subscribe_bind(consumer, STREAM)
            try:
                while missing:
                    for message in await pull.fetch(min(missing, 4 * AT_ONCE), READ_SECONDS):
                        *_, name, number = message.subject.split(".")
                        found[text_of(name)][int(number)] = message.data
                    missing = sum(_count(sizes[name]) - len(chunks) for name, chunks in found.items())
            finally:
                with suppress(NatsError):
                    await pull.unsubscribe()
                    await self._js.delete_consumer(STREAM, consumer)
        files = {name: b"".join(chunks[number] for number in sorted(chunks)) for name, chunks in found.items()}
        if any(len(files[name]) != size for name, size in sizes.items()):
            raise KeyError(folder)
        return files

    async def drop(self, folder: str, *, before: int | None = None) -> None:
        """Delete a folder, or everything of a task; with `before` only what has a smaller number."""
        await self._js.purge_stream(STREAM, seq=before, subject=f"{_subject(folder)}.>")

    async def untouched(self, seconds: float) -> tuple[list[str], int]:
        """The folders into which nothing was written for so long, and the number that what is written next will have.

        By the server's clock, whatever this machine's says.
        """
        state = (await self._js.stream_info(STREAM)).state
        consumer = f"sweep-{secrets.token_hex(8)}"
        # Of each file the first chunk, and of that no more than its time.
        config = ConsumerConfig(
            name=consumer,
            filter_subject=f"{SUBJECT}.*.*.*.0",
            ack_policy=AckPolicy.NONE,
            headers_only=True,
            inactive_threshold=60.0,
            mem_storage=True,
        )
        info = await self._js.add_consumer(STREAM, config)
        newest: dict[str, datetime] = {}
        pull = await self._js.pull_subscribe_bind(consumer, STREAM)
        try:
            left = info.num_pending or 0
            while left > 0:
                try:
                    messages = await pull.fetch(min(left, 256), READ_SECONDS)
                except TimeoutError:
                    # What was deleted since it was counted will not come.
                    left = (await self._js.consumer_info(STREAM, consumer)).num_pending or 0
                    continue
                for message in messages:
                    folder = "/".join(message.subject.split(".")[2:4])
                    moment = message.metadata.timestamp
                    newest[folder] = max(moment, newest.get(folder, moment))
                    left = min(left - 1, message.metadata.num_pending)
        finally:
            with suppress(NatsError):
                await pull.unsubscribe()
                await self._js.delete_consumer(STREAM, consumer)
        old = info.created - timedelta(seconds=seconds)
        return [folder for folder, moment in newest.items() if moment <= old], state.last_seq + 1


def _subject(folder: str) -> str:
    return f"{SUBJECT}.{folder.replace('/', '.')}"


def _count(size: int) -> int:
    return -(-size // CHUNK)
