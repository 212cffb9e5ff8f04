"""What edges and joins of cloth carry: folds, frills, fur, bows, hanging ends, and hatching."""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import Points, along, ellipse, normals, points, ribbon, smooth
from data.palettes import Rgb
from data.parts import Part

Rng = np.random.Generator


def draw_folds(
    canvas: Canvas, rng: Rng, left: Points, right: Points, mask: Mask, many: float, deep: float = 0.8
) -> None:
    """Folds start at an edge and run obliquely into the cloth, at most a share `deep` of its width; some in pairs."""
    n = len(left)
    for _ in range(rng.poisson(many)):
        i = int(rng.integers(1, n - 1))
        a, b = (left, right) if rng.random() < 0.5 else (right, left)
        for k in range(1 + int(rng.random() < 0.35)):
            i2 = min(n - 1, i + 2 * k)
            j = int(np.clip(i2 + rng.integers(-n // 4 - 1, n // 4 + 2), 0, n - 1))
            end = a[i2] * (1 - (t := deep * rng.uniform(0.2, 1.0))) + b[j] * t
            reach = float(np.hypot(*(end - a[i2])))
            bend = (a[i2] + end) / 2 + rng.normal(0, 0.12, 2) * reach
            canvas.stroke(smooth(np.stack([a[i2], bend, end]), samples=6), rng.uniform(0.5, 0.9), within=mask)


def gathers(canvas: Canvas, rng: Rng, edge: Points, length: float, mask: Mask, many: float) -> None:
    """Short folds that leave an edge where cloth is held together: a waistband, a cuff, a tucked hem."""
    for _ in range(rng.poisson(many)):
        i = int(rng.integers(0, len(edge)))
        d = np.array([rng.normal(0, 0.35), 1.0]) * length * rng.uniform(0.3, 1.0)
        bend = edge[i] + d / 2 + rng.normal(0, 0.05, 2) * abs(length)
        canvas.stroke(smooth(np.stack([edge[i], bend, edge[i] + d]), samples=5), rng.uniform(0.5, 0.8), within=mask)


def hatch(canvas: Canvas, rng: Rng, mask: Mask, side: Points, pressure: float = 0.5) -> None:
    """Parallel strokes over one end of a shape, where its shadow is. `side` (2,) points there."""
    ys, xs = np.nonzero(mask.inside)
    if len(xs) < 60:
        return
    unit = canvas.unit
    back = np.linalg.inv(np.vstack([canvas.matrix, [0, 0, 1]]))[:2]
    inside = np.stack([xs + mask.x0, ys + mask.y0], 1) @ back[:, :2].T + back[:, 2]
    turn = rng.uniform(0.3, 1.3) * rng.choice([-1, 1])
    d, n = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    depth = inside @ np.asarray(side, float)
    shadow = inside[depth > np.percentile(depth, rng.uniform(50, 80))]
    across = shadow @ n
    gap = max(rng.uniform(4, 8) / unit, float(np.ptp(across)) / 28)
    for start in np.arange(across.min(), across.max(), gap):
        row = shadow[np.abs(across - start) < gap / 2]
        if len(row) < 3:
            continue
        along_row = row @ d
        a, b = along_row.min() + rng.normal(0, gap / 2), along_row.max() + rng.normal(0, gap / 2)
        canvas.stroke(
            np.stack([d * a + n * start, d * (a + b) / 2 + n * start, d * b + n * start]), pressure, within=mask
        )


def frill(canvas: Canvas, rng: Rng, edge: Points, depth: float, part: Part, color: Rgb, form: int | None) -> None:
    """A gathered band along an open edge, on its right-hand side: a wavy hem and short pleats from the seam."""
    length = float(np.hypot(*np.diff(edge, axis=0).T).sum())
    n = int(np.clip(length / max(depth, 1e-3) * rng.uniform(0.9, 1.5), 3, 18))
    seam = along(edge, 2 * n + 1)
    out = -normals(seam)
    wave = np.where(np.arange(2 * n + 1) % 2, 1.0, 0.72) * rng.uniform(0.85, 1.15, 2 * n + 1)
    hem = seam + out * (depth * wave)[:, None]
    hem[::2] += rng.normal(0, depth * 0.1, (n + 1, 2))
    canvas.fill(np.vstack([seam, smooth(hem, samples=4)[::-1]]), part, color, form=form)
    for i in range(1, 2 * n):
        if rng.random() < 0.6:
            canvas.stroke(np.stack([seam[i], seam[i] * (1 - (t := rng.uniform(0.4, 0.9))) + hem[i] * t]), 0.6)


def fur(canvas: Canvas, rng: Rng, edge: Points, thick: float, part: Part, color: Rgb, form: int | None) -> None:
    """A fluffy band along an open edge."""
    length = float(np.hypot(*np.diff(edge, axis=0).T).sum())
    n = int(np.clip(length / thick * 1.4, 4, 30))
    line = along(edge, n)
    out = normals(line)
    near = line + out * (thick * rng.uniform(0.35, 0.75, n))[:, None]
    far = line - out * (thick * rng.uniform(0.35, 0.75, n))[:, None]
    outline = smooth(np.vstack([near, far[::-1]]), closed=True, samples=3)
    mask = canvas.fill(outline, part, color, form=form)
    for p in line[:: int(rng.integers(2, 5))]:
        canvas.stroke(np.stack([p, p + rng.normal(0, thick * 0.25, 2)]), 0.5, within=mask)


def draw_bow(canvas: Canvas, rng: Rng, at: tuple[float, float], size: float, color: Rgb, part: Part) -> None:
    """A bow with two tails; some hang long, as a ribbon at the collar does."""
    x, y = at
    long, open_ = rng.uniform(1.1, 3.0), rng.uniform(0.35, 0.75)
    for side in (-1, 1):
        tail = points(
            (x, y),
            (x + side * size * 0.25, y + size * 0.6 * long),
            (x + side * size * rng.uniform(0.2, 0.8), y + size * long),
        )
        canvas.fill(ribbon(tail, [size * 0.06, size * 0.2, size * 0.26], n=12, samples=5)[0], part, color)
    for side in (-1, 1):
        wing = smooth(
            points(
                (x, y - size * 0.12),
                (x + side * size * 0.9, y - size * open_),
                (x + side * size * 1.2, y - size * 0.05),
                (x + side * size * 0.95, y + size * open_ * 0.8),
                (x, y + size * 0.12),
            ),
            closed=True,
            samples=6,
        )
        mask = canvas.fill(wing, part, color)
        for _ in range(int(rng.integers(1, 4))):
            slope = rng.normal(0, 0.25)
            canvas.stroke(
                points((x + side * size * 0.15, y + slope * size * 0.2), (x + side * size * 0.7, y + slope * size)),
                0.6,
                within=mask,
            )
    canvas.fill(ellipse(x, y, size * 0.2, size * 0.24, 12), part, color)
