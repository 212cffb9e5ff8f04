"""The grammar of hint text, the words it knows, and where hints land in a picture.

`parse_hints` and the tables import in milliseconds; `place_hints` brings NumPy and OpenCV in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.hints.format import format_hint, format_hints
from engine.hints.parse import MAX_HINTS, MAX_LENGTH, ParsedHints, parse_hints

if TYPE_CHECKING:
    from engine.request import ColorizeRequest
    from engine.types import HintMap, Regions, Sketch

__all__ = ["MAX_HINTS", "MAX_LENGTH", "ParsedHints", "format_hint", "format_hints", "parse_hints", "place_hints"]


def place_hints(request: ColorizeRequest, sketch: Sketch, regions: Regions) -> HintMap:
    """Find every hint's pixels. See `engine.hints.maps.place_hints`, which this calls."""
    from engine.hints.maps import place_hints as place

    return place(request, sketch, regions)
