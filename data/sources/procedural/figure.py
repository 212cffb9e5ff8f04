"""A whole figure: the pieces of head, hair, body and accessories, in painting order."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.palettes import Palette
from data.parts import Part
from data.sources.procedural import accents, body, cartoon, clothes, hair, head, headwear, layers, turned
from data.sources.procedural.headstyle import HeadStyle
from data.sources.procedural.pose import Pose, pick
from data.sources.procedural.things import draw_prop

Rng = np.random.Generator

ARMS_BEHIND = ("down", "out", "hip", "hips", "up", "wave", "straight")
"""Arms that may be drawn behind the body; the others lie on it."""
SOLID = {Part.TOP: 0.02, Part.BOTTOM: 0.05, Part.FOOTWEAR: 0.1, Part.HEADWEAR: 0.06, Part.ACCESSORY: 0.04}
"""How often a part is filled with ink."""
HOLDING = ("chest", "out", "wave", "up", "lap", "crossed", "waist", "pray")
"""Arms whose hands may hold something."""

AGAINST = ("crossed", "waist", "chest", "pray")
"""Arms that may press it to the body."""


def _hold(canvas: Canvas, rng: Rng, pose: Pose, side: int) -> None:
    size, turn = rng.uniform(0.35, 0.8) * (0.4 + 0.5 * pose.scale), rng.normal(0, 0.4)
    c, s = np.cos(turn) * size, np.sin(turn) * size
    x, y = pose.hand[side]
    if pose.arms[side] in AGAINST and rng.random() < 0.6:
        # A book, a bag or a toy pressed to the chest, arms over it.
        x, y = pose.at(rng.uniform(-0.3, 0.3), pose.down(rng.uniform(0.2, 0.5)))
    with canvas.place(np.array([[c, -s, x], [s, c, y]])):
        draw_prop(canvas, rng)


def _front_arms(
    canvas: Canvas, rng: Rng, pose: Pose, outfit: body.Outfit, palette: Palette, sides: list[int], held: dict[int, bool]
) -> None:
    """The arms that lie on the body, the upper one last; of crossed arms the lower one's hand is often out of sight."""
    sides = sides if rng.random() < 0.5 else sides[::-1]
    tucked = pose.arms == ("crossed", "crossed") and len(sides) == 2 and rng.random() < 0.6
    for side in sides:
        if held.get(side):
            _hold(canvas, rng, pose, side)
        body.draw_arm(canvas, rng, pose, outfit, palette, side, hand=not (tucked and side == sides[0]))


def draw_figure(canvas: Canvas, rng: Rng, palette: Palette | None = None) -> None:
    """Draw one figure in head units (the head's middle at the origin); the canvas maps it to its place."""
    palette = palette or Palette.random(rng)
    canvas.current_figure += 1
    face, mane = HeadStyle.random(rng), hair.HairStyle.random(rng)
    pose, outfit = Pose.random(rng), body.Outfit.random(rng, palette)
    mass, skull = canvas.new_form(), canvas.new_form()
    view = pick(rng, {"front": 0.77, "side": 0.08, "back": 0.06, "cartoon": 0.09})
    if view == "cartoon":
        mane.back, mane.ink = "none", "solid" if rng.random() < 0.25 else "lines"
        pose.neck *= rng.uniform(1.4, 2.3)
        pose.levels[0, 1] = pose.neck
    tilt = rng.normal(0, 0.08)
    turn = np.array([[np.cos(tilt), -np.sin(tilt), 0], [np.sin(tilt), np.cos(tilt), 0]])
    with canvas.place(turn):
        hair.draw_back(canvas, rng, mane, palette, mass)
    behind_head = len(canvas.parts)
    layers.cape(canvas, rng, pose, outfit)
    if rng.random() < 0.09 and outfit.layer in ("none", "apron", "vest"):
        accents.draw_bow_behind(canvas, rng, pose, outfit.colors[3])
    held = {s: rng.random() < 0.3 for s in (0, 1) if pose.arms[s] in HOLDING}
    # Seen from behind, what hands do in front of the body is hidden by it.
    behind = (
        [0, 1]
        if view == "back"
        else [s for s in (0, 1) if pose.arms[s] == "behind" or (pose.arms[s] in ARMS_BEHIND and rng.random() < 0.5)]
    )
    for side in behind:
        body.draw_arm(canvas, rng, pose, outfit, palette, side)
    body.draw_legs(canvas, rng, pose, outfit, palette)
    clothes.draw_torso(canvas, rng, pose, outfit, palette)
    front = [s for s in (0, 1) if s not in behind]
    over = "cheek" in pose.arms or rng.random() < 0.5
    if not over:
        _front_arms(canvas, rng, pose, outfit, palette, front, held)
    with canvas.place(turn):
        if view != "cartoon":
            hair.draw_over(canvas, rng, mane, palette, mass)
        headwear.draw_animal_ears(canvas, rng, palette)
        if view == "cartoon":
            low = rng.uniform(0.0, 0.14)
            with canvas.place(np.array([[-1.0 if face.yaw < 0 else 1.0, 0, 0], [0, 1, low]])):
                cartoon.draw_cartoon_head(canvas, rng, palette, skull, mass)
        elif view == "back":
            turned.draw_behind(canvas, rng, mane, palette, mass)
        elif view == "side":
            with canvas.place(np.array([[-1.0 if face.yaw < 0 else 1.0, 0, 0], [0, 1, 0]])):
                turned.draw_profile(canvas, rng, face, mane, palette, skull, mass)
        else:
            head.draw_ears(canvas, rng, face, palette, skull)
            head.draw_face(canvas, rng, face, palette, skull)
            hair.draw_front(canvas, rng, mane, face, palette, mass)
            if mane.back == "braids":
                hair.draw_braids(canvas, rng, mane, palette, mass)
        if view != "side":
            headwear.draw_headwear(canvas, rng, face if view == "front" else None, mane, palette)
    if over:
        _front_arms(canvas, rng, pose, outfit, palette, front, held)
    first = canvas.first_of(canvas.current_figure)
    for part, often in SOLID.items():
        if rng.random() < often:
            canvas.blacken(canvas.shows(part, range(first, len(canvas.parts))), rng)
    if mane.ink != "lines":
        last = len(canvas.parts) if mane.ink == "solid" else behind_head
        canvas.blacken(canvas.shows(Part.HAIR, range(first, last)), rng)
