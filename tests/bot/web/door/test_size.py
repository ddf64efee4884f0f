"""How much a stranger may send before anybody listens."""

import pytest

from bot.slack.gate import LARGEST
from bot.web.guard import MOST_BYTES
from tests.bot.web.door.visitor import House, asking, house

MIB = 2**20
BEGUN = b"GET /echo HTTP/1.1\r\nHost: a\r\n"
CHUNKED = "Transfer-Encoding: chunked"


async def status_of(usher: House, first: bytes, more: bytes, times: int) -> int:
    """Send it all, whatever is said meanwhile: the answer must still be there."""
    visitor = await usher.visit()
    await visitor.send(first)
    for _ in range(times):
        await visitor.send(more)
    answer = await visitor.answer()
    assert await visitor.rest() == b""
    return answer.status


@pytest.mark.parametrize(
    ("first", "more", "times"),
    [
        pytest.param(BEGUN + b"X: ", b"x" * MIB, 16, id="one long value"),
        pytest.param(BEGUN, b"x" * MIB, 16, id="one long name"),
        pytest.param(BEGUN, b"x: y\r\n" * 10_000, 20, id="many small fields"),
        pytest.param(BEGUN + b"x: y\r\n" * 100, b"\r\n", 1, id="101 fields"),
        pytest.param(BEGUN + b"X: " + b"x" * 20_000, b"\r\n\r\n", 1, id="whole, and too large"),
        pytest.param(b"", b"\r\n" * 10_000, 5, id="blank lines without end"),
        pytest.param(asking("GET /echo") + BEGUN + b"X: ", b"x" * MIB, 1, id="behind another"),
    ],
)
async def test_a_header_has_bounds(first: bytes, more: bytes, times: int) -> None:
    async with house() as usher:
        if first.startswith(asking("GET /echo")):
            visitor = await usher.visit()
            assert (await visitor.ask(asking("GET /echo"))).status == 200
            await visitor.send(first.removeprefix(asking("GET /echo")) + more * times)
            status = (await visitor.answer()).status
        else:
            status = await status_of(usher, first, more, times)

        assert status == 431
        assert usher.seen in ([], ["/echo"])


async def test_many_small_fields_are_refused_before_the_last_has_come() -> None:
    async with house() as usher:
        assert (await usher.ask(BEGUN + b"x: y\r\n" * 200)).status == 431


async def test_a_header_that_begins_behind_another_request_has_the_same_bounds() -> None:
    async with house() as usher:
        visitor = await usher.visit()
        await visitor.send(asking("GET /echo") + asking("GET /second", f"X: {'x' * 17_000}"))

        assert (await visitor.answer()).status == 200
        assert await visitor.rest() == b""
        assert usher.seen == ["/echo"]


async def test_a_header_within_bounds_is_read() -> None:
    fields = [f"X-{number}: {'x' * 100}" for number in range(99)]
    async with house() as usher:
        assert (await usher.ask(asking("GET /echo", *fields))).status == 200
        byte_by_byte = await usher.visit()
        for one in asking("GET /echo", f"X: {'x' * 15_000}"):
            await byte_by_byte.send(bytes([one]))
        assert (await byte_by_byte.answer()).status == 200


async def test_an_address_has_bounds_of_its_own() -> None:
    async with house() as usher:
        most = asking(f"GET /{'a' * 8191}")
        assert (await usher.ask(most)).status == 200
        assert (await usher.ask(asking(f"GET /{'a' * 8192}"))).status == 414
        assert await status_of(usher, b"GET /", b"a" * MIB, 4) == 414


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/slack/events", LARGEST),
        ("/below/slack/events", LARGEST),
        ("/i/token/accept", MOST_BYTES),
        ("/u/token", MOST_BYTES),
        ("/unread", MOST_BYTES),
        ("/slack/events/other", MOST_BYTES),
        ("/demo/act", MOST_BYTES),
    ],
)
async def test_a_body_has_bounds(path: str, most: int) -> None:
    async with house() as usher:
        announced = asking(f"POST {path}", f"Content-Length: {most}")
        assert (await usher.ask(announced + b"x" * most)).status == 200
        usher.seen.clear()

        too_much = asking(f"POST {path}", f"Content-Length: {most + 1}")
        assert (await usher.ask(too_much)).status == 413
        assert await status_of(usher, too_much, b"x" * (most + 1), 1) == 413
        assert usher.seen == []


