"""What a loopback Discord knows: users, servers, channels, messages with their past, and interactions.

Objects here turn themselves into the JSON that Discord's API v10 documents; nothing here does I/O.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

EPOCH_MS = 1_420_070_400_000
TOKEN_LIFE = 15 * 60.0
EPHEMERAL, LOADING = 1 << 6, 1 << 7
SPOILER = 1 << 3
ALL_PERMISSIONS = str((1 << 50) - 1)
MEMBER_PERMISSIONS = str(1 << 10 | 1 << 11 | 1 << 15 | 1 << 16 | 1 << 31)
"""See, write, attach files, read the history, use commands."""

SUBCOMMAND = 1
CHAT_COMMAND, MESSAGE_COMMAND = 1, 3


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


@dataclass(eq=False)
class User:
    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    takes_dms: bool = True

    def json(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "username": self.name,
            "discriminator": "0",
            "global_name": self.name.title(),
            "avatar": None,
            "bot": self.bot,
        }


@dataclass(eq=False)
class Guild:
    """A server. `installed` is whether the bot is in it: a user-installed bot is used where it is not."""

    id: int
    name: str
    owner: User
    premium_tier: int = 0
    installed: bool = True
    channels: list[Channel] = field(default_factory=list)
    managers: list[User] = field(default_factory=list)
    """Who has every right here, besides the owner; others may write, attach and use commands."""

    def member(self, user: User, joined: float = 1_600_000_000.0) -> dict[str, Any]:
        return {
            "user": user.json(),
            "nick": None,
            "avatar": None,
            "roles": [],
            "joined_at": iso(joined),
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "permissions": ALL_PERMISSIONS if user in self.managers or user is self.owner else MEMBER_PERMISSIONS,
        }

    def json(self, bot: User) -> dict[str, Any]:
        everyone = {
            "id": str(self.id),
            "name": "@everyone",
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "permissions": ALL_PERMISSIONS,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "icon": None,
            "features": [],
            "roles": [everyone],
            "emojis": [],
            "stickers": [],
            "channels": [c.json() for c in self.channels if not c.deleted and c.parent is None],
            "threads": [c.json() for c in self.channels if not c.deleted and c.parent is not None],
            "members": [self.member(bot)],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "member_count": 2,
            "premium_tier": self.premium_tier,
            "preferred_locale": "en-US",
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "large": False,
            "unavailable": False,
            "joined_at": iso(1_600_000_000.0),
        }


@dataclass(eq=False)
class Channel:
    """A text channel of a server, a thread of one (`parent`), or a direct conversation of `user` with the bot.

    In one that is `apart`, `user` talks with others: the bot is no member, and is used there by whoever installed it.
    """

    id: int
    name: str
    guild: Guild | None = None
    user: User | None = None
    deleted: bool = False
    nsfw: bool = False
    parent: Channel | None = None
    apart: bool = False

    def json(self) -> dict[str, Any]:
        if self.guild is None:
            assert self.user is not None
            kind, recipients = 3 if self.apart else 1, [self.user.json()]
            return {"id": str(self.id), "type": kind, "recipients": recipients, "last_message_id": None, "flags": 0}
        if self.parent is not None:
            return {
                "id": str(self.id),
                "type": 11,
                "guild_id": str(self.guild.id),
                "parent_id": str(self.parent.id),
                "owner_id": str(self.guild.owner.id),
                "name": self.name,
                "message_count": 0,
                "member_count": 1,
                "rate_limit_per_user": 0,
                "last_message_id": None,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": iso(1_600_000_000.0),
                    "locked": False,
                },
                "permissions": ALL_PERMISSIONS,
                "flags": 0,
            }
        return {
            "id": str(self.id),
            "type": 0,
            "guild_id": str(self.guild.id),
            "name": self.name,
            "position": 0,
            "permission_overwrites": [],
            "nsfw": self.nsfw,
            "topic": None,
            "parent_id": None,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "permissions": ALL_PERMISSIONS,
            "flags": 0,
        }


@dataclass(eq=False)
class Attachment:
    """A file on the loopback CDN. `url` is signed and stops working at `expires_at`."""

    id: int
    name: str
    data: bytes = field(repr=False)
    url: str
    expires_at: float
    spoiler: bool = False
    claimed_size: int | None = None
    """What the API says the size is, where a test wants it to differ from the bytes."""

    def json(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "filename": self.name,
            "size": self.size,
            "url": self.url,
            "proxy_url": self.url,
            "content_type": _content_type(self.name),
            "flags": SPOILER if self.spoiler else 0,
        }

    @property
    def size(self) -> int:
        return len(self.data) if self.claimed_size is None else self.claimed_size

    @property
    def hidden(self) -> bool:
        return self.spoiler or self.name.startswith("SPOILER_")


@dataclass(frozen=True)
class Version:
    """What a message said at one time: the post itself or one of its edits."""

    at: float
    content: str
    attachments: tuple[Attachment, ...]
    components: list[dict[str, Any]]

    @property
    def buttons(self) -> dict[str, str]:
        """custom_id -> label, of every button."""
        return {c["custom_id"]: c.get("label", "") for c in walk(self.components) if c.get("custom_id")}


@dataclass(eq=False)
class Message:
    """A message and its past: `history[0]` is the post, each later one an edit."""

    id: int
    channel: Channel
    author: User
    history: list[Version]
    flags: int = 0
    seen_by: User | None = None
    """An ephemeral message is seen by one user alone."""
    reply_to: Message | None = None
    mentions: tuple[User, ...] = ()
    allowed_mentions: dict[str, Any] | None = None
    nonce: str | None = None
    interaction: Interaction | None = None
    deleted: bool = False

    @property
    def content(self) -> str:
        return self.history[-1].content

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        return self.history[-1].attachments

    @property
    def components(self) -> list[dict[str, Any]]:
        return self.history[-1].components

    @property
    def buttons(self) -> dict[str, str]:
        return self.history[-1].buttons

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    def file(self, ending: str) -> bytes:
        """The bytes of the attachment whose name ends so. LookupError when there is none."""
        for attachment in self.attachments:
            if attachment.name.endswith(ending):
                return attachment.data
        raise LookupError(f"{[a.name for a in self.attachments]} holds no *{ending}")

    def json(self, *, full: bool = True) -> dict[str, Any]:
        """The API's message. Without `full`, what a bot sees that has no message-content intent."""
        doc: dict[str, Any] = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.json(),
            "content": self.content if full else "",
            "timestamp": iso(self.history[0].at),
            "edited_timestamp": iso(self.history[-1].at) if len(self.history) > 1 else None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [u.json() for u in self.mentions],
            "mention_roles": [],
            "attachments": [a.json() for a in self.attachments] if full else [],
            "embeds": [],
            "components": self.components if full else [],
            "pinned": False,
            "type": 19 if self.reply_to else 20 if self.interaction else 0,
            "flags": self.flags,
        }
        if self.channel.guild is not None:
            doc["guild_id"] = str(self.channel.guild.id)
            if not self.author.bot:
                doc["member"] = {k: v for k, v in self.channel.guild.member(self.author).items() if k != "user"}
        if self.nonce is not None:
            doc["nonce"] = self.nonce
        if self.reply_to is not None:
            doc["message_reference"] = {"message_id": str(self.reply_to.id), "channel_id": str(self.channel.id)}
            doc["referenced_message"] = None if self.reply_to.deleted else self.reply_to.json(full=full)
        return doc


