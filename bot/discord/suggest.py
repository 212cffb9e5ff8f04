"""What Discord offers while a member types hints, a light or a name."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord.context import Interaction, asker_of, member_of
from bot.discord.letters import shorten
from bot.locales import language_of
from bot.store.jobs import StoredJob

if TYPE_CHECKING:
    from bot.discord.conversation import Conversation

MOST_CHOICES, LONGEST = 25, 100
LIGHT = "light: "

Choices = list[app_commands.Choice[str]]


def choices(names: Iterable[str], typed: str) -> Choices:
    """What fits to the letters typed so far: names that begin so, then names that hold them."""
    typed = typed.strip().casefold()
    found = [name for name in names if name.strip() and typed in name.casefold()]
    found.sort(key=lambda name: not name.casefold().startswith(typed))
    return [app_commands.Choice(name=name, value=name) for name in found if len(name) <= LONGEST][:MOST_CHOICES]


def picture_choices(jobs: Sequence[StoredJob], typed: str) -> Choices:
    """Pictures, newest first, by when they were asked for and their hints; the value is the job's id."""
    found: Choices = []
    for job in jobs:
        when = time.strftime("%Y-%m-%d %H:%M", time.gmtime(job.job.created_at))
        words = "; ".join(text for hint in job.request["hints"] if (text := hint["text"]))
        name = shorten(f"{when} UTC · {words}" if words else f"{when} UTC", LONGEST)
        if typed.strip().casefold() in name.casefold() or typed == job.job.id:
            found.append(app_commands.Choice(name=name, value=job.job.id))
    return found[:MOST_CHOICES]


def add_suggestions(tree: app_commands.CommandTree, talk: Conversation) -> None:
    """Offer parts, colours, places and characters wherever hints are typed, and presets and models by name."""

    async def hints(interaction: Interaction, typed: str) -> Choices:
        return await _going_on(talk, interaction, typed)

    async def light(interaction: Interaction, typed: str) -> Choices:
        found = await _going_on(talk, interaction, LIGHT + typed)
        return [app_commands.Choice(name=c.name[len(LIGHT) :], value=c.value[len(LIGHT) :]) for c in found]

    async def preset(interaction: Interaction, typed: str) -> Choices:
        presets = await talk.desk.styles.presets(member_of(interaction))
        return choices(dict.fromkeys(style.name for style in presets), typed)

    async def model(interaction: Interaction, typed: str) -> Choices:
        rules = await talk.desk.rules.of("discord", str(interaction.guild_id) if interaction.guild_id else None)
        return choices(rules.model_names(), typed)

    offers = (("hints", hints), ("light", light), ("preset", preset), ("model", model))
    for command in tree.walk_commands():
        if isinstance(command, app_commands.Command):
            for name, offer in offers:
                if any(option.name == name for option in command.parameters):
                    command.autocomplete(name)(offer)


async def _going_on(talk: Conversation, interaction: Interaction, typed: str) -> Choices:
    from engine.hints.complete import complete

    member = member_of(interaction)
    language = language_of(asker_of(interaction).locale)
    names = [style.name for style in await talk.desk.styles.characters(member)]
    # The first time reads the tables of words.
    found = await asyncio.to_thread(complete, typed, language, characters=names, most=MOST_CHOICES, longest=LONGEST)
    return [app_commands.Choice(name=text.strip(), value=text.strip()) for text in found]
