"""One picture: who is in it, how large, with what around them."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Picture
from data.geometry import points
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
    elif rng.random() < 0.12:
        with canvas.place(np.array([[size, 0, 0], [0, size, 0]], float)):
            _ground(canvas, rng)
    kind = rng.choice(
        ["portrait", "bust", "half", "full", "pair", "group", "creature", "things"],
        p=[0.06, 0.11, 0.32, 0.17, 0.09, 0.04, 0.17, 0.04],
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
        _company(canvas, rng, size, 2 if kind == "pair" else int(rng.integers(3, 5)))
    else:
        unit = {
            "portrait": rng.uniform(0.45, 0.85),
            "bust": rng.uniform(0.28, 0.45),
            "half": rng.uniform(0.17, 0.3),
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


def _company(canvas: Canvas, rng: Rng, size: int, n: int) -> None:
    """Figures side by side, or close together so that one hides part of the other."""
    unit = rng.uniform(0.14, 0.34) if n == 2 else rng.uniform(0.11, 0.24)
    apart = rng.uniform(0.5, 1.1) / n if rng.random() < 0.6 else unit * rng.uniform(0.6, 1.3)
    for i in rng.permutation(n):
        x = 0.5 + (i - (n - 1) / 2) * apart + rng.normal(0, 0.03)
        y = unit * 0.8 + rng.uniform(0, 0.14)
        with canvas.place(_at(rng, size, unit * rng.uniform(0.8, 1.1), x, y)):
            draw_figure(canvas, rng)


def _ground(canvas: Canvas, rng: Rng) -> None:
    """What is drawn on open paper: a ground line, the hatched shadow of what stands there, a frame."""
    kind = rng.random()
    if kind < 0.4:
        y = rng.uniform(0.6, 0.95)
        canvas.stroke(points((rng.uniform(0, 0.3), y), (0.5, y + rng.normal(0, 0.01)), (rng.uniform(0.7, 1), y)), 0.8)
    elif kind < 0.7:
        x, y, w = rng.uniform(0.2, 0.5), rng.uniform(0.75, 0.92), rng.uniform(0.2, 0.5)
        for k in range(int(rng.integers(3, 9))):
            a = x + rng.normal(0, 0.04)
            canvas.stroke(points((a, y + 0.012 * k), (a + w * rng.uniform(0.4, 1), y + 0.012 * k)), 0.6)
    else:
        m = rng.uniform(0.01, 0.06)
        canvas.stroke(points((m, m), (1 - m, m), (1 - m, 1 - m), (m, 1 - m), (m, m)), 1.0, taper=False)


def _at(rng: Rng, size: int, unit: float, x: float, y: float) -> np.ndarray:
    """Head units to pixels: scale, a small turn, mirrored half of the time."""
    turn = rng.normal(0, 0.06 if rng.random() < 0.85 else 0.35)
    mirror = rng.choice([-1, 1])
    c, s = np.cos(turn) * unit * size, np.sin(turn) * unit * size
    return np.array([[c * mirror, -s, x * size], [s * mirror, c, y * size]])
