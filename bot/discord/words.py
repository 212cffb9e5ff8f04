"""/help, /privacy, /forget and /language: what needs no picture."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import discord

from bot.discord.context import Interaction, asker_of
from bot.discord.letters import NO_MENTIONS, Letter, shorten
from bot.discord.translator import with_names
from bot.frontend import ChatGone
from bot.locales import say

if TYPE_CHECKING:
    from bot.discord.conversation import Conversation


async def help_(talk: Conversation, interaction: Interaction) -> None:
    async with talk.answering(interaction):
        await tell(interaction, await talk.desk.help(asker_of(interaction)))


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
                await talk.transport.edit(job.origin, Letter.of_status(status, job.id))
        await interaction.edit_original_response(content=forgotten.told(asker.locale))


async def language(talk: Conversation, interaction: Interaction, chosen: str) -> None:
    async with talk.answering(interaction):
        await talk.desk.languages.choose(asker_of(interaction), chosen)
        key = "language.chosen" if chosen else "language.as_client"
        await tell(interaction, say(asker_of(interaction).locale, key))


async def tell(interaction: Interaction, text: str) -> None:
    """Say something to this member alone, with the commands as their client names them."""
    text = shorten(with_names(str(interaction.locale), text))
    await interaction.response.send_message(text, ephemeral=True, allowed_mentions=NO_MENTIONS)
