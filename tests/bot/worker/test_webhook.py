"""One webhook to one endpoint, which takes it, refuses it, hangs, lies, or breaks off."""

import asyncio
import json
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.signing import headers, new_secret
from bot.vault import Vault
from bot.worker.webhook import Webhooks
from commands.delivery.results import LONGEST_DELAY, Delivered
from commands.delivery.webhooks.record import NotDelivered
from commands.webhooks.failures import Failure, FailureCode
from tests.bot.mail.certificate import self_signed
from tests.bot.worker.conftest import Make
from tests.bot.worker.endpoints import Endpoint, endpoint
from tests.bot.worker.sending import EVENT, PAYLOAD, SECRET, answered, failed, send, telling


async def test_it_arrives_signed_as_the_convention_has_it(hooks: Webhooks, there: Endpoint) -> None:
    assert await send(hooks, f"{there.url}?Token=A%20b%2F") == Delivered()
    [taken] = there.taken
    assert taken.line == "POST /in?Token=A%20b%2F HTTP/1.1"
    assert json.loads(taken.body) == PAYLOAD
    given = taken.headers
    assert given["content-type"] == "application/json"
    assert given["user-agent"].startswith("Usher")
    assert "cookie" not in given
    at = datetime.fromtimestamp(int(given["webhook-timestamp"]), UTC)
    # The demo's clock may be days ahead; the other side has the real time.
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    expected = headers([SECRET], EVENT, at, taken.body)
    assert {name: given[name] for name in expected} == expected


async def test_both_secrets_sign_while_one_is_replaced(hooks: Webhooks, there: Endpoint) -> None:
    other = new_secret()
    assert await hooks.send(telling(there.url, other, SECRET)) == Delivered()
    [taken] = there.taken
    assert len(taken.headers["webhook-signature"].split(" ")) == 2


async def test_a_secret_that_cannot_be_read_is_said_and_not_tried_again(
    hooks: Webhooks, there: Endpoint
) -> None:
    lost = Vault(["x" * 32]).seal(SECRET)
    result = await hooks.send(replace(telling(there.url), secrets=(lost,)))
    assert result == failed(FailureCode.SECRET_UNREADABLE)
    assert there.taken == []
    # While one is being replaced, the other one is enough.
    half = replace(telling(there.url), secrets=(lost, *telling("").secrets))
    assert await hooks.send(half) == Delivered()


@pytest.mark.parametrize("answer", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
async def test_any_2xx_is_taken(hooks: Webhooks, there: Endpoint, answer: str) -> None:
    there.answer = answer
    assert await send(hooks, there.url) == Delivered()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (404, "Not Found"),
        (500, "Internal Server Error"),
        (503, ""),
    ],
)
async def test_anything_else_comes_again(
    hooks: Webhooks, there: Endpoint, status: int, said: str
) -> None:
    there.answer = f"{status} {said}"
    assert await send(hooks, there.url) == answered(status, said)


async def test_who_is_gone_is_told_apart(hooks: Webhooks, there: Endpoint) -> None:
    there.answer = "410 Gone"
    assert await send(hooks, there.url) == NotDelivered(
        Failure(FailureCode.GONE, status=410, said="Gone")
    )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(hooks: Webhooks, there: Endpoint, status: int) -> None:
    async with endpoint() as elsewhere:
        there.answer, there.more = f"{status} Elsewhere", f"Location: {elsewhere.url}\r\n"
        result = await send(hooks, there.url)
    assert result == NotDelivered(Failure(FailureCode.REDIRECTED, status=status, said="Elsewhere"))
    assert elsewhere.taken == []


async def test_who_asks_for_patience_is_heard_within_bounds(
    hooks: Webhooks, there: Endpoint
) -> None:
    there.answer = "429 Too Many Requests"
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    bare = format_datetime(datetime.now(UTC).replace(tzinfo=None))
    for said, least, most in (
        ("120", 120, 120),
        ("999999999999999", None, None),
        ("99999999", LONGEST_DELAY.total_seconds(), LONGEST_DELAY.total_seconds()),
        (soon, 60, 90),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0, 0),
        (bare, 0, 0),
        ("soon", None, None),
        ("-5", None, None),
    ):
        there.more = f"Retry-After: {said}\r\n"
        result = await send(hooks, there.url)
        assert isinstance(result, NotDelivered)
        if least is None or most is None:
            assert result.after is None
        else:
            assert result.after is not None
            assert least <= result.after.total_seconds() <= most


