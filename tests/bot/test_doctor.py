"""The doctor on a well machine and on ill ones; the demo, whose path the doctor walks."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PIL import Image

from bot.cli import run
from bot.doctor import Check, device, examine, home, queue, settings_table, small_sketch, studio, tokens, worker
from bot.settings import Settings, environment_name
from engine.device import find_device
from tests.loopback.ports import hold_port, port_of

DISCORD = "MTAwMDAwMDAwMDAwMDAwMDAw.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
TELEGRAM = "7000000001:AAE-loopback_token_of_35_characters"


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # pyright: ignore[reportArgumentType]


async def test_everything_is_well_and_a_sketch_is_coloured(tmp_path: Path) -> None:
    checks = [check async for check in examine(settings(home=tmp_path, studio_bind="127.0.0.1:0"))]
    assert not [c for c in checks if c.mark == "missing"], checks
    assert [c.name for c in checks] == [
        *("Python", "packages", "device", "Discord", "Telegram", "state folder", "studio", "queue", "worker")
    ]
    assert "coloured" in checks[-1].says


def test_tokens_are_judged_and_never_shown() -> None:
    good = list(tokens(settings(discord_token=DISCORD, telegram_token=TELEGRAM)))
    assert [c.mark for c in good] == ["well", "well"]
    odd = list(tokens(settings(discord_token="secret-thing", telegram_token="Bot " + TELEGRAM)))
    assert [c.mark for c in odd] == ["note", "note"]
    rows = list(settings_table(settings(discord_token=DISCORD, telegram_token=TELEGRAM)))
    said = repr((good, odd, rows))
    for part in (DISCORD, TELEGRAM, "secret-thing"):
        assert part not in said
    assert {row[0] for row in rows} == {environment_name(field) for field in Settings.model_fields}
    assert ("DISCORD_TOKEN", "set") in {row[:2] for row in rows}


def ill(check: Check) -> str:
    """What a missing thing's check says to do."""
    assert check.mark == "missing"
    assert check.mend
    return check.mend


@pytest.mark.skipif(find_device()[0], reason="this machine has a GPU")
async def test_a_device_that_the_machine_lacks(tmp_path: Path) -> None:
    wanted = settings(home=tmp_path, device="cuda")
    for check in (device(wanted), await worker(wanted)):
        assert "set NURIE_DEVICE to auto or cpu" in ill(check)


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "NURIE_HOME" in ill(home(settings(home=tmp_path / "file")))


async def test_a_queue_that_cannot_be_reached(tmp_path: Path) -> None:
    with hold_port() as nobody:
        for url in ("redis://here", f"nats://127.0.0.1:{port_of(nobody)}"):
            assert "NURIE_QUEUE_URL" in ill(await queue(settings(home=tmp_path, queue_url=url)))


def test_a_studio_address_that_is_taken_or_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert studio(settings(studio_bind=f"127.0.0.1:{port}")).mark == "note"
    assert "password" in studio(settings(studio_bind="0.0.0.0:0")).mend


def test_the_command_says_it_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NURIE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("NURIE_QUEUE_URL", "redis://here")
    monkeypatch.setenv("TELEGRAM_TOKEN", TELEGRAM)
    assert run(["doctor"]) == 1
    said = capsys.readouterr()
    assert "NURIE_QUEUE_URL" in said.out
    assert TELEGRAM not in said.out + said.err


def test_the_demo_colours_what_hints_toml_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name in ("ring.png", "reference.png"):
        Path("in", name).write_bytes(small_sketch())
    Path("in", "hints.toml").write_text('["ring.png"]\nhints = "@ 50% 50%: #3366cc"\nreferences = ["reference.png"]\n')
    assert run(["demo", "in", "-o", "out"]) == 0
    assert "ring -> " in capsys.readouterr().out
    assert [p.name for p in Path("out").iterdir()] == ["ring"]
    with Image.open("out/ring/flat.png") as flat:
        assert flat.convert("RGB").getpixel((48, 48)) == (0x33, 0x66, 0xCC)
    Path("in", "hints.toml").write_text('["ring.png"]\nhint = "bg: cream"\n')
    assert run(["demo", "in", "-o", "out"]) == 2
    assert "hint" in capsys.readouterr().err
