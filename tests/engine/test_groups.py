"""Flat layers by part and figure: names, numbers, order, languages, the background."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from engine import ColorizeRequest, colorize
from engine.export.files import encode_result
from engine.groups import group_by_part, language_of_request
from engine.types import Parts
from models.parts import Part
from tests.engine.painting import draw_figure

REGIONS, LINES = draw_figure()
"""Paper 1, hair 2, face 3, two eyes 4 5, dress 6, two legs 7 8."""
PART = np.array([0, 0, Part.HAIR, Part.SKIN, Part.EYES, Part.EYES, Part.TOP, Part.SKIN, Part.HAIR], np.uint8)
FLAT = np.full((9, 3), 200, np.uint8)
FLAT[1] = 255


def parts_of(*figure: int) -> Parts:
    return Parts(PART, np.ones(9, np.float32), np.array(figure, np.int32), np.zeros((3, 4), np.int32))


def test_a_layer_for_each_part_from_the_back_to_the_front() -> None:
    groups = group_by_part(REGIONS, parts_of(0, 0, 1, 1, 1, 1, 1, 1, 1), FLAT, "en")
    assert [(g.name, g.labels) for g in groups] == [
        ("Skin", (3, 7)),
        ("Eyes", (4, 5)),
        ("Top", (6,)),
        ("Hair", (2, 8)),
    ]


def test_the_second_figure_s_part_has_a_number() -> None:
    groups = group_by_part(REGIONS, parts_of(0, 0, 1, 1, 1, 1, 1, 2, 2), FLAT, "ja")
    assert [(g.name, g.figure) for g in groups if g.part == "hair"] == [("髪", 1), ("髪 2", 2)]
    assert sorted(label for g in groups for label in g.labels) == list(range(2, 9))


def test_coloured_background_is_a_layer_and_paper_is_none() -> None:
    blue = FLAT.copy()
    blue[1] = 10, 20, 30
    assert group_by_part(REGIONS, parts_of(*[0] * 9), blue, "zh")[0].name == "背景"
    assert not any(g.part == "background" for g in group_by_part(REGIONS, parts_of(*[0] * 9), FLAT, "zh"))


def test_layers_speak_the_language_of_the_hints() -> None:
    assert language_of_request(ColorizeRequest.parse(b"", "髪: ピンク")) == "ja"
    assert language_of_request(ColorizeRequest.parse(b"", "头发: 粉")) == "zh"
    assert language_of_request(ColorizeRequest.parse(b"", "")) == "en"


def test_the_result_lists_its_parts_by_the_map_s_numbers() -> None:
    sketch = Path("examples/friends.png").read_bytes()
    result = colorize(ColorizeRequest.parse(sketch=sketch, text="hair: pink; @ 12% 20%: red"))
    about = json.loads(encode_result(result, ["result.json"])["result.json"])
    numbers = [n for row in about["parts"] for n in row["regions"]]
    assert set(numbers) <= set(range(1, about["regions"] + 1))
    # Three friends, each with hair of their own, from left to right.
    assert [row["figure"] for row in about["parts"] if row["part"] == "hair"] == [1, 2, 3]
    assert all(row["color"] == "#ff81c0" for row in about["parts"] if row["part"] == "hair" and row["figure"] > 1)
    assert all(0 <= row["box"][0] < row["box"][2] <= 1 and 0 < row["area"] < 1 for row in about["parts"])
    assert {"Hair", "Hair 2", "Hair 3"} <= {group["name"] for group in about["groups"]}


def test_a_part_is_known_by_its_hinted_colour_then_by_the_one_with_the_most_area() -> None:
    flat = FLAT.copy()
    flat[3], flat[7], flat[2], flat[8] = (250, 220, 200), (90, 60, 40), (10, 20, 30), (200, 0, 0)
    whole = {g.part: g for g in group_by_part(REGIONS, parts_of(0, 0, *[1] * 7), flat, "en")}
    assert REGIONS.area[3] > REGIONS.area[7]
    assert REGIONS.area[2] > REGIONS.area[8]
    assert (whole["skin"].color, whole["hair"].color) == ((250, 220, 200), (10, 20, 30))
    hints = ColorizeRequest.parse(b"", "hair: #c80000 @ 40% 40%; @ 10% 10%: #5a3c28").hints
    asked = {g.part: g for g in group_by_part(REGIONS, parts_of(0, 0, *[1] * 7), flat, "en", hints)}
    assert (asked["skin"].color, asked["hair"].color) == ((250, 220, 200), (200, 0, 0))


def test_a_group_says_how_large_it_is_and_where() -> None:
    [eyes] = [g for g in group_by_part(REGIONS, parts_of(0, 0, *[1] * 7), FLAT, "en") if g.part == "eyes"]
    height, width = REGIONS.labels.shape
    y, x = np.nonzero((REGIONS.labels == 4) | (REGIONS.labels == 5))
    assert eyes.area == len(x) / (height * width)
    expected = (x.min() / width, y.min() / height, (x.max() + 1) / width, (y.max() + 1) / height)
    assert eyes.box == expected
