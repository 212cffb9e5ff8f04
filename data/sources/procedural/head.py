"""Heads: face, ears, eyes, brows, nose and mouth. Units: the head is 1 high, with (0, 0) in its middle.

x runs right, y down; the skull's top is at y = -0.5 and the chin near y = 0.5. `yaw` -1..1 turns the face.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, disc, ellipse, mirrored, points, smooth, turned
from data.palettes import Palette, mixed
from data.parts import Part

Rng = np.random.Generator


@dataclass
class HeadStyle:
    """What makes one face differ from another."""

    yaw: float
    pitch: float
    jaw: float
    chin: float
    eye_size: float
    eye_height: float
    eye_gap: float
    eye_y: float
    eye_tilt: float
    iris: str
    lash: float
    brow_tilt: float
    expression: str
    mouth: str
    ear: str
    nose: str

    @classmethod
    def random(cls, rng: Rng) -> HeadStyle:
        return cls(
            yaw=float(np.clip(rng.normal(0, 0.4), -0.95, 0.95)),
            pitch=float(np.clip(rng.normal(0, 0.3), -0.8, 0.8)),
            jaw=rng.uniform(0.7, 1.1),
            chin=rng.uniform(0.005, 0.07),
            eye_size=rng.uniform(0.085, 0.135),
            eye_height=rng.uniform(0.7, 1.35),
            eye_gap=rng.uniform(0.17, 0.225),
            eye_y=rng.uniform(0.06, 0.16),
            eye_tilt=rng.normal(0, 0.12),
            iris=str(rng.choice(["ring", "pupil", "solid", "half", "plain"])),
            lash=rng.uniform(0.006, 0.022),
            brow_tilt=rng.normal(0, 0.18),
            expression=str(rng.choice(["open", "closed", "wink", "narrow"], p=[0.8, 0.08, 0.05, 0.07])),
            mouth=str(rng.choice(["line", "smile", "open", "small", "cat", "teeth", "frown"])),
            ear=str(rng.choice(["human", "elf", "none"], p=[0.75, 0.1, 0.15])),
            nose=str(rng.choice(["dot", "tick", "line", "side", "none"])),
        )


def on_face(style: HeadStyle, x: float, y: float) -> tuple[float, float]:
    """Where a point of the flat face lies on the turned head."""
    bulge = max(0.0, 1 - (x / 0.5) ** 2 - (y / 0.75) ** 2)
    return x * (1 - 0.12 * abs(style.yaw)) + style.yaw * 0.15 * bulge, y + style.pitch * 0.07 * bulge


def face_outline(style: HeadStyle) -> Points:
    j, yaw = style.jaw, style.yaw
    half = [
        (0.0, -0.5),
        (0.26, -0.45),
        (0.395, -0.24),
        (0.405, 0.02),
        (0.37 * (0.9 + 0.1 * j), 0.2),
        (0.28 * j, 0.345),
        (0.15 * j, 0.44),
        (0.055 * j, 0.465 + style.chin * 0.8),
    ]
    right = np.array([*half, (0.0, 0.47 + style.chin)])
    left = mirrored(half[1:])
    outline = np.vstack([right, left])
    low = np.clip((outline[:, 1] + 0.1) / 0.6, 0, 1)
    # A turned head shows the far cheek flatter and the chin moved towards where it looks.
    outline[:, 0] += yaw * 0.09 * low
    far = outline[:, 0] * np.sign(yaw if yaw else 1) > 0
    outline[far, 0] *= 1 - 0.12 * abs(yaw) * low[far]
    return smooth(outline, closed=True, samples=7)


def draw_ears(canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, form: int) -> None:
    if style.ear == "none":
        return
    for side in (-1, 1):
        if side * style.yaw > 0.55:
            continue
        x = side * 0.4 - style.yaw * 0.05
        if style.ear == "elf":
            shape = points((0, 0.0), (0.1, -0.08), (0.3, -0.16), (0.16, 0.06), (0.05, 0.18), (-0.02, 0.2))
        else:
            shape = points((-0.02, -0.02), (0.045, -0.07), (0.085, -0.02), (0.075, 0.08), (0.03, 0.17), (-0.02, 0.18))
        outline = smooth(shape * (side, 1) + (x, 0.08), closed=True, samples=5)
        canvas.fill(outline, Part.SKIN, colors.skin, form=form)
        inner = smooth(points((0.02, 0.0), (0.05, 0.0), (0.05, 0.06), (0.025, 0.1)) * (side, 1) + (x, 0.08))
        canvas.stroke(inner, 0.6)


def draw_face(canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, form: int) -> None:
    face = canvas.fill(face_outline(style), Part.SKIN, colors.skin, form=form)
    for side in (-1, 1):
        _eye(canvas, rng, style, colors, side, face)
    _brows(canvas, rng, style)
    _nose(canvas, rng, style)
    _mouth(canvas, rng, style, colors, face)
    if rng.random() < 0.2:
        for side in (-1, 1):
            for k in range(3):
                x, y = on_face(style, side * (style.eye_gap + 0.05) + (k - 1) * 0.03, style.eye_y + 0.15)
                canvas.stroke(points((x + 0.01, y - 0.015), (x - 0.01, y + 0.015)), 0.5)


def _eye(canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, side: int, face: Mask) -> None:
    cx, cy = on_face(style, side * style.eye_gap, style.eye_y)
    squeeze = 1 - 0.35 * max(0.0, side * style.yaw)
    w, h = style.eye_size * squeeze, style.eye_size * style.eye_height
    tilt = side * style.eye_tilt

    def at(shape: Points) -> Points:
        return turned(shape * (side, 1), tilt) + np.array([cx, cy])

    closed = style.expression == "closed" or (style.expression == "wink" and side == 1)
    if closed:
        bend = rng.choice([-1, 1])
        lid = smooth(points((-w, 0), (-w * 0.4, bend * h * 0.4), (w * 0.4, bend * h * 0.4), (w, 0)))
        canvas.stroke(at(lid), 1.6)
        for k in range(int(rng.integers(0, 3))):
            canvas.stroke(at(points((w * (0.9 - 0.2 * k), h * 0.1), (w * (1.2 - 0.15 * k), h * 0.3))), 0.8)
        return
    if style.expression == "narrow":
        h *= 0.6
    upper = [(-w * 1.0, h * 0.2), (-w * 0.65, -h * 0.62), (0.0, -h * 0.95), (w * 0.7, -h * 0.75), (w * 1.1, h * 0.0)]
    lower = [(w * 0.85, h * 0.62), (w * 0.2, h * 0.95), (-w * 0.5, h * 0.8)]
    outline = at(smooth(points(*upper, *lower), closed=True, samples=6))
    white = canvas.fill(outline, Part.EYE_WHITE, (250, 248, 250), within=face, stroke=None)
    look = style.yaw * 0.12 + rng.normal(0, 0.03)
    rx, ry = w * rng.uniform(0.55, 0.8), h * rng.uniform(0.75, 1.0)
    centre = (cx + look * w, cy + rng.normal(0, 0.04) * h)
    iris = disc(centre, rx, ry)
    within = canvas.fill(iris, Part.EYES, colors.eyes, within=white, stroke=0.8)
    _iris(canvas, rng, style, colors, centre, rx, ry, within)
    top = at(smooth(points(*upper), samples=8))
    thick = style.lash
    lash = np.vstack(
        [
            top + np.array([0, thick * 0.2]),
            (top - np.array([0, thick]) * np.linspace(0.4, 1.3, len(top))[:, None])[::-1],
        ]
    )
    if rng.random() < 0.75:
        canvas.black(lash)
    else:
        canvas.stroke(top, 1.5)
    for _ in range(int(rng.integers(0, 4))):
        k = int(rng.integers(len(top) * 3 // 5, len(top)))
        tip = top[k] + (side * rng.uniform(0.02, 0.05), -rng.uniform(0.01, 0.04))
        canvas.stroke(np.vstack([top[k], tip]), 1.0)
    bottom = at(smooth(points(*lower), samples=6))
    keep = rng.random()
    if keep < 0.45:
        canvas.stroke(bottom[: len(bottom) * 2 // 3], 0.7)
    elif keep < 0.8:
        canvas.stroke(bottom, 0.6)
    if rng.random() < 0.55:
        canvas.stroke(top[3:-3] - np.array([0, thick + h * 0.22]), 0.5)


def _iris(
    canvas: Canvas,
    rng: Rng,
    style: HeadStyle,
    colors: Palette,
    c: tuple[float, float],
    rx: float,
    ry: float,
    within: Mask,
) -> None:
    if style.iris == "plain":
        return
    dark = mixed(colors.eyes, (20, 10, 30), 0.6)
    if style.iris in ("ring", "pupil", "half"):
        pupil = ellipse(c[0], c[1] + ry * 0.05, rx * rng.uniform(0.3, 0.5), ry * rng.uniform(0.3, 0.55))
        if rng.random() < 0.6:
            canvas.black(pupil, within)
        else:
            canvas.fill(pupil, Part.EYES, dark, within=within, stroke=0.7)
    if style.iris == "half":
        shade = np.vstack([disc(c, rx, ry, 28)[14:], points((c[0] + rx, c[1] - ry * 0.1))])
        if rng.random() < 0.5:
            canvas.black(shade, within)
        else:
            canvas.fill(shade, Part.EYES, mixed(colors.eyes, dark, 0.5), within=within, stroke=None, hide=False)
    if style.iris == "solid":
        canvas.black(disc(c, rx, ry), within)
    side = rng.choice([-1, 1])
    if rng.random() < 0.85:
        shine = ellipse(c[0] + side * rx * 0.35, c[1] - ry * 0.4, rx * 0.32, ry * 0.28)
        canvas.fill(shine, Part.EYES, (255, 255, 255), within=within, stroke=0.5)
    if rng.random() < 0.5:
        canvas.fill(
            ellipse(c[0] - side * rx * 0.35, c[1] + ry * 0.45, rx * 0.18, ry * 0.15),
            Part.EYES,
            (255, 255, 255),
            within=within,
            stroke=0.4,
        )


def _brows(canvas: Canvas, rng: Rng, style: HeadStyle) -> None:
    lift = style.eye_size * style.eye_height + rng.uniform(0.05, 0.1)
    thick = rng.uniform(0.003, 0.014)
    for side in (-1, 1):
        pts = []
        for t, arch in ((-0.9, 0.02), (-0.2, -0.015), (0.5, -0.012), (1.1, 0.02)):
            x = side * (style.eye_gap + t * style.eye_size)
            pts.append(on_face(style, x, style.eye_y - lift + arch - t * style.brow_tilt * 0.12))
        canvas.stroke(smooth(points(*pts)), 1.0, width=thick if thick > 0.007 else None)


def _nose(canvas: Canvas, rng: Rng, style: HeadStyle) -> None:
    if style.nose == "none":
        return
    x, y = on_face(style, 0.0, style.eye_y + 0.16)
    d = -1 if style.yaw < 0 else 1
    if style.nose == "dot":
        canvas.stroke(points((x, y), (x + 0.008, y + 0.01)), 1.0)
    elif style.nose == "tick":
        canvas.stroke(smooth(points((x, y - 0.03), (x + d * 0.025, y), (x - d * 0.005, y + 0.012))), 0.8)
    elif style.nose == "line":
        canvas.stroke(smooth(points((x - 0.02, y), (x, y + 0.01), (x + 0.02, y))), 0.7)
    else:
        canvas.stroke(smooth(points((x + d * 0.015, y - 0.1), (x + d * 0.03, y), (x, y + 0.015))), 0.8)


def _mouth(canvas: Canvas, rng: Rng, style: HeadStyle, colors: Palette, face: Mask) -> None:
    x, y = on_face(style, 0.0, style.eye_y + 0.25)
    w = rng.uniform(0.04, 0.11)
    if style.mouth in ("open", "teeth"):
        h = rng.uniform(0.03, 0.11)
        outline = smooth(
            points(
                (x - w, y - 0.01),
                (x, y + 0.005),
                (x + w, y - 0.01),
                (x + w * 0.6, y + h * 0.8),
                (x, y + h),
                (x - w * 0.6, y + h * 0.8),
            ),
            closed=True,
            samples=5,
        )
        inside = canvas.fill(outline, Part.MOUTH, colors.mouth, within=face)
        if style.mouth == "teeth":
            canvas.fill(
                smooth(
                    points(
                        (x - w, y - 0.03), (x + w, y - 0.03), (x + w * 0.8, y + h * 0.25), (x - w * 0.8, y + h * 0.25)
                    ),
                    closed=True,
                    samples=4,
                ),
                Part.MOUTH,
                (252, 250, 248),
                within=inside,
                stroke=0.5,
            )
        elif rng.random() < 0.6:
            canvas.fill(
                ellipse(x, y + h, w * 0.6, h * 0.45),
                Part.MOUTH,
                mixed(colors.mouth, (255, 170, 170), 0.5),
                within=inside,
                stroke=0.5,
            )
        return
    bend = {"smile": 0.03, "line": 0.0, "small": 0.008, "frown": -0.025, "cat": 0.02}[style.mouth]
    if style.mouth == "small":
        w *= 0.5
    if style.mouth == "cat":
        curve = smooth(points((x - w, y), (x - w / 2, y + bend), (x, y), (x + w / 2, y + bend), (x + w, y)))
    else:
        curve = smooth(points((x - w, y - bend), (x, y + bend), (x + w, y - bend)))
    canvas.stroke(curve, 1.0)
    if rng.random() < 0.3:
        canvas.stroke(points((x - w * 0.3, y + 0.045), (x + w * 0.3, y + 0.045)), 0.6)
