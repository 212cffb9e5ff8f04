"""colorize(request) -> Result: the steps in reading order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from engine.request import Color, ColorizeRequest, Light
from engine.result import Result
from engine.types import U8

Checkpoint = Callable[[str, float], None]
"""Called before each step with (step name, share of the whole done, 0..1); raises Cancelled to stop."""

STEPS = ("sketch", "regions", "parts", "hints", "colors", "flats", "gradients", "shading", "lines", "export")

_SHARES: dict[str, float] = dict(zip(STEPS, (0.0, 0.05, 0.25, 0.36, 0.4, 0.44, 0.47, 0.51, 0.6, 0.68), strict=True))
"""How much of a whole job is done when a step begins, as measured on a 1024 x 1024 sketch."""


def colorize(request: ColorizeRequest, checkpoint: Checkpoint | None = None) -> Result:
    """Colour one sketch: the layers, at the sketch's own size. The same request gives the same bytes.

    UserError when the sketch or a reference cannot be read; what `checkpoint` raises passes through.
    """
    return next(colorize_seeds(request, (request.seed,), checkpoint))


def colorize_seeds(
    request: ColorizeRequest, seeds: Sequence[int], checkpoint: Checkpoint | None = None
) -> Iterator[Result]:
    """The results of a request with one seed after another, each as `colorize` gives it.

    The sketch is read, and its regions and hints found, once for all of them.
    """
    # Imported here, so that a bot host can name the steps without OpenCV.
    from engine.areas import split_regions
    from engine.compose import over
    from engine.decode import decode_picture
    from engine.extras import sort_extras
    from engine.eyes import find_eyes
    from engine.flats import paint_flats
    from engine.gradients import paint_gradients
    from engine.groups import group_by_part, language_of_request
    from engine.hints.maps import place_hints
    from engine.irises import ink_irises
    from engine.linehints import find_line_hints
    from engine.lines import color_lines
    from engine.merging import cells_where_dense, merge_by_part
    from engine.palette import choose_colors
    from engine.parts import find_parts
    from engine.regions import find_regions
    from engine.shading import shade
    from engine.sight import look, look_at_reference
    from engine.sketch import read_sketch
    from engine.told import believe_hints

    clock = _Clock(checkpoint, len(seeds))
    preset = request.preset
    light = request.light or (preset.light if preset else None) or Light()
    lines = request.lines or (preset.lines if preset else None) or "colored"

    with clock.step("sketch"):
        found_in = sort_extras(request, read_sketch(request.sketch))
        sketch, asked = found_in.sketch, found_in.request
        references = tuple(_opaque(decode_picture(data)) for data in asked.references)
    with clock.step("regions"):
        found = find_regions(sketch.line_alpha)
    with clock.step("parts"):
        sight = look(sketch.line_alpha)
        cells, known = find_parts(found, sight, sketch.line_alpha)
        found, known = merge_by_part(cells, known, sketch.line_alpha)
        seen = tuple(look_at_reference(picture) for picture in references)
    with clock.step("hints"):
        hint_map = place_hints(asked, sketch, found, known)
        found, drawn, hint_seeds = cells_where_dense(cells, found, hint_map.seeds, asked.hints)
        del cells
        regions, hinted, split_notes = split_regions(found, sketch.line_alpha, replace(hint_map, seeds=hint_seeds))
        regions = replace(regions, drawn=drawn[regions.drawn])
        parts = believe_hints(known.split(regions), regions, hinted, hint_map.seeds, asked.hints)
    line_hints = find_line_hints(hint_map.seeds, hinted, regions, sketch.line_alpha)
    language = language_of_request(request)
    for clock.turn, seed in enumerate(seeds):
        with clock.step("colors"):
            colors = choose_colors(
                regions,
                hinted,
                references=references,
                preset=preset,
                palette_only=request.palette_only,
                background=hint_map.background,
                seed=seed,
                line_alpha=sketch.line_alpha,
                parts=parts,
                seen=seen,
            )
        with clock.step("flats"):
            flat = paint_flats(regions, colors)
        with clock.step("gradients"):
            gradients = paint_gradients(
                regions, colors, hinted, sketch.line_alpha, seed, parts=parts, light=light, sight=sight
            )
            color = over(flat, np.ascontiguousarray(gradients[..., :3]), np.ascontiguousarray(gradients[..., 3]))
        with clock.step("shading"):
            shadow, lit = shade(regions, color, sketch.line_alpha, light, parts=parts)
        with clock.step("lines"):
            if isinstance(lines, Color):
                line_color = np.empty_like(flat)
                line_color[:] = lines
            else:
                line_color = color_lines(sketch.line_alpha, color, regions, line_hints)
                ink_irises(line_color, regions, colors, sketch.line_alpha, find_eyes(regions, parts), light)
        result = Result(
            request=request.with_(seed=seed),
            labels=regions.labels,
            background=regions.background,
            flat=flat,
            gradients=gradients,
            shadow=shadow,
            light=lit,
            line_alpha=sketch.line_alpha,
            line_color=line_color,
            groups=group_by_part(regions, parts, colors.flat, language, asked.hints),
            drawn=regions.drawn,
            notes=(*sketch.notes, *found_in.notes, *hint_map.notes, *split_notes, *colors.notes),
            timings=dict(clock.timings),
            lines=lines if isinstance(lines, Color) else None,
        )
        result.keep("color", color)
        yield result


def _opaque(rgba: U8) -> U8:
    """RGBA on white paper, as RGB."""
    from engine.compose import over

    rgb = np.ascontiguousarray(rgba[..., :3])
    alpha = np.ascontiguousarray(rgba[..., 3])
    return rgb if alpha.min() == 255 else over(np.full_like(rgb, 255), rgb, alpha)


class _Clock:
    """Tells the checkpoint of each step before it begins, and keeps how long each took, in seconds."""

    def __init__(self, checkpoint: Checkpoint | None, turns: int) -> None:
        self._checkpoint = checkpoint
        self._turns = turns
        self.turn = 0
        self.timings: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self._checkpoint is not None:
            self._checkpoint(name, self._share(_SHARES[name]))
        began = time.perf_counter()
        yield
        self.timings[name] = time.perf_counter() - began

    def _share(self, share: float) -> float:
        """The share of the whole: what follows the hints is done once a seed."""
        once = _SHARES["colors"]
        return share if share < once else once + (self.turn * (1 - once) + share - once) / self._turns
