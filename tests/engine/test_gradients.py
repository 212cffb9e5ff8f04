from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from engine.compose import over
from engine.flats import paint_flats
from engine.gradients import paint_gradients
from engine.oklab import srgb_to_lab, srgb_to_lch
from engine.request import Color, Light
from engine.types import U8, Colors, Parts, Regions, Seed
from models.parts import Part
from tests.engine.painting import choose, draw_figure, parts_of, parts_of_figure, regions_of


def colored(regions: Regions, line_alpha: U8, parts: Parts, colors: Colors, light: Light | None = None) -> U8:
    """The flats with their gradients."""
    layer = paint_gradients(regions, colors, {}, line_alpha, 0, parts=parts, light=light)
    flat = paint_flats(regions, colors)
    return over(flat, np.ascontiguousarray(layer[..., :3]), np.ascontiguousarray(layer[..., 3]))


def test_an_asked_gradient_runs_from_root_to_tip_and_stays_inside() -> None:
    regions, line_alpha = draw_figure()
    hint = Seed(np.array([[80, 95]], np.int32), Color(30, 60, 200), Color(240, 240, 255))
    colors = choose(regions, line_alpha, {6: hint})
    layer = paint_gradients(regions, colors, {6: hint}, line_alpha, 0, parts=parts_of_figure())
    dress = regions.labels == 6
    assert layer.shape == (160, 160, 4)
    assert (layer[dress][:, :3] == (240, 240, 255)).all()
    ys = np.nonzero(dress)[0]
    top, bottom = layer[dress][ys < np.quantile(ys, 0.1), 3], layer[dress][ys > np.quantile(ys, 0.9), 3]
    assert top.mean() < 20
    assert bottom.mean() > 235


def test_the_paper_has_no_gradient() -> None:
    regions, line_alpha = draw_figure()
    layer = paint_gradients(regions, choose(regions, line_alpha, seed=2), {}, line_alpha, 2, parts=parts_of_figure())
    assert not layer[regions.labels == 1][:, 3].any()


def test_hair_is_darker_at_the_crown_than_at_its_tips() -> None:
    regions, line_alpha = draw_figure(320)
    for head in (parts_of_figure(320), replace(parts_of_figure(320), head=np.zeros((2, 4), np.int32))):
        picture = colored(regions, line_alpha, head, choose(regions, line_alpha, parts=head))
        lightness = srgb_to_lab(picture)[..., 0]
        hair, rows = regions.labels == 2, np.arange(320)[:, None]
        ys = np.nonzero(hair)[0]
        top, bottom = rows < np.quantile(ys, 0.2), rows > np.quantile(ys, 0.92)
        assert lightness[hair & top].mean() < lightness[hair & bottom].mean() - 0.03


def test_each_strand_runs_from_its_own_root() -> None:
    """Two strands that a line parts: the lower one begins darker than the upper one ends."""
    labels, ink = np.ones((200, 100), np.int32), np.zeros((200, 100), np.uint8)
    labels[10:100, 30:70], labels[100:190, 30:70] = 2, 3
    ink[99:101, 30:70] = 255
    parts = parts_of(Part.BACKGROUND, Part.HAIR, Part.HAIR)
    regions = regions_of(labels, ink)
    lightness = srgb_to_lab(colored(regions, ink, parts, choose(regions, ink, parts=parts)))[..., 0]
    assert lightness[90:96, 50].mean() > lightness[104:110, 50].mean() + 0.01


def eye(size: int = 240) -> tuple[Regions, U8, Parts]:
    """Paper 1, a face 2, the white of an eye 3, its iris 4."""
    labels, ink = np.ones((size, size), np.int32), np.zeros((size, size), np.uint8)
    middle = (size // 2, size // 2)
    for label, axes in ((2, (100, 110)), (3, (50, 40)), (4, (24, 34))):
        place = middle, tuple(round(a * size / 240) for a in axes), 0, 0, 360
        cv2.ellipse(labels, *place, label, -1)
        cv2.ellipse(ink, *place, 255, 2, cv2.LINE_AA)
    return regions_of(labels, ink), ink, parts_of(Part.BACKGROUND, Part.SKIN, Part.EYE_WHITE, Part.EYES)


def test_an_eye_is_painted() -> None:
    """Dark above and light below, a dark pupil, a catchlight on the light's side, the lid's shadow on the white."""
    regions, ink, parts = eye()
    colors = choose(regions, ink, parts=parts)
    iris = np.array([[colors.flat[4]]])
    for x, place in ((0.0, slice(None, 120)), (1.0, slice(120, None))):
        picture = colored(regions, ink, parts, colors, Light(x, 0.2))
        lightness = srgb_to_lab(picture)[..., 0]
        mine = (regions.labels == 4) & (ink < 40)
        base = float(srgb_to_lab(iris)[0, 0, 0])
        assert lightness[92:96, 116:124].mean() < base - 0.08
        assert lightness[148:151, 112:116].mean() > base + 0.04
        assert lightness[119:124, 118:122].mean() < 0.3
        shine = mine & (lightness > 0.96) & (np.arange(240)[:, None] < 120)
        assert shine[:, place].sum() > 20 * shine.sum() / 21
        assert shine.any()
        white = regions.labels == 3
        assert lightness[white][: white.sum() // 5].mean() < lightness[white][-white.sum() // 5 :].mean() - 0.04


def test_a_dot_of_an_eye_and_a_shut_one_stay_as_they_are() -> None:
    regions, ink, parts = eye(40)
    colors = choose(regions, ink, parts=parts)
    layer = paint_gradients(regions, colors, {}, ink, 0, parts=parts)
    tall = regions.box[4, 3] - regions.box[4, 1]
    assert tall > 7 or not layer[regions.labels == 4][:, 3].any()
    shut = np.ones((60, 60), np.int32)
    shut[10:50, 10:50], shut[30:32, 20:40] = 2, 3
    line_alpha = np.where(shut == 3, 255, 0).astype(np.uint8)
    regions = regions_of(shut, line_alpha)
    lid = parts_of(Part.BACKGROUND, Part.SKIN, Part.EYES)
    layer = paint_gradients(regions, choose(regions, line_alpha, parts=lid), {}, line_alpha, 0, parts=lid)
    assert not layer[shut == 3][:, 3].any()


def test_cheeks_are_warm() -> None:
    regions, line_alpha = draw_figure(320)
    parts = parts_of_figure(320)
    colors = choose(regions, line_alpha)
    hue = srgb_to_lch(colored(regions, line_alpha, parts, colors))[..., 2]
    plain = float(srgb_to_lch(colors.flat[3])[2])
    left, brow = hue[114:122, 136:146].mean(), hue[72:80, 154:166].mean()
    assert left < plain - 3
    assert abs(brow - plain) < 2


def test_unknown_parts_and_a_strict_palette_paint_no_face() -> None:
    regions, line_alpha = draw_figure()
    colors = choose(regions, line_alpha)
    strict = replace(colors, to=colors.flat)
    assert not paint_gradients(regions, strict, {}, line_alpha, 0, parts=parts_of_figure())[..., 3].any()
    unknown = paint_gradients(regions, strict, {}, line_alpha, 0)
    assert not unknown[..., 3].any()
