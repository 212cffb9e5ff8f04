"""How long the whole job takes, step by step, and how time and memory grow: `python -m benchmarks.speed`.

Each size runs in a process of its own, so that its peak memory is its own. Sketches are the examples,
scaled. The yardstick is one forward pass of AlacGAN's generator at 512 x 512 in the same process,
taken in turns with the job, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.figures import write_figures

EXAMPLES = Path(__file__).parents[1] / "examples"
SKETCHES = ("girl.png", "fairy.png", "friends.png")
MEGAPIXELS = (0.25, 1.0, 4.0, 16.0)
YARDSTICK_SIDE = 1024
HINTS = "#7d8fd6 @ 40% 22%; #ffe0cc @ 54% 46%; #e8b64c @ 34% 88%"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--out", type=Path, default=Path("out/bench"), help="folder for speed.json")
    parser.add_argument("-n", "--repeats", type=int, default=5, help="runs of each, of which the median counts")
    parser.add_argument("--sizes", type=float, nargs="+", default=MEGAPIXELS, help="megapixels")
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    parser.add_argument("--value", type=float, default=0.0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(CHILDREN[options.child](options.value, options.repeats)))
        return
    report = measure(options.sizes, options.repeats)
    show(report)
    path = options.out / "speed.json"
    write_figures(path, report)
    print(f"written to {path}")


def measure(sizes: Sequence[float], repeats: int) -> dict[str, Any]:
    """Every measurement, each in a fresh process."""
    growth = [_child("growth", size, max(1, min(repeats, round(8 / size)))) for size in sizes]
    return {
        "cores": os.cpu_count(),
        "growth": growth,
        "exponents": {
            "time": _exponent(growth, "seconds"),
            "memory": _exponent(growth, "bytes_above_start"),
        },
        "region_step_one_core": _child("regions", min(1.0, max(sizes)), repeats),
        "yardstick": _child("yardstick", YARDSTICK_SIDE, repeats),
    }


def _child(kind: str, value: float, repeats: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.speed", "--child", kind, "--value", str(value), "-n", str(repeats)]
    environment = os.environ | ({"OMP_NUM_THREADS": "1"} if kind == "regions" else {})
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment, cwd=EXAMPLES.parent)
    return json.loads(done.stdout)


def growth(megapixels: float, repeats: int) -> dict[str, Any]:
    """The whole job at one size: median seconds of each step and in all, and the process's peak memory."""
    sketches = [scaled(name, megapixels) for name in SKETCHES]
    whole_job(scaled(SKETCHES[0], 0.05))  # libraries loaded, threads started
    before = _peak_bytes()
    steps: dict[str, list[float]] = defaultdict(list)
    totals = []
    for _ in range(repeats):
        for sketch in sketches:
            seconds = whole_job(sketch)
            totals.append(sum(seconds.values()))
            for step, value in seconds.items():
                steps[step].append(value)
    return {
        "megapixels": megapixels,
        "seconds": median(totals),
        "steps": {step: median(values) for step, values in steps.items()},
        "peak_bytes": _peak_bytes(),
        "bytes_above_start": max(_peak_bytes() - before, 1),
    }


def regions(megapixels: float, repeats: int) -> dict[str, Any]:
    """Seconds a megapixel of the region step on one core, by sketch and as a median."""
    import cv2

    from engine.regions import find_regions
    from engine.sketch import read_sketch

    cv2.setNumThreads(1)
    by_sketch = {}
    for name in SKETCHES:
        line_alpha = read_sketch(scaled(name, megapixels)).line_alpha
        find_regions(line_alpha)
        runs = [_timed(lambda alpha=line_alpha: find_regions(alpha)) for _ in range(repeats)]
        by_sketch[name] = median(runs) / line_alpha.size * 1e6
    return {"seconds_per_megapixel": median(by_sketch.values()), "by_sketch": by_sketch}


