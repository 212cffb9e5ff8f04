"""/preset, /character and /audit: what members type, choose and fill in, for the desk's presets and characters.

What is the server's needs the right Manage Server, which Discord tells with each interaction. Discord's
own permission settings hold for a whole command only, and /preset is everybody's, so it is checked here.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands

from bot.discord.context import Interaction, asker_of, member_of
from bot.discord.forms import inputs
from bot.discord.letters import NO_MENTIONS, shorten
from bot.discord.suggest import choices, picture_choices
from bot.discord.translator import with_names
from bot.discord.uploads import download
from bot.locales import refuse, say, say_error
from bot.style_texts import audit_text, character_text, characters_text, default_text, presets_text
from bot.styles import Member, Scope, text_of_file
from engine.errors import UserError
from engine.presets import MAX_NAME, MAX_TEXT, format_preset
from engine.request import Preset

if TYPE_CHECKING:
    from bot.discord.conversation import Conversation

MAX_INPUT, MAX_TITLE = 4000, 45
_FORM = re.compile(r"p:(me|server):(.+)", re.DOTALL)
Whose = Literal["me", "server"]
Name = app_commands.Range[str, 1, MAX_NAME]
WHOSE = "Yours alone, or the server's (needs Manage Server)"
EXAMPLE = 'palette = ["#f4b8bf", "navy"]\nlines = "colored"\nlight = "warm @ upper left"\n\n[parts]\nhair = "auburn"\n'


def add_preset_commands(tree: app_commands.CommandTree[Any], talk: Conversation) -> None:
    book = talk.desk.styles
    preset = app_commands.Group(name="preset", description="Styles: palette, lines, light and part colours by name")
    character = app_commands.Group(name="character", description="Characters: the same colours, page after page")

    @preset.command(name="list", description="The presets that you can use here, and the defaults")
    async def list_(interaction: Interaction) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            text = presets_text(member, await book.presets(member), await book.defaults(member))
            await _say(interaction, f"{text}\n\n{say(member.asker.locale, 'discord.presets_how')}")

    @preset.command(name="show", description="What a preset says, and its file")
    @app_commands.describe(name="The preset")
    async def show(interaction: Interaction, name: Name) -> None:
        async with talk.answering(interaction):
            text = format_preset(await book.preset(member_of(interaction), name))
            await _say(interaction, f"```toml\n{text.replace('```', '')[:1900]}```", _file(name, text))

    @preset.command(name="create", description="Save a preset, by a form or from a file")
    @app_commands.describe(
        name="Its name",
        file="A TOML file, instead of the form",
        picture="A picture whose colours become the palette",
        where=WHOSE,
    )
    async def create(
        interaction: Interaction,
        name: Name,
        where: Whose = "me",
        file: discord.Attachment | None = None,
        picture: discord.Attachment | None = None,
    ) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            if picture is not None:
                book.check_change(member, where, name)
                await interaction.response.defer(ephemeral=True, thinking=True)
                try:
                    colors, swatches = await talk.desk.asides.palette(await download(picture))
                    saved = await book.save_palette(member, where, name, colors)
                except UserError as error:
                    await interaction.edit_original_response(content=say_error(member.asker.locale, error))
                    return
                text = say(member.asker.locale, "style.saved", name=saved.name)
                shown = discord.File(io.BytesIO(swatches), filename="palette.png")
                await interaction.edit_original_response(content=text, attachments=[shown])
                return
            if file is None:
                await open_form(interaction, member, where, name)
                return
            if file.size > 4 * MAX_TEXT:
                raise refuse("preset.not_text")
            text = text_of_file(await download(file))
            saved = await book.save_preset(member, where, name, text)
            await _say(interaction, say(member.asker.locale, "style.saved", name=saved.name))

    @preset.command(name="edit", description="Change a preset in a form")
    @app_commands.describe(name="The preset", where=WHOSE)
    async def edit(interaction: Interaction, name: Name, where: Whose = "me") -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            if await book.preset_of(member, where, name) is None:
                raise refuse("preset.not_saved", name=name)
            await open_form(interaction, member, where, name)

    async def open_form(interaction: Interaction, member: Member, where: Whose, name: str) -> None:
        book.check_change(member, where, name)
        present = await book.preset_of(member, where, name)
        await interaction.response.send_modal(preset_form(member, where, present.name if present else name, present))

    @preset.command(name="delete", description="Delete a preset")
    @app_commands.describe(name="The preset", where=WHOSE)
    async def delete(interaction: Interaction, name: Name, where: Whose = "me") -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            await book.delete_preset(member, where, name)
            await _say(interaction, say(member.asker.locale, "style.deleted", name=name))

    @preset.command(name="default", description="The preset to take where none is named; without a name, none")
    @app_commands.describe(where="For you, or for this channel or server (needs Manage Server)", name="The preset")
    async def default(interaction: Interaction, where: Scope, name: app_commands.Range[str, 0, MAX_NAME] = "") -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            await _say(interaction, default_text(member, where, await book.set_default(member, where, name)))

    async def suggest_preset(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices(dict.fromkeys(s.name for s in await book.presets(member_of(interaction))), typed)

    async def suggest_saved(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices([s.name for s in await book.presets(member_of(interaction)) if s.owner], typed)

    async def suggest_character(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return choices([s.name for s in await book.characters(member_of(interaction))], typed)

    for command in (show, default):
        command.autocomplete("name")(suggest_preset)
    for command in (edit, delete):
        command.autocomplete("name")(suggest_saved)

    @character.command(name="save", description="Save part colours by name: a picture's, or typed")
    @app_commands.describe(
        name="The character",
        hints="Part colours: hair: pink; eyes: #3af",
        shared="For everybody in this server",
        picture="One of your pictures; without it, the newest",
        figure="Who of several in the picture: left, or 40% 25%; without it, the largest",
    )
    async def save(
        interaction: Interaction,
        name: Name,
        hints: app_commands.Range[str, 0, MAX_INPUT] = "",
        shared: bool = False,
        picture: app_commands.Range[str, 0, 100] = "",
        figure: app_commands.Range[str, 0, 100] = "",
    ) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            style = await book.save_character(member, name, hints, shared=shared, picture=picture, place=figure)
            head = say(member.asker.locale, "style.character_saved", name=style.name)
            await _say(interaction, f"{head}\n{character_text(member, style)}")

    @character.command(name="list", description="The characters that you can use here")
    async def characters(interaction: Interaction) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            await _say(interaction, characters_text(member, await book.characters(member)))

    @character.command(name="show", description="A character's colours")
    @app_commands.describe(name="The character")
    async def show_character(interaction: Interaction, name: Name) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            await _say(interaction, character_text(member, await book.character(member, name)))

    @character.command(name="delete", description="Delete a character of yours")
    @app_commands.describe(name="The character")
    async def delete_character(interaction: Interaction, name: Name) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            style = await book.delete_character(member, name)
            await _say(interaction, say(member.asker.locale, "style.deleted", name=style.name))

    @save.autocomplete("picture")
    async def suggest_picture(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return picture_choices(await book.pictures(member_of(interaction)), typed)

    for command in (show_character, delete_character):
        command.autocomplete("name")(suggest_character)

    @tree.command(name="audit", description="Who changed this server's presets, defaults and characters")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def audit(interaction: Interaction) -> None:
        async with talk.answering(interaction):
            lines = []
            for line in await book.audit(member_of(interaction)):
                line = replace(line, member=f"<@{line.member}>" if line.member else "")
                lines.append((f"<t:{int(line.at)}:R>", line))
            await _say(interaction, audit_text(asker_of(interaction).locale, lines))

    tree.add_command(preset)
    tree.add_command(character)


def preset_form(member: Member, where: Whose, name: str, present: Preset | None) -> discord.ui.Modal:
    """A preset's text to change, as a form that discord.py does not keep: `p:<whose>:<name>` says all."""
    text = format_preset(replace(present, name="")) if present else EXAMPLE
    if len(text) > MAX_INPUT:
        raise refuse("style.form_too_long", limit=MAX_INPUT)
    locale = member.asker.locale
    title = shorten(say(locale, "style.form", name=name.strip()), MAX_TITLE)
    form = discord.ui.Modal(title=title, custom_id=f"p:{where}:{name.strip()}")
    field = discord.ui.TextInput[Any](
        label=say(locale, "style.field")[:MAX_TITLE],
        custom_id="preset",
        style=discord.TextStyle.paragraph,
        default=text,
        max_length=MAX_INPUT,
    )
    form.add_item(field)
    form.stop()
    return form


