"""The studio as a front-end: the desk pushes what it says here, and the page asks for it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import ClassVar

from bot.frontend import FrontEnd, Job, Origin, Parcel, Status

UPLOAD_LIMIT = 1 << 30
KEPT = 1_000


@dataclass
class Word:
    """The last thing that the desk said of a job."""

    text: str
    delivered: bool = False


class StudioFrontEnd(FrontEnd):
    """Keeps the last words on each job in memory; states and results stay in the store, where they outlive us."""

    platform: ClassVar[str] = "studio"

    def __init__(self) -> None:
        self._words: OrderedDict[str, Word] = OrderedDict()

    async def start(self) -> None:
        """Nothing to connect: the routes are part of the service's own web server."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def show(self, job: Job, status: Status) -> None:
        self.note(job.id, Word(status.text))

    async def deliver(self, job: Job, parcel: Parcel) -> str:
        self.note(job.id, Word(parcel.caption, delivered=True))
        return job.id

    async def upload_limit(self, origin: Origin) -> int:
        return UPLOAD_LIMIT

    def note(self, job_id: str, word: Word) -> None:
        """Keep a word on a job; the oldest jobs' are dropped."""
        self._words[job_id] = word
        self._words.move_to_end(job_id)
        while len(self._words) > KEPT:
            self._words.popitem(last=False)

    def word(self, job_id: str) -> Word | None:
        return self._words.get(job_id)
