"""Region maps and drawings over the sketch on Telegram."""

from __future__ import annotations

import io
import zipfile

from PIL import Image, ImageDraw

from bot.frontend import Asker
from bot.styles import Member
from tests.bot.telegram.conftest import Nurie, draw_sketch, size_of
from tests.bot.telegram.test_conversation import is_result
from tests.bot.telegram.test_sessions import newest_hints
from tests.loopback.telegram import LoopbackTelegram

SIZE = (640, 480)


def drawn_over(color: tuple[int, int, int] = (230, 40, 120)) -> bytes:
    """The sketch with a coloured stroke across the face."""
    with Image.open(io.BytesIO(draw_sketch(*SIZE))) as picture:
        picture = picture.convert("RGB")
    ImageDraw.Draw(picture).line((260, 320, 380, 320), color, 14)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def painting() -> bytes:
    picture = Image.new("RGB", (300, 200), (60, 160, 90))
    ImageDraw.Draw(picture).rectangle((150, 0, 300, 200), (230, 120, 60))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


async def test_a_sketch_with_regions_gives_a_numbered_map_to_reply_to(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
) -> None:
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, sketch, caption="/regions")
    shown = await tg.wait_message(is_result)
    assert "regions. Reply with colours by number" in shown.text
    assert shown.labels == ["Hints", "Colour it", "Delete"]
    reply = await tg.user_replies(shown, "1: navy; 2: pink")
    result = await tg.wait_message(lambda m: is_result(m) and m.reply_to == reply.id)
    assert "region 1 is" in result.text
    assert "PSD" in result.labels
    assert await newest_hints(nurie, mio.id) == "1: navy\n2: pink"


async def test_a_map_can_be_had_of_a_result_of_the_newest_and_of_somebodys_picture(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
) -> None:
    mio, ren = tg.user("Mio"), tg.user("Ren")
    club = tg.group("Art club", mio, ren)
    theirs = await tg.user_sends_photo(club, sketch, user=ren)
    asked = await tg.user_replies(theirs, "/regions", user=mio)
    shown = await tg.wait_message(lambda m: is_result(m) and m.reply_to == asked.id)
    await tg.user_clicks(shown, "Colour it", user=mio)
    result = await tg.wait_message(lambda m: is_result(m) and m.reply_to == shown.id)
    again = await tg.user_replies(result, "/regions", user=mio)
    sent = await tg.wait_message(lambda m: m.file_name == "regions.png" and m.reply_to == again.id)
    assert size_of(sent.document) == size_of(draw_sketch())
    refined = await tg.user_replies(sent, "1: gold", user=mio)
    await tg.wait_message(lambda m: is_result(m) and m.reply_to == refined.id)
    newest = await tg.user_sends_text(club, "/regions", user=mio)
    await tg.wait_message(lambda m: m.file_name == "regions.png" and m.reply_to == newest.id)
    nobody = await tg.user_sends_text(club, "/regions", user=ren)
    await tg.wait_message(lambda m: m.reply_to == nobody.id and "no picture here yet" in m.text)


async def test_an_album_with_a_drawing_over_the_sketch_gives_strokes(tg: LoopbackTelegram, nurie: Nurie) -> None:
    """Sent as photos, both are JPEG by the time they are here."""
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [draw_sketch(*SIZE), drawn_over()], "bg: cream", order=[1, 0])
    result = await tg.wait_message(is_result)
    assert "The other picture was taken for strokes" in result.text
    assert "1 stroke of colour was used" in result.text


async def test_an_album_with_a_painting_and_another_with_strokes_says_which_is_which(
    tg: LoopbackTelegram, nurie: Nurie
) -> None:
    mio = tg.private("Mio")
    await tg.user_sends_album(mio, [draw_sketch(*SIZE), painting(), drawn_over()], as_files=True)
    result = await tg.wait_message(is_result)
    assert "Picture 2 was taken for a reference" in result.text
    assert "Picture 3 was taken for strokes" in result.text


