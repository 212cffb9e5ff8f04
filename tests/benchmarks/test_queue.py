"""The benchmarks of the queue and the chats measure what they say; nothing here looks at how long anything takes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.chats import cpu_seconds, family, memory_mb, on_discord
from benchmarks.queue import accept_seconds, put_seconds, sketch, start_seconds, take_seconds
from engine.queue.local import LocalQueue
from engine.request import ColorizeRequest
from tests.bot.discord.conftest import House as DiscordHouse
from tests.bot.discord.conftest import discord_server, idle_house  # noqa: F401 - fixtures


def rows(file: Path, table: str) -> int:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


async def test_what_is_timed_is_kept(tmp_path: Path) -> None:
    sketches = [sketch(number) for number in range(4)]
    assert len(set(sketches)) == 4
    assert await accept_seconds(tmp_path / "desk", sketches) > 0
    assert rows(tmp_path / "desk" / "nurie.sqlite3", "jobs") == 5, "and one before"
    assert rows(tmp_path / "desk" / "nurie.sqlite3", "pictures") == 4
    async with LocalQueue(tmp_path / "put") as queue:
        assert await put_seconds(queue, [ColorizeRequest(sketch=data, seed=1) for data in sketches]) > 0
        assert await queue.depth() == 4


async def test_starts_and_takes_are_counted_one_by_one(tmp_path: Path) -> None:
    request = ColorizeRequest(sketch=sketch(1), seed=1)
    assert len(await start_seconds(tmp_path / "start", request, 2)) == 2
    assert len(await take_seconds(tmp_path / "take", request, 3)) == 3


async def test_every_member_is_waited_for(idle_house: DiscordHouse) -> None:  # noqa: F811
    discord = idle_house.discord
    discord.answer_within = 60.0
    times = await on_discord(discord, "m", 0.0, iter([sketch(number) for number in range(5)]), members=5)
    assert len(times) == 5
    assert min(times) > 0


def test_a_process_is_read_from_the_system() -> None:
    assert os.getpid() in family(os.getpid())
    assert cpu_seconds(os.getpid()) > 0
    assert 10 < memory_mb(os.getpid()) < 10_000
