"""Who forwards requests to us though nobody has named them in TRUSTED_PROXIES.

Everybody behind such a proxy has one address for us, and one limit: the operator should know.
"""

from collections.abc import Sequence

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings.values import Network
from bot.web.clients import household, is_far, is_trusted

FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})
MOST = 16
"""Neighbours that are told of, of those at addresses of the internet and of the others each.

Anybody can send such a header, and there are few real proxies. Most of these have an address that
nobody has from far, so that no stranger takes their place.
"""

log = structlog.get_logger(__name__)


class Neighbours:
    """Those who have forwarded something and are not trusted, each once."""

    def __init__(self, proxies: Sequence[Network]) -> None:
        self._proxies = proxies
        self._near, self._far = _Found(), _Found()

    @property
    def hints(self) -> tuple[str, ...]:
        """A line for each, with what to do."""
        return (*self._near.hints.values(), *self._far.hints.values())

    def see(self, scope: Scope) -> None:
        """Warn once of a neighbour who forwards and is not trusted."""
        if not scope["client"] or not FORWARDED & dict(scope["headers"]).keys():
            return
        neighbour = scope["client"][0]
        if not is_trusted(neighbour, self._proxies):
            (self._far if is_far(neighbour) else self._near).add(neighbour)


class _Found:
    """The newest few: a real proxy comes again, however many others do."""

    def __init__(self) -> None:
        self.hints: dict[str, str] = {}
        self._warned = 0

    def add(self, neighbour: str) -> None:
        whose = household(neighbour) or neighbour
        if whose in self.hints:
            return
        if len(self.hints) >= MOST:
            del self.hints[next(iter(self.hints))]
        self.hints[whose] = hint = (
            f"a proxy at {neighbour} forwards, and is not in TRUSTED_PROXIES: all who come "
            f"through it share one limit. If it is yours, add {neighbour} to TRUSTED_PROXIES"
        )
        if self._warned < MOST:
            self._warned += 1
            log.warning("proxy_not_trusted", neighbour=neighbour, hint=hint)


class Seen:
    """Middleware: shows each request to the neighbours' list."""

    def __init__(self, app: ASGIApp, neighbours: Neighbours) -> None:
        self._app, self._neighbours = app, neighbours

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._neighbours.see(scope)
        await self._app(scope, receive, send)