@dataclass(eq=False)
class Interaction:
    """One use of a command, a button, a form or a suggestion list, and what the bot answered."""

    id: int
    type: int
    token: str = field(repr=False)
    user: User
    channel: Channel
    data: dict[str, Any]
    created_at: float
    source: Message | None = None
    """The message whose button was pressed."""
    response: int | None = None
    message: Message | None = None
    """The original response: the message that `@original` names."""
    followups: list[Message] = field(default_factory=list)
    modal: dict[str, Any] | None = None
    choices: list[dict[str, Any]] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def json(self, application_id: int, upload_limit: int) -> dict[str, Any]:
        guild = self.channel.guild
        doc: dict[str, Any] = {
            "id": str(self.id),
            "application_id": str(application_id),
            "type": self.type,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.json(),
            "app_permissions": ALL_PERMISSIONS,
            "locale": self.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": self._owners(),
            "context": 0 if guild else 2 if self.channel.apart else 1,
            "attachment_size_limit": upload_limit,
        }
        if guild is not None:
            doc |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
                "guild_locale": "en-US",
                "member": guild.member(self.user),
            }
        else:
            doc["user"] = self.user.json()
        if self.source is not None:
            doc["message"] = self.source.json()
        return doc

    def _owners(self) -> dict[str, str]:
        """By which installation it is used: the server's (or, in a direct conversation, 0), or the user's own."""
        guild = self.channel.guild
        if self.channel.apart or (guild is not None and not guild.installed):
            return {"1": str(self.user.id)}
        return {"0": str(guild.id if guild else 0)}


def new_token() -> str:
    return "loopback-" + secrets.token_urlsafe(48)


def walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every component, rows and labels opened."""
    found: list[dict[str, Any]] = []
    for component in components:
        found.append(component)
        inner = [*component.get("components", []), *([component["component"]] if component.get("component") else [])]
        found.extend(walk(inner))
    return found


def clean_name(name: str) -> str:
    """As Discord stores file names: ASCII letters, digits, dot, hyphen, underscore."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name) or "unknown"


def _content_type(name: str) -> str | None:
    types = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif"}
    return types.get(name.rpartition(".")[2].lower())


def chat_command(group: dict[str, Any], definition: dict[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
    """The `data` of a command's interaction; a subcommand's options are one level deeper."""
    if definition is not group:
        options = [{"name": definition["name"], "type": SUBCOMMAND, "options": options}]
    return {"id": group["id"], "name": group["name"], "type": CHAT_COMMAND, "options": options}
