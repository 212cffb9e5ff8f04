import numpy as np

from engine.parts.chips import see_chips
from models.parts import PARTS, Part
from tests.engine.painting import regions_of

TOP, SKIRT, SKIN, RING = Part.TOP, Part.BOTTOM, Part.SKIN, Part.ACCESSORY


def bow(
    middle: Part, *, bare: float = 0.5, worn: float = 0.5, ring: float = 0.4, folds: int = 6, head: int = 1000
) -> Part:
    """What the knot of a bow is, that so many pieces of a top surround."""
    labels = np.ones((60, 120), np.int32)
    labels[10:50, 10:110] = 2
    for fold, x in enumerate(np.array_split(np.arange(30, 90), folds - 1)):
        labels[15:45, x] = 3 + fold
    labels[28:33, 30:90] = folds + 2
    part = np.array([0, 0, *[TOP] * folds, middle], np.uint8)
    pooled = np.full((len(part), len(PARTS)), 0.0, np.float32)
    pooled[:, SKIN], pooled[:, TOP], pooled[:, RING] = bare, worn - ring, ring
    return seen(labels, part, pooled, head)


def seen(labels: np.ndarray, part: np.ndarray, pooled: np.ndarray, head: int) -> Part:
    """What the last region is in the end; all lie away from heads of so many px."""
    regions = regions_of(labels, np.zeros(labels.shape, np.uint8))
    after = see_chips(regions, part, ~regions.background, np.full(len(part), head, np.int64), pooled)
    assert (after[:-2] == part[:-2]).all()
    return Part(int(after[-1]))


def test_what_many_pieces_of_cloth_enclose_is_cloth() -> None:
    assert bow(SKIN, head=4000) == TOP
    assert bow(SKIN, head=4000, folds=3) == SKIN


def test_a_scrap_that_is_surely_skin_or_large_stays() -> None:
    assert bow(SKIN, head=4000, bare=0.6, worn=0.4) == SKIN
    assert bow(SKIN, head=1000) == SKIN


def tail(one: Part, other: Part, beside: Part, *, ring: float = 0.4, head: int = 10_000) -> Part:
    """What the end of a ribbon is: two pieces in the air, the first on one thing, which lies beside another."""
    labels = np.ones((60, 120), np.int32)
    labels[10:50, 10:60], labels[20:24, 60:80] = 2, 5
    labels[24:28, 60:70] = 3
    labels[20:28, 80:100] = 6
    labels[10:24, 100:110] = 4
    pooled = np.full((7, len(PARTS)), 0.0, np.float32)
    pooled[:, RING] = ring
    return seen(labels, np.array([0, 0, one, other, beside, RING, RING], np.uint8), pooled, head)


def test_chips_that_hang_together_are_of_the_cloth_that_they_lie_on_most() -> None:
    assert tail(TOP, TOP, TOP) == TOP
    assert tail(SKIRT, SKIRT, TOP) == SKIRT
    # Paper beside them says nothing, and what else they touch does.
    assert tail(TOP, SKIN, TOP) == RING


def test_a_trinket_that_is_believed_one_or_large_stays() -> None:
    assert tail(TOP, TOP, TOP, ring=0.6) == RING
    assert tail(TOP, TOP, TOP, head=2000) == RING


def lodged(kind: Part, *, out: int, belief: float = 0.4) -> Part:
    """What lies in a skirt and reaches `out` px beyond its hem."""
    labels = np.ones((120, 120), np.int32)
    labels[10:30, 20:100] = 2
    labels[30:80, 20:100] = 3
    labels[60 : 80 + out, 50:70] = 4
    pooled = np.full((5, len(PARTS)), 0.01, np.float32)
    pooled[:, kind] = belief
    return seen(labels, np.array([0, 0, TOP, SKIRT, kind], np.uint8), pooled, 1000)


def test_what_cloth_holds_is_no_shoe_and_no_thing() -> None:
    for kind in (Part.FOOTWEAR, Part.PROP):
        assert lodged(kind, out=1) == SKIRT
        assert lodged(kind, out=30) == kind
        assert lodged(kind, out=1, belief=0.6) == kind
