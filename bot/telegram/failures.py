"""What Telegram's refusals mean, read in one place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.frontend import ChatGone, TooLarge

CLOSED = (
    "chat not found",
    "chat_write_forbidden",
    "rights to send",
    "message thread not found",
    "topic_closed",
    "topic_deleted",
)
"""What Telegram says of a chat, or a topic of it, where the bot can write nothing, however often it tries."""


@contextlib.contextmanager
def reaching() -> Iterator[None]:
    """Around calls: a chat that cannot be reached any more is `ChatGone`, a refused size is `TooLarge`."""
    try:
        yield
    except Forbidden as error:
        raise ChatGone(error.message) from error
    except BadRequest as error:
        if any(sign in error.message.lower() for sign in CLOSED):
            raise ChatGone(error.message) from error
        raise
    except NetworkError as error:
        if "entity too large" in error.message.lower():
            raise TooLarge(error.message) from error
        raise


@contextlib.contextmanager
def unchanged_is_fine() -> Iterator[None]:
    try:
        yield
    except BadRequest as error:
        if "message is not modified" not in error.message.lower():
            raise


@contextlib.contextmanager
def gone_is_fine() -> Iterator[None]:
    """Around an edit: where the message is gone, what stands after the block is done in its place."""
    try:
        yield
    except BadRequest as error:
        if not is_gone(error):
            raise


def is_gone(error: BadRequest) -> bool:
    message = error.message.lower()
    return (
        "message to edit not found" in message
        or "message can't be edited" in message
        or "message_id_invalid" in message
    )


def has_no_text(error: BadRequest) -> bool:
    return "there is no text in the message" in error.message.lower()


def is_no_photo(error: BadRequest) -> bool:
    message = error.message.lower()
    return any(sign in message for sign in ("photo", "image_process", "too big", "wrong file", "failed to get"))


def may_pass(error: Exception) -> bool:
    """Whether Telegram could not be reached, or takes nothing now: the same call may well succeed later."""
    return isinstance(error, NetworkError | RetryAfter | InvalidToken) and not isinstance(error, BadRequest)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    pause = error.retry_after
    return float(pause) if isinstance(pause, (int, float)) else pause.total_seconds()
