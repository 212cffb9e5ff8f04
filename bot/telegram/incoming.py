"""What a message means: the command in it, the hints, whether it is for the bot, and its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from telegram import MaybeInaccessibleMessage, Message, MessageEntity
from telegram.constants import ChatType

from bot.frontend import Ask, Asker, Origin, Page
from bot.locales import refuse

IMAGE_NAMES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True)
class Words:
    """The text or caption of a message. `addressed`: it names the bot, or is a command of the bot's."""

    command: str
    text: str
    addressed: bool


@dataclass(frozen=True)
class Picture:
    """A picture as Telegram has it; `recompressed` when it was sent as a photo."""

    file_id: str
    name: str
    size: int | None
    recompressed: bool = False
    spoiler: bool = False
    message_id: int = 0


def words_of(message: Message, username: str) -> Words:
    """The command, the rest without the bot's name, and whether the bot is meant."""
    raw = message.text or message.caption or ""
    parse = message.parse_entities if message.text else message.parse_caption_entities
    kinds: list[str | None] = [MessageEntity.BOT_COMMAND, MessageEntity.MENTION]
    found = sorted(parse(kinds).items(), key=lambda item: item[0].offset)
    command, addressed, text = "", False, raw
    for entity, written in found:
        name, at, bot = written.partition("@")
        if entity.type == MessageEntity.MENTION and written.lower() == f"@{username.lower()}":
            addressed = True
            text = text.replace(written, " ", 1)
        elif entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            if at and bot.lower() != username.lower():
                return Words("", "", False)
            command, addressed = name[1:].lower(), True
            text = text.replace(written, " ", 1)
    return Words(command, text.strip(), addressed)


def picture_of(message: Message) -> Picture | None:
    """The picture of a message, or None when it has no file. UserError for a file that is no picture."""
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        spoiler = bool(message.has_media_spoiler)
        return Picture(largest.file_id, "photo.jpg", largest.file_size, True, spoiler, message.message_id)
    if message.animation and not (message.animation.mime_type or "").startswith("image/"):
        raise refuse("upload.animation")
    file = message.document or message.animation
    if file is None:
        return None
    name = file.file_name or "file"
    is_image = (file.mime_type or "").startswith("image/") or name.lower().endswith(IMAGE_NAMES)
    if not is_image:
        raise refuse("upload.not_picture", name=name)
    return Picture(file.file_id, name, file.file_size, False, bool(message.has_media_spoiler), message.message_id)


def pictures_in(parts: Iterable[Message]) -> list[Picture]:
    """The pictures of messages that have one. UserError as `picture_of`."""
    return [picture for picture in map(picture_of, parts) if picture is not None]


def ask_id_of(message: Message) -> str:
    """What names the ask of a message, or of the album that it is a part of."""
    album = f"album-{message.media_group_id}" if message.media_group_id else message.message_id
    return f"telegram:{message.chat_id}:{album}"


def entries_of(ask_id: str, pictures: Iterable[Picture], text: str, wants: str) -> dict[str, Any]:
    """What an origin's handle keeps of an ask, so that more can be said of it later."""
    return {"ask": ask_id, "pictures": [list(astuple(picture)) for picture in pictures], "text": text, "wants": wants}


def ask_with(ask_id: str, asker: Asker, origin: Origin, text: str, wants: str, pictures: Sequence[Picture]) -> Ask:
    """The ask for pictures that are still to be fetched; several with "batch" are pages."""
    pages = tuple(Page(picture.name) for picture in pictures) if wants == "batch" and len(pictures) > 1 else ()
    return Ask(ask_id, asker, origin, b"", text=text, wants="regions" if wants == "regions" else "picture", pages=pages)


def asker_of(sender: Any, message: Message | None = None) -> Asker:
    """Who asks. A chat that posts as itself (an anonymous admin, a channel) is its own asker."""
    chat = message.sender_chat if message else None
    if chat is not None:
        return Asker("telegram", str(chat.id), chat.title or "")
    return Asker("telegram", str(sender.id), sender.full_name, sender.language_code or "en")


def origin_of(message: MaybeInaccessibleMessage, *, spoiler: bool = False, **handle: Any) -> Origin:
    """Where the answer goes: to this message's chat and topic, as a reply to it."""
    handle["reply_to"] = message.message_id
    chat_id, channel = str(message.chat.id), ""
    if isinstance(message, Message) and message.is_topic_message:
        handle["topic"] = message.message_thread_id
        channel = f"{chat_id}/{message.message_thread_id}"
    guild = None if is_private(message) else chat_id
    name = message.chat.title or ""
    return Origin("telegram", chat_id, guild, None, spoiler, handle=handle, channel_id=channel, guild_name=name)


def replied_to(message: Message) -> Message | None:
    """The message that this one answers; in a topic, Telegram names the topic's first where there is none."""
    replied = message.reply_to_message
    return None if replied is not None and replied.forum_topic_created is not None else replied


def is_private(message: MaybeInaccessibleMessage) -> bool:
    return message.chat.type == ChatType.PRIVATE


def is_meant(message: Message, words: Words, bot_id: int) -> bool:
    """Whether a message is for the bot: in private, by its name or a command of its, or as a reply to it."""
    replied = message.reply_to_message
    answers = replied is not None and replied.from_user is not None and replied.from_user.id == bot_id
    return is_private(message) or words.addressed or answers


def light_text(text: str) -> str:
    """What stands behind /light, as a hint."""
    return f"light: {text}" if text and not text.lower().startswith("light") else text
