"""Pages for what goes wrong: each says what happened and what to do, none shows a traceback."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.logs import bounded
from bot.parts import Parts, StillCommitting
from bot.web.language import words_of
from bot.web.responses import render
from commands.errors import NotFound
from storage.errors import AWAY, described

Handler = Callable[[Request, Exception], Awaitable[Response]]
AGAIN = 10
"""Seconds after which somebody may try again while the database is away."""

log = structlog.get_logger()


def handlers(parts: Parts) -> dict[Any, Handler]:
    """For Starlette's `exception_handlers`."""
    failures = Failures(parts)
    return {
        HTTPException: failures.refused,
        NotFound: failures.not_found,
        **dict.fromkeys((*AWAY, StillCommitting), failures.away),
        Exception: failures.broken,
    }


class Failures:
    """Draws the pages, in the language that the browser prefers."""

    def __init__(self, parts: Parts) -> None:
        self._texts = parts.texts

    async def refused(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
        return self._drawn(request, error.status_code, dict(error.headers or {}))

    async def not_found(self, request: Request, _error: Exception) -> Response:
        return self._drawn(request, 404)

    async def away(self, request: Request, error: Exception) -> Response:
        if bounded.admits("database_away", type(error).__name__):
            log.warning("database_away", why=type(error).__name__, said=described(error) or "")
        return self._drawn(request, 503, {"Retry-After": str(AGAIN)})

    async def broken(self, request: Request, _error: Exception) -> Response:
        """The server logs the error itself."""
        return self._drawn(request, 500)

    def _drawn(self, request: Request, status: int, more: dict[str, str] | None = None) -> Response:
        # A page that answers a button has no address that could be opened in another language.
        here = "" if request.method in {"GET", "HEAD"} else None
        wait = int((more or {}).get("Retry-After", 0))
        words = words_of(request, self._texts)
        return render("failure.html", words, status, here=here, more=more, wait=wait)
