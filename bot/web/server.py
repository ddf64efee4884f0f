"""Serves the app over HTTP. The access log stays off: it would print addresses with tokens."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EADDRINUSE, EADDRNOTAVAIL
from functools import partial
from ipaddress import IPv6Address, ip_address
from operator import itemgetter
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from bot.settings import Settings
from bot.web import safety
from bot.web.door import Bounds, Connection, Keeper
from bot.web.safety import Safe

GRACE = 8
"""Seconds that answers in hand get at the end."""


class PortTaken(Exception):
    """Something else listens there."""


class AddressForeign(OSError):
    """It is no address of this machine."""


def listen(host: str, port: int) -> socket.socket:
    """Take the port at the first of the host's addresses that is this machine's, IPv4 before IPv6.

    `::` stands for all addresses, those of IPv4 too. Raises PortTaken, socket.gaierror where the
    name can't be resolved, or OSError where no address is this machine's.
    """
    *others, last = _addresses(host, port)
    for family, address in others:
        with suppress(AddressForeign):
            return _listen(family, address)
    return _listen(*last)


def _addresses(host: str, port: int) -> list[tuple[int, tuple[Any, ...]]]:
    """At least one. Raises socket.gaierror."""
    if "%" not in host:  # else only a look-up knows the number of the zone
        with suppress(ValueError):
            is_ipv6 = isinstance(ip_address(host), IPv6Address)
            return [(socket.AF_INET6 if is_ipv6 else socket.AF_INET, (host, port))]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return sorted(((each[0], each[4]) for each in found), key=itemgetter(0))


def _listen(family: int, address: tuple[Any, ...]) -> socket.socket:
    both = address[0] == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server(address, family=family, dualstack_ipv6=both)
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise PortTaken from error
        if error.errno == EADDRNOTAVAIL:
            raise AddressForeign(*error.args) from error
        raise


class Server(uvicorn.Server):
    """Leaves the signals to who runs it: uvicorn would raise SIGTERM again when it is done, and
    the process would not end with 0.
    """

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: ASGIApp,
    listening: socket.socket,
    stop: asyncio.Event,
    settings: Settings,
    bounds: Bounds | None = None,
) -> None:
    """Serve until `stop` is set; then let what is in hand end."""
    safe = safety.headers(settings.public_url)
    keeper = Keeper(bounds or Bounds(), settings.trusted_proxies, safe)
    config = uvicorn.Config(
        Safe(app, safe),
        http=cast("type[asyncio.Protocol]", partial(Connection, keeper)),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # Forwarded headers are read by bot.web.clients, for limits alone.
        proxy_headers=False,
        # bot.web.door has times of its own.
        timeout_keep_alive=0,
        timeout_graceful_shutdown=GRACE,
    )
    server = Server(config)
    async with asyncio.TaskGroup() as group:
        beside = [group.create_task(_end(server, stop)), group.create_task(keeper.watch())]
        await server.serve([listening])
        for each in beside:
            each.cancel()


async def _end(server: Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
