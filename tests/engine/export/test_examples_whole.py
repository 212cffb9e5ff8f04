"""Every example through the whole engine: all files at its exact size, and a PSD that composes to `rendered`."""

import tomllib
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import OUTPUTS, ColorizeRequest, colorize
from engine.export import FILES, encode_result
from tests.engine.export.test_psd import composite, farthest, opened

EXAMPLES = Path(__file__).parents[3] / "examples"
WISHES = tomllib.loads((EXAMPLES / "hints.toml").read_text("utf-8"))


def request_of(name: str, side: int | None) -> tuple[ColorizeRequest, tuple[int, int]]:
    """The example as the demo asks for it, its longer side at most `side`; and its (height, width)."""
    wish = WISHES[name]
    image = cv2.imread(str(EXAMPLES / name))
    if side:
        scale = side / max(image.shape[:2])
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    text = f"{wish.get('hints', '').strip()}\nlight: {wish['light']}"
    references = tuple((EXAMPLES / r).read_bytes() for r in wish.get("references", ()))
    sketch = cv2.imencode(".png", image)[1].tobytes()
    return ColorizeRequest.parse(sketch, text, references=references, seed=wish["seed"]), image.shape[:2]


def size_of(data: bytes) -> tuple[int, int]:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR).shape[:2]


@pytest.mark.parametrize(("name", "side"), [*((name, 360) for name in WISHES), ("girl.png", None)])
def test_an_example_gives_every_file_and_a_true_psd(name, side):
    request, size = request_of(name, side)
    result = colorize(request)
    files = encode_result(result)
    assert tuple(files) == FILES
    for output in (*OUTPUTS, "regions"):
        assert size_of(files[f"{output}.png"]) == size
    psd = opened(files["layers.psd"])
    assert psd.size == size[::-1]
    assert farthest(composite(psd), result.image("rendered")) <= 2
    flats = [layer.name for layer in psd.descendants() if layer.parent.name == "Flats"]
    assert len(flats) >= 1
