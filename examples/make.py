"""Makes every sketch and reference of this folder anew: `python -m examples.make --clipart DIR`.

DIR is the `svg` folder of Debian's package openclipart-svg (default: where the package puts it).
Needs the extra `train` (dicebear-core, dicebear-styles, resvg-py). Where each picture comes from, and
under which licence, is in SOURCES.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

from examples.figures import bust, face, picture, placed
from examples.pen import still_life

U8 = NDArray[np.uint8]
HERE = Path(__file__).parent
CLIPART = Path("/usr/share/openclipart/svg")


def rendered(svg: str, width: int) -> U8:
    """An SVG as uint8 (H, W, 3) BGR on white, `width` pixels wide."""
    return _on_white(resvg_py.svg_to_bytes(svg_string=svg, width=width))


def inks(path: Path, width: int, *, margin: int = 40, below: int = 40, paper: int = 60) -> U8:
    """A coloured cartoon as line art: what is darker than `paper` stays ink, every other fill turns white.

    uint8 (H, W) grey, `width` pixels wide with its margin; `below` is the margin under the drawing.
    """
    fine = 3
    drawing = _on_white(resvg_py.svg_to_bytes(svg_path=str(path), width=(width - 2 * margin) * fine))
    value = drawing.max(axis=2).astype(np.float32)
    grey = np.clip((value - paper + 25) / 50, 0, 1) * 255
    small = cv2.resize(grey, (width - 2 * margin, round(len(grey) / fine)), interpolation=cv2.INTER_AREA)
    return cv2.copyMakeBorder(small.astype(np.uint8), margin, below, margin, margin, cv2.BORDER_CONSTANT, value=255)


def friends() -> str:
    """Three people side by side, the one in the middle in front."""
    left = bust("left", "variant46", "variant23", eyes="variant10", mouth="happy04")
    right = bust("right", "variant20", "variant16", eyes="variant04", mouth="happy01", gesture="waveLongArm")
    middle = bust("middle", "variant48", "variant03", eyes="variant21", mouth="happy02")
    return picture(
        placed(left, -200, 60, 1) + placed(right, 1300, 20, 1) + placed(middle, 520, 150, 1.06), (1744, 3060)
    )


def expressions() -> str:
    """One character with four expressions, as on a character sheet."""
    looks = [("variant21", "happy02"), ("variant23", "happy05"), ("variant19", "happy01"), ("variant16", "sad03")]
    heads = [face(f"mood {i}", "variant13", eyes=e, mouth=m, pen=8) for i, (e, m) in enumerate(looks)]
    places = [(40, 0), (960, 0), (40, 880), (960, 880)]
    return picture("".join(placed(h, x, y, 1) for h, (x, y) in zip(heads, places, strict=True)), (1880, 1980))


def phone_photo(drawing: U8, seed: int = 7) -> U8:
    """`drawing` (grey) as a phone sees it: turned a little, uneven grey light, noise, soft. uint8 (H, W, 3) BGR."""
    rng = np.random.default_rng(seed)
    height, width = drawing.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 2.3, 1.06)
    pencil = 70 + drawing.astype(np.float32) * (185 / 255)
    paper = cv2.warpAffine(pencil, turn, (width, height), flags=cv2.INTER_AREA, borderValue=255)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    light = 0.86 - 0.22 * x - 0.10 * y
    light -= 0.16 / (1 + np.exp(-(x * 0.9 + y * 0.55 - 1.12) * 22))  # the shadow of the hand that holds the phone
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 1.2) * 0.02
    grey = cv2.GaussianBlur(paper, (0, 0), 0.9) * (light + grain) + rng.normal(0, 2, (height, width))
    tint = np.array([0.93, 0.98, 1.0])  # BGR: lamplight
    return np.clip(grey[..., None] * tint, 0, 255).astype(np.uint8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clipart", type=Path, default=CLIPART)
    clipart: Path = parser.parse_args().clipart

    girl = bust("girl", "variant21", "variant16", eyes="variant21", mouth="happy02")
    boy = bust("boy", "variant20", "variant25", eyes="variant04", mouth="happy04", gesture="pointLongArm")
    rose = {"skin": "#ffe3d3", "hair_color": "#f08fb4", "cloth": "#7fb8e6"}
    moss = {"skin": "#f3c9a6", "hair_color": "#5d4037", "cloth": "#8fb573"}
    pictures = {
        "girl.png": rendered(picture(girl, (1744, 1744)), 1024),
        "boy.png": rendered(picture(boy, (1744, 1744)), 900),
        "friends.png": rendered(friends(), 1600),
        "expressions.png": rendered(expressions(), 1200),
        "fairy.png": inks(clipart / "people/fata_fatina_architetto_f_01.svg", 1024),
        "dragon.png": inks(clipart / "animals/dinosaurs/dino_architetto_francesc_02.svg", 1100),
        "cat.png": inks(clipart / "animals/mammals/cartoon_cat_gerald_g._02.svg", 1000),
        "tulips.png": inks(clipart / "plants/flowers/tulips_ganson.svg", 800, below=0)[:-6],
        "sailing.png": inks(clipart / "people/sailing_kids.svg", 1100),
        "teapot.png": still_life(),
        "photo.jpg": phone_photo(_grey(rendered(picture(bust(
            "photo", "variant13", "variant11", eyes="variant02", mouth="happy06", gesture="ok"), (1744, 1744)), 1200))),
        "reference-rose.png": rendered(picture(bust("ref 1", "variant13", "variant20", **rose), (1744, 1744)), 600),
        "reference-moss.png": rendered(picture(bust("ref 2", "variant11", "variant14", **moss), (1744, 1744)), 600),
    }  # fmt: skip
    for name, image in pictures.items():
        settings = [cv2.IMWRITE_PNG_COMPRESSION, 9] if name.endswith(".png") else [cv2.IMWRITE_JPEG_QUALITY, 84]
        if image.ndim == 3 and name.endswith(".png") and not name.startswith("reference"):
            image = _grey(image)
        cv2.imwrite(str(HERE / name), image, settings)
        print(f"{name:20} {image.shape[1]} x {image.shape[0]}")


def _grey(image: U8) -> U8:
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)


def _on_white(png: bytes) -> U8:
    drawing = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    cover = drawing[..., 3:].astype(np.float32) / 255
    return (drawing[..., :3] * cover + 255 * (1 - cover)).astype(np.uint8)


if __name__ == "__main__":
    main()
