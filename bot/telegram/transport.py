"""Getting an answer to its chat: edits that may be repeated, files as documents, limits obeyed.

A status message is a text until the result turns it into a photo (`editMessageMedia` adds the photo to
it). Telegram's "message is not modified" is success; a message that is gone is sent anew; a chat that
is gone is `ChatGone`; any other failure is raised, and the desk comes back later.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from telegram import InputMediaDocument, InputMediaPhoto, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter
from telegram.ext import ExtBot

from bot.frontend import File, Job, Origin, Parcel, Status
from bot.telegram.failures import (
    gone_is_fine,
    has_no_text,
    is_gone,
    is_no_photo,
    reaching,
    seconds_of,
    unchanged_is_fine,
)
from bot.telegram.keyboards import keyboard
from bot.telegram.markup import MOST_CAPTION, MOST_TEXT, pieces, split, to_html

UPLOAD_LIMIT = 50_000_000
TRIES = 5
"""So often is a call repeated that Telegram answered with "retry after"; a progress report is not repeated."""
GROUP_SECONDS = 6.0
"""A group may have 20 messages a minute: progress takes at most half of them."""
MOST_IN_GROUP = 10
HTML = ParseMode.HTML
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Transport:
    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot
        self._quiet_until: dict[int, float] = {}
        self._finished: dict[str, None] = {}

    async def post(self, origin: Origin, html: str, markup: Any = None) -> str:
        """A new message, as a reply to what was asked; its id."""
        with reaching():
            sent = await self._bot.send_message(
                text=html,
                parse_mode=HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=markup,
                rate_limit_args=TRIES,
                **_where(origin),
            )
        return str(sent.message_id)

    async def rewrite(self, origin: Origin, html: str, markup: Any) -> None:
        """Change a message of ours, or send it anew when it is gone."""
        with gone_is_fine():
            await self._edit_text(int(origin.chat_id), int(origin.message_id or 0), html, markup, rate_limit_args=TRIES)
            return
        await self.post(origin, html, markup)

    async def post_picture(
        self, origin: Origin, file: File, html: str, *, spoiler: bool = False, markup: Any = None
    ) -> str:
        """A new message with a picture, which Telegram may make smaller; its id."""
        with reaching():
            sent = await self._bot.send_photo(
                photo=file.data,
                filename=file.name,
                caption=html,
                parse_mode=HTML,
                has_spoiler=spoiler,
                reply_markup=markup,
                rate_limit_args=TRIES,
                **_where(origin),
            )
        return str(sent.message_id)

    async def remove(self, chat_id: int, message_id: int) -> bool:
        """Delete a message of ours; False when Telegram does not allow it any more."""
        with reaching():
            try:
                return await self._bot.delete_message(chat_id, message_id, rate_limit_args=TRIES)
            except BadRequest:
                return False

    async def report(self, job: Job, status: Status) -> None:
        """Show progress. It may be left out: when the chat has had enough of it, or the message is gone."""
        chat_id = int(job.origin.chat_id)
        now = time.monotonic()
        if job.origin.message_id is None or now < self._quiet_until.get(chat_id, 0.0):
            return
        if chat_id < 0:
            self._quiet_until[chat_id] = now + GROUP_SECONDS
        try:
            await self._edit_text(
                chat_id, int(job.origin.message_id), to_html(status.text), keyboard(job.id, status.buttons)
            )
        except RetryAfter as error:
            self._quiet_until[chat_id] = now + seconds_of(error)
        except BadRequest as error:
            if not (is_gone(error) or has_no_text(error)):
                raise

    async def settle(self, origin: Origin, status: Status, job_id: str = "", html: str | None = None) -> str:
        """Turn the status message into its last text, or send that when the message is gone; the message id."""
        text = html or to_html(split(status.text, MOST_TEXT)[0])
        markup = keyboard(job_id, status.buttons)
        if origin.message_id is not None:
            chat_id, message_id = int(origin.chat_id), int(origin.message_id)
            with gone_is_fine():
                try:
                    await self._edit_text(chat_id, message_id, text, markup, rate_limit_args=TRIES)
                except BadRequest as error:
                    if not has_no_text(error):
                        raise
                    await self._edit_caption(chat_id, message_id, status, job_id)
                return origin.message_id
        return await self.post(origin, text, markup)

    async def _edit_caption(self, chat_id: int, message_id: int, status: Status, job_id: str) -> None:
        with reaching(), unchanged_is_fine():
            await self._bot.edit_message_caption(
                chat_id,
                message_id,
                caption=to_html(split(status.text, MOST_CAPTION)[0]),
                parse_mode=HTML,
                reply_markup=keyboard(job_id, status.buttons),
                rate_limit_args=TRIES,
            )

    async def place(self, job: Job, parcel: Parcel) -> str:
        """Turn the status message into the result, and send what does not fit in it after; the message id.

        What comes after is sent once as long as this process lives: it goes last, so that a repeat
        after a failure repeats an edit, and `_finished` knows the jobs that have had it.
        """
        if not parcel.files:
            caption, rest = split(parcel.caption, MOST_TEXT)
            status = Status(caption, parcel.buttons)
            message_id = await self.settle(job.origin, status, job.id)
        else:
            caption, rest = split(parcel.caption, MOST_CAPTION)
            message_id = await self._place_picture(job, parcel, caption)
        if job.id not in self._finished:
            await self._send_after(job.origin, message_id, rest, parcel)
            self._finished[job.id] = None
            if len(self._finished) > 10_000:
                del self._finished[next(iter(self._finished))]
        return message_id

    async def send_parcel(self, origin: Origin, job_id: str, parcel: Parcel) -> str:
        """Files as documents, which Telegram leaves as they are; a text where there are none; the first message's id.

        TooLarge.
        """
        one_message = len(parcel.files) == 1
        caption, rest = split(parcel.caption, MOST_CAPTION if one_message else MOST_TEXT)
        markup = keyboard(job_id, parcel.buttons)
        if one_message:
            sent = await self._send_documents(origin, parcel.files, caption, hidden=parcel.spoiler, markup=markup)
            message_id = str(sent.message_id)
        else:
            message_id = await self.post(origin, to_html(caption), markup)
            await self._send_groups(origin, parcel.files, hidden=parcel.spoiler)
        for piece in pieces(rest):
            await self.post(origin, to_html(piece))
        return message_id

    async def _edit_text(self, chat_id: int, message_id: int, html: str, markup: Any, **options: Any) -> None:
        with reaching(), unchanged_is_fine():
            await self._bot.edit_message_text(
                html,
                chat_id,
                message_id,
                parse_mode=HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=markup,
                **options,
            )

    async def _place_picture(self, job: Job, parcel: Parcel, caption: str) -> str:
        markup, file = keyboard(job.id, parcel.buttons), parcel.files[0]
        for as_photo in (True, False) if file.kind == "picture" else (False,):
            try:
                return await self._edit_into(job.origin, file, caption, markup, parcel.spoiler, as_photo=as_photo)
            except BadRequest as error:
                # A strip of comics is too long for a photo, for one; as a file it goes.
                if not (as_photo and is_no_photo(error)):
                    raise
        raise AssertionError("unreachable")

    async def _edit_into(
        self, origin: Origin, file: File, caption: str, markup: Any, spoiler: bool, *, as_photo: bool
    ) -> str:
        html = to_html(caption)
        if origin.message_id is not None:
            media = (
                InputMediaPhoto(file.data, html, HTML, has_spoiler=spoiler, filename=file.name)
                if as_photo
                else InputMediaDocument(file.data, html, HTML, spoiler or None, filename=file.name)
            )
            with reaching(), gone_is_fine():
                with unchanged_is_fine():
                    await self._bot.edit_message_media(
                        media,
                        int(origin.chat_id),
                        int(origin.message_id),
                        reply_markup=markup,
                        rate_limit_args=TRIES,
                    )
                return origin.message_id
        if as_photo:
            return await self.post_picture(origin, file, html, spoiler=spoiler, markup=markup)
        sent = await self._send_documents(origin, (file,), caption, hidden=spoiler, markup=markup)
        return str(sent.message_id)

    async def _send_after(self, origin: Origin, message_id: str, rest: str, parcel: Parcel) -> None:
        below = replace(origin, handle={**origin.handle, "reply_to": int(message_id)})
        for piece in pieces(rest):
            await self.post(below, to_html(piece))
        await self._send_groups(below, parcel.files[1:], hidden=parcel.spoiler)

    async def _send_groups(self, origin: Origin, files: Sequence[File], *, hidden: bool) -> None:
        for start in range(0, len(files), MOST_IN_GROUP):
            await self._send_documents(origin, files[start : start + MOST_IN_GROUP], "", hidden=hidden)

    async def _send_documents(
        self, origin: Origin, files: Sequence[File], caption: str, *, hidden: bool, markup: Any = None
    ) -> Message:
        """One document, or several as an album (which has no buttons). Hidden ones get no thumbnail."""
        html = to_html(caption) or None
        where, plain = _where(origin), hidden or None
        with reaching():
            if len(files) == 1:
                file = files[0]
                return await self._bot.send_document(
                    document=file.data,
                    filename=file.name,
                    caption=html,
                    parse_mode=HTML,
                    disable_content_type_detection=plain,
                    reply_markup=markup,
                    rate_limit_args=TRIES,
                    **where,
                )
            media = [InputMediaDocument(f.data, disable_content_type_detection=plain, filename=f.name) for f in files]
            sent = await self._bot.send_media_group(
                media=media, caption=html, parse_mode=HTML, rate_limit_args=TRIES, **where
            )
        return sent[0]


def _where(origin: Origin) -> dict[str, Any]:
    """The chat, the topic and the message to reply to, if that still stands."""
    where: dict[str, Any] = {"chat_id": int(origin.chat_id)}
    if "topic" in origin.handle:
        where["message_thread_id"] = origin.handle["topic"]
    if "reply_to" in origin.handle:
        where["reply_parameters"] = ReplyParameters(origin.handle["reply_to"], allow_sending_without_reply=True)
    return where
