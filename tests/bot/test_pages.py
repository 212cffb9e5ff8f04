"""Batches on the desk: pages with one set of hints, a ZIP back, and nothing lost on the way."""

from __future__ import annotations

import asyncio
import io
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.frontend import Ask, Asker, Follow, Job, Origin, Page, Parcel
from bot.locales import refuse
from bot.pages import ROOM, batch_words, packed
from engine.errors import UserError
from engine.pipeline import Checkpoint
from engine.request import ColorizeRequest
from engine.worker import colorize_to_files
from tests.bot.chat import ChatServer, Message, make_ask
from tests.bot.conftest import House, MakeHouse, draw_sketch

ANN, BOB = Asker("chat", "ann"), Asker("chat", "bob")
LIMIT = 10_000_000


def pages(*sizes: int) -> tuple[Page, ...]:
    return tuple(Page(f"scan {size}.png", draw_sketch(size)) for size in sizes)


def batch(name: str, *of: Page, **options: Any) -> Ask:
    return make_ask(name, b"", pages=of, **options)


async def delivered(chat: ChatServer, name: str) -> Message:
    await chat.wait_for(lambda: name in chat.messages and chat.messages[name].results > 0, 60.0)
    return chat.messages[name]


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


async def seeds_of(house: House, job: Job) -> set[int]:
    return {page.request["seed"] for page in await house.store.jobs.pages_of(job.id) if page.request}


async def test_pages_come_back_in_order_with_one_set_of_hints(house: House, chat: ChatServer) -> None:
    await house.hire()
    job, status = await house.desk.ask(batch("m1", *pages(96, 64, 80), text="@ 50% 50%: #3aa0ff; bg: cream"))
    assert "0 of 3 pages" in status.text
    message = await delivered(chat, "m1")
    assert message.text.startswith("📚 3 of 3 pages are coloured.")
    assert list(message.files) == ["pages.jpg", "rendered.zip"]
    files = unzipped(message.files["rendered.zip"])
    assert list(files) == ["notes.txt", "01 scan 96.png", "02 scan 64.png", "03 scan 80.png"]
    assert [size_of(data) for name, data in files.items() if name.endswith("png")] == [(96, 96), (64, 64), (80, 80)]
    assert files["notes.txt"].decode().count("#3aa0ff") >= 3
    assert len(await seeds_of(house, job)) == 1
    assert list(chat.messages) == ["m1"]
    assert "again" not in message.buttons
    flats = await house.desk.press(ANN, job.id, "get:flat", LIMIT)
    assert isinstance(flats, Parcel)
    assert [file.name for file in flats.files] == ["flat.zip"]
    with Image.open(io.BytesIO(unzipped(flats.files[0].data)["02 scan 64.png"])) as picture:
        assert picture.convert("RGB").getpixel((32, 32)) == (0x3A, 0xA0, 0xFF)


async def test_a_page_that_cannot_be_read_is_named_and_the_others_come(house: House, chat: ChatServer) -> None:
    await house.hire()
    gone = Page("lost.png", problem=refuse("upload.not_read", name="lost.png"))
    good = pages(96, 64)
    job, _ = await house.desk.ask(batch("m1", good[0], Page("broken.png", b"\x89PNG nothing"), gone, good[1]))
    message = await delivered(chat, "m1")
    assert "2 of 4 pages" in message.text
    assert "• 02 broken: " in message.text
    assert "• 03 lost: " in message.text
    assert list(unzipped(message.files["rendered.zip"])) == ["notes.txt", "01 scan 96.png", "04 scan 64.png"]
    assert [j.id for j in await house.desk.jobs(ANN)] == [job.id]


