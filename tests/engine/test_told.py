from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.request import Color, Hint
from engine.told import believe_hints
from engine.types import Seed
from models.parts import Part
from tests.engine.painting import draw_figure, parts_of_figure

REGIONS, _ = draw_figure()
COLOR = Color(250, 220, 200)


def told(part: np.ndarray, *says: tuple[int, str]) -> list[int]:
    """The parts of the doll's regions after hints that name a part at a region."""
    hints = tuple(Hint(part=name, color=COLOR) for _, name in says)
    seeds = [Seed(REGIONS.anchor[[label]], COLOR, hint=i) for i, (label, _) in enumerate(says)]
    # Of hints of one colour the first stands for all.
    hinted = {label: seeds[0] for label, _ in says}
    return believe_hints(replace(parts_of_figure(), part=part), REGIONS, hinted, seeds, hints).part.tolist()


def test_a_region_is_what_its_hint_calls_it() -> None:
    part = parts_of_figure().part
    wrong = part.copy()
    wrong[7] = Part.HAIR
    assert told(wrong, (7, "bottom")) == part.tolist()
    assert told(part, (7, "bottom"), (6, "dress"), (3, "skin")) == part.tolist()
    assert told(part, (6, "brows")) == part.tolist()
    assert told(part, (7, "background")) == part.tolist()


def test_what_hangs_together_with_it_follows_unless_it_is_most_of_the_part() -> None:
    wrong = parts_of_figure().part.copy()
    wrong[4] = wrong[5] = Part.HAIR  # eyes that do not touch the hair: one is told, the other stays
    assert told(wrong, (4, "eyes"))[4:6] == [Part.EYES, Part.HAIR]
    wrong = parts_of_figure().part.copy()
    wrong[6] = wrong[7] = wrong[8] = Part.SKIN
    wrong[3] = Part.SKIN
    assert told(wrong, (7, "bottom"))[6:9] == [Part.SKIN, Part.BOTTOM, Part.SKIN]
    assert told(wrong, (7, "bottom"), (6, "skin"))[6] == Part.SKIN


def test_the_parts_are_kept_where_hints_say_nothing_new() -> None:
    parts = parts_of_figure()
    assert believe_hints(parts, REGIONS, {}, (), ()) is parts
