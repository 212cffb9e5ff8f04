"""How soon members are answered while every core colours, and what a service costs that nobody uses: a table, and JSON.

    python -m benchmarks.chats [-o out/chats.json]

The real `nurie run`, between a Discord and a Bot API of our own on loopback. An acknowledgement is
the time from the moment the gateway tells of a command to the moment the first answer to it has come in over
HTTP. Before, as many large sketches are sent as keep every worker busy until the end. What the loopback
servers need themselves is in the figures: they run on the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.queue import sketch
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import Interaction, User
from tests.loopback.telegram import LoopbackTelegram

ROOT = Path(__file__).parents[1]
MEMBERS = 200
SPREAD_SECONDS = 20.0
"""Two hundred members who talk at once begin within so long; in the burst, within no time."""
IDLE_SECONDS = 30.0
BUSY_JOBS = 400
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


async def acknowledgements(discord: LoopbackDiscord, members: list[User], spread: float) -> list[float]:
    """Seconds that each member waited for the first sign of life."""
    draw = random.Random(7)

    async def ask(number: int, user: User) -> float:
        await asyncio.sleep(draw.uniform(0, spread))
        began = time.perf_counter()
        used: Interaction = await discord.slash("color", user=user, sketch=("s.png", sketch(number)), wait=False)
        async with asyncio.timeout(PATIENCE):
            await used.answered.wait()
        return time.perf_counter() - began

    return await asyncio.gather(*(ask(number, user) for number, user in enumerate(members)))


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
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as name:
        async with LoopbackDiscord() as discord, LoopbackTelegram() as telegram:
            discord.answer_within = PATIENCE
            spread = [discord.add_user(f"spread{number}") for number in range(MEMBERS)]
            burst = [discord.add_user(f"burst{number}") for number in range(MEMBERS)]
            with service(Path(name), discord, telegram, workers) as pid:
                await discord.wait_ready(within=PATIENCE)
                await telegram.wait(lambda: [c for c in telegram.calls if c.method == "getUpdates"], PATIENCE)
                figures |= await idle_figures(pid)
                await keep_busy(discord)
                for kind, members, seconds in (("spread", spread, SPREAD_SECONDS), ("burst", burst, 0.0)):
                    times = await acknowledgements(discord, members, seconds)
                    figures[f"{kind}_p50_ms"] = statistics.median(times) * 1e3
                    figures[f"{kind}_p99_ms"] = statistics.quantiles(times, n=100)[-1] * 1e3
                    figures[f"{kind}_max_ms"] = max(times) * 1e3
                figures["busy_memory_mb"] = memory_mb(pid)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, help="where to write the figures as JSON")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="worker processes; one a core")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.workers))
    table = Table("what", "measured", "to reach")
    for kind, said in (("spread", f"within {SPREAD_SECONDS:g} s"), ("burst", "in one moment")):
        table.add_row(f"{MEMBERS} members ask {said}: acknowledged, p50", f"{figures[f'{kind}_p50_ms']:.0f} ms", "")
        goal = "<= 500 ms" if kind == "spread" else ""
        table.add_row("    p99", f"{figures[f'{kind}_p99_ms']:.0f} ms", goal)
    table.add_row("idle: service and workers", f"{figures['idle_percent_of_a_core']:.2f} % of a core", "<= 1 %")
    table.add_row("idle: the service's memory, both chats", f"{figures['idle_memory_mb']:.0f} MB", "<= 150 MB")
    table.add_row("the same, after all of this", f"{figures['busy_memory_mb']:.0f} MB", "")
    Console().print(table)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
