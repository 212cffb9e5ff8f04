"""A whole figure: the pieces of head, hair, body and accessories, in painting order."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import ellipse, points, ribbon, smooth
from data.palettes import Palette
from data.parts import Part
from data.sources.procedural import body, clothes, hair, head, layers, trims
from data.sources.procedural.headstyle import HeadStyle
from data.sources.procedural.pose import Pose

Rng = np.random.Generator

ARMS_BEHIND = ("down", "out", "hip", "hips", "up", "wave", "straight")
"""Arms that may be drawn behind the body; the others lie on it."""


def draw_figure(canvas: Canvas, rng: Rng, palette: Palette | None = None) -> None:
    """Draw one figure in head units (the head's middle at the origin); the canvas maps it to its place."""
    palette = palette or Palette.random(rng)
    canvas.current_figure += 1
    face, mane = HeadStyle.random(rng), hair.HairStyle.random(rng)
    pose, outfit = Pose.random(rng), body.Outfit.random(rng, palette)
    mass, skull = canvas.new_form(), canvas.new_form()
    animal = rng.choice(["none", "cat", "bunny", "fox", "horns"], p=[0.8, 0.08, 0.04, 0.05, 0.03])
    tilt = rng.normal(0, 0.08)
    turn = np.array([[np.cos(tilt), -np.sin(tilt), 0], [np.sin(tilt), np.cos(tilt), 0]])
    with canvas.place(turn):
        hair.draw_back(canvas, rng, mane, palette, mass)
    behind_head = len(canvas.parts)
    layers.cape(canvas, rng, pose, outfit)
    behind = [s for s in (0, 1) if pose.arms[s] == "behind" or (pose.arms[s] in ARMS_BEHIND and rng.random() < 0.5)]
    for side in behind:
        body.draw_arm(canvas, rng, pose, outfit, palette, side)
    body.draw_legs(canvas, rng, pose, outfit, palette)
    clothes.draw_torso(canvas, rng, pose, outfit, palette)
    front = [s for s in (0, 1) if s not in behind]
    over = "cheek" in pose.arms or rng.random() < 0.5
    if not over:
        for side in front:
            body.draw_arm(canvas, rng, pose, outfit, palette, side)
    with canvas.place(turn):
        hair.draw_over(canvas, rng, mane, palette, mass)
        _ears(canvas, rng, str(animal), palette)
        head.draw_ears(canvas, rng, face, palette, skull)
        head.draw_face(canvas, rng, face, palette, skull)
        hair.draw_front(canvas, rng, mane, face, palette, mass)
        if mane.back == "braids":
            hair.draw_braids(canvas, rng, mane, palette, mass)
        _accessories(canvas, rng, face, mane, palette)
    if over:
        for side in front:
            body.draw_arm(canvas, rng, pose, outfit, palette, side)
    if mane.ink != "lines":
        first = canvas.first_of(canvas.current_figure)
        last = len(canvas.parts) if mane.ink == "solid" else behind_head
        canvas.blacken(canvas.shows(Part.HAIR, range(first, last)), rng)


def _ears(canvas: Canvas, rng: Rng, kind: str, palette: Palette) -> None:
    """Animal ears stand behind the cap of hair; they count as hair when they share its colour."""
    if kind == "none":
        return
    for side in (-1, 1):
        if kind == "bunny":
            outline = ribbon(
                points((side * 0.18, -0.4), (side * 0.22, -0.8), (side * rng.uniform(0.2, 0.45), -1.1)),
                [0.08, 0.11, 0.02],
            )[0]
            canvas.fill(outline, Part.HAIR, palette.hair)
            canvas.fill(
                ribbon(points((side * 0.19, -0.5), (side * 0.22, -0.8), (side * 0.24, -0.95)), [0.03, 0.05, 0.01])[0],
                Part.SKIN,
                (245, 200, 200),
            )
        elif kind == "horns":
            outline = ribbon(
                points((side * 0.25, -0.42), (side * 0.4, -0.62), (side * 0.3, -0.8)), [0.07, 0.05, 0.005]
            )[0]
            canvas.fill(outline, Part.ACCESSORY, (70, 55, 60))
        else:
            tall = 0.28 if kind == "cat" else 0.4
            outer = points((side * 0.1, -0.45), (side * 0.3, -0.5 - tall), (side * 0.43, -0.25))
            canvas.fill(smooth(outer, closed=True, tension=0.25), Part.HAIR, palette.hair)
            inner = points((side * 0.18, -0.45), (side * 0.29, -0.42 - tall * 0.8), (side * 0.37, -0.32))
            canvas.fill(smooth(inner, closed=True, tension=0.2), Part.SKIN, (240, 190, 190), stroke=0.7)


def _accessories(canvas: Canvas, rng: Rng, face: HeadStyle, mane: hair.HairStyle, palette: Palette) -> None:
    kind = rng.random()
    top = -0.5 - mane.volume
    if kind < 0.1:
        _hat(canvas, rng, mane, palette)
    elif kind < 0.2:
        side = rng.choice([-1, 1])
        trims.draw_bow(canvas, rng, (side * 0.28, top + 0.12), rng.uniform(0.1, 0.2), palette.accent, Part.ACCESSORY)
    elif kind < 0.28:
        band = ribbon(
            points((-0.43 - mane.volume, -0.15), (-0.25, top + 0.08), (0.25, top + 0.08), (0.43 + mane.volume, -0.15)),
            [0.03, 0.035, 0.03],
            n=40,
        )[0]
        canvas.fill(band, Part.ACCESSORY, palette.accent)
    elif kind < 0.38:
        side = rng.choice([-1, 1])
        for k in range(int(rng.integers(1, 3))):
            x, y = side * 0.3, -0.2 + 0.05 * k
            canvas.fill(
                ribbon(points((x - 0.06, y - 0.03), (x + 0.06, y + 0.03)), [0.014, 0.014], n=6)[0],
                Part.ACCESSORY,
                palette.accent,
                stroke=0.7,
            )
    elif kind < 0.44:
        side = rng.choice([-1, 1])
        for k in range(5):
            a = k * 2 * np.pi / 5
            canvas.fill(
                ellipse(side * 0.33 + 0.05 * np.cos(a), -0.28 + 0.05 * np.sin(a), 0.045, 0.04, 12),
                Part.ACCESSORY,
                palette.accent,
                stroke=0.7,
            )
        canvas.fill(ellipse(side * 0.33, -0.28, 0.025, 0.025, 10), Part.ACCESSORY, (255, 225, 120), stroke=0.7)
    if rng.random() < 0.1:
        w = face.eye_size * 1.35
        for side in (-1, 1):
            x, y = head.on_face(face, side * face.eye_gap, face.eye_y)
            canvas.stroke(np.vstack([ring := ellipse(x, y, w, w * 0.85), ring[:1]]), 1.1)
        a, b = head.on_face(face, -face.eye_gap + w, face.eye_y), head.on_face(face, face.eye_gap - w, face.eye_y)
        canvas.stroke(points(a, b), 1.1)


def _hat(canvas: Canvas, rng: Rng, mane: hair.HairStyle, palette: Palette) -> None:
    color, v = palette.cloth[int(rng.integers(0, 4))], mane.volume
    kind = rng.choice(["cap", "witch", "beret", "straw"])
    wide = 0.46 + v
    if kind == "beret":
        outline = smooth(
            points(
                (-wide, -0.3),
                (-wide * 1.2, -0.5),
                (-0.2, -0.72 - v),
                (0.35, -0.66 - v),
                (wide * 1.15, -0.42),
                (wide * 0.9, -0.3),
                (0, -0.4),
            ),
            closed=True,
        )
        canvas.fill(outline, Part.HEADWEAR, color)
        return
    crown = {"cap": -0.62 - v, "witch": -1.25, "straw": -0.72 - v}[str(kind)]
    peak = points((0.0, crown)) if kind == "witch" else points((-0.3, crown), (0.3, crown))
    if kind == "witch":
        peak = points((-0.12, -0.75), (rng.uniform(-0.3, 0.3), crown), (0.12, -0.75))
    dome = np.vstack(
        [
            points((-wide * 0.95, -0.27), (-wide * 0.8, -0.5)),
            peak,
            points((wide * 0.8, -0.5), (wide * 0.95, -0.27), (0, -0.36)),
        ]
    )
    canvas.fill(smooth(dome, closed=True, tension=0.35), Part.HEADWEAR, color)
    band = points(
        (-wide * 0.95, -0.3), (0, -0.4), (wide * 0.95, -0.3), (wide * 0.92, -0.4), (0, -0.5), (-wide * 0.92, -0.4)
    )
    canvas.fill(band, Part.HEADWEAR if rng.random() < 0.5 else Part.ACCESSORY, palette.accent)
    reach = {"cap": 1.05, "witch": 1.8, "straw": 1.7}[str(kind)]
    brim = smooth(points((-wide * reach, -0.22), (0, -0.42), (wide * reach, -0.22), (0, -0.2)), closed=True, samples=14)
    canvas.fill(brim, Part.HEADWEAR, color)
