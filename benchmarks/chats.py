"""How soon members are answered while every core colours, and what a service costs that nobody uses: a table, and JSON.

    python -m benchmarks.chats [-o out/chats.json]

The real `nurie run`, between a Discord and a Bot API of our own on loopback. An acknowledgement is
the time from the moment the chat tells of a command or a message to the moment the first answer to it has come
in over HTTP. Before, as many large sketches are sent as keep every worker busy until the end. The loopback
servers run on the same cores, in this process: what they and the service used of the processor meanwhile is said,
so that it can be seen whom a crowd waited for.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figures import write_figures
from benchmarks.queue import sketch
from bot.telegram.app import OVERALL_RATE
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import Interaction, User
from tests.loopback.telegram import LoopbackTelegram
from tests.loopback.telegram_world import Chat

ROOT = Path(__file__).parents[1]
MEMBERS = 200
SPREADS = {"spread": 20.0, "burst": 0.0}
"""Two hundred members who talk at once begin within so many seconds; in the burst, in one moment."""
SETTLE_SECONDS = 15.0
"""Between two crowds: Telegram takes so many messages a second, and the last crowd's statuses are among them."""
IDLE_SECONDS = 30.0
BUSY_JOBS = 400
NAMES = ("p50_ms", "p99_ms", "service_cpu_ms", "servers_cpu_ms")
PATIENCE = 300.0
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def service(home: Path, discord: LoopbackDiscord, telegram: LoopbackTelegram, workers: int) -> Iterator[int]:
    """`nurie run` with both chats; its process id."""
    settings = {
        "PYTHONPATH": str(ROOT),
        "NURIE_HOME": str(home / "var"),
        "NURIE_STUDIO_BIND": "127.0.0.1:0",
        "NURIE_WORKERS": str(workers),
        "NURIE_USER_WAITING": str(BUSY_JOBS),
        "DISCORD_TOKEN": discord.token,
        "NURIE_DISCORD_API_URL": discord.api_url,
        "NURIE_DISCORD_GATEWAY_URL": discord.gateway_url,
        "TELEGRAM_TOKEN": telegram.token,
        "NURIE_TELEGRAM_API_URL": telegram.url,
    }
    command = [sys.executable, "-m", "bot.cli", "run"]
    with (home / "run.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=home, env={**os.environ, **settings}, stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid: int) -> float:
    """Memory that a process holds now (RSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def idle_figures(pid: int) -> dict[str, float]:
    """Cores used by the service and its workers with nobody there, and memory of the service's process."""
    await asyncio.sleep(10.0)  # whatever is done once after a start is done by then
    before, began = sum(map(cpu_seconds, family(pid))), time.monotonic()
    own = cpu_seconds(pid)
    await asyncio.sleep(IDLE_SECONDS)
    seconds = time.monotonic() - began
    return {
        "idle_percent_of_a_core": 100 * (sum(map(cpu_seconds, family(pid))) - before) / seconds,
        "idle_service_percent": 100 * (cpu_seconds(pid) - own) / seconds,
        "idle_memory_mb": memory_mb(pid),
    }


async def on_discord(
    discord: LoopbackDiscord, kind: str, spread: float, drawn: Iterator[bytes], members: int = MEMBERS
) -> list[float]:
    """Seconds that each of the members waited for the first sign of life."""
    draw = random.Random(7)

    async def ask(user: User, data: bytes, pause: float) -> float:
        await asyncio.sleep(pause)
        began = time.perf_counter()
        used: Interaction = await discord.slash("color", user=user, sketch=("s.png", data), wait=False)
        async with asyncio.timeout(PATIENCE):
            await used.answered.wait()
        return time.perf_counter() - began

    asks = [(discord.add_user(f"{kind}{n}"), next(drawn), draw.uniform(0, spread)) for n in range(members)]
    return await asyncio.gather(*(ask(*each) for each in asks))


async def on_telegram(
    telegram: LoopbackTelegram, kind: str, spread: float, drawn: Iterator[bytes], members: int = MEMBERS
) -> list[float]:
    """The same, of as many people in their private chats."""
    draw = random.Random(7)
    told: dict[int, float] = {}
    answered: dict[int, float] = {}
    seen = len(telegram.calls)

    async def ask(chat: Chat, data: bytes, pause: float) -> None:
        await asyncio.sleep(pause)
        told[chat.id] = time.perf_counter()
        await telegram.user_sends_document(chat, data, "s.png")

    def all_answered() -> bool:
        nonlocal seen
        for call in telegram.calls[seen:]:
            if call.method == "sendMessage":
                answered.setdefault(call.answer["result"]["chat"]["id"], call.at)
        seen = len(telegram.calls)
        return told.keys() <= answered.keys()

    asks = [(telegram.private(f"{kind}{n}"), next(drawn), draw.uniform(0, spread)) for n in range(members)]
    await asyncio.gather(*(ask(*each) for each in asks))
    await telegram.wait(all_answered, PATIENCE)
    return [answered[chat] - told[chat] for chat in told]


async def timed(crowd: Awaitable[list[float]], pid: int) -> dict[str, float]:
    """How long a crowd waited, and what the service and the loopback servers used meanwhile, in milliseconds."""
    service, servers = cpu_seconds(pid), time.process_time()
    times = await crowd
    return {
        "p50_ms": statistics.median(times) * 1e3,
        "p99_ms": statistics.quantiles(times, n=100)[-1] * 1e3,
        "max_ms": max(times) * 1e3,
        "service_cpu_ms": (cpu_seconds(pid) - service) * 1e3,
        "servers_cpu_ms": (time.process_time() - servers) * 1e3,
    }


async def keep_busy(discord: LoopbackDiscord) -> None:
    """Send large sketches by other members until every worker has more than it can do."""
    large = (ROOT / "examples" / "girl.png").read_bytes()
    for number in range(BUSY_JOBS // 20):
        user = discord.add_user(f"busy{number}")
        for _ in range(20):
            await discord.slash("color", user=user, sketch=("girl.png", large), wait=False)
            await asyncio.sleep(0.02)


async def measure(workers: int) -> dict[str, Any]:
    figures: dict[str, Any] = {"members": MEMBERS, "workers": workers, "cores": os.cpu_count()}
    # Drawn before: this process is no part of what is measured.
    drawn = iter([sketch(number) for number in range(2 * len(SPREADS) * MEMBERS)])
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        async with LoopbackDiscord() as discord, LoopbackTelegram() as telegram:
            discord.answer_within = PATIENCE
            with service(Path(name), discord, telegram, workers) as pid:
                await discord.wait_ready(within=PATIENCE)
                await telegram.wait(lambda: [c for c in telegram.calls if c.method == "getUpdates"], PATIENCE)
                figures |= await idle_figures(pid)
                await keep_busy(discord)
                for kind, spread in SPREADS.items():
                    for chat, crowd in (
                        ("discord", on_discord(discord, kind, spread, drawn)),
                        ("telegram", on_telegram(telegram, kind, spread, drawn)),
                    ):
                        figures |= {f"{chat}_{kind}_{name}": value for name, value in (await timed(crowd, pid)).items()}
                        await asyncio.sleep(SETTLE_SECONDS)
                figures["busy_memory_mb"] = memory_mb(pid)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, help="where to write the figures as JSON")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="worker processes; one a core")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.workers))
    table = Table("what", "measured", "to reach")
    limit = (MEMBERS - OVERALL_RATE) / OVERALL_RATE
    for chat in ("discord", "telegram"):
        for kind, spread in SPREADS.items():
            found = {name: f"{figures[f'{chat}_{kind}_{name}']:.0f} ms" for name in NAMES}
            said = f"within {spread:g} s" if spread else "in one moment"
            goal = "<= 500 ms" if chat == "discord" or spread else f"Telegram's own limit: {limit:.1f} s"
            table.add_row(f"{MEMBERS} members ask {said} on {chat.title()}: acknowledged, p50", found["p50_ms"], "")
            table.add_row("    p99", found["p99_ms"], goal)
            used = f"{found['service_cpu_ms']}, {found['servers_cpu_ms']}"
            table.add_row("    processor until the last is: service, loopback servers", used, "")
    table.add_row("idle: service and workers", f"{figures['idle_percent_of_a_core']:.2f} % of a core", "<= 1 %")
    table.add_row("idle: the service's memory, both chats", f"{figures['idle_memory_mb']:.0f} MB", "<= 150 MB")
    table.add_row("the same, after all of this", f"{figures['busy_memory_mb']:.0f} MB", "")
    Console().print(table)
    if options.output:
        write_figures(options.output, figures)


if __name__ == "__main__":
    main()
