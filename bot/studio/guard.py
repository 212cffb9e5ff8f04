"""Who may call the studio, and who the caller is.

The page has no accounts: a random cookie tells one browser from another, and its digest is the asker's
id, so the database holds no cookie. Against other sites' pages in the same browser stand three things:
the cookie is SameSite=Strict; whatever changes something needs a header that a form cannot send; and
the Host header must name this server (a rebound DNS name does not).
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from urllib.parse import urlsplit

from aiohttp import web

from bot.frontend import Asker
from bot.locales import say
from bot.settings import Settings

COOKIE = "nurie_studio"
COOKIE_BYTES = 24
YEAR = 365 * 24 * 3600
HEADER = "X-Nurie-Studio"

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


class Guard:
    """Checks requests against the address under which the studio is served."""

    def __init__(self, settings: Settings) -> None:
        self._public = urlsplit(settings.public_url).hostname
        self._bound = settings.studio_address[0]
        self._secure = settings.public_url.startswith("https://")

    def check(self, request: web.Request) -> None:
        """HTTPForbidden for a request that another site's page may have sent."""
        if not self._knows_host(request.host):
            raise web.HTTPForbidden(text=say(locale(request), "error.studio.wrong_host"))
        if request.method not in ("GET", "HEAD") and request.headers.get(HEADER) != "1":
            raise web.HTTPForbidden(text=say(locale(request), "error.studio.no_header"))

    def _knows_host(self, header: str) -> bool:
        """A bare IP address is never a rebound name; names must be known."""
        try:
            name = urlsplit(f"//{header}").hostname or ""
        except ValueError:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in {"localhost", self._public, self._bound}
        return True

    def asker(self, request: web.Request) -> Asker | None:
        """Who the cookie says it is, or None without one."""
        cookie = request.cookies.get(COOKIE, "")
        if len(cookie) < COOKIE_BYTES:
            return None
        return Asker("studio", hashlib.sha256(cookie.encode()).hexdigest()[:32], "studio", locale(request))

    def welcome(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give the browser a cookie, unless it has one; and keep the page to itself."""
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        if self.asker(request) is None:
            token = secrets.token_urlsafe(COOKIE_BYTES)
            response.set_cookie(
                COOKIE, token, max_age=YEAR, httponly=True, samesite="Strict", secure=self._secure, path="/"
            )


def locale(request: web.Request) -> str:
    """The browser's first language, as a tag; "en" where it names none."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return first if first and first != "*" and len(first) <= 35 else "en"