async def test_a_page_that_the_engine_fails_on_is_named_too(house: House, chat: ChatServer) -> None:
    def work(request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
        if size_of(request.sketch) == (64, 64):
            raise UserError("picture.broken", "The picture is damaged and cannot be read.")
        return colorize_to_files(request, checkpoint)

    await house.hire(work)
    await house.desk.ask(batch("m1", *pages(96, 64)))
    message = await delivered(chat, "m1")
    assert "1 of 2 pages" in message.text
    assert "• 02 scan 64: The picture is damaged" in message.text


async def test_a_batch_of_nothing_but_wrong_pages_or_words_keeps_nothing(house: House) -> None:
    wrong = [
        (batch("m1", Page("a.png", b""), Page("b.png", b"no")), "picture.empty"),
        (batch("m1", *pages(96, 64), text="hair: pnik"), "hint."),
        (batch("m1", *pages(64) * 21), "batch.too_many"),
        (batch("m1", *pages(64), preset="nowhere"), "preset.unknown"),
    ]
    for ask, code in wrong:
        with pytest.raises(UserError) as error:
            await house.desk.ask(ask)
        assert error.value.code.startswith(code)
    assert await house.desk.jobs(ANN) == []


async def test_the_zip_is_split_where_the_chat_takes_no_more(make_house: MakeHouse, chat: ChatServer) -> None:
    limit = 40_000
    house = await make_house().start(limit=limit)
    await house.hire()
    await house.desk.ask(batch("m1", *pages(*[220 + step for step in range(6)])))
    message = await delivered(chat, "m1")
    zips = [name for name in message.files if name.endswith(".zip")]
    assert len(zips) > 1
    assert zips == [f"rendered-{n}-of-{len(zips)}.zip" for n in range(1, len(zips) + 1)]
    assert all(len(message.files[name]) <= limit for name in zips)
    names = [name for zipped in zips for name in unzipped(message.files[zipped])]
    assert names == ["notes.txt", *(f"{n:02d} scan {219 + n}.png" for n in range(1, 7))]


async def test_somebody_who_waits_for_one_picture_goes_before_the_pages(house: House, chat: ChatServer) -> None:
    order: list[tuple[int, int]] = []

    def work(request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
        order.append(size_of(request.sketch))
        return colorize_to_files(request, checkpoint)

    await house.desk.ask(batch("m1", *pages(96, 97, 98, 99)))
    await house.desk.ask(make_ask("m2", draw_sketch(64)))
    await house.desk.ask(make_ask("m3", draw_sketch(65), user="bob"))
    async with asyncio.timeout(120):
        while await house.queue.depth() < 4:  # noqa: ASYNC110 - two of the pages, and both who wait
            await asyncio.sleep(0.02)
    await house.hire(work)
    await delivered(chat, "m1")
    assert order.index((64, 64)) < 2
    assert order.index((65, 65)) < 3
    assert [size for size in order if size[0] > 90] == [(96, 96), (97, 97), (98, 98), (99, 99)]


async def test_a_batch_goes_on_where_the_service_was_stopped(make_house: MakeHouse, chat: ChatServer) -> None:
    house = await make_house().start()
    job, _ = await house.desk.ask(batch("m1", *pages(96, 64, 80)))
    await house.stop()
    await house.start()
    await house.hire()
    again, _ = await house.desk.ask(batch("m1", *pages(96, 64, 80)))
    assert again.id == job.id
    message = await delivered(chat, "m1")
    assert message.text.startswith("📚 3 of 3 pages")
    assert message.results == 1


async def test_a_batch_is_cancelled_tried_again_and_deleted_as_one(house: House, chat: ChatServer) -> None:
    job, _ = await house.desk.ask(batch("m1", *pages(96, 64), Page("broken.png", b"no")))
    await house.desk.press(ANN, job.id, "cancel", LIMIT)
    states = [page.job.state for page in await house.store.jobs.pages_of(job.id)]
    assert states == ["cancelled", "cancelled", "failed"]
    assert house.desk.waiting + house.desk.inside == 0
    await house.hire()
    await house.desk.press(ANN, job.id, "retry", LIMIT)
    message = await delivered(chat, "m1")
    assert "2 of 3 pages" in message.text
    with pytest.raises(UserError):
        await house.desk.press(BOB, job.id, "delete", LIMIT)
    await house.desk.press(ANN, job.id, "delete", LIMIT)
    assert await house.store.jobs.pages_of(job.id) == []
    assert not [file for file in (house.settings.home / "blobs").rglob("*") if file.is_file()]
    assert await house.queue.depth() == 0


async def test_a_reply_refines_every_page(house: House, chat: ChatServer) -> None:
    await house.hire()
    job, _ = await house.desk.ask(batch("m1", *pages(96, 64), Page("broken.png", b"no"), text="bg: cream", seed=4))
    await delivered(chat, "m1")

    def reply(name: str, action: str = "refine", text: str = "", **more: Any) -> Follow:
        origin = Origin("chat", "chat-1", message_id=name)
        return Follow(f"chat:{name}", ANN, origin, job.id, action, text, **more)

    second, _ = await house.desk.ask(reply("m2", text="bg: #ff0080"))
    message = await delivered(chat, "m2")
    assert "2 of 3 pages" in message.text
    assert "• 03 broken: " in message.text
    assert "`bg: cream`: taken back, or replaced" in message.text
    assert await house.desk.hints(ANN, second.id) == "bg: #ff0080"
    assert await seeds_of(house, second) == {4}
    with Image.open(io.BytesIO(unzipped(message.files["rendered.zip"])["02 scan 64.png"])) as picture:
        assert picture.convert("RGB").getpixel((1, 1)) == (0xFF, 0x00, 0x80)
    for wrong, code in ((reply("m3", "again"), "action.unknown"), (reply("m3", extras=(b"x",)), "batch.no_strokes")):
        with pytest.raises(UserError) as error:
            await house.desk.ask(wrong)
        assert error.value.code == code


async def test_pages_count_as_pictures_that_wait(make_house: MakeHouse) -> None:
    house = await make_house(user_waiting=4).start()
    await house.desk.ask(batch("m1", *pages(96, 64, 80)))
    with pytest.raises(UserError) as error:
        await house.desk.ask(batch("m2", *pages(96, 64)))
    assert error.value.code == "user.too_many_pages"
    await house.desk.ask(make_ask("m3", draw_sketch()))


async def test_a_preset_and_a_character_colour_every_page(house: House, chat: ChatServer) -> None:
    await house.hire()
    job, _ = await house.desk.ask(batch("m1", *pages(96, 64), preset="sepia"))
    await delivered(chat, "m1")
    for page in await house.store.jobs.pages_of(job.id):
        assert page.request["preset"]["name"] == "sepia"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("batch", (True, "")),
        ("Batch: hair: pink", (True, "hair: pink")),
        ("/batch bg: cream", (True, "bg: cream")),
        ("batch\nhair: pink", (True, "hair: pink")),
        ("批量 头发: 粉色", (True, "头发: 粉色")),
        ("まとめて、髪: ピンク", (True, "髪: ピンク")),
        ("batches of hair", (False, "batches of hair")),
        ("hair: pink; batch", (False, "hair: pink; batch")),
    ],
)
def test_the_word_for_a_batch_stands_first(text: str, found: tuple[bool, str]) -> None:
    assert batch_words(text) == found


@given(st.lists(st.integers(0, 9_000), max_size=30), st.integers(ROOM + 9_000, 60_000))
def test_zips_keep_the_order_and_the_limit(sizes: list[int], limit: int) -> None:
    entries = [(f"{number:02d} seite ✿.png", b"x" * size) for number, size in enumerate(sizes)]
    zips = packed(entries, limit)
    assert all(len(data) <= limit for data in zips)
    assert [item for data in zips for item in unzipped(data).items()] == entries
