"""What makes one face differ from another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Rng = np.random.Generator


@dataclass
class HeadStyle:
    """Sizes in head units; `yaw` -1..1 turns the face, `pitch` lowers it."""

    yaw: float
    pitch: float
    wide: float
    jaw: float
    round: float
    chin: float
    eye_size: float
    eye_height: float
    eye_gap: float
    eye_y: float
    eye_tilt: float
    eyes: str
    iris: str
    lash: float
    lid: float
    flat_lid: float
    look: float
    look_up: float
    iris_size: float
    shine: float
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
            wide=rng.uniform(0.93, 1.08),
            jaw=rng.uniform(1.7, 3.2),
            round=rng.uniform(0.85, 1.7),
            chin=rng.uniform(-0.06, 0.06),
            eye_size=rng.uniform(0.085, 0.135),
            eye_height=rng.uniform(0.55, 1.3),
            eye_gap=rng.uniform(0.17, 0.225),
            eye_y=rng.uniform(0.06, 0.16),
            eye_tilt=rng.normal(0, 0.12),
            eyes=str(rng.choice(["anime", "dot", "oval", "bean"], p=[0.78, 0.08, 0.07, 0.07])),
            iris=str(rng.choice(["ring", "pupil", "solid", "half", "plain", "lines"])),
            lash=float(np.exp(rng.uniform(np.log(0.006), np.log(0.045)))),
            lid=float(rng.choice([-1, 1])) * rng.uniform(0.4, 1.3),
            flat_lid=rng.uniform(0.6, 1.0),
            look=rng.normal(0, 0.1),
            look_up=rng.normal(-0.05, 0.08),
            iris_size=rng.uniform(0.5, 0.82) if rng.random() < 0.7 else rng.uniform(0.82, 1.05),
            shine=float(rng.choice([0, 1], p=[0.15, 0.85])) * rng.uniform(0.7, 1.4),
            brow_tilt=rng.normal(0, 0.18),
            expression=str(rng.choice(["open", "closed", "wink", "narrow"], p=[0.78, 0.11, 0.04, 0.07])),
            mouth=str(rng.choice(["line", "smile", "open", "small", "cat", "teeth", "frown"])),
            ear=str(rng.choice(["human", "elf", "none"], p=[0.75, 0.1, 0.15])),
            nose=str(rng.choice(["dot", "tick", "line", "side", "none"])),
        )
