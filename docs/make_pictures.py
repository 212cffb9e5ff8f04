"""Makes the README's pictures anew, with this engine, from `examples/`: `python -m docs.make_pictures`.

`steps.png` shows one sketch on its way: sketch, hints, flats, light, the finished picture. `gallery.png`
shows finished pictures. `references.png` shows three references, each giving its colours by part to three
sketches that have no hints. (`studio.png` is made by `docs.make_studio`.)
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from bot.cli.demo import read_wishes
from bot.cli.requests import Wishes
from engine import ColorizeRequest, colorize
from engine.result import Result

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
STEPS = "girl.png"
GALLERY = ("friends.png", "boy.png", "fairy.png", "dragon.png", "tulips.png", "cat.png", "photo.jpg", "teapot.png")
REFERENCES = ("reference-rose.png", "reference-moss.png", "fairy.png")
"""Two painted ones, and a finished picture of our own."""
RECEIVERS = ("girl.png", "expressions.png", "boy.png")
WIDTH = 1600
GAP = 16
CAPTION = 34
PAPER = (251, 246, 236)
INK = (70, 60, 76)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    wishes = {path.name: (path, wish) for path, wish in read_wishes(ROOT / "examples").items()}
    steps(*wishes[STEPS]).save(OUT / "steps.png", optimize=True)
    finished = [picture(colorize(wish.request(path)), "rendered") for path, wish in (wishes[n] for n in GALLERY)]
    gallery(finished, rows=2).save(OUT / "gallery.png", optimize=True)
    references(wishes).save(OUT / "references.png", optimize=True)


def steps(path: Path, wish: Wishes) -> Image.Image:
    """A row of panels with a caption under each."""
    request = wish.request(path)
    result = colorize(request)
    sketch = Image.open(path).convert("RGB")
    panels = {
        "the sketch": sketch,
        "its hints": hinted(sketch, request),
        "flat": picture(result, "flat"),
        "rendering": picture(result, "rendering"),
        "rendered": picture(result, "rendered"),
    }
    side = (WIDTH - GAP * (len(panels) + 1)) // len(panels)
    height = round(side * sketch.height / sketch.width)
    sheet = Image.new("RGB", (WIDTH, height + CAPTION + 2 * GAP), PAPER)
    pen = ImageDraw.Draw(sheet)
    for i, (name, panel) in enumerate(panels.items()):
        x = GAP + i * (side + GAP)
        sheet.paste(panel.resize((side, height), Image.Resampling.LANCZOS), (x, GAP))
        pen.text(
            (x + side / 2, GAP + height + CAPTION / 2 + 4), name, INK, font=ImageFont.load_default(21), anchor="mm"
        )
    return sheet


def references(wishes: dict[str, tuple[Path, Wishes]]) -> Image.Image:
    """A table: references at the top, sketches at the left, and each sketch in each reference's colours."""
    given = [_reference(ROOT / "examples" / name, wishes) for name in REFERENCES]
    rows: list[list[Image.Image | None]] = [[None, *given]]
    for name in RECEIVERS:
        path = ROOT / "examples" / name
        row: list[Image.Image | None] = [Image.open(path).convert("RGB")]
        for reference in given:
            request = ColorizeRequest(sketch=path.read_bytes(), references=(_png(reference),), seed=1)
            row.append(picture(colorize(request), "rendered"))
        rows.append(row)
    side = (WIDTH - GAP * 5) // 4
    sheet = Image.new("RGB", (WIDTH, 4 * (side + GAP) + GAP), PAPER)
    for j, row in enumerate(rows):
        for i, cell in enumerate(row):
            if cell is not None:
                fitted = ImageOps.pad(cell, (side, side), Image.Resampling.LANCZOS, color="white")
                sheet.paste(fitted, (GAP + i * (side + GAP), GAP + j * (side + GAP)))
    return sheet


def _reference(path: Path, wishes: dict[str, tuple[Path, Wishes]]) -> Image.Image:
    """A painted reference as it is; a sketch as its hints finish it."""
    if path.name not in wishes:
        return Image.open(path).convert("RGB")
    return picture(colorize(wishes[path.name][1].request(path)), "color_colored_lines")


def _png(image: Image.Image) -> bytes:
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def hinted(sketch: Image.Image, request: ColorizeRequest) -> Image.Image:
    """The sketch, paler, with a dot of each hint's colour at its place."""
    paler = Image.blend(sketch, Image.new("RGB", sketch.size, "white"), 0.55)
    pen = ImageDraw.Draw(paler)
    radius = max(sketch.size) // 42
    for hint in request.hints:
        if hint.place is not None and hint.color is not None:
            x, y = hint.place.x * sketch.width, hint.place.y * sketch.height
            box = (x - radius, y - radius, x + radius, y + radius)
            pen.ellipse(box, fill=tuple(hint.color), outline=(60, 50, 60), width=max(2, radius // 8))
    return paler


def gallery(pictures: Sequence[Image.Image], rows: int) -> Image.Image:
    """Pictures in rows that all have the full width, each row as high as that makes it."""
    each = -(-len(pictures) // rows)
    bands = []
    for start in range(0, len(pictures), each):
        row = pictures[start : start + each]
        room = WIDTH - GAP * (len(row) + 1)
        height = round(room / sum(p.width / p.height for p in row))
        band = Image.new("RGB", (WIDTH, height + GAP), PAPER)
        x = GAP
        for p in row:
            width = round(height * p.width / p.height)
            band.paste(p.resize((width, height), Image.Resampling.LANCZOS), (x, GAP))
            x += width + GAP
        bands.append(band)
    sheet = Image.new("RGB", (WIDTH, sum(b.height for b in bands) + GAP), PAPER)
    y = 0
    for band in bands:
        sheet.paste(band, (0, y))
        y += band.height
    return sheet


def picture(result: Result, name: str) -> Image.Image:
    return Image.fromarray(result.image(name))


if __name__ == "__main__":
    main()
