"""A Telegram of our own: a Bot API server on loopback, and people to drive it with.

async with LoopbackTelegram() as tg:
    bot = start_a_bot(token=tg.token, api_url=tg.url)     # in this process or in another one
    mio = tg.private("Mio")
    await tg.user_sends_photo(mio, png, caption="hair: pink")
    result = await tg.wait_message(lambda m: m.photo and m.from_bot)
    await tg.user_clicks(result, "PSD")
"""

from __future__ import annotations

import asyncio
import itertools
import mimetypes
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from tests.loopback.telegram_http import BotApi, Call
from tests.loopback.telegram_limits import ApiLimits
from tests.loopback.telegram_text import typed_entities
from tests.loopback.telegram_webhook import Bringer
from tests.loopback.telegram_world import Chat, Doc, Message, Press, User, World

T = TypeVar("T")
PATIENCE = 120.0
"""Seconds that a driver call waits: generous, for machines whose cores are busy."""


class LoopbackTelegram:
    """The server and its driver. Chats are made by `private` and `group`; `calls` records all traffic."""

    def __init__(self, bot_name: str = "nurie_bot") -> None:
        self.token = "7000000001:AAE-loopback_token_of_35_characters"
        self.world = World(bot_name)
        self.limits = ApiLimits()
        self.api = BotApi(self.token, self.world, self.limits)
        self.url = ""
        self.bringer = Bringer(self.world)
        self._runner: web.AppRunner | None = None
        self._user_ids = itertools.count(101)

    async def __aenter__(self) -> LoopbackTelegram:
        self._runner = web.AppRunner(self.api.application(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.bringer.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.bringer.stop()
        if self._runner:
            await self._runner.cleanup()

    @property
    def calls(self) -> list[Call]:
        return self.api.calls

    @property
    def messages(self) -> list[Message]:
        """Every message that is not deleted, in the order in which they were sent."""
        return [message for message in self.world.messages.values() if not message.deleted]

    def from_bot(self, chat: Chat) -> list[Message]:
        return [m for m in self.messages if m.from_bot and m.doc["chat"]["id"] == chat.id]

    def user(self, name: str, language: str | None = "en") -> User:
        return User(next(self._user_ids), name, language)

    def private(self, user: User | str) -> Chat:
        """The private chat of a person (made here when only a name is given) with the bot."""
        person = self.user(user) if isinstance(user, str) else user
        return self.world.add_chat("private", person.name, [person])

    def group(self, title: str, *people: User) -> Chat:
        """A supergroup with the bot in it; the first person is its creator."""
        return self.world.add_chat("supergroup", title, people)

    def upgrade(self, chat: Chat) -> Chat:
        """The supergroup that a group becomes; the bot is told so in both."""
        larger = self.group(chat.title, *chat.people)
        self._say(chat, None, migrate_to_chat_id=larger.id)
        self._say(larger, None, migrate_from_chat_id=chat.id)
        chat.moved_to = larger.id
        return larger

    def forum(self, title: str, *people: User) -> Chat:
        """A group whose messages are in topics."""
        chat = self.group(title, *people)
        chat.topics = {}
        return chat

    def topic(self, chat: Chat, name: str) -> int:
        """Open a topic in a forum; its number."""
        assert chat.topics is not None, "a forum"
        created = {"name": name, "icon_color": 7322096}
        message = self.world.add_message(chat, chat.people[0], forum_topic_created=created)
        message.doc |= {"message_thread_id": message.id, "is_topic_message": True}
        chat.topics[message.id] = message
        return message.id

    async def user_sends_text(
        self, chat: Chat, text: str, *, user: User | None = None, topic: int | None = None
    ) -> Message:
        return self._say(chat, user, text=text, entities=typed_entities(text) or None, **_in_topic(chat, topic))

    async def user_sends_photo(
        self,
        chat: Chat,
        data: bytes,
        caption: str = "",
        *,
        user: User | None = None,
        spoiler: bool = False,
        reply_to: Message | None = None,
    ) -> Message:
        about = {**_caption(caption), **_spoiler(spoiler), **_reply(reply_to)}
        return self._say(chat, user, photo=self.world.photo(data), **about)

    async def user_sends_document(
        self,
        chat: Chat,
        data: bytes,
        name: str = "sketch.png",
        caption: str = "",
        *,
        mime: str | None = None,
        user: User | None = None,
        topic: int | None = None,
    ) -> Message:
        document = self.world.document(data, name, mime or mimetypes.guess_type(name)[0])
        return self._say(chat, user, document=document, **_caption(caption), **_in_topic(chat, topic))

    async def user_sends_album(
        self,
        chat: Chat,
        pictures: Sequence[bytes],
        caption: str = "",
        *,
        as_files: bool = False,
        order: Sequence[int] | None = None,
        user: User | None = None,
    ) -> list[Message]:
        """An album; each part is an update of its own. `order` is that of the updates, by index.

        A part that `order` leaves out is on its way still: `redeliver` brings it.
        """
        group = str(13_000_000_000_000_000 + self.world.next_id())
        parts: list[Message] = []
        for index, data in enumerate(pictures):
            content: Doc = {"media_group_id": group} | (_caption(caption) if index == 0 else {})
            if as_files:
                content["document"] = self.world.document(data, f"picture {index + 1}.png", "image/png")
            else:
                content["photo"] = self.world.photo(data)
            parts.append(self.world.add_message(chat, user or chat.people[0], **content))
        if self._bot_sees(chat, parts[0]):
            for index in range(len(parts)) if order is None else order:
                self.world.add_update("message", parts[index].told())
        return parts

    async def user_replies(self, message: Message, text: str, *, user: User | None = None) -> Message:
        """Answer a message with a text, in its chat."""
        chat = self.world.chats[message.doc["chat"]["id"]]
        replied = message.told()
        return self._say(chat, user, text=text, entities=typed_entities(text) or None, reply_to_message=replied)

    async def user_clicks(
        self, message: Message, label: str, *, user: User | None = None, expired: bool = False
    ) -> Press:
        """Press the button that reads so; AssertionError when the message has none."""
        data = [button["callback_data"] for button in message.buttons if button["text"] == label]
        assert data, f"no button {label!r} among {message.labels}"
        chat = self.world.chats[message.doc["chat"]["id"]]
        press = Press(str(4_300_000_000_000 + self.world.next_id()), message, expired)
        self.world.presses[press.id] = press
        query = {
            "id": press.id,
            "from": (user or chat.people[0]).doc(),
            "message": message.told(),
            "chat_instance": f"-{abs(chat.id)}77",
            "data": data[0],
        }
        self.world.add_update("callback_query", query)
        return press

    async def bot_is_added(self, chat: Chat, *, user: User | None = None, now: str = "member") -> None:
        """Somebody adds the bot to a group, or (`now`: "left") takes it out."""
        bot = {"user": self.world.bot.doc()}
        was = "left" if now == "member" else "member"
        change = {"from": (user or chat.people[0]).doc(), "chat": chat.doc(), "date": int(time.time())}
        members = {"old_chat_member": bot | {"status": was}, "new_chat_member": bot | {"status": now}}
        self.world.add_update("my_chat_member", change | members)

    async def user_edits(self, message: Message, text: str) -> None:
        """Somebody changes the text, or the caption, of a message of theirs."""
        names = ("text", "entities") if "text" in message.doc else ("caption", "caption_entities")
        changed = {k: v for k, v in message.doc.items() if k not in names} | {names[0]: text}
        if entities := typed_entities(text):
            changed[names[1]] = entities
        message.change(changed | {"edit_date": int(time.time()) + len(message.history)})
        chat = self.world.chats[message.doc["chat"]["id"]]
        if self._bot_sees(chat, message):
            self.world.add_update("edited_message", message.told())

    async def redeliver(self, message: Message) -> None:
        """Tell the bot of a message once more, as a server does that has lost an acknowledgement."""
        self.world.add_update("message", message.told())

    async def wait_message(self, predicate: Callable[[Message], Any], seconds: float = PATIENCE) -> Message:
        """The first message, in its present form, that the predicate holds for."""
        return await self.wait(lambda: next((m for m in self.messages if predicate(m)), None), seconds)

    async def wait_answer(self, press: Press, seconds: float = PATIENCE) -> Doc:
        return await self.wait(lambda: press.answer, seconds)

    async def wait_acknowledged(self, seconds: float = PATIENCE) -> None:
        """Until the bot has acknowledged every update."""
        await self.wait(lambda: not self.world.updates, seconds)

    async def wait(self, find: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """What `find` finds; TimeoutError tells what the chats show."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not (found := find()):
            if loop.time() > end:
                raise TimeoutError(f"nothing found; the chats show {[(m.id, m.text) for m in self.messages]}")
            await self.world.wait(0.1)
        return found

    def _say(self, chat: Chat, user: User | None, **content: Any) -> Message:
        message = self.world.add_message(chat, user or chat.people[0], **content)
        if self._bot_sees(chat, message):
            self.world.add_update("message", message.told())
        return message

    def _bot_sees(self, chat: Chat, message: Message) -> bool:
        """In groups a bot in privacy mode is told of commands, replies to it, mentions of it, and the group's moves."""
        if "migrate_to_chat_id" in message.doc or "migrate_from_chat_id" in message.doc:
            return True
        if chat.type == "private" or self.world.reads_all_group_messages:
            return True
        replied = message.doc.get("reply_to_message") or {}
        if (replied.get("from") or {}).get("id") == self.world.bot.id:
            return True
        words = message.text.lower().split()
        name = "@" + self.world.bot.name.lower()
        commands = [word for word in words if word.startswith("/") and word.partition("@")[2] in ("", name[1:])]
        return bool(commands) or any(word.strip(",.:;!?") == name for word in words)


def _caption(caption: str) -> Doc:
    if not caption:
        return {}
    return {"caption": caption, "caption_entities": typed_entities(caption) or None}


def _reply(replied: Message | None) -> Doc:
    return {"reply_to_message": replied.told()} if replied is not None else {}


def _in_topic(chat: Chat, topic: int | None) -> Doc:
    """A message in a topic answers the topic's first one, where it answers no other."""
    if topic is None:
        return {}
    first = (chat.topics or {})[topic]
    return {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": first.told()}


def _spoiler(spoiler: bool) -> Doc:
    return {"has_media_spoiler": True} if spoiler else {}
