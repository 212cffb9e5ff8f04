"""Layers and groups as an OpenRaster file (freedesktop.org's OpenRaster specification, 0.0.5)."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from concurrent.futures import Executor, Future

import cv2
import numpy as np

from engine.export.images import encode_png, fitted
from engine.export.layers import Group, Layer
from engine.request import Color
from engine.result import U8

_COMPOSITE = {"normal": "svg:src-over", "multiply": "svg:multiply", "screen": "svg:screen"}
_THUMBNAIL_SIDE = 256
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The zip format's first day, on every entry: the same picture gives the same bytes."""


def encode_ora(groups: Sequence[Group], merged: U8, merged_png: bytes, pool: Executor) -> bytes:
    """The file's bytes. `groups` from the top down; `merged` is uint8 (H, W, 3) sRGB, `merged_png` the same as PNG.

    A group of one layer is written as that layer: a reader that isolates groups would otherwise blend
    light and shadow with nothing.
    """
    height, width = merged.shape[:2]
    image = ET.Element("image", version="0.0.5", w=str(width), h=str(height), name="Nurie")
    top = ET.SubElement(image, "stack")
    pictures: dict[str, Future[bytes]] = {}

    def add(stack: ET.Element, layer: Layer) -> None:
        source = f"data/{len(pictures):03}.png"
        pictures[source] = pool.submit(lambda: encode_png(_pixels(layer)))
        x, y = layer.box[:2]
        visibility = "visible" if layer.visible else "hidden"
        place = {"name": layer.name, "src": source, "x": str(x), "y": str(y)}
        look = {"opacity": "1.0", "visibility": visibility, "composite-op": _COMPOSITE[layer.blend]}
        ET.SubElement(stack, "layer", place | look)

    for group in groups:
        if len(group.layers) == 1:
            add(top, group.layers[0])
            continue
        stack = ET.SubElement(top, "stack", name=group.name)
        for layer in group.layers:
            add(stack, layer)

    thumbnail = pool.submit(lambda: encode_png(fitted(merged, _THUMBNAIL_SIDE)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _store(archive, "mimetype", b"image/openraster")
        _store(archive, "stack.xml", ET.tostring(image, "utf-8", xml_declaration=True))
        for name, picture in pictures.items():
            _store(archive, name, picture.result())
        _store(archive, "mergedimage.png", merged_png)
        _store(archive, "Thumbnails/thumbnail.png", thumbnail.result())
    return out.getvalue()


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Uncompressed: the mimetype must be, and PNGs gain nothing."""
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)


def _pixels(layer: Layer) -> U8:
    """uint8 (h, w, 3), or (h, w, 4) where the layer does not cover its box."""
    width, height = layer.box[2:]
    color = layer.color
    if isinstance(color, Color):
        color = np.full((height, width, 3), color, np.uint8)
    if layer.alpha is None:
        return np.ascontiguousarray(color)
    return np.asarray(cv2.merge([*cv2.split(color), np.ascontiguousarray(layer.alpha)]), np.uint8)
