"""Hair: the mass behind the head, locks over the shoulders, the cap with its bangs, tails, buns and braids.

Units as in `head`. Bangs and tips are made of locks: pointed ribbons whose valleys send strand lines
up towards the crown, because that is how hair is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.canvas import Canvas
from data.geometry import Points, along, ellipse, normals, points, ribbon, smooth
from data.palettes import Palette, Rgb
from data.parts import Part
from data.sources.procedural.headstyle import HeadStyle
from data.sources.procedural.pose import pick

Rng = np.random.Generator


@dataclass
class HairStyle:
    """Lengths in head units; `strands` says how many inner lines, `heavy` how many of them are wedges of ink."""

    length: float
    volume: float
    bangs: int
    bang_depth: float
    bang_kind: str
    part_x: float
    locks: bool
    lock_length: float
    over: bool
    wave: float
    strands: float
    heavy: float
    tufts: float
    back: str
    ahoge: bool
    ink: str

    @classmethod
    def random(cls, rng: Rng) -> HairStyle:
        backs = {
            "loose": 0.22, "flow": 0.18, "short": 0.2, "ponytail": 0.09, "twintails": 0.1, "buns": 0.05, "braids": 0.05,
            "bob": 0.09, "low tail": 0.04, "none": 0.04,
        }  # fmt: skip
        return cls(
            length=float(rng.choice([0.35, 0.75, 1.3, 2.2], p=[0.24, 0.28, 0.3, 0.18])) * rng.uniform(0.8, 1.2),
            volume=rng.uniform(0.03, 0.14),
            bangs=int(rng.integers(3, 10)),
            bang_depth=rng.uniform(-0.16, 0.14),
            bang_kind=pick(rng, {"zigzag": 0.4, "blunt": 0.15, "swept": 0.22, "parted": 0.15, "none": 0.08}),
            part_x=rng.uniform(-0.22, 0.22),
            locks=bool(rng.random() < 0.65),
            lock_length=rng.uniform(0.3, 1.0),
            over=bool(rng.random() < 0.5),
            wave=float(rng.choice([0.0, 0.04, 0.09], p=[0.45, 0.3, 0.25])),
            strands=float(np.exp(rng.uniform(np.log(0.2), np.log(5.0)))),
            heavy=float(rng.choice([0.0, rng.uniform(0.2, 0.9)], p=[0.75, 0.25])),
            tufts=float(rng.choice([0.0, rng.uniform(0.01, 0.035), rng.uniform(0.04, 0.12)], p=[0.4, 0.35, 0.25])),
            back=pick(rng, backs),
            ahoge=bool(rng.random() < 0.25),
            ink=pick(rng, {"lines": 0.84, "solid": 0.07, "back": 0.09}),
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
    for _ in range(min(12, rng.poisson(1.8 * strands))):
        t = rng.uniform(0.15, 0.85)
        a, b = sorted(rng.integers(0, len(left), 2))
        if b - a > 6:
            canvas.stroke((left * (1 - t) + right * t)[a:b], 0.6)


def _waved(rng: Rng, spine: Points, wave: float) -> Points:
    """A spine that swings more and more towards its end."""
    if not wave:
        return spine
    curve = along(smooth(spine, samples=6), 10)
    t = np.linspace(0, 1, 10)
    swing = wave * 1.6 * t * np.sin(t * rng.uniform(5, 11) + rng.uniform(0, 6))
    return curve + normals(curve) * swing[:, None]


def lower_edge(
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


def draw_back(canvas: Canvas, rng: Rng, hair: HairStyle, colors: Palette, form: int) -> None:
    """What lies behind head and body."""
    if hair.back == "flow":
        _mass(canvas, rng, hair, colors, form, 0.2 + hair.length * 0.55)
        n = int(rng.integers(5, 11))
        fan = rng.uniform(1.0, 1.7)
        for x in sorted(np.linspace(-0.5, 0.5, n), key=abs, reverse=True):
            end = 0.2 + hair.length * rng.uniform(0.75, 1.05)
            flick = np.array([np.sign(x) * rng.uniform(-0.05, 0.3), rng.uniform(-0.06, 0.08)])
            foot = np.array([x * fan * rng.uniform(0.9, 1.15), end])
            spine = np.vstack([[x * 0.5, -0.3], [x * 0.95, 0.1], [x * fan, (end + 0.1) / 2], foot, foot + flick])
            width = rng.uniform(0.07, 0.17)
            _lock(canvas, rng, _waved(rng, spine, hair.wave), width, colors.hair, form, hair.strands, 4)
    elif hair.back in ("loose", "bob", "short"):
        low = {"bob": rng.uniform(0.4, 0.6), "short": rng.uniform(0.22, 0.38), "loose": 0.25 + hair.length}[hair.back]
        _mass(canvas, rng, hair, colors, form, low, 1.0)
    elif hair.back == "ponytail":
        d = rng.choice([-1, 1])
        end = 0.4 + hair.length
        high = rng.uniform(-0.5, -0.1)
        spine = points(
            (d * 0.2, high), (d * 0.6, high + 0.05), (d * rng.uniform(0.6, 0.9), 0.1), (d * rng.uniform(0.4, 1.0), end)
        )
        for k in range(int(rng.integers(1, 4))):
            width = rng.uniform(0.1, 0.22)
            shifted = _waved(rng, spine + np.array([0.03 * k, -0.1 * k * (end > 0.8)]), hair.wave)
            _lock(canvas, rng, shifted, width, colors.hair, form, hair.strands * 1.5, 2)
    elif hair.back == "twintails":
        for side in (-1, 1):
            end = 0.5 + hair.length
            high = rng.uniform(-0.35, 0.1)
            spine = points(
                (side * 0.36, high),
                (side * 0.62, high + 0.05),
                (side * rng.uniform(0.6, 0.85), end * 0.5),
                (side * rng.uniform(0.5, 1.0), end),
            )
            for k in range(int(rng.integers(1, 4))):
                shifted = _waved(rng, spine + np.array([side * 0.05 * k, 0.04 * k]), hair.wave)
                _lock(canvas, rng, shifted, rng.uniform(0.1, 0.2), colors.hair, form, hair.strands * 1.5, 2)
    elif hair.back == "buns":
        x, y = rng.uniform(0.25, 0.42), rng.uniform(-0.55, -0.35)
        for side in (-1, 1) if rng.random() < 0.7 else (int(rng.choice([-1, 1])),):
            r = rng.uniform(0.12, 0.2)
            canvas.fill(ellipse(side * x, y, r, r * 0.95), Part.HAIR, colors.hair, form=form)
            for _ in range(int(rng.integers(1, 6))):
                arc = ellipse(side * x, y, s := r * rng.uniform(0.2, 0.85), s, turn=rng.uniform(0, 6))[
                    : rng.integers(6, 16)
                ]
                canvas.stroke(arc, 0.6)
    elif hair.back == "low tail":
        spine = points((0.1, 0.3), (0.3, 0.6), (0.25, 0.9), (0.3, 0.8 + hair.length))
        _lock(canvas, rng, _waved(rng, spine, hair.wave), 0.13, colors.hair, form, hair.strands * 2, 2)


def _mass(
    canvas: Canvas, rng: Rng, hair: HairStyle, colors: Palette, form: int, low: float, stroke: float | None = None
) -> None:
    """One mass from the crown down, ending in pointed locks."""
    v = hair.volume
    spread = rng.uniform(0.38, 0.6) + 0.12 * min(max(low, 0.0), 1.5)
    if hair.back == "short":
        spread = rng.uniform(0.32, 0.46)
    n = int(rng.integers(4, 12))
    depth = rng.uniform(0.01, 0.05) if hair.bang_kind == "blunt" else rng.uniform(0.03, 0.18)
    tips, valleys = lower_edge(rng, (-spread, low), (spread, low), n, depth, rng.uniform(-0.05, 0.12))
    top = low if low < 0.2 else 0.15
    side = smooth(points((0, -0.5 - v), (0.3, -0.44 - v), (0.42 + v, -0.2), (0.47 + v, top), (spread, low)), samples=8)
    other = side[::-1] * (-1, 1)
    if hair.wave:
        for s in (side, other):
            s[:, 0] += hair.wave * np.sin(s[:, 1] * rng.uniform(5, 9)) * np.clip(s[:, 1] + 0.2, 0, 1)
    mask = canvas.fill(np.vstack([side, tips, other]), Part.HAIR, colors.hair, form=form, stroke=stroke)
    if stroke is None:
        return
    for valley in valleys:
        if rng.random() < 0.4 + 0.4 * hair.strands:
            end = np.array([valley[0] * 0.6, valley[1] - rng.uniform(0.2, 0.9) * (low + 0.3)])
            bend = (valley + end) / 2 + (rng.normal(0, 0.03), 0)
            _strand(canvas, rng, hair, smooth(np.stack([valley, bend, end])), 0.8)
    for _ in range(min(24, rng.poisson(4 * hair.strands))):
        x, y = rng.uniform(-0.9, 0.9) * spread, rng.uniform(0.1, max(low, 0.2))
        d = rng.uniform(0.1, 0.6)
        curve = smooth(points((x * 0.9, y - d), (x + rng.normal(0, 0.02), y - d / 2), (x * 1.05, y)), samples=5)
        canvas.stroke(curve, 0.6, within=mask)


def _strand(canvas: Canvas, rng: Rng, hair: HairStyle, curve: Points, pressure: float) -> None:
    """A line between two locks; with `heavy` hair it is a wedge of ink, thickest at the valley."""
    if rng.random() < hair.heavy:
        canvas.black(ribbon(curve, [rng.uniform(0.008, 0.03), 0.008, 0.002], n=10, samples=3)[0])
    else:
        canvas.stroke(curve, pressure)


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


def draw_over(canvas: Canvas, rng: Rng, hair: HairStyle, colors: Palette, form: int) -> None:
    """Long hair that falls in front of the shoulders, over the clothes."""
    if not hair.over or hair.back not in ("loose", "flow") or hair.length < 0.6:
        return
    for side in (-1, 1):
        if rng.random() < 0.15:
            continue
        end = 0.25 + hair.length * rng.uniform(0.4, 0.95)
        n = int(rng.integers(1, 5))
        for k in range(n):
            x = side * (0.44 - 0.06 * k + rng.normal(0, 0.02))
            foot = np.array([x + side * rng.uniform(-0.2, 0.25), end * rng.uniform(0.75, 1.05)])
            spine = np.vstack([[x * 0.9, -0.1], [x * 1.05, 0.3], [x * rng.uniform(0.8, 1.25), end * 0.65], foot])
            width = rng.uniform(0.05, 0.13)
            _lock(canvas, rng, _waved(rng, spine, hair.wave), width, colors.hair, form, hair.strands * 1.3, 3)


def draw_front(canvas: Canvas, rng: Rng, hair: HairStyle, head: HeadStyle, colors: Palette, form: int) -> None:
    """The cap over the skull, with its bangs, and the locks beside the face."""
    v, yaw = hair.volume, head.yaw
    shift = yaw * 0.05
    crown = (hair.part_x * 0.5 + shift, -0.5 - v)
    side_y = rng.uniform(0.0, 0.22)
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
    dome = _tufted(rng, dome, hair.tufts)
    line_y = -0.16 + head.pitch * 0.05
    eye_top = head.eye_y - head.eye_size * head.eye_height
    tip_y = min(line_y + 0.16 + hair.bang_depth, eye_top + 0.22)
    edge, valleys = _bang_edge(rng, hair, left, right, line_y, tip_y, shift)
    canvas.fill(np.vstack([dome, edge]), Part.HAIR, colors.hair, form=form)
    root = np.array([crown[0] + hair.part_x * 0.3, crown[1] + rng.uniform(0.03, 0.16)])
    bulge = rng.uniform(0.1, 0.45)

    def combed(foot: Points, start: float, end: float) -> Points:
        """The piece of a strand from a foot towards the root, over the round of the skull."""
        top = root + np.array([(foot[0] - root[0]) * 0.12, 0])
        bend = (foot + top) / 2 + ((foot[0] - root[0]) * bulge, -0.03)
        curve = smooth(np.stack([foot, bend, top]), samples=8)
        return curve[int(start * 16) : max(int(end * 16), int(start * 16) + 3)]

    for valley in valleys:
        _strand(canvas, rng, hair, combed(valley, 0, rng.uniform(0.25, 0.95)), 0.8)
    n = min(28, rng.poisson(4 * hair.strands))
    feet = np.vstack([edge, dome[:6], dome[-6:]])
    for i in np.sort(rng.integers(0, len(feet), n)):
        start = rng.uniform(0, 0.8)
        canvas.stroke(combed(feet[i], start, start + rng.uniform(0.1, 0.5)), 0.6)
    if rng.random() < 0.1:
        # The edge of a band of light around the crown.
        xs = np.linspace(-0.36, 0.36, int(rng.integers(9, 20)))
        band = np.stack([xs + shift, crown[1] + 0.2 + 0.5 * xs**2 + np.where(np.arange(len(xs)) % 2, 0.05, 0.0)], 1)
        canvas.stroke(band, 0.6)
        if rng.random() < 0.5:
            canvas.stroke(band[::-1] + np.array([0, 0.07]), 0.6)
    if hair.locks:
        _side_locks(canvas, rng, hair, colors, form, shift)
    if hair.ahoge:
        for _ in range(int(rng.integers(1, 3))):
            d = rng.choice([-1, 1])
            reach = rng.uniform(0.08, 0.24)
            spine = points(
                crown, (crown[0] + d * 0.05, crown[1] - reach * 0.8), (crown[0] + d * reach, crown[1] - reach * 0.6)
            )
            canvas.fill(ribbon(spine, [0.02, 0.025, 0.002])[0], Part.HAIR, colors.hair, form=form)


def _side_locks(canvas: Canvas, rng: Rng, hair: HairStyle, colors: Palette, form: int, shift: float) -> None:
    for side in (-1, 1):
        x = side * (0.385 + hair.volume * 0.3) + shift * 0.5
        end = hair.lock_length
        for k in range(int(rng.integers(1, 4))):
            spine = points(
                (x - side * 0.03, -0.22),
                (x + side * (0.035 - 0.03 * k), end * 0.2),
                (x + side * rng.normal(0, 0.05), end * 0.6),
                (x - side * rng.uniform(-0.14, 0.14), end * (1 - 0.2 * k)),
            )
            width = rng.uniform(0.03, 0.08)
            _lock(canvas, rng, _waved(rng, spine, hair.wave * 0.6), width, colors.hair, form, hair.strands)


def _tufted(rng: Rng, dome: Points, amount: float) -> Points:
    """Steps and spikes in the outline, where locks overlap."""
    if not amount:
        return dome + rng.normal(0, 0.003, dome.shape)
    n = int(rng.integers(5, 13))
    curve = along(dome, n * 8)
    t = np.arange(n * 8) % 8 / 7
    saw = np.where(curve[:, 0] < 0, 1 - t, t) ** rng.uniform(1.2, 2.5)
    rise = saw * amount * rng.uniform(0.4, 1.3, n).repeat(8) * np.sin(np.linspace(0.3, np.pi - 0.3, n * 8))
    drop = np.stack([np.zeros(n * 8), rise * rng.uniform(0, 0.8)], 1)
    return curve + normals(curve) * rise[:, None] + drop


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
    tips, valleys = lower_edge(rng, inner_l, inner_r, n, max(0.05, (tip_y - line_y) * 0.5), (line_y + tip_y) / 2 - 0.02)
    if sway:
        lean = np.clip((tips[:, 1] - line_y) / 0.2, 0, 1)
        tips[:, 0] += sway * 0.12 * lean
    return np.vstack([points(right), tips, points(left)]), valleys
