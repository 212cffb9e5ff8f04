from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from engine.oklab import srgb_to_lab, srgb_to_lch
from engine.reference import read_swatches, swatches_of
from engine.request import Color, Preset
from engine.sight import look_at_reference
from engine.types import Seed
from models.parts import Part
from tests.engine.painting import choose, draw_figure, parts_of_figure

REGIONS, LINES = draw_figure()
PARTS = parts_of_figure()
EXAMPLES = Path(__file__).parents[2] / "examples"
SKIN, HAIR, DRESS, SHOE = (250, 222, 200), (120, 60, 150), (40, 120, 190), (70, 50, 40)


def portrait() -> np.ndarray:
    """A coloured doll on white paper, with black antialiased lines: hair on top, dress below."""
    picture = np.full((400, 300, 3), 255, np.uint8)
    for color, box in ((DRESS, (90, 200, 210, 330)), (HAIR, (90, 40, 210, 190)), (SHOE, (110, 330, 190, 370))):
        cv2.rectangle(picture, box[:2], box[2:], color, -1)
    cv2.ellipse(picture, (150, 130), (42, 50), 0, 0, 360, SKIN, -1, cv2.LINE_AA)
    for box in ((90, 200, 210, 330), (90, 40, 210, 190), (110, 330, 190, 370)):
        cv2.rectangle(picture, box[:2], box[2:], (0, 0, 0), 3, cv2.LINE_AA)
    return picture


def test_a_pictures_palette_is_its_own_colours_without_paper_and_lines() -> None:
    swatches = read_swatches([portrait()])
    assert {tuple(c) for c in swatches.srgb.tolist()} == {SKIN, HAIR, DRESS, SHOE}
    assert swatches.share.sum() <= 1.0001
    assert (np.diff(swatches.share) <= 0).all()
    where = {tuple(c): y for c, y in zip(swatches.srgb.tolist(), swatches.y, strict=True)}
    assert where[HAIR] < where[DRESS] < where[SHOE]


def test_a_reference_colours_by_likeness() -> None:
    """Its skin goes to the face and its hair to the hair, whatever the seed."""
    for seed in range(4):
        flat = choose(REGIONS, LINES, references=(portrait(),), seed=seed).flat
        assert tuple(flat[3]) == SKIN
        assert tuple(flat[2]) == HAIR
        assert tuple(flat[6]) == DRESS


def seen() -> np.ndarray:
    """What `portrait` shows where, at a smaller size."""
    parts = np.zeros((200, 150), np.uint8)
    boxes = {Part.TOP: (45, 100, 105, 165), Part.HAIR: (45, 20, 105, 95), Part.FOOTWEAR: (55, 165, 95, 185)}
    for part, box in boxes.items():
        cv2.rectangle(parts, box[:2], box[2:], int(part), -1)
    cv2.ellipse(parts, (75, 65), (21, 25), 0, 0, 360, int(Part.SKIN), -1)
    return parts


def test_a_reference_gives_its_colours_by_part() -> None:
    """Even where likeness would say otherwise: an upside-down one, its hair of a skin's colour."""
    picture = portrait()
    picture[(picture == HAIR).all(2)] = (240, 190, 160)
    picture = np.ascontiguousarray(picture[::-1])
    for seed in range(4):
        flat = choose(REGIONS, LINES, references=(picture,), seen=(seen()[::-1],), seed=seed).flat
        assert tuple(flat[2]) == (240, 190, 160)
        assert tuple(flat[3]) == SKIN
        assert tuple(flat[6]) == DRESS


def test_what_a_reference_lacks_keeps_a_plausible_default() -> None:
    allowed = {SKIN, HAIR, DRESS, SHOE}
    flats = [choose(REGIONS, LINES, references=(portrait(),), seen=(seen(),), seed=seed).flat for seed in range(3)]
    assert all(tuple(flat[4]) not in allowed and tuple(flat[7]) not in allowed for flat in flats)
    only = choose(REGIONS, LINES, references=(portrait(),), seen=(seen(),), palette_only=True).flat
    assert {tuple(c) for c in only[2:].tolist()} <= allowed


def test_the_flat_colour_of_a_part_is_neither_its_shadow_nor_its_light() -> None:
    picture = portrait()
    hair = (picture == HAIR).all(2)
    picture[hair & (np.arange(300)[None, :] < 115)] = (84, 38, 118)
    picture[hair & (np.arange(400)[:, None] < 60)] = (176, 128, 204)
    flat = choose(REGIONS, LINES, references=(picture,), seen=(seen(),)).flat
    assert tuple(flat[2]) == HAIR


def test_two_figures_take_from_two_references() -> None:
    two = replace(PARTS, part=PARTS.part.copy(), figure=np.array([0, 0, 1, 1, 1, 1, 2, 2, 2], np.int32))
    two.part[8] = Part.HAIR
    other = portrait()
    other[(other == HAIR).all(2)] = (30, 30, 44)
    flat = choose(REGIONS, LINES, parts=two, references=(portrait(), other), seen=(seen(), seen())).flat
    assert tuple(flat[2]) == HAIR
    assert tuple(flat[8]) == (30, 30, 44)


def with_eyes() -> np.ndarray:
    """The parts of `portrait`, whose face has eyes."""
    parts = seen()
    for x in (65, 85):
        cv2.circle(parts, (x, 62), 4, int(Part.EYES), -1)
    return parts


