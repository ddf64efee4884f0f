"""A worker between a real database, a real mail server, and the stand-in for Slack."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from bot.slack.client import Client
from bot.slack.manifest import SCOPES
from bot.slack.rate_limits import RateLimits
from bot.worker.webhook import Webhooks
from storage.database import Database
from tests.beginnings import Beginnings
from tests.bot.mail.server import Behaviour, listening
from tests.bot.worker.endpoints import Endpoint, endpoint
from tests.bot.worker.office import ADA, TOKEN, Office, parts
from tests.bot.worker.sending import LOCAL, made
from tests.clock import Clock
from tests.northwind import begin
from tests.people import MONDAY, NORTHWIND


@pytest.fixture
async def post_office() -> AsyncIterator[Behaviour]:
    async with listening() as behaviour:
        yield behaviour


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(
        bot_url="http://127.0.0.1:9/unused",
        signing_secret="unused",
        bot_token=TOKEN,
        scopes=SCOPES,
        state_file=tmp_path / "slack.sqlite",
    )
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def client(slack: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(TOKEN, slack.api_url, session)


@pytest.fixture
async def office(
    database: Database,
    beginnings: Beginnings,
    post_office: Behaviour,
    slack: Sandbox,
    client: Client,
) -> AsyncIterator[Office]:
    beginnings.begin(database, begin, MONDAY, ADA)
    clock = Clock()
    known = parts(database, f"smtp://127.0.0.1:{post_office.port}", clock)
    client.limits = RateLimits(known, lambda: NORTHWIND)
    office = Office(
        known,
        clock,
        post_office,
        slack,
        client,
    )
    yield office
    await office.close()


Make = Callable[..., Webhooks]


@pytest.fixture
async def make(fresh_sqlite: Database) -> AsyncIterator[Make]:
    """With these networks allowed; nothing of it depends on the database."""
    all_made = []

    def make(networks: str = LOCAL, **given: Any) -> Webhooks:
        all_made.append(Webhooks(made(fresh_sqlite, networks), **given))
        return all_made[-1]

    yield make
    for each in all_made:
        await each.close()


@pytest.fixture
async def hooks(make: Make) -> Webhooks:
    return make()


@pytest.fixture
async def there() -> AsyncIterator[Endpoint]:
    async with endpoint() as one:
        yield one
