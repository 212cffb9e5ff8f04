"""Logging: one line an event, through structlog, with every token taken out, whoever logged it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from engine.tracebacks import without_words

HIDDEN = "[hidden]"

SECRET_SHAPES = re.compile(
    r"(?<!\d)\d{6,12}:[\w-]{30,}"  # a Telegram token, in a URL or alone
    r"|\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # a Discord token
    r"|(?<=/webhooks/)\d+/[\w-]{20,}"  # an interaction's token, by which anybody may answer
    r"|(?<=/interactions/)\d+/[\w-]{20,}"
    r"|(?<=sign=)[0-9a-f]{64}"  # a signed link
)


def _traceback(stream: TextIO, exc_info: structlog.typing.ExcInfo) -> None:
    stream.write("\n" + without_words(exc_info[1]))


def configure(level: str, secrets: Iterable[str] = ()) -> None:
    """Send our own events and those of every library to stderr, without the given secrets and the like of them."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
    ]
    render = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_traceback, pad_event_to=24)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, hiding(render, secrets)],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # These name whole addresses, in which Telegram's token stands.
    for chatty in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def hiding(
    render: Callable[[WrappedLogger, str, EventDict], Any], secrets: Iterable[str] = ()
) -> Callable[[WrappedLogger, str, EventDict], str]:
    """A renderer whose finished line, traceback included, has no secret in it."""
    known = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def render_hidden(logger: WrappedLogger, name: str, event: EventDict) -> str:
        line = str(render(logger, name, event))
        for secret in known:
            line = line.replace(secret, HIDDEN)
        return SECRET_SHAPES.sub(HIDDEN, line)

    return render_hidden
