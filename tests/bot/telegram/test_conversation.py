"""The conversation over real sockets: a picture in, the result, its layers, and every way to ask."""

from __future__ import annotations

from bot.frontend import Asker
from bot.locales import say
from tests.bot.telegram.conftest import MakeNurie, Nurie, draw_sketch, size_of
from tests.loopback.telegram import LoopbackTelegram, Message


def is_result(message: Message) -> bool:
    return message.from_bot and message.photo is not None


async def test_a_file_comes_back_coloured_in_its_own_message_and_size(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    mio = tg.private("Mio")
    asked = await tg.user_sends_document(mio, sketch, caption="@ 50% 60%: gold")
    result = await tg.wait_message(is_result)
    assert [m.id for m in tg.from_bot(mio)] == [result.id]
    assert result.texts[0] == "Reading your sketch…"
    assert result.reply_to == asked.id
    assert "@ 50% 60%: gold" in result.text
    assert "as a file" not in result.text
    await tg.user_clicks(result, "Finished (PNG)")
    finished = await tg.wait_message(lambda m: m.file_name == "rendered.png")
    assert size_of(finished.document) == size_of(sketch)
    await tg.user_clicks(result, "PSD")
    layers = await tg.wait_message(lambda m: m.file_name == "layers.psd")
    assert layers.document is not None
    assert layers.document.startswith(b"8BPS")
    assert layers.reply_to == result.id
    await nurie.dealt_with()


async def test_a_photo_is_coloured_and_a_file_is_advised(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_photo(mio, sketch)
    result = await tg.wait_message(is_result)
    assert result.text.endswith("send the sketch as a file for its full size and quality.")
    assert not result.spoiler


async def test_a_spoiler_stays_one_and_its_files_have_no_thumbnail(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    await tg.user_sends_photo(tg.private("Mio"), sketch, spoiler=True)
    result = await tg.wait_message(is_result)
    assert result.spoiler
    await tg.user_clicks(result, "Flat")
    flat = await tg.wait_message(lambda m: m.file_name == "flat.png")
    assert "thumbnail" not in flat.doc["document"]


async def test_an_album_is_a_sketch_and_its_references_in_any_order(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    pictures = [sketch, draw_sketch(90, 60), draw_sketch(60, 90)]
    parts = await tg.user_sends_album(mio, pictures, "palette: ref only", as_files=True, order=[2, 0, 1])
    waiting = await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    assert waiting.reply_to == parts[0].id
    [job] = await idle.desk.jobs(asker(mio.id))
    names = [picture[1] for picture in job.origin.handle["pictures"]]
    assert names == ["picture 1.png", "picture 2.png", "picture 3.png"]
    await idle.dealt_with()
    await idle.hire()
    await tg.wait_message(is_result)
    assert len(tg.from_bot(mio)) == 1


async def test_color_as_a_reply_and_as_a_caption(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    first = await tg.user_sends_document(mio, b"%PDF-1.4", "notes.pdf", "/color")
    no = await tg.wait_message(lambda m: m.from_bot and "not a picture" in m.text)
    assert no.reply_to == first.id
    posted = await tg.user_sends_document(mio, sketch, caption="/color bg: cream")
    one = await tg.wait_message(lambda m: m.reply_to == posted.id and "line" in m.text)
    reply = await tg.user_replies(posted, "/color bg: navy")
    two = await tg.wait_message(lambda m: m.reply_to == reply.id and "line" in m.text)
    jobs = await idle.desk.jobs(asker(mio.id))
    assert [(job.origin.message_id, job.origin.handle["text"]) for job in jobs] == [
        (str(two.id), "bg: navy"),
        (str(one.id), "bg: cream"),
    ]


async def test_a_reply_to_a_result_adds_hints_to_it(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="bg: cream")
    status = await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    reply = await tg.user_replies(status, "@ 50% 60%: gold")
    await tg.wait_message(lambda m: m.reply_to == reply.id and "line" in m.text)
    newest = (await idle.desk.jobs(asker(mio.id)))[0]
    assert await idle.desk.hints(asker(mio.id), newest.id) == "bg: cream\n@ 50% 60%: gold"


async def test_a_wrong_hint_is_shown_where_it_is(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="bg: cream; hair: pinkk <b> @ top")
    answer = await tg.wait_message(lambda m: m.from_bot and "^" in m.text)
    carets = answer.text.splitlines()[-1]
    shown = answer.text.splitlines()[-2]
    assert shown[carets.index("^") :].startswith("pinkk")
    assert answer.doc["entities"][-1]["type"] == "pre"
    assert answer.buttons == []
    assert await idle.desk.jobs(asker(mio.id)) == []


async def test_a_group_is_answered_only_when_it_asks(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    tg.world.reads_all_group_messages = True
    photo = await tg.user_sends_photo(club, sketch, "what do you think?", user=ren)
    await tg.user_sends_text(club, "nice!")
    await tg.user_sends_text(club, "/settings@other_bot")
    await tg.user_sends_text(club, "/ban Ren")
    await idle.dealt_with()
    assert tg.from_bot(club) == []
    mention = await tg.user_replies(photo, "@Nurie_Bot bg: cream", user=mio)
    status = await tg.wait_message(lambda m: m.reply_to == mention.id and "line" in m.text)
    [job] = await idle.desk.jobs(asker(mio.id))
    assert (job.origin.handle["text"], job.origin.guild_id) == ("bg: cream", str(club.id))
    press = await tg.user_clicks(status, "Cancel", user=ren)
    answer = await tg.wait_answer(press)
    assert answer == {"text": say("en", "error.job.not_yours"), "show_alert": True}
    asked = await tg.user_sends_photo(club, sketch, "@nurie_bot", user=ren)
    await tg.wait_message(lambda m: m.reply_to == asked.id)


async def test_a_job_is_cancelled_tried_again_and_deleted(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch)
    status = await tg.wait_message(lambda m: "Cancel" in m.labels)
    await tg.user_clicks(status, "Cancel")
    await tg.wait(lambda: "Try again" in status.labels)
    await tg.user_clicks(status, "Try again")
    await tg.wait(lambda: "Cancel" in status.labels)
    await tg.user_sends_text(mio, "/cancel")
    await tg.wait(lambda: "Delete" in status.labels)
    press = await tg.user_clicks(status, "Delete")
    assert "Deleted" in (await tg.wait_answer(press))["text"]
    assert status.deleted


async def test_a_deleted_result_takes_its_picture_along(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    await tg.user_sends_document(tg.private("Mio"), sketch)
    result = await tg.wait_message(is_result)
    press = await tg.user_clicks(result, "Delete")
    await tg.wait_answer(press)
    assert result.deleted


async def test_commands_answer_in_the_language_of_the_asker(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private(tg.user("Mio", "ja"))
    for command, sign in [("/start", "線画"), ("/help", "線画"), ("/privacy", "保存"), ("/jobs", "まだ")]:
        asked = await tg.user_sends_text(mio, command)
        answer = await tg.wait_message(lambda m, asked=asked: m.reply_to == asked.id)
        assert sign in answer.text
        assert "**" not in answer.text
    await tg.user_sends_text(mio, "こんにちは")
    await tg.user_sends_document(mio, sketch)
    await tg.wait_message(lambda m: m.from_bot and m.buttons)
    asked = await tg.user_sends_text(mio, "/jobs")
    listed = await tg.wait_message(lambda m: m.reply_to == asked.id)
    assert "1. 待機中" in listed.text
    asked = await tg.user_sends_text(mio, "/forget")
    await tg.wait_message(lambda m: m.reply_to == asked.id and "1 枚" in m.text)
    assert await idle.desk.jobs(asker(mio.id)) == []
    assert {c["command"] for c in tg.world.commands["ja", "all_private_chats"]} >= {"color", "jobs", "forget"}


async def test_what_is_no_picture_is_refused_with_a_sentence(tg: LoopbackTelegram, make_nurie: MakeNurie):
    nurie = await make_nurie(max_download_mb=25).start(workers=0)
    mio = tg.private("Mio")
    for data, name, sign in [
        (b"a sketch, honestly", "sketch.png", "not a picture that can be read"),
        (b"", "empty.png", "empty"),
        (draw_sketch()[:300], "cut.png", None),
        (bytes(20 * 2**20 + 1), "huge.png", "up to 20 MB"),
        (bytes(26_000_000), "larger.png", "26.0 MB; at most 25 MB"),
        (b"text", "notes.txt", "notes.txt is not a picture"),
    ]:
        asked = await tg.user_sends_document(mio, data, name)
        if sign is not None:
            await tg.wait_message(lambda m, asked=asked, sign=sign: m.reply_to == asked.id and sign in m.text)
    asked = await tg.user_replies(await tg.user_sends_text(mio, "just words"), "/color")
    await tg.wait_message(lambda m: m.reply_to == asked.id and "not a picture" in m.text)
    await nurie.dealt_with()
    assert len(await nurie.desk.jobs(asker(mio.id))) <= 1


async def test_a_long_answer_goes_on_below_the_picture_once(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    caption = "; ".join(f"@ {x}% 60%: gold" for x in range(30, 70))
    await tg.user_sends_document(mio, sketch, caption=caption)
    result = await tg.wait_message(is_result)
    rest = await tg.wait_message(lambda m: m.reply_to == result.id)
    answer = f"{result.text}\n{rest.text}"
    assert len(result.text) <= 1024
    assert all(f"@ {x}% 60%: gold" in answer for x in range(30, 70))
    assert len(tg.from_bot(mio)) == 2


async def test_a_caption_without_sense_is_answered(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="x" * 1024)
    await tg.wait_message(lambda m: m.from_bot and "^" in m.text)


def asker(user_id: int) -> Asker:
    return Asker("telegram", str(user_id))


async def test_a_language_is_chosen_with_a_button_and_taken_back(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private(tg.user("Mio", "fr"))
    asked = await tg.user_sends_text(mio, "/language")
    offer = await tg.wait_message(lambda m: m.reply_to == asked.id and m.buttons)
    assert offer.labels == ["English", "中文", "日本語", "As in my app"]
    answer = await tg.wait_answer(await tg.user_clicks(offer, "中文"))
    assert "中文" in answer["text"]
    asked = await tg.user_sends_text(mio, "/jobs")
    assert "没有" in (await tg.wait_message(lambda m: m.reply_to == asked.id)).text
    answer = await tg.wait_answer(await tg.user_clicks(offer, "As in my app"))
    assert answer["text"].startswith("From now on")
    asked = await tg.user_sends_text(mio, "/jobs")
    assert "no pictures" in (await tg.wait_message(lambda m: m.reply_to == asked.id)).text


async def test_commands_are_suggested_by_language_and_by_who_types(tg: LoopbackTelegram, idle: Nurie):
    for language, word in [("", "Everything"), ("zh", "删除"), ("ja", "削除")]:
        for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators"):
            commands = {c["command"]: c["description"] for c in tg.world.commands[language, scope]}
            assert word.lower() in commands["forget"].lower()
            assert ("audit" in commands) == (scope == "all_chat_administrators")
