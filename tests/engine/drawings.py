"""Small drawings made in the tests: black lines on paper, as line alpha and as files."""

from __future__ import annotations

import cv2
import numpy as np


def blank(height: int = 256, width: int = 256) -> np.ndarray:
    return np.zeros((height, width), np.uint8)


def circle(size: int = 256, radius: int = 80, gap: float = 0.0, thickness: int = 3) -> np.ndarray:
    """A ring of ink in the middle; `gap` pixels of it are missing on the right."""
    line = blank(size, size)
    middle = (size // 2, size // 2)
    half = np.degrees(gap / 2 / radius)
    cv2.ellipse(line, middle, (radius, radius), 0, half, 360 - half, 255, thickness, cv2.LINE_AA)
    return line


def figure(size: int = 512) -> np.ndarray:
    """A head with two eyes and a body: regions within regions, and paper around them."""
    line = blank(size, size)
    k = size / 512

    def at(*values: float) -> tuple[int, ...]:
        return tuple(round(v * k) for v in values)

    cv2.ellipse(line, at(256, 170), at(110, 120), 0, 0, 360, 255, 3, cv2.LINE_AA)
    for x in (215, 297):
        cv2.ellipse(line, at(x, 170), at(20, 26), 0, 0, 360, 255, 2, cv2.LINE_AA)
        cv2.ellipse(line, at(x, 172), at(8, 10), 0, 0, 360, 255, 2, cv2.LINE_AA)
    cv2.rectangle(line, at(190, 290), at(322, 470), 255, 3, cv2.LINE_AA)
    return line


def photo_of(line_alpha: np.ndarray, seed: int = 0, dark: float = 0.45) -> np.ndarray:
    """uint8 RGB: the drawing in pencil on grey paper, light falling off to one side, with noise."""
    height, width = line_alpha.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 0.85 - dark * (x / width) * (0.5 + 0.5 * y / height)
    paper = light[..., None] * np.array([250, 243, 228], np.float32)
    pencil = 1 - 0.6 * line_alpha[..., None].astype(np.float32) / 255
    noise = np.random.default_rng(seed).normal(0, 3, (height, width, 3))
    return np.clip(paper * pencil + noise, 0, 255).astype(np.uint8)
