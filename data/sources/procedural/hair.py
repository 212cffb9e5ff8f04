"""Hair: the mass behind the head, the cap with its bangs, locks at the sides, tails, buns and braids.

Units as in `head`. Bangs and tips are made of locks: pointed ribbons whose valleys send strand lines
up towards the crown, because that is how hair is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.canvas import Canvas
from data.geometry import Points, along, ellipse, points, ribbon, smooth
from data.palettes import Palette, Rgb
from data.parts import Part
from data.sources.procedural.head import HeadStyle

Rng = np.random.Generator


@dataclass
class HairStyle:
    length: float
    volume: float
    bangs: int
    bang_depth: float
    bang_kind: str
    part_x: float
    locks: bool
    lock_length: float
    wave: float
    strands: float
    back: str
    ahoge: bool

    @classmethod
    def random(cls, rng: Rng) -> HairStyle:
        return cls(
            length=float(rng.choice([0.15, 0.4, 0.75, 1.3, 2.2], p=[0.2, 0.22, 0.24, 0.22, 0.12]))
            * rng.uniform(0.8, 1.2),
            volume=rng.uniform(0.04, 0.14),
            bangs=int(rng.integers(3, 9)),
            bang_depth=rng.uniform(-0.16, 0.14),
            bang_kind=str(rng.choice(["zigzag", "blunt", "swept", "parted", "none"], p=[0.4, 0.15, 0.22, 0.15, 0.08])),
            part_x=rng.uniform(-0.2, 0.2),
            locks=bool(rng.random() < 0.65),
            lock_length=rng.uniform(0.3, 1.1),
            wave=float(rng.choice([0.0, 0.03, 0.08], p=[0.5, 0.3, 0.2])),
            strands=rng.uniform(0.2, 1.4),
            back=str(
                rng.choice(
                    ["loose", "ponytail", "twintails", "buns", "braids", "bob", "low tail"],
                    p=[0.42, 0.12, 0.14, 0.06, 0.08, 0.12, 0.06],
                )
            ),
            ahoge=bool(rng.random() < 0.2),
        )


def _lock(
    canvas: Canvas, rng: Rng, spine: Points, width: float, color: Rgb, form: int, strands: float, melt: int = 9
) -> None:
    """One free lock: widest above its middle, ending in a point. Its edges start up to `melt` steps below the root."""
    outline, left, right = ribbon(spine, [width * 0.7, width, width * 0.85, width * 0.5, 0.004], n=30)
    canvas.fill(outline, Part.HAIR, color, form=form, stroke=None)
    # The root melts into the hair above it: each edge starts somewhere below.
    a, b = rng.integers(0, melt, 2)
    canvas.stroke(np.vstack([left[a:], right[b:][::-1]]), 1.0, taper=True)
    for _ in range(rng.poisson(2.2 * strands)):
        t = rng.uniform(0.15, 0.85)
        a, b = sorted(rng.integers(0, len(left), 2))
        if b - a > 6:
            canvas.stroke((left * (1 - t) + right * t)[a:b], 0.6)


def _tips(
    rng: Rng, left: tuple[float, float], right: tuple[float, float], n: int, depth: float, droop: float
) -> tuple[Points, list[Points]]:
    """A lower edge of `n` pointed locks from right to left, and the valleys between them."""
    xs = np.linspace(right[0], left[0], n + 1) + np.append(
        np.append(0, rng.normal(0, 0.25 * abs(right[0] - left[0]) / n, n - 1)), 0
    )
    edge: list[tuple[float, float]] = []
    valleys: list[tuple[float, float]] = []
    for i in range(n):
        a, b = xs[i], xs[i + 1]
        middle = (a + b) / 2
        base = np.interp(
            middle, sorted([left[0], right[0]]), [left[1], right[1]] if left[0] < right[0] else [right[1], left[1]]
        )
        bend = droop * (1 - (2 * (middle - (left[0] + right[0]) / 2) / (abs(right[0] - left[0]) + 1e-6)) ** 2)
        tip = (middle + rng.normal(0, 0.2) * abs(a - b), base + bend + depth * rng.uniform(0.6, 1.2))
        valley = (b, base + bend - depth * rng.uniform(0.0, 0.5))
        start = edge[-1] if edge else right
        end = valley if i < n - 1 else left
        outer = smooth(
            points(start, ((start[0] + tip[0]) / 2 - 0.1 * (tip[0] - start[0]), start[1] * 0.35 + tip[1] * 0.65), tip),
            samples=5,
        )
        inner = smooth(
            points(tip, ((tip[0] + end[0]) / 2 + 0.1 * (end[0] - tip[0]), tip[1] * 0.6 + end[1] * 0.4), end), samples=5
        )
        edge.extend(map(tuple, outer))
        edge.extend(map(tuple, inner[1:]))
        if i < n - 1:
            valleys.append(end)
    return np.array(edge), [np.array(v) for v in valleys]


def draw_back(canvas: Canvas, rng: Rng, hair: HairStyle, head: HeadStyle, colors: Palette, form: int) -> None:
    """What lies behind head and body."""
    v = hair.volume
    low = 0.25 + hair.length if hair.back in ("loose", "bob") else 0.2
    if hair.back == "bob":
        low = 0.5
    if hair.back in ("loose", "bob") and hair.length > 0.3:
        spread = rng.uniform(0.42, 0.62) + 0.12 * min(hair.length, 1.5)
        n = int(rng.integers(4, 10))
        tips, valleys = _tips(rng, (-spread, low), (spread, low), n, rng.uniform(0.03, 0.16), rng.uniform(-0.05, 0.12))
        side = smooth(
            points((0, -0.5 - v), (0.3, -0.44 - v), (0.42 + v, -0.2), (0.44 + v + 0.03, 0.15), (spread, low)), samples=8
        )
        other = smooth(
            points((-spread, low), (-0.47 - v, 0.15), (-0.42 - v, -0.2), (-0.3, -0.44 - v), (0, -0.5 - v)), samples=8
        )
        if hair.wave:
            for s in (side, other):
                s[:, 0] += hair.wave * np.sin(s[:, 1] * rng.uniform(5, 9)) * np.clip(s[:, 1] + 0.2, 0, 1)
        canvas.fill(np.vstack([side, tips, other]), Part.HAIR, colors.hair, form=form)
        for valley in valleys:
            if rng.random() < 0.4 + 0.4 * hair.strands:
                top = (valley[0] * 0.6, valley[1] - rng.uniform(0.3, 0.9) * (low + 0.3))
                bend = ((valley[0] + top[0]) / 2 + rng.normal(0, 0.03), (valley[1] + top[1]) / 2)
                canvas.stroke(smooth(points(tuple(valley), bend, top)), 0.8)
        for _ in range(rng.poisson(4 * hair.strands)):
            x, y = rng.uniform(-0.85, 0.85) * spread, rng.uniform(0.1, max(low, 0.2))
            d = rng.uniform(0.1, 0.5)
            canvas.stroke(smooth(points((x * 0.9, y - d), (x + rng.normal(0, 0.02), y - d / 2), (x * 1.05, y))), 0.6)
    elif hair.back == "ponytail":
        d = rng.choice([-1, 1])
        end = 0.4 + hair.length
        spine = points(
            (d * 0.2, -0.4), (d * 0.6, -0.35), (d * rng.uniform(0.6, 0.9), 0.1), (d * rng.uniform(0.5, 0.8), end)
        )
        _lock(canvas, rng, spine, rng.uniform(0.12, 0.22), colors.hair, form, hair.strands * 2, 2)
        _lock(
            canvas, rng, spine + np.array([0.03, 0.02]), rng.uniform(0.08, 0.15), colors.hair, form, hair.strands * 2, 2
        )
    elif hair.back == "twintails":
        for side in (-1, 1):
            end = 0.5 + hair.length
            spine = points(
                (side * 0.36, -0.3),
                (side * 0.62, -0.25),
                (side * rng.uniform(0.65, 0.8), end * 0.5),
                (side * rng.uniform(0.5, 0.9), end),
            )
            for k in range(int(rng.integers(1, 4))):
                _lock(
                    canvas,
                    rng,
                    spine + np.array([side * 0.05 * k, 0.04 * k]),
                    rng.uniform(0.1, 0.2),
                    colors.hair,
                    form,
                    hair.strands * 2,
                    2,
                )
    elif hair.back == "buns":
        for side in (-1, 1):
            canvas.fill(ellipse(side * 0.34, -0.46, 0.17, 0.16), Part.HAIR, colors.hair, form=form)
            for k in range(3):
                arc = ellipse(side * 0.34, -0.46, 0.05 + 0.04 * k, 0.05 + 0.04 * k)[: 10 + 2 * k]
                canvas.stroke(arc, 0.6)
    elif hair.back == "low tail":
        _lock(
            canvas,
            rng,
            points((0.1, 0.3), (0.3, 0.6), (0.25, 0.9), (0.3, 0.8 + hair.length)),
            0.13,
            colors.hair,
            form,
            hair.strands * 2,
            2,
        )


def draw_braids(canvas: Canvas, rng: Rng, hair: HairStyle, colors: Palette, form: int) -> None:
    """Braids hang in front of the shoulders."""
    links = int(rng.integers(5, 10))
    for side in (-1, 1):
        x, y, r = side * 0.38, 0.3, 0.085
        for k in range(links):
            lean = 0.35 if k % 2 else -0.35
            x += side * rng.normal(0.005, 0.006)
            canvas.fill(ellipse(x, y, r, r * 0.8, turn=lean), Part.HAIR, colors.hair, form=form)
            canvas.stroke(points((x - r * 0.5, y - r * 0.2), (x + r * 0.4, y + r * 0.3)), 0.5)
            y += r * 1.05
            r *= 0.97
        canvas.fill(ellipse(x, y, 0.05, 0.03), Part.ACCESSORY, colors.accent)
        _lock(
            canvas, rng, points((x, y + 0.02), (x + side * 0.02, y + 0.1), (x, y + 0.2)), 0.05, colors.hair, form, 0.5
        )


def draw_front(canvas: Canvas, rng: Rng, hair: HairStyle, head: HeadStyle, colors: Palette, form: int) -> None:
    """The cap over the skull, with its bangs, and the locks beside the face."""
    v, yaw = hair.volume, head.yaw
    shift = yaw * 0.05
    crown = (hair.part_x * 0.5 + shift, -0.5 - v)
    side_y = rng.uniform(0.0, 0.2)
    right = (0.42 + v * 0.4 + shift * 0.3, side_y)
    left = (-0.42 - v * 0.4 + shift * 0.3, side_y)
    dome = smooth(
        points(
            left,
            (-0.43 - v + shift * 0.3, -0.15),
            (-0.31 + shift * 0.5, -0.42 - v),
            crown,
            (0.31 + shift * 0.5, -0.42 - v),
            (0.43 + v + shift * 0.3, -0.15),
            right,
        ),
        samples=7,
    )
    dome += rng.normal(0, 0.004, dome.shape)
    line_y = -0.16 + head.pitch * 0.05
    eye_top = head.eye_y - head.eye_size * head.eye_height
    tip_y = min(line_y + 0.16 + hair.bang_depth, eye_top + 0.22)
    edge, valleys = _bang_edge(rng, hair, left, right, line_y, tip_y, shift)
    canvas.fill(np.vstack([dome, edge]), Part.HAIR, colors.hair, form=form)
    for valley in valleys:
        top = np.array([crown[0] + (valley[0] - crown[0]) * 0.35, crown[1] + 0.12 + rng.uniform(0, 0.1)])
        reach = rng.uniform(0.35, 0.95)
        end = valley * (1 - reach) + top * reach
        bend = (valley + end) / 2 + ((valley[0] - crown[0]) * 0.12, -0.02)
        canvas.stroke(smooth(np.stack([valley, bend, end])), 0.8)
    for _ in range(rng.poisson(5 * hair.strands)):
        a = rng.uniform(-1, 1)
        foot = np.array([a * 0.38 + shift, line_y + rng.uniform(-0.05, 0.12) + 0.1 * a * a])
        top = np.array([crown[0] + a * 0.12, crown[1] + rng.uniform(0.05, 0.25)])
        bend = (foot + top) / 2 + (a * 0.06, -0.03)
        canvas.stroke(smooth(np.stack([foot, bend, top]))[int(rng.integers(0, 6)) :], 0.6)
    if hair.locks:
        for side in (-1, 1):
            x = side * (0.385 + v * 0.3) + shift * 0.5
            end = hair.lock_length
            for k in range(int(rng.integers(1, 3))):
                spine = points(
                    (x - side * 0.03, -0.22),
                    (x + side * (0.035 - 0.03 * k), end * 0.2),
                    (x + side * rng.normal(0, 0.05), end * 0.6),
                    (x - side * rng.uniform(-0.05, 0.12), end * (1 - 0.2 * k)),
                )
                _lock(canvas, rng, spine, rng.uniform(0.035, 0.075), colors.hair, form, hair.strands)
    if hair.ahoge:
        d = rng.choice([-1, 1])
        spine = points(crown, (crown[0] + d * 0.06, crown[1] - 0.15), (crown[0] + d * 0.22, crown[1] - 0.12))
        outline, _, _ = ribbon(spine, [0.02, 0.025, 0.002])
        canvas.fill(outline, Part.HAIR, colors.hair, form=form)


def _bang_edge(
    rng: Rng, hair: HairStyle, left, right, line_y: float, tip_y: float, shift: float
) -> tuple[Points, list[Points]]:
    """The lower edge of the cap from right to left, and where strand lines start."""
    inner_r, inner_l = (0.33 + shift, 0.02), (-0.33 + shift, 0.02)
    if hair.bang_kind == "none":
        arc = smooth(
            points(right, inner_r, (0.26 + shift, -0.22), (shift, -0.33), (-0.26 + shift, -0.22), inner_l, left),
            samples=6,
        )
        return arc, [np.array([x + shift, -0.3 + abs(x) * 0.3]) for x in np.linspace(-0.2, 0.2, 5)]
    if hair.bang_kind == "parted":
        x0 = hair.part_x + shift
        top = (x0, line_y - 0.2)
        a = smooth(
            points(right, (0.36 + shift, 0.12), (0.3 + shift, tip_y - 0.05), ((x0 + 0.3) / 2 + 0.06, line_y), top),
            samples=7,
        )
        b = smooth(
            points(top, ((x0 - 0.3) / 2 - 0.06, line_y), (-0.3 + shift, tip_y - 0.05), (-0.36 + shift, 0.12), left),
            samples=7,
        )
        return np.vstack([a, b]), [np.array(top), *[p for p in (a[10], b[18])]]
    if hair.bang_kind == "blunt":
        xs = np.linspace(0.34, -0.34, 9) + shift
        ys = tip_y + 0.02 + rng.normal(0, 0.008, 9) - 0.02 * np.cos(np.linspace(-1.5, 1.5, 9))
        edge = np.vstack(
            [
                points(right),
                points((0.38 + shift, side := right[1] - 0.02)),
                np.stack([xs, ys], 1),
                points((-0.38 + shift, side)),
                points(left),
            ]
        )
        return along(smooth(edge, tension=0.2, samples=4), 70), [
            np.array([x, y]) for x, y in zip(xs[1:-1], ys[1:-1], strict=True) if rng.random() < 0.6
        ]
    sway = rng.choice([-1, 1]) * 0.25 if hair.bang_kind == "swept" else 0.0
    n = hair.bangs
    tips, valleys = _tips(rng, inner_l, inner_r, n, max(0.05, (tip_y - line_y) * 0.5), (line_y + tip_y) / 2 - 0.02)
    if sway:
        lean = np.clip((tips[:, 1] - line_y) / 0.2, 0, 1)
        tips[:, 0] += sway * 0.12 * lean
    return np.vstack([points(right), tips, points(left)]), valleys
