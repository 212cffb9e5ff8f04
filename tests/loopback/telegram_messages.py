"""The Bot API's methods that send, edit and delete messages, as strict as the real ones."""

from __future__ import annotations

import time
from typing import Any

from tests.loopback.telegram_limits import ApiLimits
from tests.loopback.telegram_params import Params, Upload, bad_request
from tests.loopback.telegram_photos import NotAPhoto
from tests.loopback.telegram_text import Entity, ParseError, parse_html, utf16_length
from tests.loopback.telegram_world import Chat, Doc, Message, World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TEXT_LIMIT, CAPTION_LIMIT, PHOTO_LIMIT = 4096, 1024, 10 * 1024 * 1024


class MessageMethods:
    """Each coroutine is a method of the Bot API: it takes the parameters and gives the `result`."""

    def __init__(self, world: World, limits: ApiLimits) -> None:
        self.world = world
        self.limits = limits

    async def sendMessage(self, params: Params) -> Doc:
        chat = self.open_chat(params)
        text, entities = _formatted(params.text("text"), params.text("parse_mode"))
        _check_text(text)
        return self._post(chat, params, text=text, entities=entities or None)

    async def sendPhoto(self, params: Params) -> Doc:
        chat = self.open_chat(params)
        media = self._media({"type": "photo", "media": self._reference(params, "photo")}, params)
        return self._post(chat, params, **media, **self._caption(params), **self._spoiler(params))

    async def sendDocument(self, params: Params) -> Doc:
        chat = self.open_chat(params)
        item = {"type": "document", "media": self._reference(params, "document")}
        item["disable_content_type_detection"] = params.flag("disable_content_type_detection")
        return self._post(chat, params, **self._media(item, params), **self._caption(params))

    async def sendMediaGroup(self, params: Params) -> list[Doc]:
        chat = self.open_chat(params)
        items = params.parsed("media")
        if not isinstance(items, list) or not 2 <= len(items) <= 10:
            raise bad_request("group send failed: there must be 2-10 items")
        if len({item.get("type") == "document" for item in items}) > 1:
            raise bad_request("document can't be mixed with other media types")
        contents = [self._media(item, params) | self._item_caption(item) | self._item_spoiler(item) for item in items]
        group = str(13_000_000_000_000_000 + self.world.next_id())
        return [self._post(chat, params, **content, media_group_id=group) for content in contents]

    async def sendChatAction(self, params: Params) -> bool:
        self.open_chat(params, counts=False)
        return True

    async def editMessageText(self, params: Params) -> Doc:
        message = self._editable(params)
        if "text" not in message.doc:
            raise bad_request("there is no text in the message to edit")
        text, entities = _formatted(params.text("text"), params.text("parse_mode"))
        _check_text(text)
        return self._edit(message, params, text=text, entities=entities or None)

    async def editMessageCaption(self, params: Params) -> Doc:
        message = self._editable(params)
        if "text" in message.doc:
            raise bad_request("there is no caption in the message to edit")
        caption = {"caption": None, "caption_entities": None} | self._caption(params)
        return self._edit(message, params, **caption)

    async def editMessageMedia(self, params: Params) -> Doc:
        message = self._editable(params)
        item = params.parsed("media")
        if not isinstance(item, dict):
            raise bad_request("can't parse media")
        content: Doc = dict.fromkeys(
            ("text", "entities", "caption", "caption_entities", "photo", "document", "has_media_spoiler")
        )
        content |= self._media(item, params) | self._item_caption(item) | self._item_spoiler(item)
        return self._edit(message, params, **content)

    async def editMessageReplyMarkup(self, params: Params) -> Doc:
        return self._edit(self._editable(params), params)

    async def deleteMessage(self, params: Params) -> bool:
        chat = self.open_chat(params)
        message = self.world.messages.get((chat.id, params.number("message_id") or 0))
        if message is None or message.deleted:
            raise bad_request("message to delete not found")
        may_delete_others = chat.type == "private" or self.world.bot.id in chat.admins
        if time.time() - message.doc["date"] > 48 * 3600 or not (message.from_bot or may_delete_others):
            raise bad_request("message can't be deleted")
        message.deleted = True
        self.world.changed.set()
        return True

    def open_chat(self, params: Params, *, counts: bool = True) -> Chat:
        """The chat that the call is for, when the bot may post there now."""
        chat = self.world.chats.get(params.number("chat_id") or 0)
        if chat is None:
            raise bad_request("chat not found")
        self.limits.check(chat, counts=counts)
        return chat

    def _post(self, chat: Chat, params: Params, **content: Any) -> Doc:
        reply = params.parsed("reply_parameters") or {}
        replied = self.world.messages.get((chat.id, int(reply.get("message_id", 0))))
        if replied is None or replied.deleted:
            replied = None
            if reply and not reply.get("allow_sending_without_reply"):
                raise bad_request("message to be replied not found")
        topic = params.number("message_thread_id")
        if topic is not None:
            if topic not in (chat.topics or {}):
                raise bad_request("message thread not found")
            content |= {"message_thread_id": topic, "is_topic_message": True}
        message = self.world.add_message(
            chat,
            self.world.bot,
            reply_to_message=replied.told() if replied else None,
            reply_markup=_keyboard(params),
            **content,
        )
        return message.told()

    def _editable(self, params: Params) -> Message:
        chat = self.open_chat(params)
        message = self.world.messages.get((chat.id, params.number("message_id") or 0))
        if message is None or message.deleted:
            raise bad_request("message to edit not found")
        if not message.from_bot:
            raise bad_request("message can't be edited")
        return message

    def _edit(self, message: Message, params: Params, **content: Any) -> Doc:
        changed = message.doc | content | {"reply_markup": _keyboard(params)}
        doc = {name: value for name, value in changed.items() if value is not None}
        if {**doc, "edit_date": 0} == {**message.doc, "edit_date": 0}:
            raise bad_request(NOT_MODIFIED)
        message.change(doc | {"edit_date": int(time.time())})
        return message.told()

    def _media(self, item: Doc, params: Params) -> Doc:
        kind, reference = item.get("type"), str(item.get("media", ""))
        upload = params.upload(reference)
        if upload is None:
            return self._sent_before(str(kind), reference)
        if not upload.data:
            raise bad_request("file must be non-empty")
        if kind == "photo":
            return {"photo": self._new_photo(upload)}
        if kind == "document":
            detected = not item.get("disable_content_type_detection")
            return {"document": self.world.document(upload.data, upload.name, upload.mime, with_thumbnail=detected)}
        raise bad_request(f'type "{kind}" is not supported here')

    def _new_photo(self, upload: Upload) -> list[Doc]:
        if len(upload.data) > PHOTO_LIMIT:
            raise bad_request("file is too big for a photo")
        try:
            return self.world.photo(upload.data)
        except NotAPhoto as error:
            raise bad_request(str(error)) from None

    def _sent_before(self, kind: str, file_id: str) -> Doc:
        for message in self.world.messages.values():
            content = message.doc.get(kind)
            sizes = content if isinstance(content, list) else [content or {}]
            if any(size.get("file_id") == file_id for size in sizes):
                return {kind: content}
        raise bad_request("wrong file identifier/HTTP URL specified")

    @staticmethod
    def _reference(params: Params, name: str) -> str:
        return f"attach://{name}" if name in params.files else params.text(name)

    def _caption(self, params: Params) -> Doc:
        return self._item_caption({"caption": params.text("caption"), "parse_mode": params.text("parse_mode")})

    @staticmethod
    def _item_caption(item: Doc) -> Doc:
        caption, entities = _formatted(item.get("caption") or "", item.get("parse_mode") or "")
        if utf16_length(caption) > CAPTION_LIMIT:
            raise bad_request("message caption is too long")
        return ({"caption": caption} if caption else {}) | ({"caption_entities": entities} if entities else {})

    @staticmethod
    def _spoiler(params: Params) -> Doc:
        return {"has_media_spoiler": True} if params.flag("has_spoiler") else {}

    @staticmethod
    def _item_spoiler(item: Doc) -> Doc:
        return {"has_media_spoiler": True} if item.get("has_spoiler") else {}


def _formatted(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    if parse_mode not in ("", "HTML"):
        raise bad_request("unsupported parse_mode")
    try:
        plain, entities = parse_html(text) if parse_mode == "HTML" else (text, [])
    except ParseError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    cut = utf16_length(plain) - utf16_length(plain.lstrip())
    moved = [entity | {"offset": max(0, entity["offset"] - cut)} for entity in entities]
    return plain.strip(), moved


def _check_text(text: str) -> None:
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")


def _keyboard(params: Params) -> Doc | None:
    markup = params.parsed("reply_markup")
    rows = (markup or {}).get("inline_keyboard") or []
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in rows):
        raise bad_request("reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
        if "url" not in button and not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    return {"inline_keyboard": rows} if buttons else None
