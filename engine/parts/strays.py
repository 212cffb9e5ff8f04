"""Skin that belongs to no body: a lock that flows out of hair, or the frill of a garment, has the look of a hand.

What is bare hangs together: a face, an arm with its hand, a leg. So skin away from faces is judged by its masses, not
region by region, and by what lies around each of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.borders import around, hang_together, shares
from engine.types import U8, Regions
from models.parts import CLOTH, WORN, Part

F32 = NDArray[np.float32]

SURE = 0.6
"""A mass that is so surely skin is a limb, whatever it touches."""
FLOWING = 0.15
"""Another with this share of its border on hair ..."""
HANGING = 0.98
"""... or with nothing but hair and paper around it ..."""
IN_AIR = 0.1
"""... of which paper has this much, is hair, if it hangs: a neck is not in the air, and ears stand above a head."""
RATHER = 1.25
"""A mass is cloth where all that is worn, together, is believed so many times as much as skin ..."""
JUTS = 0.4
"""... unless this share of its border lies on paper: a hand juts out."""

BETWEEN = 0.15
"""A mass with so much of its outline on a top, and so much on trousers or a skirt ..."""
BUCKLED = 0.5
"""... is a belt where that is believed so many times as much as skin."""


def see_strays(regions: Regions, part: U8, away: NDArray[np.bool_], above: NDArray[np.bool_], pooled: F32) -> U8:
    """uint8 (n + 1,): the parts, with masses of skin that are no limb made hair, cloth or a belt.

    `away` and `above` are bool (n + 1,): the region lies on no head, and higher than its figure's. Skin that hangs
    together with a face is left as it is. `pooled` is `find.pool`'s belief, float32 (n + 1, P).
    """
    count = regions.count + 1
    skin = (part == Part.SKIN) & ~regions.background
    mass = hang_together(count, regions.pairs[skin[regions.pairs].all(1)])

    def of_mass(value: NDArray[np.generic]) -> NDArray[np.float64]:
        """float64 (n + 1,): the sum of a value over the mass that each region is in."""
        return np.bincount(mass, value * skin, count).astype(np.float64)[mass]

    one, other, share = shares(regions)
    outline = share * around(regions)[one] * (mass[one] != mass[other])
    whole = np.maximum(of_mass(np.bincount(one, outline, count)), 1)

    def beside(kind: NDArray[np.bool_]) -> NDArray[np.float64]:
        """float64 (n + 1,): the share of the outline of its mass that lies on such regions."""
        return of_mass(np.bincount(one, outline * kind[other], count)) / whole

    hair, air = beside(part == Part.HAIR), beside(regions.background)
    bare, worn = of_mass(regions.area * pooled[:, Part.SKIN]), of_mass(regions.area * pooled[:, WORN].sum(1))
    stray = skin & (of_mass(~away) == 0) & (bare < SURE * of_mass(regions.area))
    flows = (
        stray & (of_mass(above) == 0) & (air >= IN_AIR) & ((hair >= FLOWING) | ((hair > 0) & (hair + air >= HANGING)))
    )
    frill = stray & ~flows & (air < JUTS) & (worn >= RATHER * bare)
    between = np.minimum(beside(part == Part.TOP), beside(part == Part.BOTTOM)) >= BETWEEN
    belt = stray & between & (of_mass(regions.area * pooled[:, Part.ACCESSORY]) >= BUCKLED * bare)
    after = part.copy()
    after[belt] = Part.ACCESSORY
    after[flows] = Part.HAIR
    after[frill] = np.array(CLOTH)[pooled[frill][:, CLOTH].argmax(1)]
    return after
