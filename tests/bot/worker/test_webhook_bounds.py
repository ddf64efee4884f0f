"""How much an endpoint gets of Usher: so many connections, so much time, so much of its answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.worker.webhook import Webhooks
from commands.delivery.results import Delivered
from storage.database import Database
from tests.bot.worker.endpoints import Endpoint
from tests.bot.worker.office import parts
from tests.bot.worker.sending import KEY, LOCAL, send
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


async def test_four_at_most_are_told_to_one_endpoint_at_once(
    patient: Webhooks, there: Endpoint
) -> None:
    goes, waiting, most = asyncio.Event(), 0, 0

    async def hold(writer: asyncio.StreamWriter) -> None:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await goes.wait()
        waiting -= 1
        writer.write(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    there.behave = hold
    sending = asyncio.gather(*(send(patient, there.url) for _ in range(12)))
    await until(lambda: waiting >= 4)
    goes.set()
    assert await sending == [Delivered()] * 12
    assert (most, there.connections) == (4, 4)


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
