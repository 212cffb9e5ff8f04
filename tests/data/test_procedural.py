"""Drawings made by code carry their truth: the same seed, the same picture, every pixel named."""

from __future__ import annotations

from itertools import islice

import cv2
import numpy as np
import pytest

from data.augment import sample
from data.canvas import Canvas, Picture
from data.palettes import Palette
from data.parts import Part
from data.pen import Pen
from data.sources.procedural.accents import draw_choker, draw_neckwear, draw_waistband
from data.sources.procedural.beasthead import Beast
from data.sources.procedural.birds import draw_bird
from data.sources.procedural.body import Outfit, draw_arm
from data.sources.procedural.cartoon import draw_cartoon_head
from data.sources.procedural.clothes import draw_torso
from data.sources.procedural.creatures import draw_creature
from data.sources.procedural.objects import OBJECTS, Maker
from data.sources.procedural.pose import PAIRS, SINGLE, Pose, reach
from data.sources.procedural.scene import draw
from data.stream import samples


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    return [draw(seed, 256) for seed in range(16)]


def test_the_same_seed_draws_the_same_picture(pictures: list[Picture]) -> None:
    again = draw(3, 256)
    for name in ("ink", "part", "flat", "shape", "figure", "form"):
        assert np.array_equal(getattr(again, name), getattr(pictures[3], name)), name
    assert not np.array_equal(pictures[3].ink, pictures[4].ink)


def test_a_shape_has_one_part_and_one_colour(pictures: list[Picture]) -> None:
    for picture in pictures:
        for shape in np.unique(picture.shape):
            inside = picture.shape == shape
            assert len(np.unique(picture.part[inside])) == 1
            assert len(np.unique(picture.flat[inside].reshape(-1, 3), axis=0)) == 1


def test_open_paper_is_white_and_nobody(pictures: list[Picture]) -> None:
    for picture in pictures:
        paper = picture.part == Part.BACKGROUND
        assert (picture.flat[paper] == 255).all()
        assert (picture.figure[paper] == 0).all()


def test_figures_have_hair_and_skin_and_lines(pictures: list[Picture]) -> None:
    people = [p for p in pictures if (p.part == Part.HAIR).any()]
    assert len(people) >= 8
    assert all((p.part == Part.SKIN).any() for p in people)
    shares = [float((p.ink > 128).mean()) for p in pictures]
    # Solid black hair may fill most of a portrait, but seldom.
    assert all(0.002 < share < 0.7 for share in shares)
    assert np.median(shares) < 0.15


def test_normals_are_unit_and_face_the_viewer_on_paper(pictures: list[Picture]) -> None:
    normal = pictures[0].normals()
    assert np.allclose(np.linalg.norm(normal, axis=2), 1, atol=1e-4)
    assert (normal[..., 2] > 0).all()
    assert np.allclose(normal[pictures[0].form == 0], (0, 0, 1))


def paper(size: int = 256) -> Canvas:
    return Canvas((size, size), Pen(np.random.default_rng(0)))


@pytest.mark.parametrize("seed", range(12))
def test_an_animal_is_creature_but_for_eyes_mouth_and_clothes(seed: int) -> None:
    canvas = paper()
    with canvas.place(np.array([[60.0, 0, 110], [0, 60, 90]])):
        draw_creature(canvas, np.random.default_rng(seed))
    found = set(np.unique(canvas.picture().part).tolist())
    assert Part.CREATURE in found
    assert found <= {0, Part.CREATURE, Part.EYES, Part.EYE_WHITE, Part.MOUTH, Part.TOP, Part.ACCESSORY}


@pytest.mark.parametrize("seed", range(8))
def test_a_bird_is_one_creature_with_an_eye(seed: int) -> None:
    canvas, rng = paper(), np.random.default_rng(seed)
    with canvas.place(np.array([[80.0, 0, 128], [0, 80, 60]])):
        draw_bird(canvas, rng, Beast.random(rng, canvas.new_form()))
    part = canvas.picture().part
    assert {int(Part.CREATURE), int(Part.EYES)} <= set(np.unique(part).tolist())
    pieces = cv2.connectedComponentsWithStats((part > 0).astype(np.uint8))[2][1:, cv2.CC_STAT_AREA]
    assert pieces.max() > 0.95 * pieces.sum()


@pytest.mark.parametrize("seed", range(8))
def test_a_plain_head_has_a_face(seed: int) -> None:
    canvas, rng = paper(), np.random.default_rng(seed)
    with canvas.place(np.array([[180.0, 0, 128], [0, 180, 128]])):
        draw_cartoon_head(canvas, rng, Palette.random(rng), canvas.new_form(), canvas.new_form())
    part = canvas.picture().part
    found = set(np.unique(part).tolist())
    assert {int(Part.SKIN), int(Part.MOUTH)} <= found <= {0, 1, 2, 3, 4, 5}
    assert (part == Part.SKIN).mean() > 0.1


