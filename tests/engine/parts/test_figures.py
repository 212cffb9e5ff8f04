"""Heads and figures: each head once, each region somebody's, from left to right."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from data.canvas import Canvas, Picture
from data.pen import Pen
from data.sources.procedural import scene
from engine.heads import find_heads
from engine.parts.figures import find_figures
from engine.types import Sight
from models.parts import Part
from tests.engine.painting import regions_of
from tests.engine.parts.test_find import belief_in, seen


def girls(*middles: int, size: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """(labels, parts of labels): girls side by side whose sleeves touch; hair, face, two eyes, dress each."""
    labels = np.ones((size, size), np.int32)
    part = [0, int(Part.BACKGROUND)]
    for x in middles:
        n = len(part)
        cv2.ellipse(labels, (x, 90), (38, 42), 0, 0, 360, n, -1)
        cv2.ellipse(labels, (x, 100), (24, 26), 0, 0, 360, n + 1, -1)
        cv2.ellipse(labels, (x - 10, 98), (5, 6), 0, 0, 360, n + 2, -1)
        cv2.ellipse(labels, (x + 10, 98), (5, 6), 0, 0, 360, n + 3, -1)
        cv2.rectangle(labels, (x - 51, 132), (x + 50, 260), n + 4, -1)
        part += [Part.HAIR, Part.SKIN, Part.EYES, Part.EYES, Part.TOP]
    return labels, np.array(part, np.uint8)


def pair(seed: int, size: int = 320) -> Picture:
    rng = np.random.default_rng(seed)
    canvas = Canvas((size, size), Pen.random(rng, size))
    scene._company(canvas, rng, size, 2)
    return canvas.picture()


@pytest.mark.parametrize("middles", [(150,), (80, 210), (210, 80), (52, 150, 248)])
def test_every_girl_has_what_is_hers(middles: tuple[int, ...]) -> None:
    labels, part = girls(*middles)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    belief = belief_in(part[labels])
    heads = find_heads(belief)
    assert len(heads) == len(middles)
    figure, head = find_figures(regions, part, Sight(belief, heads))
    rank = {x: place for place, x in enumerate(sorted(middles), start=1)}
    assert figure[2:].tolist() == [rank[x] for x in middles for _ in range(5)]
    assert len(head) == len(middles) + 1
    for x in middles:
        x0, y0, x1, y1 = head[rank[x]].tolist()
        assert x0 < x < x1
        assert y0 < 98 < y1


def test_clothes_are_not_found_through_hair_that_hangs_over_a_neighbour() -> None:
    labels, part = girls(80, 210)
    # The first girl's hair hangs down to the middle of the second's dress, into which her own neck goes.
    labels[132:170, 159:261] = 1
    cv2.rectangle(labels, (176, 170), (260, 290), 11, -1)
    cv2.rectangle(labels, (112, 170), (175, 290), 2, -1)
    cv2.rectangle(labels, (200, 100), (220, 180), 8, -1)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    belief = belief_in(part[labels])
    figure, _ = find_figures(regions, part, Sight(belief, find_heads(belief)))
    assert figure[11] == 2


def test_what_only_grazes_a_face_belongs_to_the_nearest() -> None:
    labels, part = girls(80, 210)
    # The second girl's lock is blown over to the first's face, and a bow hangs in it.
    cv2.rectangle(labels, (92, 106), (180, 111), 12, -1)
    cv2.circle(labels, (165, 110), 14, 12, -1)
    cv2.rectangle(labels, (126, 112), (140, 128), 13, -1)
    part = np.append(part, np.array([Part.HAIR, Part.ACCESSORY], np.uint8))
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    belief = belief_in(part[labels])
    figure, _ = find_figures(regions, part, Sight(belief, find_heads(belief)))
    assert figure[12:].tolist() == [2, 2]


def test_a_dress_hangs_from_the_head_above_it() -> None:
    labels, part = girls(80, 210, size=400)
    # The first girl kneels, 80 px lower; the second's dress begins far below her chin, and spreads out as far as hers.
    kneeling = labels[:260, :142].copy()
    labels[:, :142] = 1
    labels[labels == 11] = 1
    labels[80:340, :142] = kneeling
    labels[labels == 6] = 1
    cv2.rectangle(labels, (30, 212), (144, 290), 6, -1)
    cv2.rectangle(labels, (200, 120), (220, 189), 8, -1)
    cv2.rectangle(labels, (145, 190), (270, 390), 11, -1)
    regions = regions_of(labels, np.full(labels.shape, 255, np.uint8))
    belief = belief_in(part[labels])
    figure, _ = find_figures(regions, part, Sight(belief, find_heads(belief)))
    assert figure[[6, 11]].tolist() == [1, 2]


def test_figures_without_a_head_are_what_hangs_together() -> None:
    labels = np.ones((200, 300), np.int32)
    labels[50:150, 20:100], labels[80:120, 100:130] = 2, 3
    labels[60:140, 180:280] = 4
    labels[20:24, 170:174] = 5
    part = np.array([0, 0, Part.CREATURE, Part.CREATURE, Part.CREATURE, Part.PROP], np.uint8)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    figure, head = find_figures(regions, part, Sight(belief_in(part[labels]), ()))
    assert figure.tolist() == [0, 0, 1, 1, 2, 2]
    assert not head.any()
    assert len(head) == 3


def test_scenery_is_nobody_s() -> None:
    labels, part = girls(150)
    part[6] = Part.SCENERY
    figure, _ = find_figures(regions_of(labels, np.zeros(labels.shape, np.uint8)), part, Sight(belief_in(part[labels])))
    assert figure[6] == 0


def test_nothing_seen_is_nobody() -> None:
    labels = np.ones((40, 40), np.int32)
    belief = belief_in(np.zeros((40, 40), int))
    assert find_heads(belief) == ()
    figure, head = find_figures(regions_of(labels, np.zeros((40, 40), np.uint8)), np.zeros(2, np.uint8), Sight(belief))
    assert figure.tolist() == [0, 0]
    assert head.shape == (1, 4)


def test_hair_of_drawn_pairs_is_shared_out_rightly() -> None:
    """On procedural drawings of two people whose heads are both found most of the hair goes with its own head."""
    right: list[float] = []
    for seed in range(10):
        picture = pair(seed)
        people = np.unique(picture.figure[picture.part == Part.HAIR])
        # With more doubt eyes are believed in everywhere, and hands are heads.
        regions, parts = seen(picture, doubt=0.1)
        if len(people) != 2 or len(parts.head) != 3:
            continue
        hair = (picture.part == Part.HAIR) & (picture.ink < 64)
        found = parts.figure[regions.labels[hair]]
        left = min(people, key=lambda p: np.nonzero(picture.figure == p)[1].mean())
        right.append(float(((found == 1) == (picture.figure[hair] == left)).mean()))
    assert len(right) >= 3
    assert np.mean(right) > 0.85


def cat(size: int = 160) -> np.ndarray:
    """The parts (H, W) of an animal: a head with two eyes, on a body that is wider and hangs together with it."""
    part = np.zeros((size, size), np.uint8)
    cv2.ellipse(part, (100, 110), (50, 36), 0, 0, 360, int(Part.CREATURE), -1)
    cv2.circle(part, (50, 50), 28, int(Part.CREATURE), -1)
    cv2.line(part, (60, 60), (90, 100), int(Part.CREATURE), 24)
    for x in (40, 62):
        cv2.ellipse(part, (x, 46), (6, 8), 0, 0, 360, int(Part.EYE_WHITE), -1)
        cv2.circle(part, (x, 48), 3, int(Part.EYES), -1)
    return part


def test_an_animal_has_one_head_and_that_is_where_its_eyes_are() -> None:
    heads = find_heads(belief_in(cat()))
    assert len(heads) == 1
    x0, y0, x1, y1 = heads[0]
    assert x0 < 40 < 62 < x1
    assert y0 < 46 < y1
    assert (x1 - x0) < 90
    assert abs((x0 + x1) / 2 - 50) < 10


def test_fur_without_eyes_is_no_head() -> None:
    part = cat()
    part[np.isin(part, (Part.EYE_WHITE, Part.EYES))] = Part.CREATURE
    assert find_heads(belief_in(part)) == ()


def test_a_head_lies_around_the_middle_of_a_face_that_a_fringe_cuts_into() -> None:
    part = np.zeros((160, 160), np.uint8)
    cv2.ellipse(part, (80, 70), (50, 55), 0, 0, 360, int(Part.HAIR), -1)
    cv2.ellipse(part, (80, 80), (34, 36), 0, 0, 360, int(Part.SKIN), -1)
    cv2.rectangle(part, (50, 40), (84, 76), int(Part.HAIR), -1)  # one half of the brow is under hair
    for x in (64, 96):
        cv2.circle(part, (x, 84), 6, int(Part.EYES), -1)
    ((x0, y0, x1, y1),) = find_heads(belief_in(part))
    assert abs((x0 + x1) / 2 - 80) < 8
    assert x0 < 58 < 102 < x1
    assert y0 < 60 < 90 < y1


def test_what_has_no_eyes_beside_a_head_that_has_is_a_hand() -> None:
    part = np.zeros((160, 200), np.uint8)
    cv2.ellipse(part, (70, 70), (44, 48), 0, 0, 360, int(Part.HAIR), -1)
    cv2.ellipse(part, (70, 80), (32, 34), 0, 0, 360, int(Part.SKIN), -1)
    for x in (58, 82):
        cv2.circle(part, (x, 78), 5, int(Part.EYES), -1)
    cv2.circle(part, (136, 80), 22, int(Part.HAIR), -1)  # a lock that flies up behind the hand
    cv2.circle(part, (136, 90), 16, int(Part.SKIN), -1)
    (beside,) = find_heads(belief_in(part))
    assert beside[0] < 70 < beside[2]
    away = np.zeros((160, 320), np.uint8)
    away[:, :110], away[:, 230:320] = part[:, :110], part[:, 110:]
    assert len(find_heads(belief_in(away))) == 2  # somebody at a distance who turns away


def test_a_lock_between_two_heads_is_of_the_hair_that_it_touches() -> None:
    labels = np.ones((160, 220), np.int32)
    cv2.rectangle(labels, (20, 40), (90, 150), 2, -1)
    cv2.rectangle(labels, (35, 60), (60, 90), 3, -1)
    cv2.rectangle(labels, (92, 30), (180, 70), 4, -1)
    cv2.rectangle(labels, (91, 71), (180, 130), 5, -1)
    # It lies in the right one's face, as far as the boxes say.
    cv2.rectangle(labels, (58, 91), (118, 115), 6, -1)
    part = np.array([0, 0, Part.HAIR, Part.SKIN, Part.HAIR, Part.SKIN, Part.HAIR], np.uint8)
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    sight = Sight(belief_in(part[labels], cells=220), ((92, 30, 180, 130), (20, 40, 90, 110)))
    assert find_figures(regions, part, sight)[0][2:].tolist() == [1, 1, 2, 2, 1]
    part[2] = Part.HEADWEAR
    assert find_figures(regions, part, sight)[0][2:].tolist() == [1, 1, 2, 2, 2]
