"""What happens when a member uses a command, a button or a message: from Discord's side to the desk and back."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import discord
import structlog

from bot.desk import Desk
from bot.discord.context import Interaction, asker_of, author_of, handle_of, origin_of
from bot.discord.forms import hints_form, light_view
from bot.discord.letters import NO_MENTIONS, Letter, error_text, is_too_large, shorten
from bot.discord.translator import with_names
from bot.discord.transport import Transport
from bot.discord.uploads import MAX_REFERENCES, KeptReferences, Pages, Pictures, check_size, download, pictures_of
from bot.discord.views import loose_view
from bot.discord.words import explain, greet, is_wish, tell
from bot.frontend import Ask, Asker, Follow, Job, Origin, Parcel, Status
from bot.locales import refuse, say, say_error
from bot.pages import batch_words
from bot.sessions import makes_job
from engine.errors import UserError

log = structlog.get_logger("nurie.discord")

UNKNOWN_INTERACTION, ALREADY_ANSWERED = 10062, 40060
AT_A_TIME = 12
"""So many asks are read and stored at a time: a flood of pictures does not fill the memory, and whoever
comes next is answered before the work for those who came earlier is done."""
QUICK_SECONDS = 1.5
"""An answer that is there by then needs no "thinking" first; Discord gives three seconds."""


class Conversation:
    """The handlers. Each one answers its interaction, whatever happens."""

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        *,
        max_download_mb: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.desk = desk
        self.transport = transport
        self._max_mb = max_download_mb
        self._clock = clock
        self.references = KeptReferences(clock)
        self._shown: dict[str, None] = {}
        self._room = asyncio.Semaphore(AT_A_TIME)
        self._busy: set[asyncio.Task[Any]] = set()
        self._stopping = False

    def shown(self, job_id: str) -> None:
        """The desk has begun to speak of this job itself."""
        self._shown[job_id] = None
        if len(self._shown) > 10_000:
            del self._shown[next(iter(self._shown))]

    async def stop(self, patience: float = 10.0) -> None:
        """Take nothing new, and let what is being answered come to its end."""
        self._stopping = True
        if self._busy:
            await asyncio.wait(self._busy, timeout=patience)

    # asking

    async def color(
        self, interaction: Interaction, pictures: Pictures | Pages, *, private: bool | None = None, **options: Any
    ) -> None:
        """A sketch to colour, from a command or a menu; options are the rest of `Ask`.

        Where the asker does not say whether the answer is `private`, the server's rules do.
        """
        async with self.answering(interaction):
            pictures.check(self._max_mb)
            origin = await self._begin(interaction, spoiler=pictures.spoiler, private=private)
            await self._take(f"discord:{interaction.id}", asker_of(interaction), origin, pictures, options)

    async def color_message(self, interaction: Interaction, message: discord.Message) -> None:
        """The picture of somebody's message; several are pages of one batch."""
        found = pictures_of(message.attachments)
        if len(found) > 1:
            await self.color(interaction, self.pages(found))
        elif found:
            await self.color(interaction, Pictures(found[0]))
        else:
            async with self.answering(interaction):
                raise refuse("upload.no_picture")

    def pages(self, found: Sequence[discord.Attachment], reference: discord.Attachment | None = None) -> Pages:
        return Pages(tuple(found), self._max_mb, (reference,) if reference else ())

    async def keep_reference(self, interaction: Interaction, message: discord.Message) -> None:
        async with self.answering(interaction):
            locale = asker_of(interaction).locale
            found = pictures_of(message.attachments)[:MAX_REFERENCES]
            if not found:
                raise refuse("upload.no_picture")
            for attachment in found:
                check_size(attachment, self._max_mb)
            await interaction.response.defer(ephemeral=True, thinking=True)
            for attachment in found:
                self.references.keep(interaction.user.id, await download(attachment))
            await interaction.edit_original_response(content=say(locale, "discord.kept"))

    async def read_post(self, message: discord.Message, me: discord.ClientUser) -> None:
        """A picture sent to the bot, in its DMs or with a mention; the text with it is the hints."""
        found = pictures_of(message.attachments)
        if self._stopping:
            return
        async with self._busily():
            if await self._read_reply(message, me, found):
                return
            if not found:
                if message.guild is None:
                    await greet(self, message)
                elif re.search(rf"<@!?{me.id}>", message.content) and is_wish(words_of(message, me)):
                    await explain(self, message)
                return
            asker = author_of(message, self.desk)
            batch, text = batch_words(words_of(message, me))
            pages = batch and len(found) > 1
            pictures = self.pages(found) if pages else Pictures(found[0], extras=tuple(found[1:]))
            origin = await self._begin_reply(message, asker, spoiler=pictures.spoiler)
            if origin is not None:
                await self._take(f"discord:{message.id}", asker, origin, pictures, {"text": text})

    async def _read_reply(
        self, message: discord.Message, me: discord.ClientUser, found: list[discord.Attachment]
    ) -> bool:
        """A reply to a message about a picture: its text, and drawings over its sketch, change its hints.

        False for what is no such reply.
        """
        replied = message.reference.message_id if message.reference else None
        job = await self.desk.job_at("discord", str(message.channel.id), str(replied)) if replied else None
        if job is None or (found and job.asker.user_id != str(message.author.id)):
            return False
        locale = job.asker.locale if job.asker.user_id == str(message.author.id) else "en"
        asker = author_of(message, self.desk, locale)
        origin = await self._begin_reply(message, asker, spoiler=job.origin.spoiler)
        if origin is not None:
            ask = Follow(f"discord:{message.id}", asker, origin, job.id, text=words_of(message, me))

            async def whole() -> Follow:
                for attachment in found:
                    check_size(attachment, self._max_mb)
                return replace(ask, extras=tuple([await download(attachment) for attachment in found]))

            await self._hand_over(ask, whole if found else None)
        return True

    async def follow(self, interaction: Interaction, job_id: str, action: str, text: str = "") -> None:
        """Go on from a picture, by a button, a choice or the hints form."""
        async with self.answering(interaction):
            asker = asker_of(interaction)
            before = (await self.desk.own(asker, job_id)).origin
            origin = await self._begin(interaction, spoiler=before.spoiler, private=before.private)
            await self._hand_over(Follow(f"discord:{interaction.id}", asker, origin, job_id, action, text))

    async def _begin(self, interaction: Interaction, *, spoiler: bool, private: bool | None) -> Origin:
        """Say that the sketch is being read, where the server's rules let us answer, and give the place of it."""
        asker, origin = asker_of(interaction), origin_of(interaction, spoiler=spoiler)
        terms = await self.desk.rules.admit(f"discord:{interaction.id}", asker, origin)
        hidden = terms.rules.private if private is None else private
        said = await interaction.response.send_message(
            say(asker.locale, "chat.reading"), ephemeral=hidden, allowed_mentions=NO_MENTIONS
        )
        handle = handle_of(interaction, self._clock())
        return replace(origin, message_id=str(said.message_id), private=hidden, handle=handle)

    async def _begin_reply(self, message: discord.Message, asker: Asker, *, spoiler: bool) -> Origin | None:
        """The same as a reply to a post; None when the reply says why there is no more to come."""
        origin = origin_of(message, spoiler=spoiler)
        try:
            await self.desk.rules.admit(f"discord:{message.id}", asker, origin)
            text, admitted = say(asker.locale, "chat.reading"), True
        except UserError as error:
            text, admitted = say_error(asker.locale, error), False
        said = await message.reply(text, mention_author=False, allowed_mentions=NO_MENTIONS)
        return replace(origin, message_id=str(said.id)) if admitted else None

    async def _take(
        self, ask_id: str, asker: Asker, origin: Origin, pictures: Pictures | Pages, options: dict[str, Any]
    ) -> None:
        """Fetch the pictures of an ask and hand it over."""

        async def whole() -> Ask:
            pictures.check(self._max_mb)
            files = await pictures.download()
            files["references"] = (*files["references"], *self.references.take(int(asker.user_id)))[:MAX_REFERENCES]
            return Ask(ask_id, asker, origin, **files, **options)

        words = Ask(ask_id, asker, origin, b"", text=options.get("text", ""))
        await self._hand_over(words, whole)

    async def _hand_over(self, ask: Ask | Follow, whole: Callable[[], Awaitable[Ask | Follow]] | None = None) -> None:
        """Hand the ask to the desk, and turn the status message into what the desk says.

        `whole` gets what the ask still lacks; should it fail, the status message says why.
        """
        origin, locale = ask.origin, ask.asker.locale
        try:
            async with self._room:
                job, status = await self.desk.ask(await whole() if whole else ask)
        except UserError as error:
            answer = Letter(error_text(say_error(locale, error), error))
        except Exception:
            log.exception("an ask could not be taken", ask=ask.ask_id)
            answer = Letter(say(locale, "error.bot.ours"))
        else:
            if job.id in self._shown:
                return  # The desk was quicker, and what it said is newer.
            answer = Letter.of_status(status, job.id, locale)
        await self.transport.edit(origin, answer)

    # buttons

    async def pressed(self, interaction: Interaction, job_id: str, action: str) -> None:
        if makes_job(action):
            await self.follow(interaction, job_id, action)
            return
        async with self.answering(interaction):
            asker = asker_of(interaction)
            if action == "hints":
                hints = await self.desk.hints(asker, job_id)
                await interaction.response.send_modal(hints_form(job_id, hints, asker.locale))
            elif action == "light":
                await self.desk.own(asker, job_id)
                await interaction.response.send_message(
                    say(asker.locale, "light.which"), view=light_view(job_id, asker.locale), ephemeral=True
                )
            else:
                await self.act(interaction, job_id, action)

    async def act(self, interaction: Interaction, job_id: str, action: str) -> None:
        asker, limit = asker_of(interaction), interaction.filesize_limit
        hidden = interaction.message is None or interaction.message.flags.ephemeral
        work = asyncio.create_task(self.desk.press(asker, job_id, action, limit))
        done, _ = await asyncio.wait({work}, timeout=QUICK_SECONDS)
        if not done:
            await interaction.response.defer(thinking=action.startswith("get:"), ephemeral=hidden)
        answer = await work
        if isinstance(answer, Status):
            letter = Letter.of_status(answer, job_id, asker.locale)
            if interaction.response.is_done():
                await interaction.edit_original_response(**letter.editing())
            else:
                await interaction.response.edit_message(**letter.editing())
            return
        if not interaction.response.is_done():
            await interaction.response.defer(thinking=True, ephemeral=hidden)
        await self._send_parcel(interaction, job_id, action, answer)

    async def _send_parcel(self, interaction: Interaction, job_id: str, action: str, parcel: Parcel) -> None:
        """Send it as the answer; what Discord finds too large is asked for again in a smaller form."""
        asker = asker_of(interaction)
        while True:
            letter = Letter.of_parcel(parcel, job_id, asker.locale)
            try:
                if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
                    sent = await interaction.followup.send(**letter.sending(), wait=True)
                else:
                    sent = await interaction.edit_original_response(**letter.editing())
                await self.desk.speaks_of(job_id, "discord", str(interaction.channel_id), str(sent.id))
                return
            except discord.HTTPException as error:
                largest = max((len(f.data) for f in parcel.files), default=0)
                if not is_too_large(error) or not largest:
                    raise
                smaller = await self.desk.press(asker, job_id, action, largest - 1)
                if isinstance(smaller, Status):
                    raise
                parcel = smaller

    # lists and words

    async def jobs(self, interaction: Interaction) -> None:
        """The newest jobs; a finished picture can be fetched again, should its chat have lost it."""
        async with self.answering(interaction):
            asker = asker_of(interaction)
            jobs = await self.desk.jobs(asker)
            lines = [f"{n}. {job_line(job, asker.locale)}" for n, job in enumerate(jobs, 1)]
            title = say(asker.locale, "discord.jobs" if jobs else "discord.no_jobs")
            done = [(job.id, "get:rendered", str(n)) for n, job in enumerate(jobs, 1) if job.state == "done"]
            await interaction.response.send_message(
                shorten("\n".join([title, *lines])), view=loose_view(done), ephemeral=True, allowed_mentions=NO_MENTIONS
            )

    async def cancel(self, interaction: Interaction) -> None:
        """Take back the newest job that is not done yet."""
        async with self.answering(interaction):
            asker = asker_of(interaction)
            open_jobs = [j for j in await self.desk.jobs(asker) if j.is_open]
            if not open_jobs:
                raise refuse("job.none_open")
            job = max(open_jobs, key=lambda j: j.created_at)
            answer = await self.desk.press(asker, job.id, "cancel", interaction.filesize_limit)
            text = answer.text if isinstance(answer, Status) else answer.caption
            await tell(interaction, text)
            if isinstance(answer, Status):
                await self.transport.edit(job.origin, Letter.of_status(answer, job.id, asker.locale))

    # answering whatever happens

    @contextlib.asynccontextmanager
    async def _busily(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            yield
        finally:
            self._busy.discard(task)

    @contextlib.asynccontextmanager
    async def answering(self, interaction: Interaction) -> AsyncIterator[None]:
        """Around a handler: every error becomes a sentence that only the member sees."""
        async with self._busily():
            locale = asker_of(interaction).locale
            try:
                if self._stopping:
                    raise refuse("bot.restarting")
                yield
            except UserError as error:
                await _tell(interaction, error_text(say_error(locale, error), error))
            except Exception as error:
                if isinstance(error, discord.HTTPException) and error.code in (UNKNOWN_INTERACTION, ALREADY_ANSWERED):
                    log.warning("an interaction was answered too late, or twice", kind=interaction.type.name)
                    return
                log.exception("an interaction failed", kind=interaction.type.name)
                await _tell(interaction, say(locale, "error.bot.ours"))


async def _tell(interaction: Interaction, text: str) -> None:
    """Say something to this member alone, whether or not an answer was begun."""
    text = with_names(str(interaction.locale), text)
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(text, ephemeral=True, allowed_mentions=NO_MENTIONS)
            return
        if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
            # What was begun as an answer to everybody cannot become one to a single member: Discord makes the first
            # follow-up that answer, unless it is gone.
            await interaction.delete_original_response()
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=NO_MENTIONS)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("a member could not be told what went wrong", error=type(error).__name__)


def words_of(message: discord.Message, me: discord.ClientUser) -> str:
    """The text of a message, without the bot's name."""
    return message.content.replace(f"<@{me.id}>", "").strip()


def job_line(job: Job, locale: str) -> str:
    link = (
        f" · https://discord.com/channels/{job.origin.guild_id or '@me'}/{job.origin.chat_id}/{job.origin.message_id}"
    )
    there = job.origin.platform == "discord" and job.origin.message_id and not job.origin.private
    return f"{say(locale, f'state.{job.state}')} · <t:{int(job.created_at)}:R>{link if there else ''}"
