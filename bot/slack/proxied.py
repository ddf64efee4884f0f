"""Which way each call of Slack goes: as the settings say, whatever slack_sdk found by itself."""

import asyncio

import structlog
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientError,
    ClientHandlerType,
    ClientHttpProxyError,
    ClientProxyConnectionError,
    ClientRequest,
    ClientResponse,
)
from yarl import URL

from bot.logs import bounded
from bot.settings.proxies import Proxies, Proxy, Unusable

NO_NEED_TO_LOOK = "http://the-settings-decide.invalid"
"""For slack_sdk, which without a proxy reads one from the environment, never NO_PROXY, and hands it
to aiohttp however it is written. Nothing goes there: `Proxied` puts the right way in its place.
"""

AUTHORIZATION = "Proxy-Authorization"
LOG_IN, FORBIDDEN = 407, 403
HINTS = {
    LOG_IN: ": it wants a user and a password that it knows, written as docs/settings.md says",
    FORBIDDEN: ": it lets nobody through to Slack",
}

log = structlog.get_logger(__name__)


class Proxied:
    """A middleware of aiohttp's client. Raises ClientError, and says in the log which proxy it was
    and what to do.
    """

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies

    async def __call__(self, request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        try:
            proxy = self._proxies.of(str(request.url.origin()))
        except Unusable as error:
            raise ClientError(f"{error.variable} is wrong") from error
        _lead(request, proxy)
        try:
            answer = await handler(request)
        except (ClientError, asyncio.CancelledError) as error:
            _tell(proxy, error)
            raise
        if proxy and answer.status == LOG_IN:
            answer.close()
            _say(proxy, _answered(LOG_IN))
            raise ClientError("the proxy wants a login")
        return answer


def _lead(request: ClientRequest, proxy: Proxy | None) -> None:
    """What is encrypted goes through a tunnel, and the login to its beginning alone."""
    if not proxy:
        request.update_proxy(None, None, None)
        return
    login = {AUTHORIZATION: proxy.authorization} if proxy.authorization else {}
    request.update_proxy(URL(proxy.url), None, login)
    if request.url.scheme == "http":
        request.headers.update(login)


def _tell(proxy: Proxy | None, error: BaseException) -> None:
    match error:
        case ClientConnectorCertificateError():
            trust = "if it is your own, name its authority's file in SSL_CERT_FILE"
            _say(proxy, f"nobody vouches for the certificate of {error.host}: {trust}")
        case _ if not proxy:
            pass
        case ClientHttpProxyError():
            _say(proxy, _answered(error.status))
        case ClientProxyConnectionError() | ClientConnectorDNSError():
            _say(proxy, "it can't be reached")
        case asyncio.CancelledError():
            _say(proxy, "there was no answer in time")
        case _:
            _say(proxy, type(error).__name__)


def _say(proxy: Proxy | None, why: str) -> None:
    if bounded.admits("slack.not_reached", why):
        log.warning("slack.not_reached", proxy=str(proxy or "none"), why=why)


def _answered(status: int) -> str:
    return f"it answered {status}{HINTS.get(status, '')}"
