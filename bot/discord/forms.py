"""What a member fills in or chooses: the hints form and the list of lights. Both work after any restart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import discord

from bot.locales import refuse, say
from bot.sessions import LIGHTS

if TYPE_CHECKING:
    from bot.discord.client import NurieClient

MAX_INPUT, MAX_INPUT_LABEL = 4000, 45
_FORM = re.compile(r"f:([^:]+):(hints)")


def hints_form(job_id: str, hints: str, locale: str) -> discord.ui.Modal:
    """The present hints to change, as a form that discord.py does not keep. UserError when it cannot hold them."""
    if len(hints) > MAX_INPUT:
        raise refuse("hints.too_long", length=len(hints))
    form = discord.ui.Modal(title=say(locale, "button.hints"), custom_id=f"f:{job_id}:hints")
    field = discord.ui.TextInput[Any](
        label=say(locale, "hints.form")[:MAX_INPUT_LABEL],
        custom_id="hints",
        style=discord.TextStyle.paragraph,
        default=hints or None,
        required=False,
        max_length=MAX_INPUT,
    )
    form.add_item(field)
    form.stop()
    return form


def filled_form(interaction: discord.Interaction[Any]) -> tuple[str, str, str] | None:
    """(job, action, text) of a form of ours that was sent; None for anything else."""
    data: Any = interaction.data or {}
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    match = _FORM.fullmatch(data.get("custom_id", ""))
    text = next((value for name, value in inputs(data) if name == "hints"), "")
    return (match[1], match[2], text) if match else None


def inputs(component: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(custom_id, value) of every text field, rows and labels opened."""
    if "value" in component:
        yield component.get("custom_id", ""), component["value"]
    inner = component.get("component")
    for child in (*component.get("components", ()), *([inner] if inner else ())):
        yield from inputs(child)


class LightSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"s:(?P<job>[^:]+):light"):
    """A list of lights for one job: `s:<job>:light`."""

    def __init__(self, job_id: str, locale: str = "en") -> None:
        options = [discord.SelectOption(label=say(locale, f"light.{name}"), value=name) for name in LIGHTS]
        super().__init__(discord.ui.Select(custom_id=f"s:{job_id}:light", options=options))
        self.job_id = job_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str]
    ) -> LightSelect:
        return cls(match["job"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        client: NurieClient = interaction.client
        data: Any = interaction.data
        await client.front.talk.follow(interaction, self.job_id, f"light:{data['values'][0]}")


def light_view(job_id: str, locale: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(LightSelect(job_id, locale))
    view.stop()
    return view
