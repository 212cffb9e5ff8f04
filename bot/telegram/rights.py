"""Whether a sender manages a group: Telegram is asked each time, for rights come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog
from telegram import ChatMember, Message
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.frontend import Asker, Origin
from bot.locales import refuse
from bot.styles import Member
from bot.telegram.incoming import is_private, origin_of

log = structlog.get_logger("nurie.telegram")

ADMINS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)


class Rights:
    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def of_sender(self, message: Message, asker: Asker) -> Member:
        """The sender with the rights that they have now. UserError when Telegram does not tell them."""
        return member_at(origin_of(message), asker, moderator=not is_private(message) and await self._is_admin(message))

    async def of_presser(self, place: Origin, asker: Asker) -> Member:
        """The same for who pressed a button: always a person, also where they write unnamed."""
        moderator = place.guild_id is not None and await self._manages(int(place.chat_id), int(asker.user_id))
        return member_at(place, asker, moderator=moderator)

    async def names(self, chat_id: int, user_ids: Iterable[str]) -> dict[str, str]:
        """What Telegram calls these members now; of whom it does not know, the id."""
        wanted = sorted(set(user_ids))
        found = await asyncio.gather(
            *(self._bot.get_chat_member(chat_id, int(n)) for n in wanted), return_exceptions=True
        )
        return {n: n if isinstance(m, BaseException) else m.user.full_name for n, m in zip(wanted, found, strict=True)}

    async def _is_admin(self, message: Message) -> bool:
        if message.sender_chat is not None:
            # Who writes as the group itself is one of its admins, unnamed; who writes as a channel is not known.
            return message.sender_chat.id == message.chat_id
        return message.from_user is not None and await self._manages(message.chat_id, message.from_user.id)

    async def _manages(self, chat_id: int, user_id: int) -> bool:
        try:
            found = await self._bot.get_chat_member(chat_id, user_id)
        except (BadRequest, Forbidden):
            return False  # nobody whom this chat knows
        except TelegramError as error:
            log.warning("a member's rights could not be asked for", error=type(error).__name__)
            raise refuse("telegram.no_rights") from None
        return found.status in ADMINS


def member_at(place: Origin, asker: Asker, *, moderator: bool = False) -> Member:
    return Member(asker, place.guild_id, place.channel, moderator)
