"""/settings: a server's rules as a panel of lists and buttons, for whoever manages the server.

Everything on the panel says by its custom_id what it sets, so it works after any restart; the right to
manage the server is looked at with each use, as Discord tells it at that moment.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord.context import Interaction, member_of, origin_of
from bot.discord.forms import MAX_INPUT_LABEL, inputs
from bot.discord.letters import NO_MENTIONS, shorten
from bot.discord.translator import with_names
from bot.discord.views import MAX_LABEL
from bot.locales import refuse, say
from bot.rule_texts import present, rule_name, settings_text
from bot.rules import AGES, MOST_CHANNELS, RULES, SPOILERS, Channel, Rules
from bot.styles import Member
from engine.catalog import MODELS

if TYPE_CHECKING:
    from bot.discord.client import NurieClient
    from bot.discord.conversation import Conversation

MAX_TITLE = 45
MOST_DIGITS = 4
NUMBERS = ("hourly", "waiting")
LIMITS_FORM = "g:limits"
PLACES = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.media,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]


def add_settings_command(tree: app_commands.CommandTree[Any], talk: Conversation) -> None:
    @tree.command(name="settings", description="Where I answer in this server, limits, models and spoilers")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    async def settings(interaction: Interaction) -> None:
        async with talk.answering(interaction):
            member = member_of(interaction)
            rules = await talk.desk.rules.shown(member)
            panel = await _panel(talk, interaction, member, rules)
            await interaction.response.send_message(**panel, ephemeral=True, allowed_mentions=NO_MENTIONS)


async def change(interaction: Interaction, name: str, value: Any) -> None:
    """Set one rule and show the panel anew."""
    await _change_all(interaction, {name: value})


async def set_limits(interaction: Interaction, numbers: dict[str, str]) -> None:
    """What the form of limits says."""
    await _change_all(interaction, numbers)


async def _change_all(interaction: Interaction, values: dict[str, Any]) -> None:
    client: NurieClient = interaction.client
    talk = client.front.talk
    async with talk.answering(interaction):
        member = member_of(interaction)
        rules = await talk.desk.rules.change_all(member, values)
        panel = await _panel(talk, interaction, member, rules)
        await interaction.response.edit_message(**panel, allowed_mentions=NO_MENTIONS)


async def _panel(talk: Conversation, interaction: Interaction, member: Member, rules: Rules) -> dict[str, Any]:
    defaults = await talk.desk.styles.defaults(member)
    text = settings_text(member, origin_of(interaction).guild_name, rules, shown(), defaults, "/preset default")
    text = shorten(with_names(str(interaction.locale), text))
    return {"content": text, "view": settings_view(rules, member.asker.locale, interaction.guild)}


def shown() -> tuple[str, ...]:
    """The rules on the panel: of one model there is nothing to choose."""
    return tuple(name for name in RULES if name != "models" or len(MODELS) > 1)


def settings_view(rules: Rules, locale: str, guild: discord.Guild | None = None) -> discord.ui.View:
    """The panel's lists and buttons; of its channels those are marked that are there still."""
    there = [c for c in rules.channels if guild is not None and guild.get_channel(int(c.id)) is not None]
    view = discord.ui.View(timeout=None)
    view.add_item(ChannelList(locale, there))
    view.add_item(RuleList("age", rules, locale))
    view.add_item(RuleList("spoiler", rules, locale))
    if "models" in shown():
        view.add_item(RuleList("models", rules, locale))
    view.add_item(RuleButton("limits", "", say(locale, "rules.limits")))
    turn = "rules.private.turn_off" if rules.private else "rules.private.turn_on"
    view.add_item(RuleButton("private", "0" if rules.private else "1", say(locale, turn)))
    view.stop()
    return view


