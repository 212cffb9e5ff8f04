"""The studio as a front-end. The page asks for what it shows, so there is nothing to push to it."""

from __future__ import annotations

from typing import ClassVar

from bot.frontend import FrontEnd, Job, Origin, Parcel, Status

UPLOAD_LIMIT = 1 << 30


class StudioFrontEnd(FrontEnd):
    """States and results stay in the desk's store, where they outlive the page and this process."""

    platform: ClassVar[str] = "studio"

    async def start(self) -> None:
        """Nothing to connect: the routes are part of the service's own web server."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def show(self, job: Job, status: Status) -> None:
        """Nothing to push."""

    async def deliver(self, job: Job, parcel: Parcel) -> str:
        """The result waits where the page will ask for it; the job is its own message."""
        return job.id

    async def upload_limit(self, origin: Origin) -> int:
        return UPLOAD_LIMIT
