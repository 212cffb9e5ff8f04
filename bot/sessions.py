"""Going on from a picture: what a reply, the hints form or a button changes in its request.

A job keeps everything that its picture was made of, so each job is a session that can be taken up for
as long as it is kept. What follows from it is a job of its own with a request of its own.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.frontend import Button, Job, Parcel
from bot.intake import MOST_REFERENCES
from bot.locales import refuse, say
from bot.styles import Look

if TYPE_CHECKING:
    from engine.request import ColorizeRequest

LIGHTS = {
    "upper_left": "height 60% @ upper left",
    "top": "height 60% @ top",
    "upper_right": "height 60% @ upper right",
    "left": "height 60% @ left",
    "front": "high @ center",
    "right": "height 60% @ right",
    "below": "height 60% @ below",
    "soft": "soft",
    "cel": "cel",
    "off": "off",
}
"""What the *Light* button offers, each with the value of its `light:` clause."""

VARIATIONS = 4
"""So many pictures *Again* offers."""

_IN_ROW = 3


def makes_job(action: str) -> bool:
    """Whether a button's action makes a new picture, which needs a status message of its own."""
    return action in ("again", "paint") or action.startswith(("light:", "keep:"))


def follow_request(
    before: ColorizeRequest, action: str, text: str, look: Look, extras: tuple[bytes, ...] = ()
) -> tuple[ColorizeRequest, tuple[str, ...]]:
    """The request that goes on from `before`, and the hints that it has no more, as text.

    `extras` are pictures that came with the text: of all that there were, the newest are kept. UserError for a
    wrong text or an action of another version.
    """
    before = before.with_(wants="picture", extras=(*before.extras, *extras)[-MOST_REFERENCES:])
    verb, _, value = action.partition(":")
    if verb == "refine":
        if not extras and not _says_something(text):
            raise refuse("hints.empty")
        after = _refined(before, text, look)
    elif verb == "hints":
        after = _refined(before.with_(hints=(), light=None, lines=None, palette_only=False, characters=()), text, look)
    elif verb == "light" and value in LIGHTS:
        after = _lit(before, LIGHTS[value])
    elif verb == "paint":
        after = before
    elif verb == "again":
        after = before.with_(seeds=_other_seeds(before))
    elif verb == "keep" and value in map(str, range(1, len(before.seeds) + 1)):
        after = before.with_(seed=before.seeds[int(value) - 1], seeds=())
    else:
        raise refuse("action.unknown")
    return after, _dropped(before, after)


def hint_text(request: ColorizeRequest) -> str:
    """The present hints as text that can be changed and sent back."""
    from engine.hints import format_hints

    return format_hints(_settled(request))


def light_parcel(job: Job) -> Parcel:
    """A question with the lights to choose from."""
    locale = job.asker.locale
    buttons = [Button(f"light:{name}", say(locale, f"light.{name}")) for name in LIGHTS]
    rows = tuple(tuple(buttons[at : at + _IN_ROW]) for at in range(0, len(buttons), _IN_ROW))
    return Parcel(say(locale, "light.which"), buttons=rows)


def _other_seeds(before: ColorizeRequest) -> tuple[int, ...]:
    seeds: set[int] = set()
    while len(seeds) < VARIATIONS:
        seeds |= {secrets.randbelow(2**31)} - {before.seed, *before.seeds}
    return tuple(sorted(seeds))


def _says_something(text: str) -> bool:
    """Whether there is a wish in a text: in "thanks!" there is none, and it would be the same picture again."""
    from engine.hints import parse_hints

    return replace(parse_hints(text), text="") != parse_hints("")


def _refined(before: ColorizeRequest, text: str, look: Look) -> ColorizeRequest:
    from engine.hints import parse_hints

    said = parse_hints(text)
    return look.apply(said, _settled(_with_own_light(before) if said.light is not None else before))


def _lit(before: ColorizeRequest, value: str) -> ColorizeRequest:
    from engine.hints import parse_hints

    return parse_hints(f"light: {value}").apply(_settled(_with_own_light(before)))


def _with_own_light(request: ColorizeRequest) -> ColorizeRequest:
    """The preset's light as the request's own, so that what is said of it changes that one."""
    if request.light is None and request.preset is not None and request.preset.light is not None:
        return request.with_(light=request.preset.light)
    return request


def _settled(request: ColorizeRequest) -> ColorizeRequest:
    """Without "hair: -" where there was nothing to take back: its asker has been told."""
    return request.with_(hints=tuple(hint for hint in request.hints if hint.source != "remove"))


def _dropped(before: ColorizeRequest, after: ColorizeRequest) -> tuple[str, ...]:
    from engine.hints import format_hint

    kept = {format_hint(hint) for hint in after.hints}
    return tuple(text for hint in _settled(before).hints if (text := format_hint(hint)) not in kept)
