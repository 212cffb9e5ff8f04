from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.sqlite import Database


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("CREATE TABLE t (a TEXT UNIQUE); -- a; b\nINSERT INTO t VALUES ('x;y');\n")
    return folder


async def test_each_script_runs_once(tmp_path: Path, scripts: Path) -> None:
    for _ in range(2):
        database = Database(tmp_path / "db", scripts)
        await database.open()
        assert [row["a"] for row in await database.read(lambda c: c.execute("SELECT a FROM t").fetchall())] == ["x;y"]
        await database.close()


async def test_a_script_that_fails_changes_nothing(tmp_path: Path, scripts: Path) -> None:
    (scripts / "0002_wrong.sql").write_text("CREATE TABLE u (b);\nINSERT INTO nowhere VALUES (1);\n")
    with pytest.raises(sqlite3.OperationalError):
        await Database(tmp_path / "db", scripts).open()
    (scripts / "0002_wrong.sql").unlink()
    database = Database(tmp_path / "db", scripts)
    await database.open()
    tables = await database.read(lambda c: c.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall())
    assert [row[0] for row in tables] == ["t"]
    await database.close()


async def test_a_newer_file_is_left_alone(tmp_path: Path, scripts: Path) -> None:
    (scripts / "0002_more.sql").write_text("CREATE TABLE u (b);\n")
    database = Database(tmp_path / "db", scripts)
    await database.open()
    await database.close()
    (scripts / "0002_more.sql").unlink()
    with pytest.raises(EngineError, match="version 2"):
        await Database(tmp_path / "db", scripts).open()


async def test_processes_that_migrate_at_once_do_it_once(tmp_path: Path, scripts: Path) -> None:
    script = (
        "import asyncio, sys, pathlib\nfrom engine.sqlite import Database\n"
        "async def main():\n    db = Database(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))\n"
        "    await db.open()\n    await db.close()\nasyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "db"), str(scripts)]
    runs = await asyncio.gather(
        *(asyncio.to_thread(subprocess.run, command, capture_output=True, check=False) for _ in range(4))
    )
    assert [run.returncode for run in runs] == [0] * 4, runs[0].stderr
    database = Database(tmp_path / "db", scripts)
    await database.open()
    assert (await database.read(lambda c: c.execute("SELECT count(*) FROM t").fetchone()))[0] == 1
    await database.close()


async def test_of_writers_that_commit_together_a_failing_one_undoes_only_itself(tmp_path: Path, scripts: Path) -> None:
    database = Database(tmp_path / "db", scripts)
    await database.open()

    def insert(value: str) -> asyncio.Future[object]:
        return asyncio.ensure_future(database.write(lambda c: c.execute("INSERT INTO t VALUES (?)", (value,)).rowcount))

    answers = await asyncio.gather(*(insert(value) for value in ("a", "b", "a", "c")), return_exceptions=True)
    assert answers[0] == answers[1] == answers[3] == 1
    assert isinstance(answers[2], sqlite3.IntegrityError)
    rows = await database.read(lambda c: c.execute("SELECT a FROM t ORDER BY a").fetchall())
    assert [row[0] for row in rows] == ["a", "b", "c", "x;y"]
    await database.close()


async def test_whoever_stops_waiting_harms_nobody_else(tmp_path: Path, scripts: Path) -> None:
    database = Database(tmp_path / "db", scripts)
    await database.open()
    inside, go_on = threading.Event(), threading.Event()

    def slow(c: sqlite3.Connection) -> None:
        inside.set()
        assert go_on.wait(20)

    def insert(value: str) -> asyncio.Future[object]:
        return asyncio.ensure_future(database.write(lambda c: c.execute("INSERT INTO t VALUES (?)", (value,)).rowcount))

    holding = asyncio.ensure_future(database.read(slow))
    assert await asyncio.to_thread(inside.wait, 20)
    taken_back, other = insert("a"), insert("b")
    await asyncio.sleep(0)  # both have asked
    taken_back.cancel()
    holding.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await other == 1
    rows = await database.read(lambda c: c.execute("SELECT a FROM t ORDER BY a").fetchall())
    assert [row[0] for row in rows] == ["b", "x;y"]
    await database.close()


async def test_what_is_deleted_is_not_left_in_the_file(tmp_path: Path, scripts: Path) -> None:
    database = Database(tmp_path / "db", scripts)
    await database.open()
    secret = "somebody's hints " * 400
    await database.write(lambda c: c.execute("INSERT INTO t VALUES (?)", (secret,)))
    await database.write(lambda c: c.execute("DELETE FROM t"))
    await database.close()
    assert b"somebody" not in (tmp_path / "db").read_bytes()
