"""Hint-AUC: how near the engine comes to a finished picture as it is given more of its colours.

    python -m benchmarks.quality [-o out/quality] [--sets sprites,clipart,pen] [--outputs color_colored_lines,...]

The protocol is that of `hintauc` (Madono, Mingcheng, Simo-Serra, "Hint-AUC", TVCG 2026): each picture is
cut into regions, the largest int(n * ratio) of them give one dot of their mean colour, the engine colours
the line art with these dots, and PSNR and SSIM are taken at 256 x 256; the area under the curve over the
ratios is the figure. Line art is XDoG (sigma .5, k 4.5, tau .95, phi 1e9, epsilon .01); the set `pen` is the
clip art with lines as a pen would draw them. The pictures and the dots are kept in `benchmarks/evaluation`;
its README says where they come from.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table
from skimage.metrics import structural_similarity

from benchmarks.figures import write_figures
from engine import ColorizeRequest, colorize
from engine.request import Color, Hint, Place
from engine.sketch import extract_lines

EVALUATION = Path(__file__).parent / "evaluation"
RATIOS = (0.0, 0.01, 0.03, 0.05, 0.1, 0.25, 0.5, 1.0)
OUTPUTS = ("color_colored_lines", "flat_lines")
SETS = {"sprites": "sprites", "clipart": "clipart", "pen": "clipart"}
"""Each set's folder."""
SIDE = 256
"""Metrics are taken at this size, as in the protocol."""


@dataclass(frozen=True)
class Sprite:
    """A finished picture, uint8 sRGB (H, W, 3), its line art, uint8 (H, W), and its dots by falling area."""

    name: str
    picture: np.ndarray
    lines: np.ndarray
    dots: tuple[tuple[int, ...] | None, ...]
    cells: int

    @classmethod
    def load(cls, name: str, hints: dict[str, object], kind: str = "sprites") -> Sprite:
        stem = EVALUATION / SETS[kind] / name
        picture = np.asarray(Image.open(f"{stem}.webp").convert("RGB"))
        drawn = np.asarray(Image.open(f"{stem}.pen.png")) if kind == "pen" else 255 - extract_lines(picture)
        dots = tuple(None if d is None else tuple(d) for d in hints["dots"])  # type: ignore[union-attr]
        return cls(name, picture, drawn, dots, int(hints["size"]))  # type: ignore[arg-type]

    def request(self, ratio: float) -> ColorizeRequest:
        buffer = io.BytesIO()
        Image.fromarray(self.lines).save(buffer, "PNG")
        kept = [d for d in self.dots[: int(len(self.dots) * ratio)] if d is not None]
        hints = tuple(
            Hint(color=Color(r, g, b), place=Place((x + 0.5) / self.cells, (y + 0.5) / self.cells))
            for x, y, r, g, b in kept
        )
        return ColorizeRequest(sketch=buffer.getvalue(), hints=hints)


def load_sprites(kind: str = "sprites") -> list[Sprite]:
    """One evaluation set, in the order of the names."""
    kept = json.loads((EVALUATION / "hints.json").read_text())[SETS[kind]]
    return [Sprite.load(name, kept[name], kind) for name in sorted(kept)]


