"""Builds the store, the queue, the desk and the front-ends from the settings, runs them, stops them in order."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import structlog
from aiohttp import web

from bot import logs
from bot.crew import Crew
from bot.desk import Desk
from bot.frontend import FrontEnd
from bot.settings import Settings
from bot.store import Store
from bot.web import Routes
from engine.errors import EngineError
from engine.queue.connect import queue_at

log = structlog.get_logger("nurie.service")

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
STOP_SECONDS = 20.0


def run(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM. EngineError when it cannot start, with what to do about it."""
    tokens = (settings.discord_token, settings.telegram_token)
    logs.configure(settings.log_level, [token.get_secret_value() for token in tokens if token])
    asyncio.run(serve(settings))
    return 0


async def serve(settings: Settings) -> None:
    """Everything up, in the order of need; then a wait; then everything down, in the opposite order."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        stack.enter_context(sole_owner(settings.home))
        store = await stack.enter_async_context(Store(settings.home))
        queue = queue_at(settings.queue_url, settings.home / "queue", lease_seconds=settings.lease_seconds)
        await stack.enter_async_context(queue)
        desk = Desk(settings, store, queue)
        crew = Crew(settings)
        fronts = FrontEndRunner(settings, desk)
        app = Routes(desk, queue, crew, fronts.states).application()
        add_studio(app, desk, settings)
        app.add_routes(fronts.routes())
        crew.start()
        stack.push_async_callback(crew.stop)
        await desk.start()
        stack.push_async_callback(desk.stop)
        address = await stack.enter_async_context(serving(app, *settings.studio_address))
        fronts.start()
        stack.push_async_callback(fronts.stop)
        if not fronts.states:
            log.info(f"no DISCORD_TOKEN and no TELEGRAM_TOKEN is set, so no chat is served; try it at {address}")
        else:
            log.info("serving", chats=", ".join(fronts.states), page=address, workers=crew.size)
        await stop.wait()
        log.info("stopping")
    log.info("stopped")


def add_studio(app: web.Application, desk: Desk, settings: Settings) -> None:
    from bot.studio import add_routes

    add_routes(app, desk, settings)


@contextmanager
def sole_owner(home: Path) -> Iterator[None]:
    """Hold a home for this process alone; the hold ends with the process, however that ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "service.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EngineError(
                f"another `nurie run` is using {home}: stop it first, or give this one another NURIE_HOME"
            ) from None
        yield


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serve an application; its address. EngineError when the port is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise EngineError(
                f"{host}:{port} cannot be used ({reason}): set NURIE_STUDIO_BIND to a free host:port"
            ) from None
        bound = runner.addresses[0]
        yield f"http://{bound[0]}:{bound[1]}"
    finally:
        await runner.cleanup()


class FrontEndRunner:
    """The front-ends that have a token: each connected, again and again until it is, and stopped at the end."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._desk = desk
        self._frontends = build_front_ends(settings, desk)
        self.states = {frontend.platform: "connecting" for frontend in self._frontends}
        self._tasks: list[asyncio.Task[None]] = []

    def routes(self) -> list[web.RouteDef]:
        """What the front-ends want served; before `start`."""
        return [route for frontend in self._frontends for route in frontend.routes()]

    def start(self) -> None:
        self._tasks = [asyncio.create_task(self._connect(frontend)) for frontend in self._frontends]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for frontend in self._frontends:
            try:
                await asyncio.wait_for(frontend.stop(), STOP_SECONDS)
            except Exception as error:
                log.warning("a front-end did not stop well", platform=frontend.platform, error=type(error).__name__)

    async def _connect(self, frontend: FrontEnd) -> None:
        platform = frontend.platform
        pause = FIRST_PAUSE
        while True:
            try:
                await frontend.start()
            except EngineError as error:
                # It knows that trying again is no use: a wrong token, a setting that cannot be.
                self.states[platform] = str(error)
                log.error(f"{platform} is not served: {error}")
                return
            except Exception as error:
                self.states[platform] = f"not connected: {type(error).__name__}"
                log.warning("not connected, trying again", platform=platform, error=str(error), again_in=pause)
                with suppress(Exception):
                    await frontend.stop()
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
            else:
                self.states[platform] = "on"
                # From here on the outbox can reach this platform.
                self._desk.register(frontend)
                log.info("connected", platform=platform)
                return


def build_front_ends(settings: Settings, desk: Desk) -> list[FrontEnd]:
    """A front-end for each token; the others' libraries are not even imported."""
    frontends: list[FrontEnd] = []
    if settings.discord_token is not None:
        from bot.discord import DiscordFrontEnd

        frontends.append(DiscordFrontEnd(settings, desk))
    if settings.telegram_token is not None:
        from bot.telegram import TelegramFrontEnd

        frontends.append(TelegramFrontEnd(settings, desk))
    return frontends
