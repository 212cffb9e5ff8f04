"""Links to results for chats that cannot take the file: signed, and good until a stated time."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote

from bot.locales import refuse


class Links:
    """Makes and checks links below `public_url`; with an empty one there are none."""

    def __init__(self, public_url: str, key: bytes) -> None:
        self._base = public_url.rstrip("/")
        self._key = key

    @property
    def on(self) -> bool:
        return bool(self._base)

    def secret(self, purpose: str) -> str:
        """A secret of this installation's own for one purpose: 64 hexadecimal digits, the same each time."""
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).hexdigest()

    def make(self, job_id: str, name: str, until: float) -> str:
        moment = int(until)
        return f"{self._base}/files/{job_id}/{quote(name)}?until={moment}&sign={self._sign(job_id, name, moment)}"

    def check(self, job_id: str, name: str, until: str, sign: str, now: float) -> None:
        """UserError unless the link was made here and still holds."""
        moment = int(until) if until.isascii() and until.isdigit() and len(until) < 15 else 0
        if not hmac.compare_digest(sign.encode(), self._sign(job_id, name, moment).encode()):
            raise refuse("link.wrong")
        if now > moment:
            raise refuse("link.late")

    def _sign(self, job_id: str, name: str, moment: int) -> str:
        return hmac.new(self._key, f"{job_id}\n{name}\n{moment}".encode(), hashlib.sha256).hexdigest()
