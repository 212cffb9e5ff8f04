"""The folder of examples keeps its promises: enough sketches, each with a source, small, and readable."""

import tomllib
from pathlib import Path

import cv2
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PICTURES = sorted(p for p in EXAMPLES.iterdir() if p.suffix in {".png", ".jpg"})
SKETCHES = [p for p in PICTURES if not p.stem.startswith("reference")]
WISHES = tomllib.loads((EXAMPLES / "hints.toml").read_text("utf-8"))


def test_there_are_sketches_and_references_enough():
    assert len(SKETCHES) >= 8
    assert len(PICTURES) - len(SKETCHES) >= 2


def test_the_folder_stays_small():
    assert sum(p.stat().st_size for p in EXAMPLES.iterdir() if p.is_file()) < 4_000_000


@pytest.mark.parametrize("path", PICTURES, ids=lambda p: p.name)
def test_each_picture_opens_and_names_its_source(path):
    image = cv2.imread(str(path))
    assert min(image.shape[:2]) >= 500
    assert f"`{path.name}`" in (EXAMPLES / "SOURCES.md").read_text("utf-8")


def test_every_sketch_has_its_wishes_and_every_wish_its_sketch():
    assert set(WISHES) == {p.name for p in SKETCHES}


@pytest.mark.parametrize("name", WISHES)
def test_wishes_name_only_what_is_there(name):
    wish = WISHES[name]
    assert set(wish) <= {"hints", "light", "seed", "references"}
    assert all((EXAMPLES / r).is_file() for r in wish.get("references", []))
