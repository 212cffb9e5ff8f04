"""The studio: a web page to try Nurie at once, through the same desk and queue as the chats."""

from bot.studio.routes import add_routes

__all__ = ["add_routes"]
