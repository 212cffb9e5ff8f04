"""Message bodies as Discord takes them: JSON or multipart, checked against the documented limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import BodyPartReader, web

from tests.loopback.discord_world import walk


class ApiError(Exception):
    """An answer with Discord's own error code."""

    def __init__(self, status: int, code: int, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


INVALID_TOKEN = (401, 50027, "Invalid Webhook Token")
UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
UNKNOWN_WEBHOOK = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = (404, 10062, "Unknown interaction")
ALREADY_ANSWERED = (400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = (403, 50001, "Missing Access")
NO_DMS = (403, 50007, "Cannot send messages to this user")
TOO_LARGE = (413, 40005, "Request entity too large")

SELECTS = (3, 5, 6, 7, 8)
"""Lists to choose from: of text, users, roles, both, channels."""

Files = dict[int, tuple[str, bytes]]


async def read_form(request: web.Request, upload_limit: int) -> tuple[dict[str, Any], Files]:
    """The JSON payload and the uploaded files by their number. ApiError 413 for a file over the limit."""
    if not request.content_type.startswith("multipart/"):
        body = await request.read()
        if not body:
            return {}, {}
        if request.content_type != "application/json":
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return json.loads(body), {}
    payload: dict[str, Any] = {}
    files: Files = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            payload = json.loads(data)
        elif part.name and part.name.startswith("files["):
            files[int(part.name[6:-1])] = (part.filename or "unknown", data)
    if any(len(data) > upload_limit for _, data in files.values()):
        raise ApiError(*TOO_LARGE)
    return payload, files


def check_message(payload: dict[str, Any], attachments: Sequence[object]) -> None:
    """Refuse, as Discord does, what is over a limit of a message. ApiError 50035 says which."""

    def refuse(what: str) -> None:
        raise ApiError(400, 50035, f"Invalid Form Body\nIn {what}")

    if len(payload.get("content") or "") > 2000:
        refuse("content: Must be 2000 or fewer in length.")
    if len(attachments) > 10:
        refuse("attachments: Must be 10 or fewer in length.")
    rows = payload.get("components") or []
    if len(rows) > 5:
        refuse("components: Must be 5 or fewer in length.")
    seen: set[str] = set()
    for row in rows:
        if row.get("type") != 1 or not 1 <= len(row.get("components", [])) <= 5:
            refuse("components: an action row holds 1 to 5 components.")
    for component in walk(rows):
        custom_id = component.get("custom_id")
        if component.get("type") == 2 and component.get("style") != 5:
            if not custom_id or len(custom_id) > 100:
                refuse("components.custom_id: Must be between 1 and 100 in length.")
            if len(component.get("label") or "") > 80 or not (component.get("label") or component.get("emoji")):
                refuse("components.label: Must be between 1 and 80 in length.")
        if component.get("type") in SELECTS:
            _check_select(component, refuse)
        if custom_id in seen:
            refuse("components.custom_id: Component custom id cannot be duplicated")
        if custom_id:
            seen.add(custom_id)


def _check_select(component: dict[str, Any], refuse: Callable[[str], None]) -> None:
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    if not component.get("custom_id") or len(component["custom_id"]) > 100:
        refuse("components.custom_id: Must be between 1 and 100 in length.")
    if len(component.get("placeholder") or "") > 150:
        refuse("components.placeholder: Must be 150 or fewer in length.")
    if not 0 <= least <= 25 or not 1 <= most <= 25 or least > most:
        refuse("components: min_values and max_values.")
    if component["type"] == 3:
        options = component.get("options") or []
        labels = [len(text) for option in options for text in (option["label"], option["value"])]
        if not 1 <= len(options) <= 25 or not all(1 <= length <= 100 for length in labels) or most > len(options):
            refuse("components.options: Must be between 1 and 25 in length.")
        if len({option["value"] for option in options}) < len(options):
            refuse("components.options: The specified option value is already used")
        if sum(bool(option.get("default")) for option in options) > most:
            refuse("components.options: more defaults than max_values.")
    elif len(component.get("default_values") or []) > most:
        refuse("components.default_values: more than max_values.")


def check_commands(commands: list[dict[str, Any]]) -> None:
    """Refuse command definitions that Discord would refuse."""

    def refuse(what: str) -> None:
        raise ApiError(400, 50035, f"Invalid Form Body\nIn {what}")

    names: set[tuple[int, str]] = set()
    for command in commands:
        kind, name = command.get("type", 1), command["name"]
        if (kind, name) in names:
            refuse(f"{name}: Application command names must be unique")
        names.add((kind, name))
        if not 1 <= len(name) <= 32:
            refuse(f"{name}: name must be between 1 and 32 in length.")
        if kind != 1:
            continue
        if name != name.lower() or not 1 <= len(command.get("description", "")) <= 100:
            refuse(f"{name}: lower-case name and a description of 1 to 100 characters.")
        optional_seen = False
        for option in command.get("options", []):
            if not 1 <= len(option.get("description", "")) <= 100 or option["name"] != option["name"].lower():
                refuse(f"{name}.{option['name']}: lower-case name and a description of 1 to 100 characters.")
            if option.get("required") and optional_seen:
                refuse(f"{name}.{option['name']}: Required options must be placed before non-required options")
            optional_seen = optional_seen or not option.get("required")
            if len(option.get("choices") or []) > 25 or (option.get("choices") and option.get("autocomplete")):
                refuse(f"{name}.{option['name']}: at most 25 choices, and none with autocomplete.")
