"""place_hints(request, sketch, regions, parts) -> HintMap: where in the picture each hint holds.

Points and strokes hold where they lie; a region's number holds for a region; a part without a place holds for every
such part, and with one for the nearest. Every hint leaves a note that says what became of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.hints.format import format_hint
from engine.hints.masses import ANY, PLACED, PRESET, Wishes, regions_of, seen_parts
from engine.hints.parse import check_count
from engine.hints.places import DIRECTIONS, GRID
from engine.hints.strokes import drawn_strokes, given_strokes
from engine.hints.words import parts as words
from engine.request import Color, ColorizeRequest, Hint, Note, Place, Preset
from engine.types import HintMap, Parts, Regions, Seed, Sketch

BACKGROUND = "background"

# A direction looks around a point of the figure's box: this much farther out than the middle of its
# third (the top of a head, not the face below), through a bell of this width (a share of the box).
_PULL = 1.25
_BELL = 0.14
_SAMPLES = 256  # pixels along the box that are looked at: enough for a vote
# A grid cell means a region that covers this share of it, before the background around.
_CELL_SHARE = 0.1


def place_hints(request: ColorizeRequest, sketch: Sketch, regions: Regions, parts: Parts | None = None) -> HintMap:
    """Find every hint's pixels.

    An exact place becomes a patch of 3 x 3 px inside one region, whatever part is named with it; region numbers
    mean the regions that `parts` go by. A part means every region that shows it, with a direction or a grid cell
    those of the figure nearest to it; a direction for what `parts` lack means a region of the figure there. The
    preset's parts are taken where no hint names them.
    Strokes come from `request.strokes` (scaled to the sketch where only the scale differs) and from
    `sketch.strokes`. The preset's background is taken where no hint names one.

    UserError: hint.outside, hint.unknown_region, hint.too_many, hint.strokes_shape, and what decoding
    the strokes raises.
    """
    check_count(len(request.hints))
    placed = _Placed(regions, parts)
    for strokes in (given_strokes(request, sketch.size), drawn_strokes(sketch)):
        placed.notes += strokes.notes
        placed.seeds += [_one_region(seed, regions.labels) for seed in strokes.seeds]
    for index, hint in enumerate(request.hints):
        _place(placed, index, hint)
    if not placed.background_said and request.preset is not None:
        placed.background = dict(request.preset.parts).get(BACKGROUND)
    _place_preset(placed, request.preset)
    _tell_overruled(placed, request.hints)
    seeds = (*_apart(placed.seeds), *placed.wishes.seeds(regions))
    return HintMap(seeds, placed.background, tuple(placed.notes))


@dataclass
class _Placed:
    """What has been placed so far. `taken` are the regions that a direction has already chosen."""

    regions: Regions
    parts: Parts | None
    wishes: Wishes = field(default_factory=Wishes)
    seeds: list[Seed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    background: Color | None = None
    background_said: bool = False
    taken: set[int] = field(default_factory=set)

    def note(self, code: str, text: str, index: int, /, **values: object) -> None:
        self.notes.append(Note(code, text, index, tuple((k, str(v)) for k, v in values.items())))

    def became(self, code: str, text: str, index: int, done: Hint, /, **values: object) -> None:
        """A note that also says what became of the regions, in values that every language has words for."""
        stops = [color.hex for color in (done.color, done.to) if color is not None]
        became = "reference" if done.source == "reference" else ("keeps", "color", "gradient")[len(stops)]
        color, to = [*stops, "", ""][:2]
        self.note(code, text, index, **values, became=became, color=color, to=to)


def _place(placed: _Placed, index: int, hint: Hint) -> None:
    said = hint.text or format_hint(hint)
    if hint.source == "remove":
        text = f'"{said}": there was no such hint to take back.'
        placed.note("hint.nothing_removed", text, index, hint=said)
    elif hint.regions:
        _place_numbers(placed, index, hint, said)
    elif hint.part == BACKGROUND and (hint.place is None or hint.source == "none"):
        _place_background(placed, index, hint, said)
    elif hint.place is not None and hint.place.exact:
        _place_point(placed, index, hint, hint.place, said)
    elif not _place_part(placed, index, hint, said):
        if hint.place is None:
            _ask_for_place(placed, index, hint, said)
        else:
            _place_direction(placed, index, hint, hint.place, said)


def _place_part(placed: _Placed, index: int, hint: Hint, said: str) -> bool:
    """Whether the part was found, everywhere or near its place."""
    if hint.part is None or hint.part == BACKGROUND or placed.parts is None:
        return False
    labels = regions_of(placed.regions, placed.parts, hint.part, hint.place)
    if not len(labels):
        return False
    placed.wishes.add(hint, index, ANY if hint.place is None else PLACED, labels)
    part, count = hint.part, len(labels)
    name = words()[part].names["en"]
    if hint.place is None:
        text = f'"{said}": everything seen as {name} {_became(hint)}.'
        placed.became("hint.part", text, index, hint, hint=said, part=part, count=count)
    else:
        spot = hint.place.text or f"{hint.place.x:.0%} {hint.place.y:.0%}"
        text = f'"{said}": what is seen as {name} nearest to "{spot}" {_became(hint)}.'
        placed.became("hint.part", text, index, hint, hint=said, part=part, count=count, case="near", place=spot)
    return True


def _tell_overruled(placed: _Placed, hints: Sequence[Hint]) -> None:
    """Coat and shirt are one part: what was noted of a hint that has no region left did not hold."""
    for index, by in placed.wishes.overruled():
        hint, other = hints[index], hints[by]
        part, said, has = hint.part or "", hint.text or format_hint(hint), other.text or format_hint(other)
        name = words()[part].names["en"]
        text = (
            f'"{said}": all that is seen as {name} goes by "{has}". '
            'For one of the two give a point, such as "@ 40% 60%", or a region\'s number.'
        )
        placed.notes = [note for note in placed.notes if note.hint != index]
        placed.note("hint.overruled", text, index, hint=said, part=part, by=has)


def _ask_for_place(placed: _Placed, index: int, hint: Hint, said: str) -> None:
    """A part that nobody can find: say what is seen instead, or that this part is not told apart."""
    part = words().get(hint.part or "")
    do = f'Say where, such as "{said} @ top" or a region\'s number.'
    if part is None:
        placed.note("hint.needs_place", f'"{said}": {do}', index, hint=said)
        return
    name = part.names["en"]
    if placed.parts is None or not part.covers:
        text = f'"{said}": the engine does not find {name} by itself. {do}'
        placed.note("hint.needs_place", text, index, hint=said, part=part.key, case="part")
        return
    seen = seen_parts(placed.regions, placed.parts)
    listed = ", ".join(words()[key].names["en"] for key in seen) or "nothing"
    text = f'"{said}": I see no {name} here; I see {listed}. {do}'
    placed.note(
        "hint.part_unseen", text, index, hint=said, part=part.key, parts=",".join(seen), case="" if seen else "nothing"
    )


def _place_preset(placed: _Placed, preset: Preset | None) -> None:
    """A preset's or a character's own parts, where they are in the drawing; what is not is no mistake."""
    for key, color in preset.parts if preset is not None and placed.parts is not None else ():
        if key != BACKGROUND and placed.parts is not None:
            labels = regions_of(placed.regions, placed.parts, key, None)
            placed.wishes.add(Hint(part=key, color=color), None, PRESET, labels)


def _place_numbers(placed: _Placed, index: int, hint: Hint, said: str) -> None:
    count = placed.regions.count
    wrong = next((n for n in hint.regions if not 1 <= n <= count), None)
    if wrong is not None:
        text = (
            f'"{said}": there is no region {wrong}. This drawing has the regions 1 to {count}; look at its region map.'
        )
        raise UserError("hint.unknown_region", text, hint=said, region=wrong, count=count)
    for number in hint.regions:
        placed.seeds.append(_seed(_anchor_patch(placed.regions, number), hint, index))
    numbers = _list_numbers(hint.regions)
    text = f'"{said}": region {numbers} {_became(hint)}.'
    shown = ", ".join(map(str, hint.regions[:12])) + (", …" if len(hint.regions) > 12 else "")
    placed.became("hint.regions", text, index, hint, hint=said, regions=shown)


def _place_background(placed: _Placed, index: int, hint: Hint, said: str) -> None:
    placed.background_said = True
    papers = np.flatnonzero(placed.regions.background)
    if hint.source == "none":
        placed.background = None
        placed.note("hint.background_none", f'"{said}": the background stays paper.', index, hint=said)
        return
    if len(papers) == 0:
        text = f'"{said}": no background was found in this drawing; give a place ("@ 5% 5%: ...").'
        placed.note("hint.no_background", text, index, hint=said)
    placed.background = hint.color
    if hint.color is None or hint.to is not None:
        placed.seeds += [_seed(_anchor_patch(placed.regions, int(label)), hint, index) for label in papers]
    if len(papers):
        placed.became("hint.background", f'"{said}": the background {_became(hint)}.', index, hint, hint=said)


def _place_point(placed: _Placed, index: int, hint: Hint, place: Place, said: str) -> None:
    if not (0 <= place.x <= 1 and 0 <= place.y <= 1):
        text = f'"{said}": the place ({place.x:g}, {place.y:g}) is outside the picture. Both lie between 0 and 1.'
        raise UserError("hint.outside", text, word=said, x=place.x, y=place.y)
    labels = placed.regions.labels
    x, y = _pixel(place, labels.shape)
    label = int(labels[y, x])
    placed.seeds.append(_seed(_patch(labels, x, y), hint, index))
    placed.background_said |= bool(hint.part == BACKGROUND)
    text = f'"{said}": region {label} at this point {_became(hint)}.'
    placed.became("hint.point", text, index, hint, hint=said, region=label, x=x, y=y)


def _place_direction(placed: _Placed, index: int, hint: Hint, place: Place, said: str) -> None:
    background = hint.part == BACKGROUND
    if (place.x, place.y) in DIRECTIONS.values():
        label = _region_towards(placed, place, background=background)
        points = None if label is None else _anchor_patch(placed.regions, label)
    else:
        label, points = _region_in_cell(placed.regions, place, background=background)
    if label is None or points is None:
        text = f'"{said}": nothing was found there; name a point (40% 25%) or a region\'s number.'
        placed.note("hint.nothing_there", text, index, hint=said)
        return
    placed.background_said |= background
    placed.seeds.append(_seed(points, hint, index))
    where = place.text or "that place"
    text = f'"{said}": region {label}, found at "{where}", {_became(hint)}.'
    spot = place.text or f"{place.x:.0%} {place.y:.0%}"
    placed.became("hint.placed", text, index, hint, hint=said, region=label, place=spot)


def _region_towards(placed: _Placed, place: Place, *, background: bool) -> int | None:
    """The region that a direction means: of the figure, near and large, and not one that is taken."""
    regions = placed.regions
    wanted = regions.background == background
    wanted[0] = False
    wanted[list(placed.taken)] = False
    height, width = regions.labels.shape
    figure = np.flatnonzero(~regions.background[1:]) + 1
    if background or len(figure) == 0:
        x0, y0, x1, y1 = 0, 0, width, height
    else:
        x0, y0 = (int(v) for v in regions.box[figure, :2].min(axis=0))
        x1, y1 = (int(v) for v in regions.box[figure, 2:].max(axis=0))
    label = _most_of(regions, wanted, place, (x0, y0, x1, y1))
    if label is not None:
        placed.taken.add(label)
    return label


def _region_in_cell(regions: Regions, place: Place, *, background: bool) -> tuple[int, NDArray[np.int32]]:
    """The region that fills most of a grid cell (a figure before the paper), and its pixels nearest the middle."""
    height, width = regions.labels.shape
    x, y = _pixel(place, regions.labels.shape)
    x0, y0 = max(0, int((place.x - 0.5 / GRID) * width)), max(0, int((place.y - 0.5 / GRID) * height))
    x1, y1 = max(x + 1, round((place.x + 0.5 / GRID) * width)), max(y + 1, round((place.y + 0.5 / GRID) * height))
    cell = regions.labels[y0:y1, x0:x1]
    counts = np.bincount(cell.ravel(), minlength=regions.count + 1)
    wanted = np.where(regions.background == background, counts, 0)
    label = int(wanted.argmax()) if wanted.max() > _CELL_SHARE * counts.sum() else int(counts.argmax())
    ys, xs = np.nonzero(cell == label)
    nearest = ((xs + x0 - x) ** 2 + (ys + y0 - y) ** 2).argmin()
    return label, _patch(regions.labels, int(xs[nearest]) + x0, int(ys[nearest]) + y0)


def _most_of(regions: Regions, wanted: NDArray[np.bool_], place: Place, box: tuple[int, int, int, int]) -> int | None:
    """The wanted region that has most of what lies around the place in the box, near pixels counting more."""
    x0, y0, x1, y1 = box
    labels = np.flatnonzero(wanted)
    if len(labels) == 0:
        return None
    step = max(1, max(x1 - x0, y1 - y0) // _SAMPLES)
    seen = regions.labels[y0:y1:step, x0:x1:step]
    columns = _nearness(seen.shape[1], 0.5 + (place.x - 0.5) * _PULL)
    rows = _nearness(seen.shape[0], 0.5 + (place.y - 0.5) * _PULL)
    weight = np.bincount(seen.ravel(), np.outer(rows, columns).ravel(), minlength=regions.count + 1)
    return int(labels[weight[labels].argmax()])


def _nearness(length: int, middle: float) -> NDArray[np.float64]:
    """A bell over `length` samples, 1 at `middle` (a share of the length)."""
    at = (np.arange(length) + 0.5) / max(1, length)
    return np.exp(-0.5 * ((at - middle) / _BELL) ** 2)


def _seed(points: NDArray[np.int32], hint: Hint, index: int) -> Seed:
    source = "reference" if hint.source == "reference" else "color"
    return Seed(points, hint.color, hint.to, stroke=False, source=source, hint=index)


def _pixel(place: Place, shape: tuple[int, ...]) -> tuple[int, int]:
    height, width = shape[:2]
    return min(width - 1, int(place.x * width)), min(height - 1, int(place.y * height))


def _patch(labels: NDArray[np.int32], x: int, y: int) -> NDArray[np.int32]:
    """The 3 x 3 px around (x, y) that belong to its region, as (N, 2) points, (x, y) first."""
    height, width = labels.shape
    near = [(x + dx, y + dy) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    inside = [(px, py) for px, py in near if 0 <= px < width and 0 <= py < height and labels[py, px] == labels[y, x]]
    return np.array([(x, y), *(p for p in inside if p != (x, y))], np.int32)


def _anchor_patch(regions: Regions, label: int) -> NDArray[np.int32]:
    x, y = (int(v) for v in regions.anchor[label])
    return _patch(regions.labels, x, y)


def _apart(seeds: list[Seed]) -> tuple[Seed, ...]:
    """Points close to each other leave each other their middles, so that every hint has its own pixel."""
    middles = {(int(s.points[0, 0]), int(s.points[0, 1])): s.hint for s in seeds if s.hint is not None}
    kept: list[Seed] = []
    for seed in seeds:
        if seed.hint is not None and len(middles) > 1:
            own = [
                i == 0 or middles.get((int(x), int(y)), seed.hint) == seed.hint for i, (x, y) in enumerate(seed.points)
            ]
            seed = replace(seed, points=seed.points[own])
        kept.append(seed)
    return tuple(kept)


def _one_region(seed: Seed, labels: NDArray[np.int32]) -> Seed:
    """A dot means the region under its middle; only a stroke may cross into others."""
    if seed.stroke:
        return seed
    middle = seed.points.mean(axis=0)
    x, y = seed.points[((seed.points - middle) ** 2).sum(axis=1).argmin()]
    same = labels[seed.points[:, 1], seed.points[:, 0]] == labels[y, x]
    return replace(seed, points=seed.points[same])


def _became(hint: Hint) -> str:
    if hint.source == "reference":
        return "takes the reference's colour"
    if hint.color is None:
        return "keeps its colour"
    return f"is {hint.color.hex}" + (f" to {hint.to.hex}" if hint.to else "")


def _list_numbers(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(str(n) for n in numbers[:12])
    return shown + (f" and {len(numbers) - 12} more" if len(numbers) > 12 else "")
