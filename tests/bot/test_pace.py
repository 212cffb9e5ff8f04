from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.frontend import Asker, Job, Origin
from bot.pace import Pace, in_words
from bot.store import Store
from bot.store.jobs import StoredJob
from bot.store.paces import KEPT, Measured
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import MakeHouse
from tests.bot.test_desk import Gate, delivered


def stored(megapixels: float, state: str = "queued", seeds: tuple[int, ...] = ()) -> StoredJob:
    job = Job("j", Asker("chat", "ann"), Origin("chat", "c"), state)  # pyright: ignore[reportArgumentType]
    return StoredJob(job, {"model": "classical", "seeds": list(seeds)}, megapixels=megapixels)


async def test_one_odd_job_does_not_move_the_estimate(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        pace = Pace(store.paces, "cpu")
        for seconds in (2.0, 2.2, 300.0, 1.9, 2.1):
            await pace.note(stored(1.0), seconds)
        assert pace.seconds("classical", 1.0) == 2.1
        assert pace.seconds("classical", 4.0) == 8.4
        assert pace.seconds("classical*4", 1.0) is None
        assert pace.seconds("classical", 0.0) is None


async def test_the_nearest_in_size_speak_for_a_job(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        pace = Pace(store.paces, "cpu")
        for _ in range(20):
            await pace.note(stored(0.1), 1.0)  # small ones cost more by the pixel
            await pace.note(stored(8.0), 16.0)
        assert pace.seconds("classical", 0.1) == 1.0
        assert pace.seconds("classical", 10.0) == pytest.approx(20.0)


async def test_what_was_measured_outlives_a_restart_and_is_kept_for_its_device_alone(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        pace = Pace(store.paces, "cpu")
        for number in range(KEPT + 5):
            await pace.note(stored(1.0), float(number))
        await pace.note(stored(1.0, seeds=(1, 2, 3, 4)), 9.0)
    async with Store(tmp_path) as store:
        known = await store.paces.of("cpu")
        assert [m.seconds for m in known if m.work == "classical"] == [float(n) for n in range(5, KEPT + 5)]
        assert Measured("classical*4", 1.0, 9.0) in known
        again, other = Pace(store.paces, "cpu"), Pace(store.paces, "cuda")
        await again.load()
        await other.load()
        assert again.seconds("classical", 1.0) is not None
        assert other.seconds("classical", 1.0) is None


async def test_the_wait_counts_those_before_and_how_many_are_worked_on_at_a_time(tmp_path: Path) -> None:
    async with Store(tmp_path) as store:
        pace = Pace(store.paces, "cpu")
        waiting, running = stored(1.0), stored(1.0, "running")
        assert pace.left(waiting, 0.0, 3, 1) is None
        for _ in range(3):
            await pace.note(waiting, 10.0)
        assert pace.left(waiting, 0.0, 0, 0) is None, "nobody may be there to begin"
        assert pace.left(waiting, 0.0, 0, 1) == 15.0
        assert pace.left(waiting, 0.0, 3, 1) == 45.0
        assert pace.left(waiting, 0.0, 3, 2) == 30.0
        assert pace.left(running, 0.75, 0, 1) == 2.5


def test_durations_are_rounded_as_people_say_them() -> None:
    said = {0.2: "5 s", 5.2: "5 s", 6: "10 s", 18: "20 s", 31: "30 s", 35: "40 s", 51: "50 s", 52: "1 min"}
    said |= {130: "3 min", 64: "1 min", 11 * 60: "15 min", 55 * 60: "55 min", 56 * 60: "1 h", 80 * 60: "2 h"}
    assert {seconds: in_words("en", seconds) for seconds in said} == said
    assert in_words("ja", 20) == "20 秒"
    assert in_words("zh-TW", 300) == "5 分钟"


@given(st.floats(0, 1e6))
def test_a_longer_wait_is_never_said_to_be_shorter(seconds: float) -> None:
    units = {"s": 1, "min": 60, "h": 3600}

    def said(value: float) -> int:
        number, unit = in_words("en", value).split()
        return int(number) * units[unit]

    assert said(seconds) >= seconds * 0.89
    assert said(seconds) <= said(seconds * 1.5 + 1)


async def test_whoever_waits_reads_how_long_it_will_be(make_house: MakeHouse, chat: ChatServer, sketch: bytes) -> None:
    house = await make_house(user_inflight=1).start()
    for _ in range(3):
        await house.store.paces.add("auto", Measured("classical", 0.009216, 40.0))
    await house.stop()
    await house.start()
    gate = Gate()
    await house.hire(gate)
    await house.desk.ask(make_ask("m1", sketch))
    await gate.reached()
    await chat.wait_for(lambda: "m1" in chat.messages and "6 % · about 40 s left" in chat.messages["m1"].text)
    _, status = await house.desk.ask(make_ask("m2", sketch, locale="zh"))
    assert status.text.endswith("\n大约 1 分钟后完成。")
    gate.open.set()
    await delivered(chat, "m2")
    measured = await house.store.paces.of("auto")
    assert [m.megapixels for m in measured] == [0.009216] * 5
    assert all(m.seconds > 0 for m in measured)
