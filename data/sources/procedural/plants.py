"""Plants put together: beds, bunches, pots, branches, trees; flowers that are held or worn.

All is `Part.PROP` but for what is worn, and the ribbon about a bunch.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.canvas import Canvas
from data.geometry import Points, along, mirrored, normals, points, ribbon, smooth
from data.palettes import hsv
from data.parts import Part
from data.sources.procedural.flowers import BLOSSOMS, OPEN, Blossom, Garden, bud, tulip

Rng = np.random.Generator


def draw_plants(canvas: Canvas, rng: Rng) -> None:
    """A drawing of nothing but plants, in units of the picture: x and y from 0 to 1."""
    canvas.current_figure += 1
    if rng.random() < 0.4:
        # Thick lines that swell, as clip art has them.
        canvas.pen = replace(canvas.pen, width=canvas.pen.width * rng.uniform(1.5, 3), variation=rng.uniform(0.3, 1.0))
    g = Garden(canvas, rng)
    kinds = (bed, close, pot, vase, bouquet, branch, cactus, tree, meadow)
    kinds[int(rng.choice(len(kinds), p=[0.36, 0.12, 0.1, 0.1, 0.1, 0.1, 0.03, 0.05, 0.04]))](g)


def _kind(g: Garden) -> Blossom:
    return BLOSSOMS[int(g.rng.choice(len(BLOSSOMS), p=[0.22, 0.16, 0.12, 0.14, 0.13, 0.11, 0.07, 0.05]))]


def _face(g: Garden, kind: Blossom) -> float:
    """How much an open blossom is turned away: 1 faces the viewer."""
    return g.rng.uniform(0.5, 1.0) if kind in OPEN else g.rng.uniform(0.9, 1.1)


def _stalk(g: Garden, foot: tuple[float, float], top: tuple[float, float], wide: float) -> Points:
    bend = np.array([(foot[0] + top[0]) / 2 + g.rng.normal(0, 0.05), (foot[1] + top[1]) / 2])
    spine = np.stack([np.array(foot), bend, np.array(top)])
    g.stem(spine, wide)
    return along(smooth(spine), 12)


def bed(g: Garden) -> None:
    """Some flowers, their stems and large leaves crossing each other and the lower edge of the picture."""
    rng, n = g.rng, int(g.rng.integers(1, 7))
    same = tulip if rng.random() < 0.45 else _kind(g)
    mixed_bed, foot = rng.random() < 0.3, rng.uniform(0.9, 1.08)
    leaves = int(rng.integers(2, 8))
    behind = int(rng.integers(0, leaves + 1))
    spread, middle = rng.uniform(0.1, 0.45), rng.uniform(0.35, 0.65)
    wide, size = rng.uniform(0.006, 0.022), rng.uniform(0.07, 0.2) if n > 2 else rng.uniform(0.12, 0.28)
    long = rng.random() < (0.9 if same is tulip else 0.45)

    def leaf() -> None:
        x = middle + rng.uniform(-1, 1) * spread * 0.6
        lean, tall = rng.normal(0, 0.22), rng.uniform(0.2, 0.6)
        if long:
            bend = points((x, foot), (x + lean * 0.15, foot - tall * 0.5), (x + lean, foot - tall))
            if rng.random() < 0.3:
                # A leaf that hangs over at its tip.
                bend = np.vstack([bend, bend[-1:] + np.sign(lean) * rng.uniform(0.08, 0.2, (1, 2)) * (1, lean)])
            g.blade(bend, rng.uniform(0.03, 0.1))
        else:
            at = np.array([x + lean * 0.3, foot - rng.uniform(0.05, 0.3)])
            g.stem(np.stack([(x, foot), at]), wide * 0.6)
            g.broad(at, at + rng.normal(0, 0.15, 2) + (0, -0.15), rng.uniform(0.2, 0.42))

    for _ in range(behind):
        leaf()
    for k in rng.permutation(n):
        x = middle + (k - (n - 1) / 2) / max(n - 1, 1) * 2 * spread + rng.normal(0, 0.03)
        y, kind = rng.uniform(0.12, 0.5), _kind(g) if mixed_bed else same
        spine = _stalk(g, (middle + (x - middle) * rng.uniform(0.2, 0.9), foot), (x, y), wide)
        if rng.random() < 0.4:
            for s in (-1, 1)[: int(rng.integers(1, 3))]:
                at = spine[int(rng.integers(2, 8))]
                g.broad(at, at + np.array([s * rng.uniform(0.08, 0.2), -rng.uniform(-0.02, 0.12)]), 0.3)
        r, turn = size * rng.uniform(0.75, 1.25), rng.normal(0, 0.2)
        # What is seen from the side stands on its stem; what faces the viewer hides the stem's end.
        up = 0.0 if kind in OPEN else r * 0.9
        g.bloom(kind, np.array([x + np.sin(turn) * up, y - np.cos(turn) * up]), r, turn, _face(g, kind))
    for _ in range(leaves - behind):
        leaf()


def close(g: Garden) -> None:
    """One to three blossoms that fill the picture, leaves behind them."""
    rng = g.rng
    for _ in range(int(rng.integers(0, 7))):
        at, a = rng.uniform(0.3, 0.7, 2), rng.uniform(0, 2 * np.pi)
        g.broad(at, at + np.array([np.cos(a), np.sin(a)]) * rng.uniform(0.25, 0.5), rng.uniform(0.18, 0.4))
    n = int(rng.integers(1, 4))
    for k in range(n):
        kind, r = _kind(g), rng.uniform(0.2, 0.4) / (1 + 0.3 * (n - 1))
        at = np.array([0.5 + (k - (n - 1) / 2) * r * 1.8, rng.uniform(0.35, 0.6)])
        if rng.random() < 0.7:
            _stalk(g, (0.5 + rng.normal(0, 0.1), 1.05), (at[0], at[1] + 0.8 * r), rng.uniform(0.01, 0.03))
        g.bloom(kind, at, r, rng.normal(0, 0.25), _face(g, kind))


def _vessel(g: Garden, x: float, top: float, low: float, wide: float, neck: float, part: Part = Part.PROP) -> None:
    color, form = hsv(g.rng.random(), g.rng.uniform(0.1, 0.7), g.rng.uniform(0.5, 0.95)), g.canvas.new_form()
    belly = g.rng.uniform(0.7, 1.1)
    half = points((neck, top), (wide * belly, (top + low) / 2), (wide * 0.6, low))
    outline = np.vstack([smooth(half, samples=6), smooth(mirrored(half), samples=6)]) + np.array([x, 0.0])
    mask = g.canvas.fill(outline, part, color, form=form)
    for _ in range(int(g.rng.integers(0, 3))):
        y = g.rng.uniform(top, low)
        g.line((x - wide, y), (x, y + 0.02), (x + wide, y), within=mask)
    if g.rng.random() < 0.6:
        rim = points(
            (-neck * 1.1, top - 0.03), (neck * 1.1, top - 0.03), (neck * 1.05, top + 0.03), (-neck * 1.05, top + 0.03)
        )
        g.canvas.fill(rim + np.array([x, 0.0]), part, color, form=form)


def pot(g: Garden) -> None:
    """Leaves, or flowers among leaves, that grow out of a pot."""
    rng, x, top = g.rng, g.rng.uniform(0.4, 0.6), g.rng.uniform(0.6, 0.72)
    wide = rng.uniform(0.14, 0.24)
    long, n = rng.random() < 0.5, int(rng.integers(4, 12))
    flowers, kind, wiry = int(rng.integers(0, 5)), _kind(g), rng.uniform(0.006, 0.014)
    for k in rng.permutation(n):
        a = (k / (n - 1) - 0.5) * rng.uniform(1.4, 2.6)
        reach = rng.uniform(0.25, 0.55)
        tip = np.array([x + np.sin(a) * reach * 0.8, top - np.cos(a) * reach])
        foot = np.array([x + np.sin(a) * wide * 0.4, top + 0.03])
        if long:
            g.blade(np.stack([foot, (foot + tip) / 2 + (0, -0.06), tip]), rng.uniform(0.02, 0.06))
        else:
            stalk = foot * 0.4 + tip * 0.6
            g.stem(np.stack([foot, stalk]), wiry)
            g.broad(stalk, tip + (tip - foot) * 0.2, rng.uniform(0.25, 0.5))
    for _ in range(flowers):
        at = (x + rng.uniform(-0.28, 0.28), top - rng.uniform(0.2, 0.5))
        _stalk(g, (x + rng.normal(0, wide * 0.3), top + 0.03), at, wiry)
        g.bloom(kind, np.array(at), rng.uniform(0.06, 0.12), rng.normal(0, 0.3), _face(g, kind))
    _vessel(g, x, top, rng.uniform(0.88, 1.0), wide, wide)


def vase(g: Garden) -> None:
    rng, x, top = g.rng, g.rng.uniform(0.4, 0.6), g.rng.uniform(0.55, 0.68)
    neck = rng.uniform(0.06, 0.14)
    _bunch(g, np.array([x, top + 0.05]), 1.0, int(rng.integers(2, 8)))
    _vessel(g, x, top, rng.uniform(0.9, 1.02), rng.uniform(0.12, 0.22), neck)


def _bunch(g: Garden, foot: Points, size: float, n: int) -> None:
    """Stems that spread from one place, leaves between them, blossoms close together."""
    rng, kind, wide = g.rng, _kind(g), g.rng.uniform(0.006, 0.015) * size
    various = rng.random() < 0.5
    tops = [
        foot + np.array([np.sin(a) * 0.7, -np.cos(a)]) * size * rng.uniform(0.28, 0.5)
        for a in np.linspace(-1, 1, n) * rng.uniform(0.4, 0.9) + rng.normal(0, 0.06, n)
    ]
    for top in tops:
        _stalk(g, (float(foot[0]), float(foot[1])), (float(top[0]), float(top[1])), wide)
    for _ in range(int(rng.integers(1, 8))):
        a, reach = rng.uniform(-1.2, 1.2), rng.uniform(0.2, 0.48) * size
        tip = foot + np.array([np.sin(a), -np.cos(a)]) * reach
        g.broad(foot * 0.55 + tip * 0.45, tip, rng.uniform(0.15, 0.4))
    for i in rng.permutation(n):
        one = _kind(g) if various else kind
        g.bloom(one, tops[i], size * rng.uniform(0.07, 0.14), rng.normal(0, 0.3), _face(g, one))


def bouquet(g: Garden) -> None:
    """A bunch in a cone of paper, or tied with a ribbon."""
    rng = g.rng
    with g.canvas.place(np.array([[1.0, 0, 0.5], [0, 1, 0.6]])):
        hand_bunch(g, rng.uniform(0.9, 1.15))


def hand_bunch(g: Garden, size: float, n: int | None = None) -> None:
    """A bunch about (0, 0), where a hand holds it."""
    rng = g.rng
    form, color = g.canvas.new_form(), hsv(rng.random(), rng.uniform(0.05, 0.6), 0.95)
    for _ in range(int(rng.integers(2, 5))):
        g.stem(points((0, 0), (rng.normal(0, 0.06) * size, 0.3 * size)), 0.012 * size)
    _bunch(g, np.zeros(2), size, n or int(rng.integers(3, 10)))
    if rng.random() < 0.5:
        w, h = rng.uniform(0.14, 0.3) * size, rng.uniform(0.15, 0.3) * size
        cone = points(
            (-w, -h),
            (-w * 0.3, -h * 0.75),
            (w * 0.2, -h * 0.95),
            (w, -h * 0.8),
            (0.03, 0.32 * size),
            (-0.03, 0.32 * size),
        )
        mask = g.canvas.fill(cone, Part.PROP, color, form=form)
        g.line((-w * 0.3, -h * 0.75), (0, 0.25 * size), within=mask)
    elif rng.random() < 0.7:
        knot = ribbon(points((-0.05 * size, 0.0), (0.05 * size, 0.01)), [0.03 * size] * 2, n=8)[0]
        for s in (-1, 1):
            loop = points((0, 0), (s * 0.13, -0.07), (s * 0.16, 0.03), (s * 0.1, 0.06)) * size
            g.canvas.fill(smooth(loop, True, 5), Part.ACCESSORY, color, form=form)
        g.canvas.fill(knot, Part.ACCESSORY, color, form=form)


def branch(g: Garden) -> None:
    """A twig or a bough across the picture, with leaves in pairs or in turn, and perhaps in blossom."""
    rng = g.rng
    spine = along(
        smooth(
            points(
                (-0.05, rng.uniform(0.4, 0.95)),
                (0.5, rng.uniform(0.35, 0.65)),
                (rng.uniform(0.8, 1.05), rng.uniform(0.1, 0.4)),
            )
        ),
        30,
    )
    woody, kind = rng.random() < 0.5, _kind(g) if rng.random() < 0.4 else OPEN[int(rng.integers(2))]
    leafy, flowery = rng.uniform(0.3, 1.0), rng.random() * (rng.random() < 0.7)
    size, wide = rng.uniform(0.1, 0.26), rng.uniform(0.008, 0.03)
    outline = ribbon(spine, [wide, wide * 0.7, wide * 0.3], n=30)[0]
    if woody:
        g.canvas.fill(outline, Part.PROP, hsv(0.07, 0.45, rng.uniform(0.3, 0.6)), form=g.canvas.new_form())
    else:
        g.leaf(outline)
    out = normals(spine)
    step = int(rng.integers(2, 5))
    for k in range(2, 30, step):
        for s in (-1, 1) if rng.random() < 0.6 else (rng.choice([-1, 1]),):
            d = out[k] * s + (spine[min(k + 2, 29)] - spine[k - 2]) * rng.uniform(1, 6)
            d /= np.hypot(*d)
            if rng.random() < leafy:
                g.broad(spine[k], spine[k] + d * size * rng.uniform(0.7, 1.2), rng.uniform(0.2, 0.38))
            elif rng.random() < flowery:
                at = spine[k] + d * size * 0.5
                g.stem(np.stack([spine[k], at]), wide * 0.3)
                g.bloom(kind, at, size * rng.uniform(0.35, 0.6), rng.normal(0, 0.5), _face(g, kind))
    g.broad(spine[-1], spine[-1] + (spine[-1] - spine[-4]) * 1.3, 0.32)


def cactus(g: Garden) -> None:
    rng, form = g.rng, g.canvas.new_form()
    w, top = rng.uniform(0.09, 0.16), rng.uniform(0.15, 0.3)
    for s in (-1, 1):
        if rng.random() < 0.7:
            y = rng.uniform(0.4, 0.6)
            arm = points((0.5, y + 0.05), (0.5 + s * (w + 0.1), y), (0.5 + s * (w + 0.12), y - rng.uniform(0.1, 0.2)))
            g.leaf(ribbon(arm, [w * 0.4, w * 0.42, w * 0.25], n=24)[0], form)
    body = g.leaf(
        smooth(points((0.5 + w, 0.85), (0.5 + w, top + w), (0.5, top), (0.5 - w, top + w), (0.5 - w, 0.85)), True, 8),
        form,
    )
    for x in np.linspace(-0.6, 0.6, int(rng.integers(2, 5))) * w:
        g.line((0.5 + x, 0.85), (0.5 + x * 1.1, 0.5), (0.5 + x * 0.6, top + 0.04), within=body)
    for _ in range(int(rng.integers(0, 25))):
        x, y = 0.5 + rng.uniform(-w, w), rng.uniform(top + 0.05, 0.75)
        g.canvas.stroke(points((x - 0.01, y - 0.01), (x, y), (x + 0.01, y - 0.012)), 0.6, within=body)
    if rng.random() < 0.5:
        g.bloom(BLOSSOMS[int(rng.integers(1, 4))], np.array([0.5, top]), rng.uniform(0.06, 0.1), 0, 0.8)
    _vessel(g, 0.5, 0.75, 0.95, w * 1.5, w * 1.6)


def _crown(g: Garden, x: float, y: float, r: float, flat: float = 1.0) -> None:
    n = 2 * int(g.rng.integers(5, 11))
    a = np.linspace(0, 2 * np.pi, n, endpoint=False)
    rim = r * np.where(np.arange(n) % 2, 1.0, g.rng.uniform(0.8, 0.9)) * g.rng.uniform(0.93, 1.07, n)
    mask = g.leaf(smooth(np.stack([x + rim * np.cos(a), y + rim * np.sin(a) * flat], 1), True, 5))
    for _ in range(int(g.rng.integers(0, 12))):
        u, v = x + g.rng.normal(0, r * 0.45), y + g.rng.normal(0, r * 0.45 * flat)
        g.line((u - r * 0.1, v), (u, v + r * 0.08), (u + r * 0.1, v), within=mask)


def tree(g: Garden) -> None:
    """A tree in the foreground, its crown of one cloud or of several; some stand among bushes."""
    rng, x, low = g.rng, g.rng.uniform(0.35, 0.65), g.rng.uniform(0.85, 1.03)
    r, wood = rng.uniform(0.18, 0.32), hsv(0.07, 0.45, rng.uniform(0.3, 0.6))
    y = rng.uniform(0.3, 0.4)
    trunk = ribbon(points((x, low), (x + rng.normal(0, 0.03), 0.6), (x, y)), [r * 0.3, r * 0.18, r * 0.15], n=16)[0]
    mask = g.canvas.fill(trunk, Part.PROP, wood, form=g.canvas.new_form())
    for _ in range(int(rng.integers(0, 5))):
        u = x + rng.normal(0, r * 0.1)
        g.line((u, low), (u, 0.75), (u, rng.uniform(0.5, 0.7)), within=mask)
    for _ in range(int(rng.integers(0, 5))):
        _crown(g, x + rng.normal(0, r * 0.7), y + rng.normal(0, r * 0.4), r * rng.uniform(0.5, 0.8))
    _crown(g, x, y, r)
    for _ in range(int(rng.integers(0, 8))):
        at = np.array([x, y]) + rng.normal(0, r * 0.5, 2)
        g.bloom(OPEN[1], at, r * 0.15, rng.uniform(0, 3))
    for _ in range(int(rng.integers(0, 3))):
        _crown(g, rng.uniform(0, 1), low, rng.uniform(0.1, 0.2), 0.7)


def meadow(g: Garden) -> None:
    """Grass and small flowers along the lower edge, also before a figure."""
    rng, top = g.rng, g.rng.uniform(0.7, 0.92)
    kind = _kind(g)
    for x in np.sort(rng.uniform(-0.05, 1.05, int(rng.integers(5, 22)))):
        if rng.random() < 0.3:
            y = top + rng.normal(0, 0.06)
            _stalk(g, (float(x), 1.05), (float(x + rng.normal(0, 0.05)), y), 0.006)
            g.bloom(kind, np.array([x, y]), rng.uniform(0.03, 0.08), rng.normal(0, 0.3), _face(g, kind))
        elif rng.random() < 0.75:
            tip = (x + rng.normal(0, 0.07), top + rng.normal(0.03, 0.06))
            g.blade(points((x, 1.05), ((x + tip[0]) / 2, 1.0), tip), rng.uniform(0.01, 0.035))
        else:
            _crown(g, float(x), 1.0, rng.uniform(0.05, 0.15), 0.8)


def draw_flowers(canvas: Canvas, rng: Rng) -> None:
    """Something of plants to hold or to put beside, in head units: a flower or three, a bunch, a leaf, a sprig."""
    g, kind = Garden(canvas, rng), rng.random()
    if kind < 0.55:
        n = int(rng.choice([1, 2, 3], p=[0.65, 0.15, 0.2]))
        bloom = _kind(g)
        for k in range(n):
            x, y = (k - (n - 1) / 2) * rng.uniform(0.3, 0.6), -rng.uniform(0.3, 0.7)
            spine = _stalk(g, (x * 0.3, rng.uniform(0.3, 0.9)), (x, y), rng.uniform(0.015, 0.035))
            for s in (-1, 1)[: int(rng.integers(0, 3))]:
                at = spine[int(rng.integers(2, 8))]
                g.broad(at, at + np.array([s * rng.uniform(0.15, 0.35), -rng.uniform(0, 0.3)]), 0.3)
            r = rng.uniform(0.16, 0.32)
            g.bloom(bloom, np.array([x, y - (0 if bloom in OPEN else 0.9 * r)]), r, rng.normal(0, 0.2), _face(g, bloom))
    elif kind < 0.9:
        hand_bunch(g, rng.uniform(1.3, 2.4))
    else:
        g.broad(points((0, 0.4))[0], np.array([rng.normal(0, 0.3), -0.7]), rng.uniform(0.2, 0.45))


def worn(canvas: Canvas, rng: Rng, at: tuple[float, float], r: float, leaves: float = 0.3) -> None:
    """A blossom on hair, hat or chest, sometimes a small cluster, with or without leaves."""
    g = Garden(canvas, rng, Part.ACCESSORY)
    n = int(rng.choice([1, 2, 3], p=[0.75, 0.15, 0.1]))
    centre = np.array(at)
    if rng.random() < leaves:
        for _ in range(int(rng.integers(1, 4))):
            a = rng.uniform(0, 2 * np.pi)
            g.broad(centre, centre + np.array([np.cos(a), np.sin(a)]) * r * rng.uniform(1.5, 2.4), 0.3)
    kind = OPEN[int(rng.choice(len(OPEN), p=[0.25, 0.35, 0.3, 0.05, 0.05]))]
    for k in range(n):
        shift = 0.0 if n == 1 else r * 1.2
        a = k * 2 * np.pi / n + 0.4
        g.bloom(kind, centre + shift * np.array([np.cos(a), np.sin(a)]), r, rng.uniform(0, 6))


def wreath(canvas: Canvas, rng: Rng, line: Points, r: float) -> None:
    """Blossoms and leaves along a line: a garland in the hair."""
    g = Garden(canvas, rng, Part.ACCESSORY)
    n = max(3, int(np.hypot(*np.diff(line, axis=0).T).sum() / (r * rng.uniform(1.5, 2.6))))
    spots = along(line, n)
    leafy = rng.uniform(0, 1)
    for p in spots:
        if rng.random() < leafy:
            for s in (-1, 1):
                g.broad(p, p + np.array([s * r * rng.uniform(0.8, 1.8), -r * rng.uniform(-0.6, 1.2)]), 0.32)
    kind = OPEN[int(rng.choice(3))]
    for p in spots:
        g.bloom(kind if rng.random() < 0.8 else bud, p, r * rng.uniform(0.6, 1.1), rng.uniform(0, 6))


def sprig(canvas: Canvas, rng: Rng, at: Points, size: float) -> None:
    """A leaf on a fruit or beside a flower."""
    Garden(canvas, rng).broad(at, at + np.array([size, -size * rng.uniform(0.2, 0.6)]), rng.uniform(0.3, 0.4))
