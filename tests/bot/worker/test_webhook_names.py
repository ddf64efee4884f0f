"""A webhook's name, asked of a real name server: it says nothing, or no, or leads elsewhere."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.names import ADDRESSES
from bot.worker.webhook import QUIET, Webhooks
from commands.delivery.results import FIRST_DELAY, Delivered
from commands.webhooks.failures import FailureCode
from storage.database import Database
from tests.bot.worker.endpoints import Endpoint, endpoint
from tests.bot.worker.sending import LOCAL, failed, made, send
from tests.name_server import SILENT, NameServer, name_server
from tests.patience import PATIENCE

UNRESOLVED = failed(FailureCode.UNRESOLVED)
ZONE = {
    "silent.example": SILENT,
    "hr.example": ("127.0.0.1",),
    "private.example": ("10.0.0.1", "::ffff:10.0.0.1"),
    "metadata.example": ("168.63.129.16", "fd20:ce::254"),
    "many.example": (*(f"127.9.0.{number}" for number in range(40)),),
}


@pytest.fixture
async def names() -> AsyncIterator[NameServer]:
    async with name_server({**ZONE}) as found:
        yield found


@pytest.fixture
async def hooks(fresh_sqlite: Database, names: NameServer) -> AsyncIterator[Webhooks]:
    """An attempt ends when it should, and no sooner: the look-up has a half of it."""
    made_up = Webhooks(made(fresh_sqlite, LOCAL, names.address))
    yield made_up
    await made_up.close()


async def test_a_name_leads_to_its_endpoint(hooks: Webhooks, there: Endpoint) -> None:
    hooks._within = PATIENCE
    assert await send(hooks, f"http://hr.example:{there.port}/in") == Delivered()


async def test_a_name_server_that_says_nothing_ends_the_attempt_early_and_is_said(
    hooks: Webhooks, names: NameServer
) -> None:
    hooks._within = PATIENCE  # of the attempt; a quarter of a second of the look-up
    results = await asyncio.gather(*(send(hooks, "https://silent.example/") for _ in range(20)))
    assert results == [UNRESOLVED] * 20
    asked = names.asked.count("silent.example")
    # Another port, or by http, and still the same name.
    for url in ("https://silent.example:8443/", "http://silent.example/"):
        assert await send(hooks, url) == UNRESOLVED
    assert names.asked.count("silent.example") == asked == 2


async def test_a_name_that_is_not_there_is_not_asked_for_again_at_once(
    hooks: Webhooks, names: NameServer
) -> None:
    hooks._within = PATIENCE
    for _ in range(5):
        assert await send(hooks, "https://unknown.example/") == UNRESOLVED
    assert names.asked.count("unknown.example") <= 2


def test_the_outbox_tries_again_no_sooner_than_the_name_is_asked_for_again() -> None:
    assert FIRST_DELAY.total_seconds() * 0.8 > QUIET


@pytest.mark.parametrize("name", ["private.example", "metadata.example"])
async def test_a_name_that_leads_into_a_private_network_is_not_followed(
    hooks: Webhooks, name: str
) -> None:
    hooks._within = PATIENCE
    assert await send(hooks, f"https://{name}/") == failed(FailureCode.FORBIDDEN)


async def test_of_many_addresses_a_few_are_tried(
    hooks: Webhooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks._within = PATIENCE
    async with endpoint() as gone:
        pass
    door, tried = hooks._sessions["http"].connector, set()
    made_before = door._socket_factory  # type: ignore[union-attr]

    def count(where: Any) -> object:
        tried.add(where[4])
        return made_before(where)

    monkeypatch.setattr(door, "_socket_factory", count)
    url = f"http://many.example:{gone.port}/"
    assert await send(hooks, url) == failed(FailureCode.UNREACHABLE)
    assert len(tried) == ADDRESSES
