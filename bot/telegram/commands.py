"""The commands that need no picture: help, jobs, cancel, language, privacy, forget."""

from __future__ import annotations

import contextlib
import time

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.desk import Desk
from bot.frontend import Asker, ChatGone, Job, Origin, Status
from bot.help import example_picture
from bot.locales import LANGUAGES, LOCALES, refuse, say
from bot.telegram.incoming import origin_of
from bot.telegram.keyboards import pack
from bot.telegram.markup import MOST_TEXT, pieces, split, to_html
from bot.telegram.transport import UPLOAD_LIMIT, Transport

LISTED = 10
AS_CLIENT = "client"
ALL = 100_000


class Commands:
    def __init__(self, desk: Desk, transport: Transport) -> None:
        self._desk = desk
        self._transport = transport

    async def answered(self, command: str, message: Message, asker: Asker) -> bool:
        """Answer a command of this class; False when it is none."""
        deeds = {
            "start": self._start,
            "help": self._help,
            "jobs": self._jobs,
            "cancel": self._cancel,
            "privacy": self._privacy,
            "forget": self._forget,
            "language": self._language,
        }
        if command not in deeds:
            return False
        await deeds[command](message, asker)
        return True

    async def _start(self, message: Message, asker: Asker) -> None:
        await self._show_example(message, asker, say(asker.locale, "welcome.direct"))

    async def welcome(self, chat_id: int, asker: Asker) -> None:
        """Say once, in a group that somebody added the bot to, what it does and what admins can set."""
        text = f"{say(asker.locale, 'welcome.group')}\n\n{say(asker.locale, 'welcome.admins')}"
        await self._transport.post(Origin("telegram", str(chat_id), str(chat_id)), to_html(text))

    async def _show_example(self, message: Message, asker: Asker, text: str) -> None:
        await self._transport.post_picture(origin_of(message), example_picture(asker.locale), to_html(text))

    async def _help(self, message: Message, asker: Asker) -> None:
        await self._show_example(message, asker, say(asker.locale, "telegram.how"))
        for piece in pieces(await self._desk.help(asker)):
            await self._transport.post(origin_of(message), to_html(piece))

    async def _privacy(self, message: Message, asker: Asker) -> None:
        await self._transport.post(origin_of(message), to_html(self._desk.privacy.told(asker)))

    async def _language(self, message: Message, asker: Asker) -> None:
        """Offer the languages as buttons."""
        labels = {**LANGUAGES, AS_CLIENT: say(asker.locale, "language.auto")}
        buttons = [InlineKeyboardButton(label, callback_data=f"l:{tag}") for tag, label in labels.items()]
        markup = InlineKeyboardMarkup([buttons[:3], buttons[3:]])
        await self._transport.post(origin_of(message), to_html(say(asker.locale, "language.which")), markup)

    async def choose_language(self, asker: Asker, client: str, tag: str) -> str:
        """Keep an asker's choice; the answer to it. `client` is the language of their app."""
        chosen = tag if tag in LOCALES else ""
        await self._desk.languages.choose(asker, chosen)
        return say(chosen or client, "language.chosen" if chosen else "language.as_client")

    async def _jobs(self, message: Message, asker: Asker) -> None:
        """The newest jobs; a finished picture can be fetched again, should its chat have lost it."""
        jobs = await self._desk.jobs(asker, LISTED)
        if not jobs:
            await self._transport.post(origin_of(message), to_html(say(asker.locale, "telegram.no_jobs")))
            return
        lines = [_line(number, job, asker.locale) for number, job in enumerate(jobs, 1)]
        done = [
            InlineKeyboardButton(f"{number} · PNG", callback_data=pack(job.id, "get:rendered"))
            for number, job in enumerate(jobs, 1)
            if job.state == "done"
        ]
        rows = [done[start : start + 5] for start in range(0, len(done), 5)]
        text = split("\n".join([say(asker.locale, "telegram.jobs"), *lines]), MOST_TEXT)[0]
        markup = InlineKeyboardMarkup(rows) if rows else None
        await self._transport.post(origin_of(message), to_html(text), markup)

    async def _cancel(self, message: Message, asker: Asker) -> None:
        """Take back the newest job that is not done yet."""
        wish = ("telegram", str(message.chat_id), str(message.message_id))
        job = await self._desk.job_at(*wish)
        if job is None:
            still_open = [job for job in await self._desk.jobs(asker, ALL) if job.is_open]
            if not still_open:
                raise refuse("job.none_open")
            job = max(still_open, key=lambda job: job.created_at)
            # Noted before the deed: found again after a crash, this wish takes back no second job.
            await self._desk.speaks_of(job.id, *wish)
        if job.is_open:
            answer = await self._desk.press(asker, job.id, "cancel", UPLOAD_LIMIT)
        else:
            _, answer = await self._desk.status(job.id)
        if isinstance(answer, Status):
            if job.origin.platform == "telegram":
                await self._transport.settle(job.origin, answer, job.id)
            await self._transport.post(origin_of(message), to_html(answer.text))

    async def _forget(self, message: Message, asker: Asker) -> None:
        """Delete all that is kept for the asker, and the results in the messages that can be reached."""
        forgotten = await self._desk.privacy.forget(asker)
        await self._transport.post(origin_of(message), to_html(forgotten.told(asker.locale)))
        for job, status in forgotten.jobs:
            place = job.origin
            if place.platform == "telegram" and place.message_id is not None:
                with contextlib.suppress(ChatGone, TelegramError):
                    if not await self._transport.remove(int(place.chat_id), int(place.message_id)):
                        await self._transport.settle(place, status, job.id)


def _line(number: int, job: Job, locale: str) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(job.created_at))
    return f"{number}. {say(locale, f'state.{job.state}')} · {when} UTC · `{job.id[:8]}`"