async def test_a_drawing_over_the_sketch_in_reply_to_the_result_refines_it(tg: LoopbackTelegram, nurie: Nurie) -> None:
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, draw_sketch(*SIZE), caption="bg: cream")
    first = await tg.wait_message(is_result)
    reply = await tg.user_sends_photo(mio, drawn_over(), reply_to=first)
    second = await tg.wait_message(lambda m: is_result(m) and m.reply_to == reply.id)
    assert "was taken for strokes" in second.text
    assert await newest_hints(nurie, mio.id) == "bg: cream"
    more = await tg.user_replies(second, "bg: navy")
    third = await tg.wait_message(lambda m: is_result(m) and m.reply_to == more.id)
    assert "was taken for strokes" in third.text


async def test_an_album_with_batch_in_its_caption_is_pages_that_come_back_as_a_zip(
    tg: LoopbackTelegram, nurie: Nurie
) -> None:
    mio = tg.private("Mio")
    sketches = [draw_sketch(160, 120), draw_sketch(200, 140), draw_sketch(180, 150)]
    await tg.user_sends_album(mio, sketches, "batch: bg: cream", as_files=True, order=[2, 0, 1])
    sheet = await tg.wait_message(is_result)
    assert sheet.text.startswith("📚 3 of 3 pages")
    sent = await tg.wait_message(lambda m: m.file_name == "rendered.zip")
    assert sent.reply_to == sheet.id
    assert sent.document is not None
    with zipfile.ZipFile(io.BytesIO(sent.document)) as archive:
        pictures = archive.namelist()[1:]
        assert pictures == ["01 picture 1.png", "02 picture 2.png", "03 picture 3.png"]
        assert [size_of(archive.read(name)) for name in pictures] == [(160, 120), (200, 140), (180, 150)]
    await tg.user_clicks(sheet, "Flat")
    await tg.wait_message(lambda m: m.file_name == "flat.zip")
    assert await newest_hints(nurie, mio.id) == "bg: cream"


async def test_a_page_that_telegram_does_not_hand_over_is_named(tg: LoopbackTelegram, nurie: Nurie) -> None:
    mio = tg.private("Mio")
    parts = await tg.user_sends_album(mio, [draw_sketch(), b"no picture at all"], "batch", as_files=True)
    sheet = await tg.wait_message(is_result)
    assert "1 of 2 pages" in sheet.text
    assert "02 picture 2: " in sheet.text
    await tg.redeliver(parts[0])
    await nurie.dealt_with()
    assert len([m for m in tg.from_bot(mio) if m.text.startswith("📚")]) == 1


async def test_batch_without_pictures_says_how_and_with_one_is_a_picture(
    tg: LoopbackTelegram, nurie: Nurie, sketch: bytes
) -> None:
    mio = tg.private("Mio")
    asked = await tg.user_sends_text(mio, "/batch")
    await tg.wait_message(lambda m: m.reply_to == asked.id and "Send several sketches together" in m.text)
    await tg.user_sends_photo(mio, sketch, "batch bg: cream")
    result = await tg.wait_message(is_result)
    assert "PSD" in result.labels
    assert await newest_hints(nurie, mio.id) == "bg: cream"


async def test_a_preset_takes_its_palette_from_a_picture(tg: LoopbackTelegram, nurie: Nurie) -> None:
    mio = tg.private("Mio")
    await tg.user_sends_document(mio, painting(), caption="/preset create orchard")
    sent = await tg.wait_message(lambda m: m.file_name == "palette.png")
    assert "orchard" in sent.text
    member = Member(Asker("telegram", str(mio.id)))
    preset = await nurie.desk.styles.preset(member, "orchard")
    assert {color.hex for color in preset.palette} == {"#3ca05a", "#e6783c"}
    refused = await tg.user_sends_document(mio, draw_sketch(), caption="/preset create nothing")
    await tg.wait_message(lambda m: m.reply_to == refused.id and "has no colours to take" in m.text)
