"""What is worn on the head: hats, caps, hoods, crowns, ribbons, clips, glasses, animal ears. Units as in `head`."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas
from data.geometry import ellipse, mirrored, points, ribbon, smooth
from data.palettes import Palette
from data.parts import Part
from data.sources.procedural.hair import HairStyle
from data.sources.procedural.head import on_face
from data.sources.procedural.headstyle import HeadStyle
from data.sources.procedural.pose import pick
from data.sources.procedural.trims import draw_bow, draw_folds, frill, fur

Rng = np.random.Generator


def draw_animal_ears(canvas: Canvas, rng: Rng, palette: Palette) -> None:
    """Animal ears stand behind the cap of hair; they count as hair when they share its colour."""
    kind = pick(rng, {"none": 0.78, "cat": 0.08, "bunny": 0.06, "fox": 0.05, "horns": 0.03})
    if kind == "none":
        return
    tip, tall = rng.uniform(0.12, 0.5), rng.uniform(-1.25, -0.85)
    for side in (-1, 1):
        if kind == "bunny":
            spine = points((side * 0.18, -0.4), (side * 0.22, -0.75), (side * tip, tall))
            canvas.fill(ribbon(spine, [0.08, 0.12, 0.02], n=20)[0], Part.HAIR, palette.hair)
            inner = points((side * 0.19, -0.5), (side * 0.22, -0.75), (side * (0.2 + tip) / 2, tall * 0.9))
            canvas.fill(ribbon(inner, [0.03, 0.05, 0.01], n=16)[0], Part.SKIN, (245, 200, 200))
        elif kind == "horns":
            spine = points((side * 0.25, -0.42), (side * 0.42, -0.62), (side * tip, tall * 0.8))
            canvas.fill(ribbon(spine, [0.07, 0.06, 0.005], n=16)[0], Part.ACCESSORY, (70, 55, 60))
        else:
            high = 0.28 if kind == "cat" else 0.4
            outer = points((side * 0.1, -0.45), (side * 0.3, -0.5 - high), (side * 0.43, -0.25))
            canvas.fill(smooth(outer, closed=True, tension=0.25), Part.HAIR, palette.hair)
            inner = points((side * 0.18, -0.45), (side * 0.29, -0.42 - high * 0.8), (side * 0.37, -0.32))
            canvas.fill(smooth(inner, closed=True, tension=0.2), Part.SKIN, (240, 190, 190), stroke=0.7)


def draw_headwear(canvas: Canvas, rng: Rng, face: HeadStyle | None, mane: HairStyle, palette: Palette) -> None:
    """At most one thing on the head, and now and then glasses where there is a face."""
    kind = pick(rng, {"none": 0.32, "hat": 0.24, "hood": 0.06, "bow": 0.1, "band": 0.15, "clips": 0.08, "flower": 0.05})
    top = -0.5 - mane.volume
    if kind == "hat":
        # Worn straight, or at an angle and low.
        a, low = rng.normal(0, 0.12), rng.uniform(-0.02, 0.08)
        size = rng.uniform(0.95, 1.15)
        c, s = np.cos(a) * size, np.sin(a) * size
        with canvas.place(np.array([[c, -s, 0], [s, c, low]])):
            _hat(canvas, rng, mane, palette)
    elif kind == "hood":
        _hood(canvas, rng, mane, palette)
    elif kind == "bow":
        x = rng.choice([-1, 1]) * rng.uniform(0, 0.34)
        at = (float(x), top + 0.04 + abs(x) * 0.3)
        draw_bow(canvas, rng, at, rng.uniform(0.1, 0.26), palette.accent, Part.ACCESSORY)
    elif kind == "band":
        low = rng.uniform(-0.2, 0.0)
        crest = top + rng.uniform(0.06, 0.36)
        arch = points((-0.43 - mane.volume, low), (-0.27, crest), (0.27, crest), (0.43 + mane.volume, low))
        if rng.random() < 0.35:
            frill(canvas, rng, smooth(arch)[::-1], rng.uniform(0.08, 0.16), Part.ACCESSORY, (250, 250, 248), None)
        w = rng.uniform(0.02, 0.1)
        canvas.fill(ribbon(arch, [w, w * 1.1, w], n=40)[0], Part.ACCESSORY, palette.accent)
    elif kind == "clips":
        side = rng.choice([-1, 1])
        for k in range(int(rng.integers(1, 3))):
            x, y = side * 0.3, -0.2 + 0.05 * k
            clip = ribbon(points((x - 0.06, y - 0.03), (x + 0.06, y + 0.03)), [0.014, 0.014], n=6)[0]
            canvas.fill(clip, Part.ACCESSORY, palette.accent, stroke=0.7)
    elif kind == "flower":
        side, r = rng.choice([-1, 1]), rng.uniform(0.04, 0.08)
        for k in range(5):
            a = k * 2 * np.pi / 5
            petal = ellipse(side * 0.33 + r * np.cos(a), -0.28 + r * np.sin(a), r * 0.9, r * 0.8, 12)
            canvas.fill(petal, Part.ACCESSORY, palette.accent, stroke=0.7)
        canvas.fill(ellipse(side * 0.33, -0.28, r / 2, r / 2, 10), Part.ACCESSORY, (255, 225, 120), stroke=0.7)
    if face is not None and rng.random() < 0.1:
        _glasses(canvas, rng, face)


def _glasses(canvas: Canvas, rng: Rng, face: HeadStyle) -> None:
    w = face.eye_size * rng.uniform(1.15, 1.45)
    square = rng.random() < 0.4
    for side in (-1, 1):
        x, y = on_face(face, side * face.eye_gap, face.eye_y)
        ring = ellipse(x, y, w, w * 0.85)
        if square:
            ring = smooth(
                points((x - w, y - w * 0.7), (x + w, y - w * 0.7), (x + w, y + w * 0.7), (x - w, y + w * 0.7)),
                True,
                5,
                0.15,
            )
        canvas.stroke(np.vstack([ring, ring[:1]]), 1.1)
    a, b = on_face(face, -face.eye_gap + w, face.eye_y), on_face(face, face.eye_gap - w, face.eye_y)
    canvas.stroke(points(a, b), 1.1)


def _hood(canvas: Canvas, rng: Rng, mane: HairStyle, palette: Palette) -> None:
    """A hood that is up: cloth about the head with an opening for the face, often with ears."""
    color, r = palette.cloth[int(rng.integers(0, 4))], 0.52 + mane.volume + rng.uniform(0, 0.06)
    ears = pick(rng, {"none": 0.5, "round": 0.3, "pointed": 0.2})
    for side in (-1, 1):
        if ears == "round":
            size = rng.uniform(0.12, 0.2)
            canvas.fill(ellipse(side * r * 0.75, -r * 0.85, size, size), Part.HEADWEAR, color)
        elif ears == "pointed":
            ear = points((side * 0.15, -r * 0.9), (side * 0.42, -r - 0.3), (side * r * 0.95, -0.3))
            canvas.fill(smooth(ear, True, 5, 0.25), Part.HEADWEAR, color)
    outer = ellipse(0, -0.02, r, r * 1.08, 40)
    inner = ellipse(0, rng.uniform(0.04, 0.1), 0.4, rng.uniform(0.4, 0.46), 40)
    ring = np.vstack([outer, outer[:1], inner[:1], inner[::-1]])
    mask = canvas.fill(ring, Part.HEADWEAR, color, stroke=None)
    for line in (outer, inner):
        canvas.stroke(np.vstack([line, line[:1]]), 1.0)
    draw_folds(canvas, rng, outer, inner, mask, 4)
    if rng.random() < 0.3:
        fur(canvas, rng, np.vstack([inner, inner[:1]]), 0.1, Part.HEADWEAR, (250, 248, 246), None)


def _hat(canvas: Canvas, rng: Rng, mane: HairStyle, palette: Palette) -> None:
    color, v = palette.cloth[int(rng.integers(0, 4))], mane.volume
    kind = str(rng.choice(["cap", "witch", "beret", "straw", "mob", "bonnet", "tall", "knit", "crown", "visor"]))
    wide = 0.46 + v

    def fill(outline: np.ndarray, part: Part = Part.HEADWEAR, paint=color):
        return canvas.fill(outline, part, paint)

    if kind == "beret":
        lump = points(
            (-wide, -0.3), (-wide * 1.2, -0.5), (-0.2, -0.72 - v), (0.35, -0.66 - v), (wide * 1.15, -0.42),
            (wide * 0.9, -0.3), (0, -0.4),
        )  # fmt: skip
        fill(smooth(lump * (rng.choice([-1, 1]), 1), closed=True))
    elif kind == "mob":
        # A soft cap gathered by a band, with a frill all about.
        puff = points(
            (-wide * 0.95, -0.34),
            (-wide * (puffed := rng.uniform(0.95, 1.3)), -0.65),
            (-0.25, -0.95 - v),
            (0.25, -0.72 - v - rng.uniform(0, 0.25)),
            (wide * puffed, -0.65),
            (wide * 0.95, -0.34),
        )
        mask = fill(smooth(puff, closed=True, samples=6))
        draw_folds(canvas, rng, smooth(puff[:3]), smooth(puff[3:][::-1]), mask, 4)
        band = smooth(points((-wide, -0.3), (0, -0.42), (wide, -0.3)))
        frill(canvas, rng, band, rng.uniform(0.1, 0.2), Part.HEADWEAR, color, None)
        if rng.random() < 0.6:
            draw_bow(
                canvas, rng, (rng.choice([-1, 1]) * 0.3, -0.42), rng.uniform(0.1, 0.18), palette.accent, Part.ACCESSORY
            )
    elif kind == "bonnet":
        # A cap close about the head whose frill frames the face.
        mask = fill(ellipse(0, -0.12, wide * 1.05, 0.5 + v, 36)[18:])
        draw_folds(canvas, rng, points((-wide, -0.2), (-wide * 0.6, -0.5), (0, -0.6)),
                   points((wide, -0.2), (wide * 0.6, -0.5), (0, -0.6)), mask, 3)  # fmt: skip
        rim = ellipse(0, -0.08, wide * 0.98, rng.uniform(0.3, 0.42), 36)[17:] * (1, 1)
        frill(canvas, rng, rim, rng.uniform(0.1, 0.24), Part.HEADWEAR, color, None)
        if rng.random() < 0.6:
            draw_bow(canvas, rng, (rng.uniform(-0.3, 0.3), -0.5), rng.uniform(0.1, 0.2), palette.accent, Part.ACCESSORY)
    elif kind == "knit":
        dome = points(
            (-wide, -0.22),
            (-wide * 0.95, -0.55),
            (-0.25, -0.72 - v),
            (0.25, -0.72 - v),
            (wide * 0.95, -0.55),
            (wide, -0.22),
            (0, -0.34),
        )
        mask = fill(smooth(dome, closed=True, samples=6))
        for x in np.linspace(-0.35, 0.35, 7):
            canvas.stroke(smooth(points((x * 1.1, -0.3), (x, -0.55), (x * 0.5, -0.72 - v))), 0.6, within=mask)
        brim = ribbon(points((-wide, -0.26), (0, -0.38), (wide, -0.26)), [0.07, 0.075, 0.07], n=24)[0]
        fill(brim)
        if rng.random() < 0.5:
            fill(ellipse(0, -0.8 - v, 0.12, 0.11))
    elif kind == "crown":
        xs = np.linspace(-0.25, 0.25, 7)
        peaks = np.stack([xs, np.where(np.arange(7) % 2, -0.62, -0.78) - v * 0.6], 1)
        fill(
            np.vstack([peaks, points((0.22, -0.46 - v), (0, -0.5 - v), (-0.22, -0.46 - v))]),
            Part.ACCESSORY,
            (240, 205, 90),
        )
    else:
        top = {"cap": -0.62 - v, "visor": -0.64 - v, "witch": -1.25, "straw": -0.72 - v, "tall": -1.05}[kind]
        if kind == "witch":
            peak = points((-0.12, -0.75), (rng.uniform(-0.3, 0.3), top), (0.12, -0.75))
        else:
            crown_x = 0.36 if kind == "tall" else 0.3
            peak = points((-crown_x, top), (0, top + rng.uniform(-0.05, 0.08)), (crown_x, top))
        dome = np.vstack([
            points((-wide * 0.95, -0.27), (-wide * 0.8, -0.5)), peak,
            points((wide * 0.8, -0.5), (wide * 0.95, -0.27), (0, -0.36)),
        ])  # fmt: skip
        fill(smooth(dome, closed=True, tension=0.35))
        band = points(
            (-wide * 0.95, -0.3), (0, -0.4), (wide * 0.95, -0.3), (wide * 0.92, -0.4), (0, -0.5), (-wide * 0.92, -0.4)
        )
        if kind != "visor":
            fill(band, Part.HEADWEAR if rng.random() < 0.5 else Part.ACCESSORY, palette.accent)
        side = rng.choice([-1, 1])
        if kind == "visor":
            shade = points((-wide * 0.7, -0.32), (0.1, -0.42), (wide * 0.95, -0.3), (wide * 1.3, -0.14), (0.2, -0.2))
            fill(smooth(shade * (side, 1), closed=True, samples=6))
        else:
            reach = {"cap": 1.05, "witch": 1.8, "straw": rng.uniform(1.4, 2.0), "tall": 1.5}[kind]
            curl = rng.uniform(-0.12, 0.08)
            half = points((0, -0.42), (wide * reach, -0.22 + curl), (0, rng.uniform(-0.28, -0.16)))
            fill(smooth(np.vstack([half[:2], half[2:], mirrored(half[1:2])]), closed=True, samples=14))
