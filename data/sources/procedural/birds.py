"""Birds seen from the side: head and body in one outline, a bill, a wing or flipper, webbed or clawed feet.

Units: the head is about 0.9 high with (0, 0) in its middle; the bird looks to the left, the canvas mirrors it.
"""

from __future__ import annotations

import numpy as np

from data.canvas import Canvas, Mask
from data.geometry import ellipse, points, ribbon, smooth
from data.palettes import hsv, mixed
from data.parts import Part
from data.sources.procedural.beasthead import Beast
from data.sources.procedural.trims import draw_folds

Rng = np.random.Generator


def draw_bird(canvas: Canvas, rng: Rng, beast: Beast) -> None:
    """A standing bird, all of it `Part.CREATURE` but the eye and the mouth."""
    r, tall, wide = rng.uniform(0.32, 0.48), rng.uniform(1.1, 1.9), rng.uniform(0.3, 0.6)
    slim, lean = rng.uniform(0.55, 1.0), rng.uniform(-0.1, 0.35)
    horn = hsv(rng.uniform(0.06, 0.14), rng.uniform(0.5, 0.9), rng.uniform(0.7, 1.0))
    _feet(canvas, rng, beast, lean, tall, wide, horn)
    if rng.random() < 0.6:
        _wing(canvas, rng, beast, (lean * 0.4 + wide * 0.3, 0.75), -rng.uniform(0.3, 0.9), tall)
    body = smooth(
        points(
            (-r * 0.9, -0.1), (-r * 0.45, -r * 0.95), (r * 0.5, -r * 0.95), (r * 1.05, -0.1),
            (r * slim + lean * 0.2, 0.4), (wide + lean * 0.6, 0.9), (wide * 0.9 + lean, tall - 0.15),
            (wide * 1.2 + lean, tall + rng.uniform(-0.05, 0.2)), (wide * 0.2 + lean, tall),
            (-wide * 0.7 + lean * 0.8, tall * 0.85), (-wide * 0.9 + lean * 0.3, 0.85),
            (-r * slim + lean * 0.1, 0.4), (-r, 0.15),
        ),
        closed=True, samples=6,
    )  # fmt: skip
    mask = canvas.fill(body, Part.CREATURE, beast.fur, form=beast.form)
    if rng.random() < 0.6:
        # A pale front, with the line that parts it from the back.
        front = smooth(
            points(
                (-r * 0.2, 0.35), (wide * 0.25 + lean * 0.3, 0.8), (wide * 0.3 + lean, tall * 0.95), (-wide, tall),
                (-wide * 1.4, 0.8), (-r, 0.4),
            ),
            closed=True, samples=5,
        )  # fmt: skip
        canvas.fill(front, Part.CREATURE, beast.pale, within=mask, form=beast.form)
    for _ in range(rng.poisson(float(rng.choice([0.0, 3.0, 10.0])))):
        a = np.array([rng.uniform(-wide, wide) + lean, rng.uniform(0.4, tall)])
        canvas.stroke(np.stack([a, a + np.array([rng.normal(0, 0.03), 0.08])]), 0.5, within=mask)
    _bill(canvas, rng, r, horn, beast)
    _eye(canvas, rng, r, mask)
    if rng.random() < 0.85:
        _wing(canvas, rng, beast, (lean * 0.4, 0.6), rng.uniform(-0.5, 0.4), tall)
    if rng.random() < 0.3:
        tuft = points(
            (-0.1, -r * 0.9),
            (rng.uniform(-0.1, 0.1), -r - 0.25),
            (0.05, -r - 0.08),
            (0.2, -r - 0.22),
            (0.16, -r * 0.85),
        )
        canvas.fill(smooth(tuft, samples=4, tension=0.3), Part.CREATURE, beast.fur, form=beast.form, stroke=None)
        canvas.stroke(smooth(tuft, samples=4, tension=0.3), 1.0)


