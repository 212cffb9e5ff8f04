"""The real front-end, desk, store, queue and engine around a loopback Discord."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import discord
import pytest
import simcord
from PIL import Image, ImageDraw
from pydantic import SecretStr

from bot.desk import Desk
from bot.discord.client import DiscordFrontEnd, NurieClient
from bot.settings import Settings
from bot.store import Store
from engine.queue.local import LocalQueue
from engine.worker import serve
from tests.bot.discord.sim_house import SimClock, SimHouse, sim_front
from tests.loopback.discord import LoopbackDiscord


def draw_sketch(size: tuple[int, int] = (96, 64)) -> bytes:
    """Two closed shapes in black on white, as PNG; `size` is (width, height)."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    width, height = size
    pen.ellipse((width // 8, height // 8, width // 2, height * 7 // 8), outline="black", width=2)
    pen.rectangle((width * 5 // 8, height // 4, width * 7 // 8, height * 3 // 4), outline="black", width=2)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


@dataclass
class House:
    """Everything that runs in a service with Discord, in one process, and ways to stop and start its parts."""

    discord: LoopbackDiscord
    settings: Settings
    store: Store
    queue: LocalQueue
    desk: Desk
    front: DiscordFrontEnd | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _worker: asyncio.Task[None] | None = None

    async def start_front(self) -> None:
        self.front = DiscordFrontEnd(self.settings, self.desk)
        self.desk.register(self.front)
        await self.front.start()
        await self.discord.wait_ready()

    async def stop_front(self) -> None:
        if self.front is not None:
            await self.front.stop()
            await self.discord.wait_until(lambda: not self.discord.gateway.live)

    async def start_engine(self) -> None:
        self._worker = asyncio.create_task(serve(self.queue, stop=self._stop))

    async def stop_engine(self) -> None:
        if self._worker is not None:
            self._stop.set()
            await self._worker


@pytest.fixture
def sketch() -> tuple[str, bytes]:
    return "cat.png", draw_sketch()


@pytest.fixture
async def discord_server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as server:
        yield server


@pytest.fixture
async def idle_house(discord_server: LoopbackDiscord, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose engine has not been started: jobs wait in line."""
    settings = Settings(
        _env_file=None,
        discord_token=SecretStr(discord_server.token),
        telegram_token=None,
        home=tmp_path,
        discord_api_url=discord_server.api_url,
        discord_gateway_url=discord_server.gateway_url,
    )
    async with Store(tmp_path) as store, LocalQueue(tmp_path / "queue") as queue:
        desk = Desk(settings, store, queue)
        await desk.start()
        house = House(discord_server, settings, store, queue, desk)
        await house.start_front()
        try:
            yield house
        finally:
            await house.stop_front()
            await house.stop_engine()
            await desk.stop()


@pytest.fixture
async def house(idle_house: House) -> House:
    """A house at work."""
    await idle_house.start_engine()
    return idle_house


@pytest.fixture
async def sim_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of its own for simcord's Discord."""
    settings = Settings(_env_file=None, discord_token=SecretStr("simcord"), telegram_token=None, home=tmp_path)
    async with Store(tmp_path) as store, LocalQueue(tmp_path / "queue") as queue:
        desk = Desk(settings, store, queue)
        await desk.start()
        yield desk
        await desk.stop()


@pytest.fixture
def sim_clock() -> SimClock:
    return SimClock()


@pytest.fixture
def simcord_bot(sim_desk: Desk, sim_clock: SimClock) -> discord.Client:
    """What simcord's own fixture, `simcord_env`, attaches to."""
    return sim_front(sim_desk, sim_clock).client


@pytest.fixture
async def idle_sim(
    simcord_env: simcord.Env, sim_desk: Desk, sim_clock: SimClock, sketch: tuple[str, bytes]
) -> AsyncIterator[SimHouse]:
    """The house in simcord's Discord, with its engine at rest."""
    assert isinstance(simcord_env.bot, NurieClient)
    house = SimHouse(simcord_env, sim_desk, sim_clock, simcord_env.bot.front, sketch)
    yield house
    await house.front.talk.stop()
    await house.stop_engine()


@pytest.fixture
async def sim(idle_sim: SimHouse) -> SimHouse:
    """The house in simcord's Discord, at work."""
    await idle_sim.start_engine()
    return idle_sim
