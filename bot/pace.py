"""How long a job will take: from the newest ones that were like it, as a figure that one odd job does not move."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict, deque

from bot.locales import say
from bot.store.jobs import StoredJob
from bot.store.paces import KEPT, Measured, Paces

ALIKE = 15
"""Of the measured jobs, so many that are nearest in size speak for a new one."""
FEWEST = 3
"""With fewer nothing is said: one job is no measure."""


class Pace:
    """Estimates for one device, or fleet: `load` what was measured before, `note` each job that is done."""

    def __init__(self, store: Paces, device: str) -> None:
        self._store = store
        self._device = device
        self._measured: dict[str, deque[Measured]] = defaultdict(lambda: deque(maxlen=KEPT))

    async def load(self) -> None:
        for measured in await self._store.of(self._device):
            self._measured[measured.work].append(measured)

    async def note(self, stored: StoredJob, seconds: float) -> None:
        if stored.megapixels > 0:
            measured = Measured(work_of(stored), stored.megapixels, seconds)
            self._measured[measured.work].append(measured)
            await self._store.add(self._device, measured)

    def seconds(self, work: str, megapixels: float) -> float | None:
        """How long such a job takes in the engine; None where too few have been measured.

        The median over those nearest in size, each scaled by its pixels: time grows with them (and a small
        picture's share of what each job costs anyway is in its neighbours' too).
        """
        known = self._measured.get(work, ())
        if len(known) < FEWEST or megapixels <= 0:
            return None
        alike = sorted(known, key=lambda m: abs(math.log(m.megapixels / megapixels)))[:ALIKE]
        return statistics.median(m.seconds * megapixels / m.megapixels for m in alike)

    def left(self, stored: StoredJob, share: float, ahead: int, running: int) -> float | None:
        """Seconds until an open job of which so much is done will have its result; None where that is not known.

        As many jobs are worked on at a time as `running` says. While none is, nobody may be there to begin,
        and nothing is promised.
        """
        own = self.seconds(work_of(stored), stored.megapixels)
        if own is None or not running:
            return None
        if stored.job.state == "running":
            return own * (1.0 - share)
        others = self._usual()
        # Those that are worked on are half done, as a rule.
        return own + others * (ahead + running / 2) / running

    def _usual(self) -> float:
        """How long a job of any kind takes."""
        return statistics.median(m.seconds for kind in self._measured.values() for m in kind)


def work_of(stored: StoredJob) -> str:
    """What kind of work a job is: its model, and of how many pictures at a time."""
    model = str(stored.request["model"])
    if stored.wants != "picture":
        return f"{model} {stored.wants}"
    return f"{model}*{stored.variations}" if stored.variations else model


def in_words(locale: str, seconds: float) -> str:
    """A duration as people say it: rounded up, and the more coarsely the longer it is ("20 s", "3 min", "2 h")."""
    if seconds <= 51:
        step = 5 if seconds <= 30 else 10
        return say(locale, "time.seconds", n=max(5, _up(seconds, step)))
    minutes = seconds / 60
    if minutes <= 55:
        return say(locale, "time.minutes", n=_up(minutes, 1 if minutes <= 10 else 5))
    return say(locale, "time.hours", n=_up(minutes / 60, 1))


def _up(value: float, step: int) -> int:
    # Not quite up: what is a breath over a step is called by that step.
    return max(step, math.ceil(value / step - 0.1) * step)
