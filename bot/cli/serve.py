"""`nurie run`: everything in one command. `nurie worker`: an engine alone."""

from __future__ import annotations

import typer

from bot.settings import Settings
from engine import UserError


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command()(worker)


def run() -> int:
    """Run the chats that have a token, the studio page, the queue and the worker processes, until stopped."""
    settings = Settings()
    from bot.service import run as serve

    return serve(settings) or 0


def worker() -> int:
    """Run an engine alone, on the queue of a `nurie run` with the same NURIE_HOME, until it is stopped."""
    settings = Settings()
    if settings.queue_url == "sqlite" and not settings.home.is_dir():
        raise UserError(
            "worker.no_home",
            f"there is no {settings.home}: start `nurie run` first, or set NURIE_HOME to the folder that it uses.",
        )
    from bot import logs
    from engine.device import choose_device
    from engine.worker import run as work

    logs.configure(settings.log_level)
    choose_device(settings.device)
    work(settings.queue_url, settings.home / "queue", lease_seconds=settings.lease_seconds)
    return 0
