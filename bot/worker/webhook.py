"""A webhook delivery over HTTP to its endpoint, and only where webhooks may go.

Each address is judged as its socket is made, after its name has become numbers: a name that leads
elsewhere the second time it is asked is no way round.
"""

import asyncio
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
)
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.parts import Parts, real_time
from bot.signing import headers
from bot.vault import Unreadable, Vault
from bot.worker.bounded import BoundedConnector
from commands.delivery.results import LONGEST_DELAY, Delivered
from commands.delivery.webhooks.claim import Delivery
from commands.delivery.webhooks.record import NotDelivered, Result
from commands.webhooks import failures, url_policy
from commands.webhooks.failures import Failure, FailureCode

WITHIN = 20.0
"""Seconds an endpoint has to answer, whatever else may take longer: it need only take note."""

BRIEFLY = 1.0
ENOUGH = 16_384
"""So long, and so many bytes, an answer is read that says nothing more than its status: then the
connection carries the next one too.
"""

AT_ONCE = 64
"""Turns; an endpoint and a workspace have their shares of them (`commands.delivery.webhooks`)."""

LOOK_UP = 5.0
QUIET = 20.0
"""Seconds that a look-up of a name may take, and that one in vain is not repeated: less than the
outbox waits before it tries again.
"""

ABOUT = {"content-type": "application/json", "user-agent": "Usher-Webhooks/1"}

log = structlog.get_logger(__name__)


class Forbidden(OSError):
    """Webhooks may not go to this address."""


class Webhooks:
    """Signs and sends; lives in one event loop."""

    def __init__(
        self,
        parts: Parts,
        *,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._vault = parts.vault
        self._within = min(parts.settings.send_timeout, WITHIN)
        look_up = min(LOOK_UP, self._within / 2)
        self._names = resolver or parts.names(within=look_up, quiet=QUIET)
        allowed = parts.settings.webhook_networks
        self._sessions = {
            "https": _session(_door(allowed, encrypted=True), self._names, tls),
            "http": _session(_door(allowed, encrypted=False), self._names, tls),
        }

    async def send(self, told: Delivery) -> Result:
        """Post it once; anything but a 2xx is a failure. When it is retried is not decided here."""
        keys = _opened(self._vault, told.secrets)
        if not keys:
            return NotDelivered(Failure(FailureCode.SECRET_UNREADABLE))
        body = json.dumps(told.payload, separators=(",", ":")).encode()
        # By the real time, as the other side has it; a demo's clock may be days ahead.
        signed = headers(keys, told.event, real_time(), body)
        result = await self._post(told.url, body, {**ABOUT, **signed})
        if isinstance(result, NotDelivered):
            said = failures.write(result.failure)
            log.info("webhook.not_delivered", host=url_policy.host_of(told.url), said=said)
        return result

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        await self._names.close()

    async def _post(self, url: str, body: bytes, given: dict[str, str]) -> Result:
        ends = asyncio.get_running_loop().time() + self._within
        session = self._sessions[urlsplit(url).scheme]
        try:
            async with asyncio.timeout_at(ends):
                answer = await session.post(
                    URL(url, encoded=True), data=body, headers=given, allow_redirects=False
                )
        except TimeoutError:
            return NotDelivered(Failure(FailureCode.TIMED_OUT, seconds=self._within))
        except (ClientError, OSError) as error:
            return NotDelivered(Failure(_failure_code(error)))
        await _finish(answer, ends)
        return _result_of(answer)


def _opened(vault: Vault, sealed: tuple[str, ...]) -> list[str]:
    """Those that can be read: while one is being replaced the other is enough."""
    keys = []
    for each in sealed:
        with suppress(Unreadable):
            keys.append(vault.open(each))
    return keys


Door = Callable[[Any], socket.socket]


def _door(allowed: url_policy.Networks, *, encrypted: bool) -> Door:
    """What makes a socket for an address to connect to, unless it is forbidden."""

    def door(where: Any) -> socket.socket:
        family, kind, protocol, _, (host, *_) = where
        if not url_policy.may_reach(ip_address(host), allowed, encrypted=encrypted):
            raise Forbidden("forbidden")
        return socket.socket(family, kind, protocol)

    return door


def _session(door: Door, names: AbstractResolver, tls: ssl.SSLContext | None) -> ClientSession:
    """No cookies, and no proxies from the environment: they would connect for us. No limit for a
    host: many workspaces' endpoints may be at one.
    """
    connector = BoundedConnector(
        socket_factory=door,
        resolver=names,
        ssl=tls or True,
        limit=AT_ONCE,
    )
    return ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=None),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    )


async def _finish(answer: ClientResponse, ends: float) -> None:
    """What is not read in time goes with its connection."""
    briefly = min(ends, asyncio.get_running_loop().time() + BRIEFLY)
    left = ENOUGH
    with suppress(TimeoutError, ClientError, OSError):
        async with asyncio.timeout_at(briefly):
            while left > 0 and (read := await answer.content.read(left)):
                left -= len(read)
    answer.release()


def _result_of(answer: ClientResponse) -> Result:
    if 200 <= answer.status < 300:  # noqa: PLR2004 - taken, in the words of HTTP
        return Delivered()
    code = _code(answer.status)
    failure = Failure(code, status=answer.status, said=(answer.reason or "").rstrip())
    after = _after(answer.headers) if code is FailureCode.ANSWERED else None
    return NotDelivered(failure, after)


def _code(status: int) -> FailureCode:
    if status == HTTPStatus.GONE:
        return FailureCode.GONE
    redirects = 300 <= status < 400  # noqa: PLR2004
    return FailureCode.REDIRECTED if redirects else FailureCode.ANSWERED


def _after(told: Mapping[str, str]) -> timedelta | None:
    """How long the endpoint wants to be left alone, in seconds or as a date; never for too long."""
    said = told.get("retry-after", "")
    try:
        wait = timedelta(seconds=int(said)) if said.isdecimal() else _until(said, told)
    except (ValueError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_DELAY)


def _until(said: str, told: Mapping[str, str]) -> timedelta:
    """By the clock that set the date, where it says what time it has: ours may be wrong."""
    at: datetime = parsedate_to_datetime(said)
    try:
        now = parsedate_to_datetime(told.get("date", ""))
    except ValueError:
        now = real_time()
    return at - now if at.tzinfo and now.tzinfo else timedelta()


def _failure_code(error: Exception) -> FailureCode:
    """Nothing of the library's words: they may hold the whole address."""
    match error:
        case ClientConnectorDNSError():
            return FailureCode.UNRESOLVED
        case ClientSSLError():
            return FailureCode.UNTRUSTED
        case ClientConnectorError(os_error=Forbidden()):
            return FailureCode.FORBIDDEN
        case ClientConnectorError():
            return FailureCode.UNREACHABLE
        case _:
            return FailureCode.BROKEN_OFF
