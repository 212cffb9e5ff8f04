from __future__ import annotations

import asyncio

from bot.frontend import Asker, Parcel
from bot.store.deliveries import Delivery
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, MakeHouse

ANN = Asker("chat", "ann")


async def settled(house: House, job_id: str, state: str) -> Delivery:
    """The job's delivery, once it is in that state."""
    async with asyncio.timeout(60):
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
