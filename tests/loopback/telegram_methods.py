"""The Bot API's other methods: updates, files, chats, commands, callback queries."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from tests.loopback.telegram_limits import ApiLimits
from tests.loopback.telegram_messages import MessageMethods
from tests.loopback.telegram_params import ApiError, Params, bad_request
from tests.loopback.telegram_text import utf16_length
from tests.loopback.telegram_world import Chat, Doc, User, World

DOWNLOAD_LIMIT = 20 * 1024 * 1024
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Methods(MessageMethods):
    """Each coroutine is a method of the Bot API: it takes the parameters and gives the `result`."""

    def __init__(self, world: World, limits: ApiLimits) -> None:
        super().__init__(world, limits)
        self._poll = 0

    async def getMe(self, params: Params) -> Doc:
        return self.world.bot.doc() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.world.reads_all_group_messages,
            "supports_inline_queries": False,
        }

    async def getUpdates(self, params: Params) -> list[Doc]:
        """Long polling: an offset acknowledges what is before it; what is not comes again."""
        if self.world.webhook["url"]:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._poll += 1
        mine = self._poll
        self.world.changed.set()
        offset, limit = params.number("offset", 0) or 0, params.number("limit", 100) or 100
        if offset > 0:
            self.world.acknowledge(offset)
        loop = asyncio.get_running_loop()
        end = loop.time() + (params.number("timeout", 0) or 0)
        while True:
            if mine != self._poll:
                raise ApiError(409, CONFLICT)
            if self.world.updates:
                kinds = params.parsed("allowed_updates") or []
                wanted = [u for u in self.world.updates if not kinds or next(k for k in u if k != "update_id") in kinds]
                return wanted[: max(1, min(limit, 100))]
            if (left := end - loop.time()) <= 0:
                return []
            await self.world.wait(left)

    async def setWebhook(self, params: Params) -> bool:
        url, secret = params.text("url"), params.text("secret_token")
        if url and not re.match(r"https?://[^/]+", url):
            raise bad_request("bad webhook: invalid webhook URL specified")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        kinds = params.parsed("allowed_updates") or []
        self.world.webhook = {"url": url, "secret_token": secret, "allowed_updates": kinds}
        self.world.changed.set()
        return True

    async def deleteWebhook(self, params: Params) -> bool:
        self.world.webhook = {"url": ""}
        if params.flag("drop_pending_updates"):
            self.world.updates.clear()
        return True

    async def getWebhookInfo(self, params: Params) -> Doc:
        count = len(self.world.updates)
        return {"url": self.world.webhook["url"], "has_custom_certificate": False, "pending_update_count": count}

    async def getFile(self, params: Params) -> Doc:
        file_id = params.text("file_id")
        stored = self.world.files.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.data) > DOWNLOAD_LIMIT:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": stored.unique_id,
            "file_size": len(stored.data),
            "file_path": stored.path,
        }

    async def answerCallbackQuery(self, params: Params) -> bool:
        press = self.world.presses.get(params.text("callback_query_id"))
        if press is None or press.expired or press.answer is not None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        text = params.text("text")
        if utf16_length(text) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answer = {"text": text, "show_alert": params.flag("show_alert")}
        self.world.changed.set()
        return True

    async def setMyCommands(self, params: Params) -> bool:
        commands = params.parsed("commands") or []
        for command in commands:
            name, description = command.get("command", ""), command.get("description", "")
            if not (1 <= len(name) <= 32 and name.isascii() and name == name.lower()):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(description) <= 256:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        scope = (params.parsed("scope") or {"type": "default"})["type"]
        self.world.commands[params.text("language_code"), scope] = commands
        return True

    async def getMyCommands(self, params: Params) -> list[Doc]:
        scope = (params.parsed("scope") or {"type": "default"})["type"]
        return self.world.commands.get((params.text("language_code"), scope), [])

    async def getChat(self, params: Params) -> Doc:
        chat = self.open_chat(params, counts=False)
        gifts = dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), True
        )
        return chat.doc() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    async def getChatMember(self, params: Params) -> Doc:
        chat = self.open_chat(params, counts=False)
        wanted = params.number("user_id")
        for person in [*chat.people, self.world.bot]:
            if person.id == wanted:
                return self._member(chat, person)
        raise bad_request("user not found")

    async def getChatAdministrators(self, params: Params) -> list[Doc]:
        chat = self.open_chat(params, counts=False)
        if chat.type == "private":
            raise bad_request("there are no administrators in the private chat")
        return [self._member(chat, person) for person in chat.people if person.id in chat.admins]

    async def leaveChat(self, params: Params) -> bool:
        self.open_chat(params, counts=False)
        return True

    def _member(self, chat: Chat, person: User) -> Doc:
        user: dict[str, Any] = {"user": person.doc()}
        if chat.people and person == chat.people[0]:
            return user | {"status": "creator", "is_anonymous": False}
        if person.id not in chat.admins:
            return user | {"status": "member"}
        rights = (
            "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
            "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_pin_messages "
            "can_send_welcome_messages"
        )
        return (
            user
            | {"status": "administrator", "can_be_edited": False, "is_anonymous": False}
            | dict.fromkeys(rights.split(), True)
        )
