"""What the loopback Telegram remembers: people, chats, messages with every edit, files, updates."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.telegram_photos import photo_sizes, thumbnail

Doc = dict[str, Any]


@dataclass(frozen=True)
class User:
    id: int
    name: str
    language: str | None = "en"
    is_bot: bool = False

    def doc(self) -> Doc:
        doc: Doc = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name, "username": self.name.lower()}
        return doc | ({"language_code": self.language} if self.language else {})


ANONYMOUS = User(1_087_968_824, "GroupAnonymousBot", language=None, is_bot=True)
"""Whom Telegram names as the sender where an admin writes as the group itself."""


@dataclass
class Chat:
    """`people` are the members, the first of them the chat's creator; `admins` may change settings."""

    id: int
    type: str
    title: str
    people: list[User]
    admins: set[int] = field(default_factory=set)
    blocked: bool = False
    moved_to: int | None = None
    last_post: float | None = None
    topics: dict[int, Message] | None = None
    """Of a forum: the message that each topic began with, by the topic's number."""

    def doc(self) -> Doc:
        if self.topics is not None:
            return {"id": self.id, "type": self.type, "title": self.title, "is_forum": True}
        if self.type == "private":
            return {"id": self.id, "type": "private", "first_name": self.title, "username": self.title.lower()}
        return {"id": self.id, "type": self.type, "title": self.title}


@dataclass
class Message:
    """One message as the Bot API tells it; `history` holds every earlier form, the oldest first."""

    world: World = field(repr=False)
    doc: Doc
    history: list[Doc] = field(default_factory=list, repr=False)
    deleted: bool = False

    @property
    def id(self) -> int:
        return self.doc["message_id"]

    @property
    def text(self) -> str:
        """The text, or the caption of a message with media."""
        return self.doc.get("text", self.doc.get("caption", ""))

    @property
    def from_bot(self) -> bool:
        return self.doc["from"]["is_bot"] and "sender_chat" not in self.doc

    @property
    def reply_to(self) -> int | None:
        return (self.doc.get("reply_to_message") or {}).get("message_id")

    @property
    def topic(self) -> int | None:
        """The number of the forum's topic that it is in."""
        return self.doc.get("message_thread_id") if self.doc.get("is_topic_message") else None

    @property
    def photo(self) -> bytes | None:
        """The largest size of the photo."""
        sizes = self.doc.get("photo")
        return self.world.files[sizes[-1]["file_id"]].data if sizes else None

    @property
    def document(self) -> bytes | None:
        document = self.doc.get("document")
        return self.world.files[document["file_id"]].data if document else None

    @property
    def file_name(self) -> str | None:
        return (self.doc.get("document") or {}).get("file_name")

    @property
    def spoiler(self) -> bool:
        return bool(self.doc.get("has_media_spoiler"))

    @property
    def buttons(self) -> list[Doc]:
        rows = (self.doc.get("reply_markup") or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    @property
    def texts(self) -> list[str]:
        """Every text that the message has shown, the present one last."""
        return [doc.get("text", doc.get("caption", "")) for doc in [*self.history, self.doc]]

    def change(self, doc: Doc) -> None:
        self.history.append(self.doc)
        self.doc = doc
        self.world.changed.set()

    def told(self) -> Doc:
        """The message as it is told to a bot now; a reply's own reply is left out, as the server does."""
        doc = copy.deepcopy(self.doc)
        if inner := doc.get("reply_to_message"):
            inner.pop("reply_to_message", None)
        return doc


@dataclass(frozen=True)
class StoredFile:
    data: bytes = field(repr=False)
    unique_id: str
    path: str


@dataclass
class Press:
    """A press on a button, and what the bot answered to it (None until it does)."""

    id: str
    message: Message
    expired: bool = False
    answer: Doc | None = None


class World:
    """The state behind the Bot API. `changed` is set whenever a message, a press or an update is."""

    def __init__(self, bot_name: str) -> None:
        self.bot = User(7_000_000_001, bot_name, language=None, is_bot=True)
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.updates: list[Doc] = []
        self.commands: dict[tuple[str, str], list[Doc]] = {}
        self.webhook: Doc = {"url": ""}
        self.reads_all_group_messages = False
        self.changed = asyncio.Event()
        self._ids = itertools.count(1)
        self._update_ids = itertools.count(810_000_001)

    def next_id(self) -> int:
        return next(self._ids)

    async def wait(self, seconds: float) -> None:
        """Until something changes, or the time is over."""
        self.changed.clear()
        # Not wait_for: the task that it makes may begin too late, when another waiter has cleared the event again.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.changed.wait()

    def add_chat(self, kind: str, title: str, people: Sequence[User]) -> Chat:
        number = people[0].id if kind == "private" else -1_001_000_000_000 - self.next_id()
        chat = Chat(number, kind, title, list(people), admins={people[0].id})
        self.chats[chat.id] = chat
        return chat

    def add_message(self, chat: Chat, sender: User, **content: Any) -> Message:
        """A message; of `ANONYMOUS`, one that an admin writes as the group itself."""
        doc: Doc = {"message_id": self.next_id(), "from": sender.doc(), "chat": chat.doc(), "date": int(time.time())}
        if sender is ANONYMOUS:
            doc["sender_chat"] = chat.doc()
        message = Message(self, doc | {name: value for name, value in content.items() if value is not None})
        self.messages[chat.id, message.id] = message
        self.changed.set()
        return message

    def add_update(self, kind: str, content: Doc) -> Doc:
        update = {"update_id": next(self._update_ids), kind: content}
        self.updates.append(update)
        self.changed.set()
        return update

    def acknowledge(self, offset: int) -> None:
        self.updates = [update for update in self.updates if update["update_id"] >= offset]

    def photo(self, data: bytes) -> list[Doc]:
        """Store a photo in its sizes; NotAPhoto when it cannot be one."""
        sizes = photo_sizes(data)
        return [
            self._store(jpeg, "AgACAgIA", f"photos/file_{self.next_id()}.jpg") | {"width": width, "height": height}
            for jpeg, width, height in sizes
        ]

    def document(self, data: bytes, name: str, mime: str | None, *, with_thumbnail: bool = True) -> Doc:
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        doc = self._store(data, "BQACAgIA", f"documents/file_{self.next_id()}.{suffix}") | {"file_name": name}
        if mime:
            doc["mime_type"] = mime
        if with_thumbnail and mime and mime.startswith("image/") and (small := thumbnail(data)):
            jpeg, width, height = small
            path = f"thumbnails/file_{self.next_id()}.jpg"
            doc["thumbnail"] = self._store(jpeg, "AAMCAgAD", path) | {"width": width, "height": height}
        return doc

    def _store(self, data: bytes, prefix: str, path: str) -> Doc:
        number = self.next_id()
        file_id = f"{prefix}{number:08d}-Kx_q{len(data):x}"
        self.files[file_id] = StoredFile(data, f"AQAD{number:08d}", path)
        return {"file_id": file_id, "file_unique_id": f"AQAD{number:08d}", "file_size": len(data)}
