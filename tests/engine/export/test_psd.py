"""The PSD, read back by two programs that are not ours: psd-tools here, ag-psd in test_psd_readers."""

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psd_tools import PSDImage
from psd_tools.constants import BlendMode
from psd_tools.psd import PSD

from engine.export.layers import flat_layers, layered
from engine.export.psd import encode_psd
from engine.request import Color
from tests.engine.export.samples import sample

GROUPS = ["Lines", "Light", "Shadow", "Gradients", "Flats", "Paper"]


def psd_of(result, **options) -> bytes:
    with ThreadPoolExecutor(2) as pool:
        return encode_psd(layered(result), result.image("rendered"), pool, **options)


def opened(data: bytes) -> PSDImage:
    return PSDImage.open(io.BytesIO(data))


def composite(psd: PSDImage) -> np.ndarray:
    """What psd-tools makes of the layers, uint8 (H, W, 3); the stored preview is not looked at."""
    return np.asarray(psd.composite(force=True).convert("RGB"))


def farthest(a: np.ndarray, b: np.ndarray) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize("compact", [False, True])
def test_the_layers_compose_to_the_rendered_picture(compact):
    result = sample()
    psd = opened(psd_of(result, compact=compact))
    assert farthest(composite(psd), result.image("rendered")) <= 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    height=st.integers(1, 70),
    width=st.integers(1, 70),
    regions=st.integers(1, 20),
    paper=st.sampled_from([None, Color(255, 255, 255), Color(255, 250, 230)]),
    seed=st.integers(0, 10_000),
)
def test_any_result_composes_to_its_rendered_picture(height, width, regions, paper, seed):
    result = sample(height, width, regions=regions, paper=paper, seed=seed)
    psd = opened(psd_of(result))
    assert psd.size == (width, height)
    assert farthest(composite(psd), result.image("rendered")) <= 2


def test_groups_names_and_blend_modes():
    psd = opened(psd_of(sample(lines=Color(90, 40, 10))))
    groups = list(reversed(list(psd)))
    assert [g.name for g in groups] == GROUPS
    assert all(g.is_group() and g.blend_mode == BlendMode.PASS_THROUGH for g in groups)
    by_name = {g.name: g for g in groups}
    assert by_name["Light"][0].blend_mode == BlendMode.SCREEN
    assert by_name["Shadow"][0].blend_mode == BlendMode.MULTIPLY
    assert [(layer.name, layer.visible) for layer in by_name["Lines"]] == [
        ("Plain lines", False),
        ("Colored lines", True),
    ]
    assert {layer.name for layer in by_name["Flats"]} == {"Flat 1", "髪", "头发 ✿"}


def test_the_stored_preview_is_the_rendered_picture():
    result = sample()
    stored = opened(psd_of(result)).topil()
    assert np.array_equal(np.asarray(stored.convert("RGB")), result.image("rendered"))


def test_plain_lines_have_the_colour_that_was_asked_for():
    result = sample(lines=Color(90, 40, 10))
    (plain,) = (layer for layer in opened(psd_of(result)).descendants() if layer.name == "Plain lines")
    pixels = np.asarray(plain.topil())
    assert (pixels[..., :3] == (90, 40, 10)).all()
    assert pixels[..., 3].max() == result.line_alpha.max()


def test_flats_are_whole_and_do_not_overlap():
    result = sample(regions=14)
    cover = np.zeros(result.size, int)
    for flat in flat_layers(result)[1]:
        x, y, w, h = flat.box
        inside = flat.alpha > 0
        cover[y : y + h, x : x + w] += inside
        assert np.array_equal(flat.color[inside], result.flat[y : y + h, x : x + w][inside])
        assert inside.any(axis=0)[[0, -1]].all()
        assert inside.any(axis=1)[[0, -1]].all()
    assert np.array_equal(cover > 0, ~result.background[result.labels])
    assert cover.max() == 1


def test_paper_takes_the_background_s_colour_when_there_is_but_one():
    assert flat_layers(sample(paper=Color(255, 250, 230)))[0] == Color(255, 250, 230)
    assert flat_layers(sample(paper=None))[0] == Color(255, 255, 255)


def test_background_of_two_colours_gets_a_layer():
    result = sample(paper=Color(255, 255, 255))
    result.background[2] = True
    psd = opened(psd_of(result))
    assert "Background" in {layer.name for layer in psd.descendants()}
    assert farthest(composite(psd), result.image("rendered")) <= 2


def test_a_region_that_no_group_names_is_kept():
    result = sample(names=("a", "b", "c"))
    result.groups = result.groups[:1]
    psd = opened(psd_of(result))
    assert "Other" in {layer.name for layer in psd.descendants()}
    assert farthest(composite(psd), result.image("rendered")) <= 2


def test_the_same_result_gives_the_same_bytes():
    assert psd_of(sample()) == psd_of(sample())


def test_a_picture_wider_than_a_psd_may_be_becomes_a_psb():
    result = sample(2, 30_001, regions=3)
    psd = PSD.read(io.BytesIO(psd_of(result)))
    assert (psd.header.version, psd.header.width) == (2, 30_001)
    layer_info = psd.layer_and_mask_information.layer_info
    paper = layer_info.channel_image_data[1]
    assert {paper[c].get_data(30_001, 2, 8, version=2)[:2] for c in range(4)} == {b"\xff\xff"}
    red = psd.image_data.get_data(psd.header)[0]
    assert red == result.image("rendered")[..., 0].tobytes()