def test_the_figures_of_a_reference_give_their_colours_from_left_to_right() -> None:
    dark = (30, 30, 44)
    other = portrait()
    other[(other == HAIR).all(2)] = dark
    side_by_side = np.hstack([portrait(), other]), np.hstack([with_eyes(), with_eyes()])
    two = replace(PARTS, part=PARTS.part.copy(), figure=np.array([0, 0, 1, 1, 1, 1, 2, 2, 2], np.int32))
    two.part[8] = Part.HAIR
    flat = choose(REGIONS, LINES, parts=two, references=(side_by_side[0],), seen=(side_by_side[1],)).flat
    assert tuple(flat[2]) == HAIR
    assert tuple(flat[8]) == dark
    # A drawing of one takes the colours of the one who is drawn largest.
    small = cv2.resize(portrait(), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_NEAREST)
    small_parts = cv2.resize(with_eyes(), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_NEAREST)
    picture = np.hstack([cv2.copyMakeBorder(small, 0, 160, 0, 0, cv2.BORDER_CONSTANT, value=(255,) * 3), other])
    parts = np.hstack([cv2.copyMakeBorder(small_parts, 0, 80, 0, 0, cv2.BORDER_CONSTANT, value=0), with_eyes()])
    assert tuple(choose(REGIONS, LINES, references=(picture,), seen=(parts,)).flat[2]) == dark


def test_what_is_drawn_black_beside_a_parts_own_colour_is_not_worn() -> None:
    picture = portrait()
    cv2.rectangle(picture, (140, 205), (160, 325), (4, 4, 6), -1)
    swatches = read_swatches([picture], [seen()])
    assert {tuple(c) for c in swatches.srgb[swatches.part == Part.TOP].tolist()} == {DRESS}


def test_palette_only_uses_no_other_colour() -> None:
    allowed = {SKIN, HAIR, DRESS, SHOE}
    colors = choose(REGIONS, LINES, references=(portrait(),), palette_only=True)
    assert {tuple(c) for c in colors.flat[2:].tolist()} <= allowed
    assert (colors.to == colors.flat).all()


def test_a_presets_palette_restricts_too() -> None:
    palette = (Color(20, 60, 90), Color(240, 230, 210), Color(200, 90, 70))
    colors = choose(REGIONS, LINES, preset=Preset(palette=palette), palette_only=True)
    assert {tuple(c) for c in colors.flat[2:].tolist()} <= set(palette)


def test_a_hint_outranks_the_palette() -> None:
    hint = Seed(np.array([[80, 95]], np.int32), Color(1, 250, 3))
    colors = choose(REGIONS, LINES, {6: hint}, references=(portrait(),), palette_only=True)
    assert tuple(colors.flat[6]) == (1, 250, 3)


def test_a_hint_may_ask_for_the_references_colour() -> None:
    hint = Seed(np.array([[80, 42]], np.int32), None, source="reference", hint=0)
    assert tuple(choose(REGIONS, LINES, {2: hint}, references=(portrait(),)).flat[2]) == HAIR
    colors = choose(REGIONS, LINES, {2: hint})
    assert [(note.code, note.hint) for note in colors.notes] == [("hint.no_reference", 0)]


def test_odd_references_do_no_harm() -> None:
    for picture in (np.full((1, 1, 3), 255, np.uint8), np.zeros((40, 3, 3), np.uint8), np.full((9, 9, 3), 7, np.uint8)):
        swatches = read_swatches([picture])
        assert len(swatches.srgb) >= 1
        assert choose(REGIONS, LINES, references=(picture,), palette_only=True).flat.shape == (9, 3)
    assert len(swatches_of(()).srgb) == 0


def test_a_coloured_drawing_is_seen_and_swatches_are_not() -> None:
    rose = np.array(Image.open(EXAMPLES / "reference-rose.png").convert("RGB"))
    shown = look_at_reference(rose)
    assert shown is not None
    swatches = read_swatches([rose], [shown])
    hair = srgb_to_lab(swatches.srgb[swatches.part == Part.HAIR])
    assert np.abs(hair - srgb_to_lab(np.array([[241, 143, 181]], np.uint8))).max() < 0.03
    skin = srgb_to_lch(swatches.srgb[swatches.part == Part.SKIN])
    assert skin[0, 0] > 0.85
    stripes = np.zeros((120, 300, 3), np.uint8)
    stripes[:] = np.repeat(np.array([SKIN, HAIR, DRESS, SHOE, (9, 99, 9)], np.uint8), 60, 0)
    assert look_at_reference(stripes) is None


def test_eyes_of_ink_and_whites_like_skin_are_not_believed() -> None:
    picture, parts = portrait(), seen()
    cv2.circle(picture, (140, 130), 9, (4, 4, 6), -1)
    cv2.circle(parts, (70, 65), 5, int(Part.EYES), -1)
    cv2.circle(parts, (85, 65), 4, int(Part.EYE_WHITE), -1)
    found = read_swatches([picture], [parts]).part.tolist()
    assert Part.EYES not in found
    assert Part.EYE_WHITE not in found
    cv2.circle(picture, (140, 130), 9, (60, 140, 90), -1)
    swatches = read_swatches([picture], [parts])
    assert tuple(swatches.srgb[swatches.part == Part.EYES][0]) == (60, 140, 90)
