"""Somebody sends faster than they can be answered, and is told so: see `tray`."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import ExtBot

from bot.locales import say
from bot.store.languages import Languages
from bot.telegram.incoming import asker_of, is_meant, origin_of, words_of
from bot.telegram.markup import to_html
from bot.telegram.transport import TRIES, Transport


class Crowd:
    def __init__(self, languages: Languages, bot: ExtBot[Any], transport: Transport) -> None:
        self._languages = languages
        self._bot = bot
        self._transport = transport

    async def tell(self, update: Update) -> bool:
        """Say that others of theirs go first; False where what they send is not meant for the bot."""
        if (press := update.callback_query) is not None:
            locale = self._languages.of(asker_of(press.from_user)).locale
            text = say(locale, "telegram.crowd_of_presses")
            await self._bot.answer_callback_query(press.id, text, show_alert=True, rate_limit_args=TRIES)
            return True
        message = update.message or update.edited_message
        if message is None or message.from_user is None:
            return False
        if not is_meant(message, words_of(message, self._bot.username), self._bot.id):
            return False
        asker = self._languages.of(asker_of(message.from_user, message))
        await self._transport.post(origin_of(message), to_html(say(asker.locale, "telegram.crowd")))
        return True
