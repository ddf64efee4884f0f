"""Serves the app over HTTP. The access log stays off: it would print addresses with tokens."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRINUSE

import uvicorn
from starlette.types import ASGIApp

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


async def serve(app: ASGIApp, listening: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; then let what is in hand end."""
    config = uvicorn.Config(
        app,
        http="httptools",
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
    ending = asyncio.create_task(_end(server, stop))
    try:
        await server.serve([listening])
    finally:
        ending.cancel()


async def _end(server: Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
