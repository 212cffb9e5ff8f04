"""Heads: face, ears, eyes, brows, nose and mouth. Units: the head is 1 high, with (0, 0) in its middle.

x runs right, y down; the skull's top is at y = -0.5 and the chin near y = 0.5. `yaw` -1..1 turns the face.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, ellipse, mirrored, points, smooth
from data.palettes import Palette, mixed
from data.parts import Part
from data.sources.procedural.eyes import draw_eye
from data.sources.procedural.headstyle import HeadStyle

Rng = np.random.Generator


def on_face(style: HeadStyle, x: float, y: float) -> tuple[float, float]:
    """Where a point of the flat face lies on the turned head."""
    bulge = max(0.0, 1 - (x / 0.5) ** 2 - (y / 0.75) ** 2)
    return x * (1 - 0.12 * abs(style.yaw)) + style.yaw * 0.15 * bulge, y + style.pitch * 0.07 * bulge


def face_outline(style: HeadStyle) -> Points:
    """The skull, and below it a cheek that runs to the chin: `jaw` says how late, `round` how roundly."""
    yaw, low_y = style.yaw, 0.48 + style.chin
    t = np.array([0.18, 0.4, 0.6, 0.78, 0.9, 0.97])
    cheek = 0.4 * (1 - t**style.jaw) ** (1 / style.round)
    ys = 0.03 + (low_y - 0.03) * t
    half = [(0.0, -0.5), (0.26, -0.45), (0.395, -0.24), (0.402, 0.03), *zip(cheek.tolist(), ys.tolist(), strict=True)]
    outline = np.vstack([half, [(0.0, low_y)], mirrored(half[1:])]) * (style.wide, 1)
    low = np.clip((outline[:, 1] + 0.1) / 0.6, 0, 1)
    # A turned head shows the far cheek flatter, dented at the eye, and the chin moved towards where it looks.
    outline[:, 0] += yaw * 0.09 * low
    far = outline[:, 0] * np.sign(yaw if yaw else 1) > 0
    outline[far, 0] *= 1 - 0.12 * abs(yaw) * low[far]
    dent = np.exp(-(((outline[:, 1] - style.eye_y + 0.02) / 0.08) ** 2))
    outline[far, 0] -= yaw * 0.04 * dent[far]
    return smooth(outline, closed=True, samples=5)


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
        draw_eye(canvas, rng, style, colors, side, face, on_face(style, side * style.eye_gap, style.eye_y))
    if style.eyes != "dot" or rng.random() < 0.5:
        _brows(canvas, rng, style)
    _nose(canvas, rng, style)
    _mouth(canvas, rng, style, colors, face)
    if rng.random() < 0.2:
        for side in (-1, 1):
            for k in range(3):
                x, y = on_face(style, side * (style.eye_gap + 0.05) + (k - 1) * 0.03, style.eye_y + 0.15)
                canvas.stroke(points((x + 0.01, y - 0.015), (x - 0.01, y + 0.015)), 0.5)


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
        paint = mixed(colors.mouth, (40, 10, 15), rng.uniform(0, 0.9))
        inside = canvas.fill(outline, Part.MOUTH, paint, within=face)
        if rng.random() < 0.2:
            canvas.black(outline, inside)
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
            if rng.random() < 0.35:
                canvas.black(outline, inside)
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
    # Closed lips are a narrow lens about the line; some are drawn full.
    full = rng.uniform(0.014, 0.03) if rng.random() < 0.8 else rng.uniform(0.03, 0.05)
    bow = np.sin(np.linspace(0, np.pi, len(curve)))[:, None] * (0, full)
    lips = np.vstack([curve - bow * 0.8, (curve + bow)[::-1]])
    drawn = 0.6 if rng.random() < 0.12 else None
    canvas.fill(lips, Part.MOUTH, mixed(colors.mouth, colors.skin, 0.4), within=face, stroke=drawn, hide=False)
    canvas.stroke(curve, 1.0)
    if rng.random() < 0.3:
        canvas.stroke(points((x - w * 0.3, y + 0.045), (x + w * 0.3, y + 0.045)), 0.6)
