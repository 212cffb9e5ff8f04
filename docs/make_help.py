"""Makes the worked example of /help anew, once a language: `python -m docs.make_help`.

One sketch with numbered hints, the picture that the engine makes of them, and each hint as it is typed. The
words are those of `bot/locales`, and the hints of each language are what its picture is coloured with. The
font comes with the development tool that draws Discord messages (Noto Sans, OFL).
"""

from __future__ import annotations

from importlib.resources import files as package_files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.help import HINTS, example
from bot.locales import LOCALES
from engine import ColorizeRequest, colorize
from engine.hints import parse_hints
from engine.request import Color

ROOT = Path(__file__).parents[1]
OUT = ROOT / "bot" / "help"
SKETCH = ROOT / "examples" / "girl.png"
FONT = "noto-sans-sc-v2.004.ttf"
WIDTH, GAP, LINE, RADIUS = 1080, 20, 62, 21
PAPER, INK, PALE = (251, 246, 236), (58, 50, 66), (128, 118, 134)
PLACES = ((0.47, 0.17), (0.45, 0.49), (0.50, 0.80), (0.28, 0.80), (0.10, 0.48), (0.10, 0.10))
"""Where each hint's number stands on the sketch, as shares of its size."""


def main() -> None:
    OUT.mkdir(exist_ok=True)
    for language in LOCALES:
        sheet(example(language)).save(OUT / f"{language}.jpg", quality=88, optimize=True, subsampling=0)


def sheet(lines: list[tuple[str, str]]) -> Image.Image:
    """Sketch and picture side by side over the hints: `lines` has (hint, what it means)."""
    text = "; ".join(hint for hint, _ in lines)
    colors = [color_of(hint) for hint, _ in lines]
    result = colorize(ColorizeRequest.parse(SKETCH.read_bytes(), text, seed=1))
    side = (WIDTH - 3 * GAP) // 2
    page = Image.new("RGB", (WIDTH, side + 3 * GAP + LINE * HINTS), PAPER)
    with Image.open(SKETCH) as sketch:
        page.paste(numbered(sketch.convert("RGB").resize((side, side), Image.Resampling.LANCZOS), colors), (GAP, GAP))
    picture = Image.fromarray(result.image("rendered")).convert("RGB")
    page.paste(picture.resize((side, side), Image.Resampling.LANCZOS), (side + 2 * GAP, GAP))
    pen = ImageDraw.Draw(page)
    for number, (hint, what) in enumerate(lines, 1):
        y = side + 2 * GAP + LINE * number - LINE // 2
        dot(pen, (GAP + RADIUS, y), number, colors[number - 1])
        pen.text((GAP + 3 * RADIUS, y), hint, INK, font=font(36, "Medium"), anchor="lm")
        pen.text((WIDTH - GAP, y), what, PALE, font=font(30, "Regular"), anchor="rm")
    return page


def numbered(sketch: Image.Image, colors: list[Color]) -> Image.Image:
    pen = ImageDraw.Draw(sketch)
    for number, ((x, y), color) in enumerate(zip(PLACES, colors, strict=True), 1):
        dot(pen, (x * sketch.width, y * sketch.height), number, color)
    return sketch


def dot(pen: ImageDraw.ImageDraw, at: tuple[float, float], number: int, color: Color) -> None:
    x, y = at
    box = (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
    pen.ellipse(box, fill=tuple(color), outline=INK, width=3)
    ink = INK if sum(color) > 3 * 140 else PAPER
    pen.text((x, y), str(number), ink, font=font(26, "Bold"), anchor="mm")


def color_of(hint: str) -> Color:
    said = parse_hints(hint)
    color = said.light.color if said.light is not None else said.hints[0].color
    assert color is not None, "every hint of the example has a colour"
    return color


def font(size: int, weight: str) -> ImageFont.FreeTypeFont:
    path = package_files("simcord") / "preview" / "static" / "fonts" / FONT
    found = ImageFont.truetype(str(path), size)
    found.set_variation_by_name(weight)
    return found


if __name__ == "__main__":
    main()
