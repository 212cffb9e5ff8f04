"""Going on from a picture, on the desk: replies, the hints form, lights."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from PIL import Image

from bot.frontend import Asker, Follow, Job, Origin, Parcel
from bot.sessions import LIGHTS, follow_request, hint_text
from bot.store import Store
from bot.styles import Look
from engine import colorize
from engine.errors import UserError
from engine.request import Color, ColorizeRequest, Light, Preset
from engine.sqlite import Database
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, MakeHouse

ANN = Asker("chat", "ann")
BOB = Asker("chat", "bob")
LIMIT = 10_000_000
MIDDLE = "@ 50% 50%"
PLAIN = Look()


def follow(name: str, job: Job, action: str = "refine", text: str = "", asker: Asker = ANN) -> Follow:
    return Follow(f"chat:{name}", asker, Origin("chat", "chat-1", message_id=name), job.id, action, text)


async def delivered(chat: ChatServer, name: str) -> None:
    await chat.wait_for(lambda: name in chat.messages and chat.messages[name].results > 0)


async def test_a_reply_changes_the_colours_that_it_names_and_no_others(
    house: House, chat: ChatServer, sketch: bytes
) -> None:
    await house.hire()
    text = f"{MIDDLE}: #3aa0ff; bg: #ffeecc"
    first, _ = await house.desk.ask(make_ask("m1", sketch, text=text, seed=5))
    second, _ = await house.desk.ask(follow("m2", first, text=f"{MIDDLE}: #aa2030"))
    await delivered(chat, "m2")
    assert second.id != first.id
    flat = await house.desk.press(ANN, second.id, "get:flat", LIMIT)
    assert isinstance(flat, Parcel)
    with Image.open(io.BytesIO(flat.files[0].data)) as picture:
        assert picture.convert("RGB").getpixel((48, 48)) == (0xAA, 0x20, 0x30)
        assert picture.convert("RGB").getpixel((1, 1)) == (0xFF, 0xEE, 0xCC)
    message = chat.messages["m2"]
    assert "Seed 5" in message.text
    assert f"`{MIDDLE}: #3aa0ff`: taken back, or replaced" in message.text
    assert f"{MIDDLE}: #aa2030" in message.text
    third, _ = await house.desk.ask(follow("m3", second, text="bg: -"))
    assert await house.desk.hints(ANN, third.id) == f"{MIDDLE}: #aa2030"


async def test_a_reply_told_twice_is_one_job(house: House, sketch: bytes) -> None:
    first, _ = await house.desk.ask(make_ask("m1", sketch))
    wish = follow("m2", first, text="bg: cream")
    answers = await asyncio.gather(*(house.desk.ask(wish) for _ in range(5)))
    assert len({job.id for job, _ in answers}) == 1
    assert len(await house.desk.jobs(ANN)) == 2


async def test_a_picture_is_taken_up_after_a_restart_by_any_of_its_messages(
    make_house: MakeHouse, chat: ChatServer, sketch: bytes
) -> None:
    house = await make_house().start()
    first, _ = await house.desk.ask(make_ask("m1", sketch, text="bg: cream", light="cel @ top", seed=9))
    await house.desk.speaks_of(first.id, "chat", "chat-1", "file-1")
    await house.stop()
    await house.start()
    await house.hire()
    for message_id in ("m1", "file-1"):
        found = await house.desk.job_at("chat", "chat-1", message_id)
        assert found is not None
        assert found.id == first.id
    job, _ = await house.desk.ask(follow("m2", first, text=f"{MIDDLE}: gold"))
    await delivered(chat, "m2")
    assert await house.desk.hints(ANN, job.id) == f"bg: cream\n{MIDDLE}: gold\nlight: cel @ top"
    assert "Seed 9" in chat.messages["m2"].text
    await house.desk.press(ANN, first.id, "delete", LIMIT)
    assert await house.desk.job_at("chat", "chat-1", "file-1") is None
    again, _ = await house.desk.ask(follow("m3", job, text="bg: navy"))
    assert again.state == "queued", "its sketch is kept for as long as one job needs it"


async def test_a_number_on_the_region_map_names_its_region(house: House, chat: ChatServer, sketch: bytes) -> None:
    await house.hire()
    first, _ = await house.desk.ask(make_ask("m1", sketch))
    await delivered(chat, "m1")
    shown = await house.desk.press(ANN, first.id, "get:regions", LIMIT)
    assert isinstance(shown, Parcel)
    assert (shown.files[0].name, shown.files[0].kind) == ("regions.png", "document")
    number = colorize(ColorizeRequest(sketch)).labels[48, 48]
    second, _ = await house.desk.ask(follow("m2", first, text=f"{number}: #aa2030"))
    await delivered(chat, "m2")
    flat = await house.desk.press(ANN, second.id, "get:flat", LIMIT)
    assert isinstance(flat, Parcel)
    assert _picture(flat.files[0].data).getpixel((48, 48)) == (0xAA, 0x20, 0x30)


async def test_jobs_of_an_older_store_can_be_taken_up(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    with as_file(files("bot.store") / "migrations" / "0001_jobs.sql") as script:
        shutil.copy(script, old)
    db = Database(tmp_path / "nurie.sqlite3", old)
    await db.open()
    origin = json.dumps({"platform": "chat", "chat_id": "chat-1", "message_id": "m1"})
    row = ("job-1", "chat:m1", "chat", "ann", '{"platform": "chat", "user_id": "ann"}', origin, "{}", 1.0, 9e9)
    statement = (
        "INSERT INTO jobs (id, ask_id, platform, user_id, asker, origin, request, created_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    await db.write(lambda c: c.execute(statement, row))
    await db.close()
    async with Store(tmp_path) as store:
        found = await store.jobs.at("chat", "chat-1", "m1")
        assert found is not None
        assert found.job.id == "job-1"
        assert found.dropped == ()


async def test_a_wish_that_cannot_be_met_keeps_nothing(house: House, sketch: bytes) -> None:
    first, _ = await house.desk.ask(make_ask("m1", sketch))
    wrong = [
        (follow("m2", first, text="hair: pnik @ top"), "hint."),
        (follow("m2", first, text=" "), "hints.empty"),
        (follow("m2", first, text="thanks!"), "hints.empty"),
        (follow("m2", first, text="谢谢"), "hints.empty"),
        (follow("m2", first, action="light:sideways"), "action.unknown"),
        (follow("m2", first, action="sculpt"), "action.unknown"),
        (follow("m2", first, text="bg: cream", asker=BOB), "job.not_yours"),
        (Follow("chat:m2", ANN, first.origin, "0" * 16, text="bg: cream"), "job.unknown"),
    ]
    for wish, code in wrong:
        with pytest.raises(UserError) as error:
            await house.desk.ask(wish)
        assert error.value.code.startswith(code)
    with pytest.raises(UserError):
        await house.desk.hints(BOB, first.id)
    assert [job.id for job in await house.desk.jobs(ANN)] == [first.id]


async def test_again_makes_four_and_one_of_them_is_kept(house: House, chat: ChatServer, sketch: bytes) -> None:
    await house.hire()
    first, _ = await house.desk.ask(make_ask("m1", sketch, text=f"{MIDDLE}: #3aa0ff", spoiler=True))
    grid, _ = await house.desk.ask(follow("m2", first, action="again"))
    await delivered(chat, "m2")
    message = chat.messages["m2"]
    assert message.buttons == ["keep:1", "keep:2", "keep:3", "keep:4", "again", "delete"]
    assert f"{MIDDLE}: #3aa0ff" in message.text
    shown = message.files["variations.png"]
    again = await house.desk.press(ANN, grid.id, "get:rendered", LIMIT)
    assert isinstance(again, Parcel)
    assert again.files[0].data == shown

    kept, _ = await house.desk.ask(follow("m3", grid, action="keep:3"))
    await delivered(chat, "m3")
    assert {"get:psd", "hints", "again"} <= set(chat.messages["m3"].buttons)
    about = json.loads(await house.desk.file(grid.id, "result.json"))
    assert f"Seed {about['request']['seeds'][2]}" in chat.messages["m3"].text
    whole, one = _picture(shown), _picture(chat.messages["m3"].files["rendered.png"])
    width, height = one.size
    gap = (whole.height - 2 * height) // 3
    cell = whole.crop((gap, 2 * gap + height, gap + width, 2 * (gap + height)))
    spot = (width // 3, height // 3, width, height)  # the number lies in the corner
    assert cell.crop(spot).tobytes() == one.crop(spot).tobytes()
    for action in ("keep:5", "keep:0", "keep:", "keep:x"):
        with pytest.raises(UserError):
            await house.desk.ask(follow("m4", grid, action=action))
    with pytest.raises(UserError):
        await house.desk.ask(follow("m4", kept, action="keep:1"))


async def test_a_grid_that_is_refined_is_a_grid_of_the_same_seeds(house: House, sketch: bytes) -> None:
    first, _ = await house.desk.ask(make_ask("m1", sketch))
    grid, _ = await house.desk.ask(follow("m2", first, action="again"))
    refined, _ = await house.desk.ask(follow("m3", grid, text="bg: cream"))
    one, two = [await house.store.jobs.get(job.id) for job in (grid, refined)]
    assert one is not None
    assert two is not None
    assert one.request["seeds"] == two.request["seeds"]
    assert len(set(one.request["seeds"]) - {one.request["seed"]}) == 4


async def test_the_light_is_chosen_and_the_hints_stay(house: House, sketch: bytes) -> None:
    first, _ = await house.desk.ask(make_ask("m1", sketch, text="bg: cream", light="#ffd9a0 @ 20% 10%"))
    question = await house.desk.press(ANN, first.id, "light", LIMIT)
    assert isinstance(question, Parcel)
    actions = [button.action for row in question.buttons for button in row]
    assert actions == [f"light:{name}" for name in LIGHTS]
    second, _ = await house.desk.ask(follow("m2", first, action="light:upper_right"))
    hints = await house.desk.hints(ANN, second.id)
    assert hints.startswith("bg: cream\nlight: #ffd9a0 soft")
    assert hints.endswith("@ 90% 10%")


def test_every_light_that_is_offered_is_another_light() -> None:
    lights = [follow_request(ColorizeRequest(b""), f"light:{name}", "", PLAIN)[0].light for name in LIGHTS]
    looks = {(light.x, light.y, light.height, light.style) for light in lights if light is not None}
    assert len(looks) == len(LIGHTS)


def test_a_light_that_is_changed_begins_as_the_presets() -> None:
    preset = Preset("dusk", light=Light(color=Color(255, 120, 60), style="cel"))
    before = ColorizeRequest(b"", preset=preset)
    for action, text in (("light:left", ""), ("refine", "光: 左"), ("refine", "light: @ left")):
        after, _ = follow_request(before, action, text, PLAIN)
        assert after.light is not None
        assert (after.light.color, after.light.style) == (Color(255, 120, 60), "cel")
        assert after.light.x < 0.3
    assert follow_request(before, "refine", "hair: pink", PLAIN)[0].light is None


def test_the_form_stands_in_for_all_hints_and_says_what_is_gone() -> None:
    before = ColorizeRequest.parse(b"", "hair: pink; eyes: #3af; light: cel; lines: brown; palette: ref only")
    after, dropped = follow_request(before, "hints", "hair: pink", PLAIN)
    assert hint_text(after) == "hair: pink"
    assert dropped == ("eyes: #3af",)
    assert hint_text(follow_request(before, "hints", hint_text(before), PLAIN)[0]) == hint_text(before)
    assert follow_request(before, "hints", hint_text(before), PLAIN)[1] == ()
    assert hint_text(follow_request(before, "hints", "", PLAIN)[0]) == ""


def test_a_removal_that_found_nothing_is_not_shown_again() -> None:
    before = ColorizeRequest.parse(b"", "hair: -; bg: cream")
    assert hint_text(before) == "bg: cream"
    assert hint_text(follow_request(before, "refine", "eyes: blue", PLAIN)[0]) == "bg: cream\neyes: blue"


def _picture(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("RGB")
