"""What members add to a picture that they have sent: a caption that they edit, a part of an album that comes late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from telegram import Message

from bot.desk import Desk
from bot.frontend import Ask, Asker, Follow, Job
from bot.pages import batch_words
from bot.telegram.incoming import Picture, Words, ask_id_of, ask_with, entries_of, origin_of, pictures_in
from bot.telegram.transport import UPLOAD_LIMIT, Transport
from engine.errors import UserError

LOOKED_AT = 100
"""So many of somebody's newest jobs are looked through for the one that a message made."""

Take = Callable[[Ask | Follow, Sequence[Picture]], Awaitable[bool]]
"""Take an ask, with its pictures still to be fetched; whether it became a job."""


class Afterthoughts:
    def __init__(self, desk: Desk, transport: Transport, take: Take) -> None:
        self._desk = desk
        self._transport = transport
        self._take = take

    async def changed(self, message: Message, words: Words, asker: Asker) -> bool:
        """Colour a picture again whose caption now says something else; False where the picture made no job."""
        ask_id = ask_id_of(message)
        before = await self._newest(asker, ask_id)
        if before is None:
            return False
        _, text = batch_words(words.text)
        if before.origin.handle.get("text") == text:
            return True
        origin = replace(before.origin, message_id=None, handle={**before.origin.handle, "text": text})
        moment = int(message.edit_date.timestamp()) if message.edit_date else 0
        follow = Follow(f"{ask_id}:{moment}", asker, origin, before.id, "hints", text)
        if await self._take(follow, ()):
            await self._put_aside(before)
        return True

    async def late(self, parts: Sequence[Message], words: Words, asker: Asker) -> bool:
        """Colour an album again of which these parts are missing in its job; False where there is no job of it.

        Parts that the job has are told of again, and there is nothing to do.
        """
        ask_id = ask_id_of(parts[0])
        before = await self._newest(asker, ask_id)
        if before is None:
            return False
        handle = before.origin.handle
        had = [Picture(*entry) for entry in handle["pictures"]]
        known = {picture.message_id for picture in had}
        new = [picture for picture in pictures_in(parts) if picture.message_id not in known]
        if not new:
            return True
        pictures = sorted([*had, *new], key=lambda picture: picture.message_id)
        text = batch_words(words.text)[1] or handle["text"]
        spoiler = before.origin.spoiler or any(picture.spoiler for picture in new)
        origin = origin_of(parts[0], spoiler=spoiler, **entries_of(ask_id, pictures, text, handle["wants"]))
        origin.handle["reply_to"] = pictures[0].message_id
        ask = ask_with(f"{ask_id}:{len(pictures)}", asker, origin, text, handle["wants"], pictures)
        if await self._take(ask, pictures):
            await self._put_aside(before)
        return True

    async def _newest(self, asker: Asker, ask_id: str) -> Job | None:
        jobs = await self._desk.jobs(asker, LOOKED_AT)
        return next((job for job in jobs if job.origin.handle.get("ask") == ask_id), None)

    async def _put_aside(self, before: Job) -> None:
        """Take back what a newer job stands in for, unless its result is there already."""
        try:
            now, _ = await self._desk.status(before.id)
            if now.is_open:
                await self._desk.press(now.asker, now.id, "delete", UPLOAD_LIMIT)
                await self._transport.remove(int(now.origin.chat_id), int(now.origin.message_id or 0))
        except UserError:
            return  # the asker has deleted it meanwhile
