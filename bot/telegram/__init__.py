"""Telegram: pictures, captions, replies and buttons for the desk, and the desk's answers for Telegram."""

from bot.telegram.app import TelegramFrontEnd

__all__ = ["TelegramFrontEnd"]
