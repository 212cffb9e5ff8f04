"""A service in a process of its own, to be killed: `python -m tests.bot.service_process HOME CHAT_URL ASK SIZE PAGES`.

It asks once, for a batch where PAGES is not 0 (the ask's id makes that harmless after a restart), and then serves
until it is killed.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot import logs
from bot.desk import Desk
from bot.frontend import Page
from bot.settings import Settings
from bot.store import Store
from engine.queue.connect import queue_at
from tests.bot.chat import ChatFrontEnd, make_ask
from tests.bot.conftest import LEASE_SECONDS, draw_sketch


async def main(home: Path, chat_url: str, name: str, size: int, pages: int = 0) -> None:
    settings = Settings(home=home, _env_file=None)  # pyright: ignore[reportCallIssue]
    async with Store(home) as store, queue_at("sqlite", home / "queue", lease_seconds=LEASE_SECONDS) as queue:
        desk = Desk(settings, store, queue)
        frontend = ChatFrontEnd(chat_url)
        await frontend.start()
        desk.register(frontend)
        await desk.start()
        sketch = draw_sketch(size, rings=6)
        batch = tuple(Page(f"{number}.png", draw_sketch(size, rings=6)) for number in range(1, pages + 1))
        await desk.ask(make_ask(name, b"" if pages else sketch, pages=batch, seed=1))
        print("asked", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    logs.configure("info")
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], *map(int, sys.argv[4:])))
