"""Networks run where they are told to; what the machine lacks is said by torch, not hidden."""

from __future__ import annotations

import subprocess
import sys

import pytest

from engine.device import find_device

ASK = "from engine.device import choose_device, device; choose_device({name!r}); print(device())"


@pytest.mark.parametrize("name", ["auto", "cpu", "cuda"])
def test_a_process_is_told_once_where_networks_run(name: str) -> None:
    said = subprocess.run([sys.executable, "-c", ASK.format(name=name)], capture_output=True, text=True, check=True)
    expected = ("cuda" if find_device()[0] else "cpu") if name == "auto" else name
    assert said.stdout.strip() == expected


def test_a_worker_refuses_a_device_that_nobody_knows(tmp_path) -> None:
    command = [sys.executable, "-m", "engine.worker", "--folder", str(tmp_path), "--device", "abacus"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "abacus" in said.stderr
