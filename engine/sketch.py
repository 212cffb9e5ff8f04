"""A picture as it was sent -> the drawing that is in it: ink on white paper, and hint strokes."""

from __future__ import annotations

import numpy as np

from engine.decode import decode
from engine.request import Note
from engine.types import U8, Sketch

STROKE_CHROMA = 48
"""max(R, G, B) - min(R, G, B), from which on a pixel counts as coloured."""
COLORED_SHARE = 0.12
"""Of the picture: more coloured area than this is no sketch with strokes but a coloured picture."""
SHADED_SHARE = 0.35
CLEAN_PAPER = 250
_OWN_TINT = 9
"""Cr and Cb so far from the paper's are a colour, however pale; what JPEG leaves beside lines is less."""


def read_sketch(data: bytes, *, max_megapixels: float = 40.0) -> Sketch:
    """Read a sketch: decode it, whiten its paper, take its ink and its coloured strokes apart.

    Transparent paper is paper. White lines on black are turned round. A picture that is already
    coloured gives the lines that can be extracted from it (`colored` is true). What was done is told in
    `notes`. UserError as in `decode_picture`.
    """
    picture = decode(data, max_megapixels=max_megapixels)
    notes: list[Note] = []
    if picture.frames > 1:
        notes.append(Note("sketch.animated", "The picture is animated: only its first frame is coloured."))

    rgb = over_paper(picture.rgba)
    rgb, turned = _dark_on_light(rgb)
    if turned:
        notes.append(Note("sketch.inverted", "The drawing is light on dark: it was turned round."))

    strokes, colored = None, False
    if _is_colored(rgb):
        colored = True
        notes.append(Note("sketch.colored", "The picture is already coloured: its lines were extracted."))
        line_alpha = extract_lines(rgb)
    else:
        rgb = _whiten(rgb)
        line_alpha = _ink(rgb)
        chroma_mask = _colored_pixels(rgb)
        if _are_strokes(rgb, chroma_mask, line_alpha):
            strokes, line_alpha = _lift_strokes(rgb, chroma_mask)
        line_alpha = _raise_contrast(line_alpha)
    if not (line_alpha > 40).any() or (line_alpha > 215).all():
        notes.append(Note("sketch.no_lines", "No lines were found in the picture: it is all one region."))
    return Sketch(line_alpha=line_alpha, strokes=strokes, colored=colored, notes=tuple(notes))


def extract_lines(rgb: U8) -> U8:
    """Lines of a coloured picture, uint8 sRGB, as ink coverage, uint8 (H, W): 0 or 255."""
    from models.lines import lightness, xdog

    return xdog(lightness(rgb), sigma=0.5)


def over_paper(rgba: U8) -> U8:
    """Composite over white paper; a drawing that is in the alpha channel alone becomes black ink."""
    alpha = rgba[..., 3]
    if alpha.min() == 255:
        return np.ascontiguousarray(rgba[..., :3])
    visible = rgba[alpha > 127][:, :3]
    if (alpha < 128).mean() > 0.3 and len(visible) and visible.min() > 200:
        return np.repeat(255 - alpha[..., None], 3, axis=2)
    weight = alpha.astype(np.uint16)[..., None]
    return ((rgba[..., :3] * weight + 255 * (255 - weight) + 127) // 255).astype(np.uint8)


def has_colors(rgb: U8) -> bool:
    """Whether uint8 RGB holds more than lines and paper: a coloured or a shaded picture, or a few swatches."""
    import cv2

    from engine.export.images import fitted

    tints = cv2.cvtColor(fitted(rgb, 512), cv2.COLOR_RGB2YCrCb)[..., 1:].astype(np.int16)
    off_paper = np.abs(tints - np.median(tints, axis=(0, 1))).max(axis=2) >= _OWN_TINT
    off_paper = cv2.morphologyEx(off_paper.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return bool(off_paper.mean() > 0.005) or _is_colored(rgb)


def _dark_on_light(rgb: U8) -> tuple[U8, bool]:
    import cv2

    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    dark, light = (grey < 96).mean(), (grey > 160).mean()
    if dark > 0.6 and 0 < light < 0.35 and np.median(grey) < 64:
        return 255 - rgb, True
    return rgb, False


def _whiten(rgb: U8) -> U8:
    """Divide the paper's tone and shadow away; clean white paper is left as it is."""
    import cv2

    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    if (grey >= CLEAN_PAPER).mean() > 0.5 or grey.max() < 64 or grey.min() == grey.max():
        return rgb
    height, width = grey.shape
    scale = min(1.0, 384 / max(height, width))
    small_size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(rgb, small_size, interpolation=cv2.INTER_AREA)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (33, 33))
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, kernel)
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 5), (0, 0), 7)
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(rgb, np.maximum(paper, 16), scale=250), np.uint8)


def _chroma(rgb: U8) -> U8:
    import cv2

    red, green, blue = cv2.split(rgb)
    chroma = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return np.asarray(chroma, np.uint8)


def _colored_pixels(rgb: U8, chroma: int = STROKE_CHROMA) -> np.ndarray:
    import cv2

    mask = (_chroma(rgb) >= chroma).astype(np.uint8)
    # JPEG colours single pixels beside dark lines; a stroke is wider than that.
    return cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)).astype(bool)


