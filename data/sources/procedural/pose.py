"""Poses: where a body's joints are, and a torso's own coordinates for whatever is worn on it.

Units as in `head`: the head is 1 high with (0, 0) in its middle, so the chin is near y = 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.geometry import Points, along, points, smooth

Rng = np.random.Generator

PAIRS = {
    "down": 0.15, "clasped": 0.1, "behind": 0.1, "crossed": 0.1, "straight": 0.06, "hips": 0.06, "waist": 0.05,
    "elbow": 0.05, "pray": 0.04, "": 0.29,
}  # fmt: skip
"""What both arms do together; with "" each has its own kind, with "elbow" one hand holds the other arm."""
SINGLE = {
    "down": 0.21, "out": 0.1, "hip": 0.14, "chest": 0.14, "up": 0.07, "wave": 0.09, "cheek": 0.07, "behind": 0.06,
    "lap": 0.04, "waist": 0.08,
}  # fmt: skip
FORWARD = ("chest", "clasped", "lap", "crossed", "cheek", "out", "waist", "pray", "elbow")
LEGS = {"stand": 0.42, "apart": 0.16, "stride": 0.16, "sit": 0.1, "kneel": 0.08, "kick": 0.08}


def pick(rng: Rng, table: dict[str, float]) -> str:
    share = np.array(list(table.values()))
    return str(rng.choice(list(table), p=share / share.sum()))


@dataclass
class Pose:
    """Joints by side: index 0 is the picture's left.

    The torso's coordinates are u, -1..1 across, and y; `at` gives the place in head units. `scale` is 0.5
    for a doll's body and 1.5 for a tall one.
    """

    scale: float
    bulk: float
    yaw: float
    lean: float
    sway: float
    neck: float
    shoulder_y: float
    waist_y: float
    hip_y: float
    levels: Points
    arms: tuple[str, str]
    legs: str
    shoulder: Points
    elbow: Points
    hand: Points
    hip: Points
    knee: Points
    foot: Points

    def half(self, y: float) -> float:
        """Half of the torso's width at a height."""
        return float(np.interp(y, self.levels[:, 0], self.levels[:, 1]))

    def middle(self, y: float) -> float:
        t = np.clip((y - self.shoulder_y) / (self.hip_y - self.shoulder_y), 0, 1.3)
        return float(self.lean * t + self.sway * np.sin(np.pi * t))

    def at(self, u: float, y: float, ease: float = 1.0) -> tuple[float, float]:
        """A place on the torso; a turned body moves its middle line towards where it looks."""
        across = u + self.yaw * 0.4 * max(0.0, 1 - u * u)
        return self.middle(y) + across * self.half(y) * ease, y

    def path(self, *uy: tuple[float, float], ease: float = 1.0) -> Points:
        return points(*[self.at(u, y, ease) for u, y in uy])

    @property
    def length(self) -> float:
        """From the shoulders to the hips."""
        return self.hip_y - self.shoulder_y

    def down(self, t: float) -> float:
        """The height at a share of the torso: 0 the shoulders, 1 the hips."""
        return self.shoulder_y + t * self.length

    @classmethod
    def random(cls, rng: Rng) -> Pose:
        k = float(
            rng.choice(
                [rng.uniform(0.45, 0.75), rng.uniform(0.8, 1.2), rng.uniform(1.2, 1.65), rng.uniform(1.6, 2.0)],
                p=[0.22, 0.28, 0.42, 0.08],
            )
        )
        bulk = rng.uniform(0.82, 1.2)
        wide = (0.27 + 0.3 * k) * rng.uniform(0.62, 1.06)
        top = 0.58 + 0.14 * k + rng.normal(0, 0.03)
        slope = rng.uniform(0.02, 0.05) + rng.uniform(0, 0.07) * k
        waist, hip = top + 0.72 * k, top + 1.12 * k
        slim, hips = rng.uniform(0.55, 0.85), rng.uniform(0.65, 0.92)
        neck = (0.09 + 0.025 * k) * bulk
        levels = points(
            (top - 0.16, neck), (top - 0.06, wide * 0.45), (top + slope, wide * rng.uniform(0.88, 0.95)),
            (top + slope + 0.14 * k, wide * 0.98), (top + slope + 0.36 * k, wide * rng.uniform(0.8, 0.9)),
            (waist, wide * slim), (hip, wide * hips), (hip + 0.2 * k, wide * hips * 1.03),
        )  # fmt: skip
        both = pick(rng, PAIRS)
        arms = (both, both) if both else (pick(rng, SINGLE), pick(rng, SINGLE))
        if both == "elbow":
            arms = ("straight", "elbow") if rng.random() < 0.5 else ("elbow", "straight")
        none = np.zeros((2, 2))
        pose = cls(
            k, bulk, float(np.clip(rng.normal(0, 0.45), -1, 1)), rng.normal(0, 0.08) * k, rng.normal(0, 0.05) * k,
            neck, top, waist, hip, levels, arms, pick(rng, LEGS), none, none, none, none, none, none,
        )  # fmt: skip
        pose._place_arms(rng)
        pose._place_legs(rng)
        return pose

    def _place_arms(self, rng: Rng) -> None:
        k, shoulder, elbow, hand = self.scale, [], [], []
        wide, low = self.half(self.shoulder_y + 0.1 * k), rng.uniform(0.0, 0.4)
        upper, lower = 0.66 * k * rng.uniform(0.92, 1.08), 0.6 * k * rng.uniform(0.92, 1.08)
        for i, side in enumerate((-1, 1)):
            kind = self.arms[i]
            root = np.array(self.at(side * 0.86, self.levels[2, 0] + 0.05 * k))
            jolt = rng.normal(0, 0.07, 2) * k
            edge = self.middle(self.waist_y) + side * self.half(self.waist_y)
            target = {
                "down": (root[0] + side * rng.uniform(0.0, 0.3) * k, self.hip_y + 0.15 * k),
                "straight": (self.middle(self.hip_y) + side * rng.uniform(0.0, 0.14) * k, self.hip_y + 0.2 * k),
                "clasped": (self.middle(self.hip_y) + side * 0.05, self.down(rng.uniform(0.75, 0.95))),
                "behind": (self.middle(self.waist_y) - side * 0.1 * k, self.waist_y + 0.2 * k),
                "crossed": (self.middle(self.waist_y) - side * wide * rng.uniform(0.3, 0.7), self.down(0.44)),
                "waist": (
                    self.middle(self.waist_y) - side * wide * rng.uniform(0, 0.6),
                    self.down(rng.uniform(0.5, 0.8)),
                ),
                "pray": (self.middle(self.waist_y) + side * 0.05, self.down(low)),
                "elbow": (self.at(-side * 0.8, self.waist_y)[0], self.down(rng.uniform(0.4, 0.62))),
                "hips": (edge + side * 0.03, self.waist_y + 0.12 * k),
                "hip": (edge + side * 0.03, self.waist_y + 0.12 * k),
                "out": (root[0] + side * rng.uniform(0.5, 1.2) * k, root[1] + rng.uniform(0.1, 0.8) * k),
                "chest": (self.middle(self.waist_y) + side * rng.uniform(-0.3, 0.2), self.down(rng.uniform(0.15, 0.6))),
                "up": (root[0] + side * rng.uniform(0.0, 0.5) * k, root[1] - rng.uniform(0.8, 1.2) * k),
                "wave": (root[0] + side * rng.uniform(0.25, 0.7) * k, root[1] - rng.uniform(0.1, 0.6) * k),
                "cheek": (side * rng.uniform(0.15, 0.42), rng.uniform(0.25, 0.5)),
                "lap": (self.middle(self.hip_y) + side * 0.3 * k, self.hip_y + 0.3 * k),
            }[kind] + jolt * (0.4 if kind in ("hips", "hip", "crossed", "clasped", "pray") else 1)
            # An arm that comes towards the viewer is foreshortened.
            short = rng.uniform(0.72, 1) if kind in FORWARD else 1.0
            e, h = reach(root, target, upper * short, lower * short, side)
            shoulder.append(root), elbow.append(e), hand.append(h)
        self.shoulder, self.elbow, self.hand = np.array(shoulder), np.array(elbow), np.array(hand)

    def _place_legs(self, rng: Rng) -> None:
        k, hip, knee, foot = self.scale, [], [], []
        leg = 0.98 * k * rng.uniform(0.92, 1.1)
        for side in (-1, 1):
            root = np.array([self.middle(self.hip_y) + side * self.half(self.hip_y) * 0.5, self.hip_y + 0.05 * k])
            if self.legs == "sit":
                a = side * rng.uniform(0.1, 0.7)
                joint = root + leg * rng.uniform(0.35, 0.75) * np.array([np.sin(a), np.cos(a)])
                end = joint + leg * 0.9 * np.array([np.sin(b := a * rng.uniform(-0.7, 0.4)), np.cos(b)])
            elif self.legs == "kneel":
                joint = root + leg * rng.uniform(0.5, 0.8) * np.array([side * rng.uniform(0.4, 0.95), 0.6])
                end = joint + leg * 0.75 * np.array([side * rng.uniform(-0.9, 0.2), 0.25])
            else:
                spread = {"stand": (0.02, 0.05), "apart": (0.2, 0.1), "stride": (0.05, 0.22), "kick": (0.1, 0.4)}[
                    self.legs
                ]
                a = side * spread[0] + rng.normal(0, spread[1])
                b = a * rng.uniform(-0.3, 1.0) + rng.normal(0, spread[1] * 0.6)
                joint = root + leg * np.array([np.sin(a), np.cos(a)])
                end = joint + leg * np.array([np.sin(b), np.cos(b)]) * rng.uniform(0.85, 1)
            hip.append(root), knee.append(joint), foot.append(end)
        self.hip, self.knee, self.foot = np.array(hip), np.array(knee), np.array(foot)


