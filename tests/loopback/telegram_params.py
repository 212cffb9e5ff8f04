"""The parameters of one Bot API call: query, form, JSON or multipart, and what is wrong with them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

UPLOAD_LIMIT = 50 * 1024 * 1024


class ApiError(Exception):
    """An answer with `ok: false`: its code, its description and, at times, parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes = field(repr=False)
    mime: str | None = None


@dataclass(frozen=True)
class Params:
    """Values as they came (text from forms, anything from JSON) and the uploaded files by field name."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        return str(self.values.get(name, default))

    def number(self, name: str, default: int | None = None) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1")

    def parsed(self, name: str) -> Any:
        """An object or array: parsed from JSON when it came in a form; None when it is absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name}: not JSON") from None

    def upload(self, reference: str) -> Upload | None:
        """The file that `attach://NAME` names, or None when the reference is a file_id or an address."""
        if not reference.startswith("attach://"):
            return None
        name = reference.removeprefix("attach://")
        if name not in self.files:
            raise bad_request(f"attached file {name} not found")
        return self.files[name]


async def read_params(request: web.Request) -> Params:
    """Read a request of any kind that the Bot API takes; 413 for more than it takes."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if (request.content_length or 0) > UPLOAD_LIMIT + 65_536:
        raise ApiError(413, "Request Entity Too Large")
    if request.content_type == "application/json":
        values |= await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            data = bytes(await part.read(decode=True))
            if len(data) > UPLOAD_LIMIT:
                raise ApiError(413, "Request Entity Too Large")
            if part.filename is None:
                values[part.name] = data.decode()
            else:
                files[part.name] = Upload(part.filename, data, part.headers.get("Content-Type"))
    else:
        values |= await request.post()
    return Params(values, files)
