"""What the door costs: Usher's own app behind it, against the same app behind bare uvicorn.

In the server's processor time for a request: that stays the same on a machine that has much else
to do.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Literal, NamedTuple, cast

import uvicorn

from bot.app import make_app, make_parts, slack_of
from bot.settings import Need, load
from bot.web.server import listen, serve
from tests.bench.measure import free_port, process, verdict
from tests.bench.servers import SECRET
from tests.bench.start import migrated, settings
from tests.bot.slack.door import JSON, signed

ROUNDS = 21
MANY = 800
CLIENTS = 8
BOUND = 1.25
HELLO = b'{"type": "url_verification", "challenge": "hello"}'
KINDS = ("door", "httptools", "h11")


async def behind(kind: str, port: int) -> None:
    """Serve until ended."""
    given = load(Need.WEB)
    parts = make_parts(given)
    async with slack_of(parts) as slack:
        app = make_app(parts, slack)
        if kind == "door":
            await serve(app, listen("127.0.0.1", port), asyncio.Event(), given)
        config = uvicorn.Config(
            app,
            port=port,
            http=cast("Literal['h11', 'httptools']", kind),
            log_config=None,
            access_log=False,
        )
        await uvicorn.Server(config).serve()


def request(path: str, body: bytes = b"") -> bytes:
    fields = signed(body, JSON, secret=SECRET) if body else {"Accept": "*/*"}
    more = {
        "Host": "usher.example.com",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding": "gzip,deflate",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in (more | fields).items())
    return f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


class Server(NamedTuple):
    port: int
    pid: int


async def asked(server: Server, raw: bytes) -> float:
    """The server's processor time for each of many requests, in microseconds."""

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for _ in range(MANY // CLIENTS):
            writer.write(raw)
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 OK" not in head:
                raise RuntimeError(head.decode())
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split()[0]))
        writer.close()

    before = spent(server)
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return (spent(server) - before) / MANY / 1000


def spent(server: Server) -> int:
    """Nanoseconds of its event loop's thread on a processor: Linux keeps them."""
    return int(Path(f"/proc/{server.pid}/schedstat").read_text().split()[0])


async def measure(servers: dict[str, Server]) -> Iterator[str]:
    lines = []
    for what, path, body in (
        ("GET /healthz", "/healthz", b""),
        ("a signed POST", "/slack/events", HELLO),
    ):
        taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for _ in range(ROUNDS):
            for kind, server in servers.items():
                taken[kind].append(await asked(server, request(path, body)))
        door, bare, h11 = (median(taken[kind]) for kind in KINDS)
        ratio = median(map(truediv, taken["door"], taken["httptools"]))
        lines += [
            verdict(
                f"{what}, processor time",
                f"{door:.0f} µs",
                f"{bare:.0f} µs (httptools, no bounds)",
                ratio,
                BOUND,
                least=False,
            ),
            f"{what}, with h11 and no bounds of ours: {h11:.0f} µs, {h11 / bare:.2f} of httptools",
        ]
    return iter(lines)


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        migrated(folder)
        servers = {}
        for kind in KINDS:
            port = free_port()
            args = ("-m", "tests.bench.door", kind, str(port))
            ready = f"http://127.0.0.1:{port}/healthz"
            running = process(*args, env=settings(folder, port), ready=ready)
            servers[kind] = Server(port, stack.enter_context(running).pid)
        yield from asyncio.run(measure(servers))


if __name__ == "__main__":
    import uvloop

    uvloop.run(behind(sys.argv[1], int(sys.argv[2])))
