"""What every queue promises, asked of each implementation through two connections to it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from engine.queue.base import MAX_TRIES, Event, Lease, Queue, Task
from tests.engine.queue.conftest import OpenQueue, beaten_lease, short_lease

SKETCH = b"sketch bytes"
DIGEST = hashlib.sha256(SKETCH).hexdigest()
BLOBS = {DIGEST: SKETCH}
PATIENCE = 120.0


def task(name: str = "one", **changes: object) -> Task:
    return Task(name, {"sketch": DIGEST, "seed": 7}, **changes)  # pyright: ignore[reportArgumentType]


async def take_one(queue: Queue, wait: float = PATIENCE) -> Lease:
    leases = await queue.take(1, wait)
    assert leases, "nothing to take"
    return leases[0]


async def next_event(events: AsyncIterator[Event], *kinds: str) -> Event:
    """The next event of one of the kinds; of any kind without."""
    async with asyncio.timeout(PATIENCE):
        async for event in events:
            if not kinds or event.kind in kinds:
                return event
    raise AssertionError("the events ended")


async def test_a_task_goes_from_service_to_worker_and_its_result_back(service: Queue, worker: Queue) -> None:
    await service.put(task(batch_key="classical"), BLOBS)
    assert await service.depth() == 1

    lease = await take_one(worker)
    assert lease.task == task(batch_key="classical")
    assert lease.tries == 1
    assert await lease.blobs() == BLOBS
    assert await service.depth() == 0

    await lease.done({"flat.png": b"flat", "layers.psd": b"psd"})
    async with aclosing(service.events()) as events:
        event = await next_event(events, "done")
    assert set(event.files) == {"flat.png", "layers.psd"}
    assert await service.result("one", "layers.psd") == b"psd"
    with pytest.raises(KeyError):
        await service.result("one", "nothing.png")
    with pytest.raises(KeyError):
        await service.result("other", "flat.png")


async def test_pictures_of_every_size_come_through_whole(service: Queue, worker: Queue) -> None:
    pictures = {
        hashlib.sha256(data).hexdigest(): data for size in (0, 1, 65_536, 65_537, 3_000_000) if (data := bytes(size))
    }
    await service.put(task(), pictures)
    await service.put(task(), pictures)
    lease = await take_one(worker)
    assert await lease.blobs() == pictures
    await service.forget("one")
    assert await worker.take(1, 0.1) == []


async def test_putting_twice_gives_one_task(service: Queue, worker: Queue) -> None:
    await asyncio.gather(*(service.put(task(), BLOBS) for _ in range(8)))
    await take_one(worker)
    assert await worker.take(1, 0.1) == []


async def test_an_ended_task_is_not_taken_again_when_it_is_put_again(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    await (await take_one(worker)).done({"a": b"1"})
    await service.put(task(), BLOBS)
    assert await worker.take(1, 0.1) == []
    assert await service.result("one", "a") == b"1"


async def test_a_waiting_worker_is_woken(service: Queue, worker: Queue) -> None:
    waiting = asyncio.create_task(take_one(worker))
    await asyncio.sleep(0.2)
    await service.put(task(), BLOBS)
    assert (await waiting).task.id == "one"


async def test_somebody_waiting_goes_before_a_batch(service: Queue, worker: Queue) -> None:
    for name, priority in (("page-1", 1), ("page-2", 1), ("asker", 0)):
        await service.put(task(name, priority=priority), BLOBS)
    assert [(await take_one(worker)).task.id for _ in range(3)] == ["asker", "page-1", "page-2"]


async def test_a_batch_holds_tasks_of_one_kind(service: Queue, worker: Queue) -> None:
    for name, key in (("a", "x"), ("b", "y"), ("c", "x"), ("d", "x")):
        await service.put(task(name, batch_key=key), BLOBS)
    taken = [await worker.take(8, PATIENCE) for _ in range(2)]
    kinds = [{lease.task.batch_key for lease in leases} for leases in taken]
    assert all(len(kind) == 1 for kind in kinds)
    names = {lease.task.id for leases in taken for lease in leases}
    while leases := await worker.take(8, 0.3):
        assert len({lease.task.batch_key for lease in leases}) == 1
        names |= {lease.task.id for lease in leases}
    assert names == {"a", "b", "c", "d"}


async def test_two_workers_never_hold_the_same_task(open_queue: OpenQueue, service: Queue) -> None:
    names = [f"task-{i}" for i in range(24)]
    await asyncio.gather(*(service.put(task(name), BLOBS) for name in names))
    workers = [await open_queue() for _ in range(3)]

    async def drain(queue: Queue) -> list[str]:
        taken = []
        while leases := await queue.take(1, 0.3):
            taken.append(leases[0].task.id)
            await leases[0].done({"a": b"1"})
        return taken

    taken = [name for each in await asyncio.gather(*map(drain, workers)) for name in each]
    assert sorted(taken) == sorted(names)


@beaten_lease
async def test_a_beating_worker_keeps_its_task(
    service: Queue, worker: Queue, open_queue: OpenQueue, lease_seconds: float
) -> None:
    await service.put(task(), BLOBS)
    lease = await take_one(worker)
    other = await open_queue()
    until = asyncio.get_running_loop().time() + 2 * lease_seconds
    while asyncio.get_running_loop().time() < until:
        assert await lease.beat()
        assert await other.take(1, lease_seconds / 8) == []
    await lease.done({"a": b"1"})


@short_lease
async def test_a_silent_worker_loses_its_task(service: Queue, worker: Queue, open_queue: OpenQueue) -> None:
    await service.put(task(), BLOBS)
    silent = await take_one(worker)
    other = await open_queue()
    again = await take_one(other)
    assert (again.task.id, again.tries) == ("one", 2)
    await again.done({"a": b"second"})
    assert not await silent.beat()


@short_lease
async def test_a_second_finisher_changes_nothing(service: Queue, worker: Queue, open_queue: OpenQueue) -> None:
    await service.put(task(), BLOBS)
    slow = await take_one(worker)
    fast = await take_one(await open_queue())
    await fast.done({"a": b"first"})
    await slow.done({"a": b"late"})
    await slow.fail("x", "late")
    await slow.release("late")
    assert await service.result("one", "a") == b"first"
    async with aclosing(service.events()) as events:
        assert (await next_event(events, "done", "failed")).kind == "done"
    assert await worker.take(1, 0.1) == []


async def test_a_poison_task_fails_with_a_reason(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    for turn in range(1, MAX_TRIES + 1):
        lease = await take_one(worker)
        assert lease.tries == turn
        await lease.release("RuntimeError: no such layer")
    async with aclosing(service.events()) as events:
        event = await next_event(events, "failed")
    assert event.code == "job.poison"
    assert "no such layer" in event.values["cause"]
    assert await worker.take(1, 0.2) == []


@short_lease
async def test_a_task_that_kills_its_workers_fails_too(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    for _ in range(MAX_TRIES):
        await take_one(worker)  # and not a word more: the worker is dead
    async with aclosing(service.events()) as events:
        assert (await next_event(events, "failed")).code == "job.poison"


async def test_a_stopped_worker_gives_back_without_a_mark(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    for _ in range(MAX_TRIES + 2):
        lease = await take_one(worker)
        await lease.release("the worker was stopped", fault=False)
    await (await take_one(worker)).done({"a": b"1"})
    assert await service.result("one", "a") == b"1"


async def test_a_wrong_request_is_not_tried_again(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    await (await take_one(worker)).fail("picture.broken", "The picture is damaged.", {"size": 3})
    async with aclosing(service.events()) as events:
        event = await next_event(events, "failed")
    assert (event.code, event.text, event.values) == ("picture.broken", "The picture is damaged.", {"size": 3})
    assert await worker.take(1, 0.2) == []


async def test_cancel_before_it_is_taken(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    await service.cancel("one")
    assert await worker.take(1, 0.2) == []
    async with aclosing(service.events()) as events:
        assert (await next_event(events)).kind == "cancelled"


async def test_cancel_while_it_is_worked_on(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    lease = await take_one(worker)
    assert await lease.beat()
    await service.cancel("one")
    assert not await lease.beat()
    await lease.done({"a": b"too late"})
    async with aclosing(service.events()) as events:
        assert (await next_event(events, "done", "cancelled")).kind == "cancelled"
    with pytest.raises(KeyError):
        await service.result("one", "a")


async def test_cancel_after_its_end_changes_nothing(service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    await (await take_one(worker)).done({"a": b"1"})
    await service.cancel("one")
    await service.cancel("unknown")
    assert await service.result("one", "a") == b"1"


async def test_progress_is_told(service: Queue, worker: Queue) -> None:
    await service.put(task("taken back"), BLOBS)
    await service.cancel("taken back")
    async with aclosing(service.events()) as events:
        await next_event(events, "cancelled")  # from here on it listens
        await service.put(task(), BLOBS)
        lease = await take_one(worker)
        assert (await next_event(events, "started")).task_id == "one"
        await lease.progress("regions", 0.25)
        event = await next_event(events, "progress")
    assert (event.kind, event.step, event.share) == ("progress", "regions", 0.25)


async def test_an_end_is_told_until_it_is_acknowledged(open_queue: OpenQueue, service: Queue, worker: Queue) -> None:
    await service.put(task(), BLOBS)
    await (await take_one(worker)).done({"a": b"1"})
    for _ in range(2):
        restarted = await open_queue()
        async with aclosing(restarted.events()) as events:
            assert (await next_event(events, "done")).task_id == "one"
    await restarted.acknowledge("one")
    await service.put(task("two"), BLOBS)
    again = await open_queue()
    async with aclosing(again.events()) as events:
        await (await take_one(worker)).done({"a": b"2"})
        assert (await next_event(events, "done")).task_id == "two"


@short_lease
async def test_forgetting_leaves_nothing(service: Queue, worker: Queue, lease_seconds: float) -> None:
    await service.put(task(), BLOBS)
    lease = await take_one(worker)
    await service.forget("one")
    assert not await lease.beat()
    await lease.done({"a": b"1"})
    with pytest.raises(KeyError):
        await service.result("one", "a")
    assert await worker.take(1, 2 * lease_seconds) == []


async def test_pictures_of_many_megabytes_pass(service: Queue, worker: Queue) -> None:
    picture = os.urandom(3_000_000)
    digest = hashlib.sha256(picture).hexdigest()
    await service.put(Task("large", {"sketch": digest}), {digest: picture, DIGEST: SKETCH})
    lease = await take_one(worker)
    assert await lease.blobs() == {digest: picture, DIGEST: SKETCH}
    await lease.done({"layers.psd": picture, "empty": b""})
    assert await service.result("large", "layers.psd") == picture
    assert await service.result("large", "empty") == b""
