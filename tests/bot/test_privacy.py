"""After /forget nothing of a member is left, and the logs never had any of it."""

from __future__ import annotations

import io
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.frontend import Ask, Asker, Follow, Page
from bot.styles import Member
from engine.errors import UserError
from engine.pipeline import Checkpoint
from engine.request import ColorizeRequest
from engine.worker import colorize_to_files
from tests.bot.chat import ChatServer, make_ask
from tests.bot.conftest import House, MakeHouse, draw_sketch

MIO = Asker("chat", "member-48151623", "Mio Quizzaciously", "ja")
MODERATOR = Member(MIO, "guild-1", "chat-1", moderator=True)
BOB = Asker("chat", "bob")
SAID = "@ 31.7% 62.3%: #1a2b3c"
NAMES = ("Zyzzyva", "Qwertzu", "Wyvernish")
TRACES = (MIO.user_id, MIO.name, "31.7%", *NAMES)


def ask_of(name: str, sketch: bytes, text: str = SAID, **options: object) -> Ask:
    ask = replace(make_ask(name, sketch, text=text), asker=MIO, **options)
    return replace(ask, origin=replace(ask.origin, guild_id="guild-1"))


def rows_with(database: Path, traces: tuple[str, ...]) -> set[str]:
    """The tables that hold any of these, in any column."""
    found: set[str] = set()
    with closing(sqlite3.connect(database)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            text = repr(connection.execute(f'SELECT * FROM "{table}"').fetchall())
            if any(trace in text for trace in traces):
                found.add(table)
    return found


def files_with(folder: Path, traces: tuple[bytes, ...]) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name for path in files for data in [path.read_bytes()] if any(trace in data for trace in traces)}


def pictures(home: Path) -> set[str]:
    """Every picture that is kept, as a row or as a file."""
    with closing(sqlite3.connect(home / "nurie.sqlite3")) as connection:
        rows = {row[0] for row in connection.execute("SELECT digest FROM pictures")}
    files = (p for folder in ("blobs", "queue") for p in (home / folder).rglob("*") if p.is_file())
    return rows | {path.name for path in files if "sqlite3" not in path.name}


async def test_after_forgetting_nothing_of_the_member_is_left(house: House, chat: ChatServer) -> None:
    desk, home = house.desk, house.settings.home
    await desk.ask(replace(make_ask("bobs", draw_sketch(80)), asker=BOB))
    await house.hire()
    await chat.wait_for(lambda: "bobs" in chat.messages and chat.messages["bobs"].results > 0)
    before = pictures(home)

    await desk.languages.choose(MIO, "ja")
    await desk.styles.save_preset(MODERATOR, "me", NAMES[0], 'lines = "red"')
    await desk.styles.set_default(MODERATOR, "me", NAMES[0])
    await desk.styles.save_character(MODERATOR, NAMES[1], "hair: pink", shared=False)
    await desk.styles.save_character(MODERATOR, NAMES[2], "hair: blue", shared=True)
    await desk.rules.change(MODERATOR, "hourly", 50)
    done, _ = await desk.ask(ask_of("done", draw_sketch(96)))
    await chat.wait_for(lambda: "done" in chat.messages and chat.messages["done"].results > 0)
    await desk.speaks_of(done.id, "chat", "chat-1", "another-message")
    origin = replace(done.origin, message_id="more")
    more, _ = await desk.ask(Follow("chat:more", MIO, origin, done.id, text=f"use: {NAMES[1]}"))
    scans = (Page(f"{NAMES[1]} 1.png", draw_sketch(72)), Page(f"{NAMES[1]} 2.png", draw_sketch(88)))
    batch, _ = await desk.ask(replace(ask_of("batch", b""), pages=scans))
    await chat.wait_for(lambda: "batch" in chat.messages and chat.messages["batch"].results > 0)
    assert pictures(home) > before
    held = rows_with(home / "nurie.sqlite3", TRACES)
    assert {"jobs", "styles", "default_presets", "languages", "audit"} <= held
    assert "uses" not in held, "who asked when is kept under a mark, for it may outlive the rest by an hour"

    forgotten = await desk.privacy.forget(MIO)
    assert {job.id for job, _ in forgotten.jobs} == {done.id, more.id, batch.id}
    assert forgotten.styles == 3
    assert forgotten.told("en").startswith("Deleted: 3 pictures")
    assert rows_with(home / "nurie.sqlite3", TRACES[:-1]) == set()
    assert rows_with(home / "queue" / "queue.sqlite3", (*TRACES, done.id, more.id, batch.id)) == set()
    assert rows_with(home / "nurie.sqlite3", TRACES) == {"audit"}, "the server's audit says that a character was shared"
    assert pictures(home) == before
    assert [job.asker for job in await desk.jobs(BOB)] == [BOB]
    assert not files_with(home, tuple(trace.encode() for trace in TRACES[:-1])) - {"queue.sqlite3-wal"}
    await house.stop()
    assert not files_with(home, tuple(trace.encode() for trace in TRACES[:-1]))