def yardstick(side: float, repeats: int) -> dict[str, Any]:
    """The whole job at side x side against one forward pass of AlacGAN's generator at 512 x 512, in turns."""
    import torch

    from models.registry import build

    torch.manual_seed(0)
    network = build("alacgan")
    inputs = torch.rand(1, 1, 512, 512), torch.rand(1, 4, 128, 128), torch.rand(1, 512, 32, 32)

    def forward() -> None:
        with torch.inference_mode():
            network(*inputs)

    sketch = scaled("girl.png", side * side / 1e6, shape=(int(side), int(side)))
    forward(), whole_job(sketch)
    pairs = [(_timed(lambda: whole_job(sketch)), _timed(forward)) for _ in range(repeats)]
    return {
        "side": int(side),
        "job_seconds": median(job for job, _ in pairs),
        "forward_seconds": median(once for _, once in pairs),
        "ratio": median(job / once for job, once in pairs),
    }


CHILDREN: dict[str, Callable[[float, int], dict[str, Any]]] = {
    "growth": growth,
    "regions": regions,
    "yardstick": yardstick,
}


def whole_job(sketch: bytes) -> dict[str, float]:
    """Decode to every file, as a worker does it. Seconds by step."""
    from engine import ColorizeRequest, colorize
    from engine.export import FILES, encode_result

    start = time.perf_counter()
    result = colorize(ColorizeRequest.parse(sketch, HINTS))
    done = time.perf_counter()
    encode_result(result, JOB_FILES & set(FILES))
    steps = dict(result.timings)
    steps["other"] = max(0.0, done - start - sum(steps.values()))
    steps["export"] = time.perf_counter() - done
    return steps


JOB_FILES = {
    *("flat.png", "flat_lines.png", "color.png", "color_lines.png", "color_colored_lines.png"),
    *("rendering.png", "rendered.png", "layers.psd"),
}
"""What the job's figure is stated for: all seven outputs and the PSD."""


def scaled(name: str, megapixels: float, shape: tuple[int, int] | None = None) -> bytes:
    """An example as PNG bytes at about so many megapixels, or of one (height, width)."""
    import cv2

    image = cv2.imread(str(EXAMPLES / name), cv2.IMREAD_GRAYSCALE)
    assert image is not None, f"{EXAMPLES / name} cannot be read"
    height, width = image.shape
    if shape is None:
        scale = (megapixels * 1e6 / (height * width)) ** 0.5
        shape = round(height * scale), round(width * scale)
    smaller = shape[0] < height
    image = cv2.resize(image, shape[::-1], interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC)
    return cv2.imencode(".png", image)[1].tobytes()


def show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    sizes = report["growth"]
    table = Table(title=f"The whole job, seconds (median), {report['cores']} cores")
    table.add_column("step")
    for size in sizes:
        table.add_column(f"{size['megapixels']:g} MP", justify="right")
    for step in sizes[0]["steps"]:
        table.add_row(step, *(f"{size['steps'][step]:.3f}" for size in sizes))
    table.add_section()
    table.add_row("in all", *(f"{size['seconds']:.3f}" for size in sizes), style="bold")
    table.add_row("peak memory, MB", *(f"{size['peak_bytes'] / 1e6:.0f}" for size in sizes))
    table.add_section()
    exponents, yard = report["exponents"], report["yardstick"]
    figures = [
        ("time grows with pixels to the power", exponents["time"], "1.05"),
        ("memory grows with pixels to the power", exponents["memory"], "1.05"),
        ("region step, seconds a megapixel, one core", report["region_step_one_core"]["seconds_per_megapixel"], "0.15"),
        (f"job at {yard['side']}², seconds", yard["job_seconds"], ""),
        ("AlacGAN forward at 512², seconds", yard["forward_seconds"], ""),
        ("job / forward", yard["ratio"], "0.60"),
    ]
    if len(sizes) and sizes[-1]["megapixels"] >= 16:
        figures.insert(2, ("peak memory at 16 MP, GB", sizes[-1]["peak_bytes"] / 1e9, "1.50"))
    summary = Table("figure", "measured", "at most")
    for name, value, limit in figures:
        met = not limit or value <= float(limit)
        summary.add_row(name, f"{value:.3f}", limit, style="" if met else "red")
    console = Console()
    console.print(table)
    console.print(summary)


def _exponent(sizes: Sequence[dict[str, Any]], what: str) -> float:
    """The slope of a straight line through the logarithms."""
    if len(sizes) < 2:
        return 0.0
    x = np.log([size["megapixels"] for size in sizes])
    y = np.log([size[what] for size in sizes])
    return float(np.polyfit(x, y, 1)[0])


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