@pytest.mark.parametrize("seed", range(6))
def test_what_is_tied_on_is_an_accessory(seed: int) -> None:
    canvas, rng = paper(), np.random.default_rng(seed)
    pose = Pose.random(rng)
    with canvas.place(np.array([[90.0, 0, 128], [0, 90, 30]])):
        draw_waistband(canvas, rng, pose, pose.waist_y, (200, 60, 60), canvas.new_form())
        draw_choker(canvas, rng, pose, (60, 60, 200))
        draw_neckwear(canvas, rng, pose.at(0, pose.shoulder_y), pose.scale, (60, 200, 60))
    picture = canvas.picture()
    assert set(np.unique(picture.part).tolist()) == {0, int(Part.ACCESSORY)}
    assert (picture.ink > 128).any()


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda f: f.__name__)
def test_an_object_is_a_prop_with_lines(thing) -> None:
    canvas = paper()
    with canvas.place(np.array([[90.0, 0, 128], [0, 90, 128]])):
        thing(Maker(canvas, np.random.default_rng(4)))
    picture = canvas.picture()
    assert set(np.unique(picture.part).tolist()) == {0, int(Part.PROP)}
    assert (picture.ink > 128).any()


def test_arms_keep_their_bones_and_reach_what_they_can() -> None:
    root = np.array([0.0, 0.0])
    for target in ((0.3, 0.8), (-0.5, 0.2), (0.1, -0.9), (3.0, 0.0)):
        elbow, hand = reach(root, np.array(target), 0.7, 0.6, 1)
        assert np.hypot(*elbow) == pytest.approx(0.7)
        assert np.hypot(*(hand - elbow)) == pytest.approx(0.6)
        if np.hypot(*target) < 1.2:
            assert np.allclose(hand, target)


def test_every_way_to_hold_the_arms_is_drawn_and_crosses_the_body_where_it_should() -> None:
    seen: set[str] = set()
    for seed in range(300):
        pose = Pose.random(np.random.default_rng(seed))
        seen.update(pose.arms)
        assert np.isfinite(np.concatenate([pose.shoulder, pose.elbow, pose.hand])).all()
        for side, kind in enumerate(pose.arms):
            if kind in ("crossed", "elbow"):
                # The hand is on the other half of the body than its shoulder, or close to the middle.
                sign = -1 if side == 0 else 1
                assert sign * (pose.hand[side][0] - pose.middle(pose.waist_y)) < 0.25 * pose.scale
    assert seen == {kind for kind in PAIRS if kind} | set(SINGLE)


def test_a_tucked_hand_is_out_of_sight() -> None:
    low = []
    for hand in (True, False):
        rng = np.random.default_rng(5)
        canvas, pose, palette = paper(), Pose.random(rng), Palette.random(rng)
        outfit = Outfit.random(rng, palette)
        pose.arms = ("down", "down")
        outfit.gloves, outfit.sleeve, outfit.layer = "none", 0.0, "none"
        pose.shoulder[0], pose.elbow[0], pose.hand[0] = (0, 0), (0, 1), (0, 2)
        with canvas.place(np.array([[60.0, 0, 128], [0, 60, 20]])):
            draw_arm(canvas, rng, pose, outfit, palette, 0, hand=hand)
        low.append(np.argwhere(canvas.picture().part == Part.SKIN)[:, 0].max())
    assert low[0] > low[1] + 5


def test_a_gap_under_an_arm_shows_the_paper() -> None:
    gaps = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        canvas, pose, palette = paper(), Pose.random(rng), Palette.random(rng)
        outfit = Outfit.random(rng, palette)
        with canvas.place(np.array([[60.0, 0, 128], [0, 60, 50]])):
            for side in (0, 1):
                draw_arm(canvas, rng, pose, outfit, palette, side)
            draw_torso(canvas, rng, pose, outfit, palette)
        part = canvas.picture().part
        holes = cv2.connectedComponentsWithStats((part == 0).astype(np.uint8), connectivity=4)[2][1:]
        gaps += int((holes[:, cv2.CC_STAT_AREA] > 30).sum() > 1)
    assert gaps >= 3


def test_solid_ink_hides_no_truth() -> None:
    canvas = paper()
    canvas.current_figure = 1
    canvas.fill(np.array([(40.0, 40.0), (200, 40), (200, 200), (40, 200)]), Part.HAIR, (90, 60, 40))
    before = canvas.picture()
    canvas.blacken(canvas.shows(Part.HAIR, range(1, len(canvas.parts))), np.random.default_rng(1))
    after = canvas.picture()
    assert np.array_equal(before.part, after.part)
    inside = before.part == Part.HAIR
    assert after.ink[inside].mean() > before.ink[inside].mean() + 100
    assert np.array_equal(before.ink[~inside], after.ink[~inside])


def test_a_sample_keeps_lines_parts_and_hints_together(pictures: list[Picture]) -> None:
    picture = pictures[1]
    for seed in range(8):
        s = sample(picture, picture.normals(), np.random.default_rng(seed), 128)
        assert s.ink.shape == s.part.shape == (128, 128)
        assert s.ink.min() >= 0
        assert s.ink.max() <= 1
        mask = s.hint[..., 3]
        assert set(np.unique(mask)) <= {0.0, 1.0}
        assert (s.hint[mask == 0] == 0).all()


def test_a_stream_repeats_by_its_seed() -> None:
    first = [s.ink for s in islice(samples(5, 64, draw_size=128), 4)]
    second = [s.ink for s in islice(samples(5, 64, draw_size=128), 4)]
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