def filled_preset(interaction: Interaction) -> tuple[Whose, str, str] | None:
    """(whose, name, text) of a preset's form that was sent; None for anything else."""
    data: Any = interaction.data or {}
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    match = _FORM.fullmatch(data.get("custom_id", ""))
    if match is None:
        return None
    text = next((value for name, value in inputs(data) if name == "preset"), "")
    return "server" if match[1] == "server" else "me", match[2], text


async def save_filled(talk: Conversation, interaction: Interaction, where: Whose, name: str, text: str) -> None:
    """Save what a form says; a wrong one is answered with what to mend, and with its text, so none is lost."""
    async with talk.answering(interaction):
        member = member_of(interaction)
        try:
            saved = await talk.desk.styles.save_preset(member, where, name, text)
        except UserError as error:
            await _say(interaction, say_error(member.asker.locale, error), _file(name, text))
            return
        await _say(interaction, say(member.asker.locale, "style.saved", name=saved.name))


def _file(name: str, text: str) -> discord.File:
    plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in name.strip()) or "preset"
    return discord.File(io.BytesIO(text.encode()), filename=f"{plain}.toml")


async def _say(interaction: Interaction, text: str, file: discord.File | None = None) -> None:
    await interaction.response.send_message(
        shorten(with_names(str(interaction.locale), text)),
        file=file or discord.utils.MISSING,
        ephemeral=True,
        allowed_mentions=NO_MENTIONS,
    )
