"""What a fleet adds to the contract: processes and the server itself are killed, and nothing is lost."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.queue import nats as nats_module
from engine.queue.chunks import CHUNK, text_of, token
from engine.queue.connect import queue_at
from engine.queue.nats import NatsQueue
from tests.engine.queue.conftest import OpenNats, beaten_lease
from tests.engine.queue.test_contract import BLOBS, PATIENCE, next_event, take_one, task
from tests.loopback.nats_server import NatsServer

TAKE_AND_HOLD = """
import asyncio, sys
from engine.queue.nats import NatsQueue

async def main():
    async with NatsQueue(sys.argv[1], lease_seconds=float(sys.argv[2])) as queue:
        (lease,) = await queue.take(1, 60.0)
        await lease.progress("regions", 0.25)
        print("taken", lease.task.id, lease.tries, flush=True)
        while await lease.beat():
            await asyncio.sleep(float(sys.argv[2]) / 3)

asyncio.run(main())
"""


async def kept_messages(queue: NatsQueue) -> dict[str, int]:
    """How much the server still keeps in each stream."""
    return {info.config.name or "": info.state.messages for info in await queue._js.streams_info()}


@beaten_lease
async def test_a_worker_killed_with_9_has_its_task_taken_again(
    open_nats: OpenNats, nats_server: NatsServer, tmp_path: Path, lease_seconds: float
) -> None:
    service = await open_nats()
    await service.put(task(), BLOBS)
    with (tmp_path / "worker.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", TAKE_AND_HOLD, nats_server.url, str(lease_seconds)),
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
    try:
        assert process.stdout is not None
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"taken one 1\n"
        other = await open_nats()
        assert await other.take(1, 2 * lease_seconds) == []
    finally:
        process.kill()
        await process.wait()
    again = await take_one(other)
    assert (again.task.id, again.tries) == ("one", 2)
    assert await again.blobs() == BLOBS
    await again.done({"a": b"1"})
    assert await service.result("one", "a") == b"1"


@beaten_lease
async def test_a_server_killed_and_started_again_loses_nothing(
    open_nats: OpenNats, nats_server: NatsServer, lease_seconds: float
) -> None:
    service, worker = await open_nats(), await open_nats()
    picture = os.urandom(2 * CHUNK + 17)
    for name in ("ended", "waiting", "taken"):
        await service.put(task(name), BLOBS)
    leases = {lease.task.id: lease for lease in await worker.take(3)}
    await leases["ended"].done({"layers.psd": picture})
    await leases["waiting"].release("stopped", fault=False)
    await service.put(task("fresh"), BLOBS)

    nats_server.kill()
    await asyncio.to_thread(nats_server.start)

    # The same connections go on, and the worker that held a task through it may still end it.
    await leases["taken"].done({"a": b"held"})
    rest = [await take_one(worker) for _ in range(2)]
    assert {lease.task.id for lease in rest} == {"waiting", "fresh"}
    for lease in rest:
        assert await lease.blobs() == BLOBS
        await lease.done({"a": b"1"})
    async with aclosing(service.events()) as events:
        told = {(await next_event(events, "done")).task_id for _ in range(4)}
    assert told == {"ended", "waiting", "taken", "fresh"}
    assert await service.result("ended", "layers.psd") == picture
    assert await service.result("taken", "a") == b"held"
    assert await worker.take(1, 2 * lease_seconds) == []


@beaten_lease
async def test_a_listener_hears_on_after_the_server_was_killed(open_nats: OpenNats, nats_server: NatsServer) -> None:
    service, worker = await open_nats(), await open_nats()
    async with aclosing(service.events()) as events:
        await service.put(task("before"), BLOBS)
        await (await take_one(worker)).done({"a": b"1"})
        assert (await next_event(events, "done")).task_id == "before"
        await service.acknowledge("before")

        nats_server.kill()
        await asyncio.to_thread(nats_server.start)

        await service.put(task("after"), BLOBS)
        await (await take_one(worker)).done({"a": b"2"})
        assert (await next_event(events, "done")).task_id == "after"


async def test_what_ended_or_was_forgotten_leaves_no_work_and_no_files(open_nats: OpenNats) -> None:
    service, worker = await open_nats(), await open_nats()
    for name in ("done", "failed", "cancelled", "forgotten"):
        await service.put(task(name), BLOBS)
    leases = {lease.task.id: lease for lease in await worker.take(4)}
    await leases["done"].done({"a": b"1"})
    await leases["failed"].fail("x", "No.")
    await service.cancel("cancelled")
    await service.forget("forgotten")
    assert (await kept_messages(service))["NURIE_TASKS"] == 0
    # Chunks that a killed worker had written before it could name them go, too.
    await worker.files.write("done/out-half", {"a": b"half"})
    for name in ("done", "failed", "cancelled"):
        await service.forget(name)
    assert await kept_messages(service) == {"NURIE_TASKS": 0, "NURIE_FILES": 0, "KV_nurie_state": 0}


async def test_a_put_cut_short_before_its_message_was_sent_is_mended_by_the_next(open_nats: OpenNats) -> None:
    service, worker = await open_nats(), await open_nats()
    await service.put(task("one.0"), BLOBS)
    await service._drop_message("one.0")
    assert await worker.take(1, 0.1) == []
    await service.put(task("one.0"), BLOBS)
    assert (await take_one(worker)).task.id == "one.0"


async def test_a_result_whose_chunks_are_gone_is_no_result(open_nats: OpenNats) -> None:
    service, worker = await open_nats(), await open_nats()
    await service.put(task(), BLOBS)
    await (await take_one(worker)).done({"a": b"1"})
    await service.files.drop("one")
    with pytest.raises(KeyError):
        await service.result("one", "a")


async def test_no_server_is_one_sentence_without_the_password(
    tmp_path: Path, nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nats_module, "CONNECT_SECONDS", 0.5)
    nats_server.kill()
    queue = queue_at(nats_server.url.replace("//", "//nurie:secret@"), tmp_path)
    with pytest.raises(EngineError, match="nats-server -js") as caught:
        await queue.open()
    assert "127.0.0.1" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["4f0c.1", "layers.psd", "a b*>~=%/塗り絵", "plain_-Z9"])
def test_a_token_holds_any_text(text: str) -> None:
    assert text_of(token(text)) == text
    assert not set(token(text)) & set(".*> %/")
