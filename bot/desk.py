"""The one conversation that all front-ends share: ask, cancel, deliver, press a button."""

from __future__ import annotations

from bot.frontend import Ask, Asker, FrontEnd, Job, Parcel, Status


class Desk:
    """Takes asks from the front-ends, keeps them in the store, and answers through the same front-ends."""

    def register(self, frontend: FrontEnd) -> None:
        raise NotImplementedError

    async def ask(self, ask: Ask) -> tuple[Job, Status]:
        """Check and store a job; durable when this returns. UserError says what to mend; nothing is kept then.

        The front-end posts a status message *first* ("reading your sketch"), so that `origin.message_id`
        is known, calls this, and edits that message to the status returned (or to the error).
        """
        raise NotImplementedError

    async def press(self, asker: Asker, job_id: str, action: str, limit: int) -> Parcel | Status:
        """A button was pressed: "get:flat" ... "get:psd", "get:ora", "cancel", "delete", "retry".

        A Parcel is to be sent as a new message; a Status replaces the pressed message's text and
        buttons. `limit` is the platform's upload limit in bytes. UserError when the asker may not do
        this, or the job is gone.
        """
        raise NotImplementedError

    async def jobs(self, asker: Asker, most: int = 10) -> list[Job]:
        raise NotImplementedError

    async def help(self, asker: Asker) -> str:
        raise NotImplementedError
