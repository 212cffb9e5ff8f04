"""Make `hints.json` anew: run once, with an environment of its own that has `hintauc` (numpy < 2).

    python -m venv /tmp/hintauc && /tmp/hintauc/bin/pip install "hintauc==0.3.3"
    /tmp/hintauc/bin/python benchmarks/evaluation/make_hints.py

For each sprite it keeps, in the order in which the protocol takes regions into use (by area, ties by
label), each region's dot: its cell in the 64 x 64 hint map and the region's mean colour (sRGB), or null
where the protocol finds no dot. The paths are `geodesic`: the same dots on every machine.
"""

from __future__ import annotations

import json
from pathlib import Path

import hintauc
import numpy as np
from PIL import Image

HERE = Path(__file__).parent


def hints_of(rgb: np.ndarray) -> dict[str, object]:
    result = hintauc.generate_hints(np.ascontiguousarray(rgb[..., ::-1]), path_method="geodesic")
    ids = hintauc.region_ids(result.region)
    dots: dict[int, list[int]] = {}
    for y, x in np.argwhere(result.dot_mask > 0).tolist():
        dots[int(ids[y, x])] = [x, y, *result.dot_color[y, x, ::-1].tolist()]
    order = result._ids_sorted_by_area("stable")
    return {"size": result.size, "regions": len(order), "dots": [dots.get(int(i)) for i in order]}


def main() -> None:
    hints = {}
    for path in sorted((HERE / "sprites").glob("*.webp")):
        hints[path.stem] = hints_of(np.asarray(Image.open(path).convert("RGB")))
        print(path.stem, hints[path.stem]["regions"], sum(d is not None for d in hints[path.stem]["dots"]))
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in hints.items())
    (HERE / "hints.json").write_text(
        "{" + f'"hintauc": "{hintauc.__version__}", "path_method": "geodesic", "sprites": {{\n{lines}\n}}}}\n'
    )


if __name__ == "__main__":
    main()
