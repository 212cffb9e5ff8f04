"""An update that the library cannot read is skipped with a line in the log, and those around it are dealt with."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.telegram.webhook import SECRET_HEADER
from tests.bot.telegram.conftest import MakeNurie, Nurie
from tests.loopback.ports import hold_port, port_of
from tests.loopback.telegram import LoopbackTelegram

SENDER = {"id": 101, "is_bot": False, "first_name": "Mio"}
CHAT = {"id": 101, "type": "private", "first_name": "Mio"}
BROKEN: list[tuple[str, Any]] = [
    ("message", {"message_id": 5, "text": "no chat and no date"}),
    ("message", {"message_id": 6, "date": "yesterday", "chat": CHAT, "from": SENDER, "text": "a date in words"}),
    ("message", {"message_id": 7, "date": 10**18, "chat": CHAT, "from": SENDER, "text": "at the end of all time"}),
    ("message", [1, 2]),
    ("edited_message", "seven"),
    ("message", {"message_id": 8, "date": 1, "chat": CHAT, "from": SENDER, "photo": [{"file_id": 1}]}),
    ("callback_query", {"id": "9"}),
]
HALF = ("my_chat_member", {"chat": CHAT})
"""The library reads this, and it says nothing that can be dealt with."""


def skipped(logs: list[Any]) -> list[int]:
    return [line["update"] for line in logs if "cannot be read" in line["event"] and line["log_level"] == "error"]


def forget_broken(tg: LoopbackTelegram, numbers: set[int]) -> None:
    """The second reader of all traffic is stricter still."""
    for call in tg.calls:
        if call.method == "getUpdates" and call.status == 200:
            result = call.answer["result"]
            call.answer["result"] = [update for update in result if update["update_id"] not in numbers]
    tg.bringer.brought[:] = [b for b in tg.bringer.brought if b.update["update_id"] not in numbers]


async def test_polling_skips_what_cannot_be_read_and_goes_on(tg: LoopbackTelegram, idle: Nurie) -> None:
    mio = tg.private("Mio")
    with capture_logs() as logs:
        first = await tg.user_sends_text(mio, "/jobs")
        numbers = {tg.world.add_update(kind, content)["update_id"] for kind, content in BROKEN}
        half = tg.world.add_update(*HALF)["update_id"]
        last = await tg.user_sends_text(mio, "/privacy")
        for asked in (first, last):
            await tg.wait_message(lambda m, asked=asked: m.reply_to == asked.id)
        await idle.dealt_with()
    forget_broken(tg, {*numbers, half})
    assert sorted(skipped(logs)) == sorted(numbers), "each is told of once"
    assert [line["update"] for line in logs if "could not be handled" in line["event"]] == [half]
    assert len(tg.from_bot(mio)) == 2


async def test_a_webhook_takes_what_cannot_be_read_so_that_it_does_not_come_again(
    tg: LoopbackTelegram, make_nurie: MakeNurie
) -> None:
    with hold_port() as held:
        address = f"http://127.0.0.1:{port_of(held)}"
        await make_nurie(telegram_webhook=True, public_url=address).start(workers=0)
        with capture_logs() as logs:
            numbers = {tg.world.add_update(kind, content)["update_id"] for kind, content in BROKEN}
            asked = await tg.user_sends_text(tg.private("Mio"), "/jobs")
            await tg.wait_message(lambda m: m.reply_to == asked.id)
            await tg.wait_acknowledged()
        assert {brought.status for brought in tg.bringer.brought} == {200}
        forget_broken(tg, numbers)
        assert sorted(skipped(logs)) == sorted(numbers)
        secret = {SECRET_HEADER: tg.world.webhook["secret_token"]}
        async with aiohttp.ClientSession() as session:
            for told in ({"message": {}}, {"update_id": 2**63}, {"update_id": -1}, [], 7):
                async with session.post(tg.world.webhook["url"], headers=secret, json=told) as answer:
                    assert answer.status == 400, "without a number it is none of Telegram's"


@pytest.mark.parametrize("told", [[{"message": {}}], ["seven", None], {"update_id": 1}])
async def test_an_answer_that_makes_no_sense_is_waited_out(
    tg: LoopbackTelegram, idle: Nurie, monkeypatch: pytest.MonkeyPatch, told: Any
) -> None:
    """Neither are such answers asked for in a hurry, nor is what comes after them lost."""
    methods, right = tg.api.methods, tg.api.methods.getUpdates
    asked_for: list[None] = []

    async def once(params: Any) -> Any:
        asked_for.append(None)
        monkeypatch.setattr(methods, "getUpdates", right)
        return told

    monkeypatch.setattr(methods, "getUpdates", once)
    tg.world.changed.set()
    first = await tg.user_sends_text(tg.private("Ren"), "/jobs")
    asked = await tg.user_sends_text(tg.private("Mio"), "/jobs")
    await tg.wait_message(lambda m: m.reply_to == asked.id)
    await tg.wait_message(lambda m: m.reply_to == first.id)
    await idle.dealt_with()
    assert asked_for
    tg.calls[:] = [call for call in tg.calls if call.answer.get("result") != told]