def compare(picture: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """(PSNR in dB, SSIM) of two uint8 RGB pictures, both brought to 256 x 256 floats first."""
    one, two = _small(picture), _small(truth)
    error = float(np.mean((one - two) ** 2))
    ssim = structural_similarity(
        one, two, channel_axis=2, data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False
    )
    return 10 * float(np.log10(1 / max(error, 1e-10))), float(ssim)


def _small(picture: np.ndarray) -> np.ndarray:
    planes = [Image.fromarray(picture[..., c].astype(np.float32) / 255) for c in range(3)]
    return np.stack([np.asarray(p.resize((SIDE, SIDE), Image.Resampling.BILINEAR)) for p in planes], axis=-1)


def area_under(values: list[float]) -> float:
    """The trapezoidal area under a metric over `RATIOS`, whose range is 1."""
    return float(np.trapezoid(values, RATIOS))


def measure(sprites: list[Sprite], outputs: tuple[str, ...]) -> tuple[dict[str, object], dict[str, list[np.ndarray]]]:
    """(the figures by output, for each sprite the pictures for the sheet)."""
    scores = {name: np.zeros((2, len(RATIOS), len(sprites))) for name in outputs}
    shown: dict[str, list[np.ndarray]] = {}
    for column, sprite in enumerate(sprites):
        shown[sprite.name] = [sprite.picture, np.repeat(sprite.lines[..., None], 3, axis=2)]
        for row, ratio in enumerate(RATIOS):
            result = colorize(sprite.request(ratio))
            for name in outputs:
                scores[name][:, row, column] = compare(result.image(name), sprite.picture)
            if ratio in (0.0, 0.03, 0.1, 1.0):
                shown[sprite.name].append(result.image(outputs[0]))
    figures = {}
    for name in outputs:
        psnr, ssim = scores[name].mean(axis=2).tolist()
        figures[name] = {
            "psnr": dict(zip(map(str, RATIOS), psnr, strict=True)),
            "ssim": dict(zip(map(str, RATIOS), ssim, strict=True)),
            "psnr_auc": area_under(psnr),
            "ssim_auc": area_under(ssim),
            "sprites": {
                s.name: [area_under(scores[name][m, :, i].tolist()) for m in (0, 1)] for i, s in enumerate(sprites)
            },
        }
    return figures, shown


def sheet(shown: dict[str, list[np.ndarray]], height: int = 400) -> Image.Image:
    """One row a sprite: the picture, its lines, and the engine's at ratios 0, .03, .1 and 1."""
    rows = []
    for pictures in shown.values():
        small = [Image.fromarray(p) for p in pictures]
        small = [p.resize((round(p.width * height / p.height), height), Image.Resampling.LANCZOS) for p in small]
        rows.append(np.hstack([np.asarray(p) for p in small]))
    width = max(r.shape[1] for r in rows)
    padded = [np.pad(r, ((0, 8), (0, width - r.shape[1]), (0, 0)), constant_values=255) for r in rows]
    return Image.fromarray(np.vstack(padded))


def table(sets: dict[str, dict[str, object]]) -> Table:
    grid = Table("set", "output", "metric", *(f"{r:g}" for r in RATIOS), "AUC", title="Hint-AUC at 256 x 256")
    for kind, figures in sets.items():
        for name, values in figures.items():
            for metric, digits in (("psnr", 2), ("ssim", 3)):
                curve = [f"{v:.{digits}f}" for v in values[metric].values()]  # type: ignore[index]
                area = f"{values[f'{metric}_auc']:.{digits}f}"  # type: ignore[index]
                grid.add_row(kind, name, metric.upper(), *curve, area)
    return grid


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-o", "--out", type=Path, default=Path("out/quality"), help="for quality.json and the sheets")
    parser.add_argument("--sets", default=",".join(SETS), help="which evaluation sets")
    parser.add_argument("--outputs", default=",".join(OUTPUTS), help="which of the engine's pictures to judge")
    options = parser.parse_args()
    outputs = tuple(options.outputs.split(","))
    began = time.perf_counter()
    options.out.mkdir(parents=True, exist_ok=True)
    sets = {}
    for kind in options.sets.split(","):
        sets[kind], shown = measure(load_sprites(kind), outputs)
        sheet(shown).save(options.out / f"{kind}.png")
    report = {"protocol": "hint-auc/v1, dots, 256 x 256", "sets": sets}
    write_figures(options.out / "quality.json", report)
    console = Console(width=160)
    console.print(table(sets))
    console.print(f"{time.perf_counter() - began:.0f} s; {options.out}: quality.json, a sheet a set")


if __name__ == "__main__":
    main()
