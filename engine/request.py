"""One colouring request, and the small values that it is made of: frozen, comparable, JSON both ways.

Pictures never travel inside the JSON: a request names each by the SHA-256 of its bytes, and
`ColorizeRequest.blobs()` hands the bytes over to whatever carries them (a folder, an object store).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, NamedTuple

OUTPUTS = ("flat", "flat_lines", "color", "color_lines", "color_colored_lines", "rendering", "rendered")
"""The names of the seven output pictures, in the order in which they are shown."""

ShadingStyle = Literal["soft", "cel", "off"]
ColorSource = Literal["color", "reference", "none", "remove"]
Wanted = Literal["picture", "regions", "palette"]


class Color(NamedTuple):
    """An sRGB colour, 0..255 a channel."""

    r: int
    g: int
    b: int

    @property
    def hex(self) -> str:
        return f"#{self.r:02x}{self.g:02x}{self.b:02x}"

    @classmethod
    def from_hex(cls, text: str) -> Color:
        """Read `#rgb` or `#rrggbb`; ValueError for anything else."""
        digits = text.removeprefix("#")
        if len(digits) == 3:
            digits = "".join(d * 2 for d in digits)
        if len(digits) != 6:
            raise ValueError(f"{text!r} is no #rgb or #rrggbb colour")
        return cls(*bytes.fromhex(digits))


@dataclass(frozen=True)
class Place:
    """Where in the picture: x to the right and y down, each 0..1 of the picture's width and height.

    `exact` tells a point ("40% 25%", "(0.4, 0.25)": that pixel's region) from a direction ("upper
    left", "C4": the nearest thing of the kind asked for). `text` is what the asker wrote.
    """

    x: float
    y: float
    exact: bool = True
    text: str = ""


@dataclass(frozen=True)
class Hint:
    """One wish about colour: for a part, for numbered regions, or for the region at a place.

    `part` is a key of the part lexicon ("hair", "background", ...) or None. `to` ends a gradient
    that `color` begins (root to tip). `source` says where the colour comes from: given here, the
    reference's own ("reference"), nothing at all ("none": `bg: none`), or the hint is taken back
    ("remove": `hair: -`). `text` is the clause as written.
    """

    part: str | None = None
    color: Color | None = None
    to: Color | None = None
    place: Place | None = None
    regions: tuple[int, ...] = ()
    source: ColorSource = "color"
    text: str = ""


@dataclass(frozen=True)
class Light:
    """A light: its place over the picture (0..1, may lie outside), its height and its colour.

    `height` is in units of the picture's longer side: 0 grazes the paper, 1 stands high above it.
    `strength` 0..1 scales shadow and light together.
    """

    x: float = 0.2
    y: float = 0.05
    height: float = 0.6
    color: Color = Color(255, 243, 224)
    style: ShadingStyle = "soft"
    strength: float = 0.6
    text: str = ""


@dataclass(frozen=True)
class Preset:
    """A style: what a request takes where it says nothing itself."""

    name: str = ""
    palette: tuple[Color, ...] = ()
    lines: Color | Literal["colored"] | None = None
    light: Light | None = None
    model: str | None = None
    parts: tuple[tuple[str, Color], ...] = ()


@dataclass(frozen=True)
class Note:
    """One line for the asker about what was done: which hint did what, what could not be placed.

    `code`, `text` and `values` are as in `UserError`; `hint` is the index into `request.hints`.
    """

    code: str
    text: str
    hint: int | None = None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ColorizeRequest:
    """Everything that decides the picture. The same request gives the same bytes.

    `sketch`, `strokes` and `references` are encoded pictures (PNG, JPEG, WebP, GIF). `lines` is a
    line colour, "colored" (each line a darker neighbour of what it bounds) or None for the default.
    `palette_only` restricts every colour to those of the references (or of the preset's palette).
    `seeds` asks a worker for variations: one numbered grid with a picture a seed, in place of `seed`'s layers.
    `extras` are pictures that came along without a word on what they are: strokes or references, which the
    engine finds out. `wants` is what a worker answers with: the coloured picture, the sketch's numbered region
    map alone, or the colours of the picture in `sketch`.
    """

    sketch: bytes = field(repr=False)
    strokes: bytes | None = field(default=None, repr=False)
    references: tuple[bytes, ...] = field(default=(), repr=False)
    hints: tuple[Hint, ...] = ()
    light: Light | None = None
    lines: Color | Literal["colored"] | None = None
    palette_only: bool = False
    preset: Preset | None = None
    characters: tuple[str, ...] = ()
    model: str = "classical"
    seed: int = 0
    seeds: tuple[int, ...] = ()
    extras: tuple[bytes, ...] = field(default=(), repr=False)
    wants: Wanted = "picture"

    @classmethod
    def parse(cls, sketch: bytes, text: str = "", **options: Any) -> ColorizeRequest:
        """Build a request from hint text; options are the other fields. UserError for a wrong text."""
        from engine.hints import parse_hints

        return parse_hints(text).apply(cls(sketch=sketch, **options))

    def blobs(self) -> dict[str, bytes]:
        """The request's pictures by the SHA-256 of their bytes."""
        pictures = [self.sketch, *self.references, *([self.strokes] if self.strokes else []), *self.extras]
        return {_digest(p): p for p in pictures}

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`; pictures are named by digest (see `blobs`)."""
        doc = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        doc["sketch"] = _digest(self.sketch)
        doc["strokes"] = _digest(self.strokes) if self.strokes else None
        doc["references"] = [_digest(r) for r in self.references]
        doc["extras"] = [_digest(e) for e in self.extras]
        return doc

    @classmethod
    def from_json(cls, doc: Mapping[str, Any], blobs: Mapping[str, bytes]) -> ColorizeRequest:
        """The inverse of `to_json`. KeyError names a picture that `blobs` lacks."""
        values = dict(doc)
        values["sketch"] = blobs[doc["sketch"]]
        values["strokes"] = blobs[doc["strokes"]] if doc.get("strokes") else None
        values["references"] = tuple(blobs[r] for r in doc.get("references", ()))
        values["extras"] = tuple(blobs[e] for e in doc.get("extras", ()))
        values["hints"] = tuple(_hint(h) for h in doc.get("hints", ()))
        values["light"] = _light(doc.get("light"))
        values["lines"] = _lines(doc.get("lines"))
        values["preset"] = preset_from_json(doc["preset"]) if doc.get("preset") else None
        values["characters"] = tuple(doc.get("characters", ()))
        values["seeds"] = tuple(doc.get("seeds", ()))
        return cls(**values)

    def with_(self, **changes: Any) -> ColorizeRequest:
        """A copy with some fields changed."""
        return replace(self, **changes)


def preset_to_json(preset: Preset) -> dict[str, Any]:
    return _plain(preset)


def preset_from_json(doc: Mapping[str, Any]) -> Preset:
    return Preset(
        name=doc["name"],
        palette=tuple(Color(*c) for c in doc["palette"]),
        lines=_lines(doc["lines"]),
        light=_light(doc["light"]),
        model=doc["model"],
        parts=tuple((part, Color(*color)) for part, color in doc["parts"]),
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Color):
        return list(value)
    if hasattr(value, "__dataclass_fields__"):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, bytes):
        return None
    return value


def _color(doc: Any) -> Color | None:
    return Color(*doc) if doc is not None else None


def _lines(doc: Any) -> Color | Literal["colored"] | None:
    return "colored" if doc == "colored" else _color(doc)


def _light(doc: Mapping[str, Any] | None) -> Light | None:
    return Light(**{**doc, "color": Color(*doc["color"])}) if doc else None


def _hint(doc: Mapping[str, Any]) -> Hint:
    place = Place(**doc["place"]) if doc.get("place") else None
    return Hint(
        part=doc["part"],
        color=_color(doc["color"]),
        to=_color(doc["to"]),
        place=place,
        regions=tuple(doc["regions"]),
        source=doc["source"],
        text=doc["text"],
    )
