"""Who uses the bot, and where: what Discord sends with each use, as the desk's values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.desk import Desk
from bot.discord.transport import TOKEN_SECONDS
from bot.frontend import Asker, Origin
from bot.styles import Member

if TYPE_CHECKING:
    from bot.discord.client import NurieClient

Interaction = discord.Interaction[Any]


def asker_of(interaction: Interaction) -> Asker:
    """Who acts, with the language that they have chosen, or their client's."""
    client: NurieClient = interaction.client
    user = interaction.user
    asker = Asker("discord", str(user.id), user.display_name, str(interaction.locale))
    return client.front.talk.desk.languages.of(asker)


def author_of(message: discord.Message, desk: Desk, locale: str = "") -> Asker:
    """Who wrote a message: Discord does not say in which language their client is, so the server's is taken."""
    author, guild = message.author, message.guild
    locale = locale or (str(guild.preferred_locale) if guild else "en")
    return desk.languages.of(Asker("discord", str(author.id), author.display_name, locale))


def origin_of(used: Interaction | discord.Message, *, spoiler: bool = False) -> Origin:
    """Where an answer goes, with what a server's rules ask for: a thread counts as its channel."""
    channel = used.channel
    guild = used.guild
    thread = isinstance(channel, discord.Thread)
    return Origin(
        platform="discord",
        chat_id=str(used.channel_id if isinstance(used, discord.Interaction) else used.channel.id),
        guild_id=str(guild.id) if guild else None,
        spoiler=spoiler,
        channel_id=str(channel.parent_id) if thread else "",
        age_restricted=isinstance(channel, discord.Thread | discord.abc.GuildChannel) and _age_restricted(channel),
        # Of a server that the bot is not in, Discord tells no name.
        guild_name=(guild.name or "") if guild else "",
    )


def member_of(interaction: Interaction) -> Member:
    """Who acts, with the rights that Discord gives them here at this moment."""
    origin = origin_of(interaction)
    moderator = origin.guild_id is not None and interaction.permissions.manage_guild
    return Member(asker_of(interaction), origin.guild_id, origin.channel, moderator)


def handle_of(interaction: Interaction, now: float) -> dict[str, Any]:
    """What `Transport` needs to answer by this interaction's token while it lives."""
    return {
        "app": str(interaction.application_id),
        "token": interaction.token,
        "until": now + TOKEN_SECONDS,
        "limit": interaction.filesize_limit,
    }


def _age_restricted(channel: discord.Thread | discord.abc.GuildChannel) -> bool:
    # Voice and stage channels have the mark, too; a category has none of its own.
    is_nsfw = getattr(channel, "is_nsfw", None)
    return bool(is_nsfw and is_nsfw())
