"""What an answer must be before it is looked at: small, not too often, from our own page."""

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.settings import Settings
from bot.web.clients import client
from bot.web.throttle import Throttle

MOST_BYTES = 16 * 1024
"""No field is needed, so a body of any size is nobody's button; it is never read."""


class Guard:
    """Admits the presses of the page's buttons."""

    def __init__(self, settings: Settings, throttle: Throttle | None = None) -> None:
        self._proxies = settings.trusted_proxies
        self._origin = _origin(settings.public_url)
        self._throttle = throttle or Throttle()

    def admit(self, request: Request) -> None:
        """Raise HTTPException: 429 with Retry-After, 413, or 403 for another site's form."""
        wait = self._throttle.wait(client(request, self._proxies))
        if wait:
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        small(request)
        if self._is_foreign(request):
            raise HTTPException(403)

    def _is_foreign(self, request: Request) -> bool:
        """Browsers say where a form stands. Who says nothing is no browser, and has the link."""
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        if site == "cross-site":
            return True
        if origin is None or (origin == "null" and site == "same-origin"):
            return False
        # Behind a proxy we don't know which scheme the browser sees: the host decides there.
        asked = request.headers.get("host", "").lower()
        return _origin(origin) != self._origin and origin.lower().partition("://")[2] != asked


def small(request: Request) -> None:
    """Raise HTTPException 413 for more than a button sends."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise HTTPException(413)


def _origin(address: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port, with the scheme's own port written out."""
    try:
        url = urlsplit(address)
        port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    except ValueError:
        return None
    return (url.scheme, url.hostname, port) if url.hostname else None
