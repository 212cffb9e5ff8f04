from __future__ import annotations

import asyncio
import io
import json
import random
import sqlite3
import threading
from contextlib import closing

import pytest
from PIL import Image

from bot.frontend import Asker, Parcel, Status
from engine.errors import UserError
from engine.pipeline import Checkpoint
from engine.request import ColorizeRequest
from engine.worker import colorize_to_files
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, MakeHouse, draw_sketch

ANN = Asker("chat", "ann")
BOB = Asker("chat", "bob")
LIMIT = 10_000_000
ENDED = ("done", "failed", "cancelled")


class Gate:
    """Work that stays at its first step until it is let through; then the real work is done."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun = threading.Event()

    def __call__(self, request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
        self.hold(checkpoint)
        return colorize_to_files(request, checkpoint)

    def hold(self, checkpoint: Checkpoint) -> None:
        checkpoint("sketch", 0.0)
        self.begun.set()
        while not self.open.wait(0.02):
            checkpoint("regions", 0.06)

    async def reached(self) -> None:
        assert await asyncio.to_thread(self.begun.wait, 60)


def kept_pictures(house: House) -> int:
    """How many pictures the store has, in rows and as files."""
    with closing(sqlite3.connect(house.settings.home / "nurie.sqlite3")) as database:
        rows = database.execute("SELECT count(*) FROM pictures").fetchone()[0]
    return rows + sum(path.is_file() for path in (house.settings.home / "blobs").rglob("*"))


def draw_noise(size: int) -> bytes:
    """A picture that no packing makes small: `size` squared bytes and some."""
    picture = Image.frombytes("L", (size, size), random.Random(7).randbytes(size * size))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


async def delivered(chat: ChatServer, name: str) -> None:
    await chat.wait_for(lambda: name in chat.messages and chat.messages[name].results > 0)


async def test_a_sketch_becomes_a_picture_in_its_status_message(house: House, chat: ChatServer) -> None:
    sketch = draw_sketch(120)
    job, status = await house.desk.ask(make_ask("m1", sketch, text="@ 50% 50%: #3aa0ff", spoiler=True, seed=5))
    assert job.state == "queued"
    assert status.text == "⏳ Next in line."
    await house.hire()
    await delivered(chat, "m1")

    message = chat.messages["m1"]
    assert list(chat.messages) == ["m1"]
    assert message.results == 1
    assert message.spoiler
    assert "Seed 5" in message.text
    assert "@ 50% 50%: #3aa0ff" in message.text
    with Image.open(io.BytesIO(message.files["rendered.png"])) as picture:
        assert picture.size == (120, 120)
    assert {"get:flat", "get:psd", "get:ora", "delete"} <= set(message.buttons)


async def test_each_button_under_a_result_gives_its_file(house: House, chat: ChatServer, sketch: bytes) -> None:
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await delivered(chat, "m1")
    starts = {"psd": b"8BPS", "ora": b"PK"}
    gets = [action.removeprefix("get:") for action in chat.messages["m1"].buttons if action.startswith("get:")]
    assert len(gets) == 10
    for name in gets:
        parcel = await house.desk.press(ANN, job.id, f"get:{name}", LIMIT)
        assert isinstance(parcel, Parcel)
        assert parcel.files[0].data.startswith(starts.get(name, b"\x89PNG")), name


async def test_the_same_ask_twice_is_one_job(house: House, sketch: bytes) -> None:
    answers = await asyncio.gather(*(house.desk.ask(make_ask("m1", sketch)) for _ in range(6)))
    assert len({job.id for job, _ in answers}) == 1
    assert len(await house.desk.jobs(ANN)) == 1


async def test_a_wrong_ask_keeps_nothing(house: House, sketch: bytes) -> None:
    wrong = [
        (make_ask("m1", sketch, text="hair: pnik @ top"), "hint."),
        (make_ask("m1", sketch, text="x" * 5000), "text.too_long"),
        (make_ask("m1", b""), "picture.empty"),
        (make_ask("m1", b"a text file named .png"), "picture.unknown"),
        (make_ask("m1", sketch, references=(sketch,) * 5), "references.too_many"),
        (make_ask("m1", sketch, preset="pastell"), "preset.unknown"),
        (make_ask("m1", sketch, model="dall-e"), "model.unknown"),
    ]
    for ask, code in wrong:
        with pytest.raises(UserError) as error:
            await house.desk.ask(ask)
        assert error.value.code.startswith(code)
    assert await house.desk.jobs(ANN) == []
    assert kept_pictures(house) == 0
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    assert job.state == "queued"


async def test_a_user_may_not_fill_the_line(make_house: MakeHouse, sketch: bytes) -> None:
    house = await make_house(user_waiting=3).start()
    for number in range(3):
        await house.desk.ask(make_ask(f"m{number}", sketch))
    with pytest.raises(UserError) as error:
        await house.desk.ask(make_ask("m9", sketch))
    assert error.value.code == "user.too_many"
    await house.desk.ask(make_ask("other", sketch, user="bob"))


async def test_asks_that_come_at_once_may_not_fill_the_line_either(make_house: MakeHouse) -> None:
    house = await make_house(user_waiting=3).start()
    noise = draw_noise(300)
    asks = [make_ask(f"m{number}", noise if number % 2 else draw_sketch(100 + number)) for number in range(12)]
    answers = await asyncio.gather(*(house.desk.ask(ask) for ask in asks), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, UserError)]
    assert {error.code for error in refused} == {"user.too_many"}
    assert len(refused) == 9
    taken = [job.id for job in await house.desk.jobs(ANN)]
    assert len(taken) == 3
    for job_id in taken:
        await house.desk.press(ANN, job_id, "delete", LIMIT)
    assert kept_pictures(house) == 0


async def test_a_large_sketch_is_kept_as_a_file_and_coloured(house: House, chat: ChatServer) -> None:
    noise = draw_noise(300)
    job, _ = await house.desk.ask(make_ask("m1", noise))
    other, _ = await house.desk.ask(make_ask("m2", noise))
    assert [path.stat().st_size for path in (house.settings.home / "blobs").rglob("*") if path.is_file()] == [
        len(noise)
    ]
    await house.hire(lambda request, checkpoint: {"flat.png": request.sketch})
    async with asyncio.timeout(120):
        while {(await house.desk.status(each))[0].state for each in (job.id, other.id)} != {"done"}:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert await house.desk.file(job.id, "flat.png") == noise
    await house.desk.press(ANN, job.id, "delete", LIMIT)
    assert kept_pictures(house) == 1
    await house.desk.press(ANN, other.id, "delete", LIMIT)
    assert kept_pictures(house) == 0


async def test_the_place_in_line_counts_others_fairly(house: House, sketch: bytes) -> None:
    for number in range(8):
        await house.desk.ask(make_ask(f"ann-{number}", sketch))
    _, status = await house.desk.ask(make_ask("bob", sketch, user="bob"))
    # Two of Ann's are with the engine, so that is what stands before Bob; her other six do not.
    assert status.text == "⏳ In line: 2 before yours."


async def test_progress_is_shown_with_a_bar(house: House, chat: ChatServer, sketch: bytes) -> None:
    gate = Gate()

    def work(request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
        """Its last steps come all at once, however slow the machine is."""
        files = colorize_to_files(request, lambda step, share: None)
        gate.hold(checkpoint)
        for percent in range(10, 100):
            checkpoint("shading", percent / 100)
        return files

    await house.hire(work)
    await house.desk.ask(make_ask("m1", sketch))
    await chat.wait_for(lambda: "m1" in chat.messages and "▰" in chat.messages["m1"].text)
    assert "Finding regions\n▰▱▱▱▱▱▱▱▱▱ 6 %" in chat.messages["m1"].text
    assert chat.messages["m1"].buttons == ["cancel"]
    edits = len(chat.messages["m1"].texts)
    gate.open.set()
    await delivered(chat, "m1")
    assert len(chat.messages["m1"].texts) - edits < 45, "far fewer than it had steps"


async def test_cancel_while_it_waits(house: House, chat: ChatServer, sketch: bytes) -> None:
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    answer = await house.desk.press(ANN, job.id, "cancel", LIMIT)
    assert isinstance(answer, Status)
    await chat.wait_for(lambda: "m1" in chat.messages and "Taken back" in chat.messages["m1"].text)
    with pytest.raises(UserError) as error:
        await house.desk.press(ANN, job.id, "cancel", LIMIT)
    assert error.value.code == "job.ended"
    await house.hire()
    await house.desk.ask(make_ask("m2", sketch))
    await delivered(chat, "m2")
    assert await house.queue.depth() == 0
    assert chat.messages["m1"].results == 0


async def test_cancel_while_it_is_coloured(house: House, chat: ChatServer, sketch: bytes) -> None:
    gate = Gate()
    await house.hire(gate)
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await gate.reached()
    await house.desk.press(ANN, job.id, "cancel", LIMIT)
    await chat.wait_for(lambda: "m1" in chat.messages and "Taken back" in chat.messages["m1"].text)
    # The worker is free again, without having been let through.
    gate.open.set()
    await house.desk.ask(make_ask("m2", sketch))
    await delivered(chat, "m2")
    assert chat.messages["m1"].results == 0


async def test_a_cancelled_job_can_be_tried_after_all(house: House, chat: ChatServer, sketch: bytes) -> None:
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await house.desk.press(ANN, job.id, "cancel", LIMIT)
    await chat.wait_for(lambda: "m1" in chat.messages)
    await house.desk.press(ANN, job.id, "retry", LIMIT)
    await house.hire()
    await delivered(chat, "m1")
    assert chat.messages["m1"].results == 1


async def test_a_sketch_that_cannot_be_read_is_answered(house: House, chat: ChatServer) -> None:
    sketch = draw_sketch(200)
    await house.hire()
    await house.desk.ask(make_ask("m1", sketch[: len(sketch) // 2], locale="ja"))
    await chat.wait_for(lambda: "m1" in chat.messages and "壊れ" in chat.messages["m1"].text)
    assert chat.messages["m1"].buttons == ["retry", "delete"]


async def test_a_job_that_breaks_the_engine_is_given_up(house: House, chat: ChatServer, sketch: bytes) -> None:
    turns = []

    def broken(request: ColorizeRequest, checkpoint: Checkpoint) -> dict[str, bytes]:
        turns.append(request.seed)
        raise RuntimeError("no such layer")

    await house.hire(broken)
    await house.desk.ask(make_ask("m1", sketch, seed=3))
    await chat.wait_for(lambda: "m1" in chat.messages and "⚠️" in chat.messages["m1"].text)
    assert turns == [3, 3, 3]
    (seen,) = await house.desk.jobs(ANN)
    assert seen.state == "failed"
    assert seen.reason is not None
    assert seen.reason[0] == "job.poison"


async def test_delete_leaves_nothing(house: House, chat: ChatServer, sketch: bytes) -> None:
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    kept, _ = await house.desk.ask(make_ask("m2", sketch))
    await delivered(chat, "m1")
    await delivered(chat, "m2")
    answer = await house.desk.press(ANN, job.id, "delete", LIMIT)
    assert isinstance(answer, Status)
    assert not answer.buttons
    with pytest.raises(UserError) as error:
        await house.desk.press(ANN, job.id, "get:flat", LIMIT)
    assert error.value.code == "job.unknown"
    # The same sketch is still there for the other job, and goes with it.
    assert kept_pictures(house) == 1
    await house.desk.press(ANN, kept.id, "delete", LIMIT)
    assert kept_pictures(house) == 0
    assert [path for path in (house.settings.home / "queue/tasks").rglob("*") if path.is_file()] == []


async def test_what_is_too_old_is_deleted(make_house: MakeHouse, chat: ChatServer, sketch: bytes) -> None:
    house = await make_house(keep_days=1e-9).start()
    await house.desk.ask(make_ask("m1", sketch))
    await house.stop()
    await house.start()
    async with asyncio.timeout(120):
        while await house.desk.jobs(ANN):  # noqa: ASYNC110 - there is nothing to wait on but the store
            await asyncio.sleep(0.02)
    assert kept_pictures(house) == 0


async def test_only_the_asker_may_press(house: House, sketch: bytes) -> None:
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    for action in ("cancel", "delete", "get:flat", "retry"):
        with pytest.raises(UserError) as error:
            await house.desk.press(BOB, job.id, action, LIMIT)
        assert error.value.code == "job.not_yours"
    with pytest.raises(UserError) as error:
        await house.desk.press(Asker("other", "ann"), job.id, "delete", LIMIT)
    assert error.value.code == "job.not_yours"


async def test_buttons_work_after_a_restart(make_house: MakeHouse, chat: ChatServer, sketch: bytes) -> None:
    house = await make_house().start()
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch))
    await delivered(chat, "m1")
    await house.stop()
    await house.start()
    parcel = await house.desk.press(ANN, job.id, "get:psd", LIMIT)
    assert isinstance(parcel, Parcel)
    assert parcel.files[0].name == "layers.psd"
    assert chat.messages["m1"].results == 1


async def test_jobs_go_on_after_a_restart(make_house: MakeHouse, chat: ChatServer, sketch: bytes) -> None:
    house = await make_house().start()
    for number in range(5):
        await house.desk.ask(make_ask(f"m{number}", sketch))
    await house.stop()
    await house.start()
    await house.hire()
    for number in range(5):
        await delivered(chat, f"m{number}")
    assert [message.results for message in chat.messages.values()] == [1] * 5


async def test_a_lost_queue_loses_no_job(make_house: MakeHouse, chat: ChatServer, sketch: bytes) -> None:
    house = await make_house().start()
    await house.desk.ask(make_ask("m1", sketch))
    async with asyncio.timeout(120):
        while not await house.queue.depth():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await house.stop()
    for path in sorted((house.settings.home / "queue").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    await house.start()
    await house.hire()
    await delivered(chat, "m1")


async def test_a_file_over_the_limit_becomes_something_smaller(
    make_house: MakeHouse, chat: ChatServer, sketch: bytes
) -> None:
    house = await make_house(public_url="https://nurie.example/").start()
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", draw_sketch(160)))
    await delivered(chat, "m1")
    sizes = {name: len(await house.desk.file(job.id, name)) for name in ("layers.psd", "layers.ora", "rendered.png")}
    parcel = await house.desk.press(ANN, job.id, "get:psd", sizes["layers.psd"] - 1)
    assert isinstance(parcel, Parcel)
    if sizes["layers.ora"] < sizes["layers.psd"]:
        assert [file.name for file in parcel.files] == ["layers.ora"]
    parcel = await house.desk.press(ANN, job.id, "get:psd", 100)
    assert isinstance(parcel, Parcel)
    assert not parcel.files
    assert f"https://nurie.example/files/{job.id}/layers.psd?until=" in parcel.caption

    await house.stop()
    house = await make_house().start(limit=100)
    with pytest.raises(UserError) as error:
        await house.desk.press(ANN, job.id, "get:psd", 100)
    assert error.value.code == "file.too_large"


async def test_help_speaks_the_askers_language(house: House) -> None:
    assert "塗り" in await house.desk.help(Asker("chat", "a", locale="ja"))
    assert "line art" in await house.desk.help(Asker("chat", "a", locale="fr"))


async def test_the_result_says_what_each_hint_did(house: House, chat: ChatServer, sketch: bytes) -> None:
    await house.hire()
    job, _ = await house.desk.ask(make_ask("m1", sketch, text="@ 50% 50%: gold; hair: pink"))
    await delivered(chat, "m1")
    about = json.loads(await house.desk.file(job.id, "result.json"))
    assert about["notes"]
    for note in about["notes"]:
        assert note["text"].replace('"', "`", 2) in chat.messages["m1"].text, "its hint is set as code"
