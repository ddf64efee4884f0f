"""A line for each answer that refuses, within the log's bounds: who asked, and for what."""

import re
from collections.abc import Sequence

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import bounded
from bot.settings.values import Network
from bot.web.clients import client
from bot.web.metrics import pattern

REFUSING = frozenset({400, 401, 403, 408, 413, 429, 431})
NOT_FOUND = 404
_PLAIN = re.compile(r"[a-z/._-]{1,100}")
"""A path that holds no token."""

ELSEWHERE = (
    "Slack asks where nothing is: compare the request URLs in the app's settings with those that "
    "`usher manifest` prints, and see what your web server adds to a path or takes off"
)

log = structlog.get_logger(__name__)


class Refusals:
    """Middleware: sees the status of every answer, Slack's address and the pages alike."""

    def __init__(self, app: ASGIApp, proxies: Sequence[Network]) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start":
                if message["status"] in REFUSING:
                    self._tell(scope, message["status"])
                elif message["status"] == NOT_FOUND:
                    _tell_elsewhere(scope)
            await send(message)

        await self._app(scope, receive, seen)

    def _tell(self, scope: Scope, status: int) -> None:
        request = Request(scope)
        who = client(request, self._proxies) or "unknown"
        origin = request.headers.get("origin") if status == 403 else None  # noqa: PLR2004
        more = {"origin": origin[:100]} if origin else {}
        bounded.refused(str(status), who, f"{scope['method']} {pattern(scope)}", **more)


def _tell_elsewhere(scope: Scope) -> None:
    """Slack signs what it sends: where that finds nothing, an address is set wrong, and nobody but
    the operator can see it.
    """
    if "x-slack-signature" not in Request(scope).headers or not bounded.admits("elsewhere", ""):
        return
    path = scope["path"] if _PLAIN.fullmatch(scope["path"]) else "another address"
    log.warning("slack.elsewhere", path=path, hint=ELSEWHERE)
