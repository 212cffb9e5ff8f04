"""Bodies and what they wear. Units as in `head`: one head high; the neck's foot is at y = 0.62.

A pose is a set of joints; limbs are ribbons along them, clothes are wider ribbons and outlines over
the same joints, painted from the back limb to the front one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, disc, points, ribbon, smooth
from data.palettes import Palette, Rgb
from data.parts import Part

Rng = np.random.Generator


@dataclass
class Pose:
    """Joints by side: index 0 is the picture's left. Shoulders, elbows, hands, hips, knees, feet."""

    shoulder: Points
    elbow: Points
    hand: Points
    hip: Points
    knee: Points
    foot: Points
    bulk: float
    waist_y: float
    hip_y: float

    @classmethod
    def random(cls, rng: Rng) -> Pose:
        tall = rng.uniform(0.55, 1.25)
        bulk = rng.uniform(0.85, 1.25)
        width = rng.uniform(0.36, 0.52) * (0.8 + 0.25 * tall)
        lean = rng.normal(0, 0.04)
        waist_y, hip_y = 0.7 + 0.75 * tall, 0.7 + 1.15 * tall
        arm, leg = 0.62 * tall, 0.85 * tall
        shoulder, elbow, hand, hip, knee, foot = [], [], [], [], [], []
        for side in (-1, 1):
            s = np.array([side * width, 0.78 + rng.normal(0, 0.02)])
            kind = rng.choice(["down", "out", "hip", "front", "up", "behind"], p=[0.4, 0.15, 0.14, 0.14, 0.1, 0.07])
            out, bend = {
                "down": (0.15, 0.05),
                "out": (0.7, 0.3),
                "hip": (0.75, -1.1),
                "front": (0.25, -1.5),
                "up": (1.4, 1.5),
                "behind": (0.35, -0.5),
            }[str(kind)]
            out += rng.normal(0, 0.12)
            bend += rng.normal(0, 0.15)
            e = s + arm * np.array([side * np.sin(out), np.cos(out)])
            h = e + arm * 0.95 * np.array([side * np.sin(out + bend), np.cos(out + bend)])
            shoulder.append(s), elbow.append(e), hand.append(h)
            p = np.array([side * width * 0.42 + lean, hip_y])
            spread = abs(rng.normal(0.05, 0.12))
            k = p + leg * np.array([side * np.sin(spread), np.cos(spread)])
            f = k + leg * np.array([side * np.sin(spread * rng.uniform(-0.5, 1)), 0.98])
            hip.append(p), knee.append(k), foot.append(f)
        joints = {"shoulder": shoulder, "elbow": elbow, "hand": hand, "hip": hip, "knee": knee, "foot": foot}
        return cls(**{k: np.array(v) for k, v in joints.items()}, bulk=bulk, waist_y=waist_y, hip_y=hip_y)


@dataclass
class Outfit:
    top: str
    collar: str
    sleeve: float
    sleeve_width: float
    bottom: str
    hem: float
    legs: str
    shoes: str
    layer: str
    tie: str
    colors: tuple[Rgb, ...]

    @classmethod
    def random(cls, rng: Rng, palette: Palette) -> Outfit:
        order = rng.permutation(len(palette.cloth))
        return cls(
            top=str(rng.choice(["shirt", "sweater", "dress", "sailor", "tank", "hoodie", "robe"])),
            collar=str(rng.choice(["round", "v", "shirt", "high", "none"])),
            sleeve=float(rng.choice([0.0, 0.45, 1.0, 1.9, 2.0], p=[0.14, 0.18, 0.12, 0.26, 0.3])),
            sleeve_width=rng.uniform(1.15, 2.1),
            bottom=str(rng.choice(["skirt", "pleated", "trousers", "shorts", "long skirt"])),
            hem=rng.uniform(0.35, 0.8),
            legs=str(rng.choice(["bare", "socks", "tights", "knee socks"])),
            shoes=str(rng.choice(["shoes", "boots", "bare", "sneakers"])),
            layer=str(rng.choice(["none", "jacket", "cape", "apron", "vest"], p=[0.5, 0.22, 0.09, 0.07, 0.12])),
            tie=str(rng.choice(["none", "tie", "bow", "scarf"], p=[0.5, 0.17, 0.21, 0.12])),
            colors=tuple(palette.cloth[i] for i in order),
        )


