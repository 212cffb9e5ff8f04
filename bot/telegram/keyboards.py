"""Inline keyboards: each button carries its job and action in 64 bytes, so that it outlives a restart."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.frontend import Button

MOST_BYTES = 64
MOST_IN_ROW = 8
PREFIX = "n"


def keyboard(job_id: str, rows: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """The keyboard under a message, or None where there are no buttons."""
    parts = [row[at : at + MOST_IN_ROW] for row in rows for at in range(0, len(row), MOST_IN_ROW)]
    shown = [[_button(job_id, button) for button in part] for part in parts]
    return InlineKeyboardMarkup(shown) if shown else None


def pack(job_id: str, action: str) -> str:
    """`n:<job>:<action>`. ValueError where Telegram's 64 bytes do not hold it."""
    data = f"{PREFIX}:{job_id}:{action}"
    if len(data.encode()) > MOST_BYTES:
        raise ValueError(f"the action {action!r} of job {job_id} does not fit in a button's {MOST_BYTES} bytes")
    return data


def unpack(data: str) -> tuple[str, str] | None:
    """(job id, action) of a pressed button, or None when the button is not one of ours."""
    prefix, _, rest = data.partition(":")
    job_id, _, action = rest.partition(":")
    return (job_id, action) if prefix == PREFIX and job_id and action else None


def _button(job_id: str, button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=pack(job_id, button.action))
