"""The Discord front-end: one client, kept connected, between Discord and the desk."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import structlog

from bot.desk import Desk
from bot.discord.addresses import AddressedClient
from bot.discord.commands import build_tree
from bot.discord.conversation import Conversation
from bot.discord.forms import LightSelect, filled_form
from bot.discord.letters import NO_MENTIONS, Letter
from bot.discord.moderation import (
    ChannelList,
    RuleButton,
    RuleList,
    add_settings_command,
    filled_limits,
    set_limits,
)
from bot.discord.page_commands import add_page_commands
from bot.discord.preset_commands import add_preset_commands, filled_preset, save_filled
from bot.discord.suggest import add_suggestions
from bot.discord.translator import NurieTranslator
from bot.discord.transport import Transport
from bot.discord.views import FileList, JobButton
from bot.discord.words import welcome
from bot.frontend import FrontEnd, Job, Origin, Parcel, Status
from bot.settings import Settings
from engine.errors import EngineError

log = structlog.get_logger("nurie.discord")

DEFAULT_LIMIT = 10 * 1024 * 1024
"""What Discord lets a bot upload where nothing says otherwise."""


class NurieClient(AddressedClient):
    """A client without privileged intents: text is read in DMs and where the bot is mentioned, nowhere else."""

    def __init__(self, front: DiscordFrontEnd, api_url: str, gateway_url: str) -> None:
        super().__init__(
            api_url=api_url,
            gateway_url=gateway_url,
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=NO_MENTIONS,
            max_messages=None,
            chunk_guilds_at_startup=False,
        )
        self.front = front
        self.connected = asyncio.Event()

    async def setup_hook(self) -> None:
        self.add_dynamic_items(JobButton, FileList, LightSelect, ChannelList, RuleList, RuleButton)
        await self.front.tree.set_translator(NurieTranslator())
        await self.front.tree.sync()

    async def on_connect(self) -> None:
        self.connected.set()

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Forms alone: buttons and commands are found by discord.py itself."""
        if (filled := filled_form(interaction)) is not None:
            await self.front.talk.follow(interaction, *filled)
        elif (preset := filled_preset(interaction)) is not None:
            await save_filled(self.front.talk, interaction, *preset)
        elif (numbers := filled_limits(interaction)) is not None:
            await set_limits(interaction, numbers)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await welcome(guild)

    async def on_message(self, message: discord.Message) -> None:
        assert self.user is not None
        if not message.author.bot and (message.guild is None or self.user in message.mentions):
            await self.front.talk.read_post(message, self.user)


class DiscordFrontEnd(FrontEnd):
    """Discord behind the front-end's seam. `clock` is Unix seconds; tests move it."""

    platform = "discord"

    def __init__(self, settings: Settings, desk: Desk, clock: Callable[[], float] = time.time) -> None:
        if settings.discord_token is None:
            raise EngineError("DISCORD_TOKEN is not set")
        # discord.py logs interaction tokens at this level.
        logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger("discord").getEffectiveLevel()))
        self._token = settings.discord_token
        self._settings = settings
        self._desk = desk
        self._clock = clock
        self._running: asyncio.Task[None] | None = None
        self._build()

    def _build(self) -> None:
        """A client is good for one life, and what belongs to it is made with it."""
        self.client = NurieClient(self, self._settings.discord_api_url, self._settings.discord_gateway_url)
        self._transport = Transport(self.client, self._clock)
        self.talk = Conversation(
            self._desk,
            self._transport,
            max_download_mb=self._settings.max_download_mb,
            clock=self._clock,
        )
        self.tree = build_tree(self.client, self.talk)
        add_preset_commands(self.tree, self.talk)
        add_page_commands(self.tree, self.talk)
        add_settings_command(self.tree, self.talk)
        add_suggestions(self.tree, self.talk)

    async def start(self) -> None:
        """Connect, waiting for Discord for as long as it takes; EngineError when it refuses the token."""
        if self.client.is_closed():
            self._build()
        context = contextvars.copy_context()
        context.run(self.client.use_adapter)
        self._running = asyncio.create_task(self._run(), name="discord", context=context)
        connected = asyncio.create_task(self.client.connected.wait())
        await asyncio.wait({self._running, connected}, return_when=asyncio.FIRST_COMPLETED)
        if not connected.done():
            connected.cancel()
            await self._running

    async def stop(self) -> None:
        await self.talk.stop()
        await self.client.close()
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait({self._running})

    async def show(self, job: Job, status: Status) -> None:
        self.talk.shown(job.id)
        letter = Letter.of_status(status, job.id, job.asker.locale)
        if job.state == "failed":
            # The end of a job is told even where its status message is gone; a step on the way is not.
            await self._transport.place(job, letter)
        else:
            await self._transport.edit(job.origin, letter)

    async def deliver(self, job: Job, parcel: Parcel) -> str:
        self.talk.shown(job.id)
        return await self._transport.place(job, Letter.of_parcel(parcel, job.id, job.asker.locale))

    async def upload_limit(self, origin: Origin) -> int:
        """The interaction's own limit while its token lives, then the server's."""
        if self._clock() < origin.handle.get("until", 0.0):
            return int(origin.handle["limit"])
        guild = self.client.get_guild(int(origin.guild_id)) if origin.guild_id else None
        return guild.filesize_limit if guild is not None else DEFAULT_LIMIT

    async def _run(self) -> None:
        """Log in, again and again while Discord cannot be reached, then stay connected."""
        pause = 1.0
        while True:
            try:
                await self.client.login(self._token.get_secret_value())
                break
            except discord.LoginFailure:
                raise EngineError("Discord refused the token: check DISCORD_TOKEN") from None
            except (aiohttp.ClientError, OSError, discord.HTTPException) as error:
                log.warning("Discord cannot be reached", error=type(error).__name__, again_in=pause)
                await self.client.hang_up()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)
        while True:
            try:
                await self.client.connect()
                return
            except (discord.ConnectionClosed, discord.PrivilegedIntentsRequired) as error:
                log.error("Discord closed the connection for good", error=str(error))
                raise EngineError(f"Discord closed the connection: {error}") from None
            except (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound) as error:
                # It did not even say in how many shards to connect.
                log.warning("Discord's gateway is not known", error=type(error).__name__, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 60.0)