def draw_folds(canvas: Canvas, rng: Rng, spine: Points, left: Points, right: Points, mask, many: float) -> None:
    """Folds start at an edge near a joint and run obliquely into the cloth."""
    n = len(left)
    for _ in range(rng.poisson(many)):
        i = int(rng.integers(2, n - 2))
        j = int(np.clip(i + rng.integers(-6, 7), 0, n - 1))
        a, b = (left, right) if rng.random() < 0.5 else (right, left)
        end = a[i] * (1 - (t := rng.uniform(0.3, 0.75))) + b[j] * t
        bend = (a[i] + end) / 2 + rng.normal(0, 0.015, 2)
        canvas.stroke(smooth(np.stack([a[i], bend, end])), 0.7, within=mask)


def draw_legs(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette) -> None:
    r = 0.13 * pose.bulk
    for side in (0, 1):
        form = canvas.new_form()
        spine = np.stack([pose.hip[side] - (0, 0.05), pose.knee[side], pose.foot[side]])
        outline, left, right = ribbon(spine, [r * 1.25, r * 1.2, r * 0.85, r * 0.8, r * 0.45], n=40)
        mask = canvas.fill(outline, Part.SKIN, colors.skin, form=form)
        canvas.stroke(smooth(points(*map(tuple, pose.knee[side] + np.array([[-0.03, 0], [0, 0.02], [0.03, 0]])))), 0.5)
        if outfit.legs in ("socks", "knee socks", "tights"):
            start = {"socks": 0.82, "knee socks": 0.5, "tights": 0.0}[outfit.legs]
            a = int(start * 39)
            band = np.vstack([left[a:] * 1.0, right[a:][::-1]])
            canvas.fill(band, Part.BOTTOM if outfit.legs == "tights" else Part.FOOTWEAR, outfit.colors[3], form=form)
        _shoe(canvas, rng, pose.foot[side], 1 if side else -1, r, outfit, colors, form)
        if outfit.bottom in ("trousers", "shorts") and outfit.top != "dress":
            end = 40 if outfit.bottom == "trousers" else int(rng.integers(12, 20))
            wide = r * (rng.uniform(1.0, 1.5))
            outline, left, right = ribbon(spine, [r * 1.5, wide * 1.25, wide, wide, wide * rng.uniform(0.6, 1.3)], n=40)
            left, right = left[:end], right[:end]
            mask = canvas.fill(np.vstack([left, right[::-1]]), Part.BOTTOM, outfit.colors[1], form=form)
            draw_folds(canvas, rng, spine, left, right, mask, 5)
            if rng.random() < 0.3:
                canvas.stroke(np.stack([left[-3], right[-3]]), 0.7)


def _shoe(canvas: Canvas, rng: Rng, foot, side: int, r: float, outfit: Outfit, colors: Palette, form: int) -> None:
    x, y = foot
    part, color = (Part.SKIN, colors.skin) if outfit.shoes == "bare" else (Part.FOOTWEAR, outfit.colors[2])
    toe = r * 1.3
    shape = smooth(
        points(
            (x - side * r * 0.55, y - 0.06),
            (x + side * r * 0.5, y - 0.08),
            (x + side * (r * 0.5 + toe), y + 0.06),
            (x + side * (r * 0.4 + toe), y + 0.13),
            (x - side * r * 0.5, y + 0.13),
        ),
        closed=True,
        samples=5,
    )
    canvas.fill(shape, part, color, form=form)
    if outfit.shoes == "boots":
        boot = ribbon(points((x, y - rng.uniform(0.3, 0.6)), (x, y + 0.02)), [r * 0.85, r * 0.65], n=12)[0]
        canvas.fill(boot, part, color, form=form)
    elif outfit.shoes == "sneakers":
        canvas.stroke(smooth(points((x - side * r * 0.5, y + 0.09), (x + side * toe, y + 0.1))), 0.6)
        for k in range(2):
            canvas.stroke(
                points(
                    (x + side * (0.02 + 0.04 * k), y - 0.04 + 0.03 * k),
                    (x + side * (0.06 + 0.04 * k), y - 0.01 + 0.03 * k),
                ),
                0.6,
            )


