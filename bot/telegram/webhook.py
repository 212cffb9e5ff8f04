"""Updates that Telegram brings itself, over the service's own web server, in place of asking for them.

An update counts as taken when its request is answered with 200. As with polling, a message's is answered
when it has been dealt with, so a message survives any crash: Telegram brings it again. A press is answered
at once. Only whoever knows the secret, which goes to Telegram and nowhere else, is listened to.
"""

from __future__ import annotations

import asyncio
import hmac
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest

from bot.telegram.polling import HANDLER_SECONDS, KINDS
from engine.errors import EngineError

log = structlog.get_logger("nurie.telegram")

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_SECONDS = 50.0
"""Telegram gives an answer about a minute. What takes longer is brought again, and waited for again."""
MOST_BYTES = 1_000_000
MOST_AT_A_TIME = 100
REMEMBERED = 10_000


class Webhook:
    """Runs `handle` for each update that comes to `PATH`, once, however often it is brought."""

    def __init__(self, bot: Bot, handle: Callable[[Update], Awaitable[None]]) -> None:
        self._bot = bot
        self._handle = handle
        self._secret = ""
        self._open = False
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._done: OrderedDict[int, None] = OrderedDict()

    async def start(self, base: str, secret: str) -> None:
        """Tell Telegram to bring updates below `base`. EngineError when it does not take the address."""
        self._secret, self._open = secret, True
        url = base.rstrip("/") + PATH
        try:
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS, max_connections=MOST_AT_A_TIME)
        except BadRequest as error:
            raise EngineError(
                f"Telegram does not take {url} ({error.message}): "
                "set NURIE_PUBLIC_URL to its https address, or NURIE_TELEGRAM_WEBHOOK to false"
            ) from None

    async def stop(self, patience: float = 10.0) -> None:
        """Take nothing new, and let handlers come to their end; Telegram keeps what comes until the next start."""
        self._open = False
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def receive(self, request: web.Request) -> web.Response:
        """One request of Telegram's; 403 for anybody else's, 503 for one that is to come again."""
        if not self._open:
            return web.Response(status=503)
        said = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(said.encode("utf-8", "surrogateescape"), self._secret.encode()):
            return web.Response(status=403)
        if (request.content_length or MOST_BYTES + 1) > MOST_BYTES:
            return web.Response(status=413)
        try:
            update = Update.de_json(await request.json(), self._bot)
            number = int(update.update_id)
        except (ValueError, TypeError, KeyError, AttributeError):
            return web.Response(status=400)
        if number in self._done:
            return web.Response()
        task = self._tasks.get(number) or self._begin(number, update)
        if update.callback_query is not None:
            return web.Response()
        finished, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        return web.Response(status=200 if finished and not task.cancelled() else 503)

    def _begin(self, number: int, update: Update) -> asyncio.Task[None]:
        task = self._tasks[number] = asyncio.create_task(self._deal_with(update), name=f"telegram:{number}")
        return task

    async def _deal_with(self, update: Update) -> None:
        number = update.update_id
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                await self._handle(update)
        except Exception:
            # Taken all the same: an update that cannot be handled would come back for ever.
            log.exception("an update could not be handled", update=number)
        finally:
            del self._tasks[number]
        self._done[number] = None
        if len(self._done) > REMEMBERED:
            self._done.popitem(last=False)
