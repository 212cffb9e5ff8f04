"""Choosing several entries of a list under a message, and channels, which Discord offers by itself."""

from __future__ import annotations

from typing import Any

from tests.loopback.discord import LoopbackDiscord
from tests.loopback.discord_world import Channel, Interaction, Message, User, walk

STRINGS, CHANNELS = 3, 8


def list_of(message: Message, custom_id: str) -> dict[str, Any]:
    """The list with this custom_id. LookupError when the message has none such."""
    for component in walk(message.components):
        if component.get("custom_id") == custom_id:
            return component
    raise LookupError(f"no list {custom_id!r} among {[c.get('custom_id') for c in walk(message.components)]}")


async def pick(
    discord: LoopbackDiscord, message: Message, custom_id: str, *picked: str | Channel, user: User | None = None
) -> Interaction:
    """Choose these values, or channels, and no other ones."""
    component = list_of(message, custom_id)
    if not component.get("min_values", 1) <= len(picked) <= component.get("max_values", 1):
        raise LookupError(f"{custom_id!r} does not take {len(picked)} values")
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": component["type"]}
    channels = [entry for entry in picked if isinstance(entry, Channel)]
    if component["type"] == CHANNELS:
        if any(channel.json()["type"] not in component.get("channel_types", []) for channel in channels):
            raise LookupError(f"{custom_id!r} does not offer such channels")
        data["resolved"] = {"channels": {str(c.id): {**c.json(), "permissions": "0"} for c in channels}}
    elif set(picked) - {option["value"] for option in component["options"]}:
        raise LookupError(f"{custom_id!r} does not offer all of {picked}")
    data["values"] = [str(entry.id) if isinstance(entry, Channel) else entry for entry in picked]
    return await discord._interact(3, data, user, message.channel, True, message)
