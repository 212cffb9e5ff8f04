"""Props and surroundings. Units: about one head, as in `head`."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import ellipse, mirrored, points, ribbon, smooth
from data.palettes import hsv, mixed
from data.parts import Part
from data.sources.procedural.objects import OBJECTS, Maker

Rng = np.random.Generator


def draw_prop(canvas: Canvas, rng: Rng) -> None:
    """Something to hold or to put beside: a book, a cup, a ball, a bag, a wand, a flower, an umbrella."""
    if rng.random() < 0.45:
        OBJECTS[int(rng.integers(len(OBJECTS)))](Maker(canvas, rng))
        return
    color, other = hsv(rng.random(), rng.uniform(0.2, 0.8), rng.uniform(0.4, 0.98)), hsv(rng.random(), 0.5, 0.9)
    kind = rng.choice(["book", "cup", "ball", "bag", "sword", "flower", "umbrella", "box", "guitar"])
    form = canvas.new_form()
    if kind == "book":
        canvas.fill(points((0, -0.3), (0.5, -0.38), (0.5, 0.3), (0, 0.38)), Part.PROP, color, form=form)
        canvas.fill(points((0, -0.3), (-0.5, -0.38), (-0.5, 0.3), (0, 0.38)), Part.PROP, color, form=form)
        for k in range(4):
            canvas.stroke(points((0.08, -0.2 + 0.1 * k), (0.42, -0.25 + 0.1 * k)), 0.5)
    elif kind == "cup":
        canvas.fill(ribbon(ellipse(0.33, 0, 0.2, 0.2, 20)[4:-4], [0.04, 0.04])[0], Part.PROP, color, form=form)
        canvas.fill(
            smooth(points((-0.3, -0.3), (0.3, -0.3), (0.24, 0.3), (-0.24, 0.3)), closed=True, tension=0.15),
            Part.PROP,
            color,
            form=form,
        )
        canvas.fill(ellipse(0, -0.3, 0.3, 0.07), Part.PROP, mixed(color, (60, 30, 20), 0.6), form=form)
    elif kind == "ball":
        mask = canvas.fill(ellipse(0, 0, 0.4, 0.4, 40), Part.PROP, color, form=form)
        canvas.fill(ellipse(0.2, -0.1, 0.25, 0.45), Part.PROP, other, within=mask, form=form)
    elif kind == "bag":
        canvas.stroke(smooth(points((-0.25, -0.2), (-0.2, -0.55), (0.2, -0.55), (0.25, -0.2))), 1.4)
        canvas.fill(points((-0.4, -0.22), (0.4, -0.22), (0.45, 0.35), (-0.45, 0.35)), Part.PROP, color, form=form)
        canvas.fill(points((-0.4, -0.22), (0.4, -0.22), (0.36, 0.05), (-0.36, 0.05)), Part.PROP, other, form=form)
    elif kind == "sword":
        canvas.fill(
            points((-0.06, -1.0), (0.0, -1.2), (0.06, -1.0), (0.05, 0.1), (-0.05, 0.1)),
            Part.PROP,
            (215, 220, 232),
            form=form,
        )
        canvas.stroke(points((0, -1.1), (0, 0.08)), 0.6)
        canvas.fill(points((-0.2, 0.1), (0.2, 0.1), (0.2, 0.18), (-0.2, 0.18)), Part.PROP, (222, 182, 70), form=form)
        canvas.fill(ribbon(points((0, 0.18), (0, 0.5)), [0.04, 0.04])[0], Part.PROP, color, form=form)
    elif kind == "flower":
        canvas.fill(ribbon(points((0, 0), (0.05, 0.5), (0, 1.0)), [0.02, 0.02])[0], Part.PROP, (80, 150, 70), form=form)
        canvas.fill(
            smooth(points((0.03, 0.6), (0.3, 0.4), (0.35, 0.5)), closed=True), Part.PROP, (90, 165, 80), form=form
        )
        n = int(rng.integers(5, 9))
        for k in range(n):
            a = k * 2 * np.pi / n
            canvas.fill(ellipse(0.2 * np.cos(a), 0.2 * np.sin(a), 0.15, 0.1, turn=a), Part.PROP, color, form=form)
        canvas.fill(ellipse(0, 0, 0.1, 0.1), Part.PROP, (250, 205, 80), form=form)
    elif kind == "umbrella":
        canvas.fill(ribbon(points((0, -0.4), (0, 0.7), (0.1, 0.75)), [0.02, 0.02])[0], Part.PROP, other, form=form)
        xs = np.linspace(0.8, -0.8, 9)
        edge = smooth(np.stack([xs, np.where(np.arange(9) % 2, -0.2, -0.1)], 1), samples=4)
        mask = canvas.fill(
            np.vstack([smooth(points((-0.8, -0.1), (-0.5, -0.6), (0, -0.75), (0.5, -0.6), (0.8, -0.1))), edge]),
            Part.PROP,
            color,
            form=form,
        )
        for x in (-0.4, 0.0, 0.4):
            canvas.stroke(smooth(points((x, -0.1), (x * 0.7, -0.5), (0, -0.75))), 0.7, within=mask)
    elif kind == "guitar":
        canvas.fill(ribbon(points((0, -1.1), (0, 0)), [0.04, 0.05])[0], Part.PROP, (120, 80, 50), form=form)
        shape = points((0.15, -0.1), (0.3, 0.1), (0.22, 0.3), (0.42, 0.6), (0.2, 0.85), (0, 0.88))
        canvas.fill(smooth(np.vstack([shape, mirrored(shape)]), closed=True), Part.PROP, color, form=form)
        canvas.fill(ellipse(0, 0.35, 0.1, 0.1), Part.PROP, (50, 35, 30), form=form)
    else:
        canvas.fill(points((-0.4, -0.2), (0.3, -0.2), (0.3, 0.4), (-0.4, 0.4)), Part.PROP, color, form=form)
        canvas.fill(points((-0.4, -0.2), (-0.2, -0.4), (0.5, -0.4), (0.3, -0.2)), Part.PROP, other, form=form)
        canvas.fill(points((0.3, -0.2), (0.5, -0.4), (0.5, 0.2), (0.3, 0.4)), Part.PROP, color, form=form)


def draw_scenery(canvas: Canvas, rng: Rng) -> None:
    """Surroundings behind the figures, in units of the picture: x and y from 0 to 1."""
    kind = rng.choice(["hills", "room", "town", "trees", "sky"])
    if kind in ("hills", "trees", "sky"):
        sky = hsv(rng.uniform(0.5, 0.65), rng.uniform(0.1, 0.5), rng.uniform(0.85, 1))
        canvas.fill(points((-0.1, -0.1), (1.1, -0.1), (1.1, 1.1), (-0.1, 1.1)), Part.SCENERY, sky, stroke=None)
        for _ in range(int(rng.integers(0, 4))):
            x, y, r = rng.uniform(0, 1), rng.uniform(0, 0.35), rng.uniform(0.04, 0.1)
            bumps = [
                (x + r * 1.6 * np.cos(a), y + r * (0.7 + 0.15 * (k % 2)) * np.sin(a))
                for k, a in enumerate(np.linspace(0, 2 * np.pi, 12)[:-1])
            ]
            canvas.fill(smooth(np.array(bumps), closed=True), Part.SCENERY, (252, 252, 255))
    if kind in ("hills", "trees"):
        for k in range(int(rng.integers(1, 4))):
            ys = 0.5 + 0.12 * k + rng.normal(0, 0.05, 6)
            ridge = smooth(np.stack([np.linspace(-0.1, 1.1, 6), ys], 1))
            canvas.fill(
                np.vstack([ridge, points((1.1, 1.1), (-0.1, 1.1))]),
                Part.SCENERY,
                hsv(rng.uniform(0.22, 0.4), 0.4, 0.8 - 0.12 * k),
            )
    if kind == "trees":
        for _ in range(int(rng.integers(1, 5))):
            x, y, r = rng.uniform(0, 1), rng.uniform(0.3, 0.6), rng.uniform(0.08, 0.18)
            canvas.fill(ribbon(points((x, y), (x, y + r * 2.4)), [r * 0.15, r * 0.2])[0], Part.SCENERY, (120, 85, 60))
            n = 13
            a = np.linspace(0, 2 * np.pi, n)[:-1]
            crown = np.stack([x + r * (1 + 0.12 * (np.arange(n - 1) % 2)) * np.cos(a), y + r * np.sin(a)], 1)
            canvas.fill(smooth(crown, closed=True), Part.SCENERY, hsv(rng.uniform(0.2, 0.42), 0.5, 0.65))
    if kind == "room":
        wall, floor = hsv(rng.random(), 0.15, 0.9), hsv(0.08, 0.35, 0.7)
        y = rng.uniform(0.6, 0.85)
        canvas.fill(points((-0.1, -0.1), (1.1, -0.1), (1.1, y), (-0.1, y)), Part.SCENERY, wall)
        canvas.fill(points((-0.1, y), (1.1, y), (1.1, 1.1), (-0.1, 1.1)), Part.SCENERY, floor)
        x, w = rng.uniform(0.05, 0.6), rng.uniform(0.2, 0.35)
        canvas.fill(points((x, 0.1), (x + w, 0.1), (x + w, 0.45), (x, 0.45)), Part.SCENERY, (205, 228, 245))
        canvas.stroke(points((x + w / 2, 0.1), (x + w / 2, 0.45)), 1.0)
        canvas.stroke(points((x, 0.28), (x + w, 0.28)), 1.0)
    if kind == "town":
        canvas.fill(
            points((-0.1, -0.1), (1.1, -0.1), (1.1, 1.1), (-0.1, 1.1)), Part.SCENERY, (226, 236, 246), stroke=None
        )
        x = -0.05
        while x < 1.0:
            w, top = rng.uniform(0.1, 0.25), rng.uniform(0.15, 0.5)
            canvas.fill(
                points((x, top), (x + w, top), (x + w, 1.1), (x, 1.1)), Part.SCENERY, hsv(rng.random(), 0.2, 0.85)
            )
            for wx in np.arange(x + 0.03, x + w - 0.03, 0.05):
                for wy in np.arange(top + 0.04, 0.9, 0.09):
                    canvas.fill(
                        points((wx, wy), (wx + 0.025, wy), (wx + 0.025, wy + 0.04), (wx, wy + 0.04)),
                        Part.SCENERY,
                        (250, 246, 214),
                        stroke=0.6,
                    )
            x += w