@pytest.mark.parametrize("year", [1970, 2036])
async def test_a_date_to_wait_for_is_by_the_clock_that_set_it(
    hooks: Webhooks, there: Endpoint, year: int
) -> None:
    there.answer = "503 Busy"
    now, then = (f"Fri, 01 Feb {year} 09:{minute}:00 GMT" for minute in ("00", "30"))
    there.more = f"Date: {now}\r\nRetry-After: {then}\r\n"
    result = await send(hooks, there.url)
    assert isinstance(result, NotDelivered)
    assert result.after == timedelta(minutes=30)


async def test_an_endpoint_that_says_nothing_holds_it_up_no_longer_than_an_attempt_may_last(
    hooks: Webhooks, there: Endpoint
) -> None:
    async def hang(_writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    there.behave = hang
    assert await send(hooks, there.url) == NotDelivered(Failure(FailureCode.TIMED_OUT, seconds=0.5))


async def test_an_endpoint_that_drips_does_not_either(hooks: Webhooks, there: Endpoint) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X-Drop: 1\r\n")
            await writer.drain()
            await asyncio.sleep(0.02)

    there.behave = drip
    result = await send(hooks, there.url)
    # Some libraries stop at so many headers; either way it ends.
    assert isinstance(result, NotDelivered)


async def test_what_is_answered_counts_whatever_its_body_does(
    hooks: Webhooks, there: Endpoint
) -> None:
    async def trickle(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    there.behave = trickle
    assert await send(hooks, there.url) == Delivered()


async def test_a_huge_answer_is_not_read_and_its_connection_not_used_again(
    hooks: Webhooks, there: Endpoint
) -> None:
    hung_up = asyncio.Event()

    async def flood(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 500 Odd\r\nContent-Encoding: gzip\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65536)
                await writer.drain()
        finally:
            hung_up.set()

    there.behave = flood
    assert await send(hooks, there.url) == answered(500, "Odd")
    await hung_up.wait()
    there.behave = None
    assert await send(hooks, there.url) == Delivered()
    assert there.connections == 2


async def test_one_connection_carries_many(hooks: Webhooks, there: Endpoint) -> None:
    for _ in range(3):
        assert await send(hooks, there.url) == Delivered()
    assert there.connections == 1


async def test_an_endpoint_that_closes_or_speaks_no_http_is_tried_again(
    hooks: Webhooks, there: Endpoint
) -> None:
    async def close(writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def babble(writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n\r\n")
        await writer.drain()
        writer.close()

    there.behave = close
    assert await send(hooks, there.url) == failed(FailureCode.BROKEN_OFF)
    there.behave = babble
    assert await send(hooks, there.url) == failed(FailureCode.BROKEN_OFF)


async def test_where_nobody_listens_it_is_tried_again(hooks: Webhooks, there: Endpoint) -> None:
    async with endpoint() as gone:
        pass
    assert await send(hooks, gone.url) == failed(FailureCode.UNREACHABLE)


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    make: Make, tmp_path: Path
) -> None:
    server, certificate = self_signed(tmp_path)
    async with endpoint(tls=server) as there:
        url = there.url.replace("http:", "https:")
        hooks = make()
        result = await send(hooks, url)
        assert result == failed(FailureCode.UNTRUSTED)
        assert there.taken == []
        trusting = make(tls=ssl.create_default_context(cafile=certificate))
        assert await send(trusting, url) == Delivered()


async def test_https_to_who_speaks_no_tls_is_said(hooks: Webhooks, there: Endpoint) -> None:
    there.hello = b"220 mail.example ESMTP\r\n"
    result = await send(hooks, there.url.replace("http:", "https:"))
    assert result == failed(FailureCode.UNTRUSTED)