class ChannelList(discord.ui.DynamicItem[discord.ui.ChannelSelect[Any]], template=r"g:channels"):
    """Where the bot may answer; none chosen is everywhere."""

    def __init__(self, locale: str = "en", chosen: list[Channel] | None = None) -> None:
        marks = [
            discord.SelectDefaultValue(id=int(channel.id), type=discord.SelectDefaultValueType.channel)
            for channel in chosen or ()
        ]
        placeholder = f"{rule_name(locale, 'channels')}: {say(locale, 'rules.channels.none')}"
        super().__init__(
            discord.ui.ChannelSelect(
                custom_id="g:channels",
                channel_types=PLACES,
                placeholder=placeholder,
                min_values=0,
                max_values=MOST_CHANNELS,
                default_values=marks,
            )
        )

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str]) -> ChannelList:
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        await change(interaction, "channels", [Channel(number, f"<#{number}>") for number in _values(interaction)])


class RuleList(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"g:(?P<rule>age|spoiler|models)"):
    """What a rule may be, with its present value marked."""

    def __init__(self, rule: str, rules: Rules | None = None, locale: str = "en") -> None:
        rules = rules or Rules()
        several = rule == "models"
        chosen = rules.model_names() if several else (getattr(rules, rule),)
        names = {"age": AGES, "spoiler": SPOILERS, "models": tuple(MODELS)[:MOST_CHANNELS]}[rule]
        options = [
            discord.SelectOption(
                label=(name if several else f"{rule_name(locale, rule)}: {say(locale, f'rules.{rule}.{name}')}")[:100],
                value=name,
                default=name in chosen,
            )
            for name in names
        ]
        super().__init__(
            discord.ui.Select(
                custom_id=f"g:{rule}",
                options=options,
                placeholder=rule_name(locale, rule),
                max_values=len(options) if several else 1,
            )
        )
        self.rule = rule

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str]) -> RuleList:
        return cls(match["rule"])

    async def callback(self, interaction: Interaction) -> None:
        values = _values(interaction)
        await change(interaction, self.rule, values if self.rule == "models" else values[0])


class RuleButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"g:(?P<rule>limits|private):(?P<value>.*)"):
    """Opens the form of limits, or turns private results on or off."""

    def __init__(self, rule: str, value: str, label: str = "") -> None:
        super().__init__(discord.ui.Button(label=label[:MAX_LABEL] or rule, custom_id=f"g:{rule}:{value}"))
        self.rule = rule
        self.value = value

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Any, match: re.Match[str]) -> RuleButton:
        return cls(match["rule"], match["value"])

    async def callback(self, interaction: Interaction) -> None:
        if self.rule == "private":
            await change(interaction, "private", self.value == "1")
            return
        client: NurieClient = interaction.client
        talk = client.front.talk
        async with talk.answering(interaction):
            member = member_of(interaction)
            rules = await talk.desk.rules.shown(member)
            await interaction.response.send_modal(limits_form(rules, member.asker.locale))


def limits_form(rules: Rules, locale: str) -> discord.ui.Modal:
    """The two limits of a member as numbers; 0, or nothing, is no limit."""
    form = discord.ui.Modal(title=say(locale, "rules.limits")[:MAX_TITLE], custom_id=LIMITS_FORM)
    for name in NUMBERS:
        number = getattr(rules, name)
        form.add_item(
            discord.ui.TextInput[Any](
                label=rule_name(locale, name)[:MAX_INPUT_LABEL],
                custom_id=name,
                default=str(number) if number else None,
                placeholder=present(locale, Rules(), name),
                required=False,
                max_length=MOST_DIGITS,
            )
        )
    form.stop()
    return form


def filled_limits(interaction: Interaction) -> dict[str, str] | None:
    """The numbers of the form of limits that was sent; None for anything else."""
    data: Any = interaction.data or {}
    if interaction.type is not discord.InteractionType.modal_submit or data.get("custom_id") != LIMITS_FORM:
        return None
    return {name: value for name, value in inputs(data) if name in NUMBERS}


def _values(interaction: Interaction) -> list[str]:
    data: Any = interaction.data or {}
    values = data.get("values", [])
    if not all(isinstance(value, str) for value in values):
        raise refuse("rules.how")
    return values
