"""Later hints over earlier ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from engine.hints.syntax import squeeze, tidy
from engine.hints.words import language_of, scan
from engine.request import Hint


def merge_hints(earlier: Iterable[Hint], later: Iterable[Hint]) -> tuple[Hint, ...]:
    """Both together, in order: the same target takes its last colour, and "remove" takes hints back.

    A removal without a place takes back every hint for its part; one that found nothing to take back
    is kept, so that the asker can be told. So is the coat of "coat: navy; shirt: white", which are one
    part to the engine: whoever says both at once means two things.
    """
    hints = list(earlier)
    said: list[Hint] = []
    for hint in later:
        if hint.source == "remove":
            kept = [rest for old in hints if (rest := _taken_back(old, hint)) is not None]
            found = kept != hints
            hints = kept if found else [*kept, hint]
            continue
        hints = [rest for old in hints if (rest := _replaced(old, hint, at_once=old in said)) is not None]
        hints.append(hint)
        said.append(hint)
    return tuple(hints)


def _taken_back(old: Hint, removal: Hint) -> Hint | None:
    if removal.regions:
        return _without(old, removal)
    if removal.part is None:
        return None if _same_place(old, removal) else old
    if old.part != removal.part or (removal.place is not None and not _same_place(old, removal)):
        return old
    return None


def _replaced(old: Hint, new: Hint, *, at_once: bool) -> Hint | None:
    if new.regions:
        return _without(old, new)
    if old.part != new.part or old.regions or not _same_place(old, new):
        return old
    return old if at_once and _are_two_things(old, new) else None


def _are_two_things(old: Hint, new: Hint) -> bool:
    """Whether two hints for one part call it by different words."""
    before, after = _words_for_part(old), _words_for_part(new)
    return bool(before and after and not before & after)


def _words_for_part(hint: Hint) -> set[str]:
    """What the hint's text calls its part: "coat"; nothing where there is no such text."""
    plain = re.sub("[:=@]", " ", tidy(hint.text))
    found = scan(plain, ("part",), language=language_of(hint.text))
    return {squeeze(plain[w.start : w.end]).removesuffix("s") for w in found if w.value == hint.part}


def _without(old: Hint, new: Hint) -> Hint | None:
    if not old.regions:
        return old
    left = tuple(n for n in old.regions if n not in set(new.regions))
    return replace(old, regions=left) if left else None


def _same_place(old: Hint, new: Hint) -> bool:
    if old.place is None or new.place is None:
        return old.place is new.place
    return (old.place.x, old.place.y, old.place.exact) == (new.place.x, new.place.y, new.place.exact)
