"""Who is sent to Telegram first, and when, by a clock that only the test moves."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable
from typing import Any

import pytest
from telegram.error import RetryAfter

from bot.telegram.limiter import Limiter, Line
from tests.handclock import HandClock

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")


class Wire:
    """The calls as they go out: what, and when. `floods` are the next answers, "retry after" so many seconds.

    `full` are chats that are refused until then.
    """

    def __init__(self, overall: float = 30, group: float = 20) -> None:
        self.clock = HandClock()
        self.limiter = Limiter(overall, group, clock=self.clock, sleep=self.clock.sleep)
        self.sent: list[tuple[str, float]] = []
        self.floods: list[int] = []
        self.full: dict[int | None, float] = {}

    async def call(self, name: str, endpoint: str, repeats: int | None = None, chat_id: int | None = 7) -> str:
        async def send() -> str:
            self.sent.append((name, self.clock.now))
            if self.floods:
                raise RetryAfter(self.floods.pop(0))
            if (left := self.full.get(chat_id, 0.0) - self.clock.now) > 0:
                raise RetryAfter(math.ceil(left))
            return name

        data: dict[str, Any] = {} if chat_id is None else {"chat_id": chat_id}
        return await self.limiter.process_request(send, (), {}, endpoint, data, repeats)

    def new(self, name: str = "new", **where: Any) -> Awaitable[str]:
        return self.call(name, "sendMessage", 5, **where)

    def result(self, name: str = "result", **where: Any) -> Awaitable[str]:
        return self.call(name, "editMessageMedia", 5, **where)

    def progress(self, name: str = "progress", **where: Any) -> Awaitable[str]:
        return self.call(name, "editMessageText", None, **where)

    async def all(self, *calls: Awaitable[str]) -> None:
        await self.clock.let(asyncio.gather(*calls))
        await self.limiter.shutdown()

    @property
    def order(self) -> list[str]:
        return [name for name, _ in self.sent]


async def test_new_messages_go_before_results_and_results_before_progress() -> None:
    wire = Wire(overall=2)
    await wire.all(
        *(wire.progress(f"progress {n}") for n in range(4)),
        *(wire.result(f"result {n}") for n in range(2)),
        *(wire.new(f"new {n}") for n in range(3)),
    )
    free = ["progress 0", "progress 1"]
    waited = ["new 0", "new 1", "new 2", "result 0", "result 1", "progress 2", "progress 3"]
    assert wire.order == free + waited
    assert [at for _, at in wire.sent] == pytest.approx([0, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5])


async def test_two_hundred_are_acknowledged_as_fast_as_telegram_takes_it() -> None:
    """Each of them comes with two edits, which in one line would have made it three times as long."""
    wire = Wire()
    people = [[wire.progress(chat_id=n), wire.result(chat_id=n), wire.new(chat_id=n)] for n in range(1, 201)]
    await wire.all(*(call for calls in people for call in calls))
    acknowledged = [at for name, at in wire.sent if name == "new"]
    assert len(wire.sent) == 600
    # Ten of them were among the first thirty calls, for which nobody had to wait.
    assert max(acknowledged) == pytest.approx(190 / 30)
    assert max(at for _, at in wire.sent) == pytest.approx(570 / 30)


async def test_somebody_who_comes_later_still_goes_before_progress() -> None:
    wire = Wire(overall=1)

    async def late() -> str:
        await wire.clock.sleep(1.5)
        return await wire.new()

    await wire.all(*(wire.progress(f"progress {n}") for n in range(4)), late())
    assert wire.order == ["progress 0", "progress 1", "new", "progress 2", "progress 3"]


async def test_who_gives_up_takes_nobodys_turn() -> None:
    wire = Wire(overall=1)
    waiting = [asyncio.ensure_future(wire.new(f"new {n}")) for n in range(4)]
    await asyncio.sleep(0)
    waiting[1].cancel()
    await wire.all(waiting[0], waiting[2], waiting[3])
    assert wire.sent == [("new 0", 0.0), ("new 2", pytest.approx(1.0)), ("new 3", pytest.approx(2.0))]


async def test_a_group_has_a_line_of_its_own_in_which_new_messages_are_first_too() -> None:
    wire = Wire(group=2)
    in_group = [wire.progress(f"progress {n}", chat_id=-5) for n in range(3)]
    await wire.all(*in_group, wire.new("group", chat_id=-5), *(wire.new("private") for _ in range(5)))
    assert wire.order == ["progress 0", "progress 1", *["private"] * 5, "group", "progress 2"]
    assert [at for _, at in wire.sent[-2:]] == pytest.approx([30, 60])


async def test_what_is_for_no_chat_does_not_wait_in_line() -> None:
    wire = Wire(overall=1)
    await wire.all(*(wire.new() for _ in range(3)), wire.call("answer", "answerCallbackQuery", 5, chat_id=None))
    assert wire.order[1] == "answer"


async def test_a_flood_is_waited_for_in_its_chat_and_the_call_is_repeated() -> None:
    wire = Wire()
    wire.floods = [3]

    async def after() -> str:
        await wire.clock.sleep(1)
        return await wire.new("other")

    await wire.all(wire.result(), after())
    assert wire.order[0] == "result"
    assert sorted(wire.sent[1:]) == [("other", pytest.approx(3.1)), ("result", pytest.approx(3.1))]


async def at(wire: Wire, seconds: float, chat: int, name: str = "") -> str:
    await wire.clock.sleep(seconds)
    return await wire.new(name or f"chat {chat}", chat_id=chat)


async def test_a_chat_that_is_full_quiets_no_other() -> None:
    wire = Wire()
    wire.full = {1: 30.0}
    await wire.all(wire.new("full", chat_id=1), *(at(wire, second, chat) for second, chat in ((1, 2), (2, 3), (3, -4))))
    assert wire.sent == [
        ("full", 0.0),
        ("chat 2", pytest.approx(1)),
        ("chat 3", pytest.approx(2)),
        ("chat -4", pytest.approx(3)),
        ("full", pytest.approx(30.1)),
    ]


async def test_two_chats_that_are_full_while_others_are_served_quiet_no_other() -> None:
    wire = Wire()
    wire.full = {1: 30.0, 2: 20.0}
    await wire.all(at(wire, 1, 1), at(wire, 2, 3), at(wire, 3, 2), at(wire, 4, 3))
    assert wire.sent[:4] == [(f"chat {chat}", pytest.approx(n)) for n, chat in enumerate((1, 3, 2, 3), 1)]
    assert sorted(wire.sent[4:]) == [("chat 1", pytest.approx(30.1)), ("chat 2", pytest.approx(20.1))]


async def test_when_one_chat_after_the_other_is_refused_all_are_quiet() -> None:
    """It is the bot that has had too much; each further call would be one more."""
    wire = Wire()
    wire.full = dict.fromkeys((1, 2, 3, 4, None), 10.0)
    await wire.all(*(at(wire, chat, chat) for chat in (1, 2, 3, 4)), at(wire, 5, 1, "another"))
    assert [at for _, at in wire.sent[:2]] == pytest.approx([1, 2])
    assert min(at for _, at in wire.sent[2:]) == pytest.approx(10.1)
    assert sorted(wire.order[2:]) == ["another", "chat 1", "chat 2", "chat 3", "chat 4"]


async def test_a_refusal_long_ago_says_nothing_of_another_chat() -> None:
    wire = Wire()
    wire.floods = [3]
    with pytest.raises(RetryAfter):
        await wire.clock.let(wire.progress(chat_id=1))
    wire.full = {2: 110.0}
    await wire.all(at(wire, 100, 2), at(wire, 101, 3))
    assert wire.order == ["progress", "chat 2", "chat 3", "chat 2"]


async def test_what_is_for_no_chat_and_is_refused_quiets_all() -> None:
    wire = Wire()
    wire.full = {None: 5.0}
    await wire.all(wire.call("file", "getFile", 5, chat_id=None), at(wire, 1, 1))
    assert wire.order[0] == "file"
    assert sorted(wire.sent[1:]) == [("chat 1", pytest.approx(5.1)), ("file", pytest.approx(5.1))]


async def test_after_a_flood_those_who_waited_do_not_all_go_at_once() -> None:
    """Calls that had their turn while Telegram wanted to be left alone would be the next flood."""
    wire = Wire(overall=2)
    wire.floods = [10]
    await wire.all(wire.result("flooded"), *(wire.new(f"new {n}") for n in range(20)))
    after = [at for _, at in wire.sent if at >= 10]
    assert len(wire.sent) == 1 + len(after) == 22
    assert max(sum(1 for other in after if at <= other < at + 1) for at in after) <= 4


async def test_progress_is_not_repeated_and_its_chat_is_left_alone() -> None:
    wire = Wire()
    wire.floods = [3]
    with pytest.raises(RetryAfter):
        await wire.clock.let(wire.progress())
    await wire.all(wire.new(), wire.new("other", chat_id=8))
    assert wire.sent == [("progress", 0.0), ("other", 0.0), ("new", pytest.approx(3.1))]


async def test_a_line_is_idle_when_all_of_it_is_free_again() -> None:
    clock = HandClock()
    line = Line(2, 1.0, clock, clock.sleep)
    await line.turn(0)
    assert not line.idle
    clock.now = 0.5
    assert line.idle
