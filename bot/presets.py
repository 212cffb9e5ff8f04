"""The styles that every chat has, by name, from `presets.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files as package_files
from typing import Any

from bot.locales import refuse
from engine.request import Color, Light, Preset


def find_preset(name: str) -> Preset:
    """A preset by its name, whatever the case. UserError with the nearest name for an unknown one."""
    presets = builtin_presets()
    wanted = name.strip().casefold()
    if wanted not in presets:
        raise refuse("preset.unknown", name=name.strip()[:40], names=", ".join(presets), nearest=_nearest(wanted))
    return presets[wanted]


@cache
def builtin_presets() -> dict[str, Preset]:
    document = tomllib.loads((package_files("bot") / "presets.toml").read_text("utf-8"))
    return {name: _preset(name, table) for name, table in document.items()}


def _preset(name: str, table: dict[str, Any]) -> Preset:
    lines = table.get("lines")
    light = table.get("light")
    return Preset(
        name=name,
        palette=tuple(Color.from_hex(color) for color in table.get("palette", ())),
        lines="colored" if lines == "colored" else Color.from_hex(lines) if lines else None,
        light=_light(light) if light else None,
        parts=tuple((part, Color.from_hex(color)) for part, color in table.get("parts", {}).items()),
    )


def _light(table: dict[str, Any]) -> Light:
    color = {"color": Color.from_hex(table["color"])} if "color" in table else {}
    return Light(**{**table, **color})


def _nearest(name: str) -> str:
    from rapidfuzz import process

    best = process.extractOne(name, list(builtin_presets()))
    return best[0] if best else "soft"
