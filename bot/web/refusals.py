"""A line for each answer that refuses, within the log's bounds: who asked, and for what."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.logs import bounded
from bot.settings.values import Network
from bot.web.clients import client
from bot.web.metrics import pattern

REFUSING = frozenset({400, 401, 403, 408, 413, 429, 431})


class Refusals:
    """Middleware: sees the status of every answer, Slack's address and the pages alike."""

    def __init__(self, app: ASGIApp, proxies: Sequence[Network]) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def seen(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in REFUSING:
                self._tell(scope, message["status"])
            await send(message)

        await self._app(scope, receive, seen)

    def _tell(self, scope: Scope, status: int) -> None:
        request = Request(scope)
        who = client(request, self._proxies) or "unknown"
        origin = request.headers.get("origin") if status == 403 else None  # noqa: PLR2004
        more = {"origin": origin[:100]} if origin else {}
        bounded.refused(str(status), who, f"{scope['method']} {pattern(scope)}", **more)
