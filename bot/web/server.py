"""Serves the app over HTTP. The access log stays off: it would print addresses with tokens."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE
from functools import partial
from typing import cast

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


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises PortTaken, or OSError where the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == EADDRINUSE:
            raise PortTaken from error
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
