"""What an answer must be before it is looked at: small, from our own page, not too often."""

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.links import Purpose
from bot.parts import Parts
from bot.web.clients import client
from bot.web.throttle import Throttle

MOST_BYTES = 16 * 1024
"""No field is needed, so a body of any size is nobody's button; it is never read."""


class Guard:
    """Reads the links, and admits what their pages' buttons send.

    Only good tokens count, for their invitation and for their client: what a stranger makes up is
    a 404, without the database, and takes nothing from others at the stranger's address.
    """

    def __init__(self, parts: Parts, throttle: Throttle | None = None) -> None:
        self._links, self._proxies = parts.links, parts.settings.trusted_proxies
        self._origin = _origin(parts.settings.public_url)
        self._throttle = throttle or Throttle()

    def known(self, request: Request, purpose: Purpose) -> str:
        """The invitation's id. Raises HTTPException 404 where the token is not ours."""
        found = self._links.read(purpose, request.path_params["token"])
        if found is None:
            raise HTTPException(404)
        return found

    def admit(self, request: Request, purpose: Purpose) -> str:
        """The invitation's id. Raises HTTPException: 413, 403 for another site's form, 404, or 429
        with Retry-After.
        """
        if _is_large(request):
            raise HTTPException(413)
        # Mail clients unsubscribe from their own servers or pages, and who holds the link may.
        if purpose == "i" and self._is_foreign(request):
            raise HTTPException(403)
        found = self.known(request, purpose)
        wait = self._throttle.wait(found, client(request, self._proxies))
        if wait:
            raise HTTPException(429, headers={"Retry-After": str(wait)})
        return found

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


def _is_large(request: Request) -> bool:
    """Whether more is announced than a button sends."""
    length = request.headers.get("content-length", "0")
    return not length.isdecimal() or int(length[:20]) > MOST_BYTES


def _origin(address: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port, with the scheme's own port written out."""
    try:
        url = urlsplit(address)
        port = url.port or {"http": 80, "https": 443}.get(url.scheme)
    except ValueError:
        return None
    return (url.scheme, url.hostname, port) if url.hostname else None
