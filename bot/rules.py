"""A server's own rules: where Nurie may answer, how much a member may ask for, and how results are shown.

Moderators set them, each change goes into the audit, and the desk keeps to them whatever a front-end does.
They hold for everybody there, moderators too, and never in direct chats.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from bot.frontend import Asker, Origin
from bot.locales import refuse, say
from bot.store.audit import Entry
from bot.store.jobs import Jobs, use_of
from bot.store.limits import Limits, OverLimit
from bot.store.rules import RuleStore
from bot.styles import Member
from engine.catalog import MODELS

MOST_NUMBER = 1000
MOST_CHANNELS = 25
"""So many fit into Discord's list of channels."""

SPOILERS = ("sketch", "always", "never")
AGES = ("any", "outside", "inside")


@dataclass(frozen=True)
class Channel:
    """A channel of a server, or a topic of a group; `label` is how it is shown there."""

    id: str
    label: str


@dataclass(frozen=True)
class Rules:
    """What holds in a server. An empty list and a 0 stand for no rule."""

    channels: tuple[Channel, ...] = ()
    age: Literal["any", "outside", "inside"] = "any"
    """Whether it answers outside of age-restricted channels, inside of them, or in both."""
    hourly: int = 0
    """Pictures a member may ask for in an hour."""
    waiting: int = 0
    """Pictures of a member's that may wait or be worked on at a time."""
    models: tuple[str, ...] = ()
    spoiler: Literal["sketch", "always", "never"] = "sketch"
    private: bool = False
    """Whether results are shown to their asker alone where the platform can, and the asker does not say."""

    def check_place(self, asker: Asker, origin: Origin) -> None:
        """UserError where the rules do not let Nurie answer there, with the places where they do."""
        guild = server_name(asker.locale, origin.guild_name)
        if self.channels and origin.channel not in {channel.id for channel in self.channels}:
            raise refuse("rules.channel", guild=guild, channels=", ".join(c.label for c in self.channels))
        if self.age == "outside" and origin.age_restricted:
            raise refuse("rules.age_outside", guild=guild)
        if self.age == "inside" and not origin.age_restricted:
            raise refuse("rules.age_inside", guild=guild)

    def settled(self, origin: Origin) -> Origin:
        """The origin with the spoiler that the rules want."""
        return origin if self.spoiler == "sketch" else replace(origin, spoiler=self.spoiler == "always")

    def model_names(self) -> tuple[str, ...]:
        """The models that may be used, the first of them where none is named."""
        return tuple(name for name in MODELS if name in self.models) or tuple(MODELS)


RULES = tuple(f.name for f in fields(Rules))


@dataclass(frozen=True)
class Terms:
    """On what terms somebody is served: their place's rules, the origin as these want it, and the limits."""

    rules: Rules
    asker: Asker
    origin: Origin
    limits: Limits

    def check_model(self, name: str) -> None:
        names = self.rules.model_names()
        if name not in names:
            guild = server_name(self.asker.locale, self.origin.guild_name)
            raise refuse("rules.model", guild=guild, name=name, names=", ".join(names))

    @contextmanager
    def told(self) -> Iterator[None]:
        """Around what counts jobs: OverLimit becomes a UserError that says why, and what to do next."""
        try:
            yield
        except OverLimit as error:
            guild = server_name(self.asker.locale, self.origin.guild_name)
            code = {"waiting": "user.too_many", "server_waiting": "rules.waiting", "server_hourly": "rules.hourly"}
            if error.new > 1:
                told = {"guild": guild, "limit": error.limit, "left": error.left, "count": error.new}
                raise refuse(f"{code[error.kind]}_pages", **told) from None
            minutes = max(1, math.ceil((error.free_at - time.time()) / 60))
            told = {"guild": guild, "limit": error.limit, "count": error.limit, "minutes": minutes}
            raise refuse(code[error.kind], **told) from None


