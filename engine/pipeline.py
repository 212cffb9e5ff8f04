"""colorize(request) -> Result: the steps in reading order."""

from __future__ import annotations

from collections.abc import Callable

from engine.request import ColorizeRequest
from engine.result import Result

Checkpoint = Callable[[str, float], None]
"""Called before each step with (step name, share of the whole done, 0..1); raises Cancelled to stop."""

STEPS = ("sketch", "regions", "hints", "colors", "flats", "gradients", "shading", "lines", "export")


def colorize(request: ColorizeRequest, checkpoint: Checkpoint | None = None) -> Result:
    raise NotImplementedError
