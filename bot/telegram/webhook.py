"""Updates that Telegram brings itself, over the service's own web server, in place of asking for them.

An update counts as taken when its request is answered with 200: when it is kept durably here. Only whoever knows
the secret, which goes to Telegram and nowhere else, is listened to.
"""

from __future__ import annotations

import hmac

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from bot.telegram.polling import KINDS
from bot.telegram.tray import Tray, number_of
from engine.errors import EngineError

log = structlog.get_logger("nurie.telegram")

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1_000_000
MOST_AT_A_TIME = 100
REMEMBERED = 10_000
"""Telegram brings an update again whose answer was lost; so many later ones on, it has given that up."""


class Webhook:
    """Puts each update that comes to `PATH` into the tray."""

    def __init__(self, bot: Bot, tray: Tray) -> None:
        self._bot = bot
        self._tray = tray
        self._secret = ""
        self._open = False

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

    async def stop(self) -> None:
        """Take nothing new; Telegram keeps what comes until the next start."""
        self._open = False

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
            told = await request.json()
        except ValueError:
            return web.Response(status=400)
        if (number := number_of(told)) is None:
            return web.Response(status=400)
        try:
            await self._tray.room()
            await self._tray.take([told], before=number - REMEMBERED)
        except Exception:
            log.exception("an update could not be kept", update=number)
            return web.Response(status=503)
        return web.Response()
