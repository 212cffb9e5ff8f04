"""A still life drawn by code: pen strokes with a living width, and hatching in two directions."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

Points = NDArray[np.float64]
U8 = NDArray[np.uint8]
_FINE = 3


class Sheet:
    """White paper of (height, width) with a pen; drawn at three times the size, then reduced."""

    def __init__(self, height: int, width: int, seed: int) -> None:
        self.size = height, width
        self.paper = np.full((height * _FINE, width * _FINE), 255, np.uint8)
        self.rng = np.random.default_rng(seed)

    def line(self, points: Sequence[tuple[float, float]], width: float = 5, *, closed: bool = False) -> Points:
        """One smooth stroke through `points` (x, y); thin at both ends when open. Returns its path."""
        path = _smooth(np.array(points, float), closed)
        wobble = self.rng.normal(0, 1, (len(path) // 25 + 4, 2))
        path = path + np.stack(
            [np.interp(np.linspace(0, 1, len(path)), np.linspace(0, 1, len(w)), w) for w in wobble.T], 1
        )
        t = np.linspace(0, 1, len(path))
        taper = np.ones_like(t) if closed else np.clip(np.minimum(t, 1 - t) * 7 + 0.3, 0, 1)
        widths = width * taper * (1 + 0.18 * np.sin(t * 9 + self.rng.uniform(0, 6)))
        for (x, y), w in zip(path, widths, strict=True):
            cv2.circle(
                self.paper, (round(x * _FINE * 8), round(y * _FINE * 8)), round(w * _FINE * 4), 0, -1, cv2.LINE_AA, 3
            )
        return path

    def clear(self, path: Points) -> None:
        """Rub out what a closed shape in front covers."""
        cv2.fillPoly(self.paper, [np.int32(path * _FINE)], 255, cv2.LINE_AA)

    def shape(self, points: Sequence[tuple[float, float]], width: float = 5) -> Points:
        """A closed contour in front of what is there."""
        self.clear(_smooth(np.array(points, float), True))
        return self.line(points, width, closed=True)

    def hatch(self, path: Points, angle: float, gap: float, width: float = 1.8) -> None:
        """Parallel strokes inside a closed path, a little uneven as by hand. `angle` is in degrees."""
        inside = np.zeros(self.paper.shape, np.uint8)
        cv2.fillPoly(inside, [np.int32(path * _FINE)], 255)
        strokes = np.full(self.paper.shape, 255, np.uint8)
        direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        across = np.array([-direction[1], direction[0]])
        middle, reach = path.mean(0), float(np.ptp(path, axis=0).max())
        for offset in np.arange(-reach, reach, gap):
            start = middle + across * (offset + self.rng.normal(0, gap * 0.12)) - direction * reach
            end = start + direction * 2 * reach + across * self.rng.normal(0, gap * 0.2)
            ends = [tuple(int(v * _FINE) for v in p) for p in (start, end)]
            cv2.line(strokes, ends[0], ends[1], 0, max(1, round(width * _FINE)), cv2.LINE_AA)
        self.paper = np.where(inside > 0, np.minimum(self.paper, strokes), self.paper)

    def side(self, path: Points, x: float = -np.inf, y: float = -np.inf) -> Points:
        """The part of a shape right of `x` and below `y`, with the ragged edge that a quick hand leaves."""
        ragged = self.rng.normal(0, 9, path.shape)
        return np.maximum(path, np.array([x, y]) + ragged)

    def finish(self) -> U8:
        """uint8 (H, W) grey."""
        return cv2.resize(self.paper, self.size[::-1], interpolation=cv2.INTER_AREA)


def still_life(seed: int = 4) -> U8:
    """A teapot, an apple and a cup on a table, shaded with hatching. uint8 (720, 1200) grey."""
    s = Sheet(900, 1200, seed)
    s.line([(40, 640), (330, 632), (700, 638), (1160, 630)], 4)
    cast = _smooth(np.array([(300, 760), (520, 720), (1010, 716), (1130, 752), (900, 792), (480, 800)], float), True)
    s.hatch(cast, 4, 11, 2)
    spout = [(640, 520), (700, 500), (742, 410), (790, 352), (842, 356), (818, 400), (790, 500), (720, 610), (650, 620)]
    s.shape(spout, 6)
    s.line([(292, 420), (200, 380), (150, 440), (164, 540), (230, 610), (300, 604)], 7)
    s.line([(300, 462), (226, 430), (192, 470), (204, 530), (250, 572), (296, 566)], 5)
    pot = s.shape(
        [(300, 390), (270, 520), (300, 660), (380, 748), (480, 764), (580, 748), (660, 660), (692, 520), (660, 390),
         (580, 352), (480, 342), (380, 352)], 7)  # fmt: skip
    s.line([(330, 392), (400, 412), (480, 418), (560, 412), (632, 392)], 4)
    lid = s.shape([(352, 372), (376, 310), (440, 276), (520, 276), (584, 310), (608, 372), (540, 394), (420, 394)], 6)
    s.shape([(452, 276), (446, 240), (480, 218), (514, 240), (508, 276), (480, 286)], 5)
    for band in (520, 560):
        s.line([(276, band - 20), (360, band + 16), (480, band + 26), (600, band + 16), (688, band - 20)], 4)
    s.hatch(s.side(pot, 566, 404), 62, 11)
    s.hatch(s.side(pot, 610, 560), 118, 12)
    s.hatch(s.side(lid, 540), 60, 11)
    apple = s.shape(
        [(800, 600), (760, 640), (752, 710), (790, 774), (840, 790), (880, 782), (924, 788), (972, 764), (1000, 700),
         (986, 632), (940, 600), (884, 618), (846, 596)], 6)  # fmt: skip
    s.line([(826, 622), (860, 640), (884, 642), (912, 636), (936, 620)], 4)
    s.line([(884, 640), (888, 590), (908, 552)], 7)
    leaf = s.shape([(896, 584), (930, 540), (990, 530), (1030, 548), (990, 590), (940, 602)], 5)
    s.line([(900, 582), (950, 566), (1000, 552)], 3)
    s.hatch(s.side(apple, 924), 70, 10)
    s.hatch(s.side(leaf, y=572), 30, 8)
    cup = s.shape([(400, 690), (392, 760), (420, 830), (480, 846), (560, 846), (620, 830), (648, 760), (640, 690)], 6)
    s.shape([(400, 690), (440, 672), (520, 666), (600, 672), (640, 690), (600, 708), (520, 714), (440, 708)], 5)
    s.line([(644, 720), (700, 706), (722, 746), (690, 796), (628, 806)], 6)
    s.line([(424, 694), (470, 704), (520, 707), (570, 704), (616, 694)], 3)
    s.hatch(s.side(cup, 572, 720), 66, 10)
    for x in (484, 524, 560):
        s.line([(x, 650), (x - 12, 622), (x + 8, 596), (x - 2, 566)], 3)
    return s.finish()[180:]


def _smooth(points: Points, closed: bool) -> Points:
    """A spline through `points`, one sample about every 1.5 px."""
    if closed:
        points = np.vstack([points, points[:1]])
    t = np.r_[0, np.cumsum(np.hypot(*np.diff(points, axis=0).T) ** 0.5)]
    spline = make_interp_spline(t, points, k=min(3, len(points) - 1), bc_type="periodic" if closed else None)
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    return spline(np.linspace(0, t[-1], max(8, int(length / 1.5))))
