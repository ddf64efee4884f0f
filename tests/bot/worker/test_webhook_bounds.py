"""How much an endpoint gets of Usher: so many connections, so much time, so much of its answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.worker.webhook import AT_ONCE, Webhooks
from commands.delivery.results import Delivered
from commands.webhooks.failures import FailureCode
from storage.database import Database
from tests.bot.worker.endpoints import Endpoint
from tests.bot.worker.office import parts
from tests.bot.worker.sending import KEY, LOCAL, failed, send
from tests.clock import Clock
from tests.patience import until


@pytest.fixture
async def patient(fresh_sqlite: Database) -> AsyncIterator[Webhooks]:
    """As where a mail may take a minute."""
    given = {"secret_keys": KEY, "webhook_networks": LOCAL, "send_timeout": 60, "lease": 120}
    made = Webhooks(parts(fresh_sqlite, "smtp://localhost", Clock(), **given))
    yield made
    await made.close()


async def test_an_endpoint_has_twenty_seconds_however_long_a_mail_may_take(
    patient: Webhooks,
) -> None:
    assert patient._within == 20


async def test_many_may_be_told_at_one_host_which_is_nobodys_own(
    patient: Webhooks, there: Endpoint
) -> None:
    """Each endpoint has its share (`commands.delivery.webhooks.shares`); a host has many."""
    goes, waiting = asyncio.Event(), 0

    async def hold(writer: asyncio.StreamWriter) -> None:
        nonlocal waiting
        waiting += 1
        await goes.wait()
        writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    there.behave = hold
    sending = asyncio.gather(*(send(patient, there.url) for _ in range(AT_ONCE)))
    await until(lambda: waiting == AT_ONCE)
    goes.set()
    assert await sending == [Delivered()] * AT_ONCE


async def test_of_a_long_answer_no_more_is_read_than_says_how_it_went(
    patient: Webhooks, there: Endpoint
) -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        writer.write(b"x" * 1_000_000)
        await writer.drain()

    there.behave = talk
    assert await send(patient, there.url) == Delivered()
    there.behave = None
    assert await send(patient, there.url) == Delivered()
    assert there.connections == 2, "what was left of it went with its connection"


@pytest.mark.parametrize(
    "head",
    [
        b"X-Long: " + b"x" * 100_000 + b"\r\n",
        b"X-Many: 1\r\n" * 10_000,
        b"X" * 100_000,
    ],
    ids=["a long header", "many headers", "a long name"],
)
async def test_no_head_is_read_however_long_it_is(
    patient: Webhooks, there: Endpoint, head: bytes
) -> None:
    async def talk(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n")
        await writer.drain()

    there.behave = talk
    assert await send(patient, there.url) == failed(FailureCode.BROKEN_OFF)


@pytest.mark.parametrize(
    "more", [b"", b"a:b\r\n" * 100, b"X-Long: " + b"x" * 8_000 + b"\r\n"], ids=len
)
async def test_of_answers_before_the_answer_no_more_is_read_than_of_any(
    patient: Webhooks, there: Endpoint, more: bytes
) -> None:
    """To read them for twenty seconds as fast as they come would take all of the event loop."""
    hung_up = asyncio.Event()

    async def chatter(writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write((b"HTTP/1.1 103 Early Hints\r\n" + more + b"\r\n") * 100)
                await writer.drain()
        finally:
            hung_up.set()

    there.behave = chatter
    assert await send(patient, there.url) == failed(FailureCode.BROKEN_OFF)
    await hung_up.wait()


async def test_what_is_read_of_one_answer_is_not_counted_against_the_next(
    patient: Webhooks, there: Endpoint
) -> None:
    there.more = "X-Long: " + "x" * 7_000 + "\r\n"
    for _ in range(12):
        assert await send(patient, there.url) == Delivered()
    assert there.connections == 1
