"""What each region of a drawing shows, and whose it is: `find_parts`, and a file for each rule that it asks.

The part network's belief (`engine.sight`) comes first. A rule says in a sentence what is true of drawings, and mends
the belief where that cannot be so: eyes come in pairs, a hand lies in no skirt.
"""

from engine.parts.find import find_parts

__all__ = ["find_parts"]
