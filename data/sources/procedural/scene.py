"""One picture: who is in it, how large, with what around them."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Picture
from data.pen import Pen
from data.sources.procedural.creatures import draw_creature
from data.sources.procedural.figure import draw_figure
from data.sources.procedural.things import draw_prop, draw_scenery

Rng = np.random.Generator


def draw(seed: int, size: int = 512) -> Picture:
    """A square drawing of `size` pixels with its truth; the same seed gives the same drawing."""
    rng = np.random.default_rng(seed)
    canvas = Canvas((size, size), Pen.random(rng, size))
    if rng.random() < 0.16:
        with canvas.place(np.array([[size, 0, 0], [0, size, 0]], float)):
            draw_scenery(canvas, rng)
    kind = rng.choice(
        ["portrait", "bust", "half", "full", "pair", "group", "creature", "things"],
        p=[0.12, 0.16, 0.22, 0.2, 0.09, 0.05, 0.1, 0.06],
    )
    if kind == "creature":
        with canvas.place(_at(rng, size, rng.uniform(0.2, 0.42), rng.uniform(0.35, 0.55), rng.uniform(0.28, 0.4))):
            draw_creature(canvas, rng)
    elif kind == "things":
        for _ in range(int(rng.integers(1, 4))):
            with canvas.place(_at(rng, size, rng.uniform(0.2, 0.45), rng.uniform(0.2, 0.8), rng.uniform(0.3, 0.7))):
                canvas.current_figure += 1
                draw_prop(canvas, rng)
    elif kind in ("pair", "group"):
        n = 2 if kind == "pair" else int(rng.integers(3, 5))
        unit = rng.uniform(0.14, 0.3) if n == 2 else rng.uniform(0.11, 0.19)
        for i in rng.permutation(n):
            with canvas.place(
                _at(
                    rng,
                    size,
                    unit * rng.uniform(0.9, 1.1),
                    (i + 0.5) / n + rng.normal(0, 0.03),
                    unit * 0.9 + rng.uniform(0, 0.12),
                )
            ):
                draw_figure(canvas, rng)
    else:
        unit = {
            "portrait": rng.uniform(0.45, 0.85),
            "bust": rng.uniform(0.28, 0.45),
            "half": rng.uniform(0.17, 0.27),
            "full": rng.uniform(0.115, 0.2),
        }[str(kind)]
        top = rng.uniform(0.0, 0.06) if kind == "half" else rng.uniform(0.02, 0.15)
        with canvas.place(_at(rng, size, unit, 0.5 + rng.normal(0, 0.06), min(unit * 0.75 + top, 0.55))):
            draw_figure(canvas, rng)
    if kind not in ("things", "portrait") and rng.random() < 0.2:
        with canvas.place(_at(rng, size, rng.uniform(0.1, 0.25), rng.uniform(0.1, 0.9), rng.uniform(0.55, 0.9))):
            if rng.random() < 0.6:
                canvas.current_figure += 1
                draw_prop(canvas, rng)
            else:
                draw_creature(canvas, rng)
    return canvas.picture()


def _at(rng: Rng, size: int, unit: float, x: float, y: float) -> np.ndarray:
    """Head units to pixels: scale, a small turn, mirrored half of the time."""
    turn = rng.normal(0, 0.06)
    mirror = rng.choice([-1, 1])
    c, s = np.cos(turn) * unit * size, np.sin(turn) * unit * size
    return np.array([[c * mirror, -s, x * size], [s * mirror, c, y * size]])
