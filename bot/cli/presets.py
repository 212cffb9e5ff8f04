"""`--preset`: a style by its name, as the chats know it, or one of your own from a .toml file.

`engine.presets` says what such a file may have.
"""

from __future__ import annotations

from pathlib import Path

from engine import Preset, UserError
from engine.presets import MAX_TEXT, find_preset
from engine.presets import read_preset as read_text


def preset_named(name: str) -> Preset:
    """A preset by its name or its file. UserError when there is none, or it is wrong."""
    return read_preset(Path(name)) if name.endswith(".toml") else find_preset(name)


def read_preset(path: Path) -> Preset:
    """Read a preset file. UserError names what is wrong in it."""
    try:
        with path.open("rb") as file:
            # A character has at most four bytes: what is longer is too long by any count.
            text = file.read(4 * MAX_TEXT + 1).decode("utf-8")
        return read_text(text, path.stem)
    except FileNotFoundError:
        raise UserError("preset.missing", f"there is no preset file {path}; check the name.") from None
    except UserError as error:
        raise UserError("preset.wrong", f"the preset {path} is wrong: {error.text}") from None
    except (OSError, ValueError) as error:
        raise UserError("preset.wrong", f"the preset {path} is wrong: {error}.") from None