@dataclass
class RuleBook:
    """The desk's rules. `waiting` is the service's own limit of a member's jobs that wait."""

    store: RuleStore
    jobs: Jobs
    waiting: int
    _known: dict[tuple[str, str], Rules] = field(default_factory=dict)
    _changing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, platform: str, guild_id: str | None) -> Rules:
        """The rules of a server; of a direct chat, none."""
        if guild_id is None:
            return Rules()
        key = (platform, guild_id)
        # This process alone writes them, so what was read once holds until it is changed here.
        if key not in self._known:
            async with self._changing:
                self._known[key] = rules_from_json(await self.store.of(platform, guild_id))
        return self._known[key]

    async def shown(self, member: Member) -> Rules:
        """The rules of the member's server. UserError for whoever does not manage it."""
        return await self.of(member.asker.platform, _managed(member))

    async def change(self, member: Member, name: str, value: Any) -> Rules:
        """Set one rule, checked, and note it in the audit; the rules as they are now. UserError changes nothing."""
        return await self.change_all(member, {name: value})

    async def change_all(self, member: Member, values: Mapping[str, Any]) -> Rules:
        """Set several rules, or none of them where one is wrong."""
        guild, platform = _managed(member), member.asker.platform
        values = {name: checked(name, value) for name, value in values.items()}
        async with self._changing:
            for name, value in values.items():
                entry = Entry(guild, member.asker.user_id, f"rule.{name}", name)
                standard = rule_to_json(getattr(Rules(), name))
                await self.store.change(platform, name, rule_to_json(value), standard, entry)
            self._known[platform, guild] = rules_from_json(await self.store.of(platform, guild))
            return self._known[platform, guild]

    async def moved(self, platform: str, old: str, new: str) -> None:
        """A server, or group, has got another id: what its moderators have set stays."""
        async with self._changing:
            await self.store.move(platform, old, new)
            for guild in (old, new):
                self._known.pop((platform, guild), None)

    async def terms(self, asker: Asker, origin: Origin) -> Terms:
        """UserError where the rules do not let Nurie answer."""
        rules = await self.of(origin.platform, origin.guild_id)
        if origin.guild_id is not None:
            rules.check_place(asker, origin)
        return Terms(rules, asker, rules.settled(origin), Limits(self.waiting, rules.waiting, rules.hourly))

    async def admit(self, ask_id: str, asker: Asker, origin: Origin) -> Terms:
        """Look whether this ask may be made there now: a front-end does so before it says anything to everybody.

        UserError where the rules or the limits are against it. The desk looks again when it takes the ask.
        """
        terms = await self.terms(asker, origin)
        with terms.told():
            await self.jobs.may_add(ask_id, use_of(asker, origin), terms.limits)
        return terms


def checked(name: str, value: Any) -> Any:
    """A rule's value in its own type. UserError says what it may be."""
    if name in ("hourly", "waiting"):
        number = value if isinstance(value, int) else _number(str(value))
        if number is None or not 0 <= number <= MOST_NUMBER:
            raise refuse("rules.bad_number", said=str(value)[:40], most=MOST_NUMBER)
        return number
    if name == "models":
        unknown = [model for model in value if model not in MODELS]
        if unknown:
            raise refuse("model.unknown", name=unknown[0][:40], names=", ".join(MODELS))
        return () if set(value) == set(MODELS) else tuple(model for model in MODELS if model in value)
    if name == "channels":
        if len(value) > MOST_CHANNELS:
            raise refuse("rules.too_many_channels", limit=MOST_CHANNELS)
        return tuple(value)
    allowed = {"spoiler": SPOILERS, "age": AGES, "private": (True, False)}.get(name, ())
    if value not in allowed:
        raise refuse("rules.how")
    return value


def rules_from_json(values: Mapping[str, Any]) -> Rules:
    """Stored rules; names that this version does not know are left out."""
    known = {name: values[name] for name in RULES if name in values}
    if "channels" in known:
        known["channels"] = tuple(Channel(*pair) for pair in known["channels"])
    if "models" in known:
        known["models"] = tuple(known["models"])
    return Rules(**known)


def rule_to_json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [[item.id, item.label] if isinstance(item, Channel) else item for item in value]
    return value


def server_name(locale: str, name: str) -> str:
    """What a server is called in a sentence; the platform does not always tell its name."""
    plain = name.replace("`", "'").replace("*", "∗").strip()
    return say(locale, "rules.named", name=plain) if plain else say(locale, "rules.here")


def _managed(member: Member) -> str:
    if member.guild_id is None:
        raise refuse("rules.no_server")
    if not member.moderator:
        raise refuse("rules.not_moderator")
    return member.guild_id


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 10 else 0 if text in ("", "-") else None
