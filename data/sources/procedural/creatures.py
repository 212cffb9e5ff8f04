"""Animals, dragons and cartoon beasts: sitting, on all fours, upright, long-necked. Units: one head, as in `head`.

The animal's head is about 0.9 high with (0, 0) in its middle. All of it is `Part.CREATURE` but the eyes, the
mouth, and clothes where it wears any.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, along, ellipse, mirrored, normals, points, ribbon, smooth
from data.palettes import Rgb, hsv, mixed
from data.parts import Part
from data.sources.procedural.beasthead import Beast, draw_head
from data.sources.procedural.birds import draw_bird
from data.sources.procedural.pose import pick
from data.sources.procedural.trims import draw_bow, draw_folds, hatch

Rng = np.random.Generator


def draw_creature(canvas: Canvas, rng: Rng) -> None:
    """One animal; its body first, then its head over it."""
    canvas.current_figure += 1
    body, skull = canvas.new_form(), canvas.new_form()
    beast = Beast.random(rng, body)
    build = pick(rng, {"sit": 0.28, "four": 0.25, "upright": 0.17, "neck": 0.1, "head": 0.07, "bird": 0.13})
    at = (0.0, 0.0)
    if build == "bird":
        draw_bird(canvas, rng, beast)
        return
    if build == "sit":
        _sitting(canvas, rng, beast)
    elif build == "four":
        _on_fours(canvas, rng, beast)
    elif build == "upright":
        _upright(canvas, rng, beast)
    elif build == "neck":
        at = _long_necked(canvas, rng, beast)
    tilt, size = rng.normal(0, 0.2), rng.uniform(0.45, 0.7) if build == "neck" else rng.uniform(0.85, 1.25)
    c, s = np.cos(tilt) * size, np.sin(tilt) * size
    with canvas.place(np.array([[c, -s, at[0]], [s, c, at[1]]])):
        draw_head(canvas, rng, beast, skull)
        if build in ("sit", "four", "upright") and rng.random() < 0.4:
            # One skin from cheek to chest: no line under the chin.
            canvas.erase(ellipse(rng.normal(0, 0.08), rng.uniform(0.34, 0.46), rng.uniform(0.1, 0.26), 0.1))


def _fill(canvas: Canvas, beast: Beast, outline: Points, color: Rgb | None = None, stroke: float | None = 1.0) -> Mask:
    return canvas.fill(outline, Part.CREATURE, color or beast.fur, form=beast.form, stroke=stroke)


def _open_limb(canvas: Canvas, beast: Beast, spine: Points, widths: list[float]) -> tuple[Mask, Points, Points]:
    """A leg that grows out of the body: no line across its root."""
    outline, left, right = ribbon(spine, widths, n=24)
    mask = _fill(canvas, beast, outline, stroke=None)
    canvas.stroke(np.vstack([left[3:], right[::-1][:-6]]), 1.0, taper=False)
    return mask, left, right


def _paw(canvas: Canvas, rng: Rng, beast: Beast, x: float, y: float, r: float, toward: float) -> None:
    color = beast.pale if rng.random() < 0.25 else beast.fur
    mask = _fill(canvas, beast, ellipse(x + toward * r * 0.4, y, r * 1.25, r * 0.8, 20), color)
    for k in (-1, 0, 1)[: int(rng.integers(2, 4))]:
        a = np.array([x + toward * r * 0.9 + k * r * 0.4, y + r * 0.1])
        canvas.stroke(np.stack([a, a + np.array([0, r * 0.6])]), 0.7, within=mask)


def _tail(canvas: Canvas, rng: Rng, beast: Beast, root: tuple[float, float], side: int) -> None:
    if beast.tail == "none":
        return
    x, y = root
    if beast.tail == "puff":
        a = np.linspace(0, 2 * np.pi, 12)[:-1]
        r = rng.uniform(0.1, 0.2) * (1 + 0.15 * (np.arange(11) % 2))
        _fill(canvas, beast, smooth(np.stack([x + r * np.cos(a), y + r * np.sin(a)], 1), closed=True, samples=4))
        return
    reach, up = rng.uniform(0.4, 1.0), rng.uniform(-0.9, 0.3)
    spine = points(
        (x, y),
        (x + side * reach * 0.6, y + rng.uniform(-0.2, 0.25)),
        (x + side * reach, y + up * 0.6),
        (x + side * reach * rng.uniform(0.6, 1.3), y + up),
    )
    w = rng.uniform(0.02, 0.05) if beast.tail in ("thin", "tuft") else rng.uniform(0.08, 0.16)
    _fill(canvas, beast, ribbon(spine, [w * 1.2, w * 1.1, w, w * 0.5], n=24)[0])
    if beast.tail == "tuft":
        tip, d = spine[-1], (spine[-1] - spine[-2]) / np.hypot(*(spine[-1] - spine[-2]))
        n, r = np.array([d[1], -d[0]]), rng.uniform(0.1, 0.2)
        flame = np.stack(
            [tip - d * 0.02, tip + n * r * 0.5 + d * r * 0.6, tip + d * r * 2, tip - n * r * 0.5 + d * r * 0.6]
        )
        _fill(canvas, beast, smooth(flame, closed=True, samples=5, tension=0.35), mixed(beast.fur, (40, 25, 20), 0.4))


def _coat(canvas: Canvas, rng: Rng, beast: Beast, mask: Mask, box: tuple[float, float, float, float]) -> None:
    """What is drawn on the fur: a belly, spots, stripes, ticks of hair, shadow."""
    x0, y0, x1, y1 = box
    kind = rng.random()
    if kind < 0.35:
        patch = ellipse((x0 + x1) / 2, (y0 + y1) / 2 + 0.05, (x1 - x0) * 0.28, (y1 - y0) * 0.36)
        canvas.fill(patch, Part.CREATURE, beast.pale, within=mask, form=beast.form)
    elif kind < 0.47:
        for _ in range(int(rng.integers(2, 7))):
            spot = ellipse(
                rng.uniform(x0, x1), rng.uniform(y0, y1), rng.uniform(0.04, 0.14), rng.uniform(0.04, 0.14), 16
            )
            canvas.fill(spot, Part.CREATURE, mixed(beast.fur, (40, 25, 20), 0.5), within=mask, form=beast.form)
    elif kind < 0.75:
        for _ in range(int(rng.integers(4, 30))):
            a = np.array([rng.uniform(x0, x1), rng.uniform(y0, y1)])
            canvas.stroke(np.stack([a, a + rng.normal(0, 0.05, 2)]), 0.5, within=mask)
    elif kind < 0.87:
        # Muscles and folds: short curves in pairs.
        x, y = (x0 + x1) / 2, rng.uniform(y0, (y0 + y1) / 2)
        for s in (-1, 1):
            w, h = (x1 - x0) * rng.uniform(0.15, 0.35), (y1 - y0) * rng.uniform(-0.15, 0.2)
            curve = points((x + s * w, y - abs(h)), (x + s * w * 0.6, y + h), (x + s * 0.03, y + h * 0.7))
            canvas.stroke(smooth(curve), 0.7, within=mask)
    if rng.random() < 0.07:
        hatch(canvas, rng, mask, np.array([rng.normal(), 1.0]))


def _sitting(canvas: Canvas, rng: Rng, beast: Beast) -> None:
    low, wide, turn = rng.uniform(1.2, 1.9), rng.uniform(0.4, 0.7), rng.normal(0, 0.15)
    side = int(rng.choice([-1, 1]))
    _tail(canvas, rng, beast, (side * wide * 0.8, low - 0.15), side)
    trunk = smooth(
        points(
            (-0.22, 0.2), (0.22, 0.2), (0.3 + turn, 0.6), (wide + turn, low - 0.3), (wide * 0.8 + turn, low),
            (-wide * 0.8 + turn, low), (-wide + turn, low - 0.3), (-0.3 + turn, 0.6),
        ),
        closed=True, samples=6,
    )  # fmt: skip
    mask = _fill(canvas, beast, trunk)
    _coat(canvas, rng, beast, mask, (-wide * 0.7, 0.5, wide * 0.7, low - 0.1))
    for s in (-1, 1):
        if rng.random() < 0.85:
            haunch = ellipse(s * wide * 0.75 + turn, low - 0.3, wide * 0.42, 0.36, 30)
            hip = _fill(canvas, beast, haunch, stroke=None)
            canvas.stroke(np.roll(haunch, -8 if s > 0 else 8, 0)[: int(rng.integers(16, 28))], 1.0, within=hip)
            _paw(canvas, rng, beast, s * wide * 0.7 + turn, low, rng.uniform(0.12, 0.2), s)
    together = rng.uniform(0.03, 0.3)
    for s in (-1, 1):
        foot = (
            (s * together + turn, low + rng.uniform(-0.02, 0.08))
            if rng.random() < 0.75
            else (s * 0.5, rng.uniform(0.6, 1.0))
        )
        spine = points((s * 0.2 + turn * 0.5, 0.55), (s * (together + 0.12) + turn, (0.6 + foot[1]) / 2), foot)
        _open_limb(canvas, beast, spine, [0.12, 0.1, 0.08, 0.09])
        _paw(canvas, rng, beast, foot[0], foot[1], 0.11, 0)


def _on_fours(canvas: Canvas, rng: Rng, beast: Beast) -> None:
    long, tall, ground = rng.uniform(0.9, 1.7), rng.uniform(0.24, 0.42), rng.uniform(0.9, 1.6)
    y0 = rng.uniform(0.25, 0.6)
    rise = rng.uniform(-0.35, 0.25)
    _tail(canvas, rng, beast, (long, y0 + rise), 1)

    def legs(shift: float) -> None:
        for x, y in ((0.12, y0 + 0.1), (long - 0.18, y0 + rise + 0.1)):
            x += shift
            foot = x + rng.normal(0, 0.18)
            spine = points((x, y), (x + rng.normal(0, 0.1), (y + ground) / 2), (foot, ground))
            w = rng.uniform(0.08, 0.16)
            _open_limb(canvas, beast, spine, [w * 1.6, w, w * 0.8])
            _paw(canvas, rng, beast, foot, ground, w * 1.1, -1)

    legs(rng.uniform(0.12, 0.3))
    neck = points((0.0, 0.0), (0.1, y0 * 0.6), (0.2, y0 + 0.1))
    _fill(canvas, beast, ribbon(neck, [0.25, 0.26, 0.3], n=12)[0])
    trunk = smooth(
        points(
            (-0.12, y0 - tall * 0.3), (long * 0.45, y0 + rise * 0.5 - tall * 0.7), (long, y0 + rise - tall * 0.6),
            (long + 0.12, y0 + rise + tall * 0.3), (long * 0.8, y0 + rise + tall), (long * 0.4, y0 + tall * 0.9),
            (0.0, y0 + tall),
        ),
        closed=True, samples=6,
    )  # fmt: skip
    mask = _fill(canvas, beast, trunk)
    _coat(canvas, rng, beast, mask, (0, y0 - 0.2, long, y0 + tall))
    legs(0.0)


def _upright(canvas: Canvas, rng: Rng, beast: Beast) -> None:
    low, wide = rng.uniform(1.1, 1.8), rng.uniform(0.32, 0.62)
    side = int(rng.choice([-1, 1]))
    _tail(canvas, rng, beast, (side * wide * 0.6, low - 0.2), side)
    thin = rng.random() < 0.4
    for s in (-1, 1):
        x, foot = s * wide * 0.45, low + rng.uniform(0.15, 0.5)
        w = 0.035 if thin else rng.uniform(0.1, 0.2)
        _open_limb(canvas, beast, points((x, low - 0.2), (x + s * 0.03, foot)), [w * 1.2, w])
        if thin:
            web = points(
                (x - 0.04, foot), (x + s * 0.35, foot + 0.06), (x + s * 0.2, foot + 0.12), (x - s * 0.1, foot + 0.13)
            )
            _fill(canvas, beast, web, (245, 180, 60))
        else:
            _paw(canvas, rng, beast, x, foot, w * 1.2, s)
    half = points((0.16, 0.25), (wide * 0.8, 0.7), (wide, low - 0.35), (wide * 0.6, low))
    egg = smooth(np.vstack([half, mirrored(half)]), closed=True, samples=6)
    mask = _fill(canvas, beast, egg)
    _coat(canvas, rng, beast, mask, (-wide, 0.5, wide, low))
    dressed = rng.random() < 0.4
    color = hsv(rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.4, 0.98))
    if dressed:
        gap = rng.uniform(0.0, 0.3)
        end = low - rng.uniform(0.0, 0.4)
        for s in (-1, 1):
            flap = points(
                (s * 0.14, 0.3),
                (s * wide * 0.85, 0.7),
                (s * wide * 1.06, end - 0.1),
                (s * gap, end),
                (s * gap * 0.4, 0.6),
            )
            flap_mask = canvas.fill(smooth(flap, closed=True, samples=5, tension=0.3), Part.TOP, color, form=beast.form)
            edge = along(flap[:3], 12)
            draw_folds(canvas, rng, edge, along(flap[:2:-1], 12), flap_mask, 3)
        if rng.random() < 0.5:
            draw_bow(canvas, rng, (0, 0.42), 0.14, hsv(rng.random(), 0.6, 0.8), Part.ACCESSORY)
    for s in (-1, 1):
        hand = (s * (wide + rng.uniform(-0.2, 0.5)), rng.uniform(0.3, 1.3))
        spine = points((s * wide * 0.65, 0.62), (s * (wide + 0.12), (0.75 + hand[1]) / 2), hand)
        if beast.face == "bill":
            _fill(canvas, beast, ribbon(spine, [0.1, 0.16, 0.02], n=16)[0])
            continue
        _, left, right = _open_limb(canvas, beast, spine, [0.14, 0.12, 0.1])
        if dressed:
            canvas.fill(np.vstack([left[:18], right[:18][::-1]]), Part.TOP, color, form=beast.form)
        _paw(canvas, rng, beast, hand[0], hand[1], 0.11, s * 0.5)


def _long_necked(canvas: Canvas, rng: Rng, beast: Beast) -> tuple[float, float]:
    """A dragon or another long-necked beast, seen from the side; returns where its head is."""
    at = (rng.uniform(-0.3, 0.2), rng.uniform(-0.5, 0.0))
    body, r = np.array([0.8, 1.3]), rng.uniform(0.35, 0.6)
    ground = body[1] + r + rng.uniform(0.1, 0.4)
    tail = points((1.0, 1.4), (1.7, 1.6), (2.2, 1.3), (rng.uniform(1.6, 2.3), rng.uniform(0.6, 1.1)))
    _fill(canvas, beast, ribbon(tail, [0.3, 0.2, 0.12, 0.03], n=30)[0])
    if rng.random() < 0.5:
        tip = tail[-1]
        _fill(
            canvas,
            beast,
            points((tip[0] - 0.14, tip[1] + 0.05), (tip[0], tip[1] - 0.2), (tip[0] + 0.14, tip[1] + 0.05)),
        )
    for x in (0.55, 1.15):
        _open_limb(canvas, beast, points((x, 1.5), (x - 0.02, ground)), [0.16, 0.12, 0.14])
        _paw(canvas, rng, beast, x, ground, 0.14, -1)
    neck = points(at, (at[0] + 0.2, 0.5), (0.4, 0.9), tuple(body))
    outline, left, right = ribbon(neck, [0.14, 0.15, 0.2, 0.35], n=30)
    trunk = ellipse(0.8, 1.3, r * 1.35, r, 36)
    _fill(canvas, beast, trunk)
    mask = _fill(canvas, beast, outline)
    back = right if right[10, 0] > left[10, 0] else left
    belly = left if back is right else right
    canvas.erase(ellipse(body[0] - 0.05, body[1], r * 0.9, r * 0.8, 24))
    _coat(canvas, rng, beast, mask, (0.2, 0.3, 1.2, 1.6))
    if rng.random() < 0.6:
        for k in range(2, 26, 3):
            canvas.stroke(np.stack([belly[k], belly[k] * 0.6 + back[k] * 0.4]), 0.6)
    if rng.random() < 0.7:
        spine, out = along(back, 12), normals(along(back, 12))
        out *= np.sign((out[4] * (spine[4] - along(belly, 12)[4])).sum()) or 1
        for k in range(11):
            spike = np.stack([spine[k], (spine[k] + spine[k + 1]) / 2 + out[k] * 0.14, spine[k + 1]])
            _fill(canvas, beast, spike, beast.pale)
    if rng.random() < 0.6:
        wing = points(
            (0.8, 1.05), (0.9, 0.4), (1.5, 0.2), (1.4, 0.55), (1.25, 0.6), (1.2, 0.85), (1.05, 0.85), (1.0, 1.1)
        )
        wing_mask = _fill(canvas, beast, wing, beast.pale)
        for k in (2, 4):
            canvas.stroke(np.stack([wing[0], wing[k]]), 0.7, within=wing_mask)
    return at
