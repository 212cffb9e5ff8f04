"""Message bodies as Discord takes them, JSON or multipart, and its error codes."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import BodyPartReader, web


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
