"""find_parts: what each region shows and whose it is, from the belief of the part network.

The belief is pooled over regions, so that a part ends at a line; regions that no line parts agree with each other, and
what lies in a face agrees with the face. Eyes that a region swallowed are cut out of it first.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together
from engine.cells import sample
from engine.parts.adrift import see_adrift
from engine.parts.beasts import doubt_beasts, join_beasts, see_beasts, see_dots
from engine.parts.blots import cut_blots
from engine.parts.brims import see_brims
from engine.parts.buns import see_buns
from engine.parts.carving import carve_eyes
from engine.parts.collars import see_collars
from engine.parts.curls import see_curls
from engine.parts.faces import see_faces
from engine.parts.fasteners import see_fasteners
from engine.parts.figures import find_figures
from engine.parts.fists import see_fists
from engine.parts.gaps import find_gaps
from engine.parts.garments import see_garments
from engine.parts.hands import see_hands
from engine.parts.headgear import see_ears, see_headgear
from engine.parts.leaks import cut_leaks
from engine.parts.legs import find_air_between_legs
from engine.parts.limbs import see_limbs
from engine.parts.mates import see_mates
from engine.parts.noses import see_noses
from engine.parts.pairs import pair_eyes, see_spots
from engine.parts.people import doubt_people, see_people
from engine.parts.sleeves import see_sleeves
from engine.parts.slivers import fill_slivers
from engine.parts.sockets import see_sockets
from engine.parts.strewn import find_strewn
from engine.parts.tips import see_tips
from engine.types import U8, Parts, Regions, Sight
from models.parts import FEATURES, PARTS, Part

F32 = NDArray[np.float32]

OPEN_PULL = 3.0
"""How much a neighbour counts over a border without ink, where that is the whole of a region's border."""
INKED_PULL = 0.8
"""... and over a border under ink."""
ROUNDS = 5
HOLE = 0.75
"""A region that geometry takes for the figure is paper where the belief says so this surely."""
FILLED = 0.12
"""A region that geometry takes for paper is the figure's where the belief in paper is below this."""
SOMEBODY = 0.9
_DOUBT = 0.01

HEADLESS = 0.75
"""Hair away from every head is hair only where the belief is this sure."""
OUTGROWN, DOUBTED = 1.5, 0.6
"""One region so many times as large as the largest head is no hair of it, nor a hat, where hair is believed less."""

CROWN = 0.1
"""An accessory on a head is smaller than this share of the head's box ..."""
CHIN = 0.85
"""... down to this share of the box's height: a scarf lies below."""

COVERED = 0.35
"""A piece above a face is its hair or hat where these are believed so much, compared with skin."""

TOUCH = 0.12
"""Two regions of hair are one mass where they share this much of the smaller one's border."""

IRIS = 0.55
"""What shares so much of its border with the white of an eye is in it ..."""
IN_WHITE = 0.7
"""... and at most so large, compared with it."""

_GO_TOGETHER = (
    (Part.SKIN, Part.EYE_WHITE, 0.5),
    (Part.SKIN, Part.EYES, 0.4),
    (Part.EYE_WHITE, Part.EYES, 0.6),
    (Part.SKIN, Part.MOUTH, 0.4),
    (Part.SKIN, Part.HAIR, 0.2),
    (Part.HAIR, Part.EYES, 0.2),
    (Part.HAIR, Part.HEADWEAR, 0.2),
    (Part.CREATURE, Part.EYES, 0.2),
    (Part.CREATURE, Part.EYE_WHITE, 0.2),
    (Part.TOP, Part.BOTTOM, 0.1),
)
"""Parts that are found side by side across a line; a part with itself counts 1."""


