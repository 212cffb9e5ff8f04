"""Updates are dealt with in the order of their senders' messages, and none is lost on the way."""

from __future__ import annotations

import asyncio

import pytest

from bot.frontend import ChatGone, Job
from bot.telegram import downloads, handlers, tray
from tests.bot.telegram.conftest import MakeNurie, Nurie, draw_sketch
from tests.bot.telegram.test_conversation import asker, is_result
from tests.bot.telegram.test_resilience import calls_of, in_line
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_params import ApiError
from tests.loopback.telegram_world import Chat, Message

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")

BAD_GATEWAY = ApiError(502, "Bad Gateway")


def waiting(tg: LoopbackTelegram) -> list[Message]:
    return [m for m in tg.messages if m.from_bot and "line" in m.text]


async def jobs_of(nurie: Nurie, chat: Chat) -> list[Job]:
    """The oldest first."""
    return (await nurie.desk.jobs(asker(chat.id)))[::-1]


def names(jobs: list[Job]) -> list[list[str]]:
    return [[name for _, name, *_ in job.origin.handle["pictures"]] for job in jobs]


async def test_what_a_member_sends_is_taken_in_the_order_in_which_it_was_sent(tg: LoopbackTelegram, idle: Nurie):
    """The album is whole a while after its parts have come, and the document is there at once."""
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [draw_sketch(60, 60), draw_sketch(70, 70)], as_files=True)
    await tg.user_sends_document(mio, draw_sketch(80, 80), name="later.png")
    await tg.wait(lambda: len(waiting(tg)) == 2)
    assert names(await jobs_of(idle, mio)) == [["picture 1.png", "picture 2.png"], ["later.png"]]


async def test_cancel_is_for_the_sketch_that_was_sent_before_it(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [draw_sketch(60, 60), draw_sketch(70, 70)], as_files=True)
    wish = await tg.user_sends_text(mio, "/cancel")
    await tg.wait_message(lambda m: m.reply_to == wish.id)
    [job] = await jobs_of(idle, mio)
    assert job.state == "cancelled"


async def test_nobody_waits_for_what_another_member_has_sent(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    gate = tg.limits.hold("getFile")
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    await tg.user_sends_document(club, sketch, caption="@nurie_bot", user=mio)
    await asyncio.wait_for(gate.reached.wait(), 60)
    late = await tg.user_sends_text(club, "/jobs", user=mio)
    other = await tg.user_sends_text(club, "/jobs", user=ren)
    await tg.wait_message(lambda m: m.reply_to == other.id)
    assert not [m for m in tg.messages if m.reply_to == late.id]
    gate.open.set()
    listed = await tg.wait_message(lambda m: m.reply_to == late.id)
    assert "1." in listed.text, "the sketch that was sent before is a job by now"


async def test_a_file_that_trickles_does_not_keep_the_next_message_waiting_for_ever(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(tray, "TURN_SECONDS", 0.3)
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await asyncio.wait_for(gate.reached.wait(), 60)
    wish = await tg.user_sends_text(mio, "/jobs")
    await tg.wait_message(lambda m: m.reply_to == wish.id)
    gate.open.set()
    await tg.wait_message(in_line)


async def test_a_kept_update_that_cannot_be_read_keeps_no_other_waiting(
    tg: LoopbackTelegram, make_nurie: MakeNurie, sketch: bytes
):
    nurie = await make_nurie().start(workers=0)
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait_acknowledged()
    broken = {1: "{", 2: "[1]", 3: '{"update_id": 3, "message": {"text": "hello"}}', 4: "7"}
    await nurie.desk.inbox.take("telegram", broken, before=0)
    await nurie.front.stop(patience=0)
    await nurie.stop()
    gate.open.set()
    await asyncio.wait_for(nurie.start(workers=0), 60)
    await tg.wait_message(in_line)
    await nurie.dealt_with()
    assert await nurie.desk.inbox.left("telegram") == {}


async def test_a_wish_to_cancel_that_is_found_again_takes_back_no_second_job(
    tg: LoopbackTelegram, make_nurie: MakeNurie
):
    nurie = await make_nurie().start(workers=0)
    mio = tg.private("Mio")
    for number in range(2):
        await tg.user_sends_document(mio, draw_sketch(60, 60), name=f"{number}.png")
        await tg.wait(lambda number=number: len(waiting(tg)) == number + 1)
    gate = tg.limits.hold("editMessageText")
    wish = await tg.user_sends_text(mio, "/cancel")
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait_acknowledged()
    assert [job.state for job in await jobs_of(nurie, mio)] == ["queued", "cancelled"]
    await nurie.front.stop(patience=0)
    await nurie.stop()
    gate.open.set()
    await nurie.start(workers=0)
    said = await tg.wait_message(lambda m: m.reply_to == wish.id)
    assert "Taken back" in said.text
    assert [job.state for job in await jobs_of(nurie, mio)] == ["queued", "cancelled"]


async def test_a_sketch_outlives_that_telegram_cannot_be_reached(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    tg.limits.fail("sendMessage", BAD_GATEWAY, BAD_GATEWAY)
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(is_result)
    assert len(tg.from_bot(mio)) == 1


async def test_what_is_tried_again_goes_on_in_the_same_message(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    tg.limits.fail("editMessageText", BAD_GATEWAY)
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="hiar: pink @ top")
    refused = await tg.wait_message(lambda m: m.from_bot and "hair" in m.text)
    await idle.dealt_with()
    assert tg.from_bot(mio) == [refused]
    assert len(calls_of(tg, "sendMessage")) == 1


async def test_who_sent_what_takes_too_long_is_told_so(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(handlers, "HANDLER_SECONDS", 2.0)
    gate = tg.limits.hold("getFile")
    await tg.user_sends_document(tg.private("Mio"), sketch)
    await tg.wait_message(lambda m: m.from_bot and "went wrong on our side" in m.text)
    gate.open.set()


async def test_a_file_that_never_ends_is_given_up(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "DOWNLOAD_SECONDS", 0.3)
    tg.limits.trickle = True
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(lambda m: m.from_bot and "sketch.png" in m.text)
    tg.limits.trickle = False
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(in_line)


async def test_a_file_is_asked_for_again_when_telegram_wants_to_be_left_alone(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes
):
    tg.limits.fail("getFile", ApiError(429, "Too Many Requests: retry after 1", retry_after=1))
    await tg.user_sends_document(tg.private("Mio"), sketch)
    await tg.wait_message(in_line)


async def test_a_topic_that_is_gone_is_a_chat_that_is_gone(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    club = tg.forum("Art club", tg.user("Mio"))
    topic = tg.topic(club, "Sketches")
    await tg.user_sends_document(club, sketch, caption="@nurie_bot", topic=topic)

    def in_topic(message: Message) -> bool:
        return in_line(message) and message.topic == topic

    status = await tg.wait_message(in_topic)
    [job] = await idle.desk.jobs(asker(club.people[0].id))
    status.deleted = True
    assert club.topics is not None
    del club.topics[topic]
    _, said = await idle.desk.status(job.id)
    with pytest.raises(ChatGone):
        await idle.front._transport.settle(job.origin, said, job.id)
