"""Telegram brings the updates: the same conversation, over the service's web server and with its secret."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from bot.telegram.webhook import SECRET_HEADER
from engine.errors import EngineError
from tests.bot.telegram.conftest import MakeNurie, Nurie, draw_sketch
from tests.bot.telegram.test_conversation import asker, is_result
from tests.loopback.ports import hold_port, port_of
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_params import ApiError


@pytest.fixture
def address() -> Iterator[str]:
    with hold_port() as held:
        yield f"http://127.0.0.1:{port_of(held)}"


@pytest.fixture
def hooked(make_nurie: MakeNurie, address: str) -> Nurie:
    """Not started yet; told of updates over a webhook."""
    return make_nurie(telegram_webhook=True, public_url=address)


async def test_a_sketch_comes_back_and_its_buttons_work(tg: LoopbackTelegram, hooked: Nurie, sketch: bytes):
    await hooked.start()
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="@ 50% 60%: gold")
    result = await tg.wait_message(is_result)
    await tg.user_clicks(result, "PSD")
    await tg.wait_message(lambda m: m.file_name == "layers.psd")
    await hooked.dealt_with()
    assert {brought.status for brought in tg.bringer.brought} == {200}
    assert not [call for call in tg.calls if call.method == "getUpdates"]
    assert tg.world.webhook["url"] == f"{hooked.settings.public_url}/telegram"
    assert len(tg.world.webhook["secret_token"]) == 64


async def test_whoever_does_not_know_the_secret_is_refused(tg: LoopbackTelegram, hooked: Nurie):
    await hooked.start(workers=0)
    mio = tg.private("Mio")
    asked = await tg.user_sends_text(mio, "/help")
    await tg.wait_message(lambda m: m.reply_to == asked.id)
    await hooked.dealt_with()
    answers = len(tg.from_bot(mio))
    update = {"update_id": 1, "message": asked.told()}
    secret = tg.world.webhook["secret_token"]
    wrong = [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: secret[:-1]},
        {SECRET_HEADER: secret.upper()},
        {SECRET_HEADER: "é"},
    ]
    async with aiohttp.ClientSession() as session:

        async def post(headers: dict[str, str], **body: Any) -> int:
            async with session.post(tg.world.webhook["url"], headers=headers, **body) as answer:
                assert await answer.read() == b"", "nothing is told to a stranger"
                return answer.status

        assert [await post(headers, json=update) for headers in wrong] == [403] * len(wrong)
        knows = {SECRET_HEADER: secret}
        assert await post(knows, data=b"{") == 400
        assert await post(knows, json={"update_id": "x"}) == 400
        assert await post(knows, json=[1]) == 400
        assert await post(knows, data=b" " * 1_000_001) == 413
    assert len(tg.from_bot(mio)) == answers


async def test_an_update_that_is_brought_twice_is_dealt_with_once(tg: LoopbackTelegram, hooked: Nurie, sketch: bytes):
    await hooked.start(workers=0)
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [sketch, draw_sketch(60, 60)], as_files=True)
    await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    await hooked.dealt_with()
    secret = {SECRET_HEADER: tg.world.webhook["secret_token"]}
    async with aiohttp.ClientSession() as session:
        for brought in list(tg.bringer.brought):
            async with session.post(tg.world.webhook["url"], headers=secret, json=brought.update) as answer:
                assert answer.status == 200
    assert len(tg.from_bot(mio)) == 1
    [job] = await hooked.desk.jobs(asker(mio.id))
    assert len(job.origin.handle["pictures"]) == 2


async def test_what_comes_while_it_is_down_is_brought_after_the_restart(
    tg: LoopbackTelegram, hooked: Nurie, sketch: bytes
):
    await hooked.start(workers=0)
    before = tg.world.webhook["secret_token"]
    await hooked.stop()
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait(lambda: [brought for brought in tg.bringer.brought if brought.status == 0])
    await hooked.start()
    await tg.wait_message(is_result)
    await hooked.dealt_with()
    assert tg.world.webhook["secret_token"] == before
    assert len(tg.from_bot(mio)) == 1


async def test_a_message_is_taken_when_it_is_kept(tg: LoopbackTelegram, hooked: Nurie, sketch: bytes):
    """Broken off while it reads the sketch, the service finds the message again by itself."""
    await hooked.start(workers=0)
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait_acknowledged()
    await hooked.front.stop(patience=0)
    gate.open.set()
    assert await hooked.desk.jobs(asker(mio.id)) == []
    await hooked.stop()
    await hooked.start(workers=0)
    await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    assert len(await hooked.desk.jobs(asker(mio.id))) == 1
    assert [brought.status for brought in tg.bringer.brought] == [200]


async def test_what_cannot_be_kept_is_brought_again(tg: LoopbackTelegram, hooked: Nurie, sketch: bytes):
    await hooked.start(workers=0)
    database = hooked.desk.inbox._db
    await database.close()
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait(lambda: [brought for brought in tg.bringer.brought if brought.status == 503])
    assert len(tg.world.updates) == 1
    await database.open()
    await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    await hooked.dealt_with()
    assert len(tg.from_bot(mio)) == 1


async def test_an_address_that_telegram_does_not_take_is_one_line(
    tg: LoopbackTelegram, make_nurie: MakeNurie, address: str
):
    nowhere = make_nurie(telegram_webhook=True)
    with pytest.raises(EngineError, match="NURIE_PUBLIC_URL to be an https address"):
        await nowhere.start(workers=0)
    await nowhere.stop()
    refused = make_nurie(telegram_webhook=True, public_url=address)
    tg.limits.fail("setWebhook", ApiError(400, "Bad Request: bad webhook: IP address 127.0.0.1 is reserved"))
    with pytest.raises(EngineError, match=r"127\.0\.0\.1 is reserved"):
        await refused.start(workers=0)


async def test_polling_after_a_webhook_takes_over_what_was_not_brought(
    tg: LoopbackTelegram, hooked: Nurie, make_nurie: MakeNurie, sketch: bytes
):
    await hooked.start(workers=0)
    await hooked.stop()
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await make_nurie().start()
    await tg.wait_message(is_result)
    assert tg.world.webhook["url"] == ""
