"""/regions: a sketch's numbered map, to colour it by numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord.context import Interaction, asker_of
from bot.discord.uploads import Pictures
from bot.locales import refuse

if TYPE_CHECKING:
    from bot.discord.conversation import Conversation


def add_page_commands(tree: app_commands.CommandTree[Any], talk: Conversation) -> None:
    @tree.command(name="regions", description="The numbered map of a sketch, for hints such as 12: red")
    @app_commands.describe(
        sketch="Line art; without it, the map of your newest picture", private="Show the answer to you alone"
    )
    async def regions(
        interaction: Interaction, sketch: discord.Attachment | None = None, private: bool | None = None
    ) -> None:
        if sketch is not None:
            await talk.color(interaction, Pictures(sketch), private=private, wants="regions")
        else:
            await send_newest_map(talk, interaction)


async def send_newest_map(talk: Conversation, interaction: Interaction) -> None:
    async with talk.answering(interaction):
        jobs = await talk.desk.jobs(asker_of(interaction), 1)
        if not jobs:
            raise refuse("regions.how")
        await talk.act(interaction, jobs[0].id, "get:regions")