def draw_arm(canvas: Canvas, rng: Rng, pose: Pose, outfit: Outfit, colors: Palette, side: int) -> None:
    form = canvas.new_form()
    r = 0.088 * pose.bulk
    root = pose.shoulder[side] * (0.84, 1.0) + (0, 0.04)
    spine = np.stack([root, pose.elbow[side], pose.hand[side]])
    _, left, right = ribbon(spine, [r * 0.9, r * 1.1, r * 0.85, r * 0.8, r * 0.55], n=36)
    draw_open(canvas, left, right, Part.SKIN, colors.skin, form, side)
    _hand(canvas, rng, pose.elbow[side], pose.hand[side], r, colors, form)
    if outfit.sleeve > 0 and outfit.top != "tank":
        end = int(np.clip(outfit.sleeve / 2 * 36, 7, 35))
        w = r * outfit.sleeve_width
        _, left, right = ribbon(spine, [r * 1.2, (r * 1.3 + w) / 2, w, w, w * rng.uniform(0.7, 1.5)], n=36)
        left, right = left[:end], right[:end]
        mask = draw_open(canvas, left, right, Part.TOP, outfit.colors[0], form, side)
        draw_folds(canvas, rng, spine, left, right, mask, 5 * outfit.sleeve / 2 + 1)
        if rng.random() < 0.5 and end > 10:
            k = -int(rng.integers(2, 5))
            if rng.random() < 0.4:
                canvas.fill(np.vstack([left[k:], right[k:][::-1]]), Part.TOP, outfit.colors[2], form=form)
            else:
                canvas.stroke(np.stack([left[k], right[k]]), 0.7)


def draw_open(canvas: Canvas, left: Points, right: Points, part: Part, color: Rgb, form: int, side: int) -> Mask:
    """A limb that grows out of the body: no line across its root, and the armpit's edge starts later."""
    mask = canvas.fill(np.vstack([left, right[::-1]]), part, color, form=form, stroke=None)
    outer, inner = (left, right) if side else (right, left)
    start = max(2, len(inner) // 5)
    canvas.stroke(np.vstack([outer[1:], inner[start:][::-1]]), 1.0, taper=False)
    return mask


def _hand(canvas: Canvas, rng: Rng, elbow, hand, r: float, colors: Palette, form: int) -> None:
    d = (hand - elbow) / max(float(np.hypot(*(hand - elbow))), 1e-6)
    n = np.array([d[1], -d[0]])
    palm = hand + d * 0.05
    kind = rng.random()
    if kind < 0.35:
        canvas.fill(disc((hand + d * 0.06), r * 0.95, r * 0.85), Part.SKIN, colors.skin, form=form)
        for k in range(3):
            c = hand + d * 0.08 + n * (k - 1) * r * 0.4
            canvas.stroke(np.stack([c, c + d * 0.05]), 0.5)
        return
    thumb = rng.choice([-1, 1])
    canvas.fill(
        ribbon(np.stack([palm, palm + n * thumb * r * 0.8 + d * 0.05]), [0.03, 0.018], n=10)[0],
        Part.SKIN,
        colors.skin,
        form=form,
    )
    spread = rng.uniform(0.12, 0.35)
    for k in range(4):
        a = (k - 1.5) * spread
        direction = d * np.cos(a) + n * np.sin(a)
        start = palm + n * (k - 1.5) * r * 0.42
        finger = np.stack([start, start + direction * 0.08, start + direction * rng.uniform(0.11, 0.17)])
        canvas.fill(ribbon(finger, [0.024, 0.022, 0.012], n=10)[0], Part.SKIN, colors.skin, form=form)
    canvas.fill(disc(palm, r * 0.85, r * 0.85), Part.SKIN, colors.skin, form=form, stroke=None)
    canvas.stroke(disc(palm, r * 0.85, r * 0.85)[: int(rng.integers(6, 16))], 0.6)
