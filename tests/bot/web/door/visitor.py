"""A visitor with a socket of their own, and a house behind a door to knock at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.settings import Settings
from bot.web.door import Bounds
from bot.web.server import listen, serve
from tests.patience import PATIENCE

PUBLIC = "https://usher.example.com"
LONG = 10**6
"""Seconds that no test waits for."""


def asking(what: str, *fields: str, body: bytes = b"") -> bytes:
    """A request as it goes over the wire: `GET /echo` and its fields."""
    head = [f"{what} HTTP/1.1", "Host: usher.example.com", *fields]
    return "\r\n".join([*head, "", ""]).encode() + body


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Visitor:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, raw: bytes) -> None:
        """What the other side has closed meanwhile is no fault of ours."""
        try:
            self.writer.write(raw)
            await self.writer.drain()
        except (ConnectionError, RuntimeError):
            return

    async def answer(self) -> Answer:
        """The next one, read by its length."""
        async with asyncio.timeout(PATIENCE):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(head[0].split()[1]), headers, body)

    async def ask(self, raw: bytes) -> Answer:
        await self.send(raw)
        return await self.answer()

    async def rest(self) -> bytes:
        """Whatever still comes, until the connection is closed."""
        async with asyncio.timeout(PATIENCE):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""


@dataclass
class House:
    """What the door is in front of: it notes what gets through."""

    port: int = 0
    seen: list[str] = field(default_factory=list)
    entered: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    visits: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def visit(self, address: str = "127.0.0.1") -> Visitor:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self.port, local_addr=(address, 0)
        )
        self.visits.callback(writer.close)
        return Visitor(reader, writer)

    async def ask(self, raw: bytes, address: str = "127.0.0.1") -> Answer:
        return await (await self.visit(address)).ask(raw)

    async def held(
        self, address: str = "127.0.0.1", path: str = "/hold", behind: bytes = b""
    ) -> Visitor:
        """One whose request is in hand; what it sent `behind` has come too."""
        visitor = await self.visit(address)
        await visitor.send(asking(f"GET {path}", body=behind))
        async with asyncio.timeout(PATIENCE):
            await self.entered.acquire()
        return visitor

    def app(self) -> ASGIApp:
        routes = [
            Route("/healthz", self.alive),
            Route("/hold", self.hold),
            Route("/hold/healthz", self.hold),
            Route("/large", self.large),
            Route("/unread", self.alive, methods=["POST"]),
            Route("/{path:path}", self.echo, methods=["GET", "POST"]),
        ]
        return Starlette(routes=routes)

    async def alive(self, request: Request) -> Response:
        self.seen.append(request.url.path)
        return PlainTextResponse("ok")

    async def echo(self, request: Request) -> Response:
        self.seen.append(request.url.path)
        body = await request.body()
        return JSONResponse({"headers": dict(request.headers), "body": body.decode("latin-1")})

    async def hold(self, _request: Request) -> Response:
        self.entered.release()
        await self.go_on.wait()
        return PlainTextResponse("held")

    async def large(self, _request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"x" * 2**20
                    await asyncio.sleep(0)
            finally:
                self.left.set()

        return StreamingResponse(pieces())


@asynccontextmanager
async def house(
    app: ASGIApp | None = None, settings: Settings | None = None, **bounds: Any
) -> AsyncIterator[House]:
    """Bounds of time only where a test sets them."""
    patient = {
        "head_seconds": LONG,
        "body_seconds": LONG,
        "idle_seconds": LONG,
        "near_idle_seconds": LONG,
        "look_seconds": 0.01,
    }
    given = Bounds(**{**patient, "linger_seconds": 30, **bounds})
    made = House()
    with listen("127.0.0.1", 0) as listening:
        made.port = listening.getsockname()[1]
        known = settings or Settings.model_validate({"public_url": PUBLIC})
        serving = asyncio.create_task(serve(app or made.app(), listening, made.stop, known, given))
        try:
            yield made
        finally:
            made.go_on.set()
            await made.visits.aclose()
            made.stop.set()
            await serving
