"""Style presets: read from TOML and written to it, shipped by name, and laid over each other.

A preset file says what a request takes where it says nothing itself, in the words of hint text:

    name = "autumn"
    palette = ["#b4532f", "mustard", "dark olive"]     # or a named one: palette = "sakura"
    lines = "colored"
    light = "warm @ upper right, low, soft"

    [parts]
    hair = "auburn"
    skin = "#ffe0cc"
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Literal

from engine.errors import UserError
from engine.hints.format import format_light
from engine.hints.parse import parse_hints
from engine.hints.problems import closest, did_you_mean, quoted, suggest
from engine.presets.palettes import find_palette, nearest_palette, palette_names
from engine.request import Color, Hint, Light, Preset

KEYS = ("name", "palette", "lines", "light", "model", "parts")
MAX_TEXT = 20_000
MAX_PALETTE = 64
MAX_NAME = 64


@cache
def builtin_presets() -> dict[str, Preset]:
    """The presets that are shipped, by name: the .toml files beside this one."""
    files = (f for f in resources.files("engine.presets").iterdir() if f.name.endswith(".toml"))
    found = (read_preset(f.read_text(encoding="utf-8"), f.name.removesuffix(".toml")) for f in files)
    return {preset.name: preset for preset in sorted(found, key=lambda p: p.name)}


def find_preset(name: str) -> Preset:
    """A shipped preset by its name, whatever the case. UserError preset.unknown with the nearest name."""
    presets = builtin_presets()
    wanted = name.strip().casefold()
    if wanted in presets:
        return presets[wanted]
    nearest = closest(wanted, presets)
    names = ", ".join(presets)
    shown = name.strip()[:40]
    text = f'There is no preset "{shown}". Did you mean "{nearest}"? There are {names}.'
    raise UserError("preset.unknown", text, name=shown, names=names, nearest=nearest)


def read_preset(text: str, name: str = "") -> Preset:
    """A preset from the text of a TOML file; `name` is taken where the file gives none.

    UserError says which entry is wrong and what it may be: preset.bad_toml, preset.unknown_key,
    preset.bad_name, preset.bad_palette, preset.unknown_palette, preset.bad_color, preset.bad_lines, preset.bad_light,
    preset.bad_model, preset.unknown_part, preset.too_long.
    """
    if len(text) > MAX_TEXT:
        said = f"A preset may have {MAX_TEXT} characters; this one has {len(text)}."
        raise UserError("preset.too_long", said, length=len(text), limit=MAX_TEXT)
    try:
        doc = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = f'The preset is no TOML: {error}. A line looks like this: lines = "brown".'
        raise UserError("preset.bad_toml", said, reason=str(error)) from None
    for key in doc:
        if key not in KEYS:
            suggestion, keys = suggest(key, KEYS), ", ".join(KEYS)
            said = f'A preset has no "{key[:40]}". {did_you_mean(suggestion, f"A preset has {keys}.")}'
            raise UserError("preset.unknown_key", said, key=key[:40], keys=keys, suggestion=suggestion or "")
    return Preset(
        name=_name(doc.get("name", name)),
        palette=_palette(doc.get("palette", [])),
        lines=_lines(doc["lines"]) if "lines" in doc else None,
        light=_light(doc["light"]) if "light" in doc else None,
        model=_model(doc["model"]) if "model" in doc else None,
        parts=_parts(doc.get("parts", {})),
    )


def format_preset(preset: Preset) -> str:
    """The preset as a TOML file; `read_preset` gives the same preset back."""
    lines: list[str] = []
    if preset.name:
        lines.append(f"name = {_quoted(preset.name)}")
    if preset.palette:
        lines.append(f"palette = [{', '.join(_quoted(c.hex) for c in preset.palette)}]")
    if preset.lines is not None:
        lines.append(f"lines = {_quoted(preset.lines.hex if isinstance(preset.lines, Color) else preset.lines)}")
    if preset.light is not None:
        lines.append(f"light = {_quoted(format_light(preset.light))}")
    if preset.model is not None:
        lines.append(f"model = {_quoted(preset.model)}")
    if preset.parts:
        lines += ["", "[parts]", *(f"{part} = {_quoted(color.hex)}" for part, color in preset.parts)]
    return "\n".join(lines) + "\n"


def merge_presets(*presets: Preset | None) -> Preset:
    """Presets laid over each other (server, channel, member): what a later one says goes before."""
    merged = Preset()
    for preset in presets:
        if preset is None:
            continue
        merged = Preset(
            name=preset.name or merged.name,
            palette=preset.palette or merged.palette,
            lines=merged.lines if preset.lines is None else preset.lines,
            light=merged.light if preset.light is None else preset.light,
            model=merged.model if preset.model is None else preset.model,
            parts=tuple({**dict(merged.parts), **dict(preset.parts)}.items()),
        )
    return merged


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME or not value.isprintable():
        said = f"A preset's name is a text of at most {MAX_NAME} characters."
        raise UserError("preset.bad_name", said, limit=MAX_NAME)
    return value


def _palette(value: Any) -> tuple[Color, ...]:
    if isinstance(value, str):
        found = find_palette(value)
        if found is None:
            nearest, names, word = nearest_palette(value), ", ".join(palette_names("en")), value[:40]
            said = f'There is no palette "{word}". {did_you_mean(nearest, f"There are {names}; or list colours.")}'
            raise UserError("preset.unknown_palette", said, name=word, names=names, suggestion=nearest or "")
        return found.colors
    if not isinstance(value, list) or len(value) > MAX_PALETTE:
        said = f'palette is a name, or a list of at most {MAX_PALETTE} colours: palette = ["#f4b8bf", "navy"].'
        raise UserError("preset.bad_palette", said, limit=MAX_PALETTE)
    return tuple(_color(entry, f"palette, entry {number}") for number, entry in enumerate(value, 1))


def _color(value: Any, where: str) -> Color:
    hint = _clause(f"@ 50% 50%: {value}", where, "preset.bad_color") if isinstance(value, str) else None
    if hint is None or hint.color is None or hint.to is not None or hint.place is None or not hint.place.exact:
        said = f'{where}: {quoted(str(value))} is no colour. Write a name or a hex value such as "#f4b8bf".'
        raise UserError("preset.bad_color", said, where_in=where)
    return hint.color


def _lines(value: Any) -> Color | Literal["colored"]:
    parsed = _said(f"lines: {value}", "lines", "preset.bad_lines") if isinstance(value, str) else None
    if parsed is None or parsed.lines is None or parsed.hints:
        raise UserError("preset.bad_lines", 'lines is a colour or "colored": lines = "brown".')
    return parsed.lines


def _light(value: Any) -> Light:
    parsed = _said(f"light: {value}", "light", "preset.bad_light") if isinstance(value, str) else None
    if parsed is None or parsed.light is None or parsed.hints or parsed.lines is not None:
        raise UserError("preset.bad_light", 'light is in the words of hint text: light = "warm @ upper left, soft".')
    return parsed.light


def _model(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= MAX_NAME:
        raise UserError("preset.bad_model", 'model is the name of a model: model = "classical".')
    return value


def _parts(value: Any) -> tuple[tuple[str, Color], ...]:
    if not isinstance(value, dict):
        said = '[parts] is a table of a colour for each part: hair = "pink".'
        raise UserError("preset.bad_color", said, where_in="[parts]", case="parts")
    found: dict[str, Color] = {}
    for part, color in value.items():
        where = f"[parts] {part[:40]}"
        hint = _clause(f"{part}: {color}", where, "preset.unknown_part") if isinstance(color, str) else None
        if hint is None or hint.part is None or hint.color is None or hint.to is not None or hint.place is not None:
            said = f'{where}: a part and one colour for it are needed, such as hair = "pink".'
            raise UserError("preset.bad_color", said, where_in=where, case="parts")
        found[hint.part] = hint.color
    return tuple(found.items())


def _clause(text: str, where: str, code: str) -> Hint | None:
    """The one hint that a clause says, or None when it says something else or more."""
    parsed = _said(text, where, code)
    other = parsed.light or parsed.lines or parsed.characters or parsed.palette_only is not None
    return parsed.hints[0] if len(parsed.hints) == 1 and not other else None


def _said(text: str, where: str, code: str) -> Any:
    try:
        return parse_hints(text)
    except UserError as error:
        sentence = error.values.get("sentence", error.text)
        code = "preset.bad_color" if error.code == "hint.unknown_color" else code
        raise UserError(code, f"{where}: {sentence}", where_in=where, reason=str(sentence)) from None


def _quoted(text: str) -> str:
    # A JSON string of printable characters is a TOML string, too.
    return json.dumps(text, ensure_ascii=False)
