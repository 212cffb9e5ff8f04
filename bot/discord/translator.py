"""Command names and descriptions in the languages of Discord's clients.

The English ones stand with the commands. The others are texts under `command.discord.`: PATH is a
command's name, PATH.about its description, PATH.OPTION an option's, and choice.VALUE a choice's name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import discord
from discord import app_commands

from bot.locales import command_names, find

Where = app_commands.TranslationContextLocation


class NurieTranslator(app_commands.Translator):
    """Finds each text by what it belongs to, so that the commands need no keys."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        key = key_of(context)
        return find(locale.value, key) if key else None


def key_of(context: app_commands.TranslationContext[Any, Any]) -> str | None:
    """The key of a text that Discord shows, or None for one that is the same in all languages."""
    at, data = context.location, context.data
    if at in (Where.command_name, Where.group_name):
        path = data.qualified_name
    elif at in (Where.command_description, Where.group_description):
        path = f"{data.qualified_name}.about"
    elif at is Where.parameter_description:
        path = f"{data.command.qualified_name}.{data.name}"
    elif at is Where.choice_name:
        path = f"choice.{data.value}"
    else:
        return None
    return f"command.discord.{path}"


def with_names(locale: str, text: str) -> str:
    """A text with the commands in it under the names that a client of this locale shows."""
    names = _names(locale)
    return names[0].sub(lambda found: "/" + names[1][found[1]], text) if names else text


@cache
def _names(locale: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    names = command_names(locale)
    if not names:
        return None
    whole = {path: " ".join(names[" ".join(path.split()[: n + 1])] for n in range(len(path.split()))) for path in names}
    longest_first = "|".join(re.escape(path) for path in sorted(whole, key=len, reverse=True))
    return re.compile(rf"(?<![\w/:.])/({longest_first})(?![\w/])"), whole
