"""Parts of regions: the belief pooled, agreed on, eyes cut out, paper found; with drawings whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from data.canvas import Picture
from data.sources.procedural import scene
from engine.cells import sample
from engine.heads import find_heads
from engine.parts.carving import carve_eyes
from engine.parts.find import agree, cover_crowns, doubt_crowns, doubt_hair, find_paper, find_parts, pool, see_irises
from engine.regions import describe, find_regions
from engine.types import Parts, Regions, Sight
from models.parts import PARTS, Part
from tests.engine.painting import draw_figure, regions_of

SEEDS = range(12)


def belief_in(part: np.ndarray, cells: int = 160, doubt: float = 0.3) -> np.ndarray:
    """The belief of one who sees the truth a little blurred: (h, w, P) from parts (H, W)."""
    scale = cells / max(part.shape)
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    shares = [cv2.resize((part == n).astype(np.float32), size, interpolation=cv2.INTER_AREA) for n in range(len(PARTS))]
    belief = np.dstack(shares) * (1 - doubt) + doubt / len(PARTS)
    return (belief / belief.sum(2, keepdims=True)).astype(np.float32)


def sight_of(part: np.ndarray, cells: int = 160, doubt: float = 0.3) -> Sight:
    belief = belief_in(part, cells, doubt)
    return Sight(belief, find_heads(belief))


def seen(picture: Picture, doubt: float = 0.3) -> tuple[Regions, Parts]:
    regions, parts = find_parts(find_regions(picture.ink), sight_of(picture.part, doubt=doubt), picture.ink)
    assert parts is not None
    return regions, parts


@pytest.fixture(scope="module")
def drawings() -> list[tuple[Picture, Regions, Parts]]:
    pictures = [scene.draw(seed, 384) for seed in SEEDS]
    return [(picture, *seen(picture)) for picture in pictures]


def test_what_is_believed_is_what_the_regions_show(drawings: list[tuple[Picture, Regions, Parts]]) -> None:
    right, total = 0, 0
    for picture, regions, parts in drawings:
        # Scenery that lies open is paper to the engine.
        asked = ~np.isin(picture.part, (Part.BACKGROUND, Part.SCENERY)) & (picture.ink < 64)
        right += int((parts.part[regions.labels] == picture.part)[asked].sum())
        total += int(asked.sum())
    assert right / total > 0.9


def test_tables_fit_the_regions_and_partition_holds(drawings: list[tuple[Picture, Regions, Parts]]) -> None:
    for picture, regions, parts in drawings:
        n = regions.count + 1
        assert len(parts.part) == len(parts.sure) == len(parts.figure) == n == len(regions.background)
        assert regions.labels.min() >= 1
        assert np.array_equal(np.bincount(regions.labels.ravel(), minlength=n), regions.area)
        x, y = regions.anchor[1:].T
        assert np.array_equal(regions.labels[y, x], np.arange(1, n))
        assert np.array_equal(regions.drawn, np.arange(n))
        assert ((parts.part == Part.BACKGROUND) == regions.background)[1:].all()
        assert (parts.figure[regions.background] == 0).all()
        assert parts.figure.max() == len(parts.head) - 1
        assert parts.sure.min() >= 0
        assert parts.sure.max() <= 1
        assert picture.ink.shape == regions.labels.shape


def test_an_iris_swallowed_by_the_face_is_cut_out() -> None:
    regions, line_alpha = draw_figure(320)
    line_alpha = line_alpha.copy()
    truth = np.array([0, 0, Part.HAIR, Part.SKIN, Part.EYES, Part.EYES, Part.TOP, Part.SKIN, Part.SKIN])[regions.labels]
    # The eyes lose their lines and their regions, as where a pen drew only lashes.
    line_alpha[np.isin(regions.labels, (4, 5))] = 0
    labels = np.where(np.isin(regions.labels, (4, 5)), 3, regions.labels)
    labels[labels > 5] -= 2
    blind = replace(
        regions,
        labels=labels.astype(np.int32),
        area=np.bincount(labels.ravel(), minlength=7),
        box=np.delete(regions.box, (4, 5), 0),
        anchor=np.delete(regions.anchor, (4, 5), 0),
        background=np.delete(regions.background, (4, 5)),
        pairs=np.array([[2, 3]], np.int32),
        border=np.array([100], np.int32),
        ink=np.ones(1, np.float32),
        drawn=np.arange(7, dtype=np.int32),
    )
    found = carve_eyes(blind, sight_of(truth), line_alpha)
    assert found.count == blind.count + 2
    eyes = np.isin(found.labels, (7, 8))
    wanted = truth == Part.EYES
    assert (eyes & wanted).sum() > 0.75 * wanted.sum()
    assert (eyes & ~wanted).sum() < 0.5 * wanted.sum()
    assert np.array_equal(found.labels == 3, (labels == 3) & ~eyes)
    assert carve_eyes(found, sight_of(truth), line_alpha).count == found.count


def test_a_spot_of_ink_is_cut_out_whole_of_the_face_and_of_the_white_beside_it() -> None:
    labels = np.ones((160, 160), np.int32)
    cv2.rectangle(labels, (30, 30), (130, 130), 2, -1)
    cv2.rectangle(labels, (60, 60), (84, 100), 3, -1)
    line_alpha = np.zeros(labels.shape, np.uint8)
    cv2.circle(line_alpha, (85, 80), 16, 255, -1)
    truth = np.where(line_alpha > 0, Part.EYES, np.array([0, 0, Part.SKIN, Part.EYES])[labels])
    after = carve_eyes(regions_of(labels, line_alpha), sight_of(truth), line_alpha)
    spot = after.labels[line_alpha > 0]
    assert after.count == 4
    assert (spot == 4).mean() > 0.9
    assert np.array_equal(after.labels[after.anchor[1:, 1], after.anchor[1:, 0]], [1, 2, 3, 4])


def test_regions_that_no_line_parts_agree() -> None:
    regions, _ = draw_figure()
    open_face = replace(regions, ink=np.where((regions.pairs == [3, 6]).all(1), 0, regions.ink).astype(np.float32))
    pooled = np.full((9, len(PARTS)), 0.01, np.float32)
    pooled[:, Part.SKIN] = 0.9
    pooled[6, [Part.SKIN, Part.TOP]] = 0.45, 0.47
    assert agree(open_face, pooled)[6].argmax() == Part.SKIN
    alone = np.full(len(PARTS), 0.01, np.float32)
    alone[Part.TOP] = 0.9
    pooled[6] = alone
    assert agree(open_face, pooled)[6].argmax() == Part.TOP


def test_paper_needs_both_evidences() -> None:
    """A hole between arms is paper where believed; a button of cloth is not; the corner stays paper."""
    labels = np.ones((100, 100), np.int32)
    labels[20:80, 20:50], labels[20:80, 50:80] = 2, 3
    labels[40:60, 40:60] = 4  # between the two
    labels[30:36, 25:31] = 5  # a spot within one
    regions = regions_of(labels, np.zeros((100, 100), np.uint8))
    pooled = np.zeros((6, len(PARTS)), np.float32)
    pooled[:, Part.TOP] = 1
    pooled[1, [Part.TOP, Part.BACKGROUND]] = 0.8, 0.2
    pooled[[4, 5]] = 0
    pooled[[4, 5], Part.BACKGROUND] = 1
    assert np.flatnonzero(find_paper(regions, pooled)).tolist() == [1, 4]
    pooled[4, Part.BACKGROUND] = 0.5
    assert np.flatnonzero(find_paper(regions, pooled)).tolist() == [1]


def test_a_region_too_small_for_the_map_is_pooled_at_its_anchor() -> None:
    labels = np.ones((400, 400), np.int32)
    labels[:, 200:] = 2
    labels[10:12, 30:32] = 3
    regions = regions_of(labels, np.zeros((400, 400), np.uint8))
    belief = np.zeros((10, 10, len(PARTS)), np.float32)
    belief[:, :5, Part.HAIR] = 1
    belief[:, 5:, Part.TOP] = 1
    assert 3 not in sample(labels, (10, 10))
    assert pool(regions, belief, np.zeros((400, 400), np.uint8))[1:].argmax(1).tolist() == [
        Part.HAIR,
        Part.TOP,
        Part.HAIR,
    ]


def test_hair_away_from_every_head_is_doubted() -> None:
    # A head (1) and two pieces beside the body (3, 4), all believed to be hair; 4 is believed so without doubt.
    labels = np.full((100, 100), 2, np.int32)
    labels[5:40, 30:70], labels[60:90, 5:25], labels[60:90, 75:95] = 1, 3, 4
    anchors = np.array([[0, 0], [50, 20], [50, 95], [15, 75], [85, 75]], np.int32)
    regions = describe(labels, anchors, np.zeros((100, 100), np.uint8))
    belief = np.full((5, len(PARTS)), 0.01, np.float32)
    belief[[1, 4], Part.HAIR], belief[3, Part.HAIR], belief[3, Part.SKIN], belief[2, Part.TOP] = 0.9, 0.5, 0.4, 0.9
    cells = np.zeros((50, 50, len(PARTS)), np.float32)
    after = doubt_hair(regions, belief, Sight(cells, ((14, 4, 36, 22),)))
    assert after.argmax(1).tolist()[1:] == [Part.HAIR, Part.TOP, Part.SKIN, Part.HAIR]
    assert doubt_hair(regions, belief, Sight(cells)) is belief


def test_hair_behind_a_band_is_hair_and_the_band_is_not() -> None:
    # A crown (1), a band (2) and a fringe (3) on one head, and an equally large scarf (4) at the chin.
    labels = np.full((100, 100), 5, np.int32)
    labels[10:25, 30:70], labels[25:29, 30:70], labels[29:40, 30:70], labels[44:59, 30:70] = 1, 2, 3, 4
    anchors = np.array([[0, 0], [50, 17], [50, 27], [50, 34], [50, 51], [5, 5]], np.int32)
    regions = describe(labels, anchors, np.zeros((100, 100), np.uint8))
    belief = np.full((6, len(PARTS)), 0.01, np.float32)
    belief[[1, 2, 4], Part.ACCESSORY], belief[1, Part.HEADWEAR], belief[3, Part.HAIR] = 0.6, 0.3, 0.9
    belief[5, Part.BACKGROUND] = 0.9
    cells = np.zeros((50, 50, len(PARTS)), np.float32)
    after = doubt_crowns(regions, belief, Sight(cells, ((14, 5, 36, 27),)))
    assert after.argmax(1).tolist()[1:5] == [Part.HAIR, Part.ACCESSORY, Part.HAIR, Part.ACCESSORY]
    assert doubt_crowns(regions, belief, Sight(cells)) is belief


def test_what_a_line_parts_from_a_face_and_lies_above_it_is_no_skin() -> None:
    # A crown (1) above a face (2) that is taken for skin, an ear (3) beside it, a neck (4), paper (5).
    labels = np.full((100, 100), 5, np.int32)
    labels[10:30, 30:70], labels[30:70, 30:70], labels[45:55, 70:76], labels[70:90, 42:58] = 1, 2, 3, 4
    labels[0] = 0
    anchors = np.array([[0, 0], [50, 20], [50, 50], [73, 50], [50, 80], [5, 5]], np.int32)
    regions = describe(labels, anchors, np.zeros((100, 100), np.uint8))
    regions = replace(regions, background=np.arange(6) == 5)
    belief = np.full((6, len(PARTS)), 0.01, np.float32)
    belief[1:5, Part.SKIN], belief[[1, 3, 4], Part.HAIR], belief[5, Part.BACKGROUND] = 0.4, 0.3, 0.9
    cells = np.zeros((50, 50, len(PARTS)), np.float32)
    heads = Sight(cells, ((12, 4, 38, 46),))
    after = cover_crowns(regions, belief, agree(regions, belief), heads)
    assert after.argmax(1).tolist()[1:] == [Part.HAIR, Part.SKIN, Part.SKIN, Part.SKIN, Part.BACKGROUND]
    bald = belief.copy()
    bald[1, Part.HAIR] = 0.05
    assert cover_crowns(regions, bald, agree(regions, bald), heads).argmax(1)[1] == Part.SKIN
    assert cover_crowns(regions, belief, agree(regions, belief), Sight(cells)) is belief


def eye(iris: Part) -> tuple[Regions, np.ndarray]:
    """(regions, belief): fur (1), the white of an eye (2) and an oval in it (3) that is believed `iris`."""
    labels = np.ones((100, 100), np.int32)
    cv2.ellipse(labels, (50, 50), (20, 30), 0, 0, 360, 2, -1)
    cv2.ellipse(labels, (50, 62), (10, 14), 0, 0, 360, 3, -1)
    regions = regions_of(labels, np.zeros((100, 100), np.uint8))
    belief = np.full((4, len(PARTS)), 0.01, np.float32)
    belief[1, Part.CREATURE] = belief[2, Part.EYE_WHITE] = belief[3, iris] = 0.9
    return regions, belief


def test_an_oval_in_the_white_of_an_eye_is_its_iris() -> None:
    regions, belief = eye(Part.EYE_WHITE)
    assert see_irises(regions, belief).argmax(1).tolist()[1:] == [Part.CREATURE, Part.EYE_WHITE, Part.EYES]


def test_a_light_in_a_seen_iris_and_a_lone_white_stay_white() -> None:
    regions, belief = eye(Part.EYES)
    assert see_irises(regions, belief) is belief
    # Seen the other way round: the outer oval is the iris, the inner one a light in it.
    belief[2], belief[3] = belief[3].copy(), belief[2].copy()
    assert see_irises(regions, belief) is belief
