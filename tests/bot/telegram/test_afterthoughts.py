"""What comes after a picture: an edited caption, a late part of an album, in private and in groups."""

from __future__ import annotations

import pytest

from tests.bot.telegram.conftest import Nurie, draw_sketch
from tests.bot.telegram.test_conversation import asker, is_result
from tests.bot.telegram.test_resilience import in_line
from tests.loopback.telegram import LoopbackTelegram


async def test_an_edited_caption_takes_the_place_of_the_first(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    asked = await tg.user_sends_document(mio, sketch, caption="bg: cream; @ 50% 60%: gold")
    first = await tg.wait_message(in_line)
    await tg.user_edits(asked, "bg: navy")
    second = await tg.wait_message(lambda m: in_line(m) and m.id != first.id)
    await tg.wait(lambda: first.deleted)
    assert second.reply_to == asked.id
    [job] = await idle.desk.jobs(asker(mio.id))
    assert await idle.desk.hints(asker(mio.id), job.id) == "bg: navy"
    await idle.dealt_with()
    await idle.hire()
    result = await tg.wait_message(is_result)
    assert result.id == second.id
    assert [m.id for m in tg.from_bot(mio)] == [second.id]


async def test_a_result_that_is_there_stays_when_its_caption_is_edited(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    mio = tg.private("Mio")
    asked = await tg.user_sends_document(mio, sketch, caption="bg: cream")
    first = await tg.wait_message(is_result)
    for caption, results in (("bg: navy", 2), ("bg: navy", 2), ("bg: cream", 3)):
        await tg.user_edits(asked, caption)
        await nurie.dealt_with()
        await tg.wait(lambda results=results: sum(map(is_result, tg.from_bot(mio))) == results, 60)
    assert not first.deleted
    newest, between, oldest = await nurie.desk.jobs(asker(mio.id))
    hints = [await nurie.desk.hints(asker(mio.id), job.id) for job in (oldest, between, newest)]
    assert hints == ["bg: cream", "bg: navy", "bg: cream"]


async def test_a_mistake_is_mended_by_editing_the_caption(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    asked = await tg.user_sends_photo(mio, sketch, "hair: pinkk")
    await tg.wait_message(lambda m: m.from_bot and "^" in m.text)
    await tg.user_edits(asked, "hair: pink")
    status = await tg.wait_message(in_line)
    assert status.reply_to == asked.id
    assert len(await idle.desk.jobs(asker(mio.id))) == 1
    await tg.user_edits(asked, "hair: pinkk again")
    await tg.wait(lambda: sum("^" in m.text for m in tg.from_bot(mio)) == 2)
    assert not status.deleted, "a caption that cannot be read changes nothing"


async def test_an_edit_of_words_alone_says_nothing_new(tg: LoopbackTelegram, idle: Nurie):
    mio = tg.private("Mio")
    asked = await tg.user_sends_text(mio, "hello")
    await tg.wait_message(lambda m: m.reply_to == asked.id)
    await tg.user_edits(asked, "hello again")
    await idle.dealt_with()
    assert len(tg.from_bot(mio)) == 1


async def test_in_a_group_an_edit_that_names_the_bot_asks_it(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.user("Mio")
    club = tg.group("Art club", mio)
    asked = await tg.user_sends_photo(club, sketch, "look at this")
    await tg.user_edits(asked, "look at that")
    await tg.user_edits(asked, "@nurie_bot bg: cream")
    status = await tg.wait_message(in_line)
    assert status.reply_to == asked.id
    assert len(tg.from_bot(club)) == 1


@pytest.mark.parametrize("late", [0, 2], ids=["the sketch itself", "a reference"])
async def test_a_late_part_of_an_album_joins_the_others(tg: LoopbackTelegram, idle: Nurie, sketch: bytes, late: int):
    mio = tg.private("Mio")
    pictures = [sketch, draw_sketch(90, 60), draw_sketch(60, 90)]
    order = [index for index in range(3) if index != late]
    parts = await tg.user_sends_album(mio, pictures, "bg: cream", as_files=True, order=order)
    first = await tg.wait_message(in_line)
    await tg.redeliver(parts[late])
    second = await tg.wait_message(lambda m: in_line(m) and m.id != first.id)
    await tg.wait(lambda: first.deleted)
    await idle.dealt_with()
    [job] = await idle.desk.jobs(asker(mio.id))
    assert [entry[1] for entry in job.origin.handle["pictures"]] == ["picture 1.png", "picture 2.png", "picture 3.png"]
    assert job.origin.handle["text"] == "bg: cream"
    assert second.reply_to == parts[0].id
    await tg.redeliver(parts[1])
    await idle.dealt_with()
    assert [m.id for m in tg.from_bot(mio)] == [second.id], "a part that is known is not late"


async def test_a_part_that_comes_while_the_others_are_read_is_not_lost(
    tg: LoopbackTelegram, idle: Nurie, sketch: bytes
):
    gate = tg.limits.hold("getFile")
    mio = tg.private("Mio")
    parts = await tg.user_sends_album(mio, [sketch, draw_sketch(60, 60)], as_files=True, order=[0])
    await tg.wait(lambda: gate.reached.is_set())
    await tg.redeliver(parts[1])
    await tg.wait_acknowledged()
    gate.open.set()
    await idle.dealt_with()
    [job] = await idle.desk.jobs(asker(mio.id))
    assert len(job.origin.handle["pictures"]) == 2


async def test_an_album_that_was_refused_is_to_be_sent_again(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    parts = await tg.user_sends_album(mio, [sketch, draw_sketch(60, 60)], "hair: pinkk", as_files=True)
    await tg.wait_message(lambda m: m.from_bot and "^" in m.text)
    await tg.user_edits(parts[0], "hair: pink")
    await tg.wait_message(lambda m: m.from_bot and "send the album again" in m.text)
    assert await idle.desk.jobs(asker(mio.id)) == []
