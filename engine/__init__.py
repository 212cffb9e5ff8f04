"""Pictures: one request in, one layered result out. Knows no chat platform.

`ColorizeRequest` and its parts import in milliseconds, without OpenCV or torch, so that small bot
hosts can build requests; `colorize` brings the picture libraries in when it is first called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import Cancelled, EngineError, NurieError, UserError
from engine.request import OUTPUTS, Color, ColorizeRequest, Hint, Light, Note, Place, Preset

if TYPE_CHECKING:
    from engine.pipeline import Checkpoint
    from engine.result import Result

__all__ = [
    "OUTPUTS",
    "Cancelled",
    "Color",
    "ColorizeRequest",
    "EngineError",
    "Hint",
    "Light",
    "Note",
    "NurieError",
    "Place",
    "Preset",
    "UserError",
    "colorize",
]


def colorize(request: ColorizeRequest, checkpoint: Checkpoint | None = None) -> Result:
    """Colour one sketch. See `engine.pipeline.colorize`, which this calls."""
    from engine.pipeline import colorize as run

    return run(request, checkpoint)
