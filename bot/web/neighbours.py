"""Who forwards requests to us though nobody has named them in TRUSTED_PROXIES.

Everybody behind such a proxy has one address for us, and one limit: the operator should know.
"""

from collections.abc import Sequence

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings.values import Network
from bot.web.clients import is_trusted

FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})
MOST = 16
"""Neighbours that are told of. Anybody can send such a header, and there are few real proxies."""

log = structlog.get_logger(__name__)


class Neighbours:
    """Those who have forwarded something and are not trusted, each once."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        self._proxies = proxies
        self._found: dict[str, str] = {}

    @property
    def hints(self) -> tuple[str, ...]:
        """A line for each, with what to do."""
        return tuple(self._found.values())

    def see(self, scope: Scope) -> None:
        """Warn once of a neighbour who forwards and is not trusted."""
        if not scope["client"] or not FORWARDED & dict(scope["headers"]).keys():
            return
        neighbour = scope["client"][0]
        if neighbour in self._found or len(self._found) >= MOST:
            return
        if not is_trusted(neighbour, self._proxies):
            self._found[neighbour] = hint = (
                f"a proxy at {neighbour} forwards, and is not in TRUSTED_PROXIES: all who come "
                f"through it share one limit. If it is yours, add {neighbour} to TRUSTED_PROXIES"
            )
            log.warning("proxy_not_trusted", neighbour=neighbour, hint=hint)


class Seen:
    """Middleware: shows each request to the neighbours' list."""

    def __init__(self, app: ASGIApp, neighbours: Neighbours) -> None:
        self._app, self._neighbours = app, neighbours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._neighbours.see(scope)
        await self._app(scope, receive, send)
