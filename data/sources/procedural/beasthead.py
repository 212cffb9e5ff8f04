"""What makes one animal differ from another, and the animals' heads: ears, muzzles, bills, trunks, eyes.

Units: the head is about 0.9 high with (0, 0) in its middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import ellipse, points, ribbon, smooth
from data.palettes import Rgb, hsv, mixed
from data.parts import Part
from data.sources.procedural.pose import pick

Rng = np.random.Generator


@dataclass
class Beast:
    ears: str
    face: str
    eyes: str
    tail: str
    fur: Rgb
    pale: Rgb
    form: int

    @classmethod
    def random(cls, rng: Rng, form: int) -> Beast:
        fur = hsv(rng.uniform(0.03, 0.12), rng.uniform(0, 0.6), rng.uniform(0.25, 0.98))
        if rng.random() < 0.4:
            fur = hsv(rng.random(), rng.uniform(0.2, 0.7), rng.uniform(0.5, 0.98))
        return cls(
            ears=pick(rng, {"pointed": 0.27, "round": 0.2, "floppy": 0.15, "long": 0.13, "horns": 0.1, "none": 0.15}),
            face=pick(rng, {"muzzle": 0.36, "snout": 0.24, "bill": 0.14, "flat": 0.14, "trunk": 0.06, "blank": 0.06}),
            eyes=pick(rng, {"tall": 0.4, "dots": 0.25, "round": 0.2, "sly": 0.15}),
            tail=pick(rng, {"thin": 0.3, "thick": 0.25, "tuft": 0.2, "puff": 0.15, "none": 0.1}),
            fur=fur,
            pale=mixed(fur, (255, 250, 240), 0.6),
            form=form,
        )


def _ears(canvas: Canvas, rng: Rng, beast: Beast, form: int) -> None:
    for side in (-1, 1):
        if beast.ears == "pointed":
            tip = (side * rng.uniform(0.3, 0.55), rng.uniform(-0.9, -0.5))
            outer = points((side * 0.08, -0.3), tip, (side * 0.45, -0.05))
        elif beast.ears == "long":
            spine = points(
                (side * 0.15, -0.3), (side * 0.2, -0.7), (side * rng.uniform(0.15, 0.5), rng.uniform(-1.2, -0.8))
            )
            outer = ribbon(spine, [0.08, 0.13, 0.03], n=16)[0]
        elif beast.ears == "round":
            r = rng.uniform(0.13, 0.36)
            outer = ellipse(side * (0.28 + r * 0.35), -0.25 - r * 0.4, r, r * rng.uniform(0.8, 1.2))
        elif beast.ears == "floppy":
            outer = ribbon(
                points(
                    (side * 0.25, -0.35), (side * rng.uniform(0.5, 0.7), -0.35),
                    (side * rng.uniform(0.5, 0.75), rng.uniform(-0.1, 0.35)),
                ),
                [0.08, 0.14, 0.08], n=16,
            )[0]  # fmt: skip
        elif beast.ears == "horns":
            outer = ribbon(
                points((side * 0.25, -0.3), (side * 0.45, -0.5), (side * 0.35, -0.85)), [0.08, 0.07, 0.005], n=14
            )[0]
        else:
            return
        curve = outer if len(outer) > 8 else smooth(outer, closed=True, tension=0.3)
        mask = canvas.fill(curve, Part.CREATURE, beast.fur, form=form)
        middle = curve.mean(0)
        if beast.ears != "horns" and rng.random() < 0.7:
            inner = middle + (curve - middle) * 0.6
            canvas.fill(inner, Part.CREATURE, beast.pale, form=form, within=mask, stroke=0.8)
            if rng.random() < 0.1:
                canvas.black(inner, mask)


def draw_head(canvas: Canvas, rng: Rng, beast: Beast, form: int) -> None:
    _ears(canvas, rng, beast, form)
    wide, tall = rng.uniform(0.38, 0.55), rng.uniform(0.34, 0.46)
    a = np.linspace(0, 2 * np.pi, 29)[:-1]
    r = np.ones(28)
    if rng.random() < 0.4:
        # Cheeks with tufts of fur.
        for k in (2, 4, 10, 12):
            r[k] *= rng.uniform(1.05, 1.3)
    skull = np.stack([wide * r * np.cos(a), tall * r * np.sin(a)], 1)
    mask = canvas.fill(smooth(skull, closed=True, samples=4), Part.CREATURE, beast.fur, form=form)
    if rng.random() < 0.35:
        x = rng.normal(0, 0.05)
        tuft = points(
            (x - 0.1, -tall * 0.9),
            (x - 0.16, -tall - 0.2),
            (x - 0.02, -tall - 0.1),
            (x + 0.1, -tall - 0.28),
            (x + 0.1, -tall * 0.9),
        )
        canvas.fill(smooth(tuft, samples=4, tension=0.3), Part.CREATURE, beast.fur, form=form, stroke=None)
        canvas.stroke(smooth(tuft, samples=4, tension=0.3), 1.0)
    if beast.face == "blank":
        return
    look = rng.normal(0, 0.1)
    if beast.face in ("muzzle", "snout"):
        y = rng.uniform(0.1, 0.2)
        if beast.face == "snout":
            x = look + float(rng.choice([-1, 1])) * rng.uniform(0.15, 0.4)
            canvas.fill(ellipse(x, y, rng.uniform(0.22, 0.32), 0.18), Part.CREATURE, beast.fur, form=form)
            canvas.erase(ellipse(x - np.sign(x) * 0.12, y - 0.02, 0.16, 0.12))
            tip = x + np.sign(x) * 0.22
        else:
            tip = look
            if rng.random() < 0.7:
                canvas.fill(ellipse(look, y + 0.03, 0.22, 0.16), Part.CREATURE, beast.pale, within=mask, form=form)
        _eyes(canvas, rng, beast, look, y - 0.12, mask)
        _nose(canvas, rng, beast, tip, y - 0.06, form)
    elif beast.face == "bill":
        _eyes(canvas, rng, beast, look, 0.0, mask)
        side, reach = float(rng.choice([-1, 0, 1])), rng.uniform(0.2, 0.5)
        bill = points(
            (look - 0.2, 0.1),
            (look, 0.06),
            (look + 0.2, 0.1),
            (look + 0.3 + side * reach, 0.22),
            (look, 0.34),
            (look - 0.3 + side * reach, 0.22),
        )
        bill_mask = canvas.fill(smooth(bill, closed=True, samples=5), Part.CREATURE, (245, 180, 60), form=form)
        canvas.stroke(
            smooth(points((look - 0.25 + side * reach, 0.22), (look, 0.24), (look + 0.25 + side * reach, 0.2))),
            0.9,
            within=bill_mask,
        )
    elif beast.face == "trunk":
        _eyes(canvas, rng, beast, look, 0.0, mask)
        side = float(rng.choice([-1, 1]))
        trunk = points((look, 0.1), (side * 0.2, 0.45), (side * 0.55, 0.4), (side * 0.7, rng.uniform(-0.3, 0.4)))
        outline, left, right = ribbon(trunk, [0.16, 0.12, 0.09, 0.07], n=24)
        canvas.fill(outline, Part.CREATURE, beast.fur, form=form)
        for k in range(4, 22, 3):
            canvas.stroke(np.stack([left[k], left[k] * 0.5 + right[k] * 0.5]), 0.6)
    else:
        _eyes(canvas, rng, beast, look, 0.0, mask)
        canvas.stroke(smooth(points((look - 0.12, 0.18), (look, 0.22), (look + 0.12, 0.18))), 0.9)


def _nose(canvas: Canvas, rng: Rng, beast: Beast, x: float, y: float, form: int) -> None:
    r = rng.uniform(0.04, 0.1)
    nose = ellipse(x, y, r * 1.2, r, 18)
    if rng.random() < 0.5:
        canvas.fill(nose, Part.CREATURE, mixed(beast.fur, (30, 20, 20), 0.7), form=form)
    else:
        canvas.black(nose)
    mouth = smooth(
        points((x - 0.14, y + 0.14), (x - 0.06, y + 0.2), (x, y + 0.12), (x + 0.06, y + 0.2), (x + 0.14, y + 0.14))
    )
    canvas.stroke(np.vstack([[x, y + r], [x, y + 0.12]]), 0.7)
    if rng.random() < 0.3:
        jaw = smooth(
            points((x - 0.1, y + 0.18), (x, y + 0.16), (x + 0.1, y + 0.18), (x, y + 0.34)), closed=True, samples=5
        )
        canvas.fill(jaw, Part.MOUTH, (200, 90, 90))
    canvas.stroke(mouth, 0.8)
    if rng.random() < 0.35:
        for side in (-1, 1):
            for k in range(3):
                canvas.stroke(
                    points((x + side * 0.2, y + 0.05 + 0.04 * k), (x + side * 0.55, y - 0.01 + 0.08 * k)), 0.5
                )


def _eyes(canvas: Canvas, rng: Rng, beast: Beast, x: float, y: float, mask: Mask) -> None:
    gap, r = rng.uniform(0.13, 0.22), rng.uniform(0.04, 0.09)
    if beast.eyes == "tall":
        # Cartoon eyes: tall whites that nearly touch.
        r = rng.uniform(0.07, 0.12)
        gap = r * rng.uniform(0.9, 1.4)
    look = (rng.normal(0, 0.35), rng.normal(0, 0.4))
    color = hsv(rng.random(), 0.6, 0.5)
    solid, closed, large = rng.random() < 0.45, rng.random() < 0.06, rng.uniform(0.4, 0.65)
    # In line art that waits for colour an iris is often an empty oval.
    filled, shines = rng.random(), rng.random() < 0.6
    if not solid:
        large = rng.uniform(0.4, 0.85)
    for side in (-1, 1):
        cx = x + side * gap
        if closed:
            canvas.stroke(smooth(points((cx - r, y), (cx, y - r * 0.8), (cx + r, y))), 1.2)
            continue
        if beast.eyes == "dots":
            spot = ellipse(cx, y, r * 0.8, r, 18)
            canvas.fill(spot, Part.EYES, (40, 30, 35), stroke=None)
            canvas.black(spot)
            continue
        outline = ellipse(cx, y, r, r * (1.7 if beast.eyes == "tall" else 1.1), 26, turn=side * 0.15)
        if beast.eyes == "sly":
            outline = smooth(
                points(
                    (cx - r * 1.3, y - side * 0.04),
                    (cx, y - r * 0.5),
                    (cx + r * 1.3, y + side * 0.04),
                    (cx, y + r * 0.8),
                ),
                closed=True,
            )
        white = canvas.fill(outline, Part.EYE_WHITE, (250, 250, 250), within=mask)
        size = large * r
        at = (cx + look[0] * r * 0.5, y + look[1] * r * 0.6)
        iris = canvas.fill(
            ellipse(*at, size, size * (1.4 if beast.eyes == "tall" else 1.0), 20), Part.EYES, color, within=white
        )
        if solid:
            canvas.black(ellipse(*at, size, size * (1.4 if beast.eyes == "tall" else 1.0), 20), iris)
        else:
            pupil = size * rng.uniform(0.3, 0.6)
            spot = ellipse(at[0], at[1] + size * 0.1, pupil, pupil * 1.2, 14)
            if filled < 0.45:
                canvas.black(spot, iris)
            elif filled < 0.7:
                canvas.stroke(np.vstack([spot, spot[:1]]), 0.7, within=iris)
        if shines:
            shine = ellipse(at[0] - size * 0.3, at[1] - size * 0.45, size * 0.3, size * 0.32, 12)
            canvas.fill(shine, Part.EYES, (255, 255, 255), within=iris, stroke=0.5)
        if rng.random() < 0.3:
            canvas.stroke(smooth(points((cx - r, y - r * 1.9), (cx, y - r * 2.3), (cx + r, y - r * 1.9))), 0.9)
