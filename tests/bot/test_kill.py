"""kill -9 of the service at each state of a job: after a restart there is one message, with one result."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bot.chat import ChatServer, Message
from tests.bot.conftest import LEASE_SECONDS

Process = subprocess.Popen[bytes]


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts processes that are ended with the test; their log is shown when it fails."""
    running: list[Process] = []
    log = tmp_path / "processes.log"

    def start(*arguments: str) -> Process:
        with log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file
            )
        running.append(process)
        return process

    yield start
    for process in running:
        kill(process)
    print(log.read_text("utf-8"))


def kill(process: Process) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


class Scene:
    """One home, one chat, a service that can be killed and started again, and a worker that lives on."""

    def __init__(self, home: Path, chat: ChatServer, spawn: Callable[..., Process]) -> None:
        self.home = home
        self.chat = chat
        self.spawn = spawn
        self.service: Process

    def start(self, size: int = 300, pages: int = 0) -> None:
        arguments = (str(self.home), self.chat.url, "m1", str(size), str(pages))
        self.service = self.spawn("tests.bot.service_process", *arguments)

    def hire(self) -> None:
        folder = str(self.home / "queue")
        self.spawn("engine.worker", "--folder", folder, "--follow-stdin", "--lease", str(LEASE_SECONDS))

    async def asked(self) -> None:
        assert self.service.stdout is not None
        assert await asyncio.to_thread(self.service.stdout.readline) == b"asked\n"

    async def one_result(self, file: str = "rendered.png", text: str = "🎨 Coloured. Seed 1.") -> Message:
        await self.chat.wait_for(lambda: "m1" in self.chat.messages and self.chat.messages["m1"].results > 0)
        await asyncio.sleep(1.0)  # were there a second delivery, it would come now
        assert list(self.chat.messages) == ["m1"]
        message = self.chat.messages["m1"]
        assert file in message.files
        assert message.text.startswith(text)
        return message


@pytest.fixture
def scene(tmp_path: Path, chat: ChatServer, spawn: Callable[..., Process]) -> Scene:
    scene = Scene(tmp_path / "home", chat, spawn)
    scene.home.mkdir()
    return scene


async def test_killed_when_the_job_is_accepted(scene: Scene) -> None:
    scene.start()
    await scene.asked()
    kill(scene.service)
    scene.hire()
    scene.start()
    assert (await scene.one_result()).results == 1


async def test_killed_while_the_job_runs(scene: Scene) -> None:
    scene.hire()
    scene.start(size=2400)  # long enough for its progress to be shown
    await scene.asked()
    await scene.chat.wait_for(lambda: "m1" in scene.chat.messages and "▱" in scene.chat.messages["m1"].text)
    kill(scene.service)
    scene.start()
    assert (await scene.one_result()).results == 1


async def test_killed_and_restarted_when_the_job_is_long_done(scene: Scene) -> None:
    scene.start()
    await scene.asked()
    await asyncio.sleep(0.5)  # handed to the queue by now; that it was not is a case of its own, and passes too
    kill(scene.service)
    scene.hire()
    out = scene.home / "queue" / "tasks"
    async with asyncio.timeout(120):
        while not list(out.glob("*/out-*/result.json")):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    scene.start()
    assert (await scene.one_result()).results == 1


async def test_killed_while_it_delivers(scene: Scene) -> None:
    """The chat has the result, the service does not know: it edits the same message once more."""
    killed = asyncio.Event()

    async def kill_at_the_result(message: Message) -> None:
        if message.results and not killed.is_set():
            killed.set()
            kill(scene.service)

    scene.chat.on_edit = kill_at_the_result
    scene.hire()
    scene.start()
    await asyncio.wait_for(killed.wait(), 60)
    scene.start()
    await scene.chat.wait_for(lambda: scene.chat.messages["m1"].results == 2)
    message = await scene.one_result()
    assert message.results == 2


async def test_killed_after_the_delivery(scene: Scene) -> None:
    scene.hire()
    scene.start()
    await scene.one_result()
    kill(scene.service)
    scene.start()
    await scene.asked()
    assert (await scene.one_result()).results == 1


async def test_killed_twice_in_the_middle_of_a_batch(scene: Scene) -> None:
    def pages_done() -> int:
        said = re.search(r"(\d) of 6 pages", scene.chat.messages["m1"].text) if "m1" in scene.chat.messages else None
        return int(said[1]) if said else 0

    scene.hire()
    for least in (1, 3):
        scene.start(size=700, pages=6)
        await scene.asked()
        await scene.chat.wait_for(lambda least=least: pages_done() >= least)
        kill(scene.service)
    scene.start(size=700, pages=6)
    message = await scene.one_result("rendered.zip", "📚 6 of 6 pages")
    assert message.results >= 1
