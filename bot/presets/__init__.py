"""Style presets: what a request takes where it says nothing itself. Those shipped are the .toml files here.

A preset file has any of `palette` (a list of #rrggbb), `lines` ("colored" or a colour), `light` (as in
hint text), `model`, and a table `[parts]` of a colour a part, in the words of hint text.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from rapidfuzz import process

from engine import Color, ColorizeRequest, Preset, UserError

FOLDER = Path(__file__).parent
KEYS = {"name", "palette", "lines", "light", "model", "parts"}
MOST_BYTES = 100_000


def preset_names() -> list[str]:
    """The presets that are shipped."""
    return sorted(p.stem for p in FOLDER.glob("*.toml"))


def find_preset(name: str) -> Preset:
    """A shipped preset by its name, or a file's by its path. UserError when there is none, or it is wrong."""
    if name in preset_names():
        return read_preset(FOLDER / f"{name}.toml")
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        return read_preset(path)
    if path.suffix == ".toml":
        raise UserError("preset.missing", f"there is no preset file {name}; check the name.", name=name)
    near = process.extractOne(name, preset_names(), score_cutoff=60)
    hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(preset_names())}, or give a .toml file."
    raise UserError("preset.unknown", f'there is no preset "{name}"; {hint}', name=name)


def read_preset(path: Path) -> Preset:
    """Read a preset file. UserError names what is wrong in it."""
    try:
        text = path.read_bytes()[: MOST_BYTES + 1]
        if len(text) > MOST_BYTES:
            raise ValueError(f"it is longer than {MOST_BYTES:,} bytes")
        return _preset(path.stem, tomllib.loads(text.decode()))
    except (OSError, ValueError, TypeError) as error:
        raise UserError("preset.wrong", f"the preset {path} is wrong: {error}.", path=str(path)) from None
    except UserError as error:
        raise UserError("preset.wrong", f"the preset {path} is wrong: {error.text}", path=str(path)) from None


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
