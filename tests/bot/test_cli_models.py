"""`nurie models`: training from a fresh clone, judging what came out, and clear words for wrong wishes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import run

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def nurie(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `nurie models ...` in this process; its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        code = run(["models", *(str(a) for a in arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_training_writes_weights_that_eval_reads(nurie: Run, tmp_path: Path) -> None:
    small = ("--size", 32, "--batch", 1, "--workers", 0)
    code, said, _ = nurie("train", "nurie", "--steps", 20, *small, "-o", "made", "--device", "cpu")
    assert code == 0
    assert "made/nurie.safetensors" in said
    assert list((tmp_path / "made").glob("events.out.tfevents.*"))
    code, said, _ = nurie("eval", "nurie", "--weights", "made/nurie.safetensors", "--count", 2, "--json")
    assert code == 0
    figures = json.loads(said)
    assert len(figures) == 3
    assert all(0 <= value <= 1 for row in figures.values() for value in row.values())


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (("train", "pix2pix"), "nurie"),
        (("train", "nurie", "--size", "100"), "multiple of 16"),
        (("train", "nurie", "--pictures", "nowhere"), "nowhere"),
        (("train", "nurie", "--start", "nowhere.safetensors"), "nowhere.safetensors"),
        (("eval", "nurie", "--weights", "nowhere.safetensors"), "nowhere.safetensors"),
    ],
)
def test_a_wrong_wish_is_answered_in_one_line(nurie: Run, wish: tuple[str, ...], says: str) -> None:
    code, _, said = nurie(*wish)
    assert code == 2
    assert says in said
    assert len(said.strip().splitlines()) == 1
    assert not Path("var").exists()
