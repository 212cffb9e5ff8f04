"""The parts that the part network answers in, for the floor above: the engine knows networks, not their data."""

from data.parts import PARTS, Part

__all__ = ["PARTS", "Part"]
