"""Endpoints that take webhooks, or misbehave: real servers on localhost."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Behave = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Taken:
    """One request as it arrived."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Endpoint:
    """Answers what it is told to, and keeps what it got.

    `behave` writes what it likes instead; with `hello` it speaks first, as no HTTP server does.
    """

    port: int = 0
    answer: str = "204 No Content"
    more: str = ""
    hello: bytes = b""
    behave: Behave | None = None
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(self.hello)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while True:
                    await self._one(reader, writer)
        finally:
            writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (each.split(": ", 1) for each in head[1:] if each)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.taken.append(Taken(head[0], headers, body))
        if self.behave:
            await self.behave(writer)
            return
        writer.write(f"HTTP/1.1 {self.answer}\r\n{self.more}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def endpoint(tls: ssl.SSLContext | None = None, **given: object) -> AsyncIterator[Endpoint]:
    one = Endpoint(**given)  # type: ignore[arg-type]
    serving: set[asyncio.Task[None]] = set()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        serving.add(task)
        with suppress(asyncio.CancelledError):
            await one.serve(reader, writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=tls)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
