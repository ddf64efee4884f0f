"""How long a stranger may take."""

import asyncio
from ipaddress import ip_network

import pytest

from bot.web.door import Bounds, Keeper
from tests.bot.web.door.visitor import LONG, asking, house
from tests.patience import PATIENCE

BRIEF = 0.05
HALF = asking("POST /echo", "Content-Length: 10", body=b"half")


@pytest.mark.parametrize(
    "raw", [b"G", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n", b"\r\n", b"GET /a\r\n"]
)
async def test_a_head_has_to_be_whole_in_time(raw: bytes) -> None:
    async with house(head_seconds=BRIEF) as usher:
        visitor = await usher.visit()

        answer = await visitor.ask(raw)

        assert answer.status == 408
        assert answer.headers["connection"] == "close"
        assert await visitor.rest() == b""


async def test_one_byte_after_another_gains_no_time() -> None:
    async with house(head_seconds=BRIEF) as usher:
        visitor = await usher.visit()

        async def drip() -> None:
            await visitor.send(b"GET /")
            while True:
                await visitor.send(b"a")
                await asyncio.sleep(BRIEF / 10)

        dripping = asyncio.create_task(drip())
        assert (await visitor.answer()).status == 408
        dripping.cancel()


async def test_who_asks_nothing_is_told_nothing() -> None:
    async with house(head_seconds=BRIEF) as usher:
        assert await (await usher.visit()).rest() == b""


@pytest.mark.parametrize("body", [b"abc", b""])
async def test_who_asks_nothing_more_is_not_kept(body: bytes) -> None:
    """Also where the answer came before the body: uvicorn's own timer ends with that body."""
    async with house(near_idle_seconds=BRIEF) as usher:
        visitor = await usher.visit()
        asked = asking("POST /unread", f"Content-Length: {len(body)}")
        assert (await visitor.ask(asked)).status == 200
        await visitor.send(body)

        assert await visitor.rest() == b""


async def test_a_proxy_s_connection_is_kept_longer_than_a_stranger_s() -> None:
    async with house(idle_seconds=0, head_seconds=BRIEF) as usher:
        proxy = await usher.visit()
        for _ in range(2):
            assert (await proxy.ask(asking("GET /healthz"))).status == 200
            # Who asks nothing is sent away: so everybody has been looked at.
            assert await (await usher.visit()).rest() == b""
        assert (await proxy.ask(asking("GET /healthz"))).status == 200


@pytest.mark.parametrize(
    ("neighbour", "near"),
    [
        ("127.0.0.1", True),
        ("10.0.3.7", True),
        ("100.64.0.9", True),
        ("fd00::7", True),
        ("8.8.8.8", False),
        ("2606:4700::1", False),
        ("1.1.1.1", True),
    ],
)
def test_proxies_are_near_or_trusted(neighbour: str, near: bool) -> None:
    keeper = Keeper(Bounds(), proxies=[ip_network("1.1.1.0/24")])
    bounds = Bounds()
    longer = bounds.near_idle_seconds if near else bounds.idle_seconds
    assert keeper.idle_seconds(neighbour) == longer


@pytest.mark.parametrize("begun", [b"GET /ec", b"\r\n"])
async def test_a_second_request_has_to_be_whole_in_time_too(begun: bytes) -> None:
    async with house(head_seconds=BRIEF) as usher:
        visitor = await usher.visit()
        assert (await visitor.ask(asking("GET /echo"))).status == 200
        assert (await visitor.ask(begun)).status == 408


@pytest.mark.parametrize("path", ["/echo", "/slack/events"])
@pytest.mark.parametrize(
    "begun", [b"half", b"", b"4\r\nhal", b"4\r\nhalf\r\n", b"4\r\nhalf\r\n0\r\n"]
)
async def test_a_body_has_to_be_whole_in_time(path: str, begun: bytes) -> None:
    coding = "Transfer-Encoding: chunked" if begun[:1] == b"4" else "Content-Length: 10"
    async with house(body_seconds=BRIEF) as usher:
        visitor = await usher.visit()

        answer = await visitor.ask(asking(f"POST {path}", coding, body=begun))

        assert answer.status == 408
        assert await visitor.rest() == b""


async def test_a_body_that_nobody_reads_ends_the_connection_all_the_same() -> None:
    async with house(body_seconds=BRIEF) as usher:
        visitor = await usher.visit()
        half = asking("POST /unread", "Content-Length: 10", body=b"half")
        assert (await visitor.ask(half)).status == 200
        assert await visitor.rest() == b""


async def test_an_answer_that_takes_long_is_waited_for() -> None:
    """The one that is refused came later: the door has looked since."""
    async with house(head_seconds=BRIEF, body_seconds=BRIEF) as usher:
        patient = await usher.held()
        assert (await usher.ask(HALF)).status == 408

        usher.go_on.set()

        assert (await patient.answer()).body == b"held"


async def test_who_does_not_read_the_answer_is_given_up() -> None:
    async with house(unsent_seconds=BRIEF) as usher:
        visitor = await usher.visit()
        await visitor.send(asking("GET /large"))

        async with asyncio.timeout(PATIENCE):
            await usher.left.wait()


async def test_who_reads_slowly_but_reads_is_served() -> None:
    async with house(unsent_seconds=LONG) as usher:
        visitor = await usher.visit()
        await visitor.send(asking("GET /large"))
        async with asyncio.timeout(PATIENCE):
            for _ in range(100):
                assert await visitor.reader.read(2**16)
        assert not usher.left.is_set()


async def test_at_the_end_half_sent_requests_are_not_waited_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with house(linger_seconds=BRIEF) as usher:
        body, head = await usher.visit(), await usher.visit()
        await body.send(HALF)
        await head.send(b"GET / HT")
        assert (await usher.ask(asking("GET /echo"))).status == 200
        usher.stop.set()

        assert (await body.answer()).status == 408
        assert await head.rest() == b""
    assert "graceful shutdown exceeded" not in caplog.text