async def test_a_job_that_is_worked_on_is_forgotten_too(house: House) -> None:
    await house.desk.ask(ask_of("waiting", draw_sketch()))
    forgotten = await house.desk.privacy.forget(MIO)
    assert [job.state for job, _ in forgotten.jobs] == ["queued"]
    assert await house.desk.jobs(MIO) == []
    assert pictures(house.settings.home) == set()


async def test_an_hourly_limit_outlives_forgetting(house: House) -> None:
    await house.desk.rules.change(MODERATOR, "hourly", 1)
    await house.desk.ask(ask_of("first", draw_sketch()))
    await house.desk.privacy.forget(MIO)
    with pytest.raises(UserError):
        await house.desk.ask(ask_of("second", draw_sketch()))


async def test_the_privacy_text_tells_the_settings_as_they_are(make_house: MakeHouse) -> None:
    house = await make_house(keep_days=3.5, public_url="https://nurie.example").start()
    for platform in ("discord", "telegram", "studio"):
        for locale in ("en", "zh-TW", "ja"):
            text = house.desk.privacy.told(replace(MIO, platform=platform, locale=locale))
            assert "3.5" in text
            assert "24" in text
    plain = await make_house(home=house.settings.home.parent / "plain").start()
    assert "24" not in plain.desk.privacy.told(replace(MIO, platform="discord"))


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, as much as there can be."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers), structlog.get_config())
    root.handlers[:] = []
    logs.configure("debug")
    written = io.StringIO()
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
    yield written
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    structlog.configure(**before[2])


async def test_logs_hold_nothing_of_a_members_text_name_or_picture(
    house: House, chat: ChatServer, logged: io.StringIO
) -> None:
    def works_once(request: ColorizeRequest, checkpoint: Checkpoint) -> Mapping[str, bytes]:
        if request.seed == 13:
            quoting = f"choked on {request.hints[0].text} in {NAMES[0]}.png"
            raise ValueError(quoting)
        return colorize_to_files(request, checkpoint)

    await house.hire(works_once)
    for name, options in {
        "good": {"text": SAID},
        "refused": {"text": "hiar: pink @ Zyzzyva"},
        "character": {"text": "use: Zyzzyva"},
        "preset": {"preset": "Zyzzyva"},
        "broken": {"sketch": b"Zyzzyva" * 100},
        "fault": {"text": SAID, "seed": 13},
    }.items():
        try:
            await house.desk.ask(ask_of(name, **{"sketch": draw_sketch(), **options}))
        except UserError:
            assert name in ("refused", "character", "preset", "broken")
    await chat.wait_for(lambda: "good" in chat.messages and chat.messages["good"].results > 0)
    await chat.wait_for(lambda: "fault" in chat.messages and chat.messages["fault"].text.startswith("⚠"))
    await house.desk.privacy.forget(MIO)
    lines = logged.getvalue()
    assert "accepted" in lines
    assert "ValueError" in lines, "a fault is told"
    assert "works_once" in lines, "and its place"
    for trace in (*TRACES, "choked on @", "hiar", draw_sketch()[:24].hex(), "#1a2b3c"):
        assert trace not in lines
