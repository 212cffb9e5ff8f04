"""Later hints over earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.request import Hint


def merge_hints(earlier: Iterable[Hint], later: Iterable[Hint]) -> tuple[Hint, ...]:
    """Both together, in order: the same target takes its last colour, and "remove" takes hints back.

    A removal without a place takes back every hint for its part; one that found nothing to take back
    is kept, so that the asker can be told.
    """
    hints: list[Hint] = []
    for hint in (*earlier, *later):
        if hint.source == "remove":
            kept = [rest for old in hints if (rest := _taken_back(old, hint)) is not None]
            found = kept != hints
            hints = kept if found else [*kept, hint]
            continue
        hints = [rest for old in hints if (rest := _replaced(old, hint)) is not None]
        hints.append(hint)
    return tuple(hints)


def _taken_back(old: Hint, removal: Hint) -> Hint | None:
    if removal.regions:
        return _without(old, removal)
    if removal.part is None:
        return None if _same_place(old, removal) else old
    if old.part != removal.part or (removal.place is not None and not _same_place(old, removal)):
        return old
    return None


def _replaced(old: Hint, new: Hint) -> Hint | None:
    if new.regions:
        return _without(old, new)
    return None if old.part == new.part and not old.regions and _same_place(old, new) else old


def _without(old: Hint, new: Hint) -> Hint | None:
    if not old.regions:
        return old
    left = tuple(n for n in old.regions if n not in set(new.regions))
    return replace(old, regions=left) if left else None


def _same_place(old: Hint, new: Hint) -> bool:
    if old.place is None or new.place is None:
        return old.place is new.place
    return (old.place.x, old.place.y, old.place.exact) == (new.place.x, new.place.y, new.place.exact)
