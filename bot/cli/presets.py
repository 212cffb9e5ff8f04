"""`--preset`: a style by its name, as the chats know it, or one of your own from a .toml file.

A preset file has any of `palette` (a list of #rrggbb), `lines` ("colored" or a colour), `light` (in
the words of hint text), `model`, and a table `[parts]` of a colour a part, in words too.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from engine import Color, ColorizeRequest, Preset, UserError

KEYS = {"name", "palette", "lines", "light", "model", "parts"}
MOST_BYTES = 100_000


def preset_named(name: str) -> Preset:
    """A preset by its name or its file. UserError when there is none, or it is wrong."""
    if name.endswith(".toml"):
        return read_preset(Path(name))
    from bot.presets import find_preset

    return find_preset(name)


def read_preset(path: Path) -> Preset:
    """Read a preset file. UserError names what is wrong in it."""
    try:
        data = path.read_bytes()
        if len(data) > MOST_BYTES:
            raise ValueError(f"it is longer than {MOST_BYTES:,} bytes")
        return _preset(path.stem, tomllib.loads(data.decode()))
    except FileNotFoundError:
        raise UserError("preset.missing", f"there is no preset file {path}; check the name.") from None
    except UserError as error:
        raise UserError("preset.wrong", f"the preset {path} is wrong: {error.text}") from None
    except (OSError, ValueError, TypeError) as error:
        raise UserError("preset.wrong", f"the preset {path} is wrong: {error}.") from None


def _preset(name: str, doc: dict[str, Any]) -> Preset:
    unknown = sorted(set(doc) - KEYS)
    if unknown:
        raise ValueError(f"it has {', '.join(unknown)}, but only {', '.join(sorted(KEYS))} are known")
    parts = doc.get("parts", {})
    if not isinstance(parts, dict):
        raise ValueError("parts must be a table of a colour a part")
    wishes = [f"{part}: {color}" for part, color in parts.items()]
    wishes += [f"{key}: {doc[key]}" for key in ("light", "lines") if key in doc]
    # A preset is hint text without places: the one grammar reads both.
    wish = ColorizeRequest.parse(b"", "\n".join(wishes))
    return Preset(
        name=str(doc.get("name", name)),
        palette=tuple(Color.from_hex(c) for c in doc.get("palette", ())),
        lines=wish.lines,
        light=wish.light,
        model=doc.get("model"),
        parts=tuple((hint.part, hint.color) for hint in wish.hints if hint.part and hint.color),
    )
