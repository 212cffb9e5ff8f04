"""A result as files: the seven pictures, the layered files, the region map, and what was done, as JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import cv2

from engine.export.images import encode_png, encode_preview
from engine.export.layers import Group, layered
from engine.export.ora import encode_ora
from engine.export.psd import encode_psd
from engine.export.regionmap import draw_region_map
from engine.request import OUTPUTS
from engine.result import U8, Result

PICTURES = {f"{name}.png": name for name in OUTPUTS}
FILES = (*PICTURES, "layers.psd", "layers.ora", "regions.png", "preview.jpg", "result.json")
"""Every file that a result can be written as."""

LARGE = 8_000_000
"""Pixels of a picture of which no more than a few copies should lie about."""

EASY_SIZE = 10 * 2**20
"""Files of up to this many bytes can be sent nearly everywhere."""


def encode_result(result: Result, names: Collection[str] | None = None) -> dict[str, bytes]:
    """The files' bytes by name, in the order of FILES: all, or those in `names`. ValueError for another name."""
    wanted = [name for name in FILES if names is None or name in names]
    if unknown := set(names or ()) - set(wanted):
        raise ValueError(f"no file of a result is called {', '.join(sorted(unknown))}; there are {', '.join(FILES)}")
    files: dict[str, bytes] = {}
    with ThreadPoolExecutor(cv2.getNumberOfCPUs()) as pool:
        # Pictures build on each other, so this thread composes them in turn; the others pack what is ready.
        jobs: dict[str, Future[bytes]] = {}
        for name in (name for name in wanted if name in PICTURES):
            jobs[name] = pool.submit(encode_png, result.image(PICTURES[name]))
            if PICTURES[name] not in ("color", "rendered"):
                result.forget(PICTURES[name])
        rendered = result.image("rendered")
        if rendered.shape[0] * rendered.shape[1] > LARGE:
            # Large pictures want memory before time: those that wait to be packed are gone before layers are cut.
            wait(jobs.values())
            result.forget("color")
        if "preview.jpg" in wanted:
            jobs["preview.jpg"] = pool.submit(encode_preview, rendered)
        if "regions.png" in wanted:
            jobs["regions.png"] = pool.submit(lambda: encode_png(draw_region_map(result)))
        layers = layered(result) if {"layers.psd", "layers.ora"} & set(wanted) else ()
        if "layers.psd" in wanted:
            files["layers.psd"] = _psd(layers, rendered, pool)
        if "layers.ora" in wanted:
            merged = jobs.get("rendered.png") or pool.submit(encode_png, rendered)
            files["layers.ora"] = encode_ora(layers, rendered, merged.result(), pool)
        if "result.json" in wanted:
            text = json.dumps(describe(result), ensure_ascii=False, indent=1)
            files["result.json"] = text.encode("utf-8")
        files |= {name: job.result() for name, job in jobs.items()}
    return {name: files[name] for name in wanted}


def _psd(layers: tuple[Group, ...], rendered: U8, pool: Executor) -> bytes:
    """A PSD packed the way that every program reads, or the smaller way if only that makes it easy to send."""
    psd = encode_psd(layers, rendered, pool)
    if EASY_SIZE < len(psd) < 2 * EASY_SIZE:
        small = encode_psd(layers, rendered, pool, compact=True)
        return small if len(small) <= EASY_SIZE else psd
    return psd


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made if it is missing; each appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        part = folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(folder / name)


def describe(result: Result) -> dict[str, Any]:
    """What was asked and what was done, as plain values for JSON. The regions of `parts` have the region map's numbers,
    those of `groups` are the labels after hints have split some; `area` and `box` (x0, y0, x1, y1) are shares of the
    picture, and `color` is the flat colour that a part is known by."""
    height, width = result.size
    return {
        "size": [width, height],
        "regions": int(result.drawn.max()),
        "parts": [
            {
                "part": group.part,
                "figure": group.figure,
                "color": group.color.hex if group.color else None,
                "area": round(group.area, 4),
                "box": [round(edge, 4) for edge in group.box],
                "regions": sorted({int(result.drawn[n]) for n in group.labels}),
            }
            for group in result.groups
            if group.part
        ],
        "groups": [{"name": group.name, "regions": list(group.labels)} for group in result.groups],
        "notes": [
            {"code": note.code, "text": note.text, "hint": note.hint, "values": dict(note.values)}
            for note in result.notes
        ],
        "timings": {step: round(seconds, 4) for step, seconds in result.timings.items()},
        "request": result.request.to_json(),
    }