def find_parts(regions: Regions, sight: Sight, line_alpha: U8) -> tuple[Regions, Parts]:
    """What each region shows, and whose it is; and the regions, with eyes cut out and the paper as both evidences
    have it. `sight` is `engine.sight.look`'s.
    """
    sight = pair_eyes(doubt_people(sight))
    # Between the limbs and locks of somebody, what is hollow may be anything.
    gap = np.zeros(0, bool) if sight.heads else find_gaps(regions, line_alpha)
    regions = cut_blots(cut_leaks(regions, sight, line_alpha), sight, line_alpha)
    regions = carve_eyes(regions, sight, line_alpha)
    pooled = doubt_beasts(pool(regions, sight.belief, line_alpha), sight)
    regions = replace(regions, background=find_paper(regions, pooled))
    regions.background[np.flatnonzero(gap)] = True
    agreed = agree(regions, pooled)
    covered = see_faces(regions, cover_crowns(regions, pooled, agreed, sight), agreed, sight)
    if covered is not pooled:
        agreed = agree(regions, covered)
    belief = doubt_crowns(regions, doubt_hair(regions, agreed, sight), sight)
    belief = see_irises(regions, belief)
    part = belief.argmax(1).astype(np.uint8)
    sure = belief[np.arange(len(part)), part].astype(np.float32)
    figure, head = find_figures(regions, part, sight)
    part, figure = see_mates(regions, see_spots(regions, part, figure), figure, head)
    part = see_beasts(regions, part, figure, head, pooled)
    part = see_dots(regions, part, figure, line_alpha)
    figure = join_beasts(regions, part, figure)
    part = see_adrift(regions, part, line_alpha)
    part = see_people(regions, part, figure, head, pooled)
    part = see_fasteners(regions, part, figure, pooled)
    part = see_buns(regions, see_curls(regions, part, figure, head), figure, head)
    part = see_sockets(regions, part, pooled, line_alpha)
    part = see_ears(regions, see_headgear(regions, part, figure, head, pooled), figure)
    part = see_noses(regions, part, figure, line_alpha)
    part = see_tips(regions, see_collars(regions, part, figure, head, pooled), figure, head)
    part = see_limbs(regions, see_sleeves(regions, part, figure, head, pooled), figure, head, pooled)
    part = see_garments(regions, see_hands(regions, part, figure, head), figure, pooled)
    part = see_brims(regions, see_fists(regions, part, figure, head, pooled), figure, head)
    whole = ~np.isin(part, FEATURES)
    part = np.where(find_strewn(regions) & whole, np.uint8(Part.PROP), part)
    return fill_slivers(regions, part, line_alpha), Parts(part, sure, figure, head)


def pool(regions: Regions, belief: F32, line_alpha: U8) -> F32:
    """float32 (n + 1, P): the mean belief over each region; at its anchor where it is too small for the map.

    Under ink a cell believes a little of both sides, so paper counts more than lines.
    """
    from scipy.sparse import csr_matrix

    height, width = regions.labels.shape
    seen = sample(regions.labels, belief.shape[:2]).ravel()
    ink = cv2.resize(line_alpha, belief.shape[1::-1], interpolation=cv2.INTER_AREA).ravel()
    weight = 1 / (1 + ink.astype(np.float32) / 32)
    count = regions.count + 1
    cover = csr_matrix((weight, (seen, np.arange(seen.size))), shape=(count, seen.size))
    total = cover @ belief.reshape(seen.size, -1)
    held = np.bincount(seen, weight, minlength=count)
    x = regions.anchor[:, 0] * belief.shape[1] // width
    y = regions.anchor[:, 1] * belief.shape[0] // height
    return np.where((held > 0)[:, None], total / np.maximum(held, 1e-6)[:, None], belief[y, x]).astype(np.float32)


def find_paper(regions: Regions, pooled: F32) -> NDArray[np.bool_]:
    """bool (n + 1,): the regions that are paper, by geometry and by belief.

    A hole between an arm and a body is paper although lines enclose it: believed so, and between several regions,
    not a spot within one. So is the air between legs that the lower edge cuts. A region of the figure that only the
    picture's edge opens is no paper: believed so, and without an upper corner of the picture, unless it is surely
    somebody's; scenery there stays paper.
    """
    paper = pooled[:, Part.BACKGROUND]
    a, b = regions.pairs.T
    count = regions.count + 1
    most = np.zeros(count, np.int64)
    np.maximum.at(most, a, regions.border)
    np.maximum.at(most, b, regions.border)
    hole = ~regions.background & (paper > HOLE) & (most < 0.85 * around(regions))
    top = regions.labels[0]
    cornered = np.zeros(count, bool)
    cornered[[top[0], top[-1]]] = True
    somebody = 1 - paper - pooled[:, Part.SCENERY]
    filled = regions.background & (paper < FILLED) & (~cornered | (somebody > SOMEBODY))
    background = (regions.background & ~filled) | hole | find_air_between_legs(regions, pooled)
    background[0] = False
    return background


