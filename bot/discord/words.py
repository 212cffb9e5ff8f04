"""/help, /privacy, /forget, /language, and the first words in a new place: what needs no picture."""

from __future__ import annotations

import contextlib
import io
import re
from typing import TYPE_CHECKING

import discord

from bot.discord.context import Interaction, asker_of, author_of, origin_of
from bot.discord.letters import NO_MENTIONS, Letter, shorten
from bot.discord.translator import with_names
from bot.frontend import ChatGone
from bot.help import alt_text, example_picture
from bot.locales import say
from engine.errors import UserError

if TYPE_CHECKING:
    from bot.discord.conversation import Conversation


async def help_(talk: Conversation, interaction: Interaction) -> None:
    async with talk.answering(interaction):
        asker = asker_of(interaction)
        await tell(interaction, await talk.desk.help(asker), example_of(asker.locale))


async def privacy(talk: Conversation, interaction: Interaction) -> None:
    async with talk.answering(interaction):
        await tell(interaction, talk.desk.privacy.told(asker_of(interaction)))


async def forget(talk: Conversation, interaction: Interaction) -> None:
    """Delete all that is kept for the member, and the pictures in the messages that can be reached."""
    async with talk.answering(interaction):
        asker = asker_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        talk.references.take(interaction.user.id)
        forgotten = await talk.desk.privacy.forget(asker)
        for job, status in forgotten.jobs:
            with contextlib.suppress(ChatGone, discord.HTTPException):
                await talk.transport.edit(job.origin, Letter.of_status(status, job.id, asker.locale))
        await interaction.edit_original_response(content=forgotten.told(asker.locale))


async def language(talk: Conversation, interaction: Interaction, chosen: str) -> None:
    async with talk.answering(interaction):
        await talk.desk.languages.choose(asker_of(interaction), chosen)
        key = "language.chosen" if chosen else "language.as_client"
        await tell(interaction, say(asker_of(interaction).locale, key))


async def greet(talk: Conversation, message: discord.Message) -> None:
    """Answer whoever writes to the bot without a picture: what it does, and how."""
    asker = author_of(message, talk.desk)
    text, picture = say(asker.locale, "welcome.direct"), example_of(asker.locale)
    await message.reply(text, file=picture, mention_author=False, allowed_mentions=NO_MENTIONS)


def is_wish(text: str) -> bool:
    """Whether a call of the bot waits for an answer: its name alone, or hints. Other talk is left in peace."""
    return not text.strip() or bool(re.search(r"[:\uff1a]", text))


async def explain(talk: Conversation, message: discord.Message) -> None:
    """Answer whoever calls the bot in a server and sends no picture, where it may answer at all."""
    asker = author_of(message, talk.desk)
    # Without a right to write here, or where the moderators do not want it, there is nothing to say.
    with contextlib.suppress(UserError, discord.Forbidden):
        await talk.desk.rules.admit(f"discord:{message.id}", asker, origin_of(message))
        text = with_names(asker.locale, say(asker.locale, "discord.how"))
        await message.reply(text, mention_author=False, allowed_mentions=NO_MENTIONS)


async def welcome(guild: discord.Guild) -> None:
    """Say once, in a server that the bot was added to, what it does and what moderators can set."""
    channel = _open_channel(guild)
    if channel is None:
        return
    locale = str(guild.preferred_locale)
    text = with_names(locale, f"{say(locale, 'welcome.server')}\n\n{say(locale, 'welcome.moderators')}")
    may_attach = channel.permissions_for(guild.me).attach_files
    with contextlib.suppress(discord.HTTPException):
        picture = example_of(locale) if may_attach else discord.utils.MISSING
        await channel.send(text, file=picture, allowed_mentions=NO_MENTIONS)


def _open_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """Where a server wants news of itself, or the first channel in which the bot may write."""
    for channel in (guild.system_channel, *guild.text_channels):
        if channel is not None:
            may = channel.permissions_for(guild.me)
            if may.view_channel and may.send_messages:
                return channel
    return None


def example_of(locale: str) -> discord.File:
    """The worked example of /help, with what it shows in words."""
    picture = example_picture(locale)
    return discord.File(io.BytesIO(picture.data), filename=picture.name, description=alt_text(locale))


async def tell(interaction: Interaction, text: str, file: discord.File = discord.utils.MISSING) -> None:
    """Say something to this member alone, with the commands as their client names them."""
    text = shorten(with_names(str(interaction.locale), text))
    await interaction.response.send_message(text, file=file, ephemeral=True, allowed_mentions=NO_MENTIONS)
