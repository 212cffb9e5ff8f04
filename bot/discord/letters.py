"""What the bot says, in the form Discord takes: text, files and buttons within its limits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.carets import pointed
from bot.discord.views import job_view
from bot.frontend import Button, File, Parcel, Status
from engine.errors import UserError

MAX_TEXT = 2000
MAX_FILES = 10
COLUMNS = 40
"""So many characters of a code block stand beside each other on a phone."""
NO_MENTIONS = discord.AllowedMentions.none()


@dataclass(frozen=True)
class Letter:
    """One message: text of any length, files, rows of buttons of one job. Sending it never changes it."""

    text: str
    files: tuple[File, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    job_id: str = ""
    spoiler: bool = False
    locale: str = "en"

    @classmethod
    def of_status(cls, status: Status, job_id: str, locale: str) -> Letter:
        return cls(status.text, rows=status.buttons, job_id=job_id, locale=locale)

    @classmethod
    def of_parcel(cls, parcel: Parcel, job_id: str, locale: str) -> Letter:
        return cls(parcel.caption, parcel.files, parcel.buttons, job_id, parcel.spoiler, locale)

    def editing(self) -> dict[str, Any]:
        """Arguments for an edit: everything that the message had before is replaced."""
        text, files = self._fitted()
        return {
            "content": text,
            "attachments": files,
            "view": job_view(self.job_id, self.rows, self.locale) if self.rows else None,
            "allowed_mentions": NO_MENTIONS,
        }

    def sending(self) -> dict[str, Any]:
        """Arguments for a new message."""
        arguments = self.editing()
        files, view = arguments.pop("attachments"), arguments.pop("view")
        return arguments | ({"files": files} if files else {}) | ({"view": view} if view else {})

    def _fitted(self) -> tuple[str, list[discord.File]]:
        text = self.text
        files = [_upload(f.name, f.data, self.spoiler) for f in self.files[:MAX_FILES]]
        if len(text) > MAX_TEXT:
            # One message, so that sending it again after a crash still makes one message.
            files = [*files[: MAX_FILES - 1], _upload("answer.txt", text.encode(), False)]
            text = shorten(text)
        return text, files


def _upload(name: str, data: bytes, spoiler: bool) -> discord.File:
    return discord.File(io.BytesIO(data), filename=name, spoiler=spoiler)


def shorten(text: str, most: int = MAX_TEXT) -> str:
    """The text's first lines, as many as fit, with an ellipsis where some were left off."""
    if len(text) <= most:
        return text
    head = text[: most - 2]
    cut = head.rfind("\n")
    return (head[:cut] if cut > most // 2 else head) + "\n…"


def error_text(sentence: str, error: UserError) -> str:
    """The sentence, and under it the line with a caret under the mistake, if it has a place."""
    place = pointed(error, COLUMNS)
    if place is None:
        return shorten(sentence)
    line, carets = place[0].replace("`", "'"), place[1]
    block = f"\n```\n{line}\n{carets}\n```"
    return shorten(sentence, MAX_TEXT - len(block)) + block


def is_too_large(error: discord.HTTPException) -> bool:
    return error.status == 413 or error.code == 40005


def spoiled(attachments: Sequence[discord.Attachment]) -> bool:
    """Whether any of these is hidden: then the answer is hidden too."""
    return any(a.is_spoiler() for a in attachments)
