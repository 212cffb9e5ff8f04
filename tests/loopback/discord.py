"""A Discord of our own on loopback: REST, gateway and CDN on one port, and users to drive it with.

    async with LoopbackDiscord() as discord:
        ...                                        # start a bot with discord.api_url, gateway_url, token
        used = await discord.slash("color", sketch=("cat.png", png), hints="bg: none")
        done = await discord.wait_message(lambda m: m.buttons)
        await discord.click(done, "PSD")

Everything goes over real sockets. Time is the wall clock plus what `advance` added.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from aiohttp import web

from tests.loopback.discord_faults import Faults
from tests.loopback.discord_forms import ApiError, Files
from tests.loopback.discord_gateway import Gateway
from tests.loopback.discord_rest import Rest
from tests.loopback.discord_world import (
    CHAT_COMMAND,
    EPOCH_MS,
    MESSAGE_COMMAND,
    SUBCOMMAND,
    Attachment,
    Channel,
    Guild,
    Interaction,
    Message,
    User,
    Version,
    chat_command,
    clean_name,
    new_token,
    walk,
)

T = TypeVar("T")
Upload = tuple[str, bytes]
PATIENCE = 120.0
"""Seconds that a driver call waits: generous, for machines whose cores are busy."""

GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
OPTION_TYPES: dict[type, tuple[int, ...]] = {str: (3,), bool: (5,), int: (4, 10), float: (10,), tuple: (11,)}


class LoopbackDiscord:
    """The server, its world and its users. `alice` acts where no user is named, in `channel`."""

    answer_within = 60.0
    """Seconds that an interaction waits for its first answer: Discord's 3, and what a loaded machine may add."""

    def __init__(self, *, upload_limit: int = 10 * 1024 * 1024, heartbeat: float = 41.25, shards: int = 1) -> None:
        self.token = "loopback." + secrets.token_hex(8) + "." + secrets.token_urlsafe(24)
        self._limit = upload_limit
        self.shards = shards
        self._shift = 0.0
        self._serial = 0
        self._change = asyncio.Condition()
        self._runner: web.AppRunner | None = None
        self.port = 0
        self.faults = Faults(self.changed)
        self.gateway = Gateway(self, heartbeat)
        self.commands: list[dict[str, Any]] = []
        self.interactions: dict[int, Interaction] = {}
        self.all_messages: dict[int, Message] = {}
        self.attachments: dict[int, Attachment] = {}
        self.channels: dict[int, Channel] = {}
        self.users: list[User] = []
        self.guilds: list[Guild] = []
        self.application_id = self.new_id()
        self.bot = self.add_user("nurie", bot=True)
        self.owner = self.add_user("owner")
        self.alice = self.add_user("alice")
        self.bob = self.add_user("bob")
        self.guild = self.add_guild("atelier")
        self.channel = self.guild.channels[0]

    # running

    async def __aenter__(self) -> LoopbackDiscord:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    async def start(self, port: int = 0) -> None:
        rest = Rest(self)
        app = web.Application(middlewares=[self.faults.middleware, rest.errors], client_max_size=1 << 30)
        app.add_routes([*rest.routes(), web.get("/gateway", self.gateway.handle), web.get("/", self.gateway.handle)])
        self._runner = web.AppRunner(app, shutdown_timeout=1.0, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self.gateway.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return self.url + "/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    def now(self) -> float:
        return time.time() + self._shift

    def advance(self, seconds: float) -> None:
        """Make everything older: tokens, attachment URLs, interactions."""
        self._shift += seconds

    async def changed(self) -> None:
        async with self._change:
            self._change.notify_all()

    # the world

    def new_id(self) -> int:
        self._serial += 1
        return (int(self.now() * 1000) - EPOCH_MS << 22) + (self._serial & 0x3FFFFF)

    def add_user(self, name: str, *, locale: str = "en-US", bot: bool = False) -> User:
        self.users.append(User(self.new_id(), name, locale, bot))
        return self.users[-1]

    def add_guild(self, name: str, *, installed: bool = True, premium_tier: int = 0) -> Guild:
        """A server with one text channel. Add servers before the bot connects."""
        guild = Guild(self.new_id(), name, self.owner, premium_tier, installed)
        self.guilds.append(guild)
        self.add_channel(guild, "general")
        return guild

    def add_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(self.new_id(), name, guild)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        return channel

    def dm(self, user: User | None = None) -> Channel:
        """The direct conversation of a user with the bot."""
        user = user or self.alice
        found = next((c for c in self.channels.values() if c.user is user and not c.apart), None)
        if found is None:
            found = Channel(self.new_id(), f"@{user.name}", user=user)
            self.channels[found.id] = found
        return found

    async def delete_channel(self, channel: Channel) -> None:
        channel.deleted = True
        await self.gateway.dispatch("CHANNEL_DELETE", channel.json())
        await self.changed()

    async def delete_message(self, message: Message) -> None:
        """A member or moderator deletes a message by hand."""
        message.deleted = True
        data = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if message.channel.guild is not None:
            data["guild_id"] = str(message.channel.guild.id)
        await self.gateway.dispatch("MESSAGE_DELETE", data)
        await self.changed()

    def upload_limit(self, channel: Channel) -> int:
        tier = channel.guild.premium_tier if channel.guild else 0
        return max(self._limit, {2: 50 * 1024 * 1024, 3: 100 * 1024 * 1024}.get(tier, 0))

    def store(self, channel: Channel, name: str, data: bytes, *, spoiler: bool = False) -> Attachment:
        """Put a file on the CDN, with a signed URL of a day."""
        number, expires = self.new_id(), self.now() + 86_400
        name = clean_name(name)
        url = f"{self.url}/attachments/{channel.id}/{number}/{name}?ex={int(expires):x}&hm={secrets.token_hex(16)}"
        self.attachments[number] = Attachment(number, name, data, url, expires, spoiler)
        return self.attachments[number]

    def attach(
        self,
        channel: Channel,
        listed: list[dict[str, Any]] | None,
        files: Files,
        present: Iterable[Attachment] = (),
    ) -> list[Attachment]:
        """Resolve a payload's `attachments`: kept ones by their id, new files by their number."""
        if listed is None:
            return [self.store(channel, name, data) for _, (name, data) in sorted(files.items())]
        by_id = {str(a.id): a for a in present}
        found = []
        for entry in listed:
            if str(entry["id"]) in by_id:
                found.append(by_id[str(entry["id"])])
            elif int(entry["id"]) in files:
                name, data = files[int(entry["id"])]
                found.append(self.store(channel, entry.get("filename") or name, data))
            else:
                raise ApiError(400, 50035, f"Invalid Form Body\nIn attachments: unknown id {entry['id']}")
        return found

    # what users do

    async def slash(
        self,
        command: str,
        *,
        user: User | None = None,
        channel: Channel | None = None,
        wait: bool = True,
        spoiler: bool = False,
        claimed_size: int | None = None,
        **options: Any,
    ) -> Interaction:
        """Use a slash command ("help", "preset list"). A (name, bytes) value is an attachment, hidden by `spoiler`."""
        channel = channel or self.channel
        group, definition = await self._subcommand(command)
        resolved: dict[str, Any] = {}
        given = []
        for name, value in options.items():
            declared = next((o for o in definition.get("options", []) if o["name"] == name), None)
            if declared is None or declared["type"] not in OPTION_TYPES[type(value)]:
                raise LookupError(f"/{command} has no option {name} for {type(value).__name__}")
            if isinstance(value, tuple):
                file = self.store(channel, value[0], value[1], spoiler=spoiler)
                file.claimed_size = claimed_size
                resolved[str(file.id)] = file.json()
                value = str(file.id)
            given.append({"name": name, "type": declared["type"], "value": value})
        missing = {o["name"] for o in definition.get("options", []) if o.get("required")} - set(options)
        if missing:
            raise LookupError(f"/{command} needs {missing}")
        data = chat_command(group, definition, given)
        return await self._interact(2, {**data, "resolved": {"attachments": resolved}}, user, channel, wait)

    async def menu(self, command: str, message: Message, *, user: User | None = None, wait: bool = True) -> Interaction:
        """Use a command of the message menu."""
        definition = await self._command(command, MESSAGE_COMMAND)
        data = {
            "id": definition["id"],
            "name": command,
            "type": MESSAGE_COMMAND,
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): message.json()}},
        }
        return await self._interact(2, data, user, message.channel, wait)

    async def autocomplete(
        self, command: str, option: str, text: str, *, user: User | None = None
    ) -> list[dict[str, Any]]:
        """The choices the bot suggests for what was typed so far."""
        options = [{"name": option, "type": 3, "value": text, "focused": True}]
        data = chat_command(*await self._subcommand(command), options)
        return (await self._interact(4, data, user, self.channel, True)).choices or []

    async def click(self, message: Message, button: str, *, user: User | None = None, wait: bool = True) -> Interaction:
        """Press the button with this label or custom_id. LookupError when the message has none such."""
        for component in walk(message.components):
            if button in (component.get("custom_id"), component.get("label")):
                if component.get("disabled"):
                    raise LookupError(f"{button!r} is disabled")
                data = {"custom_id": component["custom_id"], "component_type": component["type"]}
                return await self._interact(3, data, user, message.channel, wait, message)
        raise LookupError(f"no button {button!r} among {message.buttons}")

    async def choose(self, message: Message, label: str, *, user: User | None = None) -> Interaction:
        """Choose the entry with this label or value from a list of the message's. LookupError when there is none."""
        for component in walk(message.components):
            values = [o["value"] for o in component.get("options", []) if label in (o["label"], o["value"])]
            if values:
                data = {"custom_id": component["custom_id"], "component_type": component["type"], "values": values}
                return await self._interact(3, data, user, message.channel, True, message)
        raise LookupError(f"no entry {label!r}")

    async def submit(self, used: Interaction, values: dict[str, str], *, wait: bool = True) -> Interaction:
        """Fill in the form that `used` was answered with, by custom_id or label, and send it."""
        if used.modal is None:
            raise LookupError("the interaction was not answered with a form")
        rows = []
        for row in used.modal["components"]:
            inputs = [
                {"type": 4, "id": i, "custom_id": c["custom_id"], "value": self._filled(c, row, values)}
                for i, c in enumerate(walk([row]))
                if c["type"] == 4
            ]
            rows.append({"type": 18, "component": inputs[0]} if row["type"] == 18 else {**row, "components": inputs})
        data = {"custom_id": used.modal["custom_id"], "components": rows}
        return await self._interact(5, data, used.user, used.channel, wait, used.source)

    @staticmethod
    def _filled(component: dict[str, Any], row: dict[str, Any], values: dict[str, str]) -> str:
        names = (component["custom_id"], component.get("label"), row.get("label"))
        return next((values[n] for n in names if n in values), component.get("value") or "")

    async def post(
        self,
        content: str = "",
        *uploads: Upload,
        user: User | None = None,
        channel: Channel | None = None,
        reply_to: Message | None = None,
        spoiler: bool = False,
    ) -> Message:
        """A user's message; `<@ID>` mentions. The bot sees its content where Discord would show it."""
        channel, user = channel or self.channel, user or self.alice
        files = tuple(self.store(channel, name, data, spoiler=spoiler) for name, data in uploads)
        mentions = tuple(u for u in self.users if f"<@{u.id}>" in content or (reply_to and u is reply_to.author))
        message = Message(
            id=self.new_id(),
            channel=channel,
            author=user,
            history=[Version(self.now(), content, files, [])],
            reply_to=reply_to,
            mentions=mentions,
        )
        self.all_messages[message.id] = message
        needs = DIRECT_MESSAGES if channel.guild is None else GUILD_MESSAGES
        if channel.guild is None or channel.guild.installed:
            shown = channel.guild is None or self.bot in mentions
            if not shown and all(s.intents & MESSAGE_CONTENT for s in self.gateway.sessions.values()):
                shown = True
            await self.gateway.dispatch("MESSAGE_CREATE", message.json(full=shown), needs)
        await self.changed()
        return message

    # what users see

    def messages(self, channel: Channel | None = None, *, mine: bool = True) -> list[Message]:
        """Messages that are there, oldest first: the bot's alone with `mine`."""
        found = [m for m in self.all_messages.values() if not m.deleted and m.channel is (channel or m.channel)]
        return [m for m in found if m.author is self.bot] if mine else found

    async def wait_message(
        self, predicate: Callable[[Message], Any], *, channel: Channel | None = None, within: float = PATIENCE
    ) -> Message:
        """The first of the bot's messages of which the predicate is true, now or later."""

        def look() -> Message | None:
            return next((m for m in self.messages(channel) if predicate(m)), None)

        try:
            return await self.wait_until(look, within=within)
        except TimeoutError:
            told = [(m.id, [v.content for v in m.history]) for m in self.messages(channel)]
            raise TimeoutError(f"no such message within {within} s; the bot's messages: {told}") from None

    async def wait_until(self, look: Callable[[], T | None], *, within: float = PATIENCE) -> T:
        """What `look` returns, as soon as it is true. TimeoutError."""
        async with asyncio.timeout(within), self._change:
            while not (found := look()):
                await self._change.wait()
            return found

    async def wait_ready(self, *, within: float = PATIENCE) -> None:
        """Until a bot is connected and its commands are known."""
        await self.wait_until(lambda: self.gateway.live and self.commands, within=within)

    async def _subcommand(self, command: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """A command and, in "group name", its subcommand; twice the same where it has none."""
        name, _, sub = command.partition(" ")
        group = await self._command(name, CHAT_COMMAND)
        found = [o for o in group.get("options", []) if o["name"] == sub and o["type"] == SUBCOMMAND]
        if sub and not found:
            raise LookupError(f"/{name} has no {sub!r}")
        return group, found[0] if found else group

    async def _command(self, name: str, kind: int) -> dict[str, Any]:
        await self.wait_until(lambda: self.gateway.sessions and self.commands)
        for command in self.commands:
            if command["name"] == name and command.get("type", CHAT_COMMAND) == kind:
                return command
        raise LookupError(f"no command {name!r} among {[c['name'] for c in self.commands]}")

    async def _interact(
        self,
        kind: int,
        data: dict[str, Any],
        user: User | None,
        channel: Channel,
        wait: bool,
        source: Message | None = None,
    ) -> Interaction:
        user = user or channel.user or self.alice
        used = Interaction(self.new_id(), kind, new_token(), user, channel, data, self.now(), source)
        self.interactions[used.id] = used
        await self.gateway.dispatch("INTERACTION_CREATE", used.json(self.application_id, self.upload_limit(channel)))
        if wait:
            async with asyncio.timeout(PATIENCE):
                await used.answered.wait()
        return used
