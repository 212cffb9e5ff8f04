"""The parts that the part network answers in, for the floor above: the engine knows networks, not their data."""

from data.parts import PARTS, Part

__all__ = ["CLOTH", "CLOTHES", "EYE", "FACE", "FEATURES", "ON_BODY", "PARTS", "WORN", "Part"]

EYE = (Part.EYES, Part.EYE_WHITE)
FEATURES = (*EYE, Part.MOUTH)
FACE = (Part.SKIN, *FEATURES)
CLOTH = (Part.TOP, Part.BOTTOM)
ON_BODY = (*CLOTH, Part.ACCESSORY)
WORN = (*CLOTH, Part.FOOTWEAR, Part.ACCESSORY)
CLOTHES = (*WORN, Part.HEADWEAR)
"""What rules ask for together. Hats are not in `WORN`: most rules tell them from hair, not from clothes."""
