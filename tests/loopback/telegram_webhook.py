"""The other way of telling: the loopback Telegram brings each update to the address that the bot has set."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiohttp

from tests.loopback.telegram_world import Doc, World

AGAIN_SECONDS = 0.2
"""Between two tries at an update; the real server waits longer each time."""
ANSWER_SECONDS = 60.0


@dataclass(frozen=True)
class Brought:
    """One request to the bot, and the status that it answered with; 0 when nobody answered."""

    update: Doc
    status: int


class Bringer:
    """Brings what is in `world.updates` while a webhook is set; an update leaves when it is answered with 2xx."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.brought: list[Brought] = []
        self._carrying: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="bringer")

    async def stop(self) -> None:
        tasks = [*([self._loop] if self._loop else []), *self._carrying.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_SECONDS)) as session:
            while True:
                for update in self.world.updates if self.world.webhook["url"] else []:
                    number = update["update_id"]
                    wanted = self.world.webhook.get("allowed_updates") or list(update)
                    if number not in self._carrying and next(kind for kind in update if kind != "update_id") in wanted:
                        self._carrying[number] = asyncio.create_task(self._carry(session, update))
                await self.world.wait(0.5)

    async def _carry(self, session: aiohttp.ClientSession, update: Doc) -> None:
        number = update["update_id"]
        try:
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.world.webhook.get("secret_token", "")}
            try:
                async with session.post(self.world.webhook["url"], json=update, headers=headers) as answer:
                    status = answer.status
            except (aiohttp.ClientError, TimeoutError):
                status = 0
            self.brought.append(Brought(update, status))
            if 200 <= status < 300:
                self.world.updates = [u for u in self.world.updates if u["update_id"] != number]
            else:
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            del self._carrying[number]
            self.world.changed.set()
