"""The seam between the desk and a chat platform, and the values that cross it.

A front-end turns what its platform sends into `Ask`s and button presses for the desk, and shows what
the desk says: a status message that is edited until it has become the result. Front-ends know their
platform's limits; the desk knows jobs. Two stand behind this seam: `bot.discord` and `bot.telegram`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from aiohttp import web

    from engine.errors import UserError

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Asker:
    """Who asks: ids are the platform's own, as text. `locale` is a BCP 47 tag, "en" where unknown."""

    platform: str
    user_id: str
    name: str = ""
    locale: str = "en"


@dataclass(frozen=True)
class Origin:
    """Where the answer goes, as JSON-able values that outlive a restart.

    `message_id` is the status message. `handle` is the front-end's own (an interaction token and its
    time, a reply target, ...); nobody else reads it. `spoiler` and `private` hold for every answer.

    `channel_id` is what a server's rules and defaults go by where that is not the chat itself: the channel
    of a thread, the topic of a group. `age_restricted` is as the platform says of that channel.
    """

    platform: str
    chat_id: str
    guild_id: str | None = None
    message_id: str | None = None
    spoiler: bool = False
    private: bool = False
    handle: dict[str, Any] = field(default_factory=dict, repr=False)
    channel_id: str = ""
    age_restricted: bool = False
    guild_name: str = ""

    @property
    def channel(self) -> str:
        return self.channel_id or self.chat_id


@dataclass(frozen=True)
class Page:
    """One sketch of a batch, by its file's name; `problem` is why its bytes could not be had."""

    name: str
    sketch: bytes = field(default=b"", repr=False)
    problem: UserError | None = None


@dataclass(frozen=True)
class Ask:
    """One wish to colour a sketch, as a front-end received it. Pictures are bytes, already downloaded.

    `extras` came with the sketch without a word on what they are: the engine finds out whether they are strokes
    or references. `wants` "regions" asks for the sketch's numbered map alone. `pages` make it a batch: several
    sketches in place of `sketch`, with all the rest in common.

    `ask_id` is the platform's own id of the message or interaction ("discord:123"): asking twice with
    the same id gives the same job, so an update that is delivered again is not coloured again.
    """

    ask_id: str
    asker: Asker
    origin: Origin
    sketch: bytes = field(repr=False)
    references: tuple[bytes, ...] = field(default=(), repr=False)
    strokes: bytes | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    light: str = ""
    preset: str = ""
    model: str = ""
    seed: int | None = None
    extras: tuple[bytes, ...] = field(default=(), repr=False)
    wants: Literal["picture", "regions"] = "picture"
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True)
class Follow:
    """A wish to go on from a picture: its sketch, hints, light, preset and seed stay where nothing is said.

    `action` is "refine" (`text` adds hints to those there are), "hints" (`text` stands in for all of
    them) or a button's ("again", "keep:2", "light:top", "paint"). `ask_id` and `extras` are as in `Ask`.
    """

    ask_id: str
    asker: Asker
    origin: Origin
    job_id: str
    action: str = "refine"
    text: str = field(default="", repr=False)
    extras: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Job:
    """A colouring job as the store has it. `reason` is (code, text, values) of a failure."""

    id: str
    asker: Asker
    origin: Origin
    state: JobState
    step: str = ""
    share: float = 0.0
    reason: tuple[str, str, dict[str, Any]] | None = None
    created_at: float = 0.0
    expires_at: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it waits or is worked on: not done, failed or cancelled."""
        return self.state in ("queued", "running")


@dataclass(frozen=True)
class Button:
    """A button under a message. `action` is short and platform-neutral ("get:flat", "cancel", "delete")."""

    action: str
    label: str
    danger: bool = False


@dataclass(frozen=True)
class Status:
    """What the status message says now: a text in the asker's language, and its buttons by rows."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True)
class File:
    name: str
    data: bytes = field(repr=False)
    kind: Literal["picture", "document"] = "picture"


@dataclass(frozen=True)
class Parcel:
    """A message with files, in the asker's language, already fitted to the platform's upload limit.

    `caption` may be longer than the platform allows in one message: the front-end sends the rest after it.
    """

    caption: str
    files: tuple[File, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    spoiler: bool = False


class FrontEnd(ABC):
    """One chat platform. `show` and `deliver` may be repeated after a crash: both edit, so they repeat safely.

    Raise `ChatGone` when the chat can never be reached again (deleted channel, blocked bot), `TooLarge` when a
    parcel's files are too much for it; any other error means "later", and the desk tries again with growing pauses.
    """

    platform: ClassVar[str]

    def routes(self) -> list[web.RouteDef]:
        """What it wants served by the service's web server; asked for once, before `start`."""
        return []

    @abstractmethod
    async def start(self) -> None:
        """Connect; return when updates are being received."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop receiving, let handlers in progress end, close the connections."""

    @abstractmethod
    async def show(self, job: Job, status: Status) -> None:
        """Edit the status message. The desk coalesces: at most one call in about two seconds a job."""

    @abstractmethod
    async def deliver(self, job: Job, parcel: Parcel) -> str:
        """Edit the status message into the result (or send it, when it is gone); its message id."""

    @abstractmethod
    async def upload_limit(self, origin: Origin) -> int:
        """Bytes that one file may have there, as the platform says."""


class TooLarge(Exception):
    """The chat takes no file of this size, whatever it said before: a smaller form is to be sent."""


class ChatGone(Exception):
    """The chat cannot be reached any more; the result is kept for /jobs."""
