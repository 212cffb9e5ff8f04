"""The parts that a drawing is made of: one table, shared by the data, the network and the engine.

A part's number is its class in label maps and in the network's output, so the order never changes;
new parts go to the end.
"""

from __future__ import annotations

from enum import IntEnum


class Part(IntEnum):
    """What a pixel shows. `BACKGROUND` is open paper; painted surroundings are `SCENERY`."""

    BACKGROUND = 0
    SKIN = 1
    HAIR = 2
    EYE_WHITE = 3
    EYES = 4
    MOUTH = 5
    TOP = 6
    BOTTOM = 7
    FOOTWEAR = 8
    HEADWEAR = 9
    ACCESSORY = 10
    PROP = 11
    CREATURE = 12
    SCENERY = 13

    @property
    def key(self) -> str:
        """The name in hint text and presets: "eye_white", "hair", ..."""
        return self.name.lower()


PARTS: tuple[str, ...] = tuple(part.key for part in Part)

UNKNOWN = 255
"""In label maps: nobody said what this pixel shows; nothing is to be learned about parts from it."""
