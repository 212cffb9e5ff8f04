"""What happens when a member sends a message or presses a button: from Telegram's side to the desk and back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog
from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.desk import Desk
from bot.frontend import Ask, Asker, ChatGone, Follow, Job, Origin, Parcel, Status, TooLarge
from bot.locales import refuse, say, say_error
from bot.outbox import Locks
from bot.pages import batch_words
from bot.sessions import makes_job
from bot.telegram import moderation
from bot.telegram.afterthoughts import Afterthoughts
from bot.telegram.albums import Albums
from bot.telegram.commands import Commands
from bot.telegram.downloads import Downloads
from bot.telegram.failures import may_pass
from bot.telegram.incoming import (
    Picture,
    Words,
    ask_id_of,
    ask_with,
    asker_of,
    entries_of,
    is_meant,
    is_private,
    light_text,
    origin_of,
    picture_of,
    pictures_in,
    replied_to,
    words_of,
)
from bot.telegram.keyboards import unpack
from bot.telegram.markup import MOST_ALERT, MOST_TEXT, code_html, error_html, length, pieces, to_html
from bot.telegram.moderation import Moderation
from bot.telegram.preset_commands import PresetCommands
from bot.telegram.rights import Rights
from bot.telegram.transport import TRIES, UPLOAD_LIMIT, Transport
from engine.errors import UserError

log = structlog.get_logger("nurie.telegram")

HANDLER_SECONDS = 600.0
"""What takes longer is given up, and its sender is told so."""
QUICK_SECONDS = 3.0
"""A press whose work is not done by then is answered first: Telegram forgets it after a while."""
AWAY = (ChatMember.LEFT, ChatMember.BANNED)
COLOR = ("color", "colour")
WITH_PICTURES = (*COLOR, "regions", "batch")
"""Commands that a picture goes with, or a reply to one."""


class Handlers:
    """One method a kind of update. Each answers, whatever happens, and may run many times at once.

    When Telegram cannot be reached, that is raised, and the same update may be handled again.
    """

    def __init__(
        self, desk: Desk, bot: ExtBot[Any], transport: Transport, downloads: Downloads, albums: Albums
    ) -> None:
        self._desk = desk
        self._bot = bot
        self._transport = transport
        self._downloads = downloads
        self._albums = albums
        self._commands = Commands(desk, transport)
        rights = Rights(bot)
        self._presets = PresetCommands(desk, rights, transport, downloads)
        self._moderation = Moderation(desk, transport, rights)
        self._afterthoughts = Afterthoughts(desk, transport, self._take)
        self._locks = Locks()
        self._shown: dict[str, None] = {}
        self._reading: dict[str, str] = {}
        """The message that says "reading your sketch", of each ask that was broken off: it goes on there."""

    def turn(self, job_id: str) -> asyncio.Lock:
        """Held while a job's status message is changed, so that an older text cannot follow a newer one."""
        return self._locks(job_id)

    def shown(self, job_id: str) -> None:
        """The desk has begun to speak of this job itself."""
        self._shown[job_id] = None
        if len(self._shown) > 10_000:
            del self._shown[next(iter(self._shown))]

    async def handle(self, update: Update) -> None:
        if update.callback_query is not None:
            await self._pressed(update.callback_query)
        elif update.edited_message is not None:
            await self._heard([update.edited_message], edited=True)
        elif update.message is not None and update.message.migrate_from_chat_id is not None:
            old, new = update.message.migrate_from_chat_id, update.message.chat_id
            await self._desk.rules.moved("telegram", str(old), str(new))
        elif update.my_chat_member is not None:
            await self._moved(update.my_chat_member)
        elif update.message is not None:
            if not update.message.media_group_id:
                await self._heard([update.message])
                return
            async with self._albums.whole(update.message) as parts:
                if parts:
                    await self._heard(parts)

    async def _moved(self, change: ChatMemberUpdated) -> None:
        """Somebody has added the bot to a group, or has taken it out."""
        was, now = change.old_chat_member.status, change.new_chat_member.status
        if was in AWAY and now not in AWAY and change.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
            with contextlib.suppress(ChatGone, TelegramError):
                await self._commands.welcome(change.chat.id, self._desk.languages.of(asker_of(change.from_user)))

    # messages

    async def _heard(self, parts: Sequence[Message], *, edited: bool = False) -> None:
        message = parts[0]
        if message.from_user is None:
            return
        asker = self._desk.languages.of(asker_of(message.from_user, message))
        said = [words_of(part, self._bot.username) for part in parts]
        words = next((w for w in said if w.addressed), None) or next((w for w in said if w.text), said[0])
        meant = is_meant(message, words, self._bot.id)
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                if edited:
                    await self._changed(message, words, asker, meant=meant)
                elif not (message.media_group_id and await self._afterthoughts.late(parts, words, asker)) and meant:
                    await self._answer(parts, words, asker)
        except UserError as error:
            await self._tell(message, error_html(say_error(asker.locale, error), error))
        except ChatGone as error:
            log.info("a chat is gone", reason=str(error))
        except Exception as error:
            if may_pass(error):
                raise
            log.exception("a message could not be answered")
            await self._tell(message, to_html(say(asker.locale, "error.bot.ours")))

    async def _changed(self, message: Message, words: Words, asker: Asker, *, meant: bool) -> None:
        """A caption that was edited stands in for what it said before; other edits say nothing new."""
        if not meant or picture_of(message) is None or (words.command and words.command not in WITH_PICTURES):
            return
        if await self._afterthoughts.changed(message, words, asker):
            return
        if message.media_group_id:
            # Of an album whose caption was refused this one part is known, and no other.
            raise refuse("upload.album_again")
        await self._answer([message], words, asker)

    async def _answer(self, parts: Sequence[Message], words: Words, asker: Asker) -> None:
        message, replied = parts[0], replied_to(parts[0])
        if await self._commands.answered(words.command, message, asker):
            return
        if await self._presets.answered(words, message, asker) or await self._moderation.answered(
            words, message, asker
        ):
            return
        if words.command and words.command not in (*WITH_PICTURES, "light") and not is_private(message):
            return
        ask_id = ask_id_of(message)
        pictures = pictures_in(parts)
        if words.command == "light":
            words = replace(words, text=light_text(words.text))
        batch, text = batch_words(words.text)
        if words.command == "batch" or (batch and pictures):
            words = replace(words, command="batch", text=text)
            if not pictures:
                raise refuse("batch.how")
        mine = replied if replied is not None and self._is_mine(replied) else None
        if words.command == "regions" and not pictures and (mine or replied is None):
            await self._send_map(message, mine, asker)
        elif words.command == "light" and not pictures and (mine or replied is None):
            await self._move_light(ask_id, message, mine, words.text, asker)
        elif pictures and (words.command or mine is None):
            await self._ask(ask_id, message, pictures, words, asker)
        elif mine is not None:
            job = await self._job_of(mine, asker)
            origin = origin_of(message, spoiler=job.origin.spoiler)
            await self._take(Follow(ask_id, asker, origin, job.id, text=words.text), pictures)
        elif replied is not None:
            picture = picture_of(replied)
            if picture is None:
                raise refuse("upload.no_sketch")
            await self._ask(ask_id, message, [picture], words, asker)
        else:
            await self._tell(message, to_html(say(asker.locale, "telegram.how")))

    async def _send_map(self, message: Message, mine: Message | None, asker: Asker) -> None:
        """The numbered map of the result that is replied to, or of the newest picture."""
        job = await self._meant_job(mine, asker, refuse("regions.how"))
        parcel = await self._desk.press(asker, job.id, "get:regions", UPLOAD_LIMIT)
        assert isinstance(parcel, Parcel), "a file was asked for"
        await self._send(asker, origin_of(message, spoiler=parcel.spoiler), job.id, "get:regions", parcel)

    async def _move_light(self, ask_id: str, message: Message, mine: Message | None, text: str, asker: Asker) -> None:
        """Light the result that is replied to, or the newest picture, anew; without a text, ask from where."""
        job = await self._meant_job(mine, asker, refuse("light.how"))
        origin = origin_of(message, spoiler=job.origin.spoiler)
        if text:
            await self._take(Follow(ask_id, asker, origin, job.id, text=text))
            return
        parcel = await self._desk.press(asker, job.id, "light", UPLOAD_LIMIT)
        assert isinstance(parcel, Parcel), "it asks"
        await self._send(asker, origin, job.id, "light", parcel)

    async def _ask(
        self, ask_id: str, message: Message, pictures: Sequence[Picture], words: Words, asker: Asker
    ) -> None:
        wants = words.command if words.command in ("regions", "batch") else "picture"
        kept = entries_of(ask_id, pictures, words.text, wants)
        origin = origin_of(message, spoiler=any(picture.spoiler for picture in pictures), **kept)
        await self._take(ask_with(ask_id, asker, origin, words.text, wants, pictures), pictures)

    async def _take(self, ask: Ask | Follow, pictures: Sequence[Picture] = ()) -> bool:
        """Post the status message, hand the ask to the desk, and turn the message into what the desk says.

        Whether the ask is a job now.
        """
        await self._desk.rules.admit(ask.ask_id, ask.asker, ask.origin)
        message_id = self._reading.pop(ask.ask_id, None)
        if message_id is None:
            message_id = await self._transport.post(ask.origin, to_html(say(ask.asker.locale, "chat.reading")))
        try:
            return await self._read(replace(ask, origin=replace(ask.origin, message_id=message_id)), pictures)
        except BaseException:
            self._reading[ask.ask_id] = message_id
            raise

    async def _read(self, ask: Ask | Follow, pictures: Sequence[Picture]) -> bool:
        """Take an ask that has a status message."""
        locale, origin = ask.asker.locale, ask.origin
        try:
            job, status = await self._desk.ask(await self._whole(ask, pictures))
        except UserError as error:
            html = error_html(say_error(locale, error), error)
            await self._transport.settle(origin, Status(""), html=html)
            return False
        except Exception:
            log.exception("an ask could not be taken", ask=ask.ask_id)
            await self._transport.settle(origin, Status(say(locale, "error.bot.ours")))
            return False
        if job.origin.message_id != origin.message_id:
            # The update came a second time: its job has a status message already.
            await self._transport.remove(int(origin.chat_id), int(origin.message_id or 0))
            return True
        async with self.turn(job.id):
            if job.id not in self._shown:
                await self._transport.settle(origin, status, job.id)
        return True

    async def _whole(self, ask: Ask | Follow, pictures: Sequence[Picture]) -> Ask | Follow:
        """The ask with its pictures. UserError when one cannot be had; a batch goes on without it."""
        if isinstance(ask, Ask) and ask.pages:
            fetched = await asyncio.gather(*(self._downloads.page(p) for p in pictures))
            return replace(ask, pages=tuple(fetched))
        files = await asyncio.gather(*(self._downloads.fetch(p) for p in pictures))
        if isinstance(ask, Ask):
            return replace(ask, sketch=files[0], extras=tuple(files[1:]))
        return replace(ask, extras=tuple(files))

    async def _meant_job(self, mine: Message | None, asker: Asker, without: UserError) -> Job:
        """The job of the result that is replied to, or the newest; `without` is raised where there is none."""
        jobs = [await self._job_of(mine, asker)] if mine is not None else await self._desk.jobs(asker, 1)
        if not jobs:
            raise without
        return jobs[0]

    async def _job_of(self, replied: Message, asker: Asker) -> Job:
        """The job behind a message of ours that is replied to."""
        job = await self._desk.job_at("telegram", str(replied.chat_id), str(replied.message_id))
        if job is None or job.asker.user_id != asker.user_id:
            raise refuse("job.not_yours_to_refine")
        return job

    async def _tell(self, message: Message, html: str) -> None:
        """Say it in the status message of what was broken off, else in a new one."""
        origin = replace(origin_of(message), message_id=self._reading.pop(ask_id_of(message), None))
        try:
            await self._transport.settle(origin, Status(""), html=html)
        except ChatGone as error:
            log.info("a chat is gone", reason=str(error))

    def _is_mine(self, message: Message) -> bool:
        return message.from_user is not None and message.from_user.id == self._bot.id

    # buttons

    async def _pressed(self, query: CallbackQuery) -> None:
        client = asker_of(query.from_user)
        asker, found, message = self._desk.languages.of(client), unpack(query.data or ""), query.message
        kind, _, value = (query.data or "").partition(":")
        if kind == "l":
            await self._answer_press(query, await self._commands.choose_language(asker, client.locale, value))
            return
        if message is None or (found is None and kind != moderation.PREFIX):
            await self._answer_press(query, say(asker.locale, "error.action.unknown"))
            return
        place = replace(origin_of(message), message_id=str(message.message_id))
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                if found is None:
                    await self._moderation.pressed(place, asker, value, forum=bool(message.chat.is_forum))
                    await self._answer_press(query)
                else:
                    await self._act(query, asker, place, *found)
        except UserError as error:
            text = say_error(asker.locale, error)
            if not await self._answer_press(query, text):
                await self._transport.post(place, to_html(text))
        except ChatGone as error:
            log.info("a chat is gone", reason=str(error))
        except Exception:
            log.exception("a button could not be answered", button=query.data)
            await self._answer_press(query, say(asker.locale, "error.bot.ours"))

    async def _act(self, query: CallbackQuery, asker: Asker, place: Origin, job_id: str, action: str) -> None:
        if makes_job(action):
            before = await self._desk.own(asker, job_id)
            origin = replace(place, message_id=None, spoiler=before.origin.spoiler)
            follow = Follow(f"telegram:press:{query.id}", asker, origin, job_id, action)
            await self._desk.rules.admit(follow.ask_id, asker, origin)
            await self._answer_press(query)
            await self._take(follow)
            return
        if action == "hints":
            await self._show_hints(query, asker, place, job_id)
            return
        work = asyncio.create_task(self._desk.press(asker, job_id, action, UPLOAD_LIMIT))
        done, _ = await asyncio.wait({work}, timeout=QUICK_SECONDS)
        if not done:
            await self._answer_press(query)
        answer = await work
        if isinstance(answer, Status):
            await self._show_deed(query, place, job_id, action, answer)
            return
        await self._answer_press(query)
        await self._send(asker, place, job_id, action, answer)

    async def _show_hints(self, query: CallbackQuery, asker: Asker, place: Origin, job_id: str) -> None:
        """The present hints, to copy, change and send back as a reply."""
        hints = await self._desk.hints(asker, job_id)
        await self._answer_press(query)
        sentence = to_html(say(asker.locale, "hints.present" if hints else "hints.none"))
        first, *more = pieces(hints, MOST_TEXT - length(sentence) - 1) or [""]
        for html in (f"{sentence}\n{code_html(first)}", *map(code_html, more)):
            message_id = await self._transport.post(place, html.strip())
            await self._desk.speaks_of(job_id, "telegram", place.chat_id, message_id)

    async def _show_deed(self, query: CallbackQuery, place: Origin, job_id: str, action: str, status: Status) -> None:
        if action == "delete" and await self._transport.remove(int(place.chat_id), int(place.message_id or 0)):
            await self._answer_press(query, status.text, alert=False)
            return
        await self._answer_press(query)
        async with self.turn(job_id):
            await self._transport.settle(place, status, job_id)

    async def _send(self, asker: Asker, place: Origin, job_id: str, action: str, parcel: Parcel) -> None:
        """Send a parcel; what Telegram finds too large is asked for again, in half the size."""
        while True:
            try:
                message_id = await self._transport.send_parcel(place, job_id, parcel)
                await self._desk.speaks_of(job_id, "telegram", place.chat_id, message_id)
                return
            except TooLarge:
                largest = max(len(file.data) for file in parcel.files)
                smaller = await self._desk.press(asker, job_id, action, largest // 2)
                if isinstance(smaller, Status) or any(len(file.data) >= largest for file in smaller.files):
                    raise refuse("upload.too_large_to_send") from None
                parcel = smaller

    async def _answer_press(self, query: CallbackQuery, text: str = "", *, alert: bool = True) -> bool:
        """Answer the press itself; False when that cannot be done (any more), or the text is too long for it."""
        fits = length(text) <= MOST_ALERT
        try:
            await self._bot.answer_callback_query(
                query.id, text if text and fits else None, show_alert=bool(text) and alert, rate_limit_args=TRIES
            )
        except TelegramError as error:
            log.info("a press could not be answered", reason=error.message)
            return False
        return fits
