"""Who may ask the demo: a page of its own, at a name of its own.

A browser takes a stranger's page to this machine when the page's name is made to lead here (DNS
rebinding), and any page may post a form to localhost.
"""

import re
from collections.abc import Collection
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MISDIRECTED, FORBIDDEN = 421, 403
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{0,5})?")
LOOKS = frozenset({"GET", "HEAD"})
ELSEWHERE = (
    "The demo does not answer at this name. Open http://localhost:{port}/demo on this machine, or"
    " use its IP address; for another name start the demo with HOST set to it.\n"
)
ANOTHERS = "The demo takes this from its own page only: open /demo and do it there.\n"


class OwnNames:
    """Middleware: answers at localhost, at `hosts`, and at any IP address, which no name server
    can make lead elsewhere. The port may be another one, that is forwarded here.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        self._app = app
        self._hosts = {"localhost", *(host.lower() for host in hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_ours(Headers(scope=scope).getlist("host")):
            await self._app(scope, receive, send)
            return
        _, port = scope.get("server") or ("", None)
        refusal = PlainTextResponse(ELSEWHERE.format(port=port or 3000), MISDIRECTED)
        await refusal(scope, receive, send)

    def _is_ours(self, named: list[str]) -> bool:
        """RFC 9112, 3.2: exactly one Host."""
        if len(named) != 1:
            return False
        name = _name(named[0])
        return name in self._hosts or name.endswith(".localhost") or _is_address(name)


class OwnPages:
    """Middleware: what changes something comes from a page of the same origin, or from a program,
    which sends neither header.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in LOOKS or _is_own(Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(ANOTHERS, FORBIDDEN)(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origins = headers.getlist("origin")
    here = headers.get("host", "").lower()
    return all(each.lower().partition("://")[2] == here for each in origins)


def _name(host: str) -> str:
    """Without the port and an IPv6 address's brackets; empty for what is no host."""
    found = _HOST.fullmatch(host.lower())
    return (found[1] or found[2]).removesuffix(".") if found else ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
