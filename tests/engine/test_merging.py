"""Merging: strands and hatching within one part are one region; outlines, buttons and eyes stay."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from engine.merging import DENSE, STREWN, cells_where_dense, merge_by_part
from engine.regions import find_regions
from engine.request import Color, Hint, Place
from engine.types import U8, Parts, Regions, Seed
from models.parts import Part
from tests.engine.drawings import blank
from tests.engine.painting import regions_of


def seen_as(regions: Regions, part: Part, figure: int = 1) -> Parts:
    """What is not paper is all of one part."""
    shown = np.where(regions.background, Part.BACKGROUND, part).astype(np.uint8)
    count = len(shown)
    figures = np.where(regions.background, 0, figure).astype(np.int32)
    return Parts(shown, np.ones(count, np.float32), figures, np.zeros((figure + 1, 4), np.int32))


def boxed() -> U8:
    line = blank(600, 600)
    cv2.rectangle(line, (100, 100), (500, 500), 255, 3)
    return line


def hatched() -> U8:
    """A box whose right lower corner is crosshatched."""
    line = boxed()
    for at in range(0, 160, 22):
        cv2.line(line, (500, 340 + at), (340 + at, 500), 255, 2)
        cv2.line(line, (340 + at, 340), (500, 500 - at), 255, 2)
        cv2.line(line, (340, 340 + at), (500 - at, 500), 255, 2)
    return line


def check(regions: Regions, parts: Parts) -> None:
    """The tables are those that the pixels give."""
    count = regions.count
    assert (np.unique(regions.labels) == np.arange(1, count + 1)).all()
    assert (regions.area == np.bincount(regions.labels.ravel(), minlength=count + 1)).all()
    for label in range(1, count + 1):
        ys, xs = np.nonzero(regions.labels == label)
        assert regions.box[label].tolist() == [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1]
        x, y = regions.anchor[label]
        assert regions.labels[y, x] == label
    across = (regions.labels[:, 1:] != regions.labels[:, :-1]).sum()
    assert regions.border.sum() == across + (regions.labels[1:] != regions.labels[:-1]).sum()
    assert (regions.pairs[:, 0] < regions.pairs[:, 1]).all()
    assert ((regions.ink >= 0) & (regions.ink <= 1.0001)).all()
    assert len(parts.part) == len(parts.sure) == len(parts.figure) == count + 1


def test_crosshatching_within_one_part_is_one_region() -> None:
    found = find_regions(hatched())
    assert found.count > 30
    regions, parts = merge_by_part(found, seen_as(found, Part.PROP), hatched())
    check(regions, parts)
    assert regions.count < found.count / 3
    assert parts.part[regions.labels[200, 200]] == Part.PROP
    assert regions.background[regions.labels[5, 5]]


def test_hatching_is_of_the_body_that_it_shades_and_not_of_what_lies_beyond_its_outline() -> None:
    line = blank(600, 600)
    cv2.rectangle(line, (40, 100), (380, 500), 255, 9)
    cv2.rectangle(line, (380, 200), (560, 400), 255, 9)
    for at in range(0, 180, 20):
        cv2.line(line, (380, 200 + at), (240, 300 + at), 255, 2)
        cv2.line(line, (380, 400 - at), (240, 300 - at), 255, 2)
    found = find_regions(line)
    assert found.count > 30
    regions, _ = merge_by_part(found, seen_as(found, Part.PROP), line)
    assert not (regions.labels[:, :374] == regions.labels[300, 500]).any()
    # All of the hatching, or nearly, is of the body: what small islands are left lie in it.
    body = regions.labels[120:480, 60:370] == regions.labels[300, 100]
    assert body.mean() > 0.99


def test_hatching_between_two_parts_stays_two() -> None:
    found = find_regions(hatched())
    parts = seen_as(found, Part.TOP)
    x = found.anchor[:, 0]
    parts.part[(x > 430) & ~found.background] = Part.SKIN
    regions, merged = merge_by_part(found, parts, hatched())
    check(regions, merged)
    assert set(merged.part[1:].tolist()) == {Part.BACKGROUND, Part.TOP, Part.SKIN}
    for label in range(1, found.count + 1):
        x, y = found.anchor[label]
        assert merged.part[regions.labels[y, x]] == parts.part[label]


def test_strands_are_one_head_of_hair_and_two_halves_of_a_coat_are_two() -> None:
    line = boxed()
    for x in (112, 488):
        cv2.line(line, (x, 100), (x, 500), 255, 2)
    cv2.line(line, (300, 100), (300, 500), 255, 3)
    found = find_regions(line)
    hair, _ = merge_by_part(found, seen_as(found, Part.HAIR), line)
    assert hair.count == 3  # paper and the two halves
    coat, _ = merge_by_part(found, seen_as(found, Part.TOP), line)
    assert coat.count == found.count


def test_a_button_and_what_is_in_an_eye_stay() -> None:
    line = boxed()
    for y in range(150, 470, 40):
        cv2.circle(line, (300, y), 9, 255, 2)
    found = find_regions(line)
    for part in (Part.HAIR, Part.TOP, Part.EYES):
        regions, _ = merge_by_part(found, seen_as(found, part), line)
        assert regions.count == found.count == 10


def test_a_gap_within_one_part_is_no_border_and_between_figures_it_is() -> None:
    line = boxed()
    line[200:203, 100:296] = line[200:203, 304:500] = 255
    found = find_regions(line)
    parts = seen_as(found, Part.TOP)
    assert found.labels[150, 300] != found.labels[400, 300]
    found.ink[(~found.background[found.pairs]).all(1)] = 0.3
    one, _ = merge_by_part(found, parts, line)
    assert one.labels[150, 300] == one.labels[400, 300]
    parts.figure[found.labels[150, 300]] = 2
    two, _ = merge_by_part(found, parts, line)
    assert two.labels[150, 300] != two.labels[400, 300]


def test_nothing_to_join_is_the_same_object() -> None:
    found = find_regions(boxed())
    assert merge_by_part(found, seen_as(found, Part.TOP), boxed())[0] is found


def test_many_colours_in_one_region_are_given_to_its_cells_and_few_are_not() -> None:
    cells = find_regions(hatched())
    merged, parts = merge_by_part(cells, seen_as(cells, Part.PROP), hatched())
    big = merged.labels[200, 200]
    owner = merged.labels[cells.anchor[:, 1], cells.anchor[:, 0]]
    mine = [n for n in range(1, cells.count + 1) if owner[n] == big]
    dots = [Seed(cells.anchor[n : n + 1], Color(n, 0, 0), hint=i) for i, n in enumerate(mine[:DENSE])]
    whole = Seed(merged.anchor[big : big + 1], Color(0, 0, 9), whole=True)

    few, drawn, seeds = cells_where_dense(cells, merged, dots[: DENSE - 1])
    assert few is merged
    assert drawn.tolist() == list(range(merged.count + 1))
    assert seeds == tuple(dots[: DENSE - 1])

    many, drawn, seeds = cells_where_dense(cells, merged, [*dots, whole])
    check(many, parts.split(replace(many, drawn=drawn)))
    assert many.count == merged.count + len(mine) - 1
    assert (drawn[many.labels] == merged.labels).all()
    at = [many.labels[tuple(cells.anchor[n][::-1])] for n in mine]
    assert len(set(at)) == len(mine)
    assert set(many.labels[seeds[-1].points[:, 1], seeds[-1].points[:, 0]].tolist()) == set(at)


def test_two_colours_for_two_large_cells_are_meant_for_them() -> None:
    labels = np.ones((200, 200), np.int32)
    labels[20:180, 20:180], labels[90:110, 20:180], labels[30:34, 30:60] = 2, 3, 4
    line = np.zeros(labels.shape, np.uint8)
    cells, merged = regions_of(labels, line), regions_of(np.where(labels > 1, 2, 1).astype(np.int32), line)
    pot, belt, stroke = (Seed(cells.anchor[n : n + 1], Color(n, 0, 0)) for n in (2, 3, 4))

    opened, drawn, _ = cells_where_dense(cells, merged, [pot, belt])
    assert opened.labels[100, 100] != opened.labels[60, 100]
    assert (drawn[opened.labels] == merged.labels).all()
    assert cells_where_dense(cells, merged, [pot, stroke])[0] is merged
    assert cells_where_dense(cells, merged, [pot, replace(belt, color=pot.color)])[0] is merged


def test_a_drawing_strewn_with_points_has_its_cells_but_a_numbered_region_is_whole() -> None:
    cells = find_regions(hatched())
    merged, _ = merge_by_part(cells, seen_as(cells, Part.PROP), hatched())
    paper = int(merged.labels[5, 5])
    big = int(merged.labels[200, 200])
    points = [Hint(color=Color(i, 0, 0), place=Place(0.01, 0.01)) for i in range(STREWN)]
    seeds = [Seed(merged.anchor[paper : paper + 1], h.color, hint=i) for i, h in enumerate(points)]
    assert cells_where_dense(cells, merged, seeds, points)[0].count == cells.count
    named = [*points, Hint(color=Color(9, 9, 9), regions=(big,))]
    seeds.append(Seed(merged.anchor[big : big + 1], named[-1].color, hint=STREWN))
    after, _, _ = cells_where_dense(cells, merged, seeds, named)
    assert (after.labels == big).sum() == merged.area[big]
