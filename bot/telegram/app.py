"""Telegram behind the front-end's seam: the bot, its polling or webhook, and what the desk wants shown."""

from __future__ import annotations

import asyncio
import logging

import structlog
from aiohttp import web
from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.error import InvalidToken, TelegramError

from bot.desk import Desk
from bot.frontend import FrontEnd, Job, Origin, Parcel, Status
from bot.locales import LOCALES, say
from bot.settings import Settings
from bot.telegram.albums import SETTLE_SECONDS, Albums
from bot.telegram.crowd import Crowd
from bot.telegram.downloads import Downloads
from bot.telegram.handlers import Handlers
from bot.telegram.http import AiohttpRequest
from bot.telegram.incoming import Picture
from bot.telegram.limiter import Limiter
from bot.telegram.polling import Client, Poller
from bot.telegram.transport import UPLOAD_LIMIT, Transport
from bot.telegram.tray import Tray
from bot.telegram.webhook import PATH as WEBHOOK_PATH
from bot.telegram.webhook import Webhook
from engine.errors import EngineError

log = structlog.get_logger("nurie.telegram")

HOSTED = "https://api.telegram.org"
LONGEST_PAUSE = 60.0
CONNECTIONS = 64
OVERALL_RATE, GROUP_RATE = 30, 20
"""So many messages and edits a second does Telegram take from a bot, and so many a minute for one group."""
COMMANDS = (
    "color",
    "regions",
    "batch",
    "light",
    "preset",
    "character",
    "jobs",
    "cancel",
    "language",
    "help",
    "privacy",
    "forget",
)
"""What Telegram suggests behind a slash; each has a text `command.telegram.NAME`."""
FOR_ADMINS = ("settings", "audit")


class TelegramFrontEnd(FrontEnd):
    """One bot. `album_settle` is how long, in seconds, the parts of an album are waited for.

    `group_rate` is how many messages and edits a group is sent in a minute; Telegram takes no more than 20.
    """

    platform = "telegram"

    def __init__(
        self, settings: Settings, desk: Desk, *, album_settle: float = SETTLE_SECONDS, group_rate: int = GROUP_RATE
    ) -> None:
        if settings.telegram_token is None:
            raise EngineError("TELEGRAM_TOKEN is not set")
        keep_token_out_of_logs()
        api = (settings.telegram_api_url or HOSTED).rstrip("/")
        self.bot = build_bot(settings.telegram_token.get_secret_value(), api, group_rate)
        self._transport = Transport(self.bot)
        downloads = Downloads(self.bot, settings.max_download_mb)
        self._handlers = Handlers(desk, self.bot, self._transport, downloads, Albums(album_settle))
        self._settings = settings
        self._desk = desk
        crowd = Crowd(desk.languages, self.bot, self._transport)
        self._tray = Tray(self.bot, desk.inbox, self._handlers.handle, crowd.tell)
        self._source = (Webhook if settings.telegram_webhook else Poller)(self.bot, self._tray)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(WEBHOOK_PATH, self._source.receive)] if isinstance(self._source, Webhook) else []

    @property
    def busy(self) -> int:
        """How many updates are being dealt with."""
        return self._tray.busy

    async def start(self) -> None:
        """Connect, waiting for Telegram for as long as it takes; EngineError when it refuses the token."""
        pause = 1.0
        while True:
            try:
                await self.bot.initialize()
                await self._tray.resume()
                await self._listen()
                break
            except InvalidToken:
                # Not chained: the library's own text has the token in it.
                raise EngineError("Telegram refused the token: check TELEGRAM_TOKEN") from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        await self._suggest_commands()
        log.info("connected", bot=self.bot.username)

    async def _listen(self) -> None:
        if isinstance(self._source, Webhook):
            # Of this installation's own key: the same after a restart, and written down nowhere.
            await self._source.start(webhook_base(self._settings), self._desk.links.secret("telegram webhook"))
        else:
            await self.bot.delete_webhook()
            self._source.start()

    async def stop(self, patience: float = 10.0) -> None:
        await self._source.stop()
        await self._tray.stop(patience)
        await self.bot.shutdown()

    async def show(self, job: Job, status: Status) -> None:
        async with self._handlers.turn(job.id):
            self._handlers.shown(job.id)
            if job.is_open:
                await self._transport.report(job, status)
            else:
                await self._transport.settle(job.origin, status, job.id)

    async def deliver(self, job: Job, parcel: Parcel) -> str:
        sketch = job.origin.handle.get("pictures", [])[:1]
        if any(Picture(*entry).recompressed for entry in sketch):
            caption = f"{parcel.caption}\n{say(job.asker.locale, 'telegram.send_as_file')}"
            parcel = Parcel(caption, parcel.files, parcel.buttons, parcel.spoiler)
        async with self._handlers.turn(job.id):
            self._handlers.shown(job.id)
            return await self._transport.place(job, parcel)

    async def upload_limit(self, origin: Origin) -> int:
        """Telegram's limit for bots. It cannot be asked for: one that is lower shows when a file is refused."""
        return UPLOAD_LIMIT

    async def _suggest_commands(self) -> None:
        try:
            for language in LOCALES:
                told = [BotCommand(name, say(language, f"command.telegram.{name}")) for name in COMMANDS + FOR_ADMINS]
                everybodys = told[: len(COMMANDS)]
                for scope, commands in (
                    (BotCommandScopeAllPrivateChats(), everybodys),
                    (BotCommandScopeAllGroupChats(), everybodys),
                    (BotCommandScopeAllChatAdministrators(), told),
                ):
                    code = "" if language == "en" else language
                    await self.bot.set_my_commands(commands, scope, language_code=code)
        except TelegramError as error:
            log.warning("the commands could not be suggested", error=type(error).__name__)


def webhook_base(settings: Settings) -> str:
    """Where Telegram finds this service. EngineError where it would not go there."""
    url = settings.public_url
    own_server = settings.telegram_api_url and settings.telegram_api_url.rstrip("/") != HOSTED
    if not url.startswith("https://") and not (own_server and url.startswith("http://")):
        raise EngineError(
            "NURIE_TELEGRAM_WEBHOOK needs NURIE_PUBLIC_URL to be an https address that Telegram reaches "
            "(port 443, 80, 88 or 8443); or set NURIE_TELEGRAM_WEBHOOK to false"
        )
    return url


def build_bot(token: str, api: str, group_rate: int = GROUP_RATE) -> Client:
    """The client of the Bot API under `api`: paced, and patient enough for large files."""
    return Client(
        token,
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=AiohttpRequest(CONNECTIONS),
        get_updates_request=AiohttpRequest(1),
        # Each call says how often it may be repeated: progress never, an answer several times.
        rate_limiter=Limiter(OVERALL_RATE, group_rate),
    )


def keep_token_out_of_logs() -> None:
    """The Bot API's addresses have the token in them: httpx logs each, and the bot's client its own."""
    for name, level in (("httpx", logging.WARNING), ("httpcore", logging.WARNING), ("telegram", logging.INFO)):
        logging.getLogger(name).setLevel(level)
