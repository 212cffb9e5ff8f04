"""The quality benchmark: its set is whole, its figures mean what they say."""

import numpy as np
import pytest

from benchmarks.quality import RATIOS, area_under, compare, load_sprites, measure, sheet


def test_the_set_is_whole() -> None:
    sprites = load_sprites()
    assert len(sprites) == 13
    for sprite in sprites:
        assert max(sprite.picture.shape) == 512
        assert sprite.lines.shape == sprite.picture.shape[:2]
        assert 0.02 < (sprite.lines == 0).mean() < 0.3
        assert len(sprite.dots) > 200
        counts = [len(sprite.request(r).hints) for r in RATIOS]
        assert counts == sorted(counts)
        assert counts[0] == 0


def test_clip_art_has_two_kinds_of_lines_and_the_same_dots() -> None:
    extracted, drawn = load_sprites("clipart"), load_sprites("pen")
    assert [s.name for s in extracted] == [s.name for s in drawn]
    assert len(extracted) == 12
    for one, other in zip(extracted, drawn, strict=True):
        assert one.dots == other.dots
        assert one.lines.shape == other.lines.shape
        assert 0.005 < (other.lines < 128).mean() < 0.25


def test_metrics() -> None:
    picture = load_sprites()[0].picture
    assert compare(picture, picture) == (100.0, pytest.approx(1.0))
    darker = (picture * 0.9).astype(np.uint8)
    psnr, ssim = compare(darker, picture)
    assert 20 < psnr < 26
    assert 0.9 < ssim < 1
    assert compare(darker // 2, picture)[0] < psnr
    assert area_under([3.0] * len(RATIOS)) == pytest.approx(3.0)


def test_hints_bring_the_picture_nearer() -> None:
    figures, shown = measure(load_sprites()[:1], ("color_colored_lines",))
    curve = list(figures["color_colored_lines"]["psnr"].values())
    assert curve[-1] > curve[0] + 3
    assert sheet(shown).width > 1000
