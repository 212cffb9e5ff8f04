"""Going on from a result on Telegram: replies, the present hints, the lights."""

from __future__ import annotations

from bot.frontend import Asker
from tests.bot.telegram.conftest import Nurie
from tests.bot.telegram.test_conversation import is_result
from tests.loopback.telegram import LoopbackTelegram


async def newest_hints(nurie: Nurie, user_id: int) -> str:
    asker = Asker("telegram", str(user_id))
    return await nurie.desk.hints(asker, (await nurie.desk.jobs(asker))[0].id)


async def test_a_reply_refines_a_result_once_also_after_a_restart(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_photo(mio, sketch, "bg: cream; @ 50% 60%: gold", spoiler=True)
    first = await tg.wait_message(is_result)
    await nurie.dealt_with()
    await nurie.stop()
    await nurie.start()
    reply = await tg.user_replies(first, "@ 50% 60%: navy")
    await tg.redeliver(reply)
    second = await tg.wait_message(lambda m: is_result(m) and m.reply_to == reply.id)
    assert "@ 50% 60%: gold: taken back, or replaced" in second.text
    assert "@ 50% 60%: navy" in second.text
    assert second.spoiler
    await nurie.dealt_with()
    assert [m.id for m in tg.from_bot(mio)] == [first.id, second.id]
    assert await newest_hints(nurie, mio.id) == "bg: cream\n@ 50% 60%: navy"


async def test_the_present_hints_are_shown_as_code_and_can_be_replied_to(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="bg: cream; @ 50% 60%: gold")
    first = await tg.wait_message(is_result)
    await tg.user_clicks(first, "Hints")
    shown = await tg.wait_message(lambda m: "present hints" in m.text)
    code = shown.doc["entities"][-1]
    assert code["type"] == "code"
    hints = shown.text.encode("utf-16-le")[code["offset"] * 2 :][: code["length"] * 2].decode("utf-16-le")
    assert hints == "bg: cream\n@ 50% 60%: gold"
    reply = await tg.user_replies(shown, "bg: -")
    await tg.wait_message(lambda m: is_result(m) and m.reply_to == reply.id)
    assert await newest_hints(nurie, mio.id) == "@ 50% 60%: gold"


async def test_a_light_is_chosen_on_a_keyboard(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    await tg.user_sends_photo(club, sketch, "@nurie_bot bg: cream")
    first = await tg.wait_message(is_result)
    await tg.user_clicks(first, "Light")
    question = await tg.wait_message(lambda m: "Upper left" in m.labels)
    theirs = await tg.user_clicks(question, "Cel", user=ren)
    assert "Only the one who sent" in (await tg.wait_answer(theirs))["text"]
    await tg.user_clicks(question, "Cel")
    second = await tg.wait_message(lambda m: is_result(m) and m is not first)
    assert second.reply_to == question.id
    assert await newest_hints(nurie, mio.id) == "bg: cream\nlight: cel"


async def test_another_members_reply_is_refused(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    await tg.user_sends_photo(club, sketch, "@nurie_bot bg: cream")
    status = await tg.wait_message(lambda m: "Cancel" in m.labels)
    reply = await tg.user_replies(status, "bg: navy", user=ren)
    await tg.wait_message(lambda m: m.reply_to == reply.id and "Only the one who sent" in m.text)


async def test_again_shows_a_grid_and_a_number_keeps_one(tg: LoopbackTelegram, nurie: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="bg: cream")
    first = await tg.wait_message(is_result)
    await tg.user_clicks(first, "Again")
    grid = await tg.wait_message(lambda m: is_result(m) and "4" in m.labels)
    assert grid.labels == ["1", "2", "3", "4", "Again", "Delete"]
    assert grid.reply_to == first.id
    await tg.user_clicks(grid, "2")
    second = await tg.wait_message(lambda m: is_result(m) and m.reply_to == grid.id)
    assert "PSD" in second.labels
    assert await newest_hints(nurie, mio.id) == "bg: cream"


async def test_light_moves_the_light_of_the_newest_picture_or_of_the_one_replied_to(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
):
    mio = tg.private("Mio")
    early = await tg.user_sends_text(mio, "/light cel")
    assert "Send a sketch first" in (await tg.wait_message(lambda m: m.reply_to == early.id)).text
    await tg.user_sends_document(mio, sketch, caption="bg: cream")
    first = await tg.wait_message(is_result)
    wish = await tg.user_sends_text(mio, "/light warm @ left")
    await tg.wait_message(lambda m: is_result(m) and m.reply_to == wish.id)
    assert await newest_hints(nurie, mio.id) == "bg: cream\nlight: warm @ left"
    reply = await tg.user_replies(first, "/light cel")
    await tg.wait_message(lambda m: is_result(m) and m.reply_to == reply.id)
    assert await newest_hints(nurie, mio.id) == "bg: cream\nlight: cel"
    asked = await tg.user_sends_text(mio, "/light")
    question = await tg.wait_message(lambda m: m.reply_to == asked.id)
    await tg.user_clicks(question, "No shading")
    await tg.wait_message(lambda m: is_result(m) and m.reply_to == question.id)
    assert await newest_hints(nurie, mio.id) == "bg: cream\nlight: off"
    wrong = await tg.user_sends_text(mio, "/light wram")
    assert "light: wram" in (await tg.wait_message(lambda m: m.reply_to == wrong.id and "wram" in m.text)).text


async def test_a_sketch_with_light_as_its_caption_is_lit(tg: LoopbackTelegram, idle: Nurie, sketch: bytes):
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="/light warm @ top")
    await tg.wait_message(lambda m: m.from_bot and "Next in line" in m.text)
    assert await newest_hints(idle, mio.id) == "light: warm @ top"
