"""The benchmark measures what it says; nothing here looks at how long anything takes."""

import json

import cv2
import numpy as np
import pytest

from benchmarks.speed import _exponent, growth, main, scaled, whole_job


@pytest.mark.parametrize("megapixels", [0.02, 0.5])
def test_a_scaled_sketch_has_the_size_asked_for_and_keeps_its_shape(megapixels):
    image = cv2.imdecode(np.frombuffer(scaled("fairy.png", megapixels), np.uint8), cv2.IMREAD_UNCHANGED)
    assert image.size == pytest.approx(megapixels * 1e6, rel=0.02)
    assert image.shape[0] / image.shape[1] == pytest.approx(1718 / 1024, rel=0.02)


def test_the_exponent_is_that_of_the_growth():
    sizes = [{"megapixels": m, "seconds": 3 * m**1.5} for m in (0.25, 1, 4)]
    assert _exponent(sizes, "seconds") == pytest.approx(1.5)


def test_the_steps_of_a_job_cover_the_pipeline():
    steps = whole_job(scaled("girl.png", 0.02))
    assert {"sketch", "regions", "shading", "export"} <= set(steps)
    assert all(seconds >= 0 for seconds in steps.values())


def test_one_size_is_reported_whole():
    report = growth(0.02, 1)
    assert report["seconds"] > 0
    assert report["peak_bytes"] > 20e6


@pytest.mark.slow
def test_the_command_prints_a_table_and_writes_json(tmp_path, capsys):
    main(["-o", str(tmp_path), "-n", "1", "--sizes", "0.02", "0.04"])
    assert "job / forward" in capsys.readouterr().out
    report = json.loads((tmp_path / "speed.json").read_text())
    assert report["yardstick"]["ratio"] > 0
    assert [size["megapixels"] for size in report["growth"]] == [0.02, 0.04]
