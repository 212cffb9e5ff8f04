import io
import json

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psd_tools.constants import Compression
from psd_tools.psd import PSD

import engine.export.files as files_module
from engine.export import FILES, encode_result, write_files
from engine.request import OUTPUTS, ColorizeRequest
from tests.engine.export.samples import SKETCH, sample


def read(data: bytes) -> np.ndarray:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def test_every_file_is_made_at_the_sketch_s_size():
    result = sample(200, 301)
    files = encode_result(result)
    assert tuple(files) == FILES
    for name in OUTPUTS:
        assert np.array_equal(read(files[f"{name}.png"]), result.image(name))
    assert read(files["regions.png"]).shape == (200, 301, 3)
    assert read(files["preview.jpg"]).shape == (200, 301, 3)


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(FILES)), st.integers(1, 40), st.integers(1, 40))
def test_only_what_is_asked_for_is_made(names, height, width):
    files = encode_result(sample(height, width, regions=3), names)
    assert list(files) == [name for name in FILES if name in names]
    assert all(files.values())


def test_a_file_that_does_not_exist_is_refused_with_the_list_of_those_that_do():
    with pytest.raises(ValueError, match=r"layers\.gif.*layers\.psd"):
        encode_result(sample(), ["layers.gif"])


def test_a_large_picture_is_previewed_small():
    preview = read(encode_result(sample(30, 2600, regions=3), ["preview.jpg"])["preview.jpg"])
    assert preview.shape[:2] == (15, 1280)


def test_a_psd_is_packed_smaller_only_when_that_makes_it_easy_to_send(monkeypatch):
    result = sample(300, 420)

    def packed() -> tuple[int, Compression]:
        data = encode_result(result, ["layers.psd"])["layers.psd"]
        layers = PSD.read(io.BytesIO(data)).layer_and_mask_information.layer_info
        return len(data), layers.channel_image_data[1][0].compression

    usual, packing = packed()
    assert packing == Compression.RLE
    monkeypatch.setattr(files_module, "EASY_SIZE", usual - 1)
    small, packing = packed()
    assert packing == Compression.ZIP
    assert small < usual
    monkeypatch.setattr(files_module, "EASY_SIZE", small - 1)
    assert packed() == (usual, Compression.RLE)


def test_the_description_holds_the_request_and_what_was_done():
    result = sample(regions=12)
    doc = json.loads(encode_result(result, ["result.json"])["result.json"])
    assert doc["size"] == [90, 60]
    assert doc["regions"] == 12
    assert [g["name"] for g in doc["groups"]] == ["Flat 1", "髪", "头发 ✿"]
    assert set(doc["timings"]) == {"regions"}
    again = ColorizeRequest.from_json(doc["request"], result.request.blobs())
    assert again == result.request
    assert again.sketch == SKETCH


def test_the_same_result_gives_the_same_bytes():
    assert encode_result(sample()) == encode_result(sample())


def test_files_land_whole_in_a_new_folder(tmp_path):
    files = encode_result(sample(), ["flat.png", "layers.ora"])
    write_files(files, tmp_path / "out" / "girl")
    assert {p.name: p.read_bytes() for p in (tmp_path / "out" / "girl").iterdir()} == files