def agree(regions: Regions, pooled: F32) -> F32:
    """float32 (n + 1, P): the belief after neighbours have talked it over; paper is background, and only paper.

    Mean field on the region graph: each region keeps its own evidence and leans towards its neighbours, much over
    open borders and little over lines (`_GO_TOGETHER` names what lines part as a rule).
    """
    from scipy.sparse import csr_matrix

    own = pooled + np.float32(_DOUBT)
    own[:, Part.BACKGROUND] = 0
    figure = ~regions.background
    own[~figure] = 0
    own[~figure, Part.BACKGROUND] = 1
    own /= own.sum(1, keepdims=True)
    if not len(regions.pairs):
        return own
    beside = np.eye(len(PARTS), dtype=np.float32)
    for one, other, pull in _GO_TOGETHER:
        beside[one, other] = beside[other, one] = pull
    both = figure[regions.pairs].all(1)
    a, b = regions.pairs[both].T
    border, ink = regions.border[both].astype(np.float32), regions.ink[both]
    count = regions.count + 1
    whole = np.maximum(np.bincount(a, border, count) + np.bincount(b, border, count), 1).astype(np.float32)

    def pull_of(weight: F32) -> csr_matrix:
        rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
        return csr_matrix((np.concatenate([weight, weight]) / whole[rows], (rows, columns)), shape=(count, count))

    opened, inked = pull_of(OPEN_PULL * border * (1 - ink)), pull_of(INKED_PULL * border * ink)
    alone = np.log(np.maximum(own, 1e-9))
    belief = own
    for _ in range(ROUNDS):
        logits = alone + opened @ belief + inked @ (belief @ beside)
        logits -= logits.max(1, keepdims=True)
        belief = np.exp(logits)
        belief /= belief.sum(1, keepdims=True)
    return belief.astype(np.float32)


def doubt_hair(regions: Regions, belief: F32, sight: Sight) -> F32:
    """float32 (n + 1, P): the belief without hair where no head is near: a raised hand beside hair looks like a lock.

    Hair regions that touch along a good part of their border are one mass; a mass that lies on no head, and is not
    surely hair, is something else, and so is one that touches neither face nor hair. Where no head is seen nothing is
    doubted: the back of one is all hair.
    """
    hair = belief.argmax(1) == Part.HAIR
    if not sight.heads or not hair.any():
        return belief
    count = regions.count + 1
    on_head = _of_head(regions, sight)
    outgrown = hair & (regions.area > OUTGROWN * on_head.max()) & (belief[:, Part.HAIR] < DOUBTED) & (on_head.max() > 0)
    hair &= ~outgrown
    much = regions.border >= TOUCH * around(regions)[regions.pairs].min(1)
    mass = hang_together(count, regions.pairs[hair[regions.pairs].all(1) & much])
    masses = int(mass.max()) + 1
    worn = np.bincount(mass, hair & (on_head > 0) & _rooted(regions, belief.argmax(1), sight), masses) > 0
    area = np.maximum(np.bincount(mass, regions.area * hair, masses), 1)
    sure = np.bincount(mass, regions.area * hair * belief[:, Part.HAIR], masses) / area
    stray = hair & ~(worn | (sure >= HEADLESS))[mass]
    # What could only be a hat instead is on a head that was not seen.
    rest = belief.copy()
    rest[:, Part.HAIR] = 0
    stray &= rest.argmax(1) != Part.HEADWEAR
    rest[outgrown, Part.HEADWEAR] = 0
    stray |= outgrown
    if not stray.any():
        return belief
    rest /= np.maximum(rest.sum(1, keepdims=True), 1e-6)
    return np.where(stray[:, None], rest, belief).astype(np.float32)


def _rooted(regions: Regions, part: NDArray[np.intp], sight: Sight) -> NDArray[np.bool_]:
    """bool (n + 1,): what could be hair on a head: it touches a face, hair or what is worn there, or nobody at all."""
    seen = sample(regions.labels, sight.belief.shape[:2])
    on_head = np.isin(part, (Part.HAIR, Part.HEADWEAR, Part.ACCESSORY, Part.EYES, Part.EYE_WHITE, Part.MOUTH))
    rooted = np.zeros(regions.count + 1, bool)
    for x0, y0, x1, y1 in sight.heads:
        dx, dy = (x1 - x0) // 4, (y1 - y0) // 4
        middle = seen[max(y0 + dy, 0) : max(y1 - dy, 0), max(x0 + dx, 0) : max(x1 - dx, 0)]
        if middle.size:
            rooted[np.bincount(middle.ravel()).argmax()] = True
    on_head |= rooted
    a, b = regions.pairs.T
    rooted[a[on_head[b]]] = rooted[b[on_head[a]]] = True
    alone = np.ones(regions.count + 1, bool)
    alone[a[~regions.background[b]]] = alone[b[~regions.background[a]]] = False
    return rooted | alone