def _feet(
    canvas: Canvas, rng: Rng, beast: Beast, lean: float, tall: float, wide: float, horn: tuple[int, int, int]
) -> None:
    long, webbed = rng.uniform(0.05, 0.5), rng.random() < 0.65
    for x in (lean + wide * 0.35, lean - wide * 0.35):
        y = tall + long + rng.uniform(-0.03, 0.06)
        w = rng.uniform(0.025, 0.09)
        canvas.fill(ribbon(points((x, tall - 0.2), (x, y)), [w * 1.3, w], n=8)[0], Part.CREATURE, horn, form=beast.form)
        toe = rng.uniform(0.18, 0.4)
        if webbed:
            foot = points((x + 0.07, y - 0.05), (x - toe, y - 0.04), (x - toe * 1.05, y + 0.06),
                          (x - toe * 0.5, y + 0.05), (x - toe * 0.4, y + 0.12), (x + 0.08, y + 0.06))  # fmt: skip
            canvas.fill(smooth(foot, closed=True, samples=4, tension=0.3), Part.CREATURE, horn, form=beast.form)
        else:
            for d in (-1.0, -0.6, 0.4):
                claw = points((x, y), (x + d * toe * 0.6, y + 0.03), (x + d * toe, y + 0.08))
                canvas.fill(ribbon(claw, [w, w * 0.8, 0.005], n=8)[0], Part.CREATURE, horn, form=beast.form)


def _wing(canvas: Canvas, rng: Rng, beast: Beast, root: tuple[float, float], out: float, tall: float) -> None:
    x, y = root
    long = (tall - 0.5) * rng.uniform(0.5, 0.95)
    spine = points((x, y), (x + out * 0.4 + 0.06, y + long * 0.5), (x + out, y + long))
    w = rng.uniform(0.12, 0.24)
    outline, left, right = ribbon(spine, [w * 0.6, w, w * 0.85, 0.02], n=20)
    color = beast.fur if rng.random() < 0.6 else mixed(beast.fur, (40, 30, 40), 0.3)
    mask = canvas.fill(outline, Part.CREATURE, color, form=beast.form)
    draw_folds(canvas, rng, left, right, mask, float(rng.choice([0.0, 2.0, 5.0])))


def _bill(canvas: Canvas, rng: Rng, r: float, horn: tuple[int, int, int], beast: Beast) -> None:
    long, thick, y = rng.uniform(0.2, 0.6), rng.uniform(0.06, 0.18), rng.uniform(0.0, 0.12)
    droop = rng.uniform(-0.05, 0.2)
    if rng.random() < 0.25:
        jaw = points((-r * 0.75, y + thick * 0.5), (-r - long * 0.7, y + thick + droop), (-r * 0.7, y + thick * 1.6))
        canvas.fill(smooth(jaw, closed=True, samples=5, tension=0.3), Part.MOUTH, (200, 90, 90), form=beast.form)
    bill = points(
        (-r * 0.65, y - thick), (-r - long * 0.4, y - thick * 0.3), (-r - long, y + droop),
        (-r - long * 0.8, y + droop + 0.05), (-r * 0.6, y + thick),
    )  # fmt: skip
    mask = canvas.fill(smooth(bill, closed=True, samples=5, tension=0.35), Part.CREATURE, horn, form=beast.form)
    canvas.stroke(
        smooth(points((-r * 0.6, y + 0.02), (-r - long * 0.4, y + 0.03), (-r - long, y + droop))), 0.8, within=mask
    )


def _eye(canvas: Canvas, rng: Rng, r: float, mask: Mask) -> None:
    x, y, e = -r * rng.uniform(0.15, 0.5), -r * rng.uniform(0.1, 0.4), r * rng.uniform(0.12, 0.36)
    color = hsv(rng.random(), 0.6, 0.5)
    if rng.random() < 0.4:
        spot = ellipse(x, y, e * 0.5, e * 0.6, 16)
        canvas.black(spot, canvas.fill(spot, Part.EYES, color, within=mask, stroke=None))
        return
    if rng.random() < 0.3:
        patch = ellipse(x, y, e * 1.8, e * 1.9, 24)
        canvas.fill(patch, Part.CREATURE, (245, 242, 236), within=mask)
    white = canvas.fill(ellipse(x, y, e, e * rng.uniform(1.0, 1.6), 24), Part.EYE_WHITE, (250, 250, 250), within=mask)
    size = e * rng.uniform(0.4, 0.75)
    iris = canvas.fill(ellipse(x - e * 0.15, y + e * 0.1, size, size * 1.2, 20), Part.EYES, color, within=white)
    canvas.black(ellipse(x - e * 0.15, y + e * 0.1, size * 0.55, size * 0.7, 14), iris)
