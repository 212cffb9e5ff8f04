"""Make `hints.json` anew: run once, with an environment of its own that has `hintauc` (numpy < 2).

    python -m venv /tmp/hintauc && /tmp/hintauc/bin/pip install "hintauc==0.3.3"
    /tmp/hintauc/bin/python benchmarks/evaluation/make_hints.py

For each picture it keeps, in the order in which the protocol takes regions into use (by area, ties by
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
    sets = {}
    for kind in ("sprites", "clipart"):
        found = {p.stem: hints_of(np.asarray(Image.open(p).convert("RGB"))) for p in (HERE / kind).glob("*.webp")}
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(found[name])}" for name in sorted(found))
        sets[kind] = f"{json.dumps(kind)}: {{\n{lines}\n}}"
    head = f'"hintauc": "{hintauc.__version__}", "path_method": "geodesic"'
    (HERE / "hints.json").write_text("{" + ", ".join([head, *sets.values()]) + "}\n")


if __name__ == "__main__":
    main()