def cover_crowns(regions: Regions, belief: F32, agreed: F32, sight: Sight) -> F32:
    """float32 (n + 1, P): the belief without skin where a head would be bare above the line over its face.

    A bald head has no line between its face and its crown. So what a line parts from a face, begins above it and ends
    at the paper is hair or a hat, if the belief in these is not small beside the one in skin. `agreed` is `agree`'s.
    """
    skin = (agreed.argmax(1) == Part.SKIN) & ~regions.background
    cover = belief[:, Part.HAIR] + belief[:, Part.HEADWEAR]
    may = skin & (cover >= COVERED * belief[:, Part.SKIN])
    if not sight.heads or not may.any():
        return belief
    bare: list[int] = []
    a, b = regions.pairs.T
    open_air = np.zeros(regions.count + 1, bool)
    open_air[a[regions.background[b]]] = open_air[b[regions.background[a]]] = True
    seen = sample(regions.labels, sight.belief.shape[:2])
    for x0, y0, x1, y1 in sight.heads:
        box = seen[max(y0, 0) : y1, max(x0, 0) : x1]
        face = int(np.bincount(box[skin[box]], minlength=1).argmax())
        if not face:
            continue
        beside = np.unique(np.concatenate([a[b == face], b[a == face]]))
        first = np.argmax((box == face).any(1))
        for piece in beside[may[beside] & open_air[beside]]:
            rows = (box == piece).any(1)
            if rows.any() and np.argmax(rows) < first:
                bare.append(piece)
    if not bare:
        return belief
    after = belief.copy()
    after[bare, Part.SKIN] = 0
    return (after / np.maximum(after.sum(1, keepdims=True), 1e-6)).astype(np.float32)


def doubt_crowns(regions: Regions, belief: F32, sight: Sight) -> F32:
    """float32 (n + 1, P): the belief with hair where an accessory would be as large as a crown: hair behind a band.

    Bands, bows and flowers are small in one piece, and what is large there is what they are on.
    """
    head = _of_head(regions, sight, CHIN)
    crown = (belief.argmax(1) == Part.ACCESSORY) & (head > 0) & (regions.area > CROWN * head)
    if not crown.any():
        return belief
    after = belief.copy()
    after[crown, Part.HAIR] += after[crown, Part.ACCESSORY]
    after[crown, Part.ACCESSORY] = 0
    return after


def _of_head(regions: Regions, sight: Sight, low: float = 1.15) -> F32:
    """float32 (n + 1,): the size in pixels of the largest head that a region lies on; 0 on none.

    A head reaches down to `low` of its box's height.
    """
    tall_cell, wide_cell = (p / c for p, c in zip(regions.labels.shape, sight.belief.shape, strict=False))
    x, y = regions.anchor.T
    size = np.zeros(regions.count + 1, np.float32)
    for x0, y0, x1, y1 in sight.heads:
        wide, tall = (x1 - x0) * 0.15, (y1 - y0) * 0.15
        inside = (x >= (x0 - wide) * wide_cell) & (x < (x1 + wide) * wide_cell)
        # Buns and tufts stand above a head.
        inside &= (y >= (y0 - 4 * tall) * tall_cell) & (y < (y0 + low * (y1 - y0)) * tall_cell)
        size[inside] = np.maximum(size[inside], (x1 - x0) * wide_cell * (y1 - y0) * tall_cell)
    return size


def see_irises(regions: Regions, belief: F32) -> F32:
    """float32 (n + 1, P): the belief, with an iris in each eye that would be all white.

    A cartoon's iris is an oval in an oval, as plain as its white, so the network takes both for white. Of two regions
    of white of which one lies in the other, the inner one is the iris; where an iris is seen, a white stays what it is.
    """
    part = belief.argmax(1)
    white = (part == Part.EYE_WHITE) & ~regions.background
    if white.sum() < 2:
        return belief
    count = regions.count + 1
    whole = np.maximum(around(regions), 1)
    a, b = regions.pairs.T
    seen = np.zeros(count, bool)
    iris = part == Part.EYES
    seen[a[iris[b]]] = seen[b[iris[a]]] = True
    both = white[regions.pairs].all(1)
    inner = np.where(regions.area[a] < regions.area[b], a, b)
    outer = np.where(inner == a, b, a)
    held = both & (regions.border >= IRIS * whole[inner]) & (regions.area[inner] <= IN_WHITE * regions.area[outer])
    found = np.unique(inner[held & ~seen[outer]])
    if not len(found):
        return belief
    after = belief.copy()
    after[found, Part.EYES] += after[found, Part.EYE_WHITE]
    after[found, Part.EYE_WHITE] = 0
    return after
