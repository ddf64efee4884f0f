"""All of Usher behind PgBouncer, which needs no setting: Usher finds out with its first session."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import psycopg
import pytest

from bot.app import slack_of
from bot.worker.schedule import run as work
from storage import schema
from storage.database import Database
from tests.databases import empty
from tests.flows.living import living
from tests.flows.usher import Usher, zone
from tests.patience import until
from tests.pgbouncer import PgBouncer, pgbouncer

pytestmark = pytest.mark.needs("pgbouncer")

AS_SHIPPED: dict[str, str] = {}
BY_TRANSACTION = {"pool_mode": "transaction", "default_pool_size": "4"}
# As for other programs: what it doesn't know it passes over, and it tidies up after everybody.
FOR_OTHERS = BY_TRANSACTION | {
    "ignore_startup_parameters": "options,extra_float_digits",
    "server_reset_query": "DISCARD ALL",
    "server_reset_query_always": "1",
}


@pytest.fixture(params=[AS_SHIPPED, BY_TRANSACTION, FOR_OTHERS], ids=["shipped", "by", "others"])
def pooler(request: pytest.FixtureRequest, postgresql_url: str) -> Iterator[PgBouncer]:
    with pgbouncer(postgresql_url, **request.param) as pooler:
        yield pooler


@pytest.fixture
def database(pooler: PgBouncer) -> Iterator[Database]:
    """In place of the shared one."""
    database = Database(pooler.url)
    schema.migrate(database)
    empty(database)
    yield database
    database.close()


@asynccontextmanager
async def second_worker(usher: Usher, url: str) -> AsyncIterator[None]:
    """With connections of its own."""
    stop, database = asyncio.Event(), Database(url)
    parts = replace(usher.parts, database=database)
    async with slack_of(parts) as slack:
        working = asyncio.create_task(work(parts, slack.client, slack.sync, stop))
        yield
        stop.set()
        await working
    await asyncio.to_thread(parts.close)


async def test_invitations_leave_once_while_it_is_started_anew(
    database: Database, pooler: PgBouncer, tmp_path: Path
) -> None:
    async with living(database, tmp_path) as usher, second_worker(usher, pooler.url):
        await until(lambda: usher.parts.database.read(zone) == "Europe/Berlin")
        addresses = [f"p{number}@example.com" for number in range(8)]
        await usher.invite("lev", " ".join(addresses))
        for address in addresses:
            await usher.mail_to(address)

        await asyncio.to_thread(pooler.stop)
        away = await usher.browser.get(f"{usher.parts.settings.public_url}/readyz")
        assert away.status_code == 503
        await asyncio.to_thread(pooler.start)
        await until(lambda: is_ready(usher))

        await usher.invite("lev", "ivy@example.com")
        mail = await usher.mail_to("ivy@example.com")
        page = await usher.browser.post(f"{usher.link_in(mail)}/accept")
        assert page.status_code == 200
        assert (await usher.slack.open_home("lev")).ok
        await usher.rest()
        assert len(usher.slack.mails) == 9
        assert [row["state"] for row in await usher.rows("invitations")].count("accepted") == 1


async def is_ready(usher: Usher) -> bool:
    try:
        answer = await usher.browser.get(f"{usher.parts.settings.public_url}/readyz")
    except httpx.TransportError:
        return False
    return answer.status_code == 200


def test_nothing_is_prepared_where_sessions_are_shared(database: Database) -> None:
    for _ in range(12):
        schema.current(database)
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        assert driver.prepare_threshold is None
        prepared = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements")
        assert prepared.scalar() == 0
