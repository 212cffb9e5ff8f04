"""Discord: commands, buttons and messages for the desk, and the desk's answers for Discord."""

from bot.discord.client import DiscordFrontEnd

__all__ = ["DiscordFrontEnd"]
