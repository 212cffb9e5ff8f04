"""How lines are taken out of a finished picture: where it is coloured, as where it was learned from."""

from data.lines import lightness, xdog

__all__ = ["lightness", "xdog"]