def reach(root: Points, target: Points, upper: float, lower: float, side: int) -> tuple[Points, Points]:
    """Elbow and hand of an arm that reaches for a target as far as it can; elbows point out and down."""
    d = np.asarray(target, float) - root
    distance = max(float(np.hypot(*d)), 1e-6)
    d /= distance
    distance = float(np.clip(distance, abs(upper - lower) + 0.15 * upper, 0.985 * (upper + lower)))
    a = (upper**2 - lower**2 + distance**2) / (2 * distance)
    off = np.array([d[1], -d[0]]) * np.sqrt(max(upper**2 - a**2, 0.0))
    joints = (root + d * a + off, root + d * a - off)
    elbow = max(joints, key=lambda p: side * p[0] + 0.8 * p[1])
    return elbow, root + d * distance


def torso_edge(pose: Pose, side: int, ease: float, start: float, end: float) -> Points:
    """The torso's outline on one side, from a height to a lower one, `ease` times as wide as the body."""
    ys = np.concatenate([[start], *[[y] for y in pose.levels[1:, 0] if start + 0.02 < y < end - 0.02], [end]])
    edge = [pose.at(side, y, ease if y > pose.shoulder_y else 1 + (ease - 1) * 0.4) for y in ys]
    return smooth(np.array(edge), samples=6)


def shell(
    pose: Pose, ease: float, start: float, end: float, top: Points | None = None
) -> tuple[Points, Points, Points]:
    """A closed outline about the torso between two heights, its left and its right edge; `top` closes it above."""
    left, right = torso_edge(pose, -1, ease, start, end), torso_edge(pose, 1, ease, start, end)
    middle = np.array([pose.at(0, end + 0.04 * pose.scale, ease)])
    above = top if top is not None else np.empty((0, 2))
    return np.vstack([right, middle, left[::-1], above]), along(left, 24), along(right, 24)
