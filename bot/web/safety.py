"""The headers that every answer carries, whoever made it."""

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]
YEAR = 365 * 24 * 60 * 60


def headers(public_url: str) -> Headers:
    """Nothing is guessed, run, loaded or framed; and where the pages are reached by https, they
    are for a year by nothing else (RFC 6797). For this host alone: what else stands in its domain
    is not ours to bind.
    """
    given = (
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    )
    if public_url.lower().startswith("https://"):
        return (*given, (b"strict-transport-security", b"max-age=%d" % YEAR))
    return given


class Safe:
    """Middleware around everything: adds what an answer does not say itself."""

    def __init__(self, app: ASGIApp, more: Headers) -> None:
        self._app, self._more = app, more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", ())
                names = dict(given)
                message["headers"] = [*given, *[one for one in self._more if one[0] not in names]]
            await send(message)

        # Whoever left while sending a body is nobody's mistake, and no traceback's reason.
        try:
            await self._app(scope, receive, safe)
        except ClientDisconnect:
            return
