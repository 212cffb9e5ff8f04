"""What killed processes leave at the server of a fleet does not stay there for ever."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest
from nats.js import JetStreamContext

from engine.queue import chunks, nats_events
from engine.queue.nats import NatsQueue
from tests.engine.queue.conftest import OpenNats
from tests.engine.queue.nats_process import BLOBS, TASK
from tests.engine.queue.test_contract import next_event, take_one, task
from tests.engine.queue.test_nats import kept_messages
from tests.loopback.nats_server import NatsServer

AGE = 3600.0


@pytest.fixture
def lease_seconds() -> float:
    return 2.0


def half_do(deed: str, server: NatsServer, folder: Path) -> None:
    """kill -9 in the middle of a deed."""
    command = [sys.executable, "-m", "tests.engine.queue.nats_process", deed, server.url]
    with (
        (folder / "deed.log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == b"half\n", (folder / "deed.log").read_text()
        finally:
            process.kill()


async def folders(queue: NatsQueue) -> set[str]:
    return set((await queue.files.untouched(-AGE))[0])


@pytest.mark.parametrize("deed", ["forget", "put"])
async def test_what_a_killed_service_left_is_swept_away_once_it_is_old(
    open_nats: OpenNats, nats_server: NatsServer, tmp_path: Path, deed: str
) -> None:
    await asyncio.to_thread(half_do, deed, nats_server, tmp_path)
    queue = await open_nats()
    await queue.put(task("whole"), BLOBS)
    assert await folders(queue) == {"half=2E1/in", "whole/in"}
    assert await queue.sweep(AGE) == 0, "it may be named soon"
    assert await queue.sweep(-AGE) == 1
    assert await folders(queue) == {"whole/in"}
    assert (await kept_messages(queue))["NURIE_FILES"] == 2, "no chunk is left"
    assert await (await take_one(queue)).blobs() == BLOBS


async def test_a_listening_service_sweeps_by_itself(
    open_nats: OpenNats, nats_server: NatsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nats_events, "BETWEEN_SWEEPS", 0.2)
    await asyncio.to_thread(half_do, "forget", nats_server, tmp_path)
    queue = await open_nats()
    async with aclosing(queue.events()) as events:
        listening = asyncio.ensure_future(next_event(events))
        async with asyncio.timeout(60):
            while await folders(queue):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def test_a_task_whose_put_was_broken_off_can_be_put_again(
    open_nats: OpenNats, nats_server: NatsServer, tmp_path: Path
) -> None:
    await asyncio.to_thread(half_do, "put", nats_server, tmp_path)
    queue = await open_nats()
    left, end = await queue.files.untouched(-AGE)
    await queue.put(TASK, BLOBS)
    for folder in left:
        await queue.files.drop(folder, before=end)
    assert await (await take_one(queue)).blobs() == BLOBS, "what was written since is left"
    assert await queue.sweep(-AGE) == 0


async def test_of_a_finished_task_that_alone_stays_which_counts(
    open_nats: OpenNats, nats_server: NatsServer, tmp_path: Path
) -> None:
    """A worker was killed when its results were at the server, and another one finished the task."""
    await asyncio.to_thread(half_do, "done", nats_server, tmp_path)
    queue = await open_nats()
    assert len(await folders(queue)) == 2
    assert await queue.sweep(-AGE) == 0, "it is not finished"
    lease = await take_one(queue)
    await lease.done({"layers.psd": b"whole"})
    assert await queue.sweep(-AGE) == 1
    assert await queue.result(TASK.id, "layers.psd") == b"whole"
    assert await lease.blobs() == BLOBS
    await queue.forget(TASK.id)
    assert await kept_messages(queue) == {"NURIE_TASKS": 0, "NURIE_FILES": 0, "KV_nurie_state": 0}


async def test_with_nothing_kept_there_is_nothing_to_sweep(open_nats: OpenNats) -> None:
    assert await (await open_nats()).sweep(0) == 0


async def test_what_is_deleted_while_it_is_looked_for_is_not_waited_for_in_vain(
    open_nats: OpenNats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "READ_SECONDS", 0.5)
    queue = await open_nats()
    await queue.put(task("one"), BLOBS)
    bind = queue._js.pull_subscribe_bind

    async def forget_meanwhile(consumer: str, stream: str) -> JetStreamContext.PullSubscription:
        await queue.forget("one")
        return await bind(consumer, stream)

    monkeypatch.setattr(queue._js, "pull_subscribe_bind", forget_meanwhile)
    assert await folders(queue) == set()
