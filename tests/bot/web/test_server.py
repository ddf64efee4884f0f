"""The server: a taken port is told, no request is logged, and what is in hand is answered."""

import asyncio
import logging
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.settings import Settings
from bot.web.server import PortTaken, listen, serve


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def test_a_port_that_is_taken_is_told_apart() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(PortTaken):
        listen("127.0.0.1", port_of(first))


def test_an_address_that_is_not_ours_is_another_fault() -> None:
    with pytest.raises(OSError, match="assign"):
        listen("192.0.2.1", 0)


def test_it_listens_on_ipv6_too() -> None:
    with listen("::1", 0) as listening:
        assert listening.family == socket.AF_INET6


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])
def test_a_name_means_its_ipv4_address_first(host: str) -> None:
    with listen(host, 0) as listening:
        assert listening.family == socket.AF_INET


def test_a_name_without_ipv4_is_listened_at_by_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a machine's own names lead to differs from one to the next.
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with listen("ip6-localhost", 0) as listening:
        assert listening.getsockname()[0] == "::1"


def test_of_a_name_s_addresses_the_first_that_is_ours_counts_and_ipv4_before_ipv6(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", 0, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with listen("usher.example.com", 0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_zone_of_this_machine_s_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def looked_up(host: str, port: int, **_: object) -> list[object]:
        asked.append((host, port))
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0))]

    # Which zones there are differs from one machine to the next.
    monkeypatch.setattr(socket, "getaddrinfo", looked_up)

    listen("fe80::1%eth0", 0).close()
    assert asked == [("fe80::1%eth0", 0)]


def test_all_addresses_are_those_of_ipv4_too() -> None:
    with listen("::", 0) as listening:
        port = port_of(listening)
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port)).close()
        with pytest.raises(PortTaken):
            listen("0.0.0.0", port)


async def test_it_serves_until_it_is_told_to_stop(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    begun, stop = asyncio.Event(), asyncio.Event()

    async def slow(_request: Request) -> PlainTextResponse:
        begun.set()
        await stop.wait()
        await asyncio.sleep(0.2)
        return PlainTextResponse("done")

    app = Starlette(routes=[Route("/i/{token}", slow)])
    with listen("127.0.0.1", 0) as listening:
        serving = asyncio.create_task(serve(app, listening, stop, Settings()))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port_of(listening)}") as client:
            asking = asyncio.create_task(client.get("/i/a-secret-token?lang=ru"))
            await begun.wait()
            stop.set()
            answer = await asking
        await serving

    assert answer.text == "done"
    assert "server" not in answer.headers
    ours = [record.getMessage() for record in caplog.records if "httpx" not in record.name]
    assert ours
    assert "a-secret-token" not in "\n".join(line for line in ours if "HTTP Request" not in line)
