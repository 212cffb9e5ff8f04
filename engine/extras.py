"""Pictures sent along with a sketch whose part nobody has named: strokes on the sketch, or references?

A picture that is the sketch but for some coloured strokes is a set of hints, and so is a transparent layer of
strokes; any other picture with colours in it is a reference. Each leaves a note that says what it was taken for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.decode import decode_picture
from engine.overdrawing import drawn_over, is_stroke_layer, same_aspect, scaled_layer
from engine.request import ColorizeRequest, Note
from engine.sketch import has_colors, over_paper
from engine.types import U8, Sketch

Kind = Literal["strokes", "reference", "same", "no_color"]


@dataclass(frozen=True)
class Sorted:
    """`sketch` with the strokes that were found on it; `request` without extras, with the references among them."""

    sketch: Sketch
    request: ColorizeRequest
    notes: tuple[Note, ...] = ()


def sort_extras(request: ColorizeRequest, sketch: Sketch) -> Sorted:
    """Sort `request.extras`, and take the strokes off an opaque `request.strokes`. UserError as in `decode_picture`.

    What a picture was before it was sent through a chat, which scales it down and packs it as JPEG, is allowed for.
    """
    if not request.extras and request.strokes is None:
        return Sorted(sketch, request)
    paper = over_paper(decode_picture(request.sketch))
    if request.strokes is not None:
        picture = decode_picture(request.strokes)
        found = drawn_over(paper, over_paper(picture)) if picture[..., 3].min(initial=255) == 255 else None
        if found is not None and found.any():
            sketch, request = _with_strokes(sketch, found), request.with_(strokes=None)
    references, notes = list(request.references), []
    for number, data in enumerate(request.extras, 2):
        kind, found = _sorted(paper, decode_picture(data))
        if found is not None:
            sketch = _with_strokes(sketch, found)
        if kind == "reference":
            references.append(data)
        notes.append(_told(kind, number, alone=len(request.extras) == 1))
    return Sorted(sketch, request.with_(references=tuple(references), extras=()), tuple(notes))


def _sorted(paper: U8, picture: U8) -> tuple[Kind, U8 | None]:
    """What a picture is to a sketch, uint8 RGB; for strokes, the strokes as RGBA of the sketch's size."""
    size = paper.shape[0], paper.shape[1]
    opaque = over_paper(picture)
    if same_aspect(size, opaque.shape):
        strokes = drawn_over(paper, opaque)
        if strokes is not None:
            return ("strokes", strokes) if strokes[..., 3].any() else ("same", None)
        if is_stroke_layer(picture):
            return "strokes", scaled_layer(picture, size)
    return ("reference" if has_colors(opaque) else "no_color"), None


def _with_strokes(sketch: Sketch, strokes: U8) -> Sketch:
    """The sketch with these strokes over those that it has."""
    if sketch.strokes is None:
        return replace(sketch, strokes=strokes)
    over: NDArray[np.bool_] = strokes[..., 3:] > 0
    return replace(sketch, strokes=np.where(over, strokes, sketch.strokes))


def _told(kind: Kind, number: int, *, alone: bool) -> Note:
    """What a picture was taken for; `number` is its place among those that were sent, the sketch being the first."""
    said = "The other picture" if alone else f"Picture {number}"
    if kind == "strokes":
        text = f"{said} was taken for strokes drawn on the sketch."
        return _note("extra.strokes", text, number=number, case="" if alone else "numbered")
    if kind == "reference":
        text = f"{said} was taken for a reference: its colours were used."
        return _note("extra.reference", text, number=number, case="" if alone else "numbered")
    if kind == "same":
        text = f"{said} is the sketch once more, without strokes: nothing was taken from it."
        return _note("extra.same", text, number=number, case="" if alone else "numbered")
    text = f"{said} has no colours, so nothing was taken from it. "
    text += "To have it coloured too, send it by itself, or begin the text with “batch”."
    return _note("extra.no_color", text, number=number, case="" if alone else "numbered")


def _note(code: str, text: str, **values: object) -> Note:
    return Note(code, text, None, tuple((key, str(value)) for key, value in values.items()))
