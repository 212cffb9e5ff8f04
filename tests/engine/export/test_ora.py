"""The OpenRaster file against the specification: the archive's order, the stack, and what it composes to."""

import io
import xml.etree.ElementTree as ET
import zipfile
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import pytest

from engine.export.images import encode_png
from engine.export.layers import layered
from engine.export.ora import encode_ora
from engine.request import Color
from tests.engine.export.samples import sample

BLENDS = {
    "svg:src-over": lambda below, above: above,
    "svg:multiply": lambda below, above: below * above,
    "svg:screen": lambda below, above: 1 - (1 - below) * (1 - above),
}


def ora_of(result) -> bytes:
    rendered = result.image("rendered")
    with ThreadPoolExecutor(2) as pool:
        return encode_ora(layered(result), rendered, encode_png(rendered), pool)


@pytest.fixture
def result():
    return sample(300, 420, lines=Color(60, 20, 90))


@pytest.fixture
def archive(result):
    return zipfile.ZipFile(io.BytesIO(ora_of(result)))


def read(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """A picture of the archive, float (H, W, 4) in RGBA order, 0..1."""
    image = cv2.imdecode(np.frombuffer(archive.read(name), np.uint8), cv2.IMREAD_UNCHANGED)
    code = cv2.COLOR_BGRA2RGBA if image.shape[2] == 4 else cv2.COLOR_BGR2RGBA
    return cv2.cvtColor(image, code) / 255


def composite(archive: zipfile.ZipFile, size: tuple[int, int]) -> np.ndarray:
    """The stack composed as the specification says, straight from the XML: float (H, W, 3)."""
    canvas = np.zeros((*size, 3))
    stack = ET.fromstring(archive.read("stack.xml")).find("stack")
    for layer in reversed(list(stack.iter("layer"))):
        if layer.get("visibility") == "hidden":
            continue
        pixels = read(archive, layer.get("src"))
        x, y = int(layer.get("x")), int(layer.get("y"))
        height, width = pixels.shape[:2]
        below = canvas[y : y + height, x : x + width]
        alpha = pixels[..., 3:]
        below[:] = below * (1 - alpha) + alpha * BLENDS[layer.get("composite-op")](below, pixels[..., :3])
    return canvas


def test_the_mimetype_is_first_and_stored(archive):
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype") == b"image/openraster"
    assert archive.testzip() is None


def test_the_stack_names_the_picture_s_size_and_every_layer_is_there(archive, result):
    image = ET.fromstring(archive.read("stack.xml"))
    height, width = result.size
    assert (image.tag, image.get("w"), image.get("h")) == ("image", str(width), str(height))
    layers = list(image.iter("layer"))
    assert {layer.get("src") for layer in layers} == {n for n in archive.namelist() if n.startswith("data/")}
    assert [s.get("name") for s in image.find("stack").findall("stack")] == ["Lines", "Flats"]
    assert [layer.get("composite-op") for layer in layers if layer.get("name") in {"Light", "Shadow"}] == [
        "svg:screen",
        "svg:multiply",
    ]
    assert "頭髪" not in {layer.get("name") for layer in layers} >= {"髪", "头发 ✿"}


def test_the_stack_composes_to_the_rendered_picture(archive, result):
    made = composite(archive, result.size) * 255
    assert np.abs(made - result.image("rendered")).max() <= 2


def test_merged_image_and_thumbnail(archive, result):
    merged = read(archive, "mergedimage.png")
    assert np.array_equal(np.rint(merged[..., :3] * 255), result.image("rendered"))
    thumbnail = read(archive, "Thumbnails/thumbnail.png")
    assert max(thumbnail.shape[:2]) == 256
    assert thumbnail.shape[0] / thumbnail.shape[1] == pytest.approx(300 / 420, abs=0.01)


def test_a_small_picture_s_thumbnail_is_not_larger_than_the_picture():
    archive = zipfile.ZipFile(io.BytesIO(ora_of(sample(1, 1, regions=1, names=("a",)))))
    assert read(archive, "Thumbnails/thumbnail.png").shape[:2] == (1, 1)


def test_the_same_result_gives_the_same_bytes():
    assert ora_of(sample()) == ora_of(sample())
