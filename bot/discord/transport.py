"""Getting a letter to its chat: by the interaction's token while it lives, else by the bot's own right.

    edit by token        any chat, also where the bot is no member; 15 minutes
    edit as the bot      a message that everybody sees
    send as the bot      when the message is gone; the nonce makes a repeat harmless
    send by token        where the bot is no member
    direct message       a private answer, or a chat that the bot may not write to

Each way is tried when the one before it is closed. A way that fails for another reason (Discord is
down, say) raises, and the desk comes back later.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord

from bot.discord.addresses import AddressedClient
from bot.discord.letters import Letter, is_too_large
from bot.frontend import ChatGone, Job, Origin, TooLarge

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, INVALID_TOKEN = 10003, 10008, 10015, 50027
TOKEN_SECONDS = 14.5 * 60
"""Discord says 15 minutes; the last half minute is left to slow uploads."""

Way = Callable[[Letter], Awaitable[str]]


class Transport:
    def __init__(self, client: AddressedClient, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock

    async def edit(self, origin: Origin, letter: Letter) -> bool:
        """Edit the status message; False when it is gone or out of reach. ChatGone for a deleted chat."""
        for way in (self._edit_by_token(origin), self._edit_as_bot(origin)):
            if way is not None:
                try:
                    await way(letter)
                except discord.HTTPException as error:
                    self._must_be_closed(error)
                else:
                    return True
        return False

    async def place(self, job: Job, letter: Letter) -> str:
        """Edit the status message into the letter, or send it by the first way that is open; the message's id.

        TooLarge when Discord says so of the letter's files.
        """
        for way in self._ways(job):
            try:
                return await way(letter)
            except discord.HTTPException as error:
                if letter.files and is_too_large(error):
                    raise TooLarge from error
                self._must_be_closed(error)
        raise ChatGone

    def _ways(self, job: Job) -> Iterator[Way]:
        origin = job.origin
        for way in (
            self._edit_by_token(origin),
            self._edit_as_bot(origin),
            None if origin.private else self._send_to(int(origin.chat_id), job.id),
            self._send_by_token(origin),
            self._send_to_user(int(job.asker.user_id), job.id),
        ):
            if way is not None:
                yield way

    def _hook(self, origin: Origin) -> discord.Webhook | None:
        token, until = origin.handle.get("token"), origin.handle.get("until", 0.0)
        if not token or self._clock() > until:
            return None
        self._client.use_adapter()
        data: Any = {"id": int(origin.handle["app"]), "type": 3, "token": token}
        return discord.Webhook.from_state(data=data, state=self._client._connection)

    def _edit_by_token(self, origin: Origin) -> Way | None:
        hook = self._hook(origin)
        if hook is None or origin.message_id is None:
            return None

        async def way(letter: Letter) -> str:
            return str((await hook.edit_message(int(origin.message_id or 0), **letter.editing())).id)

        return way

    def _send_by_token(self, origin: Origin) -> Way | None:
        hook = self._hook(origin)
        if hook is None:
            return None

        async def way(letter: Letter) -> str:
            sent = await hook.send(**letter.sending(), ephemeral=origin.private, wait=True)
            return str(sent.id)

        return way

    def _edit_as_bot(self, origin: Origin) -> Way | None:
        if origin.private or origin.message_id is None:
            return None
        message = self._client.get_partial_messageable(int(origin.chat_id)).get_partial_message(int(origin.message_id))

        async def way(letter: Letter) -> str:
            return str((await message.edit(**letter.editing())).id)

        return way

    def _send_to(self, channel_id: int, nonce: str) -> Way:
        channel = self._client.get_partial_messageable(channel_id)

        async def way(letter: Letter) -> str:
            return str((await channel.send(**letter.sending(), nonce=nonce[:25])).id)

        return way

    def _send_to_user(self, user_id: int, nonce: str) -> Way:
        async def way(letter: Letter) -> str:
            direct = await self._client.http.start_private_message(user_id)
            return await self._send_to(int(direct["id"]), nonce)(letter)

        return way

    @staticmethod
    def _must_be_closed(error: discord.HTTPException) -> None:
        """Return when another way may be open; ChatGone when none can be; else raise the error itself."""
        if error.code == UNKNOWN_CHANNEL:
            raise ChatGone from error
        closed = error.code in (UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, INVALID_TOKEN) or error.status in (401, 403)
        if not closed:
            raise error
