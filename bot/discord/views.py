"""Buttons and lists under the bot's messages. Their custom_id says all, so they work after any restart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import discord

from bot.frontend import Button
from bot.locales import say

if TYPE_CHECKING:
    from bot.discord.client import NurieClient

MAX_ROWS, MAX_IN_ROW, MAX_LABEL, MAX_ID = 5, 5, 80, 100
GET, OWN_BUTTON = "get:", "get:psd"
"""What fetches a file, and the one that has a button even where the others are in a list: most go on with it."""
EMOJI = {
    "get:psd": "🗂️",
    "again": "🎲",
    "hints": "✏️",
    "light": "💡",
    "paint": "🎨",
    "retry": "🔄",
    "delete": "🗑️",
}


class JobButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"n:(?P<job>[^:]+):(?P<action>.+)"):
    """A button of one job: `n:<job>:<action>`."""

    def __init__(self, job_id: str, action: str, label: str = "", *, danger: bool = False) -> None:
        custom_id = f"n:{job_id}:{action}"
        if len(custom_id) > MAX_ID:
            raise ValueError(f"a custom_id of {len(custom_id)} characters; Discord takes {MAX_ID}")
        choice = discord.ButtonStyle.primary if action.startswith("keep:") else discord.ButtonStyle.secondary
        style = discord.ButtonStyle.danger if danger else choice
        super().__init__(
            discord.ui.Button(
                label=label[:MAX_LABEL] or action, custom_id=custom_id, style=style, emoji=EMOJI.get(action)
            )
        )
        self.job_id = job_id
        self.action = action

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> JobButton:
        return cls(match["job"], match["action"], getattr(item, "label", None) or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        client: NurieClient = interaction.client
        await client.front.talk.pressed(interaction, self.job_id, self.action)


class FileList(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"s:(?P<job>[^:]+):get"):
    """A list of the files of one job, each with what it shows: `s:<job>:get`."""

    def __init__(self, job_id: str, files: Sequence[Button] = (), locale: str = "en") -> None:
        options = [
            discord.SelectOption(label=file.label, value=file.action, description=say(locale, f"file.{_name(file)}"))
            for file in files
        ]
        placeholder = say(locale, "file.which")
        super().__init__(discord.ui.Select(custom_id=f"s:{job_id}:get", options=options, placeholder=placeholder))
        self.job_id = job_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> FileList:
        return cls(match["job"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        client: NurieClient = interaction.client
        data: Any = interaction.data
        await client.front.talk.pressed(interaction, self.job_id, data["values"][0])


def _name(file: Button) -> str:
    return file.action.removeprefix(GET)


def job_view(job_id: str, rows: Sequence[Sequence[Button]], locale: str = "en") -> discord.ui.View:
    """The rows as a view that discord.py does not keep: presses are found by their custom_id alone.

    More files than fit beside each other become a list, and the other buttons one row under it.
    """
    view = discord.ui.View(timeout=None)
    buttons = [button for row in rows for button in row]
    files = [button for button in buttons if button.action.startswith(GET) and button.action != OWN_BUTTON]
    if len(files) > MAX_IN_ROW:
        view.add_item(FileList(job_id, files, locale))
        others = sorted((button for button in buttons if button not in files), key=lambda button: button.danger)
        rows = [(), *(others[at : at + MAX_IN_ROW] for at in range(0, len(others), MAX_IN_ROW))]
    for number, row in enumerate(rows[:MAX_ROWS]):
        for button in row[:MAX_IN_ROW]:
            item = JobButton(job_id, button.action, button.label, danger=button.danger)
            item.item.row = number
            view.add_item(item)
    view.stop()
    return view


def loose_view(buttons: Iterable[tuple[str, str, str]]) -> discord.ui.View:
    """Buttons of several jobs, (job, action, label) each, filling one row after the other."""
    view = discord.ui.View(timeout=None)
    for job_id, action, label in list(buttons)[: MAX_ROWS * MAX_IN_ROW]:
        view.add_item(JobButton(job_id, action, label))
    view.stop()
    return view
