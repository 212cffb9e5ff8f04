"""Limbs and what is on them: arms with hands and sleeves, legs with socks and shoes. Units as in `head`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, disc, points, ribbon, smooth
from data.palettes import Palette, Rgb
from data.parts import Part
from data.sources.procedural.accents import draw_cuff
from data.sources.procedural.pose import Pose, pick
from data.sources.procedural.trims import draw_folds, frill, fur, hatch

Rng = np.random.Generator


@dataclass
class Outfit:
    """What a figure wears; `sleeve` is 0 bare, 1 to the elbow, 2 to the wrist; `open` deepens the neckline;
    `folds` is how many folds its draughtsman puts into cloth: none at all, some, many.
    """

    top: str
    collar: str
    sleeve: float
    sleeve_kind: str
    sleeve_width: float
    cuff: str
    bottom: str
    hem: float
    trim: str
    legs: str
    shoes: str
    layer: str
    tie: str
    gloves: str
    open: float
    folds: float
    colors: tuple[Rgb, ...]

    @classmethod
    def random(cls, rng: Rng, palette: Palette) -> Outfit:
        order = rng.permutation(len(palette.cloth))
        tops = {
            "shirt": 0.21, "sweater": 0.07, "dress": 0.3, "sailor": 0.08, "tank": 0.12, "hoodie": 0.05, "robe": 0.05,
            "bare": 0.09, "crop": 0.07,
        }  # fmt: skip
        return cls(
            top=pick(rng, tops),
            collar=str(
                rng.choice(
                    ["round", "v", "shirt", "high", "none", "deep", "lace"], p=[0.14, 0.18, 0.2, 0.1, 0.06, 0.2, 0.12]
                )
            ),
            sleeve=float(
                rng.choice([0.0, 0.32, 0.45, 0.7, 1.1, 1.9, 2.0], p=[0.18, 0.16, 0.19, 0.13, 0.1, 0.12, 0.12])
            ),
            sleeve_kind=pick(rng, {"narrow": 0.4, "wide": 0.2, "bell": 0.15, "puff": 0.25}),
            sleeve_width=rng.uniform(1.1, 1.9),
            cuff=pick(rng, {"none": 0.35, "band": 0.25, "line": 0.2, "frill": 0.12, "fur": 0.08}),
            bottom=str(
                rng.choice(["skirt", "pleated", "trousers", "shorts", "long skirt"], p=[0.2, 0.2, 0.27, 0.13, 0.2])
            ),
            hem=rng.uniform(0.3, 0.8),
            trim=pick(rng, {"none": 0.5, "line": 0.18, "frill": 0.22, "fur": 0.1}),
            legs=pick(rng, {"bare": 0.5, "socks": 0.18, "tights": 0.08, "knee socks": 0.24}),
            shoes=pick(rng, {"shoes": 0.28, "boots": 0.24, "bare": 0.12, "sneakers": 0.2, "pumps": 0.16}),
            layer=pick(
                rng,
                {"none": 0.48, "jacket": 0.14, "coat": 0.07, "cape": 0.05, "capelet": 0.05, "apron": 0.1, "vest": 0.11},
            ),
            tie=pick(rng, {"none": 0.44, "tie": 0.12, "bow": 0.18, "ribbon": 0.16, "scarf": 0.1}),
            gloves=pick(rng, {"none": 0.91, "short": 0.05, "long": 0.04}),
            open=rng.uniform(0.7, 1.5),
            folds=float(rng.choice([0.0, rng.uniform(0.1, 0.5), rng.uniform(0.6, 1.4)], p=[0.2, 0.4, 0.4])),
            colors=tuple(palette.cloth[i] for i in order),
        )

    @property
    def long_coat(self) -> bool:
        return self.layer in ("jacket", "coat")


def draw_open(canvas: Canvas, left: Points, right: Points, part: Part, color: Rgb, form: int, side: int) -> Mask:
    """A limb that grows out of the body: no line across its root, and the armpit's edge starts later."""
    mask = canvas.fill(np.vstack([left, right[::-1]]), part, color, form=form, stroke=None)
    outer, inner = (left, right) if side else (right, left)
    start = max(2, len(inner) // 5)
    canvas.stroke(np.vstack([outer[1:], inner[start:][::-1]]), 1.0, taper=False)
    return mask


def draw_legs(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette) -> None:
    r = (0.075 + 0.075 * pose.scale) * pose.bulk
    trousers = outfit.bottom in ("trousers", "shorts") and outfit.top != "dress"
    wide = r * rng.uniform(0.95, 1.5)
    end = 40 if outfit.bottom == "trousers" else int(rng.integers(8, 20))
    flare = wide * rng.uniform(0.6, 1.3)
    rolled = rng.random() < 0.3
    for side in (0, 1) if rng.random() < 0.5 else (1, 0):
        form = canvas.new_form()
        spine = np.stack([pose.hip[side], pose.knee[side], pose.foot[side]])
        outline, left, right = ribbon(spine, [r * 1.35, r * 1.2, r * 0.85, r * 0.8, r * 0.42], n=40)
        canvas.fill(outline, Part.SKIN, colors.skin, form=form)
        knee = pose.knee[side] + (0, 0.05)
        if rng.random() < 0.6:
            canvas.stroke(smooth(knee + r * points((-0.4, 0), (0, 0.2), (0.35, 0.05)), samples=4), 0.5)
        if outfit.legs != "bare":
            start = {"socks": 0.84, "knee socks": 0.5, "tights": 0.0}[outfit.legs]
            a = int((start + (rng.uniform(-0.14, 0.1) if outfit.legs == "knee socks" else 0)) * 39)
            band = np.vstack([left[max(a, 0) :], right[max(a, 0) :][::-1]])
            part = Part.BOTTOM if outfit.legs == "tights" else Part.FOOTWEAR
            mask = canvas.fill(band, part, outfit.colors[3], form=form)
            if outfit.legs == "knee socks" and a < 36 and rng.random() < 0.5:
                canvas.stroke(np.stack([left[a + 2], right[a + 2]]), 0.7, within=mask)
        _shoe(canvas, rng, pose, side, r, outfit, colors, form)
        if trousers:
            _, left, right = ribbon(spine, [r * 1.5, wide * 1.25, wide, wide, flare], n=40)
            left, right = left[:end], right[:end]
            mask = canvas.fill(np.vstack([left, right[::-1]]), Part.BOTTOM, outfit.colors[1], form=form)
            draw_folds(canvas, rng, left, right, mask, (6 if end > 20 else 3) * outfit.folds)
            if rolled:
                canvas.stroke(np.stack([left[-3], right[-3]]), 0.7)


def _shoe(
    canvas: Canvas, rng: Rng, pose: Pose, number: int, r: float, outfit: Outfit, colors: Palette, form: int
) -> None:
    x, y = pose.foot[number]
    side = 1 if number else -1
    part, color = (Part.SKIN, colors.skin) if outfit.shoes == "bare" else (Part.FOOTWEAR, outfit.colors[2])
    toe = r * rng.uniform(0.3, 1.2)
    drop = r * rng.uniform(0.9, 1.7)
    shape = smooth(
        points(
            (x - side * r * 0.55, y - r * 0.3),
            (x + side * r * 0.5, y - r * 0.4),
            (x + side * (r * 0.5 + toe), y + drop * 0.5),
            (x + side * (r * 0.4 + toe), y + drop),
            (x - side * r * 0.5, y + drop * 0.95),
        ),
        closed=True,
        samples=5,
    )
    mask = canvas.fill(shape, part, color, form=form)
    if outfit.shoes == "boots":
        tall, loose = rng.uniform(0.25, 0.7) * pose.scale + 0.1, rng.uniform(0.65, 1.1)
        up = pose.knee[number] - pose.foot[number]
        up = up / max(float(np.hypot(*up)), 1e-6)
        outline, left, right = ribbon(
            np.stack([pose.foot[number] + up * tall, pose.foot[number] - up * 0.02]), [r * loose, r * 0.6], n=10
        )
        canvas.fill(outline, part, color, form=form)
        if rng.random() < 0.4:
            fur(canvas, rng, np.stack([left[0], right[0]]), r * 0.5, part, color, form)
        if rng.random() < 0.4:
            for k in (2, 4, 6):
                canvas.stroke(np.stack([left[k], right[k + 1]]), 0.6)
    elif outfit.shoes == "sneakers":
        canvas.stroke(
            points((x - side * r, y + drop * 0.72), (x + side * (r + toe), y + drop * 0.74)), 0.6, within=mask
        )
        for k in range(3):
            start = np.array([x + side * r * (0.1 + 0.25 * k), y - r * 0.1 + 0.25 * k * r])
            canvas.stroke(np.stack([start, start + np.array([side * r * 0.35, r * 0.15])]), 0.6, within=mask)
    elif outfit.shoes == "pumps":
        canvas.fill(
            disc((x + side * toe * 0.2, y), r * 0.42, r * 0.35, 14), Part.SKIN, colors.skin, within=mask, form=form
        )
        if rng.random() < 0.4:
            canvas.black(shape)
            canvas.fill(disc((x + side * toe * 0.2, y), r * 0.42, r * 0.35, 14), Part.SKIN, colors.skin, within=mask)
    elif outfit.shoes == "bare":
        for k in range(3):
            a = (x + side * (r * 0.2 + toe * 0.3 * k), y + drop * 0.95)
            canvas.stroke(points(a, (a[0], a[1] - r * 0.25)), 0.5, within=mask)


def draw_arm(
    canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette, side: int, hand: bool = True
) -> None:
    """An arm with its sleeve and what is on it; without a `hand` that is tucked under the other arm."""
    form = canvas.new_form()
    r = (0.05 + 0.045 * pose.scale) * pose.bulk
    spine = np.stack([pose.shoulder[side], pose.elbow[side], pose.hand[side]])
    _, left, right = ribbon(spine, [r * 1.15, r * 1.1, r * 0.85, r * 0.8, r * 0.55], n=36)
    draw_open(canvas, left, right, Part.SKIN, colors.skin, form, side)
    kind = {"up": "spread", "wave": "spread", "hips": "fist", "hip": "fist", "crossed": "relaxed"}.get(
        pose.arms[side], ""
    )
    if not kind or rng.random() < 0.4:
        kind = str(rng.choice(["relaxed", "spread", "fist", "point"], p=[0.4, 0.28, 0.22, 0.1]))
    part, paint = (Part.SKIN, colors.skin) if outfit.gloves == "none" else (Part.ACCESSORY, outfit.colors[3])
    if part == Part.ACCESSORY:
        a = 31 if outfit.gloves == "short" else int(rng.integers(12, 26))
        glove = canvas.fill(np.vstack([left[a:], right[a:][::-1]]), part, paint, form=form)
        draw_folds(canvas, rng, left[a:], right[a:], glove, 2)
    size = 0.16 + 0.19 * pose.scale
    if hand:
        draw_hand(canvas, rng, pose.elbow[side], pose.hand[side], size, kind, part, paint, form)
    bare = outfit.top in ("tank", "bare") and not outfit.long_coat
    sleeve = max(outfit.sleeve, 1.9) if outfit.long_coat and outfit.open < 1.3 else outfit.sleeve
    if sleeve > 0 and not bare:
        color = outfit.colors[2] if outfit.long_coat else outfit.colors[0]
        _sleeve(canvas, rng, spine, r, outfit, sleeve, color, form, side)
    if sleeve < 1.2 and part == Part.SKIN and rng.random() < 0.22:
        draw_cuff(canvas, rng, left, right, colors.accent if rng.random() < 0.5 else outfit.colors[3], form)


def _sleeve(
    canvas: Canvas, rng: Rng, spine: Points, r: float, outfit: Outfit, sleeve: float, color: Rgb, form: int, side: int
) -> None:
    end = int(np.clip(sleeve / 2 * 36, 7, 35))
    w = r * outfit.sleeve_width
    widths = {
        "narrow": [r * 1.35, r * 1.35, r * 1.2, r * 1.15, r * rng.uniform(0.85, 1.1)],
        "wide": [r * 1.4, (r * 1.4 + w) / 2, w, w, w * rng.uniform(0.7, 1.1)],
        "bell": [r * 1.35, r * 1.35, w, w * 1.4, w * rng.uniform(1.5, 2.4)],
        "puff": [r * 1.35, r * rng.uniform(1.8, 2.4), r * 1.3, w, r],
    }[outfit.sleeve_kind]
    _, left, right = ribbon(spine, widths, n=36)
    left, right = left[:end], right[:end]
    if outfit.sleeve_kind == "puff" and end < 20:
        pinch = np.clip((np.arange(end) - end + 4) / 4, 0, 1)[:, None] * 0.35
        middle = (left + right) / 2
        left, right = left * (1 - pinch) + middle * pinch, right * (1 - pinch) + middle * pinch
    mask = draw_open(canvas, left, right, Part.TOP, color, form, side)
    # A long sleeve is seldom without a fold at its elbow: that tells it from a bare arm.
    draw_folds(canvas, rng, left, right, mask, (2 + 3 * sleeve) * max(outfit.folds, 0.35 if sleeve > 1 else 0))
    if rng.random() < 0.06:
        hatch(canvas, rng, mask, np.array([rng.normal(), 1.0]))
    if rng.random() < 0.25:
        canvas.stroke(np.stack([left[4], (left[3] + right[3]) / 2, right[5]]), 0.7, within=mask)
    edge = np.stack([left[-1], (left[-1] + right[-1]) / 2, right[-1]])
    edge = edge[::-1] if side == 0 else edge
    # The hem's free side is away from the shoulder.
    d = spine[-1] - spine[0]
    across = edge[-1] - edge[0]
    if across[0] * d[1] - across[1] * d[0] < 0:
        edge = edge[::-1]
    trim = outfit.colors[2] if rng.random() < 0.5 and not outfit.long_coat else color
    if outfit.cuff in ("band", "line") and end > 8:
        k = -int(rng.integers(2, 5))
        if outfit.cuff == "band":
            canvas.fill(np.vstack([left[k:], right[k:][::-1]]), Part.TOP, trim, form=form)
        else:
            canvas.stroke(np.stack([left[k], right[k]]), 0.7)
    elif outfit.cuff == "frill":
        frill(canvas, rng, edge, r * rng.uniform(0.6, 1.1), Part.TOP, trim, form)
    elif outfit.cuff == "fur":
        fur(canvas, rng, edge, r * rng.uniform(0.8, 1.3), Part.TOP, trim, form)


def draw_hand(
    canvas: Canvas, rng: Rng, elbow: Points, wrist: Points, size: float, kind: str, part: Part, color: Rgb, form: int
) -> None:
    """A hand of a length that goes on from a forearm: fingers together, spread, closed, or one that points."""
    d = (wrist - elbow) / max(float(np.hypot(*(wrist - elbow))), 1e-6)
    turn = rng.normal(0, 0.25)
    d = np.array([d[0] * np.cos(turn) - d[1] * np.sin(turn), d[0] * np.sin(turn) + d[1] * np.cos(turn)])
    thumb = np.array([d[1], -d[0]]) * rng.choice([-1, 1])
    wide = rng.uniform(0.85, 1.15)

    def place(*p: tuple[float, float]) -> Points:
        q = np.array(p) * size
        return wrist + q[:, :1] * wide * thumb + q[:, 1:] * d

    def finger(x: float, angle: float, start: float, length: float, r: float = 0.075) -> None:
        tip = (x + np.sin(angle) * length, start + np.cos(angle) * length)
        bend = (x + np.sin(angle * 0.7) * length * 0.5, start + np.cos(angle * 0.7) * length * 0.5)
        band = ribbon(place((x, start), bend, tip), np.array([r, r * 0.95, r * 0.5]) * size, n=8, samples=4)[0]
        canvas.fill(band, part, color, form=form)

    def shape(*p: tuple[float, float], stroke: float | None = 1.0) -> Mask:
        return canvas.fill(smooth(place(*p), closed=True, samples=4), part, color, form=form, stroke=stroke)

    if kind == "spread":
        fan = rng.uniform(0.1, 0.3)
        for k in range(4):
            finger(-0.22 + 0.145 * k, (k - 1.6) * fan, 0.38, (0.42, 0.52, 0.55, 0.48)[k] * rng.uniform(0.85, 1.05))
        finger(0.2, rng.uniform(0.5, 1.0), 0.15, 0.42, 0.085)
        palm = ((-0.2, -0.08), (-0.3, 0.2), (-0.28, 0.46), (0.0, 0.52), (0.25, 0.46), (0.26, 0.2), (0.19, -0.08))
        shape(*palm, stroke=None)
        canvas.stroke(smooth(place(*palm[:3]), samples=4), 0.9)
        canvas.stroke(place(palm[5], palm[6]), 0.9)
        return
    if kind in ("fist", "point"):
        if kind == "point":
            finger(0.14, rng.normal(0, 0.1), 0.4, 0.55)
        shape((-0.2, -0.05), (-0.3, 0.2), (-0.27, 0.5), (0, 0.6), (0.24, 0.52), (0.3, 0.25), (0.2, -0.05))
        for x in (-0.13, 0.0, 0.13):
            canvas.stroke(place((x, 0.32), (x * 1.1, 0.55)), 0.6)
        if rng.random() < 0.7:
            finger(0.24, rng.uniform(-0.9, -0.4), 0.12, 0.36, 0.085)
        return
    if rng.random() < 0.75:
        finger(0.16, rng.uniform(0.2, 0.7), 0.12, 0.42, 0.08)
    tip = rng.uniform(0.85, 1.05)
    shape(
        (-0.19, -0.06),
        (-0.27, 0.28),
        (-0.24, 0.6),
        (-0.14, tip - 0.1),
        (0.0, tip),
        (0.13, tip - 0.08),
        (0.21, 0.5),
        (0.18, -0.06),
    )
    for x in (-0.1, 0.02, 0.12):
        if rng.random() < 0.75:
            canvas.stroke(place((x, 0.5 + rng.uniform(-0.05, 0.1)), (x * 0.8, tip - 0.08)), 0.6)
