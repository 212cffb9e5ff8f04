"""The real `nurie run` as a process, between a Discord and a Bot API on loopback, and killed at the worst moments."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from psd_tools import PSDImage

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord import Message as DiscordMessage
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram import Message as TelegramMessage

ROOT = Path(__file__).parents[1]
SKETCH = (ROOT / "examples" / "girl.png").read_bytes()
HINT = "@ 50% 15%: #7d8fd6"
PATIENCE = 90.0
SETTLE_SECONDS = 4.0
"""So long nothing more may come after the last result: more than the outbox waits before a second try."""

pytestmark = pytest.mark.slow

Kill = Callable[["Service"], None]


@dataclass
class Service:
    """`nurie run` in a home and a process group of its own; every start adds to one log file."""

    home: Path
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    _read: int = field(default=0, repr=False)

    @property
    def log(self) -> str:
        path = self.home / "run.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def start(self) -> None:
        """Start it; `since_start` begins anew."""
        self._read = len(self.log)
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("NURIE_", "DISCORD_", "TELEG"))
        }
        environment = {
            **kept,
            "PYTHONPATH": str(ROOT),
            "NURIE_HOME": str(self.home / "var"),
            "NURIE_STUDIO_BIND": "127.0.0.1:0",
            "NURIE_LEASE_SECONDS": "3",
            **self.settings,
        }
        with (self.home / "run.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "run"],
                cwd=self.home,  # where no .env of a developer's is
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def since_start(self) -> str:
        return self.log[self._read :]

    async def says(self, text: str, times: int = 1) -> str:
        """The line of the log since the last start that has `text` in it, once so many have."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    lines = [line for line in self.since_start.splitlines() if text in line]
                    if len(lines) >= times:
                        return lines[-1]
                    assert self.process is not None
                    assert self.process.poll() is None, f"nurie run has ended:\n{self.since_start}"
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise TimeoutError(f"{text!r} was not said:\n{self.since_start}") from None

    def kill_all(self) -> None:
        """kill -9 for the service and its workers at once, as when a machine loses power."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_service(self) -> None:
        """kill -9 for the service alone; its workers must end by themselves."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """SIGTERM, and its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def sweep(self) -> None:
        """Leave no process behind, however the test went."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()


@pytest.fixture
async def discord() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as server:
        yield server


@pytest.fixture
async def telegram() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram() as server:
        yield server


@pytest.fixture
def service(tmp_path: Path, discord: LoopbackDiscord, telegram: LoopbackTelegram) -> Iterator[Service]:
    """Not started yet; with tokens of both chats."""
    service = Service(
        tmp_path,
        {
            "DISCORD_TOKEN": discord.token,
            "NURIE_DISCORD_API_URL": discord.api_url,
            "NURIE_DISCORD_GATEWAY_URL": discord.gateway_url,
            "TELEGRAM_TOKEN": telegram.token,
            "NURIE_TELEGRAM_API_URL": telegram.url,
        },
    )
    yield service
    service.sweep()


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[Service]:
    """Not started yet; without a token."""
    service = Service(tmp_path, {})
    yield service
    service.sweep()


def colored(message: DiscordMessage) -> bool:
    return bool(message.attachments) and "PSD" in message.buttons.values()


def pictured(message: TelegramMessage) -> bool:
    return message.from_bot and message.photo is not None


def check_psd(data: bytes, folder: Path) -> None:
    path = folder / "layers.psd"
    path.write_bytes(data)
    psd = PSDImage.open(path)
    assert psd.size == (1024, 1024)
    assert {"Lines", "Flats"} <= {layer.name for layer in psd}


async def test_a_sketch_on_each_chat_comes_back_with_its_layers(
    service: Service, discord: LoopbackDiscord, telegram: LoopbackTelegram
) -> None:
    service.start()
    await discord.wait_ready(within=PATIENCE)
    await discord.slash("color", sketch=("girl.png", SKETCH), hints=HINT)
    mio = telegram.private("Mio")
    await telegram.user_sends_document(mio, SKETCH, "girl.png", HINT)

    done = await discord.wait_message(colored, within=PATIENCE)
    assert "#7d8fd6" in done.content
    used = await discord.click(done, "PSD")
    layers = await discord.wait_message(lambda m: any(a.name == "layers.psd" for a in m.attachments), within=PATIENCE)
    assert used is not None
    check_psd(layers.attachments[0].data, service.home)

    result = await telegram.wait_message(pictured, PATIENCE)
    assert "#7d8fd6" in result.text
    await telegram.user_clicks(result, "PSD")
    sent = await telegram.wait_message(lambda m: m.file_name == "layers.psd", PATIENCE)
    assert sent.document is not None
    check_psd(sent.document, service.home)

    assert await asyncio.to_thread(service.end) == 0
    for token in (discord.token, telegram.token):
        assert token not in service.log


@pytest.mark.parametrize(
    ("moment", "kill"),
    [
        pytest.param("taken, try 1", Service.kill_all, id="everything, while a worker has the job"),
        pytest.param("taken, try 1", Service.kill_service, id="the service alone, while a worker has the job"),
        pytest.param("accepted", Service.kill_all, id="everything, as the job is accepted"),
        pytest.param("ended", Service.kill_all, id="everything, as the result is on its way"),
    ],
)
async def test_kill_9_loses_nothing_and_doubles_nothing(
    service: Service, discord: LoopbackDiscord, telegram: LoopbackTelegram, moment: str, kill: Kill
) -> None:
    service.start()
    await discord.wait_ready(within=PATIENCE)
    mio = telegram.private("Mio")
    await telegram.user_sends_document(mio, SKETCH, "girl.png", HINT)
    await discord.slash("color", sketch=("girl.png", SKETCH), hints=HINT, wait=False)
    # Both are stored before the worst happens; until then the chats themselves would send them again.
    await service.says("accepted", times=2)
    await service.says(moment)
    kill(service)

    service.start()
    result = await telegram.wait_message(pictured, PATIENCE)
    done = await discord.wait_message(colored, within=PATIENCE)
    await asyncio.sleep(SETTLE_SECONDS)
    assert [m.id for m in telegram.from_bot(mio) if not m.deleted] == [result.id]
    assert [m.id for m in discord.messages()] == [done.id]
    assert len(done.attachments) == 1
    for text in (result.text, done.content):
        assert text.count("#7d8fd6 ") + text.count("#7d8fd6.") == 1


async def test_kill_9_while_a_sketch_is_read_leaves_it_to_the_next_start(
    service: Service, telegram: LoopbackTelegram
) -> None:
    """Telegram need not tell it again: it has been told that the message is taken."""
    service.start()
    mio = telegram.private("Mio")
    gate = telegram.limits.hold("getFile")
    await telegram.user_sends_document(mio, SKETCH, "girl.png", HINT)
    await asyncio.wait_for(gate.reached.wait(), PATIENCE)
    await telegram.wait_acknowledged(PATIENCE)
    assert "accepted" not in service.log
    service.kill_all()
    gate.open.set()

    service.start()
    result = await telegram.wait_message(pictured, PATIENCE)
    assert "#7d8fd6" in result.text
    await service.says("delivered")
    assert [m.id for m in telegram.from_bot(mio) if m.photo] == [result.id]


async def test_a_worker_that_is_killed_is_replaced_and_its_job_done(
    service: Service, discord: LoopbackDiscord, telegram: LoopbackTelegram
) -> None:
    service.start()
    await discord.wait_ready(within=PATIENCE)
    mio = telegram.private("Mio")
    await telegram.user_sends_document(mio, SKETCH, "girl.png", HINT)
    line = await service.says("taken, try 1")
    worker = re.search(r"worker\[(\d+)\]", line)
    assert worker is not None
    os.kill(int(worker[1]), signal.SIGKILL)
    result = await telegram.wait_message(pictured, PATIENCE)
    assert [m.id for m in telegram.from_bot(mio)] == [result.id]
    assert "taken, try 2" in service.since_start


async def test_without_a_token_it_says_so_in_one_line_and_idles(lonely: Service) -> None:
    lonely.start()
    line = await lonely.says("no DISCORD_TOKEN and no TELEGRAM_TOKEN")
    address = re.search(r"http://[\d.]+:\d+", line)
    assert address is not None
    await lonely.says("ready")
    async with aiohttp.ClientSession(address[0]) as client:
        async with client.get("/health") as answer:
            health = await answer.json()
        assert (answer.status, health["status"]) == (200, "ok")
        assert health["workers"] == {"alive": 1, "wanted": 1}
        async with client.get("/") as answer:
            assert "Nurie" in await answer.text()
        async with client.get("/metrics") as answer:
            assert "nurie_" in await answer.text()
    assert await asyncio.to_thread(lonely.end) == 0
    assert len([line for line in lonely.log.splitlines() if "TOKEN" in line]) == 1
    assert "Traceback" not in lonely.log


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"NURIE_WORKERS": "many"}, "NURIE_WORKERS"),
        ({"NURIE_STUDIO_BIND": "here"}, "NURIE_STUDIO_BIND"),
        ({"NURIE_QUEUE_URL": "redis://localhost"}, "NURIE_QUEUE_URL"),
    ],
    ids=["workers", "address", "queue"],
)
async def test_a_wrong_setting_is_one_line(lonely: Service, settings: dict[str, str], says: str) -> None:
    lonely.settings.update(settings)
    lonely.start()
    assert lonely.process is not None
    assert await asyncio.to_thread(lonely.process.wait, 60) in (1, 2)
    assert says in lonely.log
    assert "Traceback" not in lonely.log
    assert len(lonely.log.strip().splitlines()) == 1