def _is_colored(rgb: U8) -> bool:
    """Whether broad areas are neither paper nor ink: coloured, or the greys of a painting."""
    import cv2

    paper = np.median(rgb[:: max(1, rgb.shape[0] // 512), :: max(1, rgb.shape[1] // 512)], axis=(0, 1))
    if paper.max() - paper.min() > 2 * STROKE_CHROMA:
        return True
    if paper.min() > 64:  # an even tone of the paper is no colour; 160 leaves room for what is lighter
        ramp = np.arange(256)[:, None] * (160 / paper)
        rgb = np.asarray(cv2.LUT(rgb, np.clip(ramp, 0, 255).astype(np.uint8)[:, None]), np.uint8)
    if _colored_pixels(rgb, STROKE_CHROMA * 2 // 3).mean() > COLORED_SHARE:
        return True
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    side = max(3, round(max(grey.shape) * 0.01) | 1)
    broad = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return float(((broad > 30) & (broad < 100)).mean()) > SHADED_SHARE


def _ink(rgb: U8) -> U8:
    import cv2

    return 255 - np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _are_strokes(rgb: U8, mask: np.ndarray, line_alpha: U8) -> bool:
    """Strokes lie on a grey drawing: a drawing whose every line is coloured is drawn in coloured pencil."""
    if mask.sum() < 9:
        return False
    grey_ink = int(((line_alpha > 80) & ~mask).sum())
    return grey_ink > 0.25 * int(mask.sum()) or grey_ink > 0.002 * mask.size


def _lift_strokes(rgb: U8, mask: np.ndarray) -> tuple[U8, U8]:
    """Take coloured strokes off the drawing: (strokes RGBA, line alpha beneath them)."""
    import cv2

    red, green, blue = cv2.split(rgb)
    value = cv2.max(cv2.max(red, green), blue)
    core = mask.astype(np.uint8)
    near = cv2.dilate(core, np.ones((5, 5), np.uint8)).astype(bool)
    tinted = near & (_chroma(rgb) >= STROKE_CHROMA // 4)
    # Inside a stroke, ink is what is darker than the stroke's own brightness thereabouts.
    bright = cv2.dilate(np.where(mask, value, 0).astype(np.uint8), np.ones((7, 7), np.uint8))
    under = 255 - np.clip(value.astype(np.float32) * 255 / np.maximum(bright, 1), 0, 255)
    line_alpha = np.where(tinted, under, 255 - cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)).astype(np.uint8)
    strokes = np.dstack([rgb, (core * 255).astype(np.uint8)])
    strokes[~mask] = 0
    return strokes, line_alpha


def _raise_contrast(line_alpha: U8) -> U8:
    """Clear the paper's noise and bring the strongest lines near to full ink, faint ones in proportion."""
    import cv2

    histogram = np.bincount(line_alpha.ravel(), minlength=256)
    tone, noise = _paper_noise(histogram)
    if noise > 0.5:
        # A line is coherent over a few pixels, noise is not: what a blur leaves over the noise is line.
        soft = cv2.GaussianBlur(line_alpha, (0, 0), 1.0)
        rise = np.clip((np.arange(256) - tone - 0.9 * noise) * (255 / (1.4 * noise)), 0, 255).astype(np.uint8)
        sharp = cv2.GaussianBlur(line_alpha, (0, 0), 0.5)
        line_alpha = np.asarray(cv2.multiply(sharp, cv2.LUT(soft, rise), scale=1 / 255), np.uint8)
        histogram = np.bincount(line_alpha.ravel(), minlength=256)
    inked = np.arange(256) > max(24.0, tone + 4 * noise)
    if not histogram[inked].any():
        return np.zeros_like(line_alpha)
    ranks = np.cumsum(np.where(inked, histogram, 0))
    strong = float(np.searchsorted(ranks, 0.9 * ranks[-1]))
    gain = 1.0 if strong >= 200 else min(4.0, 225 / max(1.0, strong - tone))
    table = np.clip((np.arange(256) - tone) * gain + 0.5, 0, 255)
    table[np.arange(256) <= tone + (1.2 * noise if noise > 0.5 else 2)] = 0
    line_alpha = table.astype(np.uint8)[line_alpha]
    return _without_specks(line_alpha) if noise > 0.5 else line_alpha


def _paper_noise(histogram: np.ndarray) -> tuple[float, float]:
    """(median, standard deviation estimated from the lower half) of the paper's tone: the lightest peak."""
    ranks = np.cumsum(histogram)
    half = min(0.5 * ranks[-1], ranks[64])  # most of a sketch is paper; what is darker than 64 is not
    tone = float(np.searchsorted(ranks, half))
    below = float(np.searchsorted(ranks, 0.32 * half))
    return tone, (tone - below)


def _without_specks(line_alpha: U8) -> U8:
    """Clear dots of paper texture and dust: small, faint, and with no line near."""
    import cv2

    mask = (line_alpha >= 24).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    largest = max(9, round(3e-5 * mask.size))
    keep = stats[:, cv2.CC_STAT_AREA] > largest
    keep[0] = False
    line = cv2.dilate(keep[np.asarray(labels, np.int32)].astype(np.uint8), np.ones((9, 9), np.uint8))
    return np.where((mask > 0) & (line == 0), 0, line_alpha).astype(np.uint8) if count > 1 else line_alpha
