"""A second reader of the loopback server: aiogram's strict types must know all that it says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import aiogram.methods
from aiogram.methods.base import Response
from aiogram.types import Update
from pydantic import BaseModel

from tests.loopback.telegram_http import Call
from tests.loopback.telegram_world import Doc


def check_shapes(calls: Iterable[Call]) -> int:
    """Read every recorded answer with aiogram; the number read. AssertionError names an unknown field."""
    count = 0
    for call in calls:
        method: Any = getattr(aiogram.methods, call.method[0].upper() + call.method[1:])
        answer = Response[method.__returning__].model_validate(call.answer)
        _check_known(answer, call.method)
        count += 1
    return count


def check_updates(updates: Iterable[Doc]) -> None:
    """Read updates that were brought to a webhook."""
    for update in updates:
        _check_known(Update.model_validate(update), "update")


def _check_known(value: Any, where: str) -> None:
    if isinstance(value, BaseModel):
        assert not value.model_extra, f"{where}: {type(value).__name__} has no {sorted(value.model_extra)}"
        for name in type(value).model_fields:
            _check_known(getattr(value, name), f"{where}.{name}")
    elif isinstance(value, list):
        for item in value:
            _check_known(item, where)
