"""Region maps and drawings over the sketch on Discord."""

from __future__ import annotations

import io
import zipfile

from PIL import Image, ImageDraw

from tests.bot.discord.conftest import House, draw_sketch
from tests.bot.discord.test_conversation import Upload, is_result, told
from tests.bot.discord.test_sessions import newest_hints
from tests.loopback.discord_world import Message

SIZE = (480, 320)


def drawn_over(*, kind: str = "PNG") -> bytes:
    """The sketch with a coloured stroke in its ellipse."""
    with Image.open(io.BytesIO(draw_sketch(SIZE))) as picture:
        picture = picture.convert("RGB")
    ImageDraw.Draw(picture).line((110, 160, 190, 160), (230, 40, 120), 14)
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def is_map(message: Message) -> bool:
    return any(a.name.endswith("regions.png") for a in message.attachments)


async def test_regions_gives_a_numbered_map_and_the_form_colours_by_it(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("regions", sketch=sketch, spoiler=True)
    shown = await discord.wait_message(is_map)
    assert "3 regions. Reply with colours by number" in shown.content
    assert list(shown.buttons.values()) == ["Hints", "Colour it", "Delete"]
    assert all(a.hidden for a in shown.attachments)
    form = await discord.click(shown, "Hints")
    await discord.submit(form, {"hints": "2: pink; 3: navy"})
    result = await discord.wait_message(is_result)
    assert "region 3 is" in result.content
    assert await newest_hints(house) == "2: pink\n3: navy"


async def test_regions_without_a_sketch_is_the_map_of_the_newest_picture(house: House, sketch: Upload) -> None:
    discord = house.discord
    nothing = told(await discord.slash("regions"))
    assert nothing.ephemeral
    assert "no picture here yet" in nothing.content
    await discord.slash("color", sketch=sketch)
    first = await discord.wait_message(is_result)
    used = await discord.slash("regions")
    shown = await discord.wait_message(is_map)
    assert shown is used.message
    await discord.post(f"<@{discord.bot.id}> 2: #ff0080", reply_to=shown)
    await discord.wait_message(lambda m: is_result(m) and m is not first)
    assert await newest_hints(house) == "2: #ff0080"


async def test_a_map_is_coloured_as_it_is_by_its_button(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("regions", sketch=sketch, private=True)
    shown = await discord.wait_message(is_map)
    painted = await discord.click(shown, "Colour it")
    result = await discord.wait_message(is_result)
    assert result is painted.message
    assert result.ephemeral


async def test_strokes_may_be_the_sketch_drawn_over(house: House) -> None:
    discord = house.discord
    over = drawn_over(kind="JPEG")
    await discord.slash("color", sketch=("page.png", draw_sketch(SIZE)), strokes=("page-hints.jpg", over))
    result = await discord.wait_message(is_result)
    assert "1 stroke of colour was used" in result.content


async def test_a_second_picture_in_a_message_is_recognised(house: House) -> None:
    discord = house.discord
    sketch, over = ("page.png", draw_sketch(SIZE)), ("page2.jpg", drawn_over(kind="JPEG"))
    await discord.post(f"<@{discord.bot.id}> bg: cream", sketch, over)
    first = await discord.wait_message(is_result)
    assert "The other picture was taken for strokes" in first.content
    await discord.post(f"<@{discord.bot.id}>", sketch)
    second = await discord.wait_message(lambda m: is_result(m) and m is not first)
    reply = await discord.post(f"<@{discord.bot.id}>", ("again.png", drawn_over()), reply_to=second)
    third = await discord.wait_message(lambda m: is_result(m) and m.reply_to is reply)
    assert "The other picture was taken for strokes" in third.content


async def test_anothers_picture_in_reply_to_a_result_is_a_sketch_of_their_own(house: House, sketch: Upload) -> None:
    discord = house.discord
    await discord.slash("color", sketch=sketch)
    first = await discord.wait_message(is_result)
    theirs = await discord.post(f"<@{discord.bot.id}>", sketch, reply_to=first, user=discord.bob)
    result = await discord.wait_message(lambda m: is_result(m) and m.reply_to is theirs)
    assert "taken for" not in result.content


def zipped(message: Message) -> dict[str, bytes]:
    """The files of the message's ZIP, without its notes."""
    data = next(a.data for a in message.attachments if a.name.endswith("rendered.zip"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "notes.txt"}


def is_batch(message: Message) -> bool:
    return any(a.name.endswith(".zip") for a in message.attachments)


async def test_batch_colours_pages_alike_and_sends_a_zip(house: House) -> None:
    discord = house.discord
    first, second = ("one.png", draw_sketch((96, 64))), ("two.png", draw_sketch((120, 80)))
    used = await discord.slash("batch", page1=first, page2=second, hints="bg: cream", seed=3)
    message = await discord.wait_message(is_batch)
    assert message is used.message
    assert message.content.startswith("📚 2 of 2 pages")
    assert [a.name for a in message.attachments] == ["pages.jpg", "rendered.zip"]
    assert list(zipped(message)) == ["01 one.png", "02 two.png"]
    flats = await discord.choose(message, "Flat")
    await discord.wait_until(lambda: flats.message and flats.message.attachments)
    assert told(flats).attachments[0].name == "flat.zip"
    assert await newest_hints(house) == "bg: cream"


async def test_the_menu_colours_every_picture_of_a_message(house: House) -> None:
    discord = house.discord
    files = [(f"{n}.png", draw_sketch((96 + n, 64))) for n in range(3)]
    message = await discord.post("my pages", *files, spoiler=True, user=discord.bob)
    used = await discord.menu("Colorize", message)
    result = await discord.wait_message(is_batch)
    assert result is used.message
    assert list(zipped(result)) == ["01 0.png", "02 1.png", "03 2.png"]
    assert all(a.hidden for a in result.attachments)


async def test_a_mention_with_batch_names_the_page_that_is_no_picture(house: House) -> None:
    discord = house.discord
    good, bad = ("good.png", draw_sketch()), ("bad.png", b"\x89PNG and no more")
    await discord.post(f"<@{discord.bot.id}> batch bg: cream", good, bad)
    result = await discord.wait_message(is_batch)
    assert "1 of 2 pages" in result.content
    assert "• 02 bad: " in result.content
    assert list(zipped(result)) == ["01 good.png"]


async def test_a_preset_takes_its_palette_from_a_picture(house: House) -> None:
    discord = house.discord
    picture = Image.new("RGB", (300, 100), (230, 40, 120))
    picture.paste((40, 120, 220), (160, 0, 300, 100))
    file = io.BytesIO()
    picture.save(file, "PNG")
    used = await discord.slash("preset create", name="two", picture=("two.png", file.getvalue()))
    answer = await discord.wait_until(lambda: used.message if used.message and used.message.attachments else None)
    assert "Saved the preset `two`" in answer.content
    assert answer.attachments[0].name == "palette.png"
    shown = told(await discord.slash("preset show", name="two"))
    assert "#e62878" in shown.content
    assert "#2878dc" in shown.content
    sketch = await discord.slash("preset create", name="none", picture=("page.png", draw_sketch(SIZE)))
    refused = await discord.wait_until(lambda: sketch.message if sketch.message and sketch.message.content else None)
    assert refused.ephemeral
    assert "has no colours to take" in refused.content
    assert await house.queue.depth() == 0
