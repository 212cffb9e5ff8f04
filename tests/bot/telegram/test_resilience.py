"""What goes wrong on the way, over real sockets: restarts, repeats, limits, chats and messages that are gone."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from pydantic import SecretStr

from bot.frontend import Asker, Button, ChatGone, File, Job, Origin, Parcel, Status, TooLarge
from bot.telegram import TelegramFrontEnd
from bot.telegram.transport import GROUP_SECONDS
from engine.errors import EngineError
from tests.bot.telegram.conftest import MakeNurie, Nurie, draw_sketch, size_of
from tests.bot.telegram.test_conversation import asker, is_result
from tests.loopback.telegram import LoopbackTelegram, Message
from tests.loopback.telegram_http import Call
from tests.loopback.telegram_params import UPLOAD_LIMIT, ApiError
from tests.loopback.telegram_world import Chat

# The library warns of its own attribute each time that it builds a RetryAfter.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after:telegram.warnings.PTBDeprecationWarning")

BUTTONS = ((Button("get:psd", "PSD"),),)


def in_line(message: Message) -> bool:
    return message.from_bot and "Next in line" in message.text


def calls_of(tg: LoopbackTelegram, method: str) -> list[Call]:
    return [call for call in tg.calls if call.method == method]


async def talked(tg: LoopbackTelegram, state: str) -> tuple[Chat, Message, Job]:
    """(Mio's chat, the bot's answer to her, a job in `state` whose status that answer is)."""
    mio = tg.private("Mio")
    asked = await tg.user_sends_text(mio, "hello")
    how = await tg.wait_message(lambda m: m.reply_to == asked.id)
    origin = Origin("telegram", str(mio.id), message_id=str(how.id), handle={"reply_to": asked.id})
    return mio, how, Job("5f2a", Asker("telegram", str(mio.id)), origin, state)


async def test_a_result_reaches_the_chat_after_a_restart_and_its_buttons_work(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes
):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    status = await tg.wait_message(in_line)
    await idle.stop()
    await idle.start(workers=1)
    result = await tg.wait_message(is_result)
    assert result.id == status.id
    await idle.stop()
    await tg.user_clicks(result, "PSD")
    await idle.start(workers=0)
    layers = await tg.wait_message(lambda m: m.file_name == "layers.psd")
    assert layers.reply_to == result.id
    assert len(tg.from_bot(mio)) == 2


async def test_an_update_that_comes_again_makes_no_second_job(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    asked = await tg.user_sends_document(mio, sketch)
    status = await tg.wait_message(in_line)
    await tg.redeliver(asked)
    await idle.dealt_with()
    assert [m.id for m in tg.from_bot(mio)] == [status.id]
    assert len(await idle.desk.jobs(asker(mio.id))) == 1


async def test_what_is_broken_off_is_found_again_at_the_next_start(
    tg: LoopbackTelegram, make_nurie: MakeNurie, sketch: bytes
):
    """Telegram has been told that an album is taken before there is a job of it."""
    nurie = await make_nurie().start(workers=0)
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [sketch, draw_sketch(60, 60), draw_sketch(70, 70)], as_files=True)
    await asyncio.wait_for(gate.reached.wait(), 60)
    await tg.wait_acknowledged()
    await nurie.front.stop(patience=0)
    assert await nurie.desk.jobs(asker(mio.id)) == []
    await nurie.stop()
    gate.open.set()
    await nurie.start(workers=0)
    await tg.wait_message(in_line)
    [job] = await nurie.desk.jobs(asker(mio.id))
    assert len(job.origin.handle["pictures"]) == 3
    await nurie.stop()
    before = len(tg.calls)
    await nurie.start(workers=0)
    await tg.user_sends_text(mio, "/language")
    await tg.wait_message(lambda m: "l:ja" in {button["callback_data"] for button in m.buttons})
    assert [call.method for call in tg.calls[before:]].count("sendMessage") == 1, "the album is not dealt with again"


async def test_what_cannot_be_kept_stays_with_telegram(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    database = idle.desk.inbox._db
    await database.close()
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait(lambda: len([c for c in calls_of(tg, "getUpdates") if c.answer.get("result")]) >= 2)
    assert len(tg.world.updates) == 1
    await database.open()
    await tg.wait_message(in_line)
    await idle.dealt_with()
    assert len(tg.from_bot(mio)) == 1


async def test_retry_after_is_obeyed_and_the_result_arrives(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    flood = ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
    tg.limits.fail("editMessageMedia", flood)
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    result = await tg.wait_message(is_result)
    assert [call.status for call in calls_of(tg, "editMessageMedia")] == [429, 200]
    assert len(tg.from_bot(mio)) == 1
    assert result.buttons


async def test_a_chat_that_telegram_refuses_keeps_no_other_waiting(tg: LoopbackTelegram, idle: Nurie):
    mio, ren = tg.private("Mio"), tg.private("Ren")
    tg.limits.flooded[mio.id] = 600
    await tg.user_sends_text(mio, "/help")
    await tg.wait(lambda: calls_of(tg, "sendPhoto") or calls_of(tg, "sendMessage"))
    for text in ("/jobs", "/privacy"):
        asked = await tg.user_sends_text(ren, text)
        await tg.wait_message(lambda m, asked=asked: m.reply_to == asked.id)
    refused = [call for call in tg.calls if call.status == 429]
    assert len(refused) == 1, "who is refused is left alone"
    await idle.front.stop(patience=0)


async def test_a_strict_chat_limit_delays_and_loses_nothing(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    tg.limits.chat_interval = 1.0
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(is_result)
    assert any(call.status == 429 for call in tg.calls)
    assert len(tg.from_bot(mio)) == 1


async def test_a_server_that_fails_for_a_moment_is_tried_again(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    tg.limits.fail("getFile", ApiError(502, "Bad Gateway"))
    tg.limits.fail("editMessageMedia", ApiError(500, "Internal Server Error"))
    tg.limits.fail("getUpdates", ApiError(502, "Bad Gateway"))
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(is_result)
    assert len(tg.from_bot(mio)) == 1


async def test_a_blocked_bot_gives_up_quietly_and_serves_the_others(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio, ren = tg.private("Mio"), tg.private("Ren")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(in_line)
    mio.blocked = True
    await tg.user_sends_document(ren, sketch)
    await idle.hire()
    await tg.wait_message(lambda m: is_result(m) and m.doc["chat"]["id"] == ren.id)
    await tg.wait(lambda: [c for c in calls_of(tg, "editMessageMedia") if c.status == 403])
    [job] = await idle.desk.jobs(asker(mio.id))
    assert job.state == "done"
    mio.blocked = False
    asked = await tg.user_sends_text(mio, "/jobs")
    listed = await tg.wait_message(lambda m: m.reply_to == asked.id)
    await tg.user_clicks(listed, "1 · PNG")
    found = await tg.wait_message(lambda m: m.file_name == "rendered.png")
    assert size_of(found.document) == size_of(sketch)


async def test_a_group_that_put_the_bot_out_keeps_nobody_from_their_result(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes
):
    person = tg.user("Mio")
    club, mio = tg.group("Art club", person), tg.private(person)
    await tg.user_sends_document(club, sketch, caption="@nurie_bot")
    await tg.wait_message(in_line)
    club.blocked = True
    await idle.hire()
    await tg.wait(lambda: [c for c in calls_of(tg, "editMessageMedia") if c.status == 403], 60)
    asked = await tg.user_sends_text(mio, "/jobs")
    listed = await tg.wait_message(lambda m: m.reply_to == asked.id)
    await tg.user_clicks(listed, "1 · PNG")
    found = await tg.wait_message(lambda m: m.file_name == "rendered.png")
    assert found.doc["chat"]["id"] == mio.id


async def test_a_group_that_becomes_a_larger_one_gets_its_results_there(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes
):
    small = tg.group("Art club", tg.user("Mio"))
    await tg.user_sends_document(small, sketch, caption="@nurie_bot bg: cream")
    status = await tg.wait_message(in_line)
    large = tg.upgrade(small)
    await idle.dealt_with()
    await idle.hire()
    result = await tg.wait_message(lambda m: is_result(m) and m.doc["chat"]["id"] == large.id)
    assert result.reply_to is None, "numbers of messages start anew there"
    assert not is_result(status)
    await tg.user_clicks(result, "PSD")
    await tg.wait_message(lambda m: m.file_name == "layers.psd")


async def test_a_result_that_telegram_refuses_as_too_large_comes_smaller(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    tg.limits.fail("editMessageMedia", ApiError(413, "Request Entity Too Large"))
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    result = await tg.wait_message(lambda m: m.from_bot and "PSD" in m.labels)
    assert "limit" in result.text
    assert len(tg.from_bot(mio)) == 1


async def test_a_status_message_that_is_gone_is_sent_anew(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    asked = await tg.user_sends_photo(mio, sketch, spoiler=True)
    status = await tg.wait_message(in_line)
    status.deleted = True
    await idle.hire()
    result = await tg.wait_message(is_result)
    assert result.id != status.id
    assert (result.reply_to, result.spoiler) == (asked.id, True)
    assert "PSD" in result.labels


async def test_a_sketch_too_long_for_a_photo_comes_as_a_file(tg: LoopbackTelegram, nurie: Nurie):
    """Telegram takes no photo of more than 20 to 1: a long strip of comics."""
    strip = draw_sketch(48, 1200)
    await tg.user_sends_document(tg.private("Mio"), strip)
    result = await tg.wait_message(lambda m: m.from_bot and m.document is not None)
    assert size_of(result.document) == (48, 1200)
    assert "PSD" in result.labels


async def test_a_press_that_has_run_out_is_answered_all_the_same(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    await tg.user_sends_document(club, sketch, caption="@nurie_bot")
    result = await tg.wait_message(is_result)
    await tg.user_clicks(result, "ORA", expired=True)
    await tg.wait_message(lambda m: m.file_name == "layers.ora")
    await tg.user_clicks(result, "ORA", user=ren, expired=True)
    refused = await tg.wait_message(lambda m: "Only the one who sent" in m.text)
    assert refused.reply_to == result.id


async def test_a_file_that_telegram_refuses_is_asked_for_in_a_smaller_form(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    tg.limits.fail("sendDocument", ApiError(413, "Request Entity Too Large"))
    await tg.user_sends_document(tg.private("Mio"), sketch)
    result = await tg.wait_message(is_result)
    await tg.user_clicks(result, "PSD")
    # Half the size is too little for this sketch in any form: it is said, and nothing is sent twice.
    told = await tg.wait_message(lambda m: m.from_bot and m.id != result.id)
    assert told.file_name == "layers.ora" or told.text.startswith("layers.psd has")


async def test_what_is_larger_than_telegram_takes_is_for_the_desk_to_make_smaller(tg: LoopbackTelegram, idle: Nurie):
    """The server refuses by itself, in the middle of the upload; up to the limit that is promised, it takes all."""
    _, how, job = await talked(tg, "done")
    limit = await idle.front.upload_limit(job.origin)

    def parcel(size: int) -> Parcel:
        return Parcel("Done", (File("layers.psd", bytes(size), "document"),))

    with pytest.raises(TooLarge):
        await idle.front.deliver(job, parcel(UPLOAD_LIMIT + 1))
    assert how.file_name is None
    await idle.front.deliver(job, parcel(limit))
    assert how.document == bytes(limit)


async def test_buttons_of_another_version_are_explained(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    await tg.user_sends_document(tg.private("Mio"), sketch)
    result = await tg.wait_message(is_result)
    result.doc["reply_markup"] = {"inline_keyboard": [[{"text": "Old", "callback_data": "color:17"}]]}
    press = await tg.user_clicks(result, "Old")
    assert "another version" in (await tg.wait_answer(press))["text"]


async def test_showing_and_delivering_may_be_repeated(tg: LoopbackTelegram, idle: Nurie):
    """The seam's promise to the desk, with the desk's own values."""
    mio, how, job = await talked(tg, "running")
    for _ in range(2):
        await idle.front.show(job, Status("Colouring <3", BUTTONS))
    assert how.text == "Colouring <3"
    parcel = Parcel("Done\n" + "line\n" * 300, (File("a.png", draw_sketch()), File("b.ora", b"PK")), BUTTONS)
    ids = {await idle.front.deliver(job, parcel) for _ in range(3)}
    assert ids == {str(how.id)}
    below = [m for m in tg.from_bot(mio) if m.id != how.id]
    assert [m.file_name for m in below] == [None, "b.ora"]
    await idle.front.show(job, Status("an old report", BUTTONS))
    assert how.text.startswith("Done")
    mio.blocked = True
    with pytest.raises(ChatGone):
        await idle.front.deliver(job, parcel)


async def test_progress_leaves_room_in_a_group(tg: LoopbackTelegram, idle: Nurie):
    """Groups have 20 messages a minute; progress that nobody waits for must not delay a result."""
    club = tg.group("Art club", tg.user("Mio"))
    asked = await tg.user_sends_text(club, "/help")
    said = await tg.wait_message(lambda m: m.reply_to == asked.id)
    origin = Origin("telegram", str(club.id), message_id=str(said.id), handle={"reply_to": asked.id})
    job = Job("5f2a", Asker("telegram", "101"), origin, "running")
    before = time.monotonic()
    for share in range(60):
        await idle.front.show(job, Status(f"{share} %"))
    seconds = time.monotonic() - before
    await idle.front.deliver(job, Parcel("Done", (File("a.png", draw_sketch()),)))
    assert said.text == "Done"
    assert len(calls_of(tg, "editMessageText")) <= 1 + seconds / GROUP_SECONDS


async def test_the_token_is_never_logged_and_a_wrong_one_is_one_line(
    tg: LoopbackTelegram,
    nurie: Nurie,
    sketch: bytes,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
):
    caplog.set_level(logging.DEBUG)
    await tg.user_sends_document(tg.private("Mio"), sketch)
    await tg.wait_message(is_result)
    tg.limits.fail("getUpdates", ApiError(401, "Unauthorized"))
    wrong = nurie.settings.model_copy(update={"telegram_token": SecretStr("7000000001:AAE-a_wrong_token_indeed_it_is")})
    front = TelegramFrontEnd(wrong, nurie.desk)
    with pytest.raises(EngineError, match="check TELEGRAM_TOKEN") as refused:
        await front.start()
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    await front.stop()
    out, err = capfd.readouterr()
    for secret in (tg.token.partition(":")[2], "a_wrong_token_indeed"):
        assert secret not in caplog.text + out + err


async def test_a_start_waits_for_a_server_that_is_not_there_yet(
    tg: LoopbackTelegram, make_nurie: MakeNurie, sketch: bytes
):
    tg.limits.fail("getMe", ApiError(502, "Bad Gateway"))
    nurie = make_nurie()
    await asyncio.wait_for(nurie.start(), 60)
    await tg.user_sends_document(tg.private("Mio"), sketch)
    await tg.wait_message(is_result)


async def test_many_ask_at_once_and_each_gets_one_result(tg: LoopbackTelegram, nurie: Nurie):
    people = [tg.private(f"Member{i}") for i in range(12)]
    for i, chat in enumerate(people):
        await tg.user_sends_document(chat, draw_sketch(60 + i, 60), caption="bg: cream")

    def results() -> list[Message]:
        return [m for m in tg.messages if is_result(m)]

    await tg.wait(lambda: len(results()) == len(people), 200)
    assert {m.doc["chat"]["id"] for m in results()} == {chat.id for chat in people}
    assert all(len(tg.from_bot(chat)) == 1 for chat in people)
    assert all(
        size_of(m.photo) == (60 + i, 60) for i, m in enumerate(sorted(results(), key=lambda m: m.doc["chat"]["id"]))
    )
