"""The PSD by a reader in another language: ag-psd from npm. Skips where node or npm is missing."""

import base64
import json
import shutil
import subprocess

import numpy as np
import pytest

from engine.request import Color
from tests.engine.export.samples import sample
from tests.engine.export.test_psd import GROUPS, psd_of

READER = """
const fs = require('fs');
const { readPsd, initializeCanvas } = require('ag-psd');
const make = (width, height) => ({ width, height, data: new Uint8ClampedArray(width * height * 4) });
const none = () => { throw new Error('no canvas here') };
initializeCanvas(none, make);
const psd = readPsd(fs.readFileSync(process.argv[2]), { useImageData: true, skipThumbnail: true });
const node = (l) => ({
  name: l.name, blend: l.blendMode, hidden: !!l.hidden, x: l.left, y: l.top,
  size: l.imageData && [l.imageData.width, l.imageData.height],
  pixels: l.imageData && Buffer.from(l.imageData.data).toString('base64'),
  children: l.children && l.children.map(node),
});
console.log(JSON.stringify({ width: psd.width, height: psd.height, layers: psd.children.map(node) }));
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """A folder with ag-psd and a script that lists a PSD."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("node and npm are needed for ag-psd")
    folder = tmp_path_factory.mktemp("ag-psd")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", "ag-psd@31"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=90)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm cannot fetch ag-psd here")
    (folder / "read.js").write_text(READER)
    return lambda path: json.loads(
        subprocess.run([node, "read.js", path], cwd=folder, check=True, capture_output=True, timeout=60).stdout
    )


@pytest.mark.parametrize("compact", [False, True])
def test_another_reader_sees_the_same_layers(reader, tmp_path, compact):
    result = sample(lines=Color(90, 40, 10))
    path = tmp_path / "layers.psd"
    path.write_bytes(psd_of(result, compact=compact))
    psd = reader(path)
    height, width = result.size
    assert (psd["width"], psd["height"]) == (width, height)
    groups = {group["name"]: group for group in reversed(psd["layers"])}
    assert list(groups) == GROUPS
    assert {group["blend"] for group in groups.values()} == {"pass through"}
    (light,), (shadow,) = groups["Light"]["children"], groups["Shadow"]["children"]
    assert (light["blend"], shadow["blend"]) == ("screen", "multiply")
    assert {layer["name"] for layer in groups["Flats"]["children"]} == {"Flat 1", "髪", "头发 ✿"}
    assert {layer["name"]: layer["hidden"] for layer in groups["Lines"]["children"]} == {
        "Plain lines": True,
        "Colored lines": False,
    }
    (gradients,) = groups["Gradients"]["children"]
    columns, rows = gradients["size"]
    pixels = np.frombuffer(base64.b64decode(gradients["pixels"]), np.uint8).reshape(rows, columns, 4)
    x, y = gradients["x"], gradients["y"]
    expected = result.gradients[y : y + rows, x : x + columns]
    assert np.array_equal(pixels[..., 3], expected[..., 3])
    assert np.array_equal(pixels[pixels[..., 3] > 0], expected[expected[..., 3] > 0])
