"""Networks run where they are told to; what the machine lacks is said in one sentence, before any work begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from engine.device import find_device
from engine.queue.base import Task
from engine.queue.local import LocalQueue
from engine.request import ColorizeRequest

ROOT = Path(__file__).parents[2]
SKETCH = ROOT / "examples" / "girl.png"

ASK = "from engine.device import choose_device, device; choose_device({name!r}); print(device())"
COMMANDS = """
import sys
from bot.cli import run

sketch, folder = sys.argv[1:]
for command in (
    ["colorize", sketch, "-o", "coloured"],
    ["colorize", folder, "-o", "many"],
    ["regions", sketch, "-o", "map.png"],
    ["demo", folder, "-o", "shown"],
    ["models", "train", "nurie", "-o", "trained", "--device", "cuda"],
    ["worker"],
):
    print(run(command))
"""


def ask(*command: str, folder: Path | None = None, hidden: bool = False) -> subprocess.CompletedProcess[str]:
    """What a process of its own says; where GPUs are `hidden`, it is told to use one all the same."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if hidden:
        environment |= {"CUDA_VISIBLE_DEVICES": "", "NURIE_DEVICE": "cuda", "NURIE_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )


@pytest.mark.parametrize("name", ["auto", "cpu", "cuda"])
def test_a_process_is_told_once_where_networks_run(name: str) -> None:
    said = ask("-c", ASK.format(name=name))
    has_gpu, _ = find_device()
    if name == "cuda" and not has_gpu:
        assert "UserError: NURIE_DEVICE is cuda" in said.stderr
    else:
        assert said.stdout.strip() == (("cuda" if has_gpu else "cpu") if name == "auto" else name)


def test_without_a_gpu_each_command_says_in_a_line_what_to_set(tmp_path: Path) -> None:
    folder = tmp_path / "sketches"
    folder.mkdir()
    (folder / SKETCH.name).write_bytes(SKETCH.read_bytes())
    said = ask("-c", COMMANDS, str(SKETCH), str(folder), folder=tmp_path, hidden=True)
    assert said.stdout.split() == ["2"] * 6, said.stderr
    lines = said.stderr.strip().splitlines()
    for line, told_by in zip(lines, [*["NURIE_DEVICE"] * 4, "--device", "NURIE_DEVICE"], strict=True):
        assert line.startswith(f"nurie: {told_by} is cuda, but torch ")
        assert "sees no GPU" in line
        assert f"set {told_by} to auto or cpu" in line
    assert not (tmp_path / "coloured").exists()
    assert not (tmp_path / "map.png").exists()
    assert not (tmp_path / "shown").exists()


async def test_without_a_gpu_a_worker_says_so_and_takes_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "sketch.png"
    drawn = Image.new("L", (64, 64), 255)
    ImageDraw.Draw(drawn).ellipse((10, 10, 54, 54), outline=0, width=2)
    drawn.save(picture)
    request = ColorizeRequest(sketch=picture.read_bytes())
    async with LocalQueue(tmp_path / "queue") as queue:
        await queue.put(Task("waits", request.to_json()), request.blobs())
        said = ask(
            *("-m", "engine.worker", "--folder", str(tmp_path / "queue"), "--device", "cuda"),
            folder=tmp_path,
            hidden=True,
        )
        assert said.returncode == 2
        assert "Traceback" not in said.stderr
        (line,) = said.stderr.strip().splitlines()
        assert "set NURIE_DEVICE to auto or cpu" in line
        (lease,) = await queue.take(1, 10.0)
        assert (lease.task.id, lease.tries) == ("waits", 1)


def test_a_worker_refuses_a_device_that_nobody_knows(tmp_path: Path) -> None:
    said = ask("-m", "engine.worker", "--folder", str(tmp_path), "--device", "abacus")
    assert said.returncode == 2
    assert "abacus" in said.stderr
