"""What is kept of a member and for how long, in words, and the end of all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.delivery import LINK_SECONDS
from bot.frontend import Asker, Job, Status
from bot.locales import say
from bot.settings import Settings
from bot.store import Store

if TYPE_CHECKING:
    from bot.desk import Desk

EVERY = 1_000_000
"""More jobs than any member has."""


@dataclass(frozen=True)
class Forgotten:
    """What was deleted: the jobs, each with the last text of its status message, and how many saved styles."""

    jobs: tuple[tuple[Job, Status], ...]
    styles: int

    def told(self, locale: str) -> str:
        return say(locale, "privacy.forgotten", pictures=len(self.jobs), styles=self.styles)


class Privacy:
    def __init__(self, settings: Settings, store: Store, desk: Desk) -> None:
        self._settings = settings
        self._store = store
        self._desk = desk

    def told(self, asker: Asker) -> str:
        """What is kept, by the settings as they are."""
        days, hours = f"{self._settings.keep_days:g}", f"{LINK_SECONDS / 3600:g}"
        keys = ["title", "pictures", "styles", "server", "uses", f"reads_{asker.platform}", "nobody"]
        if self._settings.public_url:
            keys.insert(5, "links")
        return "\n".join(say(asker.locale, f"privacy.{key}", days=days, hours=hours) for key in keys)

    async def forget(self, asker: Asker) -> Forgotten:
        """Delete everything that is kept of a member: jobs in any state with their pictures, styles, choices."""
        jobs: list[tuple[Job, Status]] = []
        for job in await self._desk.jobs(asker, EVERY):
            said = await self._desk.press(asker, job.id, "delete", 0)
            if isinstance(said, Status):
                jobs.append((job, said))
        return Forgotten(tuple(jobs), await self._store.forget(asker))
