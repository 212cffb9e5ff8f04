"""/regions, a sketch's numbered map to colour it by numbers, and /batch, several sketches as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord.commands import Hints, Light, Name, Seed, describe_wishes
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

    @tree.command(name="batch", description="Colour several sketches alike, and get them back as a ZIP")
    @app_commands.describe(
        page1="The first page",
        hints="Colours for every page: hair: pink; bg: none; use: Mira",
        **{f"page{number}": f"Page {number}" for number in range(2, 11)},
    )
    @describe_wishes()
    async def batch(
        interaction: Interaction,
        page1: discord.Attachment,
        page2: discord.Attachment,
        page3: discord.Attachment | None = None,
        page4: discord.Attachment | None = None,
        page5: discord.Attachment | None = None,
        page6: discord.Attachment | None = None,
        page7: discord.Attachment | None = None,
        page8: discord.Attachment | None = None,
        page9: discord.Attachment | None = None,
        page10: discord.Attachment | None = None,
        hints: Hints = "",
        reference: discord.Attachment | None = None,
        light: Light = "",
        preset: Name = "",
        model: Name = "",
        seed: Seed | None = None,
        private: bool | None = None,
    ) -> None:
        given = (page1, page2, page3, page4, page5, page6, page7, page8, page9, page10)
        pages = talk.pages([page for page in given if page is not None], reference)
        options = {"text": hints, "light": light, "preset": preset, "model": model, "seed": seed}
        await talk.color(interaction, pages, private=private, **options)


async def send_newest_map(talk: Conversation, interaction: Interaction) -> None:
    async with talk.answering(interaction):
        jobs = await talk.desk.jobs(asker_of(interaction), 1)
        if not jobs:
            raise refuse("regions.how")
        await talk.act(interaction, jobs[0].id, "get:regions")
