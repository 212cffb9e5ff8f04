"""The slash commands and the message menu. Made anew for each client: a command belongs to one tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.discord import words
from bot.discord.conversation import Conversation, Interaction
from bot.discord.uploads import Pictures
from bot.locales import LANGUAGES

Hints = app_commands.Range[str, 0, 4000]
Light = app_commands.Range[str, 0, 200]
Name = app_commands.Range[str, 0, 100]
Seed = app_commands.Range[int, 0, 2**31 - 1]
T = TypeVar("T")
AS_CLIENT = "client"
LANGUAGE_CHOICES = [
    app_commands.Choice(name=name, value=tag) for tag, name in {**LANGUAGES, AS_CLIENT: "As in my Discord"}.items()
]


def describe_wishes() -> Callable[[T], T]:
    """Says what the options are for that every command which colours has.

    Made anew for each command: discord.py adds the command's other options to it.
    """
    return app_commands.describe(
        reference="A picture whose colours to use",
        light="Where light comes from: warm @ upper left",
        preset="A style saved before",
        model="The engine to colour with",
        seed="Another number gives another palette",
        private="Show the answer to you alone",
    )


def build_tree(client: discord.Client, talk: Conversation) -> app_commands.CommandTree[Any]:
    """All commands, for servers and users who installed the bot, in servers, DMs and group DMs."""
    tree: app_commands.CommandTree[Any] = app_commands.CommandTree(
        client,
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    )

    @tree.command(name="color", description="Colour a sketch")
    @app_commands.describe(
        sketch="Line art: PNG, JPEG, WebP or GIF",
        hints="Colours in words: hair: pink @ top; eyes: #3af; bg: none",
        strokes="The sketch's shape with coloured strokes where the colours go",
    )
    @describe_wishes()
    async def color(
        interaction: Interaction,
        sketch: discord.Attachment,
        hints: Hints = "",
        reference: discord.Attachment | None = None,
        strokes: discord.Attachment | None = None,
        light: Light = "",
        preset: Name = "",
        model: Name = "",
        seed: Seed | None = None,
        private: bool | None = None,
    ) -> None:
        pictures = Pictures(sketch, (reference,) if reference else (), strokes)
        options = {"text": hints, "light": light, "preset": preset, "model": model, "seed": seed}
        await talk.color(interaction, pictures, private=private, **options)

    @tree.command(name="jobs", description="Your latest jobs, and where their results are")
    async def jobs(interaction: Interaction) -> None:
        await talk.jobs(interaction)

    @tree.command(name="cancel", description="Take back your newest job that is not done yet")
    async def cancel(interaction: Interaction) -> None:
        await talk.cancel(interaction)

    @tree.command(name="help", description="How to write hints, and what the buttons do")
    async def help_(interaction: Interaction) -> None:
        await words.help_(talk, interaction)

    @tree.command(name="privacy", description="What is kept of you, and for how long")
    async def privacy(interaction: Interaction) -> None:
        await words.privacy(talk, interaction)

    @tree.command(name="forget", description="Delete every sketch and result that is kept for you, at once")
    async def forget(interaction: Interaction) -> None:
        await words.forget(talk, interaction)

    @tree.command(name="language", description="The language in which Nurie answers you")
    @app_commands.describe(language="Your language, or that of your Discord")
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def language(interaction: Interaction, language: str) -> None:
        await words.language(talk, interaction, language.removeprefix(AS_CLIENT))

    @tree.context_menu(name="Colorize")
    async def colorize(interaction: Interaction, message: discord.Message) -> None:
        await talk.color_message(interaction, message)

    @tree.context_menu(name="Use as reference")
    async def use_as_reference(interaction: Interaction, message: discord.Message) -> None:
        await talk.keep_reference(interaction, message)

    return tree
