from __future__ import annotations

import asyncio

import pytest

from bot.frontend import Asker, FrontEnd, Job, Origin, Parcel, Status
from bot.outbox import BETWEEN_EDITS, Board, FrontEnds, Locks
from bot.store.deliveries import Delivery
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, MakeHouse
from tests.handclock import HandClock

ANN = Asker("chat", "ann")


async def settled(house: House, job_id: str, state: str) -> Delivery:
    """The job's delivery, once it is in that state."""
    async with asyncio.timeout(120):
        while (delivery := await house.store.deliveries.get(job_id)) is None or delivery.state != state:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return delivery


async def test_a_delivery_is_tried_until_the_chat_takes_it(house: House, chat: ChatServer, sketch: bytes) -> None:
    chat.faults = [500, 429]
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await chat.wait_for(lambda: "m1" in chat.messages and chat.messages["m1"].results > 0)
    delivery = await settled(house, job.id, "sent")
    assert (delivery.tries, delivery.message_id) == (2, "m1")
    assert chat.messages["m1"].results == 1


async def test_an_answer_that_is_lost_edits_the_same_message_again(
    house: House, chat: ChatServer, sketch: bytes
) -> None:
    chat.faults = ["lost"]
    await house.hire()
    await house.desk.ask(make_ask("m1", sketch))
    await chat.wait_for(lambda: "m1" in chat.messages and chat.messages["m1"].results == 2)
    assert list(chat.messages) == ["m1"]


async def test_a_chat_that_is_gone_is_not_asked_again_and_the_result_is_kept(
    house: House, chat: ChatServer, sketch: bytes
) -> None:
    chat.faults = [410]
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await settled(house, job.id, "gone")
    assert await house.store.deliveries.next_due() is None
    (kept,) = await house.desk.jobs(ANN)
    assert kept.state == "done"
    assert isinstance(await house.desk.press(ANN, job.id, "get:flat", 10_000_000), Parcel)


async def test_a_result_too_large_for_the_chat_is_shown_smaller(
    make_house: MakeHouse, chat: ChatServer, sketch: bytes
) -> None:
    house = await make_house().start(limit=10)
    await house.hire()
    await house.desk.ask(make_ask("m1", sketch))
    await chat.wait_for(lambda: "m1" in chat.messages and chat.messages["m1"].results > 0)
    assert not chat.messages["m1"].files
    assert "limit" in chat.messages["m1"].text


async def test_what_the_chat_refuses_as_too_large_comes_in_the_next_smaller_form(
    house: House, chat: ChatServer, sketch: bytes
) -> None:
    chat.faults = [413]
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await chat.wait_for(lambda: "m1" in chat.messages and chat.messages["m1"].results > 0)
    await settled(house, job.id, "sent")
    refused = await house.desk.file(job.id, "rendered.png")
    smaller = chat.messages["m1"].files
    assert "rendered.png" not in smaller
    assert all(len(data) < len(refused) for data in smaller.values())
    assert "limit" in chat.messages["m1"].text
    assert "get:psd" in chat.messages["m1"].buttons


class Wall(FrontEnd):
    """A platform on which edits are seen at once: what was shown, and when by the clock."""

    platform = "wall"

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.edits: list[tuple[float, str]] = []

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def show(self, job: Job, status: Status) -> None:
        self.edits.append((self._clock() - BEGAN, status.text))

    async def deliver(self, job: Job, parcel: Parcel) -> str:
        raise AssertionError("nothing is delivered here")

    async def upload_limit(self, origin: Origin) -> int:
        return 0


BEGAN = 1000.0


class Progress:
    """A job that reports, on a board whose time is moved by hand."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.clock.now = BEGAN
        self.wall = Wall(self.clock)
        self.text = ""
        self.job = Job("j1", ANN, Origin("wall", "chat-1", message_id="m1"), "running")
        frontends = FrontEnds(wall=self.wall)
        self.board = Board(frontends, Locks(), self._current, self.clock, self.clock.sleep)

    async def _current(self, job_id: str) -> tuple[Job, Status]:
        return self.job, Status(self.text)

    async def report(self, times: int, every: float) -> None:
        for number in range(times):
            self.text = f"report {number}"
            self.board.touch(self.job.id)
            await self.clock.sleep(every)

    async def run(self, times: int, every: float) -> None:
        """So many reports, and the time in which the last of them must have been shown."""
        await self.clock.let(self.report(times, every))
        await self.clock.let(self.clock.sleep(BETWEEN_EDITS))
        await self.board.stop()


async def test_reports_of_one_interval_are_one_edit_and_the_last_is_shown() -> None:
    progress = Progress()
    await progress.run(100, BETWEEN_EDITS / 20)  # for five intervals
    edits = progress.wall.edits
    assert [at for at, _ in edits] == pytest.approx([BETWEEN_EDITS * n for n in range(6)])
    assert (edits[0][1], edits[-1][1]) == ("report 0", "report 99")
    assert BETWEEN_EDITS >= 2


async def test_reports_that_are_rarer_are_all_shown_at_once() -> None:
    progress = Progress()
    await progress.run(4, BETWEEN_EDITS * 1.5)
    assert progress.wall.edits == [(pytest.approx(BETWEEN_EDITS * 1.5 * n), f"report {n}") for n in range(4)]


async def test_a_report_that_says_nothing_new_is_no_edit() -> None:
    progress = Progress()
    await progress.run(1, BETWEEN_EDITS)
    progress.board.touch(progress.job.id)
    await progress.clock.let(progress.clock.sleep(BETWEEN_EDITS * 3))
    await progress.board.stop()
    assert len(progress.wall.edits) == 1
