"""Hints for parts: every such part, or the one nearest to a place; the exact and the later hint win."""

from __future__ import annotations

import numpy as np
import pytest

from engine import Color, ColorizeRequest, Preset
from engine.areas import split_regions
from engine.hints.maps import place_hints
from engine.hints.parse import parse_hints
from engine.regions import describe
from engine.types import HintMap, Parts, Regions, Sketch
from models.parts import Part

PINK = Color.from_hex("#ff81c0")
NAVY = Color.from_hex("#01153e")
SIZE = 240
PAPER, LEFT, RIGHT = 1, range(2, 8), range(8, 14)
HAIR, STRAND, FACE, EYE, OTHER_EYE, DRESS = range(6)
"""The regions of each of two girls, counted from her first."""
LINES = np.zeros((SIZE, SIZE), np.uint8)
NOTHING = Sketch(LINES)


@pytest.fixture(scope="module")
def girls() -> tuple[Regions, Parts]:
    """Two girls side by side: hair with a strand of its own, a face with two eyes, a dress."""
    labels = np.full((SIZE, SIZE), PAPER, np.int32)
    for first, x in ((LEFT.start, 10), (RIGHT.start, 130)):
        labels[20:80, x : x + 100] = first + HAIR
        labels[30:60, x : x + 10] = first + STRAND
        labels[40:100, x + 20 : x + 80] = first + FACE
        labels[60:70, x + 30 : x + 40] = first + EYE
        labels[60:70, x + 60 : x + 70] = first + OTHER_EYE
        labels[100:220, x + 10 : x + 90] = first + DRESS
    count = RIGHT.stop - 1
    anchor = np.zeros((count + 1, 2), np.int32)
    for label in range(1, count + 1):
        ys, xs = np.nonzero(labels == label)
        anchor[label] = xs[len(xs) // 2], ys[len(ys) // 2]
    regions = describe(labels, anchor, LINES)
    girl = [Part.HAIR, Part.HAIR, Part.SKIN, Part.EYES, Part.EYES, Part.TOP]
    part = np.array([0, Part.BACKGROUND, *girl, *girl], np.uint8)
    figure = np.array([0, 0, *[1] * 6, *[2] * 6], np.int32)
    head = np.array([[0] * 4, [10, 20, 110, 100], [130, 20, 230, 100]], np.int32)
    return regions, Parts(part, np.ones(count + 1, np.float32), figure, head)


def hinted(girls: tuple[Regions, Parts], text: str, **options) -> tuple[dict[int, Color | None], HintMap]:
    regions, parts = girls
    found = place_hints(ColorizeRequest.parse(b"", text, **options), NOTHING, regions, parts)
    _, seeds, _ = split_regions(regions, LINES, found)
    return {label: seed.color for label, seed in seeds.items()}, found


def of(girl: range, *parts: int) -> set[int]:
    return {girl.start + part for part in parts}


BOTH_HAIR = of(LEFT, HAIR, STRAND) | of(RIGHT, HAIR, STRAND)


@pytest.mark.parametrize("text", ["hair: #ff81c0", "头发: #ff81c0", "髪: #ff81c0"])
def test_a_part_without_a_place_is_every_such_part(girls: tuple[Regions, Parts], text: str) -> None:
    colors, found = hinted(girls, text)
    assert colors == dict.fromkeys(BOTH_HAIR, PINK)
    (note,) = found.notes
    assert (note.code, note.hint, dict(note.values)["count"]) == ("hint.part", 0, "4")


def test_several_parts_at_once_change_exactly_those(girls: tuple[Regions, Parts]) -> None:
    colors, _ = hinted(girls, "hair: pink; eyes: #3af; dress: navy")
    eyes = of(LEFT, EYE, OTHER_EYE) | of(RIGHT, EYE, OTHER_EYE)
    assert set(colors) == BOTH_HAIR | eyes | of(LEFT, DRESS) | of(RIGHT, DRESS)
    assert {colors[label] for label in eyes} == {Color.from_hex("#3af")}
    assert colors[LEFT.start + DRESS] == NAVY


@pytest.mark.parametrize(("place", "girl"), [("left", LEFT), ("right", RIGHT), ("upper right", RIGHT), ("A3", LEFT)])
def test_a_place_chooses_the_figure_and_all_of_her_part(girls: tuple[Regions, Parts], place: str, girl: range) -> None:
    colors, found = hinted(girls, f"hair: pink @ {place}")
    assert set(colors) == of(girl, HAIR, STRAND)
    assert dict(found.notes[0].values)["case"] == "near"


def test_one_figure_s_eyes_are_told_apart_by_place(girls: tuple[Regions, Parts]) -> None:
    regions, parts = girls
    alone = regions.background.copy()
    alone[list(RIGHT)] = True
    one = Regions(**{**regions.__dict__, "background": alone})
    colors, _ = hinted((one, parts), "eyes: red @ left; hair: pink @ left")
    assert set(colors) == of(LEFT, EYE, HAIR, STRAND)


def test_a_place_outweighs_everywhere_and_the_later_hint_the_earlier(girls: tuple[Regions, Parts]) -> None:
    colors, _ = hinted(girls, "hair: navy @ left; hair: red; hair: pink")
    assert {colors[label] for label in of(LEFT, HAIR, STRAND)} == {NAVY}
    assert {colors[label] for label in of(RIGHT, HAIR, STRAND)} == {PINK}


def test_exact_points_and_numbers_win_whole_regions(girls: tuple[Regions, Parts]) -> None:
    x, y = 15.5 / SIZE * 100, 45.5 / SIZE * 100
    colors, _ = hinted(girls, f"@ {x:.3f}% {y:.3f}%: navy; {RIGHT.start}: red; hair: pink")
    assert colors[LEFT.start + STRAND] == NAVY
    assert colors[RIGHT.start + HAIR] == Color.from_hex("#e50000")
    assert colors[LEFT.start + HAIR] == colors[RIGHT.start + STRAND] == PINK


def test_a_hint_of_which_others_took_all_says_so(girls: tuple[Regions, Parts]) -> None:
    regions, parts = girls
    numbers = ", ".join(map(str, sorted(BOTH_HAIR)))
    found = place_hints(ColorizeRequest.parse(b"", f"hair: pink; {numbers}: navy"), NOTHING, regions, parts)
    _, seeds, notes = split_regions(regions, LINES, found)
    assert {seed.color for seed in seeds.values()} == {NAVY}
    assert [(note.code, note.hint) for note in notes] == [("hint.covered", 0)]


@pytest.mark.parametrize(
    ("text", "lost", "has"),
    [
        ("coat: navy; shirt: pink", "coat: navy", "shirt: pink"),
        ("navy coat, pink shirt", "navy coat", "pink shirt"),
        ("外套：藏青；衬衫：粉色", "外套：藏青", "衬衫：粉色"),
        ("clothes: navy; top: pink", "clothes: navy", "top: pink"),
    ],
)
def test_two_words_for_one_part_are_said_to_be_that(
    girls: tuple[Regions, Parts], text: str, lost: str, has: str
) -> None:
    colors, found = hinted(girls, text)
    assert {colors[girl.start + DRESS] for girl in (LEFT, RIGHT)} == {found.seeds[0].color} != {NAVY}
    told = {note.hint: (note.code, dict(note.values)) for note in found.notes}
    assert told[0][0] == "hint.overruled"
    assert (told[0][1]["hint"], told[0][1]["by"]) == (lost, has)
    assert told[1][0] == "hint.part"


def test_the_same_word_again_and_another_day_s_word_replace_what_was_said() -> None:
    assert len(ColorizeRequest.parse(b"", "shirt: navy; shirts: pink").hints) == 1
    coat = ColorizeRequest.parse(b"", "coat: navy")
    assert [hint.color for hint in parse_hints("shirt: pink").apply(coat).hints] == [PINK]


def test_a_part_that_is_not_there_is_said_with_what_is(girls: tuple[Regions, Parts]) -> None:
    colors, found = hinted(girls, "hat: red; socks: red")
    assert colors == {}
    hat, socks = found.notes
    assert (hat.code, dict(hat.values)["parts"]) == ("hint.part_unseen", "top,hair,skin,eyes")
    assert "I see no hat here; I see top, hair, skin, eyes." in hat.text
    assert socks.code == "hint.needs_place"


def test_a_place_finds_what_the_network_does_not(girls: tuple[Regions, Parts]) -> None:
    colors, found = hinted(girls, "hat: red @ top")
    assert len(colors) == 1
    assert found.notes[0].code == "hint.placed"


def test_a_preset_s_parts_are_weaker_than_the_text(girls: tuple[Regions, Parts]) -> None:
    mira = Preset(parts=(("hair", NAVY), ("skin", PINK), ("headwear", PINK)))
    colors, found = hinted(girls, "hair: pink @ left", preset=mira)
    assert {colors[label] for label in of(LEFT, HAIR, STRAND)} == {PINK}
    assert {colors[label] for label in of(RIGHT, HAIR, STRAND)} == {NAVY}
    assert {colors[label] for label in of(LEFT, FACE) | of(RIGHT, FACE)} == {PINK}
    assert [note.hint for note in found.notes] == [0]