async def test_only_where_the_demo_runs_whoever_plays_slack_may_send_as_much() -> None:
    async with house(wide=(b"/demo/",)) as usher:
        much = asking("POST /demo/act", f"Content-Length: {LARGEST}", body=b"x" * LARGEST)
        assert (await usher.ask(much)).status == 200
        assert (await usher.ask(much.replace(b"/demo/act", b"/demo"))).status == 413
        more = asking("POST /demo/act", f"Content-Length: {LARGEST + 1}")
        assert (await usher.ask(more)).status == 413


@pytest.mark.parametrize("path", ["/slack/events", "/unread"])
async def test_fields_behind_a_body_are_as_few_as_before_it(path: str) -> None:
    async with house() as usher:
        behind = b"0\r\n" + b"a:b\r\n" * 102
        visitor = await usher.visit()
        await visitor.send(asking(f"POST {path}", CHUNKED) + behind)

        assert b"HTTP/1.1 431" in await visitor.rest()


async def test_fields_behind_a_body_within_bounds_are_let_go() -> None:
    body = b"1\r\nx\r\n0\r\n" + b"a:b\r\n" * 100 + b"\r\n"
    async with house() as usher:
        visitor = await usher.visit()
        for _ in range(3):
            assert (await visitor.ask(asking("POST /echo", CHUNKED, body=body))).status == 200


@pytest.mark.parametrize(
    ("more", "times"),
    [
        pytest.param(b"%x\r\n%b\r\n" % (LARGEST + 1, b"x" * (LARGEST + 1)), 1, id="one chunk"),
        pytest.param(b"400\r\n%b\r\n" % (b"x" * 1024), 1025, id="many chunks"),
        pytest.param(b"1\r\nx\r\n" * 10_000, 40, id="chunks of a byte"),
        pytest.param(b"1;%b\r\nx\r\n" % (b"x" * MIB), 3, id="extensions"),
        pytest.param(b"0" * MIB, 3, id="noughts before a chunk's length"),
        pytest.param(b"0\r\nX: %b" % (b"x" * 3 * MIB), 1, id="fields behind the body"),
    ],
)
async def test_a_body_in_chunks_has_the_same_bounds(more: bytes, times: int) -> None:
    async with house() as usher:
        assert await status_of(usher, asking("POST /slack/events", CHUNKED), more, times) == 413


async def test_a_page_s_body_in_chunks_is_bounded_though_nobody_reads_it() -> None:
    chunk = b"%x\r\n%b\r\n" % (MOST_BYTES + 1, b"x" * (MOST_BYTES + 1))
    async with house() as usher:
        visitor = await usher.visit()
        await visitor.send(asking("POST /unread", CHUNKED) + chunk)

        # It was answered unread, or refused: in any case no more of it is taken.
        assert (await visitor.answer()).status in {200, 413}
        assert await visitor.rest() == b""


async def test_who_waits_for_a_word_before_a_large_body_is_spared_sending_it() -> None:
    expects = "Expect: 100-continue"
    async with house() as usher:
        large = asking("POST /echo", expects, f"Content-Length: {MOST_BYTES + 1}")
        assert (await usher.ask(large)).status == 413

        visitor = await usher.visit()
        assert (await visitor.ask(asking("POST /echo", expects, "Content-Length: 1"))).status == 100
        assert (await visitor.ask(b"x")).status == 200
